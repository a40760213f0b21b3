"""The two sample proposals mean what they are there for: the balloon fails one and passes the other."""

import pytest

from analysis.base import AnalysisInputs
from analysis.common.ports import PROPOSALS
from analysis.common.verdict import Outcome
from analysis.sightline.balloon.params import BalloonParams
from analysis.sightline.balloon.session import Answer, BalloonSession
from analysis.sightline.balloon.targets import proposals_in
from importers.yangzhou.city import Branch
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph


@pytest.fixture(scope="module")
def feedback() -> SilentFeedback:
    return SilentFeedback()


@pytest.fixture(scope="module")
def answers(branches: list[Branch], feedback: SilentFeedback) -> dict[str, Answer]:
    scene = SceneGraph(YANGZHOU_FRAME)
    for parent, children in branches:
        scene.insert(parent)
        for child in children:
            scene.insert(child, parent.id)
    inputs = AnalysisInputs(scene.snapshot())
    session = BalloonSession.of(inputs, BalloonParams(), feedback)
    return {
        proposal.id: session.answer(session.prepare(proposal))
        for proposal in proposals_in(inputs.at(PROPOSALS))
    }


def test_the_tower_by_the_lake_fails_and_names_what_would_have_to_grow(answers: dict[str, Answer]) -> None:
    verdict = answers["proposal_lakeside_tower"].verdict

    assert Outcome.FAIL is verdict.outcome
    assert verdict.value - verdict.limit > verdict.error_95
    assert verdict.governing_object


def test_the_clinic_passes_with_more_room_than_its_error(answers: dict[str, Answer]) -> None:
    answer = answers["proposal_courtyard_clinic"]

    assert Outcome.PASS is answer.verdict.outcome
    assert answer.verdict.limit - answer.verdict.value > answer.verdict.error_95
    assert not any(one.pair.without_trees.seen for one in answer.judged)


def test_every_viewpoint_of_the_city_can_be_stood_at(
    answers: dict[str, Answer], feedback: SilentFeedback
) -> None:
    assert [] == [str(warning) for warning in feedback.warnings]
    assert all(len(answer.judged) > 10 for answer in answers.values())
