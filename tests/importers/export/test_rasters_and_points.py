"""Rasters and point clouds: they come back as they were, and rasterio and laspy read them."""

from dataclasses import replace
from pathlib import Path

import laspy
import numpy as np
import pytest
import rasterio

from importers.base import ImportTarget
from importers.coordinates.crs import flat, resolve, vertical_of, written
from importers.export.registry import by_id, for_path
from importers.registry import for_file
from scene.errors import Cancelled, WeiyangError
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.node import Provenance
from scene.payloads import GroundPicture, PointCloud, Raster, StreamedPoints
from tests.contracts.layers import picture, points, raster
from tests.importers.export.test_vector import back, export


@pytest.mark.parametrize("exporter", ["geotiff", "cog"])
def test_a_raster_comes_back_to_the_bit(exporter: str, tmp_path: Path) -> None:
    path = tmp_path / "地形.tif"
    export(exporter, raster(), path)
    before, after = raster().payload, back(path).payload
    assert isinstance(before, Raster)
    assert isinstance(after, Raster)
    np.testing.assert_array_equal(after.values, before.values)
    assert (after.cell, after.west, after.north) == (before.cell, before.west, before.north)


@pytest.mark.parametrize("bands", [3, 4])
@pytest.mark.parametrize("exporter", ["geotiff", "cog"])
def test_a_turned_picture_comes_back_pixel_for_pixel(exporter: str, bands: int, tmp_path: Path) -> None:
    path = tmp_path / "影像.tif"
    before = picture().payload
    assert isinstance(before, GroundPicture)
    before = GroundPicture(before.pixels[..., :bands], before.place)
    assert not export(exporter, replace(picture(), payload=before), path).notes
    node = back(path)
    assert node.role is picture().role
    assert isinstance(node.payload, GroundPicture)
    np.testing.assert_array_equal(node.payload.pixels, before.pixels)
    np.testing.assert_allclose(node.payload.place, before.place, rtol=0, atol=1e-6)
    with rasterio.open(path) as file:
        assert file.crs.to_epsg() == 4549
        assert [band.name for band in file.colorinterp] == ["red", "green", "blue", "alpha"][:bands]


def test_a_picture_in_another_system_is_resampled_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    rows, cols = np.mgrid[0:40, 0:60]
    smooth = np.stack([cols * 4, rows * 6, rows * 0 + 9], axis=-1).astype(np.uint8)
    before = picture().payload
    assert isinstance(before, GroundPicture)
    before = GroundPicture(smooth, before.place)
    report = export("geotiff", replace(picture(), payload=before), path, crs="EPSG:4326")
    assert any("resampled" in str(note) for note in report.notes)
    after = back(path).payload
    assert isinstance(after, GroundPicture)
    assert after.pixels.shape[2] == 4  # its corners are empty
    at = np.linalg.solve(after.place[:, :2], before.local(30.5, 20.5)[0] - after.place[:, 2])
    seen = after.pixels[int(at[1]), int(at[0])]
    np.testing.assert_allclose(seen, [120, 120, 9, 255], atol=8)


def test_rasterio_reads_system_datum_unit_and_holes(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    node = replace(raster(), provenance=Provenance("user", synthetic=True))
    export("geotiff", node, path)
    with rasterio.open(path) as file:
        crs = resolve(file.crs.to_wkt())
        assert written(flat(crs)) == "EPSG:4549"
        assert vertical_of(crs) == "EPSG:5737"
        assert np.isnan(file.nodata)
        assert file.units == ("m",)
        assert file.descriptions == ("elevation",)
        assert "illustrative" in file.tags()["synthetic"]


def test_a_cloud_optimised_one_has_tiles_and_overviews(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    node = raster()
    large = Raster(np.random.default_rng(1).normal(size=(1500, 1300)).astype(np.float32), 1.0, 0.0, 0.0)
    export("cog", replace(node, payload=large), path)
    with rasterio.open(path) as file:
        assert file.overviews(1)
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    assert for_path(path, [node]).id == "geotiff"


def test_in_another_system_the_grid_is_resampled_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    report = export("geotiff", raster(), path, crs="EPSG:4326")
    assert any("resampled" in str(note) for note in report.notes)
    with rasterio.open(path) as file:
        assert flat(resolve(file.crs.to_wkt())).to_epsg() == 4326
        middle = file.read(1)[file.height // 2, file.width // 2]
    payload = raster().payload
    assert isinstance(payload, Raster)
    assert middle == pytest.approx(payload.values[17, 25], abs=0.5)


@pytest.mark.parametrize("ending", [".laz", ".las"])
def test_points_come_back_to_the_millimetre(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"点云{ending}"
    export("laz", points(), path)
    before, after = points().payload, back(path).payload
    assert isinstance(before, PointCloud)
    assert isinstance(after, PointCloud)
    np.testing.assert_allclose(after.positions, before.positions, rtol=0, atol=0.00055)
    for key in ("colour", "classification", "intensity"):
        np.testing.assert_array_equal(getattr(after, key), getattr(before, key), err_msg=key)


def test_laspy_reads_system_and_scale(tmp_path: Path) -> None:
    path = tmp_path / "a.laz"
    export("laz", points(), path)
    with laspy.open(path) as file:
        assert file.header.scales.tolist() == [0.001, 0.001, 0.001]
        assert written(flat(file.header.parse_crs())) == "EPSG:4549"
        assert file.header.point_count == 400
        assert file.header.version == laspy.header.Version(1, 4)


def test_points_in_degrees_keep_their_centimetres(tmp_path: Path) -> None:
    path = tmp_path / "a.laz"
    export("laz", points(), path, crs="EPSG:4490")
    before, after = points().payload, back(path).payload
    assert isinstance(before, PointCloud)
    assert isinstance(after, PointCloud)
    np.testing.assert_allclose(after.positions, before.positions, rtol=0, atol=0.002)


def test_a_sample_says_that_it_is_one(tmp_path: Path) -> None:
    node = points()
    assert isinstance(node.payload, PointCloud)
    report = export("laz", replace(node, payload=replace(node.payload, total=10**6)), tmp_path / "a.laz")
    assert any("sample of 1,000,000" in str(note) for note in report.notes)


def test_a_raster_of_millions_can_be_stopped(tmp_path: Path) -> None:
    class Stopping(SilentFeedback):
        def progress(self, fraction: float, message: object = None) -> None:
            if fraction > 0.3:
                self.cancel()

    worker = by_id("geotiff").load()
    large = replace(raster(), payload=Raster(np.zeros((4000, 1000), np.float32), 1.0, 0.0, 0.0))
    with pytest.raises(Cancelled):
        worker.write([large], YANGZHOU_FRAME, tmp_path / "a.tif", worker.params_type(), Stopping())
    assert not list(tmp_path.iterdir())


def test_a_streamed_cloud_is_written_whole(tmp_path: Path) -> None:
    source, path = tmp_path / "large.laz", tmp_path / "again.laz"
    node = points()
    export("laz", node, source)
    worker = for_file(source).load()
    params = worker.params_type(most_points=100)
    streamed = worker.read(source, params, ImportTarget(YANGZHOU_FRAME), SilentFeedback()).nodes[0]
    if not isinstance(streamed.payload, StreamedPoints):
        pytest.skip("so small a file is never streamed")
    report = export("laz", streamed, path)
    assert "400 points" in str(report.summary)
    after, before = back(path).payload, node.payload
    assert isinstance(after, PointCloud)
    assert isinstance(before, PointCloud)
    np.testing.assert_allclose(after.positions, before.positions, rtol=0, atol=0.0011)
    source.unlink()
    with pytest.raises(WeiyangError, match="gone"):
        export("laz", streamed, path)


def test_a_streamed_cloud_goes_to_the_web_whole(tmp_path: Path) -> None:
    source = tmp_path / "a.laz"
    export("laz", points(), source)
    worker = for_file(source).load()
    params = worker.params_type(most_points=100)
    streamed = worker.read(source, params, ImportTarget(YANGZHOU_FRAME), SilentFeedback()).nodes[0]
    assert isinstance(streamed.payload, StreamedPoints)
    report = export("glb", streamed, tmp_path / "a.glb")
    assert "400 points" in str(report.summary)
    after, before = back(tmp_path / "a.glb").payload, points().payload
    assert isinstance(after, PointCloud)
    assert isinstance(before, PointCloud)
    np.testing.assert_allclose(after.positions, before.positions, rtol=0, atol=0.002)
    np.testing.assert_array_equal(after.colour, before.colour)
