"""Which rule governs, what a proposal is told, and what is said where nothing can be computed."""

import pytest

from analysis.base import AnalysisInputs
from analysis.common.kept import Kept
from analysis.common.verdict import Outcome
from analysis.sightline.ceiling.params import CeilingParams
from analysis.sightline.ceiling.plugin import CeilingAnalysis
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.node import Node
from tests.analysis.sightline.cities import ground, snapshot, tower, viewpoint, wall
from tests.contracts.cities.ceiling import house, zone

FLAT = {"refraction": 1.0}
SCREEN = wall((60, -200, 0), (68, 200, 9.0))


def run(*nodes: Node, **params: object):  # type: ignore[no-untyped-def]
    given = CeilingParams(**{**FLAT, **params})
    return CeilingAnalysis().run(AnalysisInputs(snapshot(*nodes)), given, SilentFeedback())


def test_the_balloon_limit_follows_similar_triangles_and_is_exact() -> None:
    (verdict,) = run(ground(), SCREEN, viewpoint(), tower(200.0, 20.0)).verdicts
    nearest = 200.0 + 7.5 - 0.98 * 7.5  # corners are asked a little inside
    edge = 60.0  # of a flat top the near edge hides most
    assert verdict.limit == pytest.approx(1.6 + (9.0 - 1.6) * nearest / edge, abs=0.05)
    assert verdict.outcome is Outcome.REVIEW or verdict.outcome is Outcome.PASS
    assert verdict.viewpoint == "pavilion"


def test_a_cap_governs_where_it_is_lower_and_names_its_source() -> None:
    (verdict,) = run(ground(), SCREEN, viewpoint(), zone(12.0), tower(400.0, 30.0)).verdicts
    assert verdict.outcome is Outcome.FAIL
    assert verdict.limit == pytest.approx(12.0, abs=1e-4)
    assert verdict.rule.id == "zone_cap"
    assert "1984" in verdict.rule.source.en


def test_an_absolute_level_counts_above_the_datum() -> None:
    (verdict,) = run(ground(2.0), tower(400.0, 30.0), absolute_level=15.0, stay_unseen=False).verdicts
    assert verdict.rule.id == "absolute_level"
    assert verdict.limit == pytest.approx(15.0, abs=1e-4)  # this tower stands on z = 0


def test_nothing_to_hold_heights_to_and_no_terrain_get_a_sentence() -> None:
    with pytest.raises(InvalidRequest) as nothing:
        run(ground(), house(100, 0, 9.0, "h"))
    assert "nothing to hold heights to" in str(nothing.value.message)
    with pytest.raises(InvalidRequest) as bare:
        run(viewpoint(), house(100, 0, 9.0, "h"))
    assert "no terrain" in str(bare.value.message)
    with pytest.raises(InvalidRequest) as unknown:
        run(ground(), viewpoint(), viewpoints=("nowhere",))
    assert "nowhere" in str(unknown.value.message)


def test_a_result_is_kept_while_what_it_was_made_of_lives() -> None:
    class Thing:
        pass

    kept, made = Kept[object](1), []

    def make() -> object:
        made.append(1)
        return object()

    one, other = Thing(), Thing()
    assert kept.of([one], "a", make) is kept.of([one], "a", make)
    kept.of([one], "b", make)
    kept.of([other], "b", make)
    kept.of([one], "b", make)
    assert len(made) == 4
