"""Elevation grids become rasters in the frame, cell by cell where they fit."""

from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from importers.base import ImportTarget
from importers.registry import by_id, for_file
from importers.terrain.params import TerrainParams
from scene.errors import AnswerNeeded, InvalidRequest, OutOfReach, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.node import Role
from scene.payloads import Raster
from tests.importers.samples import shared


def from_origin(west: float, north: float, wide: float, high: float) -> Affine:
    return Affine(wide, 0.0, west, 0.0, -high, north)


def tiff(path: Path, values, crs="EPSG:4549", transform=None, **extra) -> Path:
    import rasterio

    values = np.atleast_3d(np.asarray(values)).transpose(2, 0, 1)
    options = {"nodata": None, **extra}
    scales = options.pop("scales", None)
    offsets = options.pop("offsets", None)
    with rasterio.open(
        path, "w", driver="GTiff", width=values.shape[2], height=values.shape[1], count=values.shape[0],
        dtype=values.dtype, crs=crs, transform=transform or from_origin(446000, 3586100, 10, 10), **options,
    ) as file:  # fmt: skip
        file.write(values)
        if scales:
            file.scales, file.offsets = scales, offsets
    return path


def read(path: Path, frame=None, **answers):
    worker = for_file(path).load()
    return worker.read(path, worker.params_type(**answers), ImportTarget(frame), SilentFeedback())


def raster_of(result) -> Raster:
    (node,) = result.nodes
    assert node.role in (Role.TERRAIN, Role.SURFACE)
    assert isinstance(node.payload, Raster)
    return node.payload


RAMP = np.arange(12, dtype=np.float32).reshape(3, 4)


def test_a_grid_in_the_frames_system_is_taken_cell_by_cell(tmp_path: Path) -> None:
    raster = raster_of(read(tiff(tmp_path / "a.tif", RAMP), YANGZHOU_FRAME))
    np.testing.assert_array_equal(raster.values, RAMP)
    assert (raster.cell, raster.west, raster.north) == (10.0, 0.0, 100.0)


def test_scale_offset_and_nodata_of_int16_are_applied(tmp_path: Path) -> None:
    stored = np.array([[100, 200], [-32768, 300]], dtype=np.int16)
    path = tiff(tmp_path / "a.tif", stored, nodata=-32768, scales=(0.1,), offsets=(5.0,))
    np.testing.assert_allclose(raster_of(read(path)).values, [[15, 25], [np.nan, 35]], rtol=1e-6)


def test_holes_that_are_not_declared_are_found_and_said(tmp_path: Path) -> None:
    values = RAMP.copy()
    values[1, 1] = -9999.0
    result = read(tiff(tmp_path / "a.tif", values))
    assert np.isnan(raster_of(result).values).sum() == 1
    assert any("-9999" in str(issue.message) for issue in result.issues)


def test_degrees_are_warped_into_metres(tmp_path: Path) -> None:
    lon, lat = np.meshgrid(119.40 + 0.0005 * (np.arange(80) + 0.5), 32.42 - 0.0005 * (np.arange(60) + 0.5))
    plane = (5.0 + (lon - 119.40) * 1000.0 + (lat - 32.39) * 500.0).astype(np.float32)
    path = tiff(tmp_path / "a.tif", plane, "EPSG:4326", from_origin(119.40, 32.42, 0.0005, 0.0005))
    result = read(path, YANGZHOU_FRAME)
    raster = raster_of(result)
    assert 40.0 < raster.cell < 60.0
    from importers.coordinates.crs import lonlat_of

    row, col = 20, 30
    at = lonlat_of(YANGZHOU_FRAME, [raster.centre(row, col)])[0]
    wanted = 5.0 + (at[0] - 119.40) * 1000.0 + (at[1] - 32.39) * 500.0
    assert raster.values[row, col] == pytest.approx(wanted, abs=0.05)
    assert any("resampled" in str(issue.message) for issue in result.issues)


def test_feet_become_metres(tmp_path: Path) -> None:
    path = tiff(tmp_path / "a.tif", RAMP + 100, "EPSG:2992", from_origin(636000, 849000, 10, 10))
    raster = raster_of(read(path))
    assert raster.cell == pytest.approx(3.048, rel=0.01)
    assert np.nanmax(raster.values) <= 111 * 0.3048 + 1e-3
    as_metres = raster_of(read(path, vertical_unit="metre"))
    assert np.nanmax(as_metres.values) > 105


def test_a_huge_grid_is_averaged_and_says_so(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    values = rng.normal(20.0, 3.0, (400, 300)).astype(np.float32)
    result = read(tiff(tmp_path / "a.tif", values), most_cells=10_000)
    raster = raster_of(result)
    assert raster.values.size <= 10_500
    assert np.nanmean(raster.values) == pytest.approx(values.mean(), abs=0.2)
    assert any("averaged" in str(issue.message) for issue in result.issues)


def test_a_rotated_grid_is_turned_north_up_and_says_so(tmp_path: Path) -> None:
    turned = Affine(8.66, 5.0, 446000, 5.0, -8.66, 3586000)
    result = read(tiff(tmp_path / "a.tif", np.full((20, 20), 7.0, np.float32), transform=turned))
    assert np.nanmax(np.abs(raster_of(result).values - 7.0)) < 1e-3
    assert any("rotated" in str(issue.message) for issue in result.issues)


def test_a_grid_stored_south_row_first_is_turned_over(tmp_path: Path) -> None:
    raster = raster_of(
        read(tiff(tmp_path / "a.tif", RAMP, transform=Affine(10, 0, 446000, 0, 10, 3586000)), YANGZHOU_FRAME)
    )
    np.testing.assert_array_equal(raster.values, RAMP[::-1])
    assert raster.bounds() == (0.0, 0.0, 40.0, 30.0)


def test_what_is_no_terrain_gets_one_sentence(tmp_path: Path) -> None:
    holes = np.full((3, 4), -1.0, np.float32)
    with pytest.raises(UnreadableFile, match="every cell is empty"):
        read(tiff(tmp_path / "a.tif", holes, nodata=-1.0))
    picture = np.zeros((4, 4, 3), np.uint8)
    path = tiff(tmp_path / "b.tif", picture, photometric="RGB")
    with pytest.raises(UnreadableFile, match="picture"):
        by_id("terrain.geotiff").load().read(path, TerrainParams(), ImportTarget(), SilentFeedback())
    with pytest.raises(UnreadableFile, match="no land has"):
        read(tiff(tmp_path / "c.tif", RAMP + 60_000))
    with pytest.raises(InvalidRequest, match="1 bands"):
        read(tiff(tmp_path / "d.tif", RAMP), band=2)


def test_a_grid_without_a_system_asks_for_it(tmp_path: Path) -> None:
    path = tiff(tmp_path / "无坐标.tif", RAMP, crs=None)
    with pytest.raises(AnswerNeeded, match=r"无坐标\.tif") as caught:
        read(path)
    assert caught.value.parameter == "crs"
    assert raster_of(read(path, crs="EPSG:4549")).cell == 10.0


def test_a_grid_far_from_the_project_is_out_of_reach(tmp_path: Path) -> None:
    path = tiff(tmp_path / "a.tif", RAMP, "EPSG:2100", from_origin(476800, 4206250, 1, 1))
    with pytest.raises(OutOfReach):
        read(path, YANGZHOU_FRAME)


def test_an_ascii_grid_without_a_nodata_line_has_the_usual_holes(tmp_path: Path) -> None:
    path = tmp_path / "地形.asc"
    path.write_text("ncols 2\nnrows 2\nxllcorner 446000\nyllcorner 3586000\ncellsize 5\n1 -9999\n3 4\n")
    raster = raster_of(read(path, YANGZHOU_FRAME, crs="EPSG:4549"))
    np.testing.assert_array_equal(raster.values, [[1, np.nan], [3, 4]])


def test_a_prj_beside_an_ascii_grid_is_read(tmp_path: Path) -> None:
    from pyproj import CRS

    path = tmp_path / "a.asc"
    path.write_text("ncols 2\nnrows 2\nxllcorner 446000\nyllcorner 3586000\ncellsize 5\n1 2\n3 4\n")
    path.with_suffix(".prj").write_text(CRS.from_epsg(4549).to_wkt("WKT1_ESRI"))
    assert read(path).frame.crs == "EPSG:4549"


def test_an_srtm_tile_is_placed_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "N32E119.hgt"
    np.full((1201, 1201), 7, dtype=">i2").tofile(path)
    result = read(path)
    raster = raster_of(result)
    assert result.frame.crs == "EPSG:4549"
    assert 70.0 < raster.cell < 95.0
    assert np.nanmin(raster.values) == np.nanmax(raster.values) == 7.0


@pytest.mark.parametrize(("name", "highest"), [("DEM.tif", 164.750), ("DSM.tif", 174.415)])
def test_athens_opens_in_a_frame_of_its_own(name: str, highest: float) -> None:
    result = read(shared("dem", "athens", name))
    raster = raster_of(result)
    assert result.frame.crs == "EPSG:2100"
    assert raster.shape == (400, 400)
    west, south, east, north = raster.bounds()
    x, y, _ = result.frame.origin
    assert (west + x, south + y, east + x, north + y) == (476800.0, 4205850.0, 477200.0, 4206250.0)
    assert raster.values.min() == pytest.approx(108.961, abs=1e-3)
    assert raster.values.max() == pytest.approx(highest, abs=1e-3)


def test_the_hugo_site_loses_its_undeclared_holes() -> None:
    raster = raster_of(read(shared("dem", "asc", "hugo_site_filled.asc"), crs="EPSG:32610"))
    assert np.isfinite(raster.values).sum() == 2152
    assert np.nanmin(raster.values) == 1660.0
