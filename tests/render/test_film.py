"""A film without a window: the very shots, the very water, a file that any player shows."""

import subprocess
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.film.making import FilmWater, make_film
from app.film.plan import Film, Shot, from_one_place, times_between
from app.film.writers import program, writer_for
from app.viewport.filming import DRAFTED, Take
from app.viewport.optics import Pose
from app.viewport.pyvista_backend import PictureStudio
from app.water.dress import WaterDress
from app.water.making import WaterPicture
from app.water.reading import Moments
from scene.feedback import SilentFeedback
from scene.materials import Material
from tests.render.world import CLEAR, GROUND, box, node, scene_of, shared_painter
from tests.water.courses import RisingCourse, lane

POSE = Pose((0.0, -45.0, 7.6), (3.0, 20.0, 7.2), 50.0)
SIZE = (160, 96)
#: A mirrored wall looks as the wall does.
PLAIN = replace(DRAFTED, mirror=0.0)


def test_the_water_rises_from_frame_to_frame(tmp_path: Path) -> None:
    wall = node(box((6, -60, 6), (26, 60, 16), Material.PLAIN, (235, 230, 220)))
    film = Film(from_one_place(POSE, times_between(600.0, 3600.0, 6)), *SIZE)
    with (
        PictureStudio(scene_of(GROUND, wall), None, shared_painter()) as studio,
        studio.film_set(SIZE, light=CLEAR, quality=PLAIN) as held,
    ):

        def take(shot: Shot, water: WaterPicture | None) -> "Future[np.ndarray]":
            done: Future[np.ndarray] = Future()
            steps = held.taking(Take(shot.pose, water=water))
            try:
                while True:
                    next(steps)
            except StopIteration as finished:
                done.set_result(finished.value)
            return done

        water = FilmWater(Moments(RisingCourse(lane())), WaterDress())
        writer = writer_for(tmp_path / "rise.mp4", *SIZE, film.rate)
        path = make_film(film, water, take, writer, SilentFeedback())
    raw = subprocess.run(
        [program(), "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    frames = np.frombuffer(raw, np.uint8).reshape(-1, SIZE[1], SIZE[0], 3).astype(int)
    assert len(frames) == 6
    # At the wall the water stands higher and higher.
    column = frames[:, :, 120]
    tops = [int(np.flatnonzero(np.abs(one - column[0]).max(axis=1) > 14)[0]) for one in column[2:]]
    assert tops == sorted(tops, reverse=True)
    assert tops[0] - tops[-1] >= 4
