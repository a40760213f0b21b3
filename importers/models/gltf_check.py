"""A glTF document held against its own declarations: lengths, files beside it, extensions it requires.

It decodes no geometry.
"""

import json
import struct
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlparse

from importers.base import ImportIssue
from importers.common.boundary import broken
from scene.errors import MissingPart, UnreadableFile
from scene.messages import msg

_COMPONENT_BYTES: Final = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
_COMPONENTS: Final = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_JSON_CHUNK, _BINARY_CHUNK = 0x4E4F534A, 0x004E4942
#: Elements of an accessor that no buffer stands behind: more than any model needs.
_MOST_UNBACKED: Final = 10_000_000

#: Extensions without which nothing can be drawn, and the module that decodes them ("" if none does).
_DECODERS: Final = {
    "KHR_draco_mesh_compression": "DracoPy",
    "EXT_meshopt_compression": "",
    "KHR_meshopt_compression": "",
}


def document_of(path: Path) -> tuple[dict[str, Any], int]:
    """Return the JSON of a glTF or GLB file, and the length of its binary chunk.

    Raises
    ------
    UnreadableFile
        If the container or the JSON is broken.
    """
    content = path.read_bytes()
    binary = 0
    if content.startswith(b"glTF"):
        content, binary = _glb_chunks(content, path)
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        raise broken(path, "is broken: its description is not JSON") from problem
    if not isinstance(document, dict) or not isinstance(document.get("asset"), dict):
        raise broken(path, "is not a glTF model: it has no asset")
    version = str(document["asset"].get("version", ""))
    if not version.startswith("2."):
        raise UnreadableFile(
            msg("{file} is glTF {version}; version 2 can be read.", file=path.name, version=version or "?"),
            msg("Export it as glTF 2.0."),
        )
    return document, binary


def _glb_chunks(content: bytes, path: Path) -> tuple[bytes, int]:
    """Return the JSON chunk and the length of the binary one."""
    if len(content) < 20:
        raise broken(path, "is cut off: {size} bytes are there", size=len(content))
    version, length = struct.unpack_from("<II", content, 4)
    if version != 2:
        raise UnreadableFile(
            msg("{file} is glTF {version}; version 2 can be read.", file=path.name, version=version),
            msg("Export it as glTF 2.0."),
        )
    if length > len(content):
        raise broken(path, "is cut off: {size} of {wanted} bytes are there", size=len(content), wanted=length)
    text, binary, at = b"", 0, 12
    while at + 8 <= length:
        size, kind = struct.unpack_from("<II", content, at)
        if at + 8 + size > length:
            raise broken(path, "is cut off or broken: a chunk is longer than the file")
        if kind == _JSON_CHUNK and not text:
            text = content[at + 8 : at + 8 + size]
        elif kind == _BINARY_CHUNK and not binary:
            binary = size
        at += 8 + size
    if not text:
        raise broken(path, "is broken: it has no description")
    return text, binary


def check_document(document: dict[str, Any], binary: int, path: Path, issues: list[ImportIssue]) -> None:
    """Refuse a document that declares what is not there.

    Raises
    ------
    UnreadableFile
        If a buffer is missing or too short, or a reference leads nowhere.
    MissingPart
        If it requires an extension that cannot be decoded here.
    """
    _check_extensions(document, path, issues)
    try:
        lengths = [_buffer_length(buffer, binary, path) for buffer in document.get("buffers", [])]
        views = [_view_length(view, lengths, path) for view in document.get("bufferViews", [])]
        for accessor in document.get("accessors", []):
            _check_accessor(accessor, views, path)
        for name, _ in _image_files(document, path):
            if not name.is_file():
                said = msg("The texture {file} is missing; faces stay plain.", file=name.name)
                issues.append(ImportIssue("note", said))
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as problem:
        raise broken(path, "is broken: one of its references leads nowhere") from problem


def _check_extensions(document: dict[str, Any], path: Path, issues: list[ImportIssue]) -> None:
    for extension in document.get("extensionsRequired", []):
        decoder = _DECODERS.get(str(extension))
        if decoder is None:
            said = msg("The extension {name} is not understood; it may look different.", name=extension)
            issues.append(ImportIssue("note", said))
        elif not decoder or find_spec(decoder) is None:
            hint = msg("Export it without compression.")
            if decoder:
                hint = msg(
                    "Export it without compression, or install the Python package {name}.", name=decoder
                )
            said = msg("{file} needs {name}, which cannot be decoded here.", file=path.name, name=extension)
            raise MissingPart(said, hint)


def _beside(uri: str, path: Path) -> Path:
    """Return the file that an address names in the model's folder.

    Raises
    ------
    UnreadableFile
        If it lies anywhere else.
    """
    parts = urlparse(uri)
    target = (path.parent / unquote(parts.path)).resolve()
    if parts.scheme or parts.netloc or path.parent.resolve() not in target.parents:
        short = uri if len(uri) <= 60 else uri[:59] + "…"
        raise UnreadableFile(
            msg("{file} asks for {uri}, which is not in its folder.", file=path.name, uri=short),
            msg("Put all its files into one folder, or export it as GLB."),
        )
    return target


def _buffer_length(buffer: dict[str, Any], binary: int, path: Path) -> int:
    """Return the length of a buffer after looking that it is there."""
    declared = int(buffer["byteLength"])
    uri = buffer.get("uri")
    if uri is None:
        present = binary
    elif uri.startswith("data:"):
        present = len(uri.partition(",")[2]) * 3 // 4
    else:
        file = _beside(uri, path)
        if not file.is_file():
            raise UnreadableFile(
                msg("{file} needs {buffer}, which is not beside it.", file=path.name, buffer=file.name),
                msg("Copy all files of the model into one folder, or export it as GLB."),
            )
        present = file.stat().st_size
    if declared < 0 or present < declared:
        raise broken(path, "is cut off: {size} of {wanted} bytes of a buffer are there",
                     size=present, wanted=declared)  # fmt: skip
    return declared


def _view_length(view: dict[str, Any], lengths: list[int], path: Path) -> int:
    offset, length = int(view.get("byteOffset", 0)), int(view["byteLength"])
    buffer = int(view["buffer"])
    if offset < 0 or length < 0 or buffer < 0 or offset + length > lengths[buffer]:
        raise broken(path, "is broken: a view reaches beyond its buffer")
    return length


def _check_accessor(accessor: dict[str, Any], views: list[int], path: Path) -> None:
    count = int(accessor["count"])
    element = _COMPONENT_BYTES[accessor["componentType"]] * _COMPONENTS[accessor["type"]]
    view = accessor.get("bufferView")
    if view is None:
        fits = 0 <= count <= _MOST_UNBACKED
    else:
        fits = (
            view >= 0 and count >= 0 and int(accessor.get("byteOffset", 0)) + count * element <= views[view]
        )
    if not fits:
        raise broken(path, "is broken: an accessor reaches beyond its view")


def _image_files(document: dict[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    for image in document.get("images", []):
        uri = image.get("uri", "")
        if uri and not uri.startswith("data:"):
            yield _beside(uri, path), uri


def companions_of(document: dict[str, Any], path: Path) -> tuple[Path, ...]:
    """Return the files beside a model that it uses: buffers and textures."""
    buffers = [buffer.get("uri", "") for buffer in document.get("buffers", [])]
    outside = [_beside(uri, path) for uri in buffers if uri and not uri.startswith("data:")]
    return (*outside, *(file for file, _ in _image_files(document, path)))
