"""A city with its ceilings, kept while nothing that they rest on changes: proposals are judged against them.

It does not know tables, cards or files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from analysis.base import AnalysisInputs, Port
from analysis.common import ports
from analysis.common.curvature import drop_coefficient
from analysis.common.kept import Kept
from analysis.common.rules import RuleBook, rule_book
from analysis.sightline.ceiling.city import CeilingCity
from analysis.sightline.ceiling.exact import ExactCeiling
from analysis.sightline.ceiling.kinds import Kind
from analysis.sightline.ceiling.landmarks import Sights, sights_of
from analysis.sightline.ceiling.params import CeilingParams
from analysis.sightline.ceiling.planes import lower_by_planes, lower_by_silhouette
from analysis.sightline.ceiling.unseen import Unseen, unseen_over
from analysis.sightline.ceiling.zones import Zone, caps_on, zones_in
from analysis.sightline.stations import Stations, stations_of
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Buildings, Payload
from scene.payloads.arrays import F32, F64, I32, U8

VIEWPOINTS: Final = Port(
    "viewpoints", "viewpoints", ports.VIEWPOINTS.doc, ports.VIEWPOINTS.roles, required=False
)
TERRAIN: Final = Port("terrain", "terrain", ports.TERRAIN.doc, ports.TERRAIN.roles, unit="m")
PROPOSALS: Final = Port("proposals", "proposals", ports.PROPOSALS.doc, ports.PROPOSALS.roles, required=False)
LANDMARKS: Final = Port(
    "landmarks",
    "solids",
    BilingualText("应保持可见的地标", "Landmarks that stay in sight"),
    (Role.HERITAGE,),
    required=False,
)
#: Around what is asked about, metres; and what a proposal's surroundings are rounded to, so that a moved one
#: mostly needs no new grid.
_MARGIN: Final = 30.0
_ROUNDED: Final = 500.0
_BAND: Final = 32


@dataclass(frozen=True, eq=False)
class Limits:
    """The lowest of all rules in every cell.

    Parameters
    ----------
    level : ndarray of float32, shape (rows, cols)
        Local z; nan where no rule holds.
    kind : ndarray of uint8
        :class:`analysis.sightline.ceiling.kinds.Kind`.
    station : ndarray of int32
        Station that governs; -1 where none does.
    sight : ndarray of int32
        Sight to a landmark that governs; -1 where none does.
    unseen : Unseen or None
        The balloon rule alone.
    """

    level: F32
    kind: U8
    station: I32
    sight: I32
    unseen: Unseen | None


@dataclass(frozen=True, eq=False)
class Prepared:
    """What does not depend on proposals.

    Parameters
    ----------
    rays : RayScene
    ground : GroundHeights
    stations : Stations
        None at all where nobody looks.
    city : CeilingCity
    zones : list of Zone
    sights : Sights
    limits : Limits
    drop : float
    """

    rays: RayScene
    ground: GroundHeights
    stations: Stations
    city: CeilingCity
    zones: list[Zone]
    sights: Sights
    limits: Limits
    drop: float


_KEPT: Final = Kept[Prepared](2)


@dataclass(frozen=True, eq=False)
class CeilingSession:
    """Ceilings, and how they were asked for.

    Parameters
    ----------
    prepared : Prepared
    params : CeilingParams
    book : RuleBook
    """

    prepared: Prepared
    params: CeilingParams
    book: RuleBook

    @classmethod
    def of(cls, inputs: AnalysisInputs, params: CeilingParams, feedback: Feedback) -> "CeilingSession":
        """Compute the ceilings of a city, or take them as they were computed before.

        Raises
        ------
        InvalidRequest
            If there is no terrain, nothing that limits heights, or a viewpoint stands where nobody can.
        Cancelled
            If the person asked to stop.
        """
        book = rule_book().with_overrides(params.rules)
        terrain = inputs.at(TERRAIN)
        if not terrain:
            raise InvalidRequest(
                msg("There is no terrain to measure heights from."),
                msg("Import a terrain, or open a project that has one."),
            )
        screening = (*terrain, *inputs.at(ports.SOLIDS), *inputs.at(ports.TREES))
        looking, areas = inputs.at(VIEWPOINTS), inputs.at(ports.ZONES)
        parcels, landmarks = inputs.at(ports.PARCELS), _landmarks(inputs, params)
        extent = _extent(inputs, parcels)
        made_of = (*screening, *looking, *areas, *landmarks)
        asked = params.model_dump(exclude={"places", "exact_at_most"})
        key = (
            repr(asked),
            extent,
            tuple((node.id, _bytes(node), node.role, repr(dict(node.attributes))) for node in made_of),
        )
        makings = [node.payload for node in made_of if node.payload is not None]

        def make() -> Prepared:
            return _prepare(screening, terrain, looking, areas, landmarks, extent, params, book, feedback)

        feedback.check()
        return cls(_KEPT.of(makings, key, make), params, book)

    def exact(self, trees: bool) -> ExactCeiling:
        """Return what decides single places by columns, with trees or without."""
        made = self.prepared
        return ExactCeiling(made.rays, made.stations, made.drop, trees, self.params.greatest_height)


def _bytes(node: Node) -> bytes:
    return b"" if node.transform is None else node.transform.tobytes()


def _landmarks(inputs: AnalysisInputs, params: CeilingParams) -> tuple[Node, ...]:
    if not params.keep_seen:
        return ()
    known = {node.id: node for node in inputs.at(LANDMARKS)}
    missing = [name for name in params.keep_seen if name not in known]
    if missing:
        raise InvalidRequest(
            msg("There is no landmark called {name}.", name=missing[0]),
            msg("Landmarks are named by the ids of heritage layers."),
        )
    return tuple(known[name] for name in params.keep_seen)


def _extent(inputs: AnalysisInputs, parcels: Sequence[Node]) -> tuple[float, float, float, float]:
    """Return the rectangle in which heights are asked for, whole tens of metres, local."""
    boxes = []
    nodes = (*inputs.at(ports.SOLIDS), *inputs.at(ports.ZONES), *parcels, *inputs.at(VIEWPOINTS))
    for node in (*nodes, *inputs.at(PROPOSALS)):
        box = _box(node)
        if box is not None:
            reach = _ROUNDED if node.role is Role.PROPOSALS else 10.0
            boxes.append((*(np.floor(box[:2] / reach) * reach), *(np.ceil(box[2:] / reach) * reach)))
    if not boxes:
        return (-_ROUNDED, -_ROUNDED, _ROUNDED, _ROUNDED)
    low = np.min([box[:2] for box in boxes], axis=0) - _MARGIN
    high = np.max([box[2:] for box in boxes], axis=0) + _MARGIN
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


_BOXES: Final["WeakKeyDictionary[Payload, F64]"] = WeakKeyDictionary()


def _box(node: Node) -> F64 | None:
    """Return west, south, east and north of what a node holds, local metres; None if it has no corners."""
    payload = node.payload
    if payload is None:
        return None
    if payload not in _BOXES:
        flat = getattr(payload, "vertices", np.zeros((0, 3), np.float32))[:, :2]
        plan: F32 = payload.rings if isinstance(payload, Buildings) else flat
        if not len(plan):
            return None
        _BOXES[payload] = np.concatenate([plan.min(axis=0), plan.max(axis=0)]).astype(np.float64)
    shift = np.zeros(2) if node.transform is None else node.transform[:2, 3]
    box: F64 = _BOXES[payload] + np.tile(shift, 2)
    return box


def _prepare(
    screening: Sequence[Node],
    terrain: Sequence[Node],
    looking: Sequence[Node],
    areas: Sequence[Node],
    landmarks: Sequence[Node],
    extent: tuple[float, float, float, float],
    params: CeilingParams,
    book: RuleBook,
    feedback: Feedback,
) -> Prepared:
    feedback.progress(0.0, msg("Preparing the city"))
    rays = RayScene(screening)
    rays.prepare(feedback.check)
    feedback.progress(0.05)
    ground = GroundHeights.of(terrain)
    drop = drop_coefficient(params.refraction, book.number("earth_radius"))
    stations = _stations(looking, rays, ground, params, feedback)
    zones = zones_in(areas) if params.zone_caps else []
    looked_from = len(stations.eye) > 0 and (params.stay_unseen or len(landmarks) > 0)
    if not looked_from and not zones and params.absolute_level is None:
        raise InvalidRequest(
            msg("There is nothing to hold heights to: no viewpoint, no zone, no landmark and no level."),
            msg("Add a protected viewpoint or a control zone, or give an absolute level."),
        )
    grid = Grid.over(*_within(extent, terrain), params.cell)
    city = CeilingCity.of(rays, ground, stations, grid, drop, params.trees, PartOf(feedback, 0.05, 0.1))
    rows = _seers(stations, params)
    sights = sights_of(
        landmarks, stations.chosen(rows), params.keep_seen_above,
        planes=params.sight_planes == "plane", drop=drop,
    )  # fmt: skip
    sights = Sights(
        sights.planes, sights.silhouettes, tuple(int(rows[k]) for k in sights.stations), sights.names
    )
    unseen = None
    if len(stations.eye) and params.stay_unseen:
        feedback.progress(0.1, msg("Looking over the city; stations: {count}", count=len(stations.eye)))
        unseen = unseen_over(city, stations, PartOf(feedback, 0.1, 1.0))
    limits = _limits(city, unseen, sights, zones, params, drop, feedback)
    return Prepared(rays, ground, stations, city, zones, sights, limits, drop)


def _stations(
    looking: Sequence[Node], rays: RayScene, ground: GroundHeights, params: CeilingParams, feedback: Feedback
) -> Stations:
    if not looking:
        return Stations(np.zeros((0, 3)), np.zeros(0, np.int32), np.zeros(0), ())
    stations = stations_of(looking, rays, ground, params.station_spacing, params.default_eye_height, feedback)
    if not params.viewpoints:
        return stations
    known = [viewpoint.id for viewpoint in stations.viewpoints]
    missing = [name for name in params.viewpoints if name not in known]
    if missing:
        raise InvalidRequest(
            msg("There is no viewpoint called {names}.", names=missing[0]),
            msg("The viewpoints of this scene are: {names}.", names=", ".join(known)),
        )
    kept = [k for k, name in enumerate(known) if name in params.viewpoints]
    return stations.chosen(np.flatnonzero(np.isin(stations.of, kept)).astype(np.int32))


def _seers(stations: Stations, params: CeilingParams) -> I32:
    """Return the stations from which landmarks stay in sight: places, or those of the viewpoints named."""
    rows = [
        row
        for row, of in enumerate(stations.of.tolist())
        if (stations.viewpoints[of].id in params.keep_seen_from)
        or (not params.keep_seen_from and not stations.viewpoints[of].is_route)
    ]
    return np.array(rows, np.int32)


def _within(
    extent: tuple[float, float, float, float], terrain: Sequence[Node]
) -> tuple[float, float, float, float]:
    """Cut the extent to the terrain."""
    boxes = []
    for node in terrain:
        bounds = getattr(node.payload, "bounds", None)
        box = _box(node)
        if box is None and bounds is not None:
            shift = np.zeros(2) if node.transform is None else node.transform[:2, 3]
            box = np.array(bounds()) + np.tile(shift, 2)
        if box is not None:
            boxes.append(box)
    low = np.maximum(np.min([box[:2] for box in boxes], axis=0), extent[:2])
    high = np.minimum(np.max([box[2:] for box in boxes], axis=0), extent[2:])
    if (low >= high).any():
        raise InvalidRequest(
            msg("The terrain does not lie where heights are asked for."),
            msg("Import a terrain that covers the buildings and viewpoints."),
        )
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _limits(
    city: CeilingCity,
    unseen: Unseen | None,
    sights: Sights,
    zones: list[Zone],
    params: CeilingParams,
    drop: float,
    feedback: Feedback,
) -> Limits:
    """Take the lowest of all rules."""
    ground, grid = city.field.ground, city.grid
    level = np.full(ground.shape, np.inf, np.float32)
    kind = np.zeros(ground.shape, np.uint8)
    station, sight = (np.full(ground.shape, -1, np.int32) for _ in range(2))
    if unseen is not None:
        feedback.check()
        level[:] = unseen.level
        level[level > ground + np.float32(params.greatest_height)] = np.inf
        known = np.isfinite(level)
        kind[known], station[known] = Kind.UNSEEN, unseen.station[known]
    if len(sights):
        before = level.copy()
        for first in range(0, grid.rows, _BAND):
            feedback.check()
            band = (first, min(first + _BAND, grid.rows))
            lower_by_planes(grid, sights.planes, drop, *band, level, sight)
            for outline in sights.silhouettes:
                lower_by_silhouette(outline, grid.west, grid.north, grid.cell, drop, *band, level, sight)
        lower = level < before
        kind[lower], station[lower] = Kind.SIGHT_PLANE, np.array(sights.stations)[sight[lower]]
        np.maximum(level, ground, out=level, where=lower)
    if zones:
        feedback.check()
        cap, which = caps_on(grid, zones, ground)
        from_eaves = np.array([zone.from_eaves for zone in zones])
        lower = cap < level
        level[lower], station[lower], sight[lower] = cap[lower], -1, -1
        kind[lower] = np.where(from_eaves[which[lower]], Kind.ZONE_EAVES, Kind.ZONE_TOP)
    if params.absolute_level is not None:
        lower = params.absolute_level < level
        level[lower], kind[lower], station[lower], sight[lower] = params.absolute_level, Kind.LEVEL, -1, -1
        np.maximum(level, ground, out=level, where=lower)
    off = np.isnan(ground) | ~np.isfinite(level)
    level[off], kind[off], station[off], sight[off] = np.nan, Kind.NONE, -1, -1
    return Limits(level, kind, station, sight, unseen)


def station_name(stations: Stations, row: int) -> BilingualText:
    """Return the name of a viewpoint, with the station if it is a route."""
    viewpoint = stations.viewpoints[int(stations.of[row])]
    if not viewpoint.is_route:
        return viewpoint.name
    along = float(stations.along[row])
    return BilingualText(f"{viewpoint.name.zh} 里程 {along:.0f} m", f"{viewpoint.name.en} at {along:.0f} m")
