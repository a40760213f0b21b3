"""An archive as a folder to read from: itself, or a zip unpacked beside; and its project, never touched.

It does not know what an archive ought to hold.
"""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.archive.manifest import MANIFEST, PROJECT, SEAL
from scene.errors import UnreadableFile
from scene.graph import Snapshot
from scene.messages import msg
from scene.project.store import ProjectStore
from scene.record.entry import Deed, Entry


def is_archive(path: Path) -> bool:
    """Return whether something is to be opened as an archive: a folder or a zip, harmed or not."""
    return path.is_dir() or path.suffix.lower() == ".zip"


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Lend the folder of an archive.

    Raises
    ------
    UnreadableFile
        If it is not there, no archive, or no zip that can be read.
    """
    if not path.exists():
        raise UnreadableFile(
            msg("{file} is not there.", file=path.name), msg("Check the name and the folder.")
        )
    if path.is_dir():
        if not (path / MANIFEST).exists() and not (path / SEAL).exists():
            raise UnreadableFile(
                msg("The folder {file} is no archive of a meeting.", file=path.name),
                msg("Name the folder that holds {manifest}.", manifest=MANIFEST),
            )
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="weiyang-archive-") as held:
        try:
            with zipfile.ZipFile(path) as packed:
                packed.extractall(held)
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as problem:
            raise UnreadableFile(
                msg("{file} cannot be unpacked: {problem}.", file=path.name, problem=problem),
                msg("Ask for an unharmed copy of the archive."),
            ) from problem
        inner = next((found.parent for found in Path(held).rglob(MANIFEST)), Path(held))
        yield inner


def project_in(folder: Path) -> tuple[Snapshot, tuple[Entry, ...]]:
    """Read the project of an archive and its log, from a copy.

    Raises
    ------
    ProjectProblem, UnreadableFile
        If it cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="weiyang-archive-") as held:
        copy = Path(held) / PROJECT
        if (folder / PROJECT).is_file():
            shutil.copyfile(folder / PROJECT, copy)
        store = ProjectStore(copy)
        return store.open().snapshot, store.log()


def seal_in(folder: Path) -> tuple[Entry, ...]:
    """Read the entries that follow the project's log; the last tells of the seal.

    Raises
    ------
    UnreadableFile
        If they are not there or cannot be read.
    """
    try:
        held: list[dict[str, Any]] = json.loads((folder / SEAL).read_text("utf-8"))
        return tuple(Entry(**one | {"deed": Deed(one["deed"])}) for one in held)
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise UnreadableFile(
            msg("{file} of the archive cannot be read.", file=SEAL),
            msg("Ask for an unharmed copy of the archive."),
        ) from problem
