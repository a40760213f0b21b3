"""A proposal is held against the ceiling all along its outline: what hides it may gape between corners."""

from itertools import pairwise

import numpy as np
import pytest

from analysis.sightline.ceiling.params import CeilingParams
from analysis.sightline.ceiling.plugin import CeilingAnalysis
from analysis.sightline.ceiling.verdicts import outline_places
from scene.feedback import SilentFeedback
from tests.analysis.sightline.cities import ground, inputs, tower, viewpoint, wall

SQUARE = np.array([[0.0, 0.0], [20.0, 0.0], [20.0, 20.0], [0.0, 20.0]])


def test_places_are_the_middle_the_corners_and_every_two_metres_between() -> None:
    places = np.array(outline_places([SQUARE]))
    middle = np.array([10.0, 10.0])
    around = middle + (places[1:] - middle) / 0.98

    assert len(places) == 41
    assert places[0] == pytest.approx(middle)
    for corner in SQUARE:
        assert np.hypot(*(around - corner).T).min() < 1e-9
    closed = [*around, around[0]]
    assert max(np.hypot(*(b - a)) for a, b in pairwise(closed)) == pytest.approx(2.0)


@pytest.mark.parametrize("scale", [0.01, 1.0, 2.0, 50.0])
def test_no_more_than_64_places_and_evenly(scale: float) -> None:
    places = np.array(outline_places([SQUARE * scale]))
    steps = np.hypot(*np.diff(places[1:], axis=0).T)

    assert 5 <= len(places) <= 64
    assert steps == pytest.approx(np.full(len(steps), steps[0]))


def test_all_corners_of_an_intricate_outline_count() -> None:
    turn = np.linspace(0.0, 2.0 * np.pi, 90, endpoint=False)
    assert len(outline_places([30.0 * np.column_stack([np.cos(turn), np.sin(turn)])])) == 91


def test_a_gap_between_two_corners_is_looked_through() -> None:
    walls = (wall((100, -40, 0), (101, -2, 9.0), "south"), wall((100, 2, 0), (101, 40, 9.0), "north"))
    # The middle is behind the gap too, but another house stands before it.
    city = (ground(), viewpoint(), *walls, wall((215, -6, 0), (216, 6, 40.0), "house"))
    plan = tower(200.0, 12.0, wide=30.0, deep=40.0)
    params = CeilingParams(refraction=1.0)
    (verdict,) = CeilingAnalysis().run(inputs(*city, plan), params, SilentFeedback()).verdicts

    assert verdict.limit == pytest.approx(0.0, abs=1e-6)
