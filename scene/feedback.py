"""How long work speaks to whoever waits for it: progress, warnings, interim results, and cancel.

Passed into every importer and analysis. It does not know threads or windows.
"""

from typing import Protocol

from scene.errors import Cancelled
from scene.messages import Message


class Feedback(Protocol):
    """What long work may say, and the one thing it must ask."""

    def progress(self, fraction: float, message: Message | None = None) -> None:
        """Say how much is done, 0 to 1, and what is being done now."""

    def check(self) -> None:
        """Raise :class:`scene.errors.Cancelled` if the person asked to stop."""

    def warn(self, message: Message) -> None:
        """Say something that the person should know afterwards."""

    def preview(self, result: object) -> None:
        """Offer an interim result, marked as such where it is shown."""


class SilentFeedback:
    """Keep warnings, show nothing; ``cancel()`` makes the next ``check`` raise. For tests and scripts."""

    def __init__(self) -> None:
        self.warnings: list[Message] = []
        self.fractions: list[float] = []
        self._cancelled = False

    def cancel(self) -> None:
        """Ask the work to stop at its next check."""
        self._cancelled = True

    def progress(self, fraction: float, message: Message | None = None) -> None:
        """Remember the fraction."""
        self.fractions.append(fraction)

    def check(self) -> None:
        """Raise if cancelled.

        Raises
        ------
        Cancelled
            If :meth:`cancel` was called.
        """
        if self._cancelled:
            raise Cancelled

    def warn(self, message: Message) -> None:
        """Keep the warning."""
        self.warnings.append(message)

    def preview(self, result: object) -> None:
        """Drop interim results."""


class PartOf:
    """A share of a longer piece of work: its 0 to 1 is ``start`` to ``stop`` of the whole."""

    def __init__(self, whole: Feedback, start: float, stop: float) -> None:
        self._whole = whole
        self._start = start
        self._stop = stop

    def progress(self, fraction: float, message: Message | None = None) -> None:
        """Pass the fraction on, scaled into this part."""
        self._whole.progress(self._start + (self._stop - self._start) * fraction, message)

    def check(self) -> None:
        """Ask the whole."""
        self._whole.check()

    def warn(self, message: Message) -> None:
        """Pass the warning on."""
        self._whole.warn(message)

    def preview(self, result: object) -> None:
        """Pass the interim result on."""
        self._whole.preview(result)
