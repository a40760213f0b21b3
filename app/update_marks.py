"""What changed in a layer, as nodes laid over the view: added blue, removed red and crossed, else amber.

Pattern goes with hue, and green is none of them. It knows no VTK.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from app.updating import Update
from scene.geometry.outlines import I64
from scene.geometry.rows import rows_of
from scene.messages import BilingualText
from scene.node import Node, Role, Style
from scene.payloads import Buildings, Polylines

ADDED: Final = (38, 98, 160)
REMOVED: Final = (181, 67, 46)
CHANGED: Final = (224, 160, 48)

#: Marks stand out of what they mark by this, metres.
OUT: Final = 0.35
#: More rows than this are marked by their outlines alone.
MOST_SOLID: Final = 20_000


def marks(update: Update) -> tuple[Node, ...]:
    """Return the nodes that show an update over the view; none for a layer that is replaced whole."""
    found, older, newer = update.difference, update.before.payload, update.newer
    if found is None or not isinstance(older, Buildings | Polylines):
        return ()
    assert isinstance(newer, Buildings | Polylines)
    changed = found.after[found.changed]
    nodes: list[Node] = []
    nodes += _marked(BilingualText("新增", "Added"), newer, found.added, ADDED, crossed=False)
    nodes += _marked(BilingualText("移除", "Removed"), older, found.removed, REMOVED, crossed=True)
    nodes += _marked(BilingualText("变更", "Changed"), newer, changed, CHANGED, crossed=False)
    displaced = found.before[found.displaced]
    if isinstance(older, Buildings) and len(displaced):
        former = edges(rows_of(older, displaced), foot=True)
        nodes.append(_lines(BilingualText("原轮廓", "Former outlines"), former, CHANGED))
    return tuple(nodes)


def _marked(
    name: BilingualText,
    payload: Buildings | Polylines,
    rows: I64,
    colour: tuple[int, int, int],
    *,
    crossed: bool,
) -> list[Node]:
    if not len(rows):
        return []
    if isinstance(payload, Polylines):
        some = rows_of(payload, rows)
        return [_lines(name, replace(some, columns={}), colour)]
    chosen = rows_of(payload, rows)
    nodes = [_lines(name, edges(chosen, crossed=crossed), colour)]
    if len(rows) <= MOST_SOLID:
        style = Style(opacity=0.6, colour=colour)
        nodes.append(Node(name, Role.RESULT, swollen(chosen), style))
    return nodes


def _lines(name: BilingualText, payload: Polylines, colour: tuple[int, int, int]) -> Node:
    return Node(name, Role.RESULT, payload, Style(colour=colour, line_width=2.5))


def swollen(buildings: Buildings) -> Buildings:
    """Return plain boxes that stand out of buildings on all sides, so that they are seen over them."""
    corners = buildings.rings.astype(np.float64)
    ring = np.repeat(np.arange(len(buildings.ring_start) - 1), np.diff(buildings.ring_start))
    counts = np.maximum(np.bincount(ring, minlength=len(buildings.ring_start) - 1), 1)
    middle = np.column_stack([np.bincount(ring, corners[:, k], len(counts)) / counts for k in range(2)])
    outward = corners - middle[ring]
    length = np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-6)
    rings = (corners + outward / length * OUT).astype(np.float32)
    tops = buildings.top + np.float32(OUT)
    plain = {"material": np.full(buildings.count, "plain")}
    return replace(buildings, rings=rings, eaves=tops, top=tops, columns=plain)


def edges(buildings: Buildings, *, crossed: bool = False, foot: bool = False) -> Polylines:
    """Return the outlines of buildings at their tops (or feet), with a cross over each outer ring if asked.

    Parameters
    ----------
    buildings : Buildings
    crossed : bool
        Whether the two diagonals of each building's box are drawn too.
    foot : bool
        At the foot and not at the top.
    """
    start = buildings.ring_start.astype(np.int64)
    counts = np.diff(start)
    part = np.repeat(np.arange(len(buildings.part_start) - 1), np.diff(buildings.part_start))
    level = buildings.bottom if foot else buildings.top
    closed = np.concatenate(([0], np.cumsum(counts + 1)))
    ring = np.repeat(np.arange(len(counts)), counts + 1)
    place = np.arange(closed[-1]) - closed[ring]
    corner = start[ring] + place % np.maximum(counts[ring], 1)
    z = level[part[ring]] + np.float32(OUT + 0.15)
    vertices = np.column_stack([buildings.rings[corner], z]).astype(np.float32)
    starts = closed
    if crossed:
        outer = buildings.part_start[:-1].astype(np.int64)
        low = np.minimum.reduceat(buildings.rings, start[outer])
        high = np.maximum.reduceat(buildings.rings, start[outer])
        up = buildings.top + np.float32(OUT + 0.15)
        corners = [
            np.column_stack([low, up]), np.column_stack([high, up]),
            np.column_stack([low[:, 0], high[:, 1], up]), np.column_stack([high[:, 0], low[:, 1], up]),
        ]  # fmt: skip
        crosses = np.stack(corners, axis=1).reshape(-1, 3).astype(np.float32)
        vertices = np.concatenate([vertices, crosses])
        starts = np.concatenate([closed, closed[-1] + 2 * np.arange(1, 2 * len(outer) + 1)])
    ids = tuple(str(number) for number in range(len(starts) - 1))
    return Polylines(vertices, starts.astype(np.int32), ids)
