"""The renderer is given what the camera sees, near before far, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from math import inf

import pytest

from app.viewport.cuts import UNCUT, Cut, Rect
from app.viewport.optics import Pose
from app.viewport.painter import Painter
from app.viewport.pieces import Level, Piece, Shading
from app.viewport.vtk_data import surface_data
from scene.materials import Material
from tests.render.world import box, shared_painter

EYE = (0.0, 0.0, 10.0)
NORTH, SOUTH = Pose(EYE, (0.0, 100.0, 10.0), 40.0), Pose(EYE, (0.0, -100.0, 10.0), 40.0)


def house(name: str, y: float, wide: float = 5.0) -> Piece:
    """Return a house whose piece is said to be ten metres wide, however wide it is."""
    mesh = box((-wide, y - 5, 6), (wide, y + 5, 16), Material.LIME_WALL)
    bounds = (-5.0, y - 5, 6.0, 5.0, y + 5, 16.0)
    return Piece(name, Shading.SOLID, bounds, [Level(inf, lambda: surface_data(mesh))])


@pytest.fixture
def painter() -> Iterator[Painter]:
    """Return a painter with four houses: two to the north, the near one ground, and two to the south."""
    painter = shared_painter()
    pieces = [house("far", 200.0), replace(house("ground", 50.0), turn=0), house("near", 60.0)]
    pieces += [house("south", -60.0)]
    for piece in pieces:
        painter.put(piece.node, [piece])
    yield painter
    for piece in pieces:
        painter.remove(piece.node)


def drawn(painter: Painter, pose: Pose) -> list[str]:
    """Render and return which houses the renderer was given, in order."""
    stage = painter.stage
    stage.look(pose)
    stage.choose_levels(pose.eye)
    painter.canvas.draw(stage.renderer, 160, 100)
    given = list(stage.renderer.GetViewProps())
    held = {entry.actor: entry.piece.node for entry in stage._table().entries if entry.shown >= 0}
    return [held[actor] for actor in given if actor in held]


def test_near_comes_before_far_and_the_ground_last(painter: Painter) -> None:
    assert drawn(painter, NORTH) == ["near", "far", "ground"]


def test_who_turns_around_sees_what_was_behind(painter: Painter) -> None:
    drawn(painter, NORTH)
    assert drawn(painter, SOUTH) == ["south"]
    assert drawn(painter, NORTH) == ["near", "far", "ground"]


def test_a_frame_moved_within_its_picture_sees_what_lies_there(painter: Painter) -> None:
    """Tiles of a large picture look beside the middle."""
    painter.stage.cut = Cut(Rect(2.0, 0.0, 3.0, 1.0))
    assert drawn(painter, NORTH) == []
    painter.stage.cut = UNCUT
    assert drawn(painter, NORTH) == ["near", "far", "ground"]


def test_what_reaches_beyond_its_bounds_is_drawn_whole(painter: Painter) -> None:
    beside = Pose(EYE, (40.0, 60.0, 10.0), 20.0)
    assert "near" not in drawn(painter, beside)
    painter.put("near", [house("near", 60.0, wide=40.0)])
    assert "near" in drawn(painter, beside)


def test_what_is_hidden_or_taken_away_is_not_given(painter: Painter) -> None:
    drawn(painter, NORTH)
    painter.set_visible("near", False)
    painter.remove("far")
    assert drawn(painter, NORTH) == ["ground"]
    painter.set_visible("near", True)
    assert drawn(painter, NORTH) == ["near", "ground"]
