"""What is not drawn any more is given back, and what several draw is held once."""

from collections.abc import Iterator
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest
from vtkmodules.vtkCommonDataModel import vtkPolyData

from app.viewport.pieces import Level, Piece, Shading
from app.viewport.stage import Stage
from app.viewport.visuals.base import Look
from app.viewport.visuals.buildings import BuildingsVisual
from app.viewport.visuals.instances import tiles
from app.viewport.vtk_data import surface_data
from scene.materials import Material
from scene.node import Role, Style
from tests.render.test_far_and_near import HOUSES
from tests.render.world import box, node, shared_painter

NEAR, AWAY = (0.0, -50.0, 10.0), (0.0, -5000.0, 10.0)


def house() -> Piece:
    """Return a house that is drawn finely up to a hundred metres."""
    mesh = box((-5, -5, 6), (5, 5, 16), Material.LIME_WALL)
    levels = [Level(100.0, lambda: surface_data(mesh)), Level(inf, lambda: surface_data(mesh), closed=True)]
    return Piece("house", Shading.SOLID, (-5.0, -5.0, 6.0, 5.0, 5.0, 16.0), levels)


@pytest.fixture
def stages() -> Iterator[tuple[Stage, Stage]]:
    """Return the stages of the light and of the shadows of one painter."""
    painter = shared_painter()
    yield painter.stage, painter.sun.depths
    painter.remove("house")


def drawn(piece: Piece) -> list[bool]:
    return [level.drawn is not None for level in piece.levels]


def actor_of(stage: Stage, level: Level) -> Any:
    """Return the actor with which a stage draws a level."""
    (found,) = (a for a in stage.renderer.GetActors() if a.GetMapper().GetInput() is level.drawn)
    return found


def test_a_level_lasts_as_long_as_somebody_holds_its_data() -> None:
    level = Level(inf, vtkPolyData)
    data = level.data()
    assert level.data() is data
    del data
    assert level.drawn is None


def test_a_fine_level_goes_when_the_last_stage_has_left_it(stages: tuple[Stage, Stage]) -> None:
    piece = house()
    for stage in stages:
        stage.put("house", [piece])
        stage.choose_levels(NEAR)
    shared_painter().canvas.window.Render()
    assert drawn(piece) == [True, False]
    stages[0].choose_levels(AWAY)
    assert drawn(piece) == [True, True], "the other stage draws it still"
    stages[1].choose_levels(AWAY)
    assert drawn(piece) == [False, True]


def test_a_step_back_over_the_border_makes_nothing_anew(stages: tuple[Stage, Stage]) -> None:
    piece = house()
    stages[0].put("house", [piece])
    stages[0].choose_levels(NEAR)
    stages[0].choose_levels((0.0, -120.0, 10.0))
    assert drawn(piece) == [True, True]


def test_who_comes_back_sees_the_plain_house_until_the_fine_one_is_made(stages: tuple[Stage, Stage]) -> None:
    piece, stage = house(), stages[0]
    stage.put("house", [piece])
    stage.choose_levels(AWAY)
    plain = actor_of(stage, piece.levels[1])
    assert not stage.choose_levels(NEAR, seconds=0.0)
    assert plain.GetVisibility()
    assert stage.choose_levels(NEAR)
    assert not plain.GetVisibility()


def test_what_is_in_no_shadow_map_is_not_made_for_one(stages: tuple[Stage, Stage]) -> None:
    piece = house()
    stages[1].put("house", [piece])
    stages[1].choose_levels(AWAY, within=4000.0)
    assert drawn(piece) == [False, False]


def test_data_are_as_small_as_the_graphics_card_takes_them(stages: tuple[Stage, Stage]) -> None:
    piece = house()
    stages[0].put("house", [piece])
    stages[0].choose_levels(NEAR)
    shared_painter().canvas.window.Render()
    data = piece.levels[0].drawn
    points, mapper = data.GetPointData(), actor_of(stages[0], piece.levels[0]).GetMapper()
    assert mapper.MapScalars(1.0) is points.GetScalars(), "VTK made no copy of the colours"
    assert not data.GetPolys().IsStorage64Bit()
    assert type(data.GetPolys().GetOffsetsArray()).__name__.startswith("VTKAffineArray"), "they are reckoned"
    assert points.GetArray("surface").GetDataTypeSize() == 4
    assert data.GetPoints().GetData().GetDataTypeSize() == 4


def test_houses_that_come_back_wear_the_colour_of_the_style() -> None:
    houses = node(HOUSES, Role.BUILDINGS)
    visual = BuildingsVisual(houses, Look())
    level = visual.pieces[0].levels[0]
    level.data()
    assert level.drawn is None, "nobody holds it"
    assert visual.restyle(replace(houses, style=Style(colour=(10, 20, 30))))
    colours = level.data().GetPointData().GetScalars()
    assert np.array_equal(np.unique([colours.GetTuple(row) for row in range(4)], axis=0), [[10, 20, 30, 255]])


def test_trees_stand_in_tiles_that_are_wide_only_where_they_are_few() -> None:
    random = np.random.default_rng(3)
    wood = random.uniform(0, 400, (500, 2))
    lone = random.uniform(1600, 3200, (40, 2))
    places = np.concatenate([wood, lone]).astype(np.float32)
    found = tiles(places, np.arange(540), 1600.0)
    assert sorted(len(rows) for rows in found) == [40, 500]
    assert sorted(np.concatenate(found).tolist()) == list(range(540))
