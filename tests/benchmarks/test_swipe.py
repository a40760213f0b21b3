"""A swipe between two schemes against a single view: seconds of a frame, same city, camera, size and quality.

The city has 100,000 houses, the scheme takes ten of them away and puts a tower up. Both are drawn as the
window draws them in motion on a software renderer, by the panes of a view on one off-screen window.
"""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from app.proposals import footprint_node
from app.viewport.canvas import Canvas
from app.viewport.cuts import UNCUT, curtain
from app.viewport.optics import Pose
from app.viewport.panes import Pane
from app.viewport.quality import Governor
from app.viewport.visuals.shelf import Shelf
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.schemes.editing import demolish, new_scheme, place
from scene.schemes.scheme import schemes_of
from scene.schemes.shown import Shown
from tests.benchmarks.ratio import report
from tests.benchmarks.roofed_city import city, terrain

TARGET = 2.2
HOUSES = 100_000
SIZE = (960, 540)
FRAMES = 4


def project() -> SceneGraph:
    """Return the city with its ground and one scheme."""
    scene = SceneGraph(YANGZHOU_FRAME)
    for payload, role in ((terrain(HOUSES), Role.TERRAIN), (city(HOUSES), Role.BUILDINGS)):
        scene.insert(Node(BilingualText.same(role.value), role, payload, id=role.value))
    new_scheme(scene).do(scene)
    (scheme,) = schemes_of(scene)
    middle = HOUSES // 2
    demolish(scene, scheme.id, Role.BUILDINGS.value, [str(middle + k) for k in range(10)], msg("Less")).do(
        scene
    )
    square = [(-15.0, -15.0), (15.0, -15.0), (15.0, 15.0), (-15.0, 15.0)]
    place(scene, scheme.id, [footprint_node(square, 20.0, 90.0, 1)]).do(scene)
    return scene


def frame_seconds(canvas: Canvas, panes: list[Pane], pose: Pose) -> list[float]:
    """Return what frames of a slow turn take, after all that is seen has been made."""
    quality = replace(Governor(software=True).moving, scale=1.0)
    shown = {id(pane.stage.renderer) for pane in panes}
    for one in canvas.window.GetRenderers():
        one.SetDraw(id(one) in shown)

    def frame(turn: float) -> float:
        looked = replace(pose, target=(pose.target[0] + turn, pose.target[1], pose.target[2]))
        began = perf_counter()
        for pane in panes:
            pane.prepare(looked, SIZE, quality, 60.0, 60.0)
        canvas.window.Render()
        return perf_counter() - began

    for turn in (0.0, 1.0):
        frame(turn)
    return [frame(float(turn)) for turn in range(FRAMES)]


@pytest.mark.benchmark
def test_a_swipe_costs_little_more_than_a_single_view() -> None:
    scene = project()
    canvas, shelf = Canvas(), Shelf()
    canvas.window.SetSize(*SIZE)
    first, second = Shown(scene), Shown(scene)
    second.choose(schemes_of(scene)[0].id)
    panes = [Pane(canvas.renderer(), shelf) for _ in range(2)]
    for pane, shown in zip(panes, (first, second), strict=True):
        pane.show(shown.graph)
    pose = Pose((0.0, -2_200.0, 420.0), (0.0, 0.0, 0.0), 40.0)
    ratios: list[float] = []
    alone: list[float] = []
    swiped: list[float] = []
    for _ in range(2):  # in turns, so that what else runs on the machine weighs on both
        panes[0].cut = UNCUT
        alone += frame_seconds(canvas, panes[:1], pose)
        for pane, cut in zip(panes, curtain(0.5), strict=True):
            pane.cut = cut
        swiped += frame_seconds(canvas, panes, pose)
        ratios.append(float(np.median(swiped[-FRAMES:]) / np.median(alone[-FRAMES:])))
    canvas.close()
    report(
        "a frame of a swipe against a frame of a single view",
        float(np.median(ratios)),
        TARGET,
        at_least=False,
        detail=f"{HOUSES} houses, {SIZE[0]} x {SIZE[1]}: {1000 * np.median(alone):.0f} ms alone, "
        f"{1000 * np.median(swiped):.0f} ms with the curtain in the middle",
    )
