"""Where broken files meet libraries: whatever a library throws becomes one sentence, its cause chained.

It does not know which library.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from importers.base import ImportIssue
from scene.errors import Cancelled, UnreadableFile, WeiyangError
from scene.messages import msg

#: Of a library's own words, as many as fit into a sentence.
_LONGEST_REASON: Final = 160
_EXPORT_AGAIN: Final = msg("Check that it was copied completely, or export it again from its source.")
#: Warnings for programmers; those of other threads are heard too.
_ABOUT_CODE: Final = (ResourceWarning, DeprecationWarning, PendingDeprecationWarning, FutureWarning)
_CHATTY_LOGGERS: Final = ("rasterio", "pyogrio", "laspy", "trimesh", "shapely", "fiona", "ezdxf")


@contextmanager
def reading(path: Path, format_name: str, issues: list[ImportIssue] | None = None) -> Iterator[None]:
    """Turn whatever a reading library throws into :class:`UnreadableFile`.

    Parameters
    ----------
    path : Path
        The file that is read.
    format_name : str
        What it should be, ``Shapefile``.
    issues : list of ImportIssue, optional
        Where the library's warnings go as notes; without it they are dropped.

    Raises
    ------
    UnreadableFile
        For any error that is not already a sentence.
    """
    for name in _CHATTY_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            yield
    except (WeiyangError, Cancelled, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except MemoryError as problem:
        raise UnreadableFile(
            msg("{file} asks for more memory than there is.", file=path.name), _EXPORT_AGAIN
        ) from problem
    except BaseException as problem:
        if not isinstance(problem, Exception) and type(problem).__name__ != "PanicException":
            raise  # lazrs panics in Rust, and such a panic is no Exception
        raise UnreadableFile(
            msg(
                "{file} is broken, or not of the format {format}: {reason}.",
                file=path.name,
                format=format_name,
                reason=_reason(problem, path),
            ),
            _EXPORT_AGAIN,
        ) from problem
    if issues is not None:
        about_data = [warning for warning in heard if not issubclass(warning.category, _ABOUT_CODE)]
        said = (
            _reason(warning.message, path).partition(" This warning will not")[0] for warning in about_data
        )
        for text in dict.fromkeys(said):
            issues.append(ImportIssue("note", msg("While reading it was said: {text}.", text=text)))


def _reason(problem: object, path: Path) -> str:
    """Return a library's words as one line, without folders, without a full stop."""
    text = " ".join(str(problem).split()) or type(problem).__name__
    text = text.replace(str(path), path.name).replace(str(path.parent) + "/", "").rstrip(".")
    return text if len(text) <= _LONGEST_REASON else text[: _LONGEST_REASON - 1] + "…"


def broken(path: Path, reason: str, **values: object) -> UnreadableFile:
    """Return the error for a file whose own structure contradicts itself.

    Parameters
    ----------
    path : Path
        The file.
    reason : str
        Template of the half sentence after its name.
    **values
        Fill the template.
    """
    return UnreadableFile(
        msg("{file} {reason}.", file=path.name, reason=msg(reason, **values)), _EXPORT_AGAIN
    )


def existing(path: Path) -> Path:
    """Return the path if there is a file that holds something.

    Raises
    ------
    UnreadableFile
        If it is a folder, is not there, may not be read, or is empty.
    """
    if path.is_dir():
        raise UnreadableFile(
            msg("{file} is a folder, not a file.", file=path.name), msg("Choose a file inside it.")
        )
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as problem:
        raise UnreadableFile(
            msg("{file} cannot be opened: {problem}.", file=path.name, problem=problem.strerror or problem),
            msg("Check the name and the permission."),
        ) from problem
    if empty:
        raise UnreadableFile(msg("{file} is empty.", file=path.name), _EXPORT_AGAIN)
    return path
