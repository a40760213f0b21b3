"""A film is a sequence of cameras and moments: frames in order, a file that is whole or not there at all."""

import subprocess
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from app.film.making import FilmWater, make_film
from app.film.plan import Film, Shot, along_route, from_one_place, poses_along, times_between
from app.film.writers import Mp4Writer, PngWriter, program, writer_for
from app.viewport.optics import Pose
from app.water.dress import WaterDress
from app.water.making import WaterPicture
from app.water.reading import Moments
from scene.errors import Cancelled, WeiyangError
from scene.feedback import SilentFeedback
from tests.water.courses import RisingCourse, lane

POSE = Pose((0.0, -45.0, 7.6), (0.0, 20.0, 7.0), 50.0)


def frame(value: int, size: tuple[int, int] = (64, 48)) -> np.ndarray:
    """Return a picture of one grey with a white square that moves to the right."""
    width, height = size
    picture = np.full((height, width, 3), 60, np.uint8)
    picture[10:26, value : value + 16] = 240
    return picture


def probed(path: Path) -> str:
    """Return what ffmpeg says of a file."""
    return subprocess.run(
        [program(), "-hide_banner", "-i", str(path)], capture_output=True, text=True, check=False
    ).stderr


def frames_of(path: Path, size: tuple[int, int] = (64, 48)) -> np.ndarray:
    """Return the frames of a film, decoded again."""
    raw = subprocess.run(
        [program(), "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    return np.frombuffer(raw, np.uint8).reshape(-1, size[1], size[0], 3)


class Stage:
    """Takes pictures at once, and remembers of what."""

    def __init__(self, stop_at: int = -1) -> None:
        self.shots: list[tuple[Shot, WaterPicture | None]] = []
        self.stop_at = stop_at

    def take(self, shot: Shot, water: WaterPicture | None) -> "Future[np.ndarray]":
        done: Future[np.ndarray] = Future()
        self.shots.append((shot, water))
        if len(self.shots) - 1 != self.stop_at:
            done.set_result(frame(len(self.shots) % 40))
        return done


class Stopping(SilentFeedback):
    """Stops the work after some checks."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_a_film_holds_its_frames_in_order_in_h264(tmp_path: Path) -> None:
    path = tmp_path / "水.mp4"
    writer = writer_for(path, 64, 48, 25)
    for value in range(0, 40, 2):
        writer.add(frame(value))
    assert not path.exists()  # it is there only once it is whole
    assert writer.finish() == path
    said = probed(path)
    assert "h264" in said
    assert "yuv420p" in said
    assert "64x48" in said
    assert "25 fps" in said
    assert [file.name for file in tmp_path.iterdir()] == ["水.mp4"]
    seen = frames_of(path)
    assert len(seen) == 20
    for number, picture in enumerate(seen):
        bright = np.flatnonzero(picture[18, :, 1] > 150)
        assert abs(bright.min() - 2 * number) <= 1, number
        assert abs(int(picture[40, 5, 1]) - 60) < 6  # no shift of brightness on the way


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.mp4", "two.mp4"):
        writer = Mp4Writer(tmp_path / name, 64, 48, 25)
        for value in range(12):
            writer.add(frame(value))
        writer.finish()
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_what_is_abandoned_leaves_nothing(tmp_path: Path) -> None:
    film, pictures = Mp4Writer(tmp_path / "film.mp4", 64, 48, 25), PngWriter(tmp_path / "frames")
    for writer in (film, pictures):
        writer.add(frame(1))
        writer.abandon()
        writer.abandon()
    assert list(tmp_path.iterdir()) == []


def test_pictures_are_numbered_and_whole(tmp_path: Path) -> None:
    from PIL import Image

    writer = writer_for(tmp_path / "frames", 64, 48, 25)
    for value in (3, 9):
        writer.add(frame(value))
    folder = writer.finish()
    assert sorted(file.name for file in folder.iterdir()) == ["frame_00001.png", "frame_00002.png"]
    assert (np.asarray(Image.open(folder / "frame_00002.png")) == frame(9)).all()
    writer.abandon()
    assert len(list(folder.iterdir())) == 2


def test_a_folder_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    writer = Mp4Writer(tmp_path / "nowhere" / "film.mp4", 64, 48, 25)
    film = Film(from_one_place(POSE, times_between(0.0, 1.0, 500)), 64, 48)
    with pytest.raises(WeiyangError, match=r"film\.mp4 cannot be written"):
        make_film(film, None, Stage().take, writer, SilentFeedback())


def test_every_shot_gets_the_water_of_its_moment() -> None:
    moments = Moments(RisingCourse(lane()))
    film = Film(from_one_place(POSE, times_between(0.0, 3600.0, 5)), 64, 48)
    stage, writer = Stage(), Collected()
    make_film(film, FilmWater(moments, WaterDress()), stage.take, writer, SilentFeedback())
    assert [shot.seconds for shot, _ in stage.shots] == [0.0, 900.0, 1800.0, 2700.0, 3600.0]
    assert [water.seconds for _, water in stage.shots if water] == [0.0, 900.0, 1800.0, 2700.0, 3600.0]
    depths = [
        max((float(one.state[:, 0].max()) for one in water.surfaces.values() if len(one.state)), default=0.0)
        for _, water in stage.shots
        if water
    ]
    assert depths == pytest.approx([0.0, 0.25, 0.5, 0.75, 1.0], abs=1e-3)
    assert [int(np.flatnonzero(one[18, :, 0] > 200).min()) for one in writer.frames] == [1, 2, 3, 4, 5]
    assert writer.finished


def test_who_stops_a_film_leaves_nothing_of_it(tmp_path: Path) -> None:
    film = Film(from_one_place(POSE, times_between(0.0, 3600.0, 50)), 64, 48)
    stage = Stage(stop_at=3)  # nobody ever gives this picture
    writer = Mp4Writer(tmp_path / "film.mp4", 64, 48, 25)
    with pytest.raises(Cancelled):
        make_film(film, None, stage.take, writer, Stopping(12))
    assert list(tmp_path.iterdir()) == []


class Collected:
    """Keeps frames."""

    def __init__(self) -> None:
        self.frames: list[np.ndarray] = []
        self.finished = False

    def add(self, picture: np.ndarray) -> None:
        self.frames.append(picture)

    def finish(self) -> Path:
        self.finished = True
        return Path("film")

    def abandon(self) -> None:
        self.frames = []


def test_an_eye_on_a_route_goes_evenly_and_turns_without_jerks() -> None:
    line = np.array([[0.0, 0.0, 6.0], [60.0, 0.0, 6.0], [60.0, 40.0, 8.0]])
    poses = poses_along(line, 1.6, 200)
    eyes = np.array([pose.eye for pose in poses])
    assert eyes[0] == pytest.approx([0.0, 0.0, 7.6], abs=0.01)
    assert eyes[-1] == pytest.approx([60.0, 40.0, 9.6], abs=0.3)
    steps = np.linalg.norm(np.diff(eyes, axis=0), axis=1)
    assert steps.max() < 1.2 * steps.mean()
    turns = np.abs(np.diff(np.unwrap(np.radians([pose.heading for pose in poses]))))
    assert np.degrees(turns).max() < 5.0  # a right angle within more than twenty steps
    shots = along_route(line, 1.6, np.linspace(0.0, 100.0, 200))
    assert shots[-1].seconds == 100.0


@pytest.mark.parametrize(("width", "height", "rate"), [(63, 48, 25), (64, 8, 25), (64, 48, 0)])
def test_a_film_that_no_player_shows_is_refused(width: int, height: int, rate: int) -> None:
    with pytest.raises(ValueError, match="film"):
        Film((Shot(POSE),), width, height, rate)
