"""What an archive is made of: one part a kind of file, each written by a function of its own.

It knows none of them in particular; who writes another part adds a line to :mod:`app.archive.parts`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.archive.matter import Matter, View
from scene.feedback import Feedback
from scene.messages import Message
from scene.plugins import loaded


class Writer(Protocol):
    """Writes one part."""

    def __call__(self, matter: Matter, folder: Path, feedback: Feedback) -> None:
        """Write files into the archive's folder; nothing if there is nothing to write.

        Raises
        ------
        WeiyangError
            If a file cannot be written.
        Cancelled
            If the person asked to stop.
        """


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of file in an archive.

    Parameters
    ----------
    key : str
        ASCII name.
    title : Message
        What the dialog calls it.
    writer : str
        ``module:function`` of a :class:`Writer`, loaded on use.
    chosen : bool
        Whether it goes in unless somebody takes it out.
    needed : bool
        Whether the archive is none without it.
    weight : float
        Its share of the time that sealing takes.
    views : str
        ``module:function`` of what pictures it asks for besides those of the minutes, from the matter.
    """

    key: str
    title: Message
    writer: str
    chosen: bool = True
    needed: bool = False
    weight: float = 1.0
    views: str = ""

    def write(self, matter: Matter, folder: Path, feedback: Feedback) -> None:
        """Write it."""
        writer: Writer = loaded(self.writer)
        writer(matter, folder, feedback)

    def wanted(self, matter: Matter) -> tuple[View, ...]:
        """Return what pictures it asks for besides those of the minutes."""
        views: Callable[[Matter], tuple[View, ...]] | None = loaded(self.views) if self.views else None
        return views(matter) if views is not None else ()
