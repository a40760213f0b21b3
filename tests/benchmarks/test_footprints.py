"""A million footprints: from the file to the first drawn frame, against geopandas reading the same file.

Processes of their own, so that each one's greatest memory is its own. The peer only makes its table; ours is
read, repaired, seated, put into the open window and drawn. Two thirds of the houses have four corners, the
others are L-shaped.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.ratio import report

ROOT = Path(__file__).parents[2]
COUNT = 1_000_000
#: The greatest memory of a process, MiB. The rusage of a child begins with what its parent held.
PEAK = """
def peak():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
"""
PEER = (
    PEAK
    + """
import json, sys, time
import geopandas
begun = time.perf_counter()
table = geopandas.read_file(sys.argv[1])
taken = time.perf_counter() - begun
print(json.dumps([taken, peak()]))
"""
)
#: Opens a window on an empty project; reads, runs the one command, and leaves after the first frame in which
#: houses stand.
OURS = (
    PEAK
    + """
import json, os, sys, time
from pathlib import Path
from app.kernel_cache import keep_kernels_apart
keep_kernels_apart()
from PySide6.QtCore import QTimer
from app.bootstrap import make_application
from app.settings import SettingsFile

settings = SettingsFile()
application = make_application(sys.argv[:1], settings.current)
from app.window.main_window import MainWindow
from importers.base import ImportTarget
from importers.registry import for_file
from scene.commands import Insert
from scene.feedback import SilentFeedback
from scene.messages import msg

window = MainWindow(settings)
window.show()
begun = []

def read():
    path = Path(sys.argv[1])
    begun.append(time.perf_counter())
    importer = for_file(path).load()
    result = importer.read(path, importer.params_type(), ImportTarget(), SilentFeedback())
    begun.append(time.perf_counter())
    window.bench.run(Insert(result.nodes, label=msg("Import"), frame=result.frame))
    window.seeing.show_session()

def leave(seconds):
    things = window.bench.view.stage.renderer.GetActors()
    if len(begun) == 2 and sum(thing.GetVisibility() for thing in things) > 1:
        now = time.perf_counter()
        print(json.dumps([now - begun[0], peak(), begun[1] - begun[0]]), flush=True)
        os._exit(0)

window.bench.view.frame_drawn.connect(leave)
QTimer.singleShot(1500, window, read)
application.exec()
"""
)


def write(path: Path, count: int = COUNT) -> None:
    """Write a GeoPackage of houses in a grid, with names, uses, heights and storeys."""
    import shapely
    from pyogrio.raw import write as write_layer

    random = np.random.default_rng(1)
    row = np.arange(count)
    across = int(np.ceil(np.sqrt(count)))
    x = 446_000.0 + 20.0 * (row % across - across // 2)
    y = 3_586_000.0 + 20.0 * (row // across - across // 2)
    wide, deep = random.uniform(6.0, 16.0, (2, count))
    shape = np.array([(0, 0), (1, 0), (1, 0.5), (0.5, 0.5), (0.5, 1), (0, 1)])
    corners = np.stack([x, y], axis=1)[:, None] + shape * np.stack([wide, deep], axis=1)[:, None]
    houses = shapely.polygons(corners)
    plain = row % 3 > 0
    houses[plain] = shapely.box(x, y, x + wide, y + deep)[plain]
    height = np.round(random.uniform(3.0, 60.0, count), 1)
    uses = np.array(["住宅", "商业", "办公", "工业"], dtype=object)
    names = np.array([f"{number % 5000}号楼" for number in row], dtype=object)
    ids = np.array([f"B{number:07d}" for number in row], dtype=object)
    fields = [ids, names, uses[row % 4], height, np.maximum(height // 3, 1).astype(np.int32)]
    write_layer(
        path, shapely.to_wkb(houses), fields, ["bldg_id", "name", "use", "height", "floors"],
        crs="EPSG:4549", driver="GPKG", geometry_type="Polygon",
    )  # fmt: skip


def told(script: str, path: Path, folder: Path) -> list[float]:
    surroundings = {**os.environ, "XDG_STATE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    surroundings.pop("QT_QPA_PLATFORM", None)
    run = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        check=True, capture_output=True, text=True, cwd=ROOT, env=surroundings, timeout=300,
    )  # fmt: skip
    figures: list[float] = json.loads(run.stdout.splitlines()[-1])
    return figures


@pytest.mark.benchmark
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display to open a window on")
def test_a_million_footprints_to_the_first_frame_against_geopandas(tmp_path: Path) -> None:
    path = tmp_path / "million.gpkg"
    write(path)
    told(OURS, path, tmp_path)  # kernels are compiled once a machine
    peer, ours = told(PEER, path, tmp_path), told(OURS, path, tmp_path)
    print(f"\nof the {ours[0]:.2f} s reading took {ours[2]:.2f} s")
    report(
        "a million footprints to the first frame against geopandas reading them",
        ours[0] / peer[0], 4, at_least=False, detail=f"{ours[0]:.2f} s against {peer[0]:.2f} s",
    )  # fmt: skip
    report(
        "greatest memory of the window with them against geopandas reading them",
        ours[1] / peer[1], 1.5, at_least=False, detail=f"{ours[1]:.0f} MiB against {peer[1]:.0f} MiB",
    )  # fmt: skip
