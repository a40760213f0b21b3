"""The list of an archive's files with the sha256 of each, and what of it does not hold any more.

It knows files, not what is in them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from app.checks import Check
from app.parameter_files import hash_of
from scene.errors import UnreadableFile
from scene.feedback import Feedback
from scene.messages import msg

#: Names within an archive.
MANIFEST: Final = "manifest.json"
SEAL: Final = "seal.json"
PROJECT: Final = "project.gpkg"
INPUTS: Final = "inputs"
#: What this program writes and reads.
FORMAT: Final = "weiyang-archive 1"
#: What desktops leave in folders that one looks into.
LEFT_BY_DESKTOPS: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file as it was when the meeting was sealed."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds.

    Parameters
    ----------
    head : str
        Of the decision log as the project in the archive holds it; printed in the minutes.
    moment : str
        When it was sealed, ISO 8601.
    program : str
        Name and version.
    files : Mapping of Sealed
        By path within the archive, with ``/``.
    layers : Mapping
        Name and sha256 of every layer of the project, by node id.
    results : Mapping of int
        Number of the entry of each ``results.json``, by path.
    """

    head: str
    moment: str
    program: str
    files: Mapping[str, Sealed]
    layers: Mapping[str, Any] = field(default_factory=dict)
    results: Mapping[str, int] = field(default_factory=dict)

    def text(self) -> str:
        """Return the text of its file."""
        held = {"format": FORMAT} | asdict(self)
        return json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of an archive.

    Raises
    ------
    UnreadableFile
        If there is none, or none that can be read.
    """
    try:
        held = json.loads((folder / MANIFEST).read_text("utf-8"))
        if held.pop("format") != FORMAT:
            raise ValueError("another format")
        files = {path: Sealed(**one) for path, one in held.pop("files").items()}
        return Manifest(files=files, **held)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise UnreadableFile(
            msg("{file} of the archive cannot be read.", file=MANIFEST),
            msg("Ask for an unharmed copy of the archive."),
        ) from problem


def files_in(folder: Path) -> dict[str, Path]:
    """Return the files that a manifest lists, by their path within the archive, in order."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    apart = (MANIFEST, SEAL)
    return {name: path for name, path in sorted(found.items()) if name not in apart}


def sealed_files(folder: Path, feedback: Feedback) -> dict[str, Sealed]:
    """Return what a folder holds now."""
    listed: dict[str, Sealed] = {}
    for name, path in files_in(folder).items():
        feedback.check()
        listed[name] = Sealed(hash_of(path), path.stat().st_size)
    return listed


def checked_files(folder: Path, manifest: Manifest, feedback: Feedback) -> Iterator[Check]:
    """Yield what is not as it was sealed, one sentence a file; one sentence if all is."""
    there = files_in(folder)
    harmed = 0
    for name, sealed in manifest.files.items():
        feedback.check()
        if name not in there:
            harmed += 1
            yield Check(False, msg("{file} is missing.", file=name))
        elif hash_of(there[name]) != sealed.sha256:
            harmed += 1
            yield Check(False, msg("{file} was changed since it was sealed.", file=name))
    for name, path in there.items():
        if name not in manifest.files and path.name not in LEFT_BY_DESKTOPS:
            harmed += 1
            yield Check(False, msg("{file} was not there when the meeting was sealed.", file=name))
    if not harmed:
        yield Check(True, msg("All {count} files are as they were sealed.", count=len(manifest.files)))
