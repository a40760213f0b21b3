"""A large DEM opens soon: from the file to its first picture, against rasterio's plain read of the same file.

The file is 10,000 x 10,000 float32 cells, tiled and compressed, once without and once with overviews (a
COG). Opening is all that the program does with it: recognise, read in the process that reads, check,
hash, put into an empty project, and draw it whole at 1280 x 720 as a window's first frames are drawn: without
shadows, which follow.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.importing import read_file
from app.session import Session
from scene.feedback import SilentFeedback
from tests.benchmarks.ratio import report

SIDE = 10_000
CELL = 2.0


def made(path: Path) -> Path:
    """Write hills with a little noise of centimetres, strip by strip."""
    import rasterio
    from affine import Affine
    from rasterio.windows import Window

    random, across = np.random.default_rng(4), np.linspace(0.0, 40.0, SIDE, dtype=np.float32)
    options = {
        "driver": "GTiff", "width": SIDE, "height": SIDE, "count": 1, "dtype": "float32", "crs": "EPSG:4549",
        "tiled": True, "blockxsize": 512, "blockysize": 512, "compress": "deflate", "predictor": 3,
        "zlevel": 1, "num_threads": "all_cpus",
    }  # fmt: skip
    place = Affine(CELL, 0.0, 436_000.0, 0.0, -CELL, 3_596_000.0)
    with rasterio.open(path, "w", transform=place, **options) as file:
        for first in range(0, SIDE, 512):
            rows = min(512, SIDE - first)
            noise = np.round(random.normal(0.0, 0.05, (rows, SIDE)), 2)
            hills = 30.0 + 12.0 * np.sin(across)[None, :] * np.cos(across[first : first + rows])[:, None]
            file.write((hills + noise).astype(np.float32), 1, window=Window(0, first, SIDE, rows))
    return path


def with_overviews(plain: Path, path: Path) -> Path:
    from rasterio.shutil import copy

    copy(plain, path, driver="COG", compress="deflate", predictor="yes", level=1, num_threads="all_cpus")
    return path


def clocked(work: Callable[[], None]) -> float:
    """Return the seconds of one run; the two are run in turn, so that what else runs slows both."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@pytest.mark.benchmark
@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display to draw on")
def test_large_dem_to_its_first_picture_against_a_plain_read(tmp_path: Path) -> None:
    import rasterio

    from app.viewport.daylight import SPRING_MORNING
    from app.viewport.painter import Painter
    from app.viewport.pyvista_backend import PictureStudio
    from app.viewport.quality import MOVING
    from app.window.seeing import pose_over

    painter = Painter()
    plain = made(tmp_path / "plain.tif")
    files = {"without overviews": plain, "COG with overviews": with_overviews(plain, tmp_path / "cog.tif")}
    ratios = []
    for what, path in files.items():

        def read(path: Path = path) -> None:
            with rasterio.open(path) as file:
                assert file.read(1).shape == (SIDE, SIDE)

        def opened(path: Path = path) -> None:
            session = Session.empty()
            command, _ = read_file(session, path, {}, feedback=SilentFeedback())
            session.run(command)
            (raster,) = [node.payload for node in session.scene.snapshot().nodes if node.payload is not None]
            west, south, east, north = raster.bounds()
            pose = pose_over([(west, south, 18.0, east, north, 42.0)])
            with PictureStudio(session.scene, None, painter) as studio:
                picture = studio.render_picture(
                    pose, width=1280, height=720, light=SPRING_MORNING, quality=MOVING[-1]
                )
            assert np.ptp(picture.astype(int).sum(axis=2)) > 60

        opened()  # once to start the process that reads and to compile the programs of the graphics card
        rounds = [(clocked(read), clocked(opened)) for _ in range(4)]
        taken, ours = (min(times) for times in zip(*rounds, strict=True))
        ratios.append((what, ours / taken, f"{ours:.2f} s against {taken:.2f} s"))
    painter.close()
    for what, ratio, detail in ratios:
        report(f"10,000 x 10,000 DEM to its first picture, {what}", ratio, 2.0, at_least=False, detail=detail)
