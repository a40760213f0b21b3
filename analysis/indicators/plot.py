"""The plot, and what stands on it: footprints and volumes of all layers, cut at its edge.

Polygons are cut by shapely. It does not know rules.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from scene.messages import BilingualText
from scene.node import Node, NodeId, Role
from scene.payloads import Buildings
from scene.payloads.arrays import F64
from scene.schemes.site import GREEN


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """A plot.

    Parameters
    ----------
    node, id : str
        Where it is; both `outline` if it was given as one.
    name : BilingualText
    shape : Any
        Polygon of shapely, local metres.
    sigma : float
        Standard deviation of its area, square metres.
    limits : dict
        ``plot_ratio``, ``density`` (%), ``green`` (%) as its own data says.
    """

    node: NodeId
    id: str
    name: BilingualText
    shape: Any
    sigma: float
    limits: dict[str, float]

    @property
    def area(self) -> float:
        """Square metres."""
        return float(self.shape.area)


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """A building on a plot, as far as it stands there.

    Parameters
    ----------
    node : Node
    row : int
    footprint : float
        Square metres.
    volume : float
        Up to its eaves, cubic metres.
    shape : Any
        Polygon of shapely: its footprint on the plot.
    """

    node: Node
    row: int
    footprint: float
    volume: float
    shape: Any


def polygon_of(buildings: Buildings, row: int) -> Any:
    """Return the outline of a row, all parts together."""
    from shapely import union_all

    parts = range(int(buildings.building_start[row]), int(buildings.building_start[row + 1]))
    return union_all([part_polygon(buildings, part) for part in parts])


def part_polygon(buildings: Buildings, part: int) -> Any:
    """Return the outline of a part with its holes."""
    from shapely import Polygon, make_valid

    rings = [
        buildings.rings[buildings.ring_start[ring] : buildings.ring_start[ring + 1]].astype(np.float64)
        for ring in range(int(buildings.part_start[part]), int(buildings.part_start[part + 1]))
    ]
    shape = Polygon(rings[0], rings[1:])
    return shape if shape.is_valid else make_valid(shape)


def area_sigma(ring: F64, accuracy: float) -> float:
    """Return the standard deviation of an area whose corners are each off by so much, on both axes."""
    across = np.roll(ring, -1, axis=0) - np.roll(ring, 1, axis=0)
    return float(0.5 * accuracy * np.sqrt((across**2).sum()))


def standing_on(plot: Plot, nodes: Iterable[Node]) -> Iterator[Standing]:
    """Yield all buildings of which something stands on a plot, in the order of layers and rows."""
    west, south, east, north = plot.shape.bounds
    for node in nodes:
        payload = node.payload
        if not isinstance(payload, Buildings) or not payload.count:
            continue
        low, high = _boxes(payload)
        near = (low[:, 0] < east) & (high[:, 0] > west) & (low[:, 1] < north) & (high[:, 1] > south)
        for row in np.flatnonzero(near).tolist():
            if payload.text("form", row) == "point":
                continue  # a balloon is no building
            found = _standing(plot, node, payload, row)
            if found is not None:
                yield found


_BOXES: Final["WeakKeyDictionary[Buildings, tuple[F64, F64]]"] = WeakKeyDictionary()


def _boxes(buildings: Buildings) -> tuple[F64, F64]:
    """Return the low and high corner of every row."""
    held = _BOXES.get(buildings)
    if held is None:
        first = buildings.first_ring_vertex.astype(np.int64)
        held = (
            np.minimum.reduceat(buildings.rings, first, axis=0).astype(np.float64),
            np.maximum.reduceat(buildings.rings, first, axis=0).astype(np.float64),
        )
        _BOXES[buildings] = held
    return held


def _standing(plot: Plot, node: Node, buildings: Buildings, row: int) -> Standing | None:
    from shapely import union_all

    ground = float(buildings.outdoor_ground[row])
    parts = range(int(buildings.building_start[row]), int(buildings.building_start[row + 1]))
    shapes = [(part, part_polygon(buildings, part).intersection(plot.shape)) for part in parts]
    shapes = [(part, shape) for part, shape in shapes if shape.area > 0.0]
    if not shapes:
        return None
    spans = [
        (max(float(buildings.bottom[part]), ground), float(buildings.eaves[part]), shape)
        for part, shape in shapes
    ]
    if len(spans) == 1:
        low, high, shape = spans[0]
        return Standing(node, row, float(shape.area), float(shape.area) * max(high - low, 0.0), shape)
    levels = sorted({level for low, high, _ in spans for level in (low, high)})
    volume = 0.0
    for low, high in pairwise(levels):
        there = [shape for one, other, shape in spans if one <= low and other >= high]
        if there:
            volume += float(union_all(there).area) * (high - low)
    whole = union_all([shape for _, _, shape in spans])
    return Standing(node, row, float(whole.area), volume, whole)


def models_on(plot: Plot, nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return the models of which something stands on a plot: they have no storeys to count."""
    from shapely import box

    from scene.geometry.solids import solid_of

    found = []
    for node in nodes:
        solid = solid_of(node) if node.role is Role.MODEL else None
        if solid is not None and solid.size and plot.shape.intersects(box(*solid.box[[0, 1, 3, 4]])):
            found.append(node)
    return tuple(found)


def green_on(plot: Plot, nodes: Iterable[Node]) -> float:
    """Return the planted area on a plot, square metres; nan if the project says of none where it is."""
    from shapely import union_all

    said = [
        polygon_of(node.payload, row)
        for node in nodes
        if isinstance(node.payload, Buildings)
        for row in range(node.payload.count)
        if node.payload.text("use", row) in GREEN
    ]
    on_plot = [shape for shape in said if shape.intersects(plot.shape)]
    return float(union_all(on_plot).intersection(plot.shape).area) if on_plot else float("nan")
