"""``sightline.viewshed``: what is seen of a scene or of a grid, as an analysis like all others.

Declaration and glue; the work is in the modules beside it.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, Port
from analysis.common import ports
from analysis.common.curvature import drop_coefficient
from analysis.common.fingerprint import fingerprints
from analysis.common.rules import rule_book
from analysis.sightline.stations import Viewpoint
from analysis.sightline.viewshed.kernels import (
    cells_asked,
    lowest_visible_elevation,
    measured_error,
    times_seen,
    visible_cells,
)
from analysis.sightline.viewshed.params import ViewshedParams
from analysis.sightline.viewshed.patches import patches_near, seen_patches
from analysis.sightline.viewshed.results import Found, ViewshedProbe, painted, rasters, table_of
from analysis.sightline.viewshed.setting import SURFACE, WATER, Setting, setting_of
from analysis.sightline.viewshed.surface import Limits, Observer
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Provenance

ID: Final = "sightline.viewshed"
VERSION: Final = "1"
#: Viewpoints from which the error of the fast way is measured.
_SAMPLED: Final = 10


class ViewshedAnalysis:
    """The worker of ``sightline.viewshed``."""

    id = ID
    params_type: type[AnalysisParams] = ViewshedParams
    inputs: tuple[Port, ...] = (ports.TERRAIN, ports.SOLIDS, ports.TREES, ports.VIEWPOINTS, WATER, SURFACE)
    outputs: tuple[Port, ...] = (
        Port("seen", "raster", BilingualText("可见与否", "Seen or hidden")),
        Port(
            "times_seen", "raster", BilingualText("看见的测站数", "How many stations see it"),
            required=False,
        ),
        Port(
            "station_share", "raster", BilingualText("看见的测站比例", "Share of stations that see it"),
            unit="%", required=False,
        ),
        Port(
            "lowest_visible_height", "raster", BilingualText("可见起始高度", "Lowest height that is seen"),
            unit="m", required=False,
        ),
        Port("patches", "nodes", BilingualText("立面与屋顶", "Façades and roofs"), required=False),
        Port("viewshed", "table", BilingualText("各视点的数值", "Figures of each viewpoint")),
    )  # fmt: skip
    references: tuple[BilingualText, ...] = (
        BilingualText(
            "Franklin 与 Ray,《Higher isn't necessarily better》,可见性算法与试验,1994(R3 模型)",
            "Franklin and Ray, Higher isn't necessarily better: visibility algorithms and experiments, 1994 "
            "(the R3 model)",
        ),
        BilingualText(
            "GDAL《gdal_viewshed》(地球曲率与折光的公式)",
            "GDAL, gdal_viewshed (formula of curvature and refraction)",
        ),
    )

    def run(self, inputs: AnalysisInputs, params: AnalysisParams, feedback: Feedback) -> AnalysisResult:
        """Look from all stations.

        Raises
        ------
        InvalidRequest
            If there is nothing to look over, nobody to look, or a place is off the surface or inside a solid.
        Cancelled
            If the person asked to stop.
        """
        if not isinstance(params, ViewshedParams):
            raise TypeError(f"{ID} runs with ViewshedParams, not {type(params).__name__}")
        _check_limits(params)
        feedback.progress(0.0, msg("Laying out the surface"))
        setting = setting_of(inputs, params, PartOf(feedback, 0.0, 0.2))
        drop = drop_coefficient(
            params.refraction, rule_book().with_overrides(params.rules).number("earth_radius")
        )
        has_patches = setting.rays is not None and params.most_patches > 0
        found = _found(setting, params, drop, PartOf(feedback, 0.2, 0.8 if has_patches else 1.0))
        provenance = Provenance(ID, VERSION, params.model_dump(mode="json"))
        nodes = rasters(found, provenance)
        if has_patches:
            nodes += _painted(setting, params, provenance, PartOf(feedback, 0.8, 1.0))
        return AnalysisResult(
            tables=(table_of(found),),
            nodes=nodes,
            probe=ViewshedProbe(found),
            method=_method(setting, params, drop, feedback),
            inputs=fingerprints({port.name: inputs.at(port) for port in self.inputs}),
        )


def _check_limits(params: ViewshedParams) -> None:
    if params.lowest_angle >= params.highest_angle:
        raise InvalidRequest(
            msg("The lowest angle, {low:g}°, is not under the highest, {high:g}°.",
                low=params.lowest_angle, high=params.highest_angle),
            msg("Set the lowest angle under the highest; -90° and 90° leave nothing out."),
        )  # fmt: skip


def _found(setting: Setting, params: ViewshedParams, drop: float, feedback: Feedback) -> Found:
    """Look over the grid, viewpoint by viewpoint."""
    shape = setting.field.surface.shape
    asked, times = np.zeros(shape, np.uint8), np.zeros(shape, np.int32)
    lowest = np.full(shape, np.nan, np.float32) if params.heights else None
    cells = []
    for viewpoint, observers, limits, part in _views(setting, params, drop, feedback):
        part.progress(0.0, msg("Looking from {viewpoint}", viewpoint=viewpoint.name))
        surface = setting.fields[viewpoint.host].surface
        own = cells_asked(surface, observers, limits, PartOf(part, 0.0, 0.1))
        seen = times_seen(surface, observers, limits, PartOf(part, 0.1, 0.4), is_exact=params.is_exact)
        cells.append((int((seen > 0).sum()), int(own.sum())))
        asked |= own
        times += seen
        if lowest is not None:
            later = PartOf(part, 0.4, 1.0)
            for number, observer in enumerate(observers):
                share = PartOf(later, number / len(observers), (number + 1) / len(observers))
                near, top, left = surface.around(observer, params.reach)
                shifted = Observer(observer.row - top, observer.col - left, observer.eye)
                seen_from = lowest_visible_elevation(near, shifted, limits, share, is_exact=params.is_exact)
                there = lowest[top : top + near.shape[0], left : left + near.shape[1]]
                np.fmin(there, seen_from, out=there)
    if lowest is not None:
        lowest -= setting.field.surface.values
        np.maximum(lowest, 0.0, out=lowest)
        lowest[asked == 0] = np.nan
    return Found(setting.field, setting.stations, asked, times, lowest, tuple(cells))


def _views(
    setting: Setting, params: ViewshedParams, drop: float, feedback: Feedback
) -> Iterator[tuple[Viewpoint, list[Observer], Limits, Feedback]]:
    stations = setting.stations
    total = len(stations.eye)
    done = 0
    for number, viewpoint in enumerate(stations.viewpoints):
        rows = np.flatnonzero(stations.of == number)
        observers = [setting.field.observer(stations.eye[row]) for row in rows]
        part = PartOf(feedback, done / total, (done + len(rows)) / total)
        done += len(rows)
        yield viewpoint, observers, _limits(viewpoint, params, drop), part


def _limits(viewpoint: Viewpoint, params: ViewshedParams, drop: float) -> Limits:
    """Return what is asked from a viewpoint: the azimuths that were set, else its own open side."""
    start, stop = params.azimuth_from, params.azimuth_to
    if stop - start >= 360.0 and viewpoint.opening < 360.0:
        start = viewpoint.facing - 0.5 * viewpoint.opening
        stop = viewpoint.facing + 0.5 * viewpoint.opening
    return Limits(
        params.target_height, drop, params.reach, start, stop, params.lowest_angle, params.highest_angle
    )


def _painted(
    setting: Setting, params: ViewshedParams, provenance: Provenance, feedback: Feedback
) -> tuple[Node, ...]:
    assert setting.rays is not None
    feedback.progress(0.0, msg("Painting façades and roofs"))
    patches = patches_near(
        setting.rays.layers, setting.stations, params.reach, params.patch, params.most_patches, feedback
    )
    if patches.share < 1.0:
        feedback.warn(
            msg(
                "Of façades and roofs only those that look largest are painted: {share:.0%} of what is "
                "within range, for {count} patches were allowed.",
                share=patches.share,
                count=params.most_patches,
            )
        )
    if not len(patches.corners):
        return ()
    times = seen_patches(patches, setting.rays, setting.stations, params.reach, params.trees, feedback)
    return (painted(patches, times, len(setting.stations.eye), provenance),)


def _method(setting: Setting, params: ViewshedParams, drop: float, feedback: Feedback) -> Message:
    rows, cols = setting.field.surface.shape
    method = msg(
        "Lines of sight from every station ({stations}) to the centre of each cell, {height:g} m over its "
        "surface; the surface, linear between the centres where a line crosses rows and columns, on {rows} x "
        "{cols} cells of {cell:g} m; no data neither screens nor is seen, and what is narrower than a cell "
        "may be missed. Curvature of the Earth and refraction {refraction:g} taken into account; up to "
        "{reach:g} m. Façades and roofs by straight rays at the triangles, patches of at most {patch:g} m.",
        stations=len(setting.stations.eye), height=params.target_height, rows=rows, cols=cols,
        cell=setting.field.surface.cell, refraction=params.refraction, reach=params.reach, patch=params.patch,
    )  # fmt: skip
    if params.is_exact:
        return msg("{method} Exact by this model: no cell differs from a line walked to it.", method=method)
    cells, wrong, seen = _error(setting, params, drop, feedback)
    return msg(
        "{method} Fast: doubtful cells are decided by the middle of their bounds, and heights are such "
        "middles. Of {cells} cells that lines were walked to as a sample, {seen} are seen, and {wrong} were "
        "wrong.",
        method=method, cells=cells, seen=seen, wrong=wrong,
    )  # fmt: skip


def _error(setting: Setting, params: ViewshedParams, drop: float, feedback: Feedback) -> tuple[int, int, int]:
    """Hold the fast way against walked lines, from the first station of some viewpoints."""
    total = np.zeros(3, np.int64)
    for number, (viewpoint, observers, limits, _) in enumerate(_views(setting, params, drop, feedback)):
        if number == _SAMPLED:
            break
        surface, observer = setting.fields[viewpoint.host].surface, observers[0]
        codes = visible_cells(surface, observer, limits, PartOf(feedback, 1.0, 1.0), is_exact=False)
        total += measured_error(surface, observer, codes, limits)
    return int(total[0]), int(total[1]), int(total[2])
