"""Whole corridors against a twin that looks at every square decimetre by itself."""

import numpy as np
import pytest

from analysis.base import AnalysisInputs
from analysis.corridor.params import CorridorParams
from analysis.corridor.plugin import CorridorAnalysis
from scene.feedback import SilentFeedback
from scene.geometry.corridors import Zone, corridor_at
from scene.geometry.proposals import footprint_proposal
from scene.messages import BilingualText
from scene.node import Node
from scene.payloads import Buildings
from tests.analysis.corridor.test_corridors_analytic import table, vista
from tests.analysis.sightline.cities import ground, planned, snapshot

CELL = 0.05
DROP = (1.0 - 0.13) / (2.0 * 6_371_000.0)


def turned_house(rng: np.random.Generator) -> tuple[Node, np.ndarray, float]:
    turn, size = rng.uniform(0, np.pi), rng.uniform(8, 24, 2)
    cosine, sine = np.cos(turn), np.sin(turn)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * size / 2
    ring = corners @ np.array([[cosine, sine], [-sine, cosine]]) + rng.uniform([150, -50], [900, 50])
    height = float(rng.uniform(5, 40))
    house = footprint_proposal(ring, 0.0, height, "house", BilingualText.same("house"))
    return planned(house), house.rings.astype(np.float64), height


def squares(ring: np.ndarray) -> np.ndarray:
    """Return the middles of small squares over a footprint."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    x, y = (np.arange(a + CELL / 2, b, CELL) for a, b in zip(low, high, strict=True))
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    inside = np.ones(len(places), bool)
    for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        inside &= (bx - ax) * (places[:, 1] - ay) - (by - ay) * (places[:, 0] - ax) >= 0.0
    return places[inside]


@pytest.mark.parametrize("seed", range(8))
def test_volume_and_excess_of_each_zone_are_those_of_many_small_squares(seed: int) -> None:
    rng = np.random.default_rng(seed)
    layer = vista(
        (0, 0, 2.0),
        (0, 30, 2.0),
        (1000, 10, 0),
        width_at_place=6.0,
        wider_width=180.0,
        background_length=200.0,
    )
    plan, ring, height = turned_house(rng)
    assert isinstance(plan.payload, Buildings)
    scene = snapshot(ground(), layer, plan)
    rows = table(
        CorridorAnalysis().run(AnalysisInputs(scene), CorridorParams(), SilentFeedback()), "intruders"
    )
    corridor = corridor_at(layer, 0, DROP)
    places = squares(ring)
    zones, over = corridor.zone_at(places), height - corridor.limit_at(places)
    for zone, word in ((Zone.CORRIDOR, "corridor"), (Zone.WIDER, "wider consultation area")):
        own = over[zones == zone]
        found = [row for row in rows if str(row["zone"]) == word]
        expected = float(np.maximum(own, 0.0).sum()) * CELL**2
        if expected < 1.0:
            continue
        assert found[0]["volume"] == pytest.approx(expected, rel=0.01, abs=2.0)
        assert found[0]["excess"] == pytest.approx(own.max(), abs=0.01)
        assert found[0]["excess"] >= own.max() - 1e-3  # type: ignore[operator]
