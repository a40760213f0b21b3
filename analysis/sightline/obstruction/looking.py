"""Look at a body from all stations, through all that stands in between; keep what unchanged layers hide.

A layer whose solid is the same object as before is not asked again: after a proposal has moved, only the
proposal is. It does not know rules, names or tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from analysis.common.workers import in_order
from analysis.sightline.bodies import ALL, Body
from analysis.sightline.hiding import Hidden, hidden_by
from analysis.sightline.obstruction.tally_kernels import Tally, no_tally, tally_columns
from analysis.sightline.silhouettes import Extent, Silhouette, chosen, span_of
from analysis.sightline.stations import Stations
from scene.feedback import Feedback
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.geometry.solids import Solid
from scene.node import Node, NodeId, Role
from scene.payloads.arrays import F64, I32

#: Stations that one worker takes at a time, and columns, if they see the body that wide: few enough for a
#: cancel to be heard within 0.2 s.
_PIECE: Final = 8
_COLUMNS: Final = 2400
#: Bodies that are kept with what hides them.
_MEMORY: Final = 4


@dataclass(frozen=True, slots=True)
class Case:
    """What counts as standing there."""

    trees: bool
    proposals: bool


#: With the trees and the proposals comes first: it is what is spoken of.
CASES: Final = (Case(True, True), Case(False, True), Case(True, False), Case(False, False))


@dataclass(frozen=True, eq=False)
class Run:
    """A few stations of one host, and the body as they see it.

    Parameters
    ----------
    stations : ndarray of int32, shape (k,)
    eye : ndarray of float64, shape (k, 3)
    host : str
        Node that does not screen, empty if none.
    silhouette : Silhouette
        Without the columns outside a viewpoint's open side.
    extent : Extent
        Of the silhouette.
    drop : float
        Curvature less refraction, 1/m.
    """

    stations: I32
    eye: F64
    host: NodeId
    silhouette: Silhouette
    extent: Extent
    drop: float


@dataclass(frozen=True, eq=False)
class Screens:
    """What all layers together hide before one run: intervals ragged by column, objects numbered from 0.

    Parameters
    ----------
    hidden : Hidden
        Its rows are objects.
    column : ndarray of int32
        Column of each interval.
    layer, row : ndarray of int32, shape (m,)
        Which layer of the ray scene an object belongs to, and its row there.
    """

    hidden: Hidden
    column: I32
    layer: I32
    row: I32


@dataclass(frozen=True, eq=False)
class Look:
    """One run, what screens it, and what is left in each case.

    Parameters
    ----------
    run : Run
    parts : tuple of (int, Node, Hidden)
        What each layer hides, with its index in the ray scene.
    screens : Screens
    tallies : dict
        By case.
    figures : dict
        What is worked out of it later, kept as long as it is.
    """

    run: Run
    parts: tuple[tuple[int, Node, Hidden], ...]
    screens: Screens
    tallies: dict[Case, Tally]
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class _Question:
    """A body looked at from some stations, with what each solid hides of it."""

    body: Body
    stations: Stations
    step: float
    drop: float
    ground: tuple[Solid, ...]
    pieces: list[tuple[int, I32]] = field(default_factory=list)
    runs: dict[int, Run] = field(default_factory=dict)
    looks: dict[int, Look] = field(default_factory=dict)
    answers: "WeakKeyDictionary[Solid, dict[tuple[int, int], Hidden | None]]" = field(
        default_factory=WeakKeyDictionary
    )

    def is_asked_by(self, other: "_Question") -> bool:
        """Say whether another question is this one."""
        mine, its = self.stations, other.stations
        return (
            self.body.shape is other.body.shape
            and np.array_equal(self.body.point, other.body.point)
            and (self.step, self.drop) == (other.step, other.drop)
            and len(self.ground) == len(other.ground)
            and all(one is two for one, two in zip(self.ground, other.ground, strict=True))
            and mine.viewpoints == its.viewpoints
            and np.array_equal(mine.of, its.of)
            and np.array_equal(mine.eye, its.eye)
        )


_ASKED: list[_Question] = []
_ONE_AT_A_TIME: Final = Lock()


def _known(question: _Question) -> _Question:
    """Return the same question as it was asked before, or this one; the latest come first."""
    with _ONE_AT_A_TIME:
        found = next((old for old in _ASKED if old.is_asked_by(question)), question)
        if found in _ASKED:
            _ASKED.remove(found)
        _ASKED.insert(0, found)
        del _ASKED[_MEMORY:]
    return found


def look_at(
    body: Body,
    stations: Stations,
    rays: RayScene,
    ground: GroundHeights,
    step: float,
    drop: float,
    feedback: Feedback,
    threads: int = 0,
) -> list[Look]:
    """Look at a body.

    Parameters
    ----------
    body : Body
    stations : Stations
    rays : RayScene
        What screens, proposals too.
    ground : GroundHeights
        Where the body's foot meets the ground.
    step : float
        Greatest angle between two columns, radians.
    drop : float
        Curvature less refraction, 1/m.
    feedback : Feedback
        Told of progress, asked for cancel.
    threads : int
        Workers; the figures do not depend on it.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    terrain = tuple(layer.solid for layer in rays.layers if layer.node.role is Role.TERRAIN)
    question = _known(_Question(body, stations, step, drop, terrain))
    if not question.pieces:
        question.pieces = list(enumerate(_pieces(body, stations, step)))

    def look(number: int, rows: I32) -> Look:
        run = question.runs.get(number)
        if run is None:
            run = question.runs[number] = _run(body, stations, rows, ground, step, drop)
        return _look(question, number, run, body, rays, feedback)

    return in_order(look, question.pieces, feedback, threads)


def _pieces(body: Body, stations: Stations, step: float) -> list[I32]:
    """Return runs of stations of one host each, none with very many columns."""
    pieces = []
    for rows in stations.runs(_PIECE):
        begin, columns = 0, 0.0
        for k, row in enumerate(rows.tolist()):
            wide = 0.0
            if body.shape is not None:
                low, high = span_of(body.shape.hull, stations.eye[row])
                wide = (high - low) / step
            if k > begin and columns + wide > _COLUMNS:
                pieces.append(rows[begin:k])
                begin, columns = k, 0.0
            columns += wide
        pieces.append(rows[begin:])
    return pieces


def _run(body: Body, stations: Stations, rows: I32, ground: GroundHeights, step: float, drop: float) -> Run:
    eye = np.ascontiguousarray(stations.eye[rows])
    silhouette = body.silhouette(eye, step, drop, ground)
    looking = [stations.viewpoints[of] for of in stations.of[rows]]
    if any(viewpoint.opening < 360.0 for viewpoint in looking):
        seeing = np.ones(len(silhouette.of), np.bool_)
        for k, viewpoint in enumerate(looking):
            own = silhouette.of == k
            seeing[own] = viewpoint.sees_towards(silhouette.way[own])
        silhouette = chosen(silhouette, seeing)
    return Run(rows, eye, looking[0].host, silhouette, silhouette.extent(), drop)


def _look(question: _Question, number: int, run: Run, body: Body, rays: RayScene, feedback: Feedback) -> Look:
    parts: list[tuple[int, Node, Hidden]] = []
    for index, layer in enumerate(rays.layers):
        own = layer.node.id == body.node
        if (own and body.row == ALL) or (run.host and layer.node.id == run.host):
            continue
        but_row = body.row if own else -1
        kept = question.answers.setdefault(layer.solid, {})
        if (number, but_row) not in kept:
            feedback.check()
            meets = _meets(layer.solid, run)
            kept[number, but_row] = (
                hidden_by(layer.solid, run.silhouette, run.eye, question.drop, but_row) if meets else None
            )
        found = kept[number, but_row]
        if found is not None and len(found.row):
            parts.append((index, layer.node, found))
    former = question.looks.get(number)
    if former is not None and _same(former.parts, parts):
        return former
    screens = _together(parts, len(run.silhouette.of))
    tallies: dict[Case, Tally] = {}
    there = {node.role for _, node, _ in parts}
    for case in CASES:
        # What is not there changes nothing when it is taken away.
        same = Case(case.trees or Role.TREES not in there, case.proposals or Role.PROPOSALS not in there)
        tallies[case] = tallies[same] if same in tallies else tally_of(run, screens, rays, case)
    question.looks[number] = Look(run, tuple(parts), screens, tallies)
    return question.looks[number]


def _same(one: Sequence[tuple[int, Node, Hidden]], other: Sequence[tuple[int, Node, Hidden]]) -> bool:
    """Say whether what hides is the very same as before."""
    return len(one) == len(other) and all(
        mine[0] == its[0] and mine[1] is its[1] and mine[2] is its[2]
        for mine, its in zip(one, other, strict=True)
    )


def _meets(solid: Solid, run: Run) -> bool:
    """Say whether a solid may stand between a run's eyes and the body."""
    pieces = run.silhouette.pieces
    some = np.flatnonzero(np.diff(pieces.start) > 0)
    if not len(some):
        return False
    reach = 1.0 / np.minimum.reduceat(np.minimum(pieces.q_low, pieces.q_high), pieces.start[some])
    eye = run.eye[run.silhouette.of[some], :2]
    both = np.concatenate([eye, eye + reach[:, None] * run.silhouette.way[some]])
    box = solid.tree.boxes[0]
    return bool((box[0:2] <= both.max(axis=0)).all() and (box[3:5] >= both.min(axis=0)).all())


def _together(parts: Sequence[tuple[int, Node, Hidden]], columns: int) -> Screens:
    """Put the intervals of several layers into one ragged list, in the order of layers and rows."""
    if not parts:
        nothing, none = np.zeros(0, np.int32), np.zeros(0)
        empty = Hidden(np.zeros(columns + 1, np.int64), nothing, none, none, none, none, none, none)
        return Screens(empty, nothing, nothing, nothing)
    column = np.concatenate([np.repeat(np.arange(columns), np.diff(part.start)) for _, _, part in parts])
    layer = np.concatenate([np.full(len(part.row), index) for index, _, part in parts])
    row = np.concatenate([part.row for _, _, part in parts])
    things, thing = np.unique(np.stack([layer, row]), axis=1, return_inverse=True)
    order = np.argsort(column, kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(column, minlength=columns)))).astype(np.int64)

    def joined(name: str) -> F64:
        values: F64 = np.concatenate([getattr(part, name) for _, _, part in parts])[order]
        return values

    hidden = Hidden(
        start, thing.reshape(-1)[order].astype(np.int32), joined("low"), joined("high"),
        joined("near"), joined("tangent"), joined("excess"), joined("edge"),
    )  # fmt: skip
    return Screens(
        hidden, column[order].astype(np.int32), things[0].astype(np.int32), things[1].astype(np.int32)
    )


def tally_of(run: Run, screens: Screens, rays: RayScene, case: Case, pairs: bool = False) -> Tally:
    """Sum up what a run sees in one case; with `pairs`, also what hides next behind what."""
    hidden, silhouette = screens.hidden, run.silhouette
    tally = no_tally(len(run.eye), len(screens.row), len(silhouette.of), pairs)
    roles = [rays.layers[layer].node.role for layer in screens.layer]
    counts = np.array(
        [(case.trees or role != Role.TREES) and (case.proposals or role != Role.PROPOSALS) for role in roles],
        np.bool_,
    )
    tally_columns(
        silhouette.of, silhouette.width, run.extent, hidden.start, hidden.row,
        hidden.low, hidden.high, hidden.near, counts, tally,
    )  # fmt: skip
    return tally
