"""Where a model stands, and that it stands where it is put: place, foot, bearing, scale."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.placement import Placement, box_of, is_movable, placement_of, size_of, with_placement
from scene.geometry.placed import placed
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import TriangleMesh

Y_UP = np.array([[1.0, 0, 0, 0], [0, 0, -1.0, 0], [0, 1.0, 0, 0], [0, 0, 0, 1.0]])


def model(shift: tuple[float, float, float] = (0.0, 0.0, 0.0), transform: np.ndarray | None = None) -> Node:
    corners = np.array([(-2, -1, 0), (2, -1, 0), (2, 1, 0), (0, 0, 6)], np.float64) + shift
    faces = np.array([(0, 1, 2), (0, 1, 3)], np.int32)
    mesh = TriangleMesh(corners.astype(np.float32), faces)
    return Node(BilingualText.same("m"), Role.MODEL, mesh, transform=transform)


def lowest(node: Node) -> float:
    return float(placed(node.payload.vertices.astype(np.float64), node.transform)[:, 2].min())


def test_a_model_stands_where_its_zero_stands() -> None:
    matrix = np.diag([2.0, 2.0, 2.0, 1.0])
    matrix[:3, 3] = (100.0, 50.0, 7.0)
    assert Placement(100.0, 50.0, 7.0, 0.0, 2.0) == placement_of(model(transform=matrix))


def test_a_model_in_coordinates_stands_at_its_middle() -> None:
    now = placement_of(model((5_000.0, -3_000.0, 40.0)))
    assert (5_000.0, -3_000.0) == pytest.approx((now.x, now.y))
    assert 40.0 == pytest.approx(now.foot)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-9e4, 9e4), st.floats(-9e4, 9e4), st.floats(-50, 500), st.floats(0, 359.9), st.floats(0.01, 50),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_it_stands_where_it_is_put(
    x: float, y: float, foot: float, bearing: float, scale: float, y_up: bool, far: bool
) -> None:
    node = model((4_000.0, 900.0, 15.0) if far else (0.0, 0.0, 0.0), Y_UP if y_up else None)
    wanted = Placement(x, y, foot, bearing, scale)
    stood = with_placement(node, wanted)
    now = placement_of(stood)
    assert (x, y, foot, scale) == pytest.approx((now.x, now.y, now.foot, now.scale), rel=1e-6, abs=1e-5)
    assert min(abs(now.bearing - bearing), 360 - abs(now.bearing - bearing)) < 1e-6
    assert foot == pytest.approx(lowest(stood), rel=1e-6, abs=1e-3)
    back = with_placement(stood, placement_of(node))
    before = np.eye(4) if node.transform is None else node.transform
    assert np.allclose(before, back.transform, atol=1e-6 * max(abs(x), abs(y), 1.0))


def test_bearing_turns_clockwise_seen_from_above() -> None:
    turned = with_placement(model(), replace(placement_of(model()), bearing=90.0))
    east = turned.transform[:3, :3] @ (1.0, 0.0, 0.0)
    assert np.allclose((0.0, -1.0, 0.0), east, atol=1e-12)


def test_box_and_size_are_those_of_the_placed_model() -> None:
    node = with_placement(model(), Placement(10.0, 20.0, 3.0, 90.0, 2.0))
    assert (4.0, 8.0, 12.0) == pytest.approx(size_of(node))
    assert 3.0 == pytest.approx(box_of(node)[:, 2].min())


def test_only_models_are_movable() -> None:
    assert is_movable(model())
    assert not is_movable(replace(model(), role=Role.TERRAIN))
    assert not is_movable(Node(BilingualText.same("g"), Role.GROUP))
