"""Every job file runs without a window, and gives the figures that the window would.

The command line is used as a person does, in this process; the same analysis is then run on the scene as the
window holds it. The job files are the data of this test: one each analysis.
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.base import AnalysisResult
from analysis.registry import specs
from app.analysing import Finding, analyse
from app.cli import job
from app.cli.command_line import main
from app.projects import open_built_in
from app.results import as_json, table_json, verdict_json
from app.session import Session
from scene.feedback import Feedback, SilentFeedback
from scene.graph import SceneGraph
from tests.kernels import machine_code, rehearse_all

FOLDER = Path(__file__).parents[1] / "data" / "jobs"
#: Analyses whose job file, or what it needs of the built-in city, is still to come.
WAITING: frozenset[str] = frozenset()
JOBS = [path for path in sorted(FOLDER.glob("*.toml")) if path.stem not in WAITING]


def job_of(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def test_every_analysis_has_a_job_file_and_every_job_file_an_analysis() -> None:
    named = {job_of(path)["analysis"] for path in JOBS}
    known = {spec.id for spec in specs()}
    assert named <= known
    assert known - named <= WAITING


@pytest.fixture(scope="module")
def _one_city() -> Iterator[None]:
    """Build the built-in city once for all jobs; each gets a session of its own over the same nodes."""
    city = open_built_in(SilentFeedback()).scene.snapshot()

    def again(_: Feedback) -> Session:
        scene = SceneGraph(city.frame)
        for node in city.nodes:
            scene.insert(node, city.parents[node.id])
        return Session(scene, built_in=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(job, "open_built_in", again)
        yield


@pytest.fixture(scope="module")
def rehearsed(_one_city: None) -> set[str]:
    """Rehearse all analyses before any job runs, and return the kernels that are compiled then."""
    rehearse_all()
    return machine_code()


@pytest.fixture(scope="module")
def ran(rehearsed: set[str], tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Run a job once and return the folder of its results."""
    done: dict[Path, Path] = {}

    def run(path: Path) -> Path:
        if path not in done:
            folder = tmp_path_factory.mktemp(path.stem)
            assert main(["run", str(path), "--out", str(folder), "--report", "--no-pictures"]) == 0
            done[path] = folder
        return done[path]

    return run


@pytest.fixture(scope="module")
def in_window(rehearsed: set[str]) -> Callable[[Path], Finding]:
    """Return what the window would find: the analysis on the scene that the window holds."""
    done: dict[Path, Finding] = {}

    def find(path: Path) -> Finding:
        if path not in done:
            asked, quiet = job_of(path), SilentFeedback()
            session = job.session_of(asked, path.parent, quiet)
            chosen = job.inputs_of(asked, path.parent, session, quiet)
            scene = session.scene.snapshot()
            done[path] = analyse(
                asked["analysis"], scene, job.parameters_of(asked, path.parent), quiet, chosen
            )
        return done[path]

    return find


@pytest.mark.slow
@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)
def test_a_job_gives_the_figures_of_the_window(
    path: Path, ran: Callable[[Path], Path], in_window: Callable[[Path], Finding]
) -> None:
    read = json.loads((ran(path) / "results.json").read_text("utf-8"))
    found = in_window(path)
    assert read["verdicts"] == [plain(verdict_json(verdict)) for verdict in found.result.verdicts]
    assert read["tables"] == {table.key: plain(table_json(table)) for table in found.result.tables}
    assert read["inputs"] == plain(dict(found.result.inputs))
    for drawn, chart in zip(read["charts"], found.result.charts, strict=True):
        for line, series in zip(drawn["series"], chart.series, strict=True):
            assert line["y"] == as_json(series.y.tolist())
    assert_layers(read, found.result)


def plain(value: object) -> object:
    return json.loads(json.dumps(as_json(value)))


def assert_layers(read: dict[str, Any], result: AnalysisResult) -> None:
    layers = [node for node in result.nodes if node.payload is not None]
    assert [layer["kind"] for layer in read["layers"]] == [type(node.payload).__name__ for node in layers]


@pytest.mark.slow
@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)
def test_the_document_of_a_job_is_complete(path: Path, ran: Callable[[Path], Path]) -> None:
    folder = ran(path)
    read = json.loads((folder / "results.json").read_text("utf-8"))
    files = {file.name for file in folder.iterdir()}
    assert read["analysis"]["id"] == job_of(path)["analysis"]
    assert read["analysis"]["version"]
    assert read["analysis"]["parameters"]
    assert read["program"]["version"]
    assert read["frame"]["crs"]
    assert read["method"]["zh"] != read["method"]["en"]
    assert read["inputs"], "what went in"
    assert all(len(digest) == 64 for digest in read["inputs"].values())
    assert read["interim"] is False
    assert "report.en.pdf" in files
    assert {f"{key}.csv" for key in read["tables"]} <= files
    assert {f"{chart['key']}.csv" for chart in read["charts"]} <= files
    assert {f"{chart['key']}.en.svg" for chart in read["charts"]} <= files
    assert {picture["file"] for picture in read["pictures"]} <= files
    assert {layer["file"] for layer in read["layers"]} <= files
    assert read["verdicts"] or read["tables"] or read["layers"], "it says something"


@pytest.mark.slow
@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)
def test_no_job_compiles_what_was_not_rehearsed(
    path: Path, rehearsed: set[str], in_window: Callable[[Path], Finding]
) -> None:
    in_window(path)
    assert machine_code() <= rehearsed
