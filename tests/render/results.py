"""Results to look at: one of each kind, over the small world."""

import numpy as np

from scene.legend import LEGEND, Entry, Legend, classes, ramp
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Polylines, Raster, TriangleMesh
from tests.render.world import node

RED, BLUE, PLUM = (200, 40, 40), (40, 60, 200), (140, 60, 150)
SEEN = classes(
    BilingualText("可见", "Visible"),
    Entry(0.0, RED, BilingualText("不可见", "Hidden")),
    Entry(1.0, BLUE, BilingualText("可见", "Seen"), 3),
)
SWAPPED = classes(BilingualText("可见", "Visible"), Entry(0.0, BLUE), Entry(1.0, RED))
HEIGHTS = ramp(BilingualText("限高", "Permissible height"), "m", 0.0, 60.0)


PLAIN = classes(BilingualText("可见", "Visible"), Entry(0.0, RED), Entry(1.0, BLUE))


def result(payload: object, legend: Legend = SEEN, **attributes: object) -> Node:
    """Return a node of a result."""
    return node(payload, Role.RESULT, attributes={LEGEND: legend.as_json(), **attributes})


def halves() -> Raster:
    """Return hidden cells in the west, seen ones in the east, a strip that is unknown, one of no class."""
    values = np.zeros((40, 40), np.float32)
    values[:, 20:] = 1.0
    values[:8], values[32:] = np.nan, 7.0
    return Raster(values, 5.0, -100.0, 100.0)


def square(ids: tuple[str, ...], places: tuple[float, ...], top: float, values: list[float]) -> Buildings:
    """Return houses 40 m wide about places along y = 0."""
    ring = np.array([[-20, -20], [20, -20], [20, 20], [-20, 20]], np.float32)
    rings = np.concatenate([ring + np.array([x, 0.0], np.float32) for x in places])
    count = len(ids)
    starts = np.arange(count + 1)
    names = {"name_zh": list(ids), "name_en": list(ids), "value": values}
    low, high = [6.0] * count, [top] * count
    return Buildings(rings, starts * 4, starts, starts, low, high, high, low, ids, names)


def wall(x: float, value: float) -> TriangleMesh:
    """Return the south face of the house about a place, painted."""
    corners = np.array([[x - 20, -20, 6], [x + 20, -20, 6], [x + 20, -20, 46], [x - 20, -20, 46]], np.float32)
    return TriangleMesh(corners, [[0, 1, 2], [0, 2, 3]], columns={"value": [value]})


def line(value: float, y: float = 60.0, z: float = 20.0) -> Polylines:
    """Return a line from west to east."""
    return Polylines(
        np.array([[-120, y, z], [120, y, z]], np.float32), [0, 2], ("l",), {"value": np.array([value])}
    )
