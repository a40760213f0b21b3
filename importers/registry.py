"""Which importers there are, and which one reads a file.

Built-in specs come from :mod:`importers.builtin`, others from the entry points ``weiyang.importers``.
"""

from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from importers.base import ImporterSpec
from importers.foreign import foreign_folder, recognised, refusal
from scene.errors import UnreadableFile
from scene.messages import msg
from scene.plugins import Plugins

HEAD_BYTES = 4096


@cache
def plugins() -> Plugins[ImporterSpec]:
    """Return all importers, and a warning for each plugin that could not be listed."""
    from importers.builtin import SPECS

    return Plugins.of(ImporterSpec, SPECS, "weiyang.importers")


def specs() -> tuple[ImporterSpec, ...]:
    """Return all importers."""
    return plugins().specs


def by_id(importer_id: str) -> ImporterSpec:
    """Return the importer of that id.

    Raises
    ------
    KeyError
        If there is none.
    """
    return plugins().by_id(importer_id)


def for_file(path: Path, kind: str = "") -> ImporterSpec:
    """Return the importer that reads a file, by name first and by content second.

    Parameters
    ----------
    path : Path
        An existing file, or a folder that is one data set (``*.gdb``).
    kind : str
        Only importers of this kind; empty for any.

    Raises
    ------
    UnreadableFile
        If the file is not there or nothing reads it; of a known foreign format it says the way out.
    """
    head = head_of(path)
    candidates = [spec for spec in specs() if not kind or spec.kind == kind]
    for spec in candidates:
        if any(fnmatch(path.name.lower(), pattern) for pattern in spec.patterns) and spec.load().accepts(
            path, head
        ):
            return spec
    foreign = foreign_folder(path) if path.is_dir() else recognised(path.name, head)
    if foreign is not None:
        raise refusal(path, head, foreign)
    for spec in candidates:
        if spec.load().accepts(path, head):
            return spec
    named = recognised(path.name, head, certain=False)
    if named is not None:
        raise refusal(path, head, named)
    raise UnreadableFile(
        msg("Nothing here reads {file}.", file=path.name),
        msg("The list in the file dialog, or `list importers`, names the formats that can be opened."),
    )


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file, none of a folder.

    Raises
    ------
    UnreadableFile
        If it is not there, may not be read, or is an empty file.
    """
    if path.is_dir():
        return b""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as problem:
        raise UnreadableFile(
            msg("{file} cannot be opened: {problem}.", file=path.name, problem=problem.strerror or problem),
            msg("Check the name and the permission."),
        ) from problem
    if not head:
        raise UnreadableFile(msg("{file} is empty.", file=path.name), msg("Export it again from its source."))
    return head
