"""What the gathered elevation files hold, against what GDAL reads from them; roofs against zonal figures."""

from functools import cache
from typing import Any

import numpy as np

from app.measuring.surfaces import measure_in
from importers import registry
from importers.base import ImportTarget
from scene.errors import AnswerNeeded, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import SceneFrame
from scene.node import Node, Role
from tests.validation.table import Case, compare, gathered

#: Files that are taken over cell by cell, with what GDAL says of them: empty, lowest, highest, mean.
EXACT = (
    ("athens/DEM.tif", {}, 160_000, 108.961, 164.750, 130.377),
    ("athens/DSM.tif", {}, 160_000, 108.961, 174.415, 139.064),
    ("cpp_viewshed/dsm.tif", {}, 37_990, 987.267, 1026.198, 1000.487),
    ("cpp_viewshed/dsm_small.tif", {}, 20, 1000.142, 1010.639, 1005.559),
    ("goteborg/Goteborg_SWEREF99_1200/DEM_KRbig.tif", {}, 52_182, 0.007, 23.206, 4.200),
    ("goteborg/Goteborg_SWEREF99_1200/DSM_KRbig.tif", {}, 52_182, 0.0, 58.070, 11.569),
    ("goteborg/Goteborg_SWEREF99_1200/CDSM_KRbig.tif", {}, 52_182, 0.0, 24.368, 0.642),
    ("goteborg/Goteborg_SWEREF99_1200/CDSM_KRbig.asc", {"crs": "EPSG:3007"}, 52_182, 0.0, 24.368, 0.642),
    ("geotiff_edge/float_raster_with_nodata.tif", {}, 98, 0.0, 0.250, 0.008),
    ("geotiff_edge/test_esri_wkt.tif", {}, 4, 1.0, 4.0, 2.5),
    ("misc/SainteHelens.dem", {}, 148_885, 682.0, 2543.0, 1291.735),
    ("misc/olinda_dem_utm25s.tif", {}, 12_321, -1.0, 88.0, 21.665),
    ("qgis/processing/no_data/dem25.tif", {}, 246_410, 514.0, 2410.0, 1410.906),
    ("asc/test_read_esri_ascii/hugo_site.asc", {"crs": "EPSG:32613"}, 2_152, 1660.0, 1711.0, 1689.570),
)

#: Files in degrees or feet, which are resampled into metres: mean, and how far it may be off.
RESAMPLED = (
    ("hgt/N44W072.hgt", {}, 530.267, 1.0),
    ("qgis/processing/cutting_merging/dem1.tif", {}, 722.266, 2.0),
    ("qgis/processing/cutting_merging/dem2.tif", {}, 1177.083, 2.0),
    ("qgis/raster/SRTM/srtm_41_19_4326.tif", {}, 299.966, 1.0),
    ("asc/west_bijou_escarpment_snippet.asc", {"crs": "EPSG:4326"}, 1746.585, 1.0),
    ("viewscape/test_dsm.tif", {"vertical_unit": "metre"}, 271.892, 0.1),
    ("viewscape/test_dtm.tif", {"vertical_unit": "metre"}, 265.093, 0.1),
)


@cache
def node(name: str, kind: str = "", **answers: Any) -> Node:
    path = gathered("dem", *name.split("/"))
    importer = registry.for_file(path, kind).load()
    params = importer.params_type(**answers)
    return importer.read(path, params, ImportTarget(), SilentFeedback()).nodes[0]


def values(name: str, answers: dict[str, str]) -> np.ndarray:
    return node(name, **answers).payload.values.astype(float)


def test_grids_are_taken_over_cell_by_cell() -> None:
    cases = []
    for name, answers, known, lowest, highest, mean in EXACT:
        for what, reference, tolerance, figure in (
            ("cells with a height", known, 0, lambda v: float(np.isfinite(v).sum())),
            ("lowest, m", lowest, 6e-4, lambda v: float(np.nanmin(v))),
            ("highest, m", highest, 6e-4, lambda v: float(np.nanmax(v))),
            ("mean, m", mean, 6e-4, lambda v: float(np.nanmean(v))),
        ):
            read = lambda name=name, answers=answers, figure=figure: figure(values(name, answers))  # noqa: E731
            cases.append(Case(f"{name.split('/')[-1]}: {what} (GDAL)", reference, read, tolerance))
    compare("Elevation grids, cell by cell", cases)


def test_grids_in_degrees_and_feet_keep_their_mean() -> None:
    compare(
        "Elevation grids, resampled",
        [
            Case(f"{name.split('/')[-1]}: mean (GDAL), m", mean,
                 lambda name=name, answers=answers: float(np.nanmean(values(name, answers))), off)
            for name, answers, mean, off in RESAMPLED
        ],
    )  # fmt: skip


ESRI = "asc/test_read_esri_ascii"


def test_traps() -> None:
    def holes() -> float:
        return float(np.isnan(values("asc/hugo_site_filled.asc", {"crs": "EPSG:32613"})).sum())

    def role(name: str) -> float:
        return float(node(name).role is Role.SURFACE)

    def asked(name: str) -> float:
        try:
            node(name)
        except AnswerNeeded as question:
            return float(question.parameter == "crs")
        return 0.0

    def refused(name: str, **answers: str) -> float:
        try:
            node(name, **answers)
        except UnreadableFile as sentence:
            return float(sentence.hint is not None)
        return 0.0

    def picture() -> float:
        pixels = node("geotiff_edge/cogeo.tif").payload.pixels
        return float(pixels[..., 0][pixels[..., 3] > 0].mean())

    compare(
        "Elevation traps",
        [
            Case("hugo_site_filled.asc: -9999 not declared, cells found empty", 4_180 - 2_152, holes, 0),
            Case("hugo_site.asc: asks for its system", 1, lambda: asked(f"{ESRI}/hugo_site.asc"), 0),
            Case("rotated.tif: asks for its system", 1, lambda: asked("geotiff_edge/rotated.tif"), 0),
            Case("float_nan.tif: asks for its system", 1, lambda: asked("geotiff_edge/float_nan.tif"), 0),
            Case("all-nodata.tif: refused with a hint", 1, lambda: refused("geotiff_edge/all-nodata.tif"), 0),
            Case("Athens DSM: a surface, not the ground", 1, lambda: role("athens/DSM.tif"), 0),
            Case("Athens DEM: the ground", 0, lambda: role("athens/DEM.tif"), 0),
            Case("cogeo.tif: a picture, mean of its first band (GDAL)", 109.974, picture, 0.5),
        ],
    )  # fmt: skip


GOTEBORG = "goteborg/Goteborg_SWEREF99_1200"


@cache
def heights() -> tuple[Any, np.ndarray, np.ndarray]:
    """Return the measured buildings of Goteborg, and what zonal figures of the same grids say of each."""
    from affine import Affine
    from rasterio.features import geometry_mask
    from shapely import Polygon

    ground, surface = node(f"{GOTEBORG}/DEM_KRbig.tif"), node(f"{GOTEBORG}/DSM_KRbig.tif")
    path = gathered("dem", *f"{GOTEBORG}/buildings.shp".split("/"))
    importer = registry.for_file(path).load()
    frame = SceneFrame("EPSG:3007", (148_000.0, 6_399_000.0, 0.0))
    params = importer.params_type(default_height=6.0, as_="buildings")
    layer = importer.read(path, params, ImportTarget(frame), SilentFeedback()).nodes[0]
    found = measure_in(layer, [surface], [ground], "assumed", SilentFeedback())
    before, after, grid = layer.payload, found.node.payload, surface.payload
    above = grid.values.astype(float) - ground.payload.values
    place = Affine(grid.cell, 0.0, grid.west, 0.0, -grid.cell, grid.north)
    zonal = np.full(before.count, np.nan)
    for row in range(before.count):
        first, stop = before.part_start[before.building_start[row] : before.building_start[row] + 2]
        outer, *courts = (
            before.rings[before.ring_start[ring] : before.ring_start[ring + 1]] for ring in range(first, stop)
        )
        shape = Polygon(outer, courts)
        inside = geometry_mask([shape], above.shape, place, invert=True)
        if inside.sum() >= 4:
            zonal[row] = np.percentile(above[inside], 90)
    part = after.building_start[:-1]
    ours = np.where(
        after.columns["height_source"] == "surface", after.top[part] - after.outdoor_ground, np.nan
    )
    return found, ours.astype(float), zonal


def test_roofs_of_goteborg() -> None:
    def agreeing() -> float:
        _, ours, zonal = heights()
        both = np.isfinite(ours) & np.isfinite(zonal)
        return float(np.mean(np.abs(ours[both] - zonal[both]) < 0.05))

    def missed() -> float:
        _, ours, zonal = heights()
        return float((np.isfinite(zonal) & (zonal >= 1.5) & np.isnan(ours)).sum())

    def sigma() -> float:
        return float((heights()[0].node.payload.columns["height_sigma"] > 0).mean())

    compare(
        "Goteborg: heights of roofs from DSM - DEM, against rasterio's masks and numpy's percentile",
        [
            Case("share of buildings within 0.05 m", 1.0, agreeing, 0.02),
            Case("buildings that the peer sees and we do not", 0, missed, 0),
            Case("median height, m", 20.0, lambda: float(np.nanmedian(heights()[1])), 8.0),
            Case("share of buildings that state their error", 1.0, sigma, 0),
        ],
    )
