"""Takes pictures of a project for a job without a window; the city is built at the first one."""

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from scene.feedback import Feedback
from scene.graph import Snapshot
from scene.schemes.applying import as_seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.viewport.filming import FilmSet, Take


class Camera:
    """Takes one picture after the other, each with what its take puts up; what stays is built once.

    Parameters
    ----------
    scene : Snapshot
        The whole project.
    size : tuple of int
        Pixels of the pictures.
    """

    def __init__(self, scene: Snapshot, size: tuple[int, int]) -> None:
        self._scene, self._size = scene, size
        self._open = ExitStack()
        self._set: FilmSet | None = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Give the graphics system back what was taken."""
        self._open.close()

    def take(self, asked: "Take", feedback: Feedback) -> "NDArray[np.uint8]":
        """Return a picture.

        Raises
        ------
        Cancelled
            If somebody cancels.
        """
        if self._set is None:
            from app.viewport.pyvista_backend import PictureStudio

            studio = self._open.enter_context(PictureStudio(as_seen(self._scene)))
            self._set = self._open.enter_context(studio.film_set(self._size))
        steps = self._set.taking(asked)
        while True:
            try:
                next(steps)
            except StopIteration as finished:
                return finished.value  # type: ignore[no-any-return]
            feedback.check()
