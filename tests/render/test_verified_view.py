"""The frames of a verified view show what the camera says, to the pixel, again and again."""

import subprocess
import sys
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from analysis.base import Picture
from analysis.verified.camera import Camera, focal_pixels
from app.analysing import Finding, analyse
from app.finding_pictures import done, painted, wants_painting
from app.projects import wkt_of
from app.verified_print import composed, joined, rectified
from app.verified_view import as_built, frames, pose_of
from app.viewport.framing import Framed, framing
from app.viewport.pyvista_backend import PictureStudio
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import Snapshot
from scene.node import Role
from scene.project.store import ProjectStore
from tests.analysis.sightline.cities import ground, snapshot, tower, viewpoint, wall
from tests.render.world import CLEAR as QUICK_LIGHT
from tests.render.world import QUICK, shared_painter

ROOT = Path(__file__).parents[2]
SIZE = (360, 240)
ASKED = {"viewpoint": "pavilion", "bearing": 90.0, "pitch": 4.0, "width": 360, "height": 240}


def city() -> Snapshot:
    low = wall((150, -60, 0), (152, 0, 14))
    return snapshot(ground(), low, viewpoint((0, 0, 0), 2.0), tower(300.0, 40.0, wide=40.0))


def found(**more: object) -> Finding:
    return analyse("view.verified", city(), {**ASKED, **more}, SilentFeedback())


def pictures(finding: Finding) -> dict[str, np.ndarray]:
    with PictureStudio(finding.scene, painter=shared_painter()) as studio:

        def painting(wanted: Framed) -> Generator[float, None, Any]:
            return framing(studio.painter, studio._sync, finding.scene, wanted, QUICK)

        made = done(painted(finding, painting), lambda _: None)
    return {picture.key: picture.pixels.astype(int) for picture in made.result.pictures}


@pytest.fixture(scope="module")
def shown(qapp) -> dict[str, np.ndarray]:
    return pictures(found())


def camera() -> Camera:
    return Camera((0.0, 0.0, 2.0), 90.0, 4.0, 0.0, focal_pixels(360, 39.6), *SIZE)


def pixel(place: tuple[float, float, float]) -> tuple[int, int]:
    col, row, _ = camera().project([place])[0]
    return int(row), int(col)


def test_the_proposal_stands_where_the_camera_draws_it_and_nowhere_else(shown: dict[str, np.ndarray]) -> None:
    other = np.abs(shown["proposed"][:240] - shown["existing"][:240]).max(axis=2) > 12
    assert other[pixel((300, 10, 30))]
    assert other[pixel((300, -10, 34))], "above the wall"
    assert not other[pixel((300, -10, 12))], "behind the wall"
    assert not other[pixel((300, 40, 30))]
    top = int(np.flatnonzero(other.any(axis=1))[0])
    assert abs(top - pixel((300, 0, 40))[0]) <= 2


def test_the_wire_line_is_solid_where_it_is_seen_and_dashed_behind_the_wall(
    shown: dict[str, np.ndarray],
) -> None:
    def redness(low: float, high: float) -> float:
        column = [pixel((300, -20, z)) for z in np.linspace(low, high, 60)]
        picture = shown["wire_line"]
        near = [picture[row, col - 1 : col + 2] for row, col in column]
        return float(np.mean([(p[:, 0] - p[:, 2] > 60).any() for p in near]))

    assert redness(29.0, 39.0) > 0.95
    assert 0.2 < redness(4.0, 22.0) < 0.9
    assert np.array_equal(shown["existing"][240:].shape, shown["wire_line"][240:].shape)


def test_every_frame_bears_its_camera(shown: dict[str, np.ndarray]) -> None:
    for picture in shown.values():
        assert picture.shape[0] > 240
        assert (picture[242:].min(axis=2) < 90).sum() > 300, "ink on the strip"
    (one, *_) = pictures_of(found())
    said = str(one.caption)
    for words in (
        "E 446000.000",
        "Bearing 90.000°",
        "pitch 4.000°",
        "39.60°",
        "2026-04-15 09:00",
        "± 0.05 m",
    ):
        assert words in said


def pictures_of(finding: Finding) -> tuple[Picture, ...]:
    def plain(wanted: Framed) -> Generator[float, None, Any]:
        yield 1.0
        return np.full((wanted.height, wanted.width, 3), 120, np.uint8)

    steps = frames(finding, plain)
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            made: tuple[Picture, ...] = finished.value
            return made


def test_marks_and_balloons_are_left_out_and_come_back() -> None:
    scene = city()
    wanted = Framed(pose_of(camera()), QUICK_LIGHT, *SIZE, frozenset({"plan"}))
    with PictureStudio(scene, painter=shared_painter()) as studio:
        before = studio.render_picture(wanted.pose, width=360, height=240, light=QUICK_LIGHT, quality=QUICK)
        bare = drained(framing(studio.painter, studio._sync, scene, wanted, QUICK))
        again = studio.render_picture(wanted.pose, width=360, height=240, light=QUICK_LIGHT, quality=QUICK)
    assert np.abs(before.astype(int) - bare.astype(int)).max() > 60
    assert np.array_equal(before, again)


def drained(steps: Generator[float, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            return finished.value


def test_a_photograph_is_set_upright_by_control_points_and_the_proposal_stands_in_it(
    shown: dict[str, np.ndarray], tmp_path: Path
) -> None:
    true = replace(camera(), roll=3.0, pitch=5.0, distortion=(-0.05, 0.0))
    at = camera().pixels_of(true)
    col, row = (np.clip(at[..., k].astype(int), 0, SIZE[k] - 1) for k in range(2))
    Image.fromarray(shown["existing"][row, col].astype(np.uint8)).save(tmp_path / "taken.png")
    corners = [(150, -60, 14), (152, 0, 14), (152, 0, 0), (300, 60, 20), (250, 40, 0), (200, -30, 40)]
    east, north, height = YANGZHOU_FRAME.origin
    pairs = [
        (x + east, y + north, z + height, float(c), float(r))
        for (x, y, z), (c, r, _) in zip(corners, true.project(corners), strict=True)
    ]
    finding = found(
        photograph=str(tmp_path / "taken.png"), control_points=pairs, distortion=(-0.05, 0.0), bearing=85.0
    )
    made = pictures(finding)
    assert set(made) == {
        "existing", "proposed", "wire_line", "photograph", "photograph_proposed", "photograph_wire_line",
    }  # fmt: skip
    middle = (slice(60, 180), slice(60, 300))
    assert np.abs(made["photograph"][middle] - made["existing"][middle]).mean() < 14
    added = np.abs(made["photograph_proposed"][:240] - made["photograph"][:240]).max(axis=2) > 12
    assert 200 < added.sum() < 0.2 * added.size
    said = {row[0]: row[2] for row in finding.result.tables[1].rows}
    assert said["bearing"] == pytest.approx(90.0, abs=0.01)
    assert said["roll"] == pytest.approx(3.0, abs=0.01)
    assert said["rms"] < 0.01


def test_dashes_run_on_over_pieces_that_follow_one_another() -> None:
    a, b, c, d = np.eye(4)[:, :3] * 5.0
    runs = joined(np.array([[a, b], [b, c], [d + 1, a]]))
    assert [len(run) for run in runs] == [3, 2]


def test_only_what_wants_painting_is_painted() -> None:
    finding = found()
    assert wants_painting(finding)
    one = Picture("p", finding.spec.title, finding.result.method, np.zeros((2, 2, 3), np.uint8))
    with_one = replace(finding, result=replace(finding.result, pictures=(one,)))
    assert not wants_painting(with_one)


def test_a_proposal_is_built_of_its_own_triangles() -> None:
    scene = city()
    (built,) = as_built(scene.of_role(Role.PROPOSALS), found().params)  # type: ignore[arg-type]
    assert built.payload.vertices[:, 2].max() == pytest.approx(40.0)  # type: ignore[union-attr]
    white = np.full((*SIZE[::-1], 3), 255, np.uint8)
    black = np.zeros_like(white)
    mask = composed(black, black, white, [built], camera())[..., 0] > 0
    assert mask[pixel((300, 0, 20))]
    assert not mask[pixel((300, 40, 20))]


def test_a_photograph_taken_level_stays_as_it_is(tmp_path: Path) -> None:
    luck = np.random.default_rng(3).integers(0, 255, (240, 360, 3), np.uint8)
    Image.fromarray(luck).save(tmp_path / "a.png")
    assert np.array_equal(rectified(str(tmp_path / "a.png"), camera(), camera()), luck)


@pytest.mark.slow
def test_two_processes_paint_the_same_to_the_pixel(tmp_path: Path) -> None:
    ProjectStore(tmp_path / "city.gpkg").save(city(), wkt_of(YANGZHOU_FRAME.crs))
    lines = ['analysis = "view.verified"', 'project = "city.gpkg"', "[parameters]"]
    lines += [f"{key} = {value!r}" for key, value in ASKED.items()]
    (tmp_path / "job.toml").write_text("\n".join(lines), "utf-8")
    for run in ("a", "b"):
        command = [sys.executable, "main.py", "run", str(tmp_path / "job.toml"), "--out", str(tmp_path / run)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    names = sorted(path.name for path in (tmp_path / "a").glob("*.png"))
    assert names == ["existing.png", "proposed.png", "wire_line.png"]
    for name in names:
        one, two = (np.asarray(Image.open(tmp_path / run / name)) for run in ("a", "b"))
        assert np.array_equal(one, two), name
    assert (tmp_path / "a/results.json").read_bytes() == (tmp_path / "b/results.json").read_bytes()
