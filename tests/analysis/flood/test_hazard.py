"""Hazard ratings against the tables by hand, and their order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.flood.record.hazard import Hazard


def rated(method: str, depth: float, speed: float) -> tuple[float, int]:
    hazard = Hazard.of(method)  # type: ignore[arg-type]
    rating = hazard.rated(np.array([depth], np.float32), np.array([speed], np.float32))
    return float(rating[0]), int(hazard.classes_of(rating)[0])


@pytest.mark.parametrize(
    ("method", "depth", "speed", "rating", "kind"),
    [
        ("defra_2008", 0.25, 0.0, 0.625, 1),
        ("defra_2008", 0.26, 0.0, 1.13, 2),
        ("defra_2008", 1.0, 0.5, 2.0, 4),
        ("defra_2008", 0.2, 2.5, 1.6, 3),  # fast: the last debris factor holds
        ("defra_tr2_urban", 0.2, 0.0, 0.1, 1),
        ("defra_tr2_urban", 0.5, 0.5, 1.5, 3),
        ("defra_tr2_urban", 1.0, 0.6, 2.1, 3),
        ("defra_tr2_woodland", 0.5, 0.5, 1.0, 2),
        ("defra_tr2_pasture", 0.5, 0.5, 0.5, 1),
        ("defra_tr2_pasture", 0.8, 0.0, 0.9, 2),
        ("aidr", 0.3, 0.5, 1.0, 1),
        ("aidr", 0.4, 0.5, 2.0, 2),
        ("aidr", 1.1, 0.5, 3.0, 3),
        ("aidr", 1.3, 0.5, 4.0, 4),
        ("aidr", 0.2, 2.1, 5.0, 5),
        ("aidr", 4.1, 0.0, 6.0, 6),
    ],
)
def test_ratings_by_hand(method: str, depth: float, speed: float, rating: float, kind: int) -> None:
    found, found_kind = rated(method, depth, speed)
    assert found == pytest.approx(rating, abs=1e-6)
    assert found_kind == kind


@pytest.mark.parametrize("method", ["defra_2008", "aidr"])
def test_dry_ground_is_no_hazard(method: str) -> None:
    assert rated(method, 0.0, 0.0) == (0.0, 0)


METHODS = ["defra_2008", "defra_tr2_urban", "defra_tr2_woodland", "defra_tr2_pasture", "aidr"]


@given(
    method=st.sampled_from(METHODS),
    depth=st.floats(0.001, 8.0),
    speed=st.floats(0.0, 6.0),
    more=st.floats(0.0, 2.0),
    faster=st.floats(0.0, 2.0),
)
def test_deeper_or_faster_is_never_safer(
    method: str, depth: float, speed: float, more: float, faster: float
) -> None:
    assert rated(method, depth + more, speed + faster)[0] >= rated(method, depth, speed)[0]


def test_every_class_has_a_name_and_a_colour() -> None:
    for method, count in (("defra_2008", 4), ("aidr", 6)):
        legend = Hazard.of(method).legend()  # type: ignore[arg-type]
        assert len(legend.entries) == count
        assert len({entry.colour for entry in legend.entries}) == count
        assert all(entry.title and entry.title.zh and entry.title.en for entry in legend.entries)
