"""A review without a window: files, pictures, reports, and the figures of the window to the last digit."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from app import clouds
from app.analysing import analyse
from app.governing_view import governing_view
from app.projects import open_project
from app.results import as_json, verdict_json
from app.review import review
from scene.feedback import SilentFeedback
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.project.store import ProjectStore
from tests.analysis.sightline.cities import ground, route, snapshot, tower, tree, viewpoint, wall
from tests.app.test_command_line import weiyang
from tests.importers.test_pointcloud import write
from tests.importers.test_streamed_points import payload_of


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wall 6 m high at 60 m, a tree, a tower of 120 m at 400 m, a viewpoint and a walk."""
    scene = snapshot(
        ground(5.0),
        wall((60.0, -40.0, 5.0), (61.0, 40.0, 11.0)),
        tree((30.0, -3.0, 5.0), (34.0, 3.0, 14.0)),
        tower(400.0, 120.0),
        viewpoint((0.0, 0.0, 5.0)),
        route([(0.0, -30.0, 5.0), (0.0, 30.0, 5.0)]),
    )
    path = tmp_path_factory.mktemp("审查") / "小城.gpkg"
    ProjectStore(path).save(scene)
    return path


@pytest.fixture(scope="module")
def reviewed(project: Path) -> tuple[Path, str]:
    """Return the folder of a finished review and what it printed."""
    folder = project.parent / "成果"
    ran = weiyang("review", str(project), "--out", str(folder), "--no-pictures")
    assert 0 == ran.returncode, ran.stderr
    return folder, ran.stdout


def test_a_review_has_the_figures_of_the_window_to_the_last_digit(
    project: Path, reviewed: tuple[Path, str]
) -> None:
    folder, printed = reviewed
    written = json.loads((folder / "results.json").read_text("utf-8"))

    found = analyse("sightline.balloon", ProjectStore(project).open().snapshot, {}, SilentFeedback())

    assert [verdict_json(verdict) for verdict in found.result.verdicts] == written["verdicts"]
    for table in found.result.tables:
        assert as_json(table.rows) == written["tables"][table.key]["rows"]
    assert {"tower": "fail"} == json.loads(printed.splitlines()[0])


def test_a_review_leaves_a_table_vectors_and_the_report(reviewed: tuple[Path, str]) -> None:
    folder, _ = reviewed

    rows = list(csv.reader((folder / "balloon.csv").read_text("utf-8-sig").splitlines()))

    assert 3 == len(rows), "a head, the viewpoint and the walk"
    assert (folder / "results.gpkg").exists()
    assert (folder / "report.en.pdf").read_bytes().startswith(b"%PDF")


def test_a_job_file_gives_the_figures_of_the_review(
    project: Path, reviewed: tuple[Path, str], tmp_path: Path
) -> None:
    job = tmp_path / "job.toml"
    job.write_text(f'analysis = "sightline.balloon"\nproject = {json.dumps(str(project))}\n', "utf-8")

    ran = weiyang("run", str(job), "--out", str(tmp_path / "out"))

    assert 0 == ran.returncode, ran.stderr
    assert (reviewed[0] / "results.json").read_text("utf-8") == (tmp_path / "out" / "results.json").read_text(
        "utf-8"
    )


def test_a_parameter_out_of_place_is_one_sentence(project: Path, tmp_path: Path) -> None:
    job = tmp_path / "job.toml"
    job.write_text(
        f'analysis = "sightline.balloon"\nproject = {json.dumps(str(project))}\n[parameters]\nspeed = 3\n',
        "utf-8",
    )

    ran = weiyang("run", str(job), "--out", str(tmp_path / "out"), LC_ALL="en_GB.UTF-8")

    assert 1 == ran.returncode
    assert "speed" in ran.stderr
    assert 1 == len(ran.stderr.strip().splitlines())


def test_the_governing_view_stands_at_the_viewpoint_and_holds_the_proposal(project: Path) -> None:
    found = analyse("sightline.balloon", ProjectStore(project).open().snapshot, {}, SilentFeedback())
    (verdict,) = found.result.verdicts

    view = governing_view(verdict, found)

    assert abs(view.eye[0]) < 0.1
    assert 6.6 == pytest.approx(view.eye[2], abs=0.05)
    towards = np.subtract(view.target, view.eye)
    half = np.radians(view.view_angle) / 2
    top_angle = np.arctan2(125.0 - view.eye[2], 400.0) - np.arctan2(towards[2], np.hypot(*towards[:2]))
    assert abs(top_angle) < half, "the top must be in the picture"


def test_a_picture_that_shows_a_sample_of_a_cloud_says_so_until_the_cloud_is_prepared(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.clouds.cache_folder", lambda: tmp_path / "prepared")
    session = open_project(project)
    cloud = payload_of(write(tmp_path / "扫描.laz", 30_000))
    session.scene.insert(Node(BilingualText("扫描", "Scan"), Role.POINTS, cloud))

    def captions(feedback: SilentFeedback) -> list[str]:
        made = review(session, tmp_path / "out", lambda view, finding: b"", feedback)
        return [str(picture.caption) for picture in made.content.pictures]

    feedback = SilentFeedback()
    said = f"Of the point cloud Scan a sample is shown: {len(cloud.sample.positions):,} of 30,000 points."
    assert all(caption.endswith(f"from the proposal. {said}") for caption in captions(feedback))
    assert [str(warning) for warning in feedback.warnings] == [said]

    clouds.prepare(cloud, SilentFeedback())
    assert all(caption.endswith("from the proposal.") for caption in captions(SilentFeedback()))
