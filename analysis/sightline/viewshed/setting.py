"""What is looked over, and from where: the surface of a scene as a grid, or a grid that was given.

A given grid is taken as it is, in its own system, cells and unit; it is never resampled. It does not know
what is seen of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from analysis.base import AnalysisInputs, Port
from analysis.common import ports
from analysis.common.sampling import stations_along
from analysis.sightline.stations import Stations, Viewpoint, stations_of
from analysis.sightline.viewshed.lookouts import Lookout, lookouts_of
from analysis.sightline.viewshed.params import ViewshedParams
from analysis.sightline.viewshed.surface import Observer, SightSurface
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.geometry.ground import GroundHeights
from scene.geometry.placed import placed
from scene.geometry.ray_scene import RayScene
from scene.geometry.surface_raster import Grid, surface_of
from scene.messages import BilingualText, msg
from scene.node import Node, NodeId
from scene.payloads import Polylines, Raster
from scene.payloads.arrays import F32, F64
from scene.units import Quantity

SURFACE: Final = Port(
    "surface",
    "raster",
    BilingualText("代替场景的表面栅格", "A surface in place of the scene's"),
    unit="m",
    required=False,
)
#: What lies uppermost where there is water; it screens nothing that stands over it.
WATER: Final = ports.WATER
#: Attribute of a grid in a system that is not in metres: how many metres a unit of its coordinates is.
METRES_PER_UNIT: Final = "metres_per_unit"
#: No grid that is made of a scene has more cells than this.
MOST_CELLS: Final = 64_000_000


@dataclass(frozen=True, eq=False)
class Field:
    """A grid and where it lies.

    Parameters
    ----------
    surface : SightSurface
        Heights and cells in metres.
    west, north, step : float
        Outer corner of the first cell and edge of a cell, in the unit of local coordinates.
    """

    surface: SightSurface
    west: float
    north: float
    step: float

    def observer(self, place: F64) -> Observer:
        """Return an eye, shape (3,), as kernels know it."""
        return Observer(
            (self.north - float(place[1])) / self.step - 0.5,
            (float(place[0]) - self.west) / self.step - 0.5,
            float(place[2]),
        )

    def raster(self, values: F32, quantity: Quantity) -> Raster:
        """Return values on this grid as a payload."""
        return Raster(values, self.step, self.west, self.north, quantity)


@dataclass(frozen=True, eq=False)
class Setting:
    """Everything that a viewshed starts from.

    Parameters
    ----------
    fields : Mapping[str, Field]
        By the host that does not screen, empty for none; all on one grid.
    stations : Stations
        Eyes in local coordinates and elevations in metres.
    metres : float
        How many metres one unit of the coordinates is.
    rays : RayScene, optional
        The scene's triangles; none over a given grid.
    """

    fields: Mapping[NodeId, Field]
    stations: Stations
    metres: float
    rays: RayScene | None

    @property
    def field(self) -> Field:
        """The grid with everything on it, or as much as any host leaves."""
        return self.fields.get("") or next(iter(self.fields.values()))


def setting_of(inputs: AnalysisInputs, params: ViewshedParams, feedback: Feedback) -> Setting:
    """Prepare what is looked over, and refuse who cannot stand where he is.

    Raises
    ------
    InvalidRequest
        If there is nothing to look over, nobody to look, or a place is off the surface or inside a solid.
    Cancelled
        If the person asked to stop.
    """
    given = inputs.at(SURFACE)
    if given:
        return _over_grid(given, inputs, params, feedback)
    return _over_scene(inputs, params, feedback)


# -- over a grid that was given ------------------------------------------------------------------------------


def _over_grid(
    given: Sequence[Node], inputs: AnalysisInputs, params: ViewshedParams, feedback: Feedback
) -> Setting:
    node = given[0]
    if len(given) > 1 or not isinstance(node.payload, Raster) or node.transform is not None:
        raise InvalidRequest(
            msg("The surface is to be one grid of heights."),
            msg("Give a file with a single elevation grid, north up."),
        )
    raster, stated = node.payload, node.attributes.get(METRES_PER_UNIT, 1.0)
    metres = float(stated) if isinstance(stated, int | float) else 1.0
    if not np.isfinite(raster.values).any():
        raise InvalidRequest(
            msg("The surface {name} holds no height at all.", name=node.name),
            msg("Check that the right file was given."),
        )
    if metres != 1.0:
        feedback.warn(
            msg(
                "{name} lies in a system whose unit is {metres:.6f} m: its cells are {cell:g} units = "
                "{size:.3f} m; distances, areas and curvature are reckoned in metres, heights are metres.",
                name=node.name,
                metres=metres,
                cell=raster.cell,
                size=raster.cell * metres,
            )
        )
    surface = SightSurface.of(raster.values, raster.cell * metres, feedback)
    field = Field(surface, raster.west, raster.north, raster.cell)
    lookouts = lookouts_of(inputs.at(ports.VIEWPOINTS), params, inputs.scene.frame, metres)
    stations = _on_grid(lookouts, field, params.eye_height, feedback)
    return Setting({"": field}, stations, metres, None)


def _on_grid(lookouts: Sequence[Lookout], field: Field, eye_height: float, feedback: Feedback) -> Stations:
    viewpoints: list[Viewpoint] = []
    eyes: list[F64] = []
    alongs: list[F64] = []
    for lookout in lookouts:
        lines = lookout.node.payload
        assert isinstance(lines, Polylines)
        heights = lines.columns.get("eye_height", np.full(lines.count, np.nan))
        for row in range(lines.count):
            if lookout.places:
                plan, along = lookout.places[row], np.zeros(len(lookout.places[row]))
            else:
                places, along = stations_along(lines, row, lookout.spacing)
                plan = placed(places, lookout.node.transform)[:, :2]
            name = _name_of(lines, row)
            levels = [_level(field, place) for place in plan]
            level = np.array(levels)
            kept = np.isfinite(level)
            if not kept.all():
                _tell_of_those_off(name, plan, kept, along, field, feedback)
            own = float(heights[row])
            eye = np.column_stack([plan, level + (own if np.isfinite(own) else eye_height)])[kept]
            viewpoints.append(
                Viewpoint(lines.ids[row], name, lookout.node.id, "", 0.0, 360.0, len(plan) > 1, 0.0)
            )
            eyes.append(eye.astype(np.float64))
            alongs.append(along[kept])
    of = np.repeat(np.arange(len(viewpoints), dtype=np.int32), [len(eye) for eye in eyes])
    return Stations(np.concatenate(eyes), of, np.concatenate(alongs), tuple(viewpoints))


def _level(field: Field, place: F64) -> float:
    observer = field.observer(np.array([place[0], place[1], 0.0]))
    return field.surface.height_at(observer.row, observer.col)


def _tell_of_those_off(
    name: BilingualText, plan: F64, kept: np.ndarray, along: F64, field: Field, feedback: Feedback
) -> None:
    first = int(np.flatnonzero(~kept)[0])
    if kept.any():
        feedback.warn(
            msg(
                "{viewpoint}: stations off the surface or where it has no data, left out: {count}.",
                viewpoint=name,
                count=int((~kept).sum()),
            )
        )
        return
    rows, cols = field.surface.shape
    at = field.observer(np.array([plan[first, 0], plan[first, 1], 0.0]))
    on = -0.5 <= at.row <= rows - 0.5 and -0.5 <= at.col <= cols - 0.5
    raise InvalidRequest(
        msg("The surface has no data where {viewpoint} stands.", viewpoint=name)
        if on
        else msg("{viewpoint} lies off the surface.", viewpoint=name),
        msg("Give places in the coordinate system of the surface, on cells with a height."),
    )


def _name_of(lines: Polylines, row: int) -> BilingualText:
    zh, en = (str(lines.columns[key][row]) if key in lines.columns else "" for key in ("name_zh", "name_en"))
    return BilingualText(zh or en, en or zh) if zh or en else BilingualText.same(lines.ids[row])


# -- over a scene --------------------------------------------------------------------------------------------


def _over_scene(inputs: AnalysisInputs, params: ViewshedParams, feedback: Feedback) -> Setting:
    terrain, solids, trees = (inputs.at(port) for port in (ports.TERRAIN, ports.SOLIDS, ports.TREES))
    lookouts = lookouts_of(inputs.at(ports.VIEWPOINTS), params, inputs.scene.frame, 1.0)
    rays = RayScene((*terrain, *solids, *(trees if params.trees else ())))
    if not any(not layer.is_tree for layer in rays.layers):
        raise InvalidRequest(
            msg("There is neither ground nor a building to look over."),
            msg("Open a city or import a terrain first, or run a job with a surface file."),
        )
    rays.prepare(feedback.check)
    ground = GroundHeights.of(terrain)
    stations = _joined(
        [
            stations_of(
                [_on_ground(lookout, ground)], rays, ground, lookout.spacing, params.eye_height, feedback
            )
            for lookout in lookouts
        ]
    )
    grid = _grid_around(stations, rays, params)
    hosts = {stations.viewpoints[of].host for of in set(stations.of.tolist())}
    water = RayScene(inputs.at(WATER)).layers
    fields = {}
    for host in sorted(hosts):
        layers = [*(layer for layer in rays.layers if layer.node.id != host), *water]
        heights = surface_of(layers, grid, trees=params.trees, check=feedback.check).heights
        if not np.isfinite(heights).any():
            raise InvalidRequest(
                msg("Nothing of the city lies within {reach:.0f} m of the viewpoints.", reach=params.reach),
                msg("Choose a greater range, or viewpoints in the city."),
            )
        fields[host] = Field(SightSurface.of(heights, grid.cell, feedback), grid.west, grid.north, grid.cell)
    setting = Setting(fields, stations, 1.0, rays)
    _tell_who_stands_under(setting, feedback)
    return setting


def _on_ground(lookout: Lookout, ground: GroundHeights) -> Node:
    """Return the node of a lookout, its unknown heights taken from the ground."""
    if not lookout.places:
        return lookout.node
    lines = lookout.node.payload
    assert isinstance(lines, Polylines)
    plan = np.concatenate(lookout.places)
    level = ground.exact(plan) if ground else np.zeros(len(plan))
    vertices = np.column_stack([plan, np.nan_to_num(level)]).astype(np.float32)
    return replace(lookout.node, payload=replace(lines, vertices=vertices), transform=None)


def _joined(parts: Sequence[Stations]) -> Stations:
    before = np.cumsum([0, *(len(part.viewpoints) for part in parts)])
    return Stations(
        np.concatenate([part.eye for part in parts]),
        np.concatenate([part.of + first for part, first in zip(parts, before, strict=False)]).astype(
            np.int32
        ),
        np.concatenate([part.along for part in parts]),
        tuple(viewpoint for part in parts for viewpoint in part.viewpoints),
    )


def _grid_around(stations: Stations, rays: RayScene, params: ViewshedParams) -> Grid:
    """Return the grid over all that is within reach, no wider than the scene."""
    low = np.min([layer.solid.vertices.min(axis=0) for layer in rays.layers], axis=0)[:2]
    high = np.max([layer.solid.vertices.max(axis=0) for layer in rays.layers], axis=0)[:2]
    eyes = stations.eye[:, :2]
    low = np.minimum(np.maximum(low, eyes.min(axis=0) - params.reach), eyes.min(axis=0) - params.cell)
    high = np.maximum(np.minimum(high, eyes.max(axis=0) + params.reach), eyes.max(axis=0) + params.cell)
    grid = Grid.over(float(low[0]), float(low[1]), float(high[0]), float(high[1]), params.cell)
    if grid.rows * grid.cols > MOST_CELLS:
        raise InvalidRequest(
            msg(
                "Cells of {cell:g} m over {rows} x {cols} cells are more than can be held.",
                cell=params.cell, rows=grid.rows, cols=grid.cols,
            ),
            msg("Set a greater cell size or a smaller range, or choose fewer viewpoints."),
        )  # fmt: skip
    return grid


def _tell_who_stands_under(setting: Setting, feedback: Feedback) -> None:
    """Say which eyes lie under the surface of their own cells: from there a grid sees nothing beyond them."""
    stations = setting.stations
    for number, viewpoint in enumerate(stations.viewpoints):
        field = setting.fields.get(viewpoint.host, setting.field)
        own = np.flatnonzero(stations.of == number)
        under = [row for row in own if _level(field, stations.eye[row]) > stations.eye[row, 2]]
        if under:
            feedback.warn(
                msg(
                    "{viewpoint}: stations under trees, a roof or a bridge: {count} of {stations}; "
                    "on the grid they see little, and only façades are looked at from under it.",
                    viewpoint=viewpoint.name, count=len(under), stations=len(own),
                )
            )  # fmt: skip
