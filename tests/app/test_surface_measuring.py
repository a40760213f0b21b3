"""Roofs of a surface model give buildings the heights that nobody knew."""

from pathlib import Path

import numpy as np
import pytest

from app.cli.command_line import main
from app.measuring.surfaces import measure_in, surfaces_of
from app.projects import open_project
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Raster
from scene.project.store import ProjectStore

CORNERS = np.array([[0, 0], [12, 0], [12, 12], [0, 12]], np.float32)


def node(payload, role: Role) -> Node:
    return Node(BilingualText.same(role.value), role, payload)


def houses(*sources: str) -> Node:
    n = len(sources)
    rings = np.concatenate([CORNERS + np.float32([30 * k, 0]) for k in range(n)])
    layer = Buildings(
        rings, 4 * np.arange(n + 1), np.arange(n + 1), np.arange(n + 1), np.zeros(n), np.full(n, 6.0),
        np.full(n, 6.0), np.zeros(n), tuple(f"h{k}" for k in range(n)), {"height_source": np.array(sources)},
    )  # fmt: skip
    return node(layer, Role.BUILDINGS)


GROUND = node(Raster(np.full((60, 100), 5.0, np.float32), 1.0, -5.0, 40.0), Role.TERRAIN)


def surface(**heights: float) -> Node:
    """Return a surface with roofs over the houses by number."""
    values = np.full((60, 100), 5.0, np.float32)
    for name, height in heights.items():
        left = 5 + 30 * int(name[1:])
        values[28:40, left : left + 12] = 5.0 + height
    return node(Raster(values, 1.0, -5.0, 40.0), Role.SURFACE)


def test_only_unknown_heights_are_measured_and_the_rest_is_told() -> None:
    layer = houses("assumed", "field", "assumed")
    found = measure_in(layer, [surface(h0=11.0, h1=20.0)], [GROUND], "assumed", SilentFeedback())
    buildings = found.node.payload
    assert (found.changed, found.unknown) == (1, 1)
    assert buildings.columns["height_source"].tolist() == ["surface", "field", "assumed"]
    assert buildings.outdoor_ground[0] == pytest.approx(5.0)
    assert buildings.top[0] - buildings.outdoor_ground[0] == pytest.approx(11.0)
    assert buildings.columns["height_sigma"][0] == pytest.approx(0.5)
    assert found.node.id == layer.id
    every = measure_in(layer, [surface(h0=11.0, h1=20.0)], [GROUND], "all", SilentFeedback())
    assert every.changed == 2


def test_without_ground_or_roofs_it_says_so() -> None:
    with pytest.raises(InvalidRequest, match="no terrain"):
        measure_in(houses("assumed"), [surface(h0=9.0)], [], "assumed", SilentFeedback())
    with pytest.raises(InvalidRequest, match="gives no building"):
        measure_in(houses("assumed"), [surface()], [GROUND], "assumed", SilentFeedback())


def test_surfaces_are_found_by_their_role() -> None:
    scene = SceneGraph(YANGZHOU_FRAME)
    for one in (GROUND, surface(h0=3.0)):
        scene.insert(one)
    assert [one.role for one in surfaces_of(scene.snapshot())] == [Role.SURFACE]


def test_the_command_line_measures_in_what_was_imported(tmp_path: Path, capsys) -> None:
    project = tmp_path / "城.gpkg"
    scene = SceneGraph(YANGZHOU_FRAME)
    for one in (GROUND, surface(h0=11.0), houses("assumed", "field")):
        scene.insert(one)
    ProjectStore(project).save(scene.snapshot())
    assert main(["heights", str(project)]) == 0
    assert "1" in capsys.readouterr().out
    (layer,) = open_project(project, SilentFeedback()).scene.of_role(Role.BUILDINGS)
    assert layer.payload.columns["height_source"].tolist() == ["surface", "field"]
    assert main(["heights", str(project), "--surface", "surface", "--all"]) == 0
    assert main(["heights", str(project), "--surface", "no such layer"]) == 1
