"""The two shapes of glTF 2.0: one text, or one GLB with the text and the first buffer.

It does not know what the text describes.
"""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from importers.common.boundary import broken
from importers.common.json_text import fault_in
from scene.errors import UnreadableFile
from scene.messages import msg

MAGIC: Final = b"glTF"
#: Commas in a description; each entry becomes an object of some sixty bytes, and no exporter writes so many.
_MOST_ENTRIES: Final = 5_000_000
_JSON_CHUNK, _BINARY_CHUNK = 0x4E4F534A, 0x004E4942


def document_of(content: bytes, path: Path) -> tuple[dict[str, Any], bytes | None]:
    """Return the description of a glTF or GLB file, and the buffer that a GLB carries.

    Parameters
    ----------
    content : bytes
        The whole file.
    path : Path
        For sentences.

    Raises
    ------
    UnreadableFile
        If the container or the description is broken, or is of another version.
    """
    binary = None
    if content.startswith(MAGIC):
        content, binary = _chunks(content, path)
    if content.count(b",") > _MOST_ENTRIES:
        raise UnreadableFile(
            msg(
                "{file} describes more than {most:,} things in its text.", file=path.name, most=_MOST_ENTRIES
            ),
            msg("Export it as GLB, which keeps its numbers in a binary part."),
        )
    if fault_in(content) is not None:
        raise broken(path, "is broken: its description is not JSON")
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        raise broken(path, "is broken: its description is not JSON") from problem
    if not isinstance(document, dict) or not isinstance(document.get("asset"), dict):
        raise broken(path, "is not a glTF model: it has no asset")
    version = str(document["asset"].get("version", ""))
    if not version.startswith("2."):
        raise _other_version(path, version or "?")
    return document, binary


def _other_version(path: Path, version: str) -> UnreadableFile:
    return UnreadableFile(
        msg("{file} is glTF {version}; version 2 can be read.", file=path.name, version=version),
        msg("Export it as glTF 2.0."),
    )


def _chunks(content: bytes, path: Path) -> tuple[bytes, bytes | None]:
    """Return the text and the buffer of a GLB."""
    if len(content) < 20:
        raise broken(path, "is cut off: {size} bytes are there", size=len(content))
    version, length = struct.unpack_from("<II", content, 4)
    if version != 2:
        raise _other_version(path, str(version))
    if length > len(content):
        raise broken(path, "is cut off: {size} of {wanted} bytes are there", size=len(content), wanted=length)
    text, binary, at = b"", None, 12
    while at + 8 <= length:
        size, kind = struct.unpack_from("<II", content, at)
        if at + 8 + size > length:
            raise broken(path, "is cut off or broken: a chunk is longer than the file")
        if kind == _JSON_CHUNK and not text:
            text = content[at + 8 : at + 8 + size]
        elif kind == _BINARY_CHUNK and binary is None:
            binary = content[at + 8 : at + 8 + size]
        at += 8 + size
    if not text:
        raise broken(path, "is broken: it has no description")
    return text, binary


@contextmanager
def following(path: Path) -> Iterator[None]:
    """Turn a reference that leads nowhere, or a value of another kind, into one sentence.

    Raises
    ------
    UnreadableFile
        For every mistake in the structure of a description.
    """
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError) as problem:
        raise broken(path, "is broken: one of its references leads nowhere") from problem


def entry(document: dict[str, Any], kind: str, index: object) -> dict[str, Any]:
    """Return one object of a description by its number.

    Raises
    ------
    IndexError
        If there is none of that number.
    """
    if not isinstance(index, int) or index < 0:
        raise IndexError(f"{kind} {index!r}")
    found: dict[str, Any] = document[kind][index]
    if not isinstance(found, dict):
        raise IndexError(f"{kind} {index!r}")
    return found


def extension(holder: dict[str, Any], *names: str) -> dict[str, Any] | None:
    """Return the first of some extensions that an object carries, None if it carries none."""
    carried = holder.get("extensions", {})
    return next((carried[name] for name in names if name in carried), None)
