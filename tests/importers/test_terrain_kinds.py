"""Ground or surface, heights of other datums and units, grids as text, in GeoPackages and turned."""

from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from importers.base import ImportTarget
from importers.registry import by_id, for_file
from importers.terrain.params import TerrainParams
from scene.errors import InvalidRequest, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Raster
from tests.importers.test_terrain import RAMP, from_origin, raster_of, read, tiff

HILL = 10.0 + np.add.outer(np.arange(40.0), np.arange(40.0)).astype(np.float32) * 0.05
ROOFS = HILL.copy()
ROOFS[10:18, 12:24] += 9.0


def said(result) -> str:
    return " ".join(str(issue.message) for issue in result.issues)


def on_ground(path: Path, ground: np.ndarray | None = HILL, **answers):
    scene = SceneGraph(YANGZHOU_FRAME)
    if ground is not None:
        scene.insert(Node(BilingualText.same("g"), Role.TERRAIN, Raster(ground, 10.0, 0.0, 100.0)))
    worker = for_file(path).load()
    return worker.read(
        path, TerrainParams(**answers), ImportTarget(YANGZHOU_FRAME, scene.snapshot()), SilentFeedback()
    )


def test_a_surface_model_is_never_taken_as_the_ground_silently(tmp_path: Path) -> None:
    plain = tiff(tmp_path / "测区.tif", ROOFS)
    named = tiff(tmp_path / "yz_DSM_2024.tif", HILL)
    assert on_ground(plain, None).nodes[0].role is Role.TERRAIN  # nobody could know
    found = on_ground(plain)
    assert found.nodes[0].role is Role.SURFACE
    assert "stands above the ground" in said(found)
    assert on_ground(named, None).nodes[0].role is Role.SURFACE
    assert on_ground(named, surface="terrain").nodes[0].role is Role.TERRAIN
    assert on_ground(tiff(tmp_path / "DEM_of_DSM.tif", HILL)).nodes[0].role is Role.TERRAIN
    assert on_ground(tiff(tmp_path / "new.tif", HILL + 1)).nodes[0].role is Role.TERRAIN
    assert on_ground(plain, surface="surface").nodes[0].role is Role.SURFACE


def test_the_datum_of_1956_is_brought_to_that_of_the_project(tmp_path: Path) -> None:
    path = tiff(tmp_path / "a.tif", RAMP, "EPSG:4549+5736")
    result = read(path, YANGZHOU_FRAME)
    np.testing.assert_allclose(raster_of(result).values, RAMP - 0.029, atol=1e-6)
    assert "-0.029" in said(result)
    assert read(path).frame.vertical == "EPSG:5736"
    mixed = read(tiff(tmp_path / "b.tif", RAMP), YANGZHOU_FRAME, vertical="ellipsoid")
    np.testing.assert_array_equal(raster_of(mixed).values, RAMP)
    assert "mixed" in said(mixed)


def test_feet_are_told_by_the_band_the_system_or_the_person(tmp_path: Path) -> None:
    by_hand = read(tiff(tmp_path / "a.tif", RAMP), vertical_unit="foot")
    np.testing.assert_allclose(raster_of(by_hand).values, RAMP * 0.3048, rtol=1e-6)
    survey = tiff(tmp_path / "b.tif", RAMP, "EPSG:2253", from_origin(13_293_000, 282_000, 10, 10))
    assumed = read(survey)
    assert "does not say the unit of its heights" in said(assumed)
    assert np.nanmax(raster_of(assumed).values) == pytest.approx(11 * 0.3048, rel=0.1)
    metres = read(survey, vertical_unit="metre")
    assert np.nanmax(raster_of(metres).values) == pytest.approx(11, rel=0.1)


@pytest.mark.parametrize("order", ["rows", "columns", "shuffled"])
@pytest.mark.parametrize("line", ["{x} {y} {z}", "{x},{y},{z}", "{x}\t{y}\t{z}"])
def test_points_on_a_grid_become_the_grid(tmp_path: Path, order: str, line: str) -> None:
    rows = [
        (446_005 + 10 * col, 3_586_095 - 10 * row, RAMP[row, col]) for row in range(3) for col in range(4)
    ]
    if order == "columns":
        rows.sort(key=lambda point: (point[0], point[1]))
    if order == "shuffled":
        rows = [rows[place] for place in np.random.default_rng(0).permutation(len(rows))]
    path = tmp_path / "格网.xyz"
    path.write_text("x y z\n" + "".join(line.format(x=x, y=y, z=z) + "\n" for x, y, z in rows))
    worker = by_id("terrain.xyz").load()
    result = worker.read(path, TerrainParams(crs="EPSG:4549"), ImportTarget(YANGZHOU_FRAME), SilentFeedback())
    raster = raster_of(result)
    np.testing.assert_array_equal(raster.values, RAMP)
    assert (raster.cell, raster.west, raster.north) == (10.0, 0.0, 100.0)
    if order != "shuffled":
        assert for_file(path).id == "terrain.xyz"


def test_cells_without_a_point_stay_empty_and_scattered_points_are_sent_away(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    points = [
        (446_000 + 5 * i, 3_586_000 + 5 * k, 7.0) for k in range(9) for i in range(9) if (i, k) != (4, 4)
    ]
    path.write_text("".join("{} {} {}\n".format(*point) for point in points))
    values = raster_of(read(path, crs="EPSG:4549")).values
    assert np.argwhere(np.isnan(values)).tolist() == [[4, 4]]
    scattered = np.random.default_rng(1).uniform((446_000, 3_586_000, 0), (446_500, 3_586_500, 30), (400, 3))
    path.write_text("".join("{:.2f} {:.2f} {:.2f}\n".format(*point) for point in scattered))
    with pytest.raises(UnreadableFile, match="no regular grid") as caught:
        by_id("terrain.xyz").load().read(path, TerrainParams(crs="4549"), ImportTarget(), SilentFeedback())
    assert "point cloud" in str(caught.value.hint)


def test_a_geopackage_opens_as_what_it_holds(tmp_path: Path) -> None:
    import geopandas
    import rasterio
    from shapely import box

    path = tmp_path / "两者.gpkg"
    options = {"width": 4, "height": 3, "count": 1, "dtype": "float32", "crs": "EPSG:4549"}
    where = from_origin(446_000, 3_586_100, 10, 10)
    for place, table in enumerate(("old", "new")):
        more = {"APPEND_SUBDATASET": "YES"} if place else {}
        with rasterio.open(
            path, "w", driver="GPKG", transform=where, RASTER_TABLE=table, **more, **options
        ) as file:
            file.write(RAMP + place, 1)
    assert for_file(path).id == "terrain.geopackage"
    np.testing.assert_allclose(raster_of(read(path, YANGZHOU_FRAME)).values, RAMP, atol=1e-4)
    np.testing.assert_allclose(raster_of(read(path, YANGZHOU_FRAME, layer="new")).values, RAMP + 1, atol=1e-4)
    with pytest.raises(InvalidRequest, match="no layer"):
        read(path, layer="nothing")
    houses = geopandas.GeoDataFrame(
        {"height": [6.0]}, geometry=[box(446_000, 3_586_000, 446_010, 3_586_010)], crs=4549
    )
    only = tmp_path / "houses.gpkg"
    houses.to_file(only, layer="houses")
    assert for_file(only).id == "footprints.geopackage"
    houses.to_file(path, layer="houses", mode="a")
    assert for_file(path).id == "terrain.geopackage"
    assert for_file(path, "footprints").id == "footprints.geopackage"
    guess = for_file(path).load().inspect(path, TerrainParams())
    assert any("houses" in str(note) for note in guess.notes)


def test_a_turned_grid_is_resampled_to_north_up(tmp_path: Path) -> None:
    along, across = 10.0 * np.cos(np.pi / 6), 10.0 * np.sin(np.pi / 6)
    turn = Affine(along, -across, 446_000, -across, -along, 3_586_100)
    col, row = np.meshgrid(np.arange(30) + 0.5, np.arange(20) + 0.5)
    x, y = 446_000 + along * col - across * row, 3_586_100 - across * col - along * row
    plane = (5.0 + 0.01 * (x - 446_000) + 0.02 * (y - 3_586_000)).astype(np.float32)
    result = read(tiff(tmp_path / "a.tif", plane, transform=turn), YANGZHOU_FRAME)
    raster = raster_of(result)
    rows, cols = np.nonzero(np.isfinite(raster.values))
    x, y = raster.west + (cols + 0.5) * raster.cell, raster.north - (rows + 0.5) * raster.cell
    inner = raster.values[rows, cols] - (5.0 + 0.01 * x + 0.02 * y)
    assert np.percentile(np.abs(inner), 90) < 0.02
    assert "rotated" in said(result)


def test_a_grid_too_large_to_hold_is_averaged_cell_by_cell(tmp_path: Path) -> None:
    values = np.arange(10_100 * 1.0).reshape(101, 100).astype(np.float32) / 8
    values[0, 0] = -9999.0
    result = read(tiff(tmp_path / "a.tif", values), YANGZHOU_FRAME, most_cells=10_000)
    raster = raster_of(result)
    assert raster.shape == (51, 50)
    assert raster.cell == 20.0
    assert raster.values[0, 0] == pytest.approx(np.mean([1.0, 100.0, 101.0]) / 8)
    assert raster.values[-1, 0] == pytest.approx(10_000.5 / 8)  # one row of the file is left for it
    assert "averaged" in said(result)


def test_a_look_at_a_surface_says_what_it_will_be(tmp_path: Path) -> None:
    path = tiff(tmp_path / "2024 dsm.tif", HILL)
    guess = for_file(path).load().inspect(path, TerrainParams())
    assert guess.suggested == {"surface": "surface"}
    assert any("surface" in str(note) for note in guess.notes)
    plain = for_file(path).load().inspect(tiff(tmp_path / "a.tif", HILL), TerrainParams())
    assert not plain.suggested
