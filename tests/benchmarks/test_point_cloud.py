"""A cloud of a hundred million points: its first picture, preparing it, drawing it near; time and memory.

Whole processes, a fresh one for each, with nothing prepared before. The file is made by the benchmark:
terraces and roofs in rows, LAZ in chunks of 50,000 points. Memory is the most that the process ever held plus
the most of each process it started (the one that reads files apart), with libraries and a software renderer's
own; arrays that both map count twice.
"""

import os
import subprocess
import sys
from pathlib import Path

import laspy
import numpy as np
import pytest
from pyproj import CRS

from tests.benchmarks.ratio import report

ROOT = Path(__file__).parents[2]
POINTS = 100_000_000
SECONDS, MEBIBYTES = 5.0, 1024.0

#: The greatest memory of a process and of those it started, MiB, while these still run. The rusage of a
#: child would begin with what its parent held.
PEAK = """
def peak():
    from pathlib import Path
    def of(process):
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        most = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
        children = [task.read_text().split() for task in Path(f"/proc/{process}/task").glob("*/children")]
        return most + sum(of(child) for some in children for child in some)
    return of("self")
"""
READ = (
    PEAK
    + """
import sys, time
from pathlib import Path
begun = time.perf_counter()
from app.importing import read_file
from app.session import Session
from scene.feedback import SilentFeedback
session = Session.empty()
from importers import registry
path = Path(sys.argv[1])
def said(what):
    print(what, time.perf_counter() - begun, peak())
command, result = read_file(session, path, {}, feedback=SilentFeedback())
session.run(command)
node = command.branches[0].node
while node.payload is None:
    node = next(iter(session.scene.children(node.id)))
from importers.apart.reader import READER
assert READER.process is not None, "memory is counted while the reader runs"
"""
)
DRAW = """
from app.viewport.pyvista_backend import PictureStudio
from app.viewport.quality import DRAFT
from app.viewport.optics import Pose
def picture(away):
    low, high = np.array(node.payload.low), np.array(node.payload.high)
    middle = (low + high) / 2.0
    eye = middle + np.array([0.0, -away, 0.6 * away])
    with PictureStudio(session.scene) as studio:
        image = studio.render_picture(Pose(tuple(eye), tuple(middle)), width=1280, height=720, quality=DRAFT)
    assert image.std() > 5.0
import numpy as np
"""
FIRST = (
    READ
    + DRAW
    + """
picture(4000.0)
said("first picture")
"""
)
PREPARE = (
    READ
    + """
from app import clouds
begun = time.perf_counter()
clouds.prepare(node.payload, SilentFeedback())
said("prepared")
"""
)
NEAR = (
    READ
    + DRAW
    + """
from app import clouds
from dataclasses import replace
assert clouds.reader_of(node.payload) is not None
DRAFT = replace(DRAFT, points=3_000_000)
begun = time.perf_counter()
picture(150.0)
said("near")
begun = time.perf_counter()
picture(4000.0)
said("far")
"""
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a LAZ file of a hundred million points."""
    path = tmp_path_factory.mktemp("cloud") / "large.laz"
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.scales, header.offsets = np.array([0.01] * 3), np.array([446_000.0, 3_586_000.0, 0.0])
    header.add_crs(CRS.from_epsg(4549))
    side, random = round(POINTS**0.5), np.random.default_rng(1)
    with laspy.open(path, "w", header=header) as file:
        for first in range(0, POINTS, 2_000_000):
            places = np.arange(first, min(first + 2_000_000, POINTS))
            points = laspy.ScaleAwarePointRecord.zeros(len(places), header=header)
            x, y = places % side * 20, places // side * 20
            roof = (x // 3000 + y // 3000) % 3 == 0
            ground = 2000.0 * np.sin(x / 5e4) * np.cos(y / 7e4)
            points.X, points.Y = x, y
            points.Z = (ground + 1500 * roof + random.integers(0, 20, len(places))).astype(np.int32)
            points.classification = np.where(roof, 6, 2).astype(np.uint8)
            points.intensity = (x // 100 % 4000).astype(np.uint16)
            file.write_points(points)
    return path


def told(program: str, path: Path, home: Path) -> dict[str, tuple[float, float]]:
    """Run a program on a file; return seconds and mebibytes by what it says."""
    surroundings = {**os.environ, "XDG_CACHE_HOME": str(home), "XDG_STATE_HOME": str(home)}
    out = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        check=True, capture_output=True, text=True, cwd=ROOT, env=surroundings, timeout=1200,
    ).stdout  # fmt: skip
    lines = [line.rsplit(" ", 2) for line in out.splitlines()]
    return {what: (float(seconds), float(memory)) for what, seconds, memory in lines}


@pytest.mark.benchmark
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display to draw on")
def test_a_hundred_million_points(large: Path, tmp_path: Path) -> None:
    first = told(FIRST, large, tmp_path)
    prepared = told(PREPARE, large, tmp_path)
    near = told(NEAR, large, tmp_path)
    size = f"{large.stat().st_size / 1e6:.0f} MB of LAZ"
    held = {"first picture": first["first picture"], "prepared": prepared["prepared"], **near}
    for what, (seconds, memory) in held.items():
        print(f"\n{what}: {seconds:.1f} s, {memory:.0f} MiB")
    report(
        "first picture of 100,000,000 points against 5 s", first["first picture"][0] / SECONDS, 1,
        at_least=False, detail=f"{first['first picture'][0]:.2f} s, {size}",
    )  # fmt: skip
    report(
        "most memory to the first picture against 1 GiB", first["first picture"][1] / MEBIBYTES, 1,
        at_least=False, detail=f"{first['first picture'][1]:.0f} MiB",
    )  # fmt: skip
    report(
        "most memory while the octree is made against 1 GiB", prepared["prepared"][1] / MEBIBYTES, 1,
        at_least=False, detail=f"{prepared['prepared'][1]:.0f} MiB in {prepared['prepared'][0]:.0f} s",
    )  # fmt: skip
    report(
        "most memory of drawing it near and far against 1 GiB", near["far"][1] / MEBIBYTES, 1,
        at_least=False, detail=f"{near['far'][1]:.0f} MiB; near in {near['near'][0]:.1f} s",
    )  # fmt: skip
