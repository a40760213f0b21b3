"""A film of the agenda: the stops as they are presented, each for its time, in a file that players show."""

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.cli.command_line import main
from app.film.agenda_shots import shots_of
from app.film.writers import program
from app.projects import save_project
from app.viewport.camera import flight
from app.viewport.optics import Pose
from scene.commands import Branch
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.review.agenda import add_stop
from scene.review.stop import Stop
from scene.schemes.editing import new_scheme, place
from tests.gui.small_city import houses, small_city

SIZE = (320, 180)
#: Words on pictures need Qt's application, and the tests of windows need theirs.
pytestmark = pytest.mark.usefixtures("qapp")


def stop(name: str, **more: object) -> Stop:
    made = Stop(
        BilingualText(name, name), (0.0, -60.0, 30.0), (0.0, 124.0, 8.0), 50.0,
        moment="2026-06-21T12:00:00+08:00", seconds=1.0,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def test_every_stop_has_its_time_and_what_changes_changes_when_it_is_reached() -> None:
    scene = small_city().scene.snapshot()
    stops = (
        stop("一", seconds=2.0),
        stop("二", eye=(200.0, -60.0, 30.0), hidden=("houses",), moment="2026-12-22T12:00:00+08:00"),
    )
    shots = shots_of(stops, scene, 10)
    start, end = (Pose(one.eye, one.target, one.view_angle) for one in stops)
    between = round(flight(start, end).seconds * 10) - 1
    assert len(shots) == 20 + between + 10
    assert {shot.pose for shot in shots[:20]} == {start}
    assert {shot.pose for shot in shots[-10:]} == {end}
    flown = shots[20:-10]
    assert all(shot.setting is shots[0].setting and shot.moment == stops[0].time for shot in flown)
    assert all(shot.title is None for shot in flown)
    assert shots[-1].moment == stops[1].time
    assert not shots[-1].setting.shown["houses"]
    assert shots[0].setting.shown["houses"]
    # The title comes and goes; that of the last stop stays.
    assert (shots[0].title, shots[19].title) == (None, None)
    assert (shots[10].title.text.zh, shots[10].title.solid) == ("一", 1.0)
    assert shots[-1].title.solid == 1.0
    assert all(shot.title is None for shot in shots_of(stops, scene, 10, titles=False))
    assert shots_of(stops, scene, 10)[3].pose == shots[3].pose


def test_one_setting_serves_all_stops_that_look_alike() -> None:
    scene = small_city().scene.snapshot()
    shots = shots_of((stop("a"), stop("b", hidden=("trees",)), stop("c")), scene, 5)
    assert len({id(shot.setting) for shot in shots}) == 2
    bare = shots_of((stop("d", hidden=("proposals",)),), scene, 1)
    assert shots[0].setting.judged, "the legend of verdicts belongs to pictures with proposals"
    assert not bare[0].setting.judged


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two stops: the city as it is, then a scheme with a row of houses before the eye."""
    session = small_city(proposals=False)
    session.run(made := new_scheme(session.scene))
    scheme = made.branches[0].node.id
    wall = replace(houses(), rings=(houses().rings - np.float32([0.0, 80.0])))
    node = Node(BilingualText.same("wall"), Role.BUILDINGS, wall)
    session.run(place(session.scene, scheme, [Branch(node)], made.label))
    for one in (stop("现状", key="a"), stop("方案", key="b", scheme=scheme)):
        session.run(add_stop(session.scene, one))
    path = tmp_path_factory.mktemp("film") / "meeting.gpkg"
    save_project(session, session.scene.snapshot(), path)
    return path


def frames_of(path: Path) -> np.ndarray:
    raw = subprocess.run(
        [program(), "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    return np.frombuffer(raw, np.uint8).reshape(-1, SIZE[1], SIZE[0], 3)


def test_the_command_line_films_the_agenda_and_the_scheme_comes_with_its_stop(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["film", str(project), "--size", "320x180", "--rate", "2", "--draft", "--to"]
    paths = [project.with_name(f"{name}.mp4") for name in ("one", "two")]
    for path in paths:
        assert main([*asked, str(path)]) == 0
    said = subprocess.run(
        [program(), "-hide_banner", "-i", str(paths[0])], capture_output=True, text=True, check=False
    ).stderr
    assert "Video: h264" in said
    assert "320x180" in said
    assert "2 fps" in said
    assert paths[0].read_bytes() == paths[1].read_bytes(), "the same film from the same agenda"
    frames = frames_of(paths[0]).astype(int)
    assert len(frames) == 2 + 2
    middle = (slice(None), slice(90, 150), slice(60, 260))
    before, after = frames[middle][0], frames[middle][-1]
    assert np.abs(before - frames[middle][1]).mean() < 1.0
    assert np.abs(before - after).mean() > 4.0, "the scheme is there"
    # The title stands at the upper left, on its plaque, with the red line before it.
    red = frames[-1][25:55, 17:23]
    assert (red[..., 0] - red[..., 2]).max() > 60
    assert str(paths[1]) in capsys.readouterr().out


def test_numbered_pictures_and_an_agenda_that_is_not_there(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--size", "320x180", "--rate", "1", "--draft", "--no-titles", "--to"]
    assert main(["film", str(project), *asked, str(tmp_path / "frames")]) == 0
    assert sorted(file.name for file in (tmp_path / "frames").iterdir()) == [
        "frame_00001.png",
        "frame_00002.png",
    ]
    bare = small_city()
    save_project(bare, bare.scene.snapshot(), tmp_path / "bare.gpkg")
    assert main(["film", str(tmp_path / "bare.gpkg"), *asked, str(tmp_path / "no.mp4")]) == 1
    assert "bare.gpkg has no agenda to film." in capsys.readouterr().err
    assert not (tmp_path / "no.mp4").exists()
