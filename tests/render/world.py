"""A small world for looking at: boxes with materials, ground, water, and a studio that draws it.

Pictures are small, so that software renderers stay quick; tests say in words what must be seen.
"""

from dataclasses import replace
from functools import cache

import numpy as np

from app.viewport.daylight import Daylight
from app.viewport.optics import Pose
from app.viewport.painter import Painter
from app.viewport.pyvista_backend import PictureStudio
from app.viewport.quality import DRAFT
from app.viewport.visuals.base import Look
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.materials import Material
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import TriangleMesh

QUICK = replace(DRAFT, shadow_size=1024)
CLEAR = Daylight(180.0, 40.0, mist=0.05, weather=0.0)
SIZE = (320, 200)


def box(
    low: tuple[float, float, float],
    high: tuple[float, float, float],
    material: Material,
    colour: tuple[int, int, int] | None = None,
) -> TriangleMesh:
    """Return a closed box; every face has vertices of its own."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    corners = {
        "south": [(x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)],
        "east": [(x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)],
        "north": [(x1, y1, z0), (x0, y1, z0), (x0, y1, z1), (x1, y1, z1)],
        "west": [(x0, y1, z0), (x0, y0, z0), (x0, y0, z1), (x0, y1, z1)],
        "top": [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)],
    }
    vertices = np.array([p for face in corners.values() for p in face], np.float32)
    faces = np.array([[4 * k, 4 * k + a, 4 * k + b] for k in range(5) for a, b in ((1, 2), (2, 3))], np.int32)
    tint = None if colour is None else np.broadcast_to(np.array(colour, np.uint8), (10, 3))
    return TriangleMesh(
        vertices, faces, colour_of_face=tint, material_of_face=np.full(10, material, np.uint8)
    )


def node(payload: object, role: Role = Role.MODEL, **more: object) -> Node:
    """Return a node that holds a payload."""
    return Node(BilingualText("物", "Thing"), role, payload, **more)  # type: ignore[arg-type]


def scene_of(*nodes: Node) -> SceneGraph:
    """Return a scene of nodes."""
    scene = SceneGraph(YANGZHOU_FRAME)
    for one in nodes:
        scene.insert(one)
    return scene


GROUND = node(box((-300, -300, 4), (300, 300, 6), Material.PLAIN, (190, 190, 190)), Role.TERRAIN)
LAKE = node(box((-300, -300, 0), (300, 300, 5), Material.WATER), Role.WATER)


@cache
def shared_painter() -> Painter:
    """Return the one painter of all tests: programs are compiled once."""
    return Painter()


def picture(
    scene: SceneGraph, pose: Pose, light: Daylight = CLEAR, look: Look | None = None, *, names: bool = False
) -> np.ndarray:
    """Return the picture of a scene as whole numbers, shape (rows, cols, 3)."""
    with PictureStudio(scene, look, shared_painter()) as studio:
        image = studio.render_picture(
            pose, width=SIZE[0], height=SIZE[1], light=light, quality=QUICK, names=names
        )
    return image.astype(int)


def at(image: np.ndarray, pose: Pose, *points: tuple[float, float, float]) -> np.ndarray:
    """Return the mean colours about places in the world, shape (n, 3)."""
    rows, cols = image.shape[:2]
    result = []
    for x, y, depth in pose.project(np.array(points, float), cols / rows):
        assert depth > 0, "the place lies behind the eye"
        col, row = round((x * 0.5 + 0.5) * cols), round((0.5 - y * 0.5) * rows)
        assert 2 <= col < cols - 2, "the place lies outside the picture"
        assert 2 <= row < rows - 2, "the place lies outside the picture"
        result.append(image[row - 1 : row + 2, col - 1 : col + 2].reshape(-1, 3).mean(axis=0))
    return np.array(result)
