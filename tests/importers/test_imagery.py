"""Pictures land where their header or world file says, in colours, whole or reduced."""

from pathlib import Path

import numpy as np
import pytest

from importers.base import ImportTarget
from importers.imagery.params import ImageryParams
from importers.registry import by_id, for_file
from scene.errors import AnswerNeeded, InvalidRequest, OutOfReach, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME, SceneFrame
from scene.node import Role
from scene.payloads import GroundPicture
from tests.contracts.samples.imagery import WORLD, board, geopackage, geotiff, jpeg, png
from tests.importers.test_terrain import from_origin, tiff


def read(path: Path, frame: SceneFrame | None = YANGZHOU_FRAME, **answers):
    worker = for_file(path).load()
    return worker.read(path, ImageryParams(**answers), ImportTarget(frame), SilentFeedback())


def picture_of(result) -> GroundPicture:
    (node,) = result.nodes
    assert node.role is Role.IMAGERY
    assert isinstance(node.payload, GroundPicture)
    return node.payload


@pytest.mark.parametrize("make", [geotiff, png, jpeg, geopackage])
def test_a_chessboard_lies_where_it_should(tmp_path: Path, make) -> None:
    path = make(tmp_path)
    picture = picture_of(read(path, crs="EPSG:4549"))
    if make is not geopackage:
        np.testing.assert_array_equal(picture.place, [[2.0, 0.0, 0.0], [0.0, -2.0, 120.0]])
        apart = np.abs(picture.pixels.astype(int) - np.moveaxis(board(), 0, -1))
        assert apart.mean() <= (25.0 if make is jpeg else 0.0)
    west, south, east, north = picture.bounds()
    assert (west, north) == (0.0, 120.0)
    assert (east, south) == pytest.approx((160.0, 0.0), abs=512 if make is geopackage else 0.01)


def test_kinds_of_tiff_are_told_apart(tmp_path: Path) -> None:
    assert for_file(geotiff(tmp_path)).id == "imagery.geotiff"
    grey = tiff(tmp_path / "grey.tif", np.zeros((8, 8), np.uint8))
    assert for_file(grey).id == "terrain.geotiff"
    assert for_file(grey, "imagery").id == "imagery.geotiff"
    worker = by_id("imagery.geotiff").load()
    result = worker.read(grey, ImageryParams(), ImportTarget(YANGZHOU_FRAME), SilentFeedback())
    assert picture_of(result).pixels.shape == (8, 8, 3)
    assert for_file(geopackage(tmp_path)).id == "imagery.geopackage"


def test_a_turned_world_file_is_kept_as_it_is(tmp_path: Path) -> None:
    path = png(tmp_path)
    path.with_suffix(".pgw").write_text("1.7\n-1.0\n-1.0\n-1.7\n446100.0\n3586200.0\n")
    picture = picture_of(read(path, crs="EPSG:4549"))
    np.testing.assert_allclose(picture.local([0.5], [0.5]), [[100.0, 200.0]])
    np.testing.assert_allclose(picture.local([10.5], [0.5]), [[117.0, 190.0]])
    assert picture.pixel == pytest.approx(np.sqrt(1.7**2 + 1.0))


def test_the_prj_beside_it_says_the_system_else_it_is_asked(tmp_path: Path) -> None:
    from pyproj import CRS

    path = png(tmp_path)
    with pytest.raises(AnswerNeeded):
        read(path)
    path.with_suffix(".prj").write_text(CRS.from_epsg(4549).to_wkt("WKT1_ESRI"))
    result = read(path, None)
    assert result.frame.crs == "EPSG:4549"
    companions = result.nodes[0].provenance.parameters["companions"]
    assert sorted(companions) == ["扬州 影像.pgw", "扬州 影像.prj"]


def test_without_a_place_it_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = png(tmp_path)
    path.with_suffix(".pgw").unlink()
    with pytest.raises(UnreadableFile, match="does not say where it lies") as caught:
        read(path)
    assert "world file" in str(caught.value.hint)
    path.with_suffix(".wld").write_text(WORLD)
    assert picture_of(read(path, crs="EPSG:4549"))


def test_palettes_grey_and_sixteen_bits_become_colours(tmp_path: Path) -> None:
    import rasterio

    index = (np.arange(64).reshape(8, 8) % 3).astype(np.uint8)
    path = tmp_path / "palette.tif"
    with rasterio.open(path, "w", driver="GTiff", width=8, height=8, count=1, dtype="uint8", crs="EPSG:4549",
                       transform=from_origin(446_000, 3_586_080, 10, 10)) as file:  # fmt: skip
        file.write_colormap(1, {0: (255, 0, 0, 255), 1: (0, 255, 0, 255), 2: (0, 0, 255, 255)})
        file.write(index, 1)
    assert for_file(path).id == "imagery.geotiff"
    colours = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255]])
    np.testing.assert_array_equal(picture_of(read(path)).pixels, colours[index])
    deep = np.linspace(200, 3000, 3 * 64).reshape(8, 8, 3).astype(np.uint16)
    result = read(tiff(tmp_path / "deep.tif", deep, photometric="RGB"))
    pixels = picture_of(result).pixels
    assert pixels.min() == 0
    assert pixels.max() == 255
    assert "Brightness was spread" in str(result.issues[0].message)


def test_what_is_not_seen_is_clear(tmp_path: Path) -> None:
    import rasterio

    path = tmp_path / "clear.tif"
    solid = np.full((6, 6), 255, np.uint8)
    solid[:3] = 0
    options = {"width": 6, "height": 6, "count": 4, "dtype": "uint8", "photometric": "RGB", "alpha": "YES"}
    where = from_origin(446_000, 3_586_060, 10, 10)
    with rasterio.open(path, "w", driver="GTiff", crs="EPSG:4549", transform=where, **options) as file:
        file.write(np.stack([solid, solid, solid, solid]))
    pixels = picture_of(read(path)).pixels
    assert pixels.shape == (6, 6, 4)
    np.testing.assert_array_equal(pixels[..., 3], solid)


def test_another_system_is_resampled_to_the_same_place(tmp_path: Path) -> None:
    from importers.coordinates.crs import moved

    values = np.zeros((60, 80, 3), np.uint8)
    values[20:30, 40:50] = (250, 10, 10)
    west, north = moved("EPSG:4549", "EPSG:32650", [(446_000.0, 3_586_120.0)])[0]
    path = tiff(tmp_path / "utm.tif", values, "EPSG:32650", from_origin(west, north, 2, 2), photometric="RGB")
    result = read(path)
    picture = picture_of(result)
    red = np.argwhere(picture.pixels[..., 0] > 128)
    middle = picture.local(red[:, 1] + 0.5, red[:, 0] + 0.5).mean(axis=0)
    wanted = moved("EPSG:32650", "EPSG:4549", [(west + 90.0, north - 50.0)])[0] - YANGZHOU_FRAME.origin[:2]
    np.testing.assert_allclose(middle, wanted, atol=1.5)
    assert picture.pixels.shape[2] == 4  # the corners that the turn leaves bare
    assert any("resampled" in str(issue.message) for issue in result.issues)


def test_a_large_picture_is_reduced_and_said(tmp_path: Path) -> None:
    values = np.zeros((500, 1000, 3), np.uint8)
    values[:, 500:] = 200
    path = tiff(
        tmp_path / "large.tif", values, transform=from_origin(446_000, 3_586_000, 1, 1), photometric="RGB"
    )
    result = read(path, most_pixels=256)
    picture = picture_of(result)
    assert picture.shape == (128, 256)
    assert picture.bounds() == pytest.approx((0.0, -500.0, 1000.0, 0.0))
    assert "1000 x 500 to 256 x 128" in str(result.issues[0].message)
    np.testing.assert_array_equal(picture.pixels[:, 200], 200)


def test_what_cannot_be_there_is_refused(tmp_path: Path) -> None:
    path = geotiff(tmp_path)
    with pytest.raises(OutOfReach):
        read(path, SceneFrame("EPSG:32631", (500_000.0, 5_400_000.0, 0.0)))
    with pytest.raises(AnswerNeeded):
        read(path, crs="EPSG:4528")
    with pytest.raises(InvalidRequest):
        read(path, datum_shift="gcj02")
