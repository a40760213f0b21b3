"""View corridors: from a viewing place to what is to stay in sight, under a plane that nothing may pierce.

A corridor is one line of a layer of role ``corridors``. All its vertices but the last are the viewing place,
a point or the two ends of a terrace; the last is the foot of the landmark, or the middle of the base line.
A cone may instead name its origin and both ends of its base line. Levels are kept as heights over these
vertices (``eye_height``, ``threshold_height``), so that a corridor moves with its ground.

Along the axis from A to the landmark, at distance d of D, the plane lies at ::

    z(d) = z_A + (z_T - z_A) d / D - s d (D - d),    s = (1 - k) / 2R

before the landmark and, by the same polynomial, behind it. It is level across the axis, and seen edge-on
from A: what is higher than the plane appears above the threshold. Cones, streets and boxes are drawn
straight: s is 0. It does not know what stands in a corridor, or rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scene.errors import InvalidRequest
from scene.geometry.convex import Polygon, clipped, difference, hull
from scene.geometry.placed import placed
from scene.messages import NO_NAME, BilingualText, msg
from scene.node import Node
from scene.payloads import Polylines
from scene.payloads.arrays import F64

#: Eye over the viewing place where a row gives none, metres (London View Management Framework 2012).
EYE_HEIGHT: Final = 1.6
#: Height of the section that is to stay clear above the threshold where a row gives none, metres.
SECTION_HEIGHT: Final = 15.0
#: A viewing place nearer to its landmark than this is at it, metres.
_SHORTEST: Final = 1.0


class Kind(StrEnum):
    """What sort of corridor it is."""

    VISTA = "protected_vista"
    CONE = "cone"
    STREET = "street"
    BOX = "box"


#: Those in which what is above the height of the section does not disturb: a street lamp's wire, a cloud.
CAPPED: Final = (Kind.STREET, Kind.BOX)


class Zone(IntEnum):
    """The parts of a corridor; where they meet, the first one counts."""

    CORRIDOR = 0
    WIDER = 1
    BACKGROUND = 2


@dataclass(frozen=True, slots=True, eq=False)
class Corridor:
    """One corridor. Distances along the axis (d) and to the left of it (t) are metres from A.

    Parameters
    ----------
    id : str
    name : BilingualText
    node : str
        Node that holds it.
    kind : Kind
    eye : tuple of float
        A, the middle of the viewing place, at the level where the plane begins: local metres.
    landmark : tuple of float
        Middle of the landmark's line, at the threshold.
    width : float
        At the landmark, metres.
    height : float
        Of the section that is to stay clear above the threshold, metres.
    sag : float
        s of this module's formula, 1/m; 0 for a straight plane.
    pieces : tuple of (Zone, ndarray of float64, shape (n, 2))
        Convex polygons of d and t, counter-clockwise, that together make each zone.
    silhouette : bool
        Whether the sky behind the landmark is protected.
    rule, source : BilingualText
        What it is held against, where the row says so.
    assumed : bool
        Whether no published text gives it.
    accuracy : float
        95 % accuracy of its places, metres; 0 if not given.
    """

    id: str
    name: BilingualText
    node: str
    kind: Kind
    eye: tuple[float, float, float]
    landmark: tuple[float, float, float]
    width: float
    height: float
    sag: float
    pieces: tuple[tuple[Zone, Polygon], ...]
    silhouette: bool
    rule: BilingualText
    source: BilingualText
    assumed: bool
    accuracy: float = 0.0

    @property
    def length(self) -> float:
        """D, from A to the landmark in plan, metres."""
        return float(np.hypot(self.landmark[0] - self.eye[0], self.landmark[1] - self.eye[1]))

    @property
    def axis(self) -> tuple[float, float]:
        """Unit vector from A to the landmark, east and north."""
        d = self.length
        return (self.landmark[0] - self.eye[0]) / d, (self.landmark[1] - self.eye[1]) / d

    @property
    def bearing(self) -> float:
        """Of the centre line, degrees clockwise from grid north."""
        east, north = self.axis
        return float(np.degrees(np.arctan2(east, north)) % 360.0)

    @property
    def cap(self) -> float:
        """Height over the plane above which nothing disturbs any more, metres."""
        return self.height if self.kind in CAPPED else float("inf")

    @property
    def plane(self) -> tuple[float, float, float]:
        """Coefficients of 1, d and d² of the plane's level."""
        rise = (self.landmark[2] - self.eye[2]) / self.length
        return self.eye[2], rise - self.sag * self.length, self.sag

    def level(self, d: ArrayLike) -> F64:
        """Return z of the plane at some distances along the axis, local metres."""
        along = np.asarray(d, np.float64)
        z0, z1, z2 = self.plane
        level: F64 = z0 + along * (z1 + along * z2)
        return level

    def to_axis(self, xy: ArrayLike) -> F64:
        """Return d and t of some places, shape (n, 2)."""
        east, north = self.axis
        away = np.asarray(xy, np.float64).reshape(-1, 2) - np.array(self.eye[:2])
        turned: F64 = away @ np.array([[east, -north], [north, east]])
        return turned

    def to_plan(self, dt: ArrayLike) -> F64:
        """Return local x and y of some d and t, shape (n, 2)."""
        east, north = self.axis
        turned = np.asarray(dt, np.float64).reshape(-1, 2) @ np.array([[east, north], [-north, east]])
        places: F64 = turned + np.array(self.eye[:2])
        return places

    def of_zone(self, zone: Zone) -> list[Polygon]:
        """Return the polygons of one zone, in d and t."""
        return [polygon for own, polygon in self.pieces if own is zone]

    def zone_at(self, xy: ArrayLike) -> NDArray[np.int64]:
        """Return the zone of some places, -1 outside; on an edge the first zone counts."""
        dt = self.to_axis(xy)
        found = np.full(len(dt), -1)
        for zone, polygon in reversed(self.pieces):
            found[_within(polygon, dt)] = zone
        return found

    def limit_at(self, xy: ArrayLike) -> F64:
        """Return z of the plane at some places, nan outside all zones."""
        level = self.level(self.to_axis(xy)[:, 0])
        level[self.zone_at(xy) < 0] = np.nan
        return level

    def outline(self) -> Polygon:
        """Return the convex polygon around all zones, in d and t."""
        return hull(np.concatenate([polygon for _, polygon in self.pieces]))


def corridors_in(node: Node, drop: float) -> Iterator[Corridor]:
    """Yield the corridors of a node.

    Parameters
    ----------
    node : Node
        With :class:`Polylines`; any other has none.
    drop : float
        ``(1 - k) / 2R``, 1/m.

    Raises
    ------
    InvalidRequest
        If a row is no corridor.
    """
    if isinstance(node.payload, Polylines):
        for row in range(node.payload.count):
            yield corridor_at(node, row, drop)


def corridor_at(node: Node, row: int, drop: float) -> Corridor:
    """Return one row of a node as a corridor.

    Raises
    ------
    InvalidRequest
        If it has too few vertices or no width, or begins where it ends.
    """
    lines = node.payload
    assert isinstance(lines, Polylines)
    read = _Reader(lines, row)
    name = read.both("name")
    if name == NO_NAME:
        name = BilingualText.same(lines.ids[row])
    vertices = placed(lines.line(row).astype(np.float64), node.transform)
    if not 2 <= len(vertices) <= 3:
        raise InvalidRequest(
            msg("Points of the corridor {corridor}: {count}.", corridor=name, count=len(vertices)),
            msg("It needs a viewing place of one or two points, and the landmark last."),
        )
    kind = read.kind()
    width = read.number("width_at_landmark", 0.0)
    if kind is Kind.CONE and len(vertices) == 3:  # origin, and both ends of the base line
        width = float(np.hypot(*(vertices[2, :2] - vertices[1, :2])))
        vertices = np.array([vertices[0], 0.5 * (vertices[1] + vertices[2])])
    place, mark = vertices[:-1], vertices[-1]
    eye = np.array([*place[:, :2].mean(axis=0), place[:, 2].min() + read.number("eye_height", EYE_HEIGHT)])
    target = mark + np.array([0.0, 0.0, read.number("threshold_height", 0.0)])
    if np.hypot(*(target - eye)[:2]) < _SHORTEST:
        raise InvalidRequest(
            msg("The corridor {corridor} begins where its landmark stands.", corridor=name),
            msg("Set the viewing place away from the landmark."),
        )
    at_place = max(read.number("width_at_place", 0.0), 0.0)
    if not width > 0.0:
        raise InvalidRequest(
            msg("The corridor {corridor} has no width at the landmark.", corridor=name),
            msg("Give it one in metres."),
        )
    bare = Corridor(
        lines.ids[row], name, node.id, kind, _triple(eye), _triple(target), width,
        read.number("height", SECTION_HEIGHT), drop if kind is Kind.VISTA else 0.0, (),
        read.flag("silhouette"), read.both("rule"), read.both("source"), read.flag("assumed"),
    )  # fmt: skip
    stand = bare.to_axis(place[:, :2])
    far = read.number("far", bare.length)
    limits = (read.number("near", -np.inf), min(far, bare.length))
    pieces = _pieces(
        stand, bare.length, (at_place, width, read.number("wider_width", 0.0)),
        read.number("background_length", 0.0), limits,
    )  # fmt: skip
    if not pieces:
        raise InvalidRequest(
            msg("Nothing of the corridor {corridor} lies between its near and its far end.", corridor=name),
            msg("Let it begin before the landmark and end behind its beginning."),
        )
    whole = node.attributes.get("accuracy_m")
    accuracy = read.number("accuracy_m", float(whole) if isinstance(whole, int | float) else 0.0)
    return replace(bare, pieces=pieces, accuracy=max(accuracy, 0.0))


def _pieces(
    stand: F64,
    length: float,
    widths: tuple[float, float, float],
    behind: float,
    limits: tuple[float, float],
) -> tuple[tuple[Zone, Polygon], ...]:
    """Return the zones of a corridor as convex polygons of d and t."""
    at_place, at_landmark, wider = widths
    whole = _fan(stand, length, at_place, at_landmark)
    corridor = _between(whole, *limits)
    pieces = [(Zone.CORRIDOR, corridor)]
    if wider > at_landmark:
        around = _between(_fan(stand, length, at_place, wider), *limits)
        pieces += [(Zone.WIDER, piece) for piece in difference(around, corridor)]
    if behind > 0.0:
        pieces.append((Zone.BACKGROUND, _behind(whole, length, behind)))
    return tuple((zone, polygon) for zone, polygon in pieces if len(polygon) > 2)


def _fan(stand: F64, length: float, at_place: float, at_landmark: float) -> Polygon:
    half, end = np.array([0.0, at_place / 2.0]), np.array([0.0, at_landmark / 2.0])
    mark = np.array([length, 0.0])
    return hull(np.concatenate([stand - half, stand + half, [mark - end, mark + end]]))


def _between(polygon: Polygon, near: float, far: float) -> Polygon:
    if np.isfinite(near):
        polygon = clipped(polygon, (-1.0, 0.0), -near)
    return clipped(polygon, (1.0, 0.0), far)


def _behind(fan: Polygon, length: float, behind: float) -> Polygon:
    """Return what lies behind the landmark between the fan's two sides, up to where they would meet."""
    ends = np.flatnonzero(fan[:, 0] >= fan[:, 0].max() - 1e-9)
    low, high = ends[np.argmin(fan[ends, 1])], ends[np.argmax(fan[ends, 1])]
    right, left = fan[low], fan[high]
    before, after = fan[low - 1], fan[(high + 1) % len(fan)]
    fall = (right[1] - before[1]) / (right[0] - before[0])
    rise = (left[1] - after[1]) / (left[0] - after[0])
    if rise < fall:
        behind = min(behind, (left[1] - right[1]) / (fall - rise))
    end = length + behind
    corners = [right, (end, right[1] + fall * behind), (end, left[1] + rise * behind), left]
    return hull(np.array(corners))


def _within(polygon: Polygon, dt: F64) -> NDArray[np.bool_]:
    inside = np.ones(len(dt), np.bool_)
    for (ax, ay), (bx, by) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        inside &= (bx - ax) * (dt[:, 1] - ay) - (by - ay) * (dt[:, 0] - ax) >= -1e-9 * np.hypot(
            bx - ax, by - ay
        )
    return inside


def _triple(values: F64) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one row's columns."""

    lines: Polylines
    row: int

    def text(self, column: str) -> str:
        values = self.lines.columns.get(column)
        return "" if values is None else str(values[self.row]).strip()

    def both(self, stem: str) -> BilingualText:
        zh, en = self.text(f"{stem}_zh"), self.text(f"{stem}_en")
        return BilingualText(zh or en, en or zh) if zh or en else NO_NAME

    def number(self, column: str, otherwise: float) -> float:
        values = self.lines.columns.get(column)
        value = float("nan") if values is None or values.dtype.kind not in "fiu" else float(values[self.row])
        return value if np.isfinite(value) else otherwise

    def flag(self, column: str) -> bool:
        return self.text(column) in ("yes", "True", "1", "1.0")

    def kind(self) -> Kind:
        said = self.text("kind")
        return Kind(said) if said in Kind.__members__.values() else Kind.VISTA
