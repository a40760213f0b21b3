"""Exact viewsheds against gdal_viewshed and GRASS r.viewshed, each without its start and reading of the file.

The surface is synthetic: rolling ground, and on 60 % of its plots of 30 m a building. Ours begins with an
array of heights as it lies in memory and ends with one code a cell; every cell is exact by the stated
model, while gdal_viewshed passes horizons on from cell to cell and errs. Of several runs the shortest counts:
what else a machine does only ever lengthens one.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pytest
import rasterio
from affine import Affine

from analysis.sightline.viewshed.kernels import SEEN, times_seen, visible_cells
from analysis.sightline.viewshed.surface import Limits, Observer, SightSurface
from scene.payloads.arrays import F32
from tests.benchmarks.ratio import report, seconds

SIDE = 4000
GRASS_SIDE = 2000
CUMULATIVE_SIDE, OBSERVERS, SAMPLE = 2000, 400, 20
PLOT = 30


def made(side: int) -> F32:
    """Return hills with buildings of 6 to 20 m edge, tall as towns are."""
    random = np.random.default_rng(1)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    surface: F32 = (
        20.0 * np.sin(x / 301.0) * np.cos(y / 407.0)
        + 8.0 * np.sin(x / 97.0 + 1.0) * np.sin(y / 83.0)
        + 3.0 * np.sin(x / 31.0) * np.cos(y / 29.0)
    ).astype(np.float32)
    for top in range(0, side - PLOT, PLOT):
        for left in range(0, side - PLOT, PLOT):
            if random.random() < 0.6:
                deep, wide = random.integers(6, 20, 2)
                row, col = top + random.integers(0, PLOT - deep), left + random.integers(0, PLOT - wide)
                surface[row : row + deep, col : col + wide] = surface[row, col] + random.lognormal(2.4, 0.5)
    return surface


@pytest.fixture(scope="module")
def surface() -> F32:
    return made(SIDE)


def written(path: Path, heights: F32) -> Path:
    rows, cols = heights.shape
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=cols, count=1, dtype="float32", crs="EPSG:32650",
        transform=Affine(1.0, 0.0, 400_000.0, 0.0, -1.0, 3_600_000.0),
    ) as file:  # fmt: skip
        file.write(heights, 1)
    return path


def read(path: Path) -> F32:
    with rasterio.open(path) as file:
        values: F32 = file.read(1)
    return values


def gdal(path: Path, row: int, col: int, above: float, out: Path) -> None:
    place = ["-ox", str(400_000.5 + col), "-oy", str(3_600_000.0 - row - 0.5), "-oz", str(above)]
    subprocess.run(
        ["gdal_viewshed", *place, "-cc", "0", str(path), str(out)], check=True, capture_output=True
    )


def both(ours: Callable[[], object], theirs: Callable[[], object], times: int = 9) -> tuple[float, float]:
    """Return least seconds of two kinds of work, done in turn, so that what else runs slows both."""
    ours()
    theirs()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for work, into in ((ours, taken[0]), (theirs, taken[1])):
            begun = perf_counter()
            work()
            into.append(perf_counter() - begun)
    return min(taken[0]), min(taken[1])


def processor_seconds(work: Callable[[], object], times: int = 5) -> float:
    """Return least seconds of all processors together: what a loaded machine tells, too."""
    taken = []
    for _ in range(times):
        begun = process_time()
        work()
        taken.append(process_time() - begun)
    return min(taken)


def needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not on this machine")


@pytest.mark.benchmark
@pytest.mark.parametrize("above", [1.7, 60.0])
def test_an_exact_viewshed_is_no_slower_than_gdals_approximate_one(
    surface: F32, above: float, tmp_path: Path
) -> None:
    needs("gdal_viewshed")
    path, tiny = written(tmp_path / "dsm.tif", surface), written(tmp_path / "tiny.tif", surface[:16, :16])
    middle = SIDE // 2
    observer = Observer(middle, middle, float(surface[middle, middle]) + above)
    ours, theirs = both(
        lambda: visible_cells(SightSurface.of(surface, 1.0), observer),
        lambda: gdal(path, middle, middle, above, tmp_path / "gdal.tif"),
    )
    start = seconds(lambda: gdal(tiny, 8, 8, above, tmp_path / "tiny_out.tif"), times=3)
    reading = seconds(lambda: read(path), times=3)
    alone = theirs - start - reading
    exact = visible_cells(SightSurface.of(surface, 1.0), observer) == SEEN
    wrong = int(((read(tmp_path / "gdal.tif") > 0) != exact).sum())
    work = processor_seconds(lambda: visible_cells(SightSurface.of(surface, 1.0), observer))
    report(
        f"exact viewshed, {SIDE}², eye {above:g} m, against gdal_viewshed", alone / ours, 1.0, at_least=True,
        detail=f"{SIDE**2 / ours / 1e6:.0f} against {SIDE**2 / alone / 1e6:.0f} Mcells/s; ours takes "
        f"{work * 1000:.0f} ms of processors; gdal errs on cells equal to {wrong / exact.sum():.1%} of the "
        "visible count",
    )  # fmt: skip


@pytest.mark.benchmark
@pytest.mark.parametrize("above", [1.7, 60.0])
def test_an_exact_viewshed_is_far_faster_than_that_of_grass(
    surface: F32, above: float, tmp_path: Path
) -> None:
    needs("grass")
    part = np.ascontiguousarray(surface[:GRASS_SIDE, :GRASS_SIDE])
    written(tmp_path / "dsm.tif", part)
    middle = GRASS_SIDE // 2
    place = f"coordinates={400_000.5 + middle},{3_600_000.0 - middle - 0.5} observer_elevation={above}"
    (tmp_path / "job.sh").write_text(
        f"r.in.gdal -o --quiet input={tmp_path}/dsm.tif output=dsm\ng.region raster=dsm\n"
        "date +%s.%N\nr.stats -n --quiet input=dsm output=/dev/null nsteps=2 >/dev/null\ndate +%s.%N\n"
        f"r.viewshed --quiet -b input=dsm output=seen {place} memory=4000\ndate +%s.%N\n"
    )
    ran = subprocess.run(
        ["grass", "--tmp-location", "EPSG:32650", "--exec", "sh", str(tmp_path / "job.sh")],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    stamps = [float(line) for line in ran.stdout.split() if line.replace(".", "").isdigit()]
    theirs = stamps[2] - stamps[1] - (stamps[1] - stamps[0])
    observer = Observer(middle, middle, float(part[middle, middle]) + above)
    ours = seconds(lambda: visible_cells(SightSurface.of(part, 1.0), observer))
    report(
        f"exact viewshed, {GRASS_SIDE}², eye {above:g} m, against GRASS r.viewshed", theirs / ours, 80.0,
        at_least=True, detail=f"{ours * 1000:.0f} ms against {theirs:.1f} s",
    )  # fmt: skip


@pytest.mark.benchmark
def test_many_observers_are_counted_faster_than_by_gdal_one_by_one(surface: F32, tmp_path: Path) -> None:
    """gdal 3.6 has no cumulative mode: against its runs one by one, start, reading and writing taken off."""
    needs("gdal_viewshed")
    part = np.ascontiguousarray(surface[:CUMULATIVE_SIDE, :CUMULATIVE_SIDE])
    path, tiny = written(tmp_path / "dsm.tif", part), written(tmp_path / "tiny.tif", part[:16, :16])
    random = np.random.default_rng(3)
    places = random.integers(0, CUMULATIVE_SIDE, (OBSERVERS, 2))
    observers = [Observer(row, col, float(part[row, col]) + 1.7) for row, col in places]
    some = places[:SAMPLE]
    start = seconds(lambda: gdal(tiny, 8, 8, 1.7, tmp_path / "tiny_out.tif"), times=3)
    reading = seconds(lambda: read(path), times=3)
    begun = perf_counter()
    for row, col in some:
        gdal(path, row, col, 1.7, tmp_path / "gdal.tif")
    theirs = (perf_counter() - begun) / SAMPLE - start - reading
    prepared = SightSurface.of(part, 1.0)
    times_seen(prepared, observers[:2])
    begun = perf_counter()
    times_seen(prepared, observers, Limits())
    ours = (perf_counter() - begun) / OBSERVERS
    cells = CUMULATIVE_SIDE**2 / 1e6
    report(
        f"cumulative viewshed, {OBSERVERS} observers, {CUMULATIVE_SIDE}², against gdal_viewshed one by one",
        theirs / ours, 5.0, at_least=True,
        detail=f"{cells / ours:.0f} against {cells / theirs:.0f} Mcells/s ({SAMPLE} runs of it measured)",
    )  # fmt: skip
