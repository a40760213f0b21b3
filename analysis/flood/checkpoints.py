"""Checkpoints of a run in a folder: the last good one survives whatever kills the run, and a full disk.

A file is written under another name, forced to the disk, and only then takes its own. It does not know what
a run is made of.
"""

import contextlib
import math
import os
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from analysis.flood import checkpoint_file
from analysis.flood.checkpoint_file import NotWhole
from scene.feedback import Feedback
from scene.messages import msg

_SUFFIX: Final = ".checkpoint"
_PARTIAL: Final = ".partial"
#: Bytes that are forced to the disk at once.
_AT_ONCE: Final = 16 << 20


class Checkpoints:
    """Keeps moments of a run; a Keeper as :func:`analysis.flood.run.march` asks for.

    Parameters
    ----------
    folder : Path
        Of this run alone; made if it is not there.
    run : str
        What tells this run from another: a hash of all that its figures depend on. Checkpoints of another run
        are not taken up.
    feedback : Feedback
        Asked for cancel while a checkpoint is written; told once if none can be.
    interval : float
        Seconds of the run between two checkpoints.
    most : int
        How many are kept; older ones are removed when a newer one is whole.
    not_after : float
        Seconds of the run; later checkpoints are not taken up. A run that differs from another only from a
        moment on goes on from that one's last checkpoint before it.
    base : Checkpoints, optional
        Where to go on from as long as this run has kept nothing itself.
    """

    def __init__(
        self, folder: Path, run: str, feedback: Feedback, *, interval: float = 300.0, most: int = 2,
        not_after: float = math.inf, base: "Checkpoints | None" = None,
    ) -> None:  # fmt: skip
        self.folder, self.run, self.interval = folder, run, interval
        self._feedback, self._most, self._not_after, self._base = feedback, max(most, 1), not_after, base
        self._told = False
        self._forced = 0
        self._prefix = sha256(run.encode()).hexdigest()[:12] + "-"

    def keep(self, time: float, parts: "dict[str, dict[str, object]]") -> None:
        """Keep a moment. If the disk takes no more, the run goes on, and the person is told once.

        Raises
        ------
        Cancelled
            If the person asked to stop; the last whole checkpoint stays.
        """
        name = f"{self._prefix}{round(1000.0 * time):015d}"
        partial = self.folder / (name + _PARTIAL)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._forced = 0
            with partial.open("wb") as file:
                checkpoint_file.write(file, time, self.run, parts, lambda: self._between_pieces(file))
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self.folder / (name + _SUFFIX))
            _force(self.folder)
        except OSError as error:
            self._tell(time, error)
        else:
            for old in self._files()[self._most :]:
                _remove(old)
        finally:
            _remove(partial)

    def last(self) -> "tuple[float, dict[str, dict[str, object]]] | None":
        """Return the last moment that was kept whole, if there is one; what is broken is removed."""
        for file in self._files():
            try:
                time, run, parts = checkpoint_file.read(file)
            except NotWhole:
                self._feedback.warn(msg("The checkpoint {name} is broken; it was removed.", name=file.name))
                _remove(file)
                continue
            if run == self.run and time <= self._not_after:
                return time, parts
        return self._base.last() if self._base is not None else None

    def clear(self) -> None:
        """Remove all checkpoints: the run has ended, or is wanted no more."""
        with contextlib.suppress(OSError):
            for file in self.folder.iterdir():
                if file.suffix in (_SUFFIX, _PARTIAL):
                    _remove(file)
            self.folder.rmdir()

    def _between_pieces(self, file: BinaryIO) -> None:
        """Ask for cancel; and force the file to the disk bit by bit, since nobody can be asked meanwhile."""
        self._feedback.check()
        if file.tell() - self._forced >= _AT_ONCE:
            file.flush()
            os.fsync(file.fileno())
            self._forced = file.tell()

    def _files(self) -> list[Path]:
        """Return the files, the last moment first."""
        try:
            return sorted(self.folder.glob(f"{self._prefix}*{_SUFFIX}"), reverse=True)
        except OSError:
            return []

    def _tell(self, time: float, error: OSError) -> None:
        if not self._told:
            self._told = True
            self._feedback.warn(
                msg(
                    "No checkpoint could be kept at {minutes:.1f} min ({why}); the run goes on.",
                    minutes=time / 60.0,
                    why=error.strerror or str(error),
                )
            )


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)


def _force(folder: Path) -> None:
    """Have the names of a folder's files on the disk, where the system can be asked."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
