"""Viewsheds against GRASS, GDAL, published small grids, closed forms, and the slow twin on real surfaces.

The exact line of sight that comes with the references is a march in half cells over bilinear patches. It
stops at less than the stated model does, for between grid lines its surface bulges: that model is marched
here, too, and gives the reference to the cell.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numba import njit

from analysis.common.curvature import drop_coefficient
from analysis.sightline.viewshed.kernels import (
    SEEN,
    lowest_visible_elevation,
    lowest_visible_height,
    visible_cells,
)
from analysis.sightline.viewshed.surface import Limits, Observer, SightSurface
from app.cli.command_line import main
from tests.analysis.sightline.viewshed.twin import needed_rises, seen_by_walking
from tests.validation.table import Absent, Case, compare, gathered

FOUR = ("goteborg_courtyard", "goteborg_park", "cpp_dsm", "viewscape")
#: Surfaces on which every cell is walked, and from how high.
WALKED = (
    ("goteborg/Goteborg_SWEREF99_1200/DSM_KRbig.tif", 1.7),
    ("goteborg/Goteborg_SWEREF99_1200/DEM_KRbig.tif", 1.7),
    ("goteborg/Goteborg_SWEREF99_1200/CDSM_KRbig.tif", 30.0),
    ("cpp_viewshed/dsm.tif", 1.7),
    ("cpp_viewshed/dsm_small.tif", 1.7),
    ("viewscape/test_dsm.tif", 6.0),
    ("athens/DSM.tif", 1.7),
    ("athens/DSM.tif", 60.0),
    ("athens/DEM.tif", 1.7),
    ("qgis/processing/no_data/dem25.tif", 60.0),
    ("misc/olinda_dem_utm25s.tif", 1.7),
)


@cache
def heights(name: str) -> np.ndarray:
    with rasterio.open(gathered("dem", *name.split("/"))) as file:
        values = file.read(1).astype(np.float32)
        hole = file.nodata
    if hole is not None:
        values[values == np.float32(hole)] = np.nan
    return values


@cache
def four(case: str) -> dict[str, Any]:
    cases = json.loads(gathered("view", "expected_viewshed", "expected.json").read_text("utf-8"))
    (found,) = (one for one in cases if one["case"] == case)
    return dict(found) | {"name": found["dem"].split("/", 2)[2]}


def eye(case: str) -> Observer:
    known = four(case)
    row, col = known["row_col"]
    return Observer(row, col, float(heights(known["name"])[row, col]) + known["observer_height"])


@cache
def ours(case: str) -> np.ndarray:
    return visible_cells(SightSurface.of(heights(four(case)["name"]), 1.0), eye(case))


def agreement(case: str, peer: str) -> float:
    with rasterio.open(gathered("view", "expected_viewshed", f"{case}_{peer}.tif")) as file:
        reference = file.read(1)
    known = np.isfinite(heights(four(case)["name"])) & (reference != 255)
    return float(((ours(case) == SEEN)[known] == (reference[known] == 1)).mean())


def count(case: str) -> float:
    return float((ours(case) == SEEN).sum())


def reference(case: str, key: str) -> float:
    try:
        return float(four(case)[key])
    except Absent:  # and the case will say so
        return float("nan")


@njit(cache=True)
def marched(surface: np.ndarray, row0: float, col0: float, eye: float) -> int:
    """Count the cells that a march in half cells over bilinear patches reaches."""
    rows, cols = surface.shape
    seen = 0
    for row in range(rows):
        for col in range(cols):
            target = surface[row, col]
            if np.isnan(target):
                continue
            steps = int(np.ceil(max(abs(row - row0), abs(col - col0)) / 0.5))
            blocked = False
            for i in range(1, steps):
                share = i / steps
                y, x = row0 + (row - row0) * share, col0 + (col - col0) * share
                top, left = min(int(y), rows - 2), min(int(x), cols - 2)
                down, right = y - top, x - left
                z = (1 - down) * ((1 - right) * surface[top, left] + right * surface[top, left + 1])
                z += down * ((1 - right) * surface[top + 1, left] + right * surface[top + 1, left + 1])
                if z > eye + (target - eye) * share:
                    blocked = True
                    break
            seen += not blocked
    return seen


def march(case: str) -> float:
    at = eye(case)
    return float(marched(heights(four(case)["name"]).astype(np.float64), at.row, at.col, at.eye))


def test_viewsheds_agree_with_grass_and_gdal() -> None:
    cases = []
    for case in FOUR:
        for peer, off in (("grass", 0.01), ("gdal", 0.025)):
            name = f"{case}: share of cells as {peer.upper()}"
            cases.append(Case(name, 1.0, lambda case=case, peer=peer: agreement(case, peer), off))
        by_grass, by_los = reference(case, "visible_grass"), reference(case, "visible_bilinear_los")
        cases += [
            Case(f"{case}: cells seen (GRASS)", by_grass, lambda case=case: count(case), 0.015 * by_grass),
            Case(f"{case}: cells seen (march over bilinear patches)", by_los,
                 lambda case=case: count(case), 0.025 * by_los),
            Case(f"{case}: cells seen, that march by us", by_los, lambda case=case: march(case), 0),
        ]  # fmt: skip
    compare("Viewsheds: GRASS 8.2.1, GDAL 3.6.2, marched lines of sight", cases)


def differing(name: str, above: float, bend: float, off_centre: float) -> float:
    """Count cells, seen or not and lowest elevations alike, that differ from the slow twin."""
    surface = heights(name)
    prepared = SightSurface.of(surface, 1.0)
    row, col = surface.shape[0] // 2 + off_centre, surface.shape[1] // 2 + 0.5 * off_centre
    under = prepared.height_at(row, col)
    observer = Observer(row, col, above + (under if np.isfinite(under) else prepared.high))
    limits = Limits(drop=bend)
    seen = seen_by_walking(surface, row, col, observer.eye, 0.0, bend) & np.isfinite(surface)
    needed = needed_rises(surface, row, col, observer.eye, bend)
    i, j = np.mgrid[: surface.shape[0], : surface.shape[1]]
    lowest = (observer.eye + needed + bend * ((i - row) ** 2 + (j - col) ** 2)).astype(np.float32)
    lowest[~np.isfinite(surface)] = np.nan
    wrong = int((seen != (visible_cells(prepared, observer, limits) == SEEN)).sum())
    found = lowest_visible_elevation(prepared, observer, limits)
    return float(wrong + int((~((lowest == found) | (np.isnan(lowest) & np.isnan(found)))).sum()))


def test_no_cell_differs_from_the_slow_twin_on_real_surfaces() -> None:
    compare(
        "Viewsheds: cells that differ from the slow twin",
        [
            Case(f"{name.split('/')[-1]}, eye {above:g} m, {where}", 0,
                 lambda name=name, above=above, bend=bend, off=off: differing(name, above, bend, off), 0)
            for name, above in WALKED
            for where, bend, off in (("at a centre", 0.0, 0.0), ("between, curved", 6.8e-8, 0.37))
        ],
    )  # fmt: skip


@cache
def small() -> dict[str, Any]:
    return dict(json.loads(gathered("view", "expected_small", "gdal_small.json").read_text("utf-8")))


def test_small_grids_are_exact() -> None:
    def row(number: int) -> float:
        one = small()["row_8x1"][number]
        surface = SightSurface.of(np.array([one["z"]], np.float32), 1.0)
        at = one["observer"]
        found = lowest_visible_height(surface, Observer(0, at, float(one["z"][at])))[0]
        return float(np.abs(found - one["min_height_above_ground"]).max())

    def five() -> float:
        """Only cells straight and diagonally ahead: elsewhere the reference interpolates in its own way."""
        grid, known = np.array(small()["simple_5x5"]["z"], np.float32), small()["simple_5x5"]["observable"]
        found = lowest_visible_elevation(SightSurface.of(grid, 1.0), Observer(2, 2, float(grid[2, 2])))
        i, j = np.mgrid[-2:3, -2:3]
        straight = ((i == 0) | (j == 0) | (abs(i) == abs(j))) & (np.maximum(abs(i), abs(j)) == 2)
        return float(np.abs(found - known)[straight].max())

    def three() -> float:
        grid = np.array(small()["all_visible_3x3"]["z"], np.float32)
        return float(
            (visible_cells(SightSurface.of(grid, 1.0), Observer(1, 1, float(grid[1, 1]))) == SEEN).sum()
        )

    compare(
        "Viewsheds: small grids of GDAL's tests",
        [
            *(
                Case(f"row of 8, number {n}: greatest difference, m", 0, lambda n=n: row(n), 1e-6)
                for n in range(5)
            ),
            Case("5 x 5: greatest difference straight and diagonally ahead, m", 0, five, 1e-6),
            Case("3 x 3: cells seen", 9, three, 0),
        ],
    )  # fmt: skip


def test_curvature_is_that_of_the_closed_form() -> None:
    def drop(kilometres: float, refraction: float) -> float:
        cells = round(10.0 * kilometres)
        surface = np.full((1, cells + 1), -500.0, np.float32)
        surface[0, cells - 1] = 0.0  # a wall one cell before the target, level with the eye
        limits = Limits(drop=drop_coefficient(refraction, 6_371_000.0))
        found = lowest_visible_elevation(SightSurface.of(surface, 100.0), Observer(0, 0, 0.0), limits)[
            0, cells
        ]
        wall, target = (cells - 1) * 100.0, cells * 100.0
        return float(found) + limits.drop * wall * target  # the line over the wall, less what curves there

    compare(
        "Viewsheds: drop by curvature and refraction, m",
        [
            Case(f"{km:g} km, k = {k:.3f}: (1 - k) d² / 2R", (1 - k) * (1000.0 * km) ** 2 / 2 / 6_371_000.0,
                 lambda km=km, k=k: drop(km, k), 1e-3)
            for k in (0.0, 0.13, 1 / 7) for km in (1.0, 2.0, 5.0, 10.0)
        ],
    )  # fmt: skip


def test_a_survey_in_feet_is_measured_in_metres(tmp_path: Path) -> None:
    @cache
    def result() -> dict[str, Any]:
        surface = gathered("dem", "viewscape", "test_dsm.tif").as_posix()
        x, y = four("viewscape")["observer"]
        (tmp_path / "feet.toml").write_text(
            'analysis = "sightline.viewshed"\n[inputs]\n'
            f'surface = {{file = "{surface}", vertical_unit = "metre"}}\n[parameters]\n'
            f"observers = [[{x!r}, {y!r}]]\neye_height = 6.0\nrefraction = 1.0\n",
            "utf-8",
        )
        assert 0 == main(["run", str(tmp_path / "feet.toml"), "--out", str(tmp_path / "out")])
        return dict(json.loads((tmp_path / "out" / "results.json").read_text("utf-8")))

    def row() -> list[Any]:
        return list(result()["tables"]["viewshed"]["rows"][0])

    def same_grid() -> float:
        row()
        with rasterio.open(tmp_path / "out" / "seen_area.tif") as file:
            known = rasterio.open(gathered("dem", "viewscape", "test_dsm.tif"))
            same = np.allclose(file.transform, known.transform, atol=1e-6) and file.crs == known.crs
            return float(same and file.shape == known.shape)

    compare(
        "Viewsheds: EPSG:2253, feet in plan and metres in height, as a job",
        [
            Case("cells seen (GRASS)", reference("viewscape", "visible_grass"),
                 lambda: float(row()[3]), 0.015 * reference("viewscape", "visible_grass")),
            Case("area of a cell of 2 feet, m²", (2 * 0.3048) ** 2, lambda: row()[4] / row()[3], 1e-6),
            Case("result on the same grid in the same system", 1, same_grid, 0),
        ],
    )  # fmt: skip
