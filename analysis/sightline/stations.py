"""Where the city is looked from: protected viewpoints, and stations along routes, checked before use.

It does not know what is looked at.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from analysis.common.sampling import stations_along, thinned
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.geometry.ground import GroundHeights
from scene.geometry.placed import placed
from scene.geometry.ray_scene import RayScene
from scene.messages import NO_NAME, BilingualText, msg
from scene.node import Node, NodeId
from scene.payloads import Polylines
from scene.payloads.arrays import F64, I32

#: By city and by the eyes of a viewpoint: ground level and holding layer.
_KNOWN: Final["WeakKeyDictionary[RayScene, dict[bytes, tuple[F64, I32]]]"] = WeakKeyDictionary()
_MOST: Final = 256


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A place or a route to look from.

    Parameters
    ----------
    id : str
        Stable name of the row.
    name : BilingualText
    node : str
        Node that holds it.
    host : str
        Node whose solid holds it and does not screen it; empty if none.
    facing, opening : float
        Middle and full width of the open side, degrees clockwise from grid north; 360 if all is open.
    is_route : bool
        Whether it has stations.
    accuracy : float
        95 % accuracy of its position, metres; 0 if not given.
    """

    id: str
    name: BilingualText
    node: NodeId
    host: NodeId
    facing: float
    opening: float
    is_route: bool
    accuracy: float

    def sees_towards(self, way: F64) -> NDArray[np.bool_]:
        """Say which directions lie in the open side; `way` holds unit vectors east and north, (n, 2)."""
        if self.opening >= 360.0:
            return np.ones(len(way), np.bool_)
        bearing = np.degrees(np.arctan2(way[:, 0], way[:, 1]))
        off = np.abs((bearing - self.facing + 180.0) % 360.0 - 180.0)
        inside: NDArray[np.bool_] = off <= 0.5 * self.opening
        return inside


@dataclass(frozen=True, eq=False)
class Stations:
    """All places to look from.

    Parameters
    ----------
    eye : ndarray of float64, shape (n, 3)
        Local metres.
    of : ndarray of int32, shape (n,)
        Index into `viewpoints`; stations of one viewpoint follow one another.
    along : ndarray of float64, shape (n,)
        Metres from the start of the route, 0 for points.
    viewpoints : tuple of Viewpoint
    """

    eye: F64
    of: I32
    along: F64
    viewpoints: tuple[Viewpoint, ...]

    def chosen(self, rows: I32) -> "Stations":
        """Return some stations."""
        return Stations(self.eye[rows], self.of[rows], self.along[rows], self.viewpoints)

    def coarse(self, stride: int, whole: Collection[int] = ()) -> "Stations":
        """Return every `stride`-th station of each route, and all points: what an interim answer takes.

        Of the viewpoints in `whole`, by index, all stations are kept.
        """
        starts = np.flatnonzero(np.diff(self.of, prepend=-1))
        stops = np.append(starts[1:], len(self.of))
        kept = [
            start + thinned(stop - start, 1 if self.of[start] in whole else stride)
            for start, stop in zip(starts, stops, strict=True)
        ]
        return self.chosen(np.concatenate(kept) if kept else np.zeros(0, np.int32))

    def runs(self, longest: int, rows: I32 | None = None) -> list[I32]:
        """Cut stations into runs of one host each.

        Parameters
        ----------
        longest : int
            Stations in a run at most.
        rows : ndarray of int32, optional
            Which stations; all if not given.

        Returns
        -------
        list of ndarray of int32
            Places in `rows`.
        """
        of = self.of if rows is None else self.of[rows]
        hosts = [self.viewpoints[index].host for index in of]
        cuts: list[I32] = []
        start = 0
        for at in range(1, len(hosts) + 1):
            if at == len(hosts) or hosts[at] != hosts[start] or at - start == longest:
                cuts.append(np.arange(start, at, dtype=np.int32))
                start = at
        return cuts


def stations_of(
    nodes: Iterable[Node],
    rays: RayScene,
    ground: GroundHeights,
    spacing: float,
    eye_height: float,
    feedback: Feedback,
) -> Stations:
    """Take the stations of viewpoint and route nodes, and refuse those that nobody can stand at.

    Parameters
    ----------
    nodes : iterable of Node
        With :class:`Polylines`.
    rays : RayScene
        Tells which viewpoints lie inside a solid.
    ground : GroundHeights
        Tells which lie under the ground or off the terrain.
    spacing : float
        Greatest distance between two stations of a route, metres.
    eye_height : float
        For rows that give none, metres.
    feedback : Feedback
        Told which stations of a route are left out.

    Raises
    ------
    InvalidRequest
        If there is no viewpoint, or one without a host lies inside a solid, under the ground or off the
        terrain.
    """
    present = {layer.node.id for layer in rays.layers}
    viewpoints: list[Viewpoint] = []
    eyes: list[F64] = []
    alongs: list[F64] = []
    for node in nodes:
        if not isinstance(node.payload, Polylines):
            continue
        lines = node.payload
        for row in range(lines.count):
            viewpoint = _viewpoint(node, lines, row, present, feedback)
            places, along = stations_along(lines, row, spacing)
            given = _number(lines, "eye_height", row)
            eye = placed(places, node.transform).astype(np.float64)
            eye[:, 2] += given if np.isfinite(given) else eye_height
            kept = _standing(viewpoint, eye, along, rays, ground, feedback)
            viewpoints.append(viewpoint)
            eyes.append(eye[kept])
            alongs.append(along[kept])
    if not viewpoints:
        raise InvalidRequest(
            msg("There is no viewpoint to look from."),
            msg("Add a protected viewpoint or a route, or open a project that has them."),
        )
    of = np.repeat(np.arange(len(viewpoints), dtype=np.int32), [len(eye) for eye in eyes])
    return Stations(np.concatenate(eyes), of, np.concatenate(alongs), tuple(viewpoints))


def _viewpoint(node: Node, lines: Polylines, row: int, present: set[NodeId], feedback: Feedback) -> Viewpoint:
    name = BilingualText(_text(lines, "name_zh", row), _text(lines, "name_en", row))
    if name == NO_NAME:
        name = BilingualText.same(lines.ids[row])
    host = _text(lines, "host", row)
    if host and host not in present:
        feedback.warn(msg("{viewpoint} names a host that is not in the scene.", viewpoint=name))
        host = ""
    facing, opening = _number(lines, "facing", row), _number(lines, "opening", row)
    given = node.attributes.get("accuracy_m", 0.0)
    accuracy = _number(lines, "accuracy_m", row)
    if not np.isfinite(accuracy):
        accuracy = float(given) if isinstance(given, int | float) else 0.0
    return Viewpoint(
        lines.ids[row],
        name,
        node.id,
        host,
        facing if np.isfinite(facing) else 0.0,
        opening if np.isfinite(facing) and np.isfinite(opening) else 360.0,
        len(lines.line(row)) > 1,
        accuracy,
    )


def _standing(
    viewpoint: Viewpoint, eye: F64, along: F64, rays: RayScene, ground: GroundHeights, feedback: Feedback
) -> NDArray[np.bool_]:
    """Say at which stations a person can be; a point must be one of them."""
    if viewpoint.host:
        return np.ones(len(eye), np.bool_)
    level, holder = _around(eye, rays, ground)
    off, under = np.isnan(level), eye[:, 2] < level
    good: NDArray[np.bool_] = ~off & ~under & (holder < 0)
    if good.all():
        return good
    first = int(np.flatnonzero(~good)[0])
    if good.any():  # a route: the stations that are left still tell the truth about themselves
        feedback.warn(
            msg(
                "{viewpoint}: stations inside a solid, under the ground or off the terrain, left out: "
                "{count}, the first at {station:.0f} m.",
                viewpoint=viewpoint.name,
                count=int((~good).sum()),
                station=float(along[first]),
            )
        )
        return good
    if off[first]:
        what = msg("{viewpoint} lies off the terrain.", viewpoint=viewpoint.name)
    elif under[first]:
        depth = float(level[first] - eye[first, 2])
        what = msg("{viewpoint} lies {depth:.1f} m under the ground.", viewpoint=viewpoint.name, depth=depth)
    else:
        solid = rays.layers[int(holder[first])].node.name
        what = msg("{viewpoint} lies inside {solid}.", viewpoint=viewpoint.name, solid=solid)
    raise InvalidRequest(what, msg("Move it, or name the structure that holds it as its host."))


def _around(eye: F64, rays: RayScene, ground: GroundHeights) -> tuple[F64, I32]:
    """Return the level of the ground at each eye, and the layer whose solid holds it, -1 if none does.

    Kept while the city is the same, so that of many viewpoints only the one that moves is looked at anew.
    """
    known = _KNOWN.setdefault(rays, {})
    key = eye.tobytes()
    if key not in known:
        level = ground.exact(eye[:, :2]) if ground else np.full(len(eye), -np.inf)
        if len(known) >= _MOST:
            known.clear()
        known[key] = (level, rays.inside_solid(eye))
    return known[key]


def _text(lines: Polylines, column: str, row: int) -> str:
    values = lines.columns.get(column)
    return "" if values is None else str(values[row])


def _number(lines: Polylines, column: str, row: int) -> float:
    values = lines.columns.get(column)
    return float("nan") if values is None else float(values[row])
