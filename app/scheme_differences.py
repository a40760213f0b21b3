"""What a scheme makes otherwise than the existing city, as nodes over the view: new, gone, taller, lower.

Each class has a colour that no colour-blind person takes for another, a pattern, and a label that says it in
metres. Two snapshots are compared by the ids of their nodes and rows; trees and other copies are not. It
knows neither Qt nor VTK.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

import numpy as np

from app.update_marks import edges, swollen
from scene.geometry.outlines import I64
from scene.geometry.row_changes import Shapes, row_changes
from scene.geometry.rows import rows_of
from scene.graph import Snapshot
from scene.legend import LABELLED, LEGEND, VALUE, Entry, Legend, classes
from scene.messages import BilingualText
from scene.node import Node, NodeId, Role, Style
from scene.payloads import Buildings, TriangleMesh
from scene.payloads.arrays import F32

#: What is built, and may stand in one scheme and not in another.
BUILT: Final = (Role.BUILDINGS, Role.HERITAGE, Role.STRUCTURES, Role.PROPOSALS, Role.MODEL)
#: Heights that differ by less are the same, metres.
SAME: Final = 0.01
#: How solid the ghost of what is gone is.
GHOST: Final = 0.55


class Kind(IntEnum):
    """What became of a building."""

    NEW = 1
    GONE = 2
    TALLER = 3
    LOWER = 4
    OTHERWISE = 5  # as high as it was, with another plan or roof


TITLES: Final = {
    Kind.NEW: BilingualText("新建", "New"),
    Kind.GONE: BilingualText("拆除", "Gone"),
    Kind.TALLER: BilingualText("增高", "Taller"),
    Kind.LOWER: BilingualText("降低", "Lower"),
    Kind.OTHERWISE: BilingualText("改形", "Another shape"),
}
#: Blue, vermilion, yellow, purple and grey: apart for all three kinds of colour blindness, and in lightness.
LEGEND_OF_DIFFERENCES: Final[Legend] = classes(
    BilingualText("与现状的差异", "Differences from the existing city"),
    Entry(Kind.NEW, (0, 114, 178), TITLES[Kind.NEW], 1),
    Entry(Kind.GONE, (213, 94, 0), TITLES[Kind.GONE], 3),
    Entry(Kind.TALLER, (240, 200, 60), TITLES[Kind.TALLER], 2),
    Entry(Kind.LOWER, (170, 90, 150), TITLES[Kind.LOWER], 4),
    Entry(Kind.OTHERWISE, (120, 126, 128), TITLES[Kind.OTHERWISE], 2),
)


@dataclass(frozen=True, slots=True)
class Differences:
    """How a scene differs from another.

    Parameters
    ----------
    nodes : tuple of Node
        To be laid over the view of the later one.
    counts : dict
        How many things of each kind there are.
    """

    nodes: tuple[Node, ...]
    counts: dict[Kind, int]


def differences(before: Snapshot, after: Snapshot) -> Differences:
    """Compare two scenes, such as the existing city and the city as it is seen with a scheme."""
    earlier, later = _built(before), _built(after)
    nodes: list[Node] = []
    for node_id in earlier.keys() | later.keys():
        one, other = earlier.get(node_id), later.get(node_id)
        if one is not other:
            nodes += _marked(one, other)
    counted: Counter[Kind] = Counter()
    for node in nodes:
        if isinstance(node.payload, Buildings):
            counted.update(Kind(int(value)) for value in node.payload.columns[VALUE])
        elif isinstance(node.payload, TriangleMesh):  # one thing, of however many parts
            counted[Kind(int(node.payload.columns[VALUE][0]))] += 1
    return Differences(tuple(nodes), {kind: counted[kind] for kind in Kind if counted[kind]})


def _built(snapshot: Snapshot) -> dict[NodeId, Node]:
    return {node.id: node for node in snapshot.of_role(*BUILT)}


def _marked(before: Node | None, after: Node | None) -> Iterator[Node]:
    """Yield the marks of one layer in two scenes; None where it is not there."""
    one, other = (None if node is None else node.payload for node in (before, after))
    if isinstance(one, Buildings | None) and isinstance(other, Buildings | None):
        yield from _rows_marked(one, other)
    elif one is not other:
        if before is not None and isinstance(one, TriangleMesh):
            yield _painted_mesh(before, one, Kind.GONE)
        if after is not None and isinstance(other, TriangleMesh):
            yield _painted_mesh(after, other, Kind.NEW)


def _rows_marked(before: Buildings | None, after: Buildings | None) -> Iterator[Node]:
    was, now = _unlike(before, after)
    tops = (
        {}
        if before is None
        else dict(zip((before.ids[row] for row in was), _heights(before, was), strict=True))
    )
    kinds, labels = [], []
    if after is not None:
        left = {after.ids[row] for row in now}
        for row, height in zip(now.tolist(), _heights(after, now).tolist(), strict=True):
            kind, metres = _kind(height, tops.get(after.ids[row]))
            kinds.append(kind)
            labels.append(metres)
        if len(now):
            yield _painted(rows_of(after, now), kinds, labels)
    else:
        left = set()
    if before is not None:
        gone = np.array([row for row in was.tolist() if before.ids[row] not in left], np.int64)
        if len(gone):
            ghosts = rows_of(before, gone)
            yield _painted(ghosts, [Kind.GONE] * len(gone), [""] * len(gone), GHOST)
            style = Style(colour=LEGEND_OF_DIFFERENCES.entries[Kind.GONE - 1].colour, line_width=2.5)
            yield Node(TITLES[Kind.GONE], Role.RESULT, edges(ghosts, crossed=True), style)


def _unlike(before: Buildings | None, after: Buildings | None) -> tuple[I64, I64]:
    """Return the rows of the earlier and of the later layer that stand for none of the other."""
    if before is None or after is None:
        return (
            np.arange(0 if before is None else before.count, dtype=np.int64),
            np.arange(0 if after is None else after.count, dtype=np.int64),
        )
    changes = row_changes(Shapes.of(before), Shapes.of(after))
    was, now = np.flatnonzero(changes.row_now < 0), changes.renewed.astype(np.int64)
    # Between two rows that are gone others count as new, though they stand as they stood.
    both = np.array([row for row in now.tolist() if after.ids[row] in before.row_of_id], np.int64)
    if not len(both):
        return was, now
    former = np.array([before.row_of_id[after.ids[row]] for row in both.tolist()], np.int64)
    pairs = row_changes(Shapes.of(rows_of(before, former)), Shapes.of(rows_of(after, both)))
    alike = pairs.row_now >= 0
    return np.setdiff1d(was, former[alike]), np.setdiff1d(now, both[alike])


def _heights(buildings: Buildings, rows: I64) -> F32:
    """Return the highest point of each of some buildings, local z."""
    if not buildings.count:
        return np.zeros(0, np.float32)
    top = np.maximum.reduceat(buildings.top, buildings.building_start[:-1].astype(np.int64))
    found: F32 = top[rows]
    return found


def _kind(height: float, before: float | None) -> tuple[Kind, str]:
    """Return what became of a building that has its highest point there, and by how many metres."""
    if before is None:
        return Kind.NEW, ""
    risen = height - float(before)
    if abs(risen) < SAME:
        return Kind.OTHERWISE, ""
    return (Kind.TALLER if risen > 0.0 else Kind.LOWER), f"{risen:+.1f} m".replace("-", "−")


def _painted(buildings: Buildings, kinds: list[Kind], metres: list[str], opacity: float = 1.0) -> Node:
    plain = swollen(buildings)
    said = list(zip(kinds, metres, strict=True))
    columns = {
        **plain.columns,
        VALUE: np.array(kinds, np.float64),
        "name_zh": np.array([f"{TITLES[kind].zh} {risen}".rstrip() for kind, risen in said]),
        "name_en": np.array([f"{TITLES[kind].en} {risen}".rstrip() for kind, risen in said]),
    }
    return _result(replace(plain, columns=columns), opacity)


def _painted_mesh(node: Node, mesh: TriangleMesh, kind: Kind) -> Node:
    count = int(mesh.features.max()) + 1 if len(mesh.features) else 1
    title = TITLES[kind]
    columns = {
        VALUE: np.full(count, float(kind)),
        "name_zh": np.array([title.zh] + [""] * (count - 1)),
        "name_en": np.array([title.en] + [""] * (count - 1)),
    }
    painted = replace(mesh, columns=columns, uv=None, texture=None)
    return replace(_result(painted, GHOST if kind is Kind.GONE else 1.0), transform=node.transform)


def _result(payload: Buildings | TriangleMesh, opacity: float) -> Node:
    return Node(
        LEGEND_OF_DIFFERENCES.title,
        Role.RESULT,
        payload,
        Style(opacity=opacity),
        attributes={LEGEND: LEGEND_OF_DIFFERENCES.as_json(), LABELLED: True},
    )
