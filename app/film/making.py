"""Makes a film: for each shot the water is made ready, a picture is taken, and a writer takes it.

It runs away from the window's thread. Whoever takes the pictures may be on another one: while it paints, the
water of the next shot is made ready. It knows neither painter nor window.
"""

from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.film.plan import Film, Shot
from app.film.writers import FilmWriter
from app.water.dress import WaterDress
from app.water.making import Drawn, WaterPicture, picture_of
from app.water.reading import Moments
from scene.feedback import Feedback
from scene.messages import msg

Picture: TypeAlias = NDArray[np.uint8]
#: Takes the picture of a shot with its water, at once or later.
Take: TypeAlias = Callable[[Shot, WaterPicture | None], "Future[Picture]"]
#: Seconds between looks at whether somebody wants to stop.
LOOK = 0.05


class FilmWater:
    """The water of the shots of a film, one after the other.

    Parameters
    ----------
    moments : Moments
    dress : WaterDress
    """

    def __init__(self, moments: Moments, dress: WaterDress) -> None:
        self._moments, self._dress = moments, dress
        self._drawn: Drawn | None = None

    def of(self, shot: Shot, check: Callable[[], None]) -> WaterPicture | None:
        """Return what must be drawn for a shot after the one before."""
        if shot.seconds is None:
            return None
        values = self._moments.values(self._dress.shown, shot.seconds) if self._dress.needs_values else None
        picture, self._drawn = picture_of(
            self._moments.at(shot.seconds), shot.seconds, shot.pose, self._dress, self._drawn, values,
            self._moments.lakes(), check,
        )  # fmt: skip
        return picture


def make_film(
    film: Film, water: FilmWater | None, take: Take, writer: FilmWriter, feedback: Feedback
) -> Path:
    """Make a film, and return where it is.

    Raises
    ------
    Cancelled
        If the person asked to stop; nothing is left of it then.
    WeiyangError
        If it cannot be written.
    """
    taken: Future[Picture] | None = None
    try:
        for number, shot in enumerate(film.shots):
            feedback.check()
            feedback.progress(
                number / len(film.shots),
                msg("Frame {number} of {count}", number=number + 1, count=len(film.shots)),
            )
            ready = None if water is None else water.of(shot, feedback.check)
            if taken is not None:
                writer.add(_result(taken, feedback))
            taken = take(shot, ready)
        if taken is not None:
            writer.add(_result(taken, feedback))
        return writer.finish()
    except BaseException:
        if taken is not None:
            taken.cancel()
        writer.abandon()
        raise


def _result(taken: "Future[Picture]", feedback: Feedback) -> Picture:
    """Wait for a picture; look meanwhile whether somebody wants to stop."""
    while not wait([taken], LOOK).done:
        feedback.check()
    return taken.result()
