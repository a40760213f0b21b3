"""Frames a second: the buildings of the built-in city as merged tiles against one actor a building.

Both are drawn by the same renderer with VTK's plain shading from the same camera. The tiles are drawn as the
program draws them in motion on a software renderer: each at the level of detail that it then has at its
distance, near before far, and where a level is closed only the faces that look here. The peer is what one
writes first: every building whole, an actor each, nothing else said. What merging alone is worth is printed
beside it: whole buildings in tiles, all else as in the peer. Both draw the largest layer of the city, which
is more than half of it: one actor for every building of the city would take gigabytes.
"""

from time import perf_counter, process_time
from typing import Any

import numpy as np
import pytest

from app.viewport.optics import Pose
from app.viewport.pieces import Level, Piece
from app.viewport.quality import Governor
from app.viewport.visuals.base import Look
from app.viewport.visuals.buildings import BuildingsVisual
from app.viewport.visuals.meshes import subset
from app.viewport.vtk_data import surface_data, triangle_count
from scene.feedback import SilentFeedback
from scene.geometry.building_mesh import derive_mesh
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings
from tests.benchmarks.ratio import report

TARGET = 8.0
SIZE = (1280, 720)


def old_city() -> Buildings:
    """Return the largest layer of buildings of the built-in city."""
    from importers.yangzhou.city import build

    _, branches = build(SilentFeedback())
    layers = [node.payload for _, children in branches for node in children]
    return max((layer for layer in layers if isinstance(layer, Buildings)), key=lambda layer: layer.count)


def one_by_one(city: Buildings) -> list[Any]:
    """Return the mesh of each building on its own."""
    mesh = derive_mesh(city)
    order = np.argsort(mesh.features, kind="stable")
    cuts = np.flatnonzero(np.diff(mesh.features[order])) + 1
    return [surface_data(subset(mesh, rows)) for rows in np.split(order, cuts)]


def distance_of(piece: Piece, pose: Pose) -> float:
    """Return how far the nearest point of a piece's box is from the eye."""
    low, high, eye = np.array(piece.bounds[:3]), np.array(piece.bounds[3:]), np.array(pose.eye)
    return float(np.linalg.norm(np.maximum(np.maximum(low - eye, eye - high), 0.0)))


def as_drawn(pieces: list[Piece], pose: Pose) -> list[Level]:
    """Return the level that each piece has in motion, nearest first, as the program draws them."""
    reach = Governor(software=True).moving.reach
    near = sorted(pieces, key=lambda piece: distance_of(piece, pose))
    return [next(lv for lv in piece.levels if distance_of(piece, pose) <= lv.reach * reach) for piece in near]


def window_of(parts: list[Any], closed: list[bool]) -> Any:
    """Return an off-screen window with one actor for each part, one-sided where it is closed."""
    from importlib import import_module

    from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer, vtkRenderWindow

    import_module("vtkmodules.vtkRenderingOpenGL2")  # registers the drawing
    window, renderer = vtkRenderWindow(), vtkRenderer()
    window.SetOffScreenRendering(True)
    window.SetMultiSamples(0)
    window.SetSize(*SIZE)
    window.AddRenderer(renderer)
    for data, one_sided in zip(parts, closed, strict=True):
        mapper, actor = vtkPolyDataMapper(), vtkActor()
        mapper.SetInputData(data)
        mapper.StaticOn()
        actor.SetMapper(mapper)
        actor.GetProperty().SetBackfaceCulling(one_sided)
        renderer.AddActor(actor)
    return window


def frames_a_second(parts: list[Any], pose: Pose, closed: list[bool] | None = None) -> tuple[float, float]:
    """Return the best rate over a slow turn, after two frames that are not counted.

    The best and not the mean: what else runs on the machine only ever takes away. The second figure counts
    the seconds of processor time instead, all threads together, and hardly depends on other work at all.
    """
    window = window_of(parts, closed or [False] * len(parts))
    camera = window.GetRenderers().GetFirstRenderer().GetActiveCamera()
    camera.SetPosition(*pose.eye)
    camera.SetFocalPoint(*pose.target)
    camera.SetViewUp(0.0, 0.0, 1.0)
    camera.SetViewAngle(pose.view_angle)
    camera.SetClippingRange(1.0, 8_000.0)
    for _ in range(2):
        window.Render()
    times, work = [], []
    for _ in range(8):
        camera.Azimuth(1.0)
        began, spent = perf_counter(), process_time()
        window.Render()
        times.append(perf_counter() - began)
        work.append(process_time() - spent)
    window.Finalize()
    return 1.0 / min(times), 1.0 / min(work)


@pytest.mark.benchmark
def test_merged_tiles_draw_eight_times_as_fast_as_one_actor_a_building() -> None:
    city = old_city()
    corner = city.rings[city.first_ring_vertex]
    x, y = (float(v) for v in np.median(corner, axis=0))
    pose = Pose((x - 1_100.0, y - 1_100.0, 700.0), (x, y, 0.0), 40.0)
    visual = BuildingsVisual(Node(BilingualText("屋", "Houses"), Role.BUILDINGS, city), Look())
    drawn = as_drawn(visual.pieces, pose)
    tiled, single = [level.data() for level in drawn], one_by_one(city)
    slow, slow_work = frames_a_second(single, pose)
    fast, fast_work = frames_a_second(tiled, pose, [level.closed for level in drawn])
    whole, whole_work = frames_a_second([piece.levels[0].data() for piece in visual.pieces], pose)
    triangles = [sum(triangle_count(data) for data in parts) for parts in (tiled, single)]
    report(
        "frames a second of merged tiles against one actor a building",
        fast / slow,
        TARGET,
        at_least=True,
        detail=f"{city.count} buildings, {SIZE[0]} x {SIZE[1]}: {len(tiled)} tiles of {triangles[0]} "
        f"triangles {fast:.1f} fps, {len(single)} actors of {triangles[1]} triangles {slow:.2f} fps; by "
        f"processor time {fast_work / slow_work:.1f} x; merged whole and nothing else {whole / slow:.1f} x, "
        f"by processor time {whole_work / slow_work:.1f} x",
    )
