"""An import goes in whole or not at all: a bad file, a crash and Ctrl-C leave the project file as it was."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.common.fingerprint import fingerprint
from app.cli.command_line import main
from importers.apart import reader
from scene.project.store import ProjectStore
from scene.record.entry import Deed
from tests.importers.test_issues import box, layer

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "项目" / "城.gpkg"
    path.parent.mkdir()
    assert 0 == main(["import", str(layer(tmp_path)), "--into", str(path)])
    capfd.readouterr()
    return path


def test_a_bad_file_leaves_the_project_as_it_was(
    project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before, beside = project.read_bytes(), sorted(project.parent.iterdir())
    bad = tmp_path / "坏.geojson"
    bad.write_text('{"type": "FeatureCollection", "features": [', "utf-8")
    assert 1 == main(["import", str(bad), "--into", str(project), "--report", str(tmp_path / "r.csv")])
    said = capfd.readouterr()
    assert 1 == len(said.err.strip().splitlines())
    assert "坏.geojson" in said.err
    assert before == project.read_bytes()
    assert beside == sorted(project.parent.iterdir())
    assert not (tmp_path / "r.csv").exists()


@pytest.fixture
def heeding_control_c() -> Iterator[None]:
    """Let children heed Ctrl-C: they inherit that it is ignored where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.usefixtures("heeding_control_c")
def test_control_c_leaves_the_project_as_it_was_and_no_files(project: Path, tmp_path: Path) -> None:
    before, beside = project.read_bytes(), sorted(project.parent.iterdir())
    ring = json.dumps({"type": "Polygon", "coordinates": [box(119.434, 32.3935)]})
    feature = f'{{"type": "Feature", "properties": {{"HEIGHT": 6}}, "geometry": {ring}}}'
    large = tmp_path / "大.geojson"
    large.write_text(
        '{"type": "FeatureCollection", "features": [' + ",\n".join([feature] * 400_000) + "]}", "utf-8"
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    running = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "import", str(large), "--into", str(project)],
        env={**os.environ, "TMPDIR": str(scratch)}, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    until = time.monotonic() + 20.0
    while not list(scratch.iterdir()) and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.7)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=20.0)
    assert 0 != running.returncode
    assert "Traceback" not in said
    assert before == project.read_bytes()
    assert beside == sorted(project.parent.iterdir())
    until = time.monotonic() + 5.0
    while list(scratch.iterdir()) and time.monotonic() < until:
        time.sleep(0.05)
    assert [] == list(scratch.iterdir())


def test_the_program_serves_as_its_own_reader_where_it_is_frozen(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.Popen
    asked: list[list[str]] = []

    def started(words: list[str], **options: object) -> "subprocess.Popen[bytes]":
        asked.append(words)
        return start([words[0], str(ROOT / "main.py"), *words[1:]], **options)  # type: ignore[call-overload]

    reader.READER.close()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(reader.subprocess, "Popen", started)
    assert 0 == main(["import", str(layer(tmp_path)), "--into", str(project)])
    assert "read-apart" == asked[0][1]
    reader.READER.close()


def test_what_the_command_line_changes_is_in_the_decision_log(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    assert 0 == main(["import", str(layer(tmp_path)), "--into", str(path)])

    (entry,) = ProjectStore(path).log()
    assert Deed.CHANGED is entry.deed
    nodes = ProjectStore(path).open().snapshot.nodes
    assert {node.id: fingerprint(node) for node in nodes} == {
        node_id: named["sha256"] for node_id, named in entry.body["nodes"].items()
    }
