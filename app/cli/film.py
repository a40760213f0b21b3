"""Film the agenda of a project without a window: ``film PROJECT --to FILE.mp4``, or a folder of pictures."""

import argparse
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.chart_files import languages, offscreen_application
from app.cli.console import ConsoleFeedback
from app.cli.review import picture_size
from app.film.agenda_shots import shots_of
from app.film.making import Picture, make_film
from app.film.plan import Film, Shot
from app.film.writers import writer_for
from app.projects import open_project
from app.viewport.daylight import Daylight
from scene.errors import InvalidRequest
from scene.feedback import PartOf
from scene.frame import SceneFrame
from scene.messages import msg
from scene.review.stop import stops_of

if TYPE_CHECKING:
    from app.viewport.filming import FilmSet


def film_project(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Make the film that is asked for, and print where it is.

    Raises
    ------
    WeiyangError
        If the project cannot be read, has no agenda, or the film cannot be written.
    """
    from app.viewport.filming import DRAFTED, FILMED
    from app.viewport.overlay import Overlay
    from app.viewport.pyvista_backend import PictureStudio
    from app.viewport.visuals.base import Look
    from app.viewport.window_drawing import notes_of

    width, height = picture_size(asked.size)
    if width % 2 or height % 2:
        raise InvalidRequest(
            msg("{size} is not a size of a film: both sides are even.", size=asked.size),
            msg("Write it as 1920x1080."),
        )
    session = open_project(Path(asked.project), PartOf(feedback, 0.0, 0.1))
    scene = session.scene.snapshot()
    stops = stops_of(scene)
    if not stops:
        raise InvalidRequest(
            msg("{file} has no agenda to film.", file=Path(asked.project).name),
            msg("Open it in the window and make stops with K."),
        )
    application = offscreen_application()  # words need Qt
    language = asked.language if asked.language in languages() else "en"
    film = Film(shots_of(stops, scene, asked.rate, titles=not asked.no_titles), width, height, asked.rate)
    first = film.shots[0].setting
    assert first is not None, "shots of an agenda have settings"
    overlay = replace(notes_of(session.scene, Overlay(language=language, plain=True)), legends=())
    quality = DRAFTED if asked.draft else FILMED
    with (
        PictureStudio(first.scene, Look(language=language)) as studio,
        studio.film_set((width, height), overlay=overlay, quality=quality, names=not asked.no_titles) as held,
    ):

        def take(shot: Shot, water: object) -> "Future[Picture]":
            done: Future[Picture] = Future()
            done.set_result(_taken(held, shot, session.scene.frame))
            return done

        writer = writer_for(Path(asked.to), width, height, asked.rate)
        path = make_film(film, None, take, writer, PartOf(feedback, 0.1, 1.0))
    feedback.close()
    del application
    print(path)
    return 0


def _taken(held: "FilmSet", shot: Shot, frame: SceneFrame) -> Picture:
    from app.viewport.filming import Take

    steps = held.taking(Take(shot.pose, _light(shot, frame), setting=shot.setting, title=shot.title))
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            return finished.value  # type: ignore[no-any-return]


def _light(shot: Shot, frame: SceneFrame) -> Daylight | None:
    from app.viewport.sun import daylight_at

    return None if shot.moment is None else daylight_at(shot.moment, frame)
