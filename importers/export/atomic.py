"""All of a file or nothing: written into a folder beside it, flushed to the disk, then put into place.

An older file stays as it is until the new one is whole. It does not know formats.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scene.errors import Cancelled, InvalidRequest, WeiyangError
from scene.feedback import Feedback
from scene.messages import msg


@dataclass(slots=True)
class Workplace:
    """Where a file is written first.

    Parameters
    ----------
    path : Path
        The file under its own name in a folder of its own; companions go beside it.
    files : list of Path
        Filled when all is in place: the final files, the one that was asked for first.
    """

    path: Path
    files: list[Path] = field(default_factory=list)


@contextmanager
def replacing(
    path: Path, format_name: object, feedback: Feedback, outdated: tuple[str, ...] = ()
) -> Iterator[Workplace]:
    """Write a file, and its companions, whole or not at all.

    Parameters
    ----------
    path : Path
        The file that is wanted.
    format_name : str or BilingualText
        What sentences call the format.
    feedback : Feedback
        Asked once more before anything is put into place.
    outdated : tuple of str
        Endings (in place of the file's own, or behind its whole name) of what other programs keep beside an
        older file, as indices and overviews, and what would be wrong beside the new one: taken away.

    Raises
    ------
    InvalidRequest
        If it cannot be written, whatever the library that writes it throws.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{path.stem[:40]}-", suffix=".tmp", dir=path.parent))
    except OSError as problem:
        raise _unwritable(path, problem) from problem
    place = Workplace(folder / path.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # libraries talk; what matters to a person is in the notes
            yield place
        feedback.check()
        place.files[:] = _put_into_place(folder, path)
        for ending in outdated:
            for beside in {path.with_suffix(ending), path.with_name(f"{path.name}{ending}")}:
                if beside not in place.files:
                    beside.unlink(missing_ok=True)
    except (WeiyangError, Cancelled, KeyboardInterrupt, SystemExit):
        raise
    except OSError as problem:
        raise _unwritable(path, problem) from problem
    except Exception as problem:  # a library that writes may throw anything
        raise InvalidRequest(
            msg("{file} could not be written as {format}: {reason}.",
                file=path.name, format=format_name, reason=_reason(problem, folder)),
            msg("Try another format, or another layer."),
        ) from problem  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_into_place(folder: Path, path: Path) -> list[Path]:
    """Flush all files and move them, last the one that was asked for: it never names what is not there."""
    made = sorted(folder.iterdir(), key=lambda entry: (entry.name == path.name, entry.name))
    for entry in made:
        for file in sorted(entry.rglob("*")) if entry.is_dir() else [entry]:
            if file.is_file():
                _flush(file)
    moved: list[Path] = []
    for entry in made:
        target = path.parent / entry.name
        if entry.is_dir():
            _replace_folder(entry, target)
            moved += sorted(file for file in target.rglob("*") if file.is_file())
        else:
            entry.replace(target)
            moved.append(target)
    return moved[::-1]


def _replace_folder(made: Path, target: Path) -> None:
    """Put a folder of tiles into place of an older one; a folder with anything else in it is left alone."""
    if target.exists():
        ours = {file.suffix for file in made.rglob("*") if file.is_file()}
        if not target.is_dir() or {file.suffix for file in target.rglob("*") if file.is_file()} - ours:
            raise InvalidRequest(
                msg("The folder {folder} holds files of another kind.", folder=target.name),
                msg("Choose another name, or move that folder away."),
            )
        aside = made.parent / f"{made.name}.before"
        target.replace(aside)
    made.replace(target)


def _flush(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _unwritable(path: Path, problem: OSError) -> InvalidRequest:
    return InvalidRequest(
        msg("{file} cannot be written: {problem}.", file=path.name, problem=problem.strerror or problem),
        msg("Check the folder, its permission, and the space on the disk."),
    )


def _reason(problem: Exception, folder: Path) -> str:
    text = " ".join(str(problem).split()) or type(problem).__name__
    return text.replace(f"{folder}/", "").rstrip(".")[:160]
