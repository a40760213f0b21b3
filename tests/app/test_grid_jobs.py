"""Jobs over a grid compute in its own system, cells and unit; what cannot be kept gets a sentence."""

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from app.cli.command_line import main


def grid(path: Path, crs: str, transform: Affine, heights: np.ndarray) -> Path:
    with rasterio.open(
        path, "w", driver="GTiff", height=heights.shape[0], width=heights.shape[1], count=1, dtype="float32",
        crs=crs, transform=transform, nodata=float("nan"),
    ) as file:  # fmt: skip
        file.write(heights.astype(np.float32), 1)
    return path


def job(folder: Path, surface: str, place: tuple[float, float], more: str = "") -> int:
    text = f'analysis = "sightline.viewshed"\n[inputs]\nsurface = {surface}\n[parameters]\n'
    (folder / "job.toml").write_text(f"{text}observers = [[{place[0]}, {place[1]}]]\n{more}", "utf-8")
    return main(["run", str(folder / "job.toml"), "--out", str(folder / "out")])


def walled() -> np.ndarray:
    heights = np.full((9, 40), 10.0)
    heights[:, 10] = 16.0
    heights[0, 39] = np.nan
    return heights


def read(path: Path) -> tuple[np.ndarray, rasterio.DatasetReader]:
    with rasterio.open(path) as file:
        return file.read(1), file


def test_a_grid_in_feet_keeps_its_cells_and_is_measured_in_metres(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    transform = Affine(2.0, 0.0, 13292818.25, 0.0, -2.0, 283375.75)
    grid(tmp_path / "dsm.tif", "EPSG:2253", transform, walled())
    place = (13292818.25 + 1.0, 283375.75 - 9.0)

    assert 0 == job(tmp_path, '{file = "dsm.tif", vertical_unit = "metre"}', place, "eye_height = 2.0\n")
    assert "unit is 0.304800 m" in capsys.readouterr().err
    seen, file = read(tmp_path / "out" / "seen_area.tif")
    assert (transform, 2253) == (file.transform, file.crs.to_epsg())
    assert file.nodata == seen[0, 39]
    assert seen[4, :11].all()
    assert not seen[4, 11:].any()
    needed, _ = read(tmp_path / "out" / "lowest_height_that_is_seen.tif")
    # Up 4 m over 10 cells of 2 feet: at 30 cells 12 m over the eye, 14 m over the ground.
    assert needed[4, 30] == pytest.approx(14.0, abs=0.01)
    result = json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))
    cells, area = result["tables"]["viewshed"]["rows"][0][3:5]
    assert area == pytest.approx(cells * (2.0 * 0.3048) ** 2)


def test_heights_without_a_unit_are_in_that_of_the_coordinates_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grid(tmp_path / "dsm.tif", "EPSG:2253", Affine(2.0, 0.0, 13292818.0, 0.0, -2.0, 283376.0), walled())

    assert 0 == job(tmp_path, '"dsm.tif"', (13292819.0, 283367.0), "eye_height = 2.0\n")
    assert "multiplied by 0.304800" in capsys.readouterr().err
    needed, _ = read(tmp_path / "out" / "lowest_height_that_is_seen.tif")
    assert needed[4, 30] == pytest.approx(2.0 + 3.0 * (6.0 * 0.3048 - 2.0), abs=0.02)


@pytest.mark.parametrize(
    ("crs", "transform", "place", "said"),
    [
        ("EPSG:4326", Affine(1e-5, 0, 119.4, 0, -1e-5, 32.4), (119.4001, 32.3999), "not squares"),
        ("EPSG:4549", Affine(1.0, 0, 446000, 0, -2.0, 3586000), (446002, 3585997), "not squares"),
        ("EPSG:4549", Affine(1.0, 0, 446000, 0, -1.0, 3586000), (446100, 3585997), "lies off the surface"),
        ("EPSG:4549", Affine(1.0, 0, 446000, 0, -1.0, 3586000), (446039.5, 3585999.5), "has no data where"),
        ("EPSG:4549", Affine(1.0, 0, 446000, 0, -1.0, 3586000), (119.4, 32.4), "from this project's origin"),
    ],
)
def test_what_does_not_fit_gets_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
    crs: str, transform: Affine, place: tuple[float, float], said: str,
) -> None:  # fmt: skip
    grid(tmp_path / "dsm.tif", crs, transform, walled())

    assert 1 == job(tmp_path, '"dsm.tif"', place)
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not (tmp_path / "out").exists()


def test_a_flood_over_a_terrain_file_keeps_its_cells_and_fills_a_hollow_with_the_rain(tmp_path: Path) -> None:
    heights = np.full((20, 30), 12.0)
    heights[5:15, 10:20] = 10.0  # a hollow of 100 cells, into which all that falls on it stays
    heights[0, 0] = np.nan
    transform = Affine(7.5, 0.0, 446000.25, 0.0, -7.5, 3586000.75)
    grid(tmp_path / "dem.tif", "EPSG:4549", transform, heights)
    (tmp_path / "job.toml").write_text(
        'analysis = "flood.surface"\n[inputs]\ndem = "dem.tif"\n[parameters]\nrain = "uniform_rain"\n'
        'rain_rate = 60.0\nrain_minutes = 10.0\nafter_minutes = 20.0\ninfiltration = "none"\n'
        "drains = false\nopen_edge = false\n",
        "utf-8",
    )

    assert 0 == main(["run", str(tmp_path / "job.toml"), "--out", str(tmp_path / "out")])
    depth, file = read(tmp_path / "out" / "peak_depth.tif")
    assert (transform, 4549) == (file.transform, file.crs.to_epsg())
    assert (20, 30) == depth.shape
    hollow = depth[6:14, 11:19]
    assert hollow.min() > 0.02
    result = json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))
    account = {row[0]["en"]: row[1] for row in result["tables"]["flood_account"]["rows"]}
    assert account["Rain"] == pytest.approx(0.01 * 599 * 7.5**2, rel=1e-6)
    assert abs(account["Unexplained"]) <= 1e-6 * account["Rain"]
