"""What two processes say to each other: frames on a pipe, and arrays through a file that both map.

Arrays travel beside the pickle (protocol 5): written once from where they lie, mapped once where they
arrive, never copied. It does not know what is said.
"""

import mmap
import os
import pickle
import struct
import tempfile
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final

import numpy as np

_LENGTH: Final = struct.Struct("<Q")
#: Arrays that are smaller altogether travel in the frame, bytes.
_INLINE: Final = 1 << 20
#: Arrays begin at multiples of this in the file, bytes.
_ALIGNED: Final = 64
#: So many texts and more travel as one array of bytes instead of one by one.
_MANY: Final = 1000


@dataclass(frozen=True, slots=True)
class Packet:
    """A value on its way.

    Parameters
    ----------
    body : bytes
        The pickle.
    inline : tuple of bytes
        Its arrays, if they are few.
    file : str
        Where its arrays lie, if they are not; it belongs to whoever receives the packet.
    spans : tuple of (int, int)
        First byte and length of each array in the file.
    """

    body: bytes
    inline: tuple[bytes, ...] = ()
    file: str = ""
    spans: tuple[tuple[int, int], ...] = ()


def send(pipe: IO[bytes], frame: object) -> None:
    """Write one frame."""
    body = pickle.dumps(frame, protocol=5)
    pipe.write(_LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Return the next frame.

    Raises
    ------
    EOFError
        If the other side is gone.
    """
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return pickle.loads(_exactly(pipe, length))


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    parts, missing = [], length
    while missing:
        part = pipe.read(missing)
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def pack(value: object, folder: str) -> Packet:
    """Return a value as a packet; large arrays go into a new file in a folder."""
    buffers: list[pickle.PickleBuffer] = []
    body = BytesIO()
    _Pickler(body, protocol=5, buffer_callback=buffers.append).dump(value)
    views = [buffer.raw() for buffer in buffers]
    if sum(view.nbytes for view in views) < _INLINE:
        return Packet(body.getvalue(), inline=tuple(bytes(view) for view in views))
    handle, name = tempfile.mkstemp(dir=folder, suffix=".arrays")
    spans = []
    with os.fdopen(handle, "wb") as file:
        for view in views:
            file.write(bytes(-file.tell() % _ALIGNED))
            spans.append((file.tell(), view.nbytes))
            file.write(view)
    return Packet(body.getvalue(), file=name, spans=tuple(spans))


def unpack(packet: Packet) -> Any:
    """Return the value of a packet; its arrays are mapped, and their file has no name any more."""
    if not packet.file:
        return pickle.loads(packet.body, buffers=packet.inline)
    with Path(packet.file).open("rb") as file:
        mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    with suppress(OSError):  # where a mapped file cannot be removed it goes with its folder
        Path(packet.file).unlink()
    buffers = [mapped[start : start + length] for start, length in packet.spans]
    return pickle.loads(packet.body, buffers=buffers)


class _Pickler(pickle.Pickler):
    """Pickles frozen values: read-only mappings, and rows' ids as one array of bytes."""

    def reducer_override(self, value: object) -> Any:
        """Say how the types that pickle cannot do, or does slowly, are made again."""
        if isinstance(value, MappingProxyType):
            return _read_only, (dict(value),)
        ids = getattr(value, "ids", None)
        if is_dataclass(value) and isinstance(ids, tuple) and len(ids) >= _MANY:
            joined = "\n".join(ids)
            if joined.count("\n") == len(ids) - 1:
                held = {field.name: getattr(value, field.name) for field in fields(value)}
                held["ids"] = None
                return _rebuilt, (type(value), held, np.frombuffer(joined.encode("utf-8"), np.uint8))
        return NotImplemented


def _read_only(held: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(held)


def _rebuilt(kind: type[Any], held: dict[str, Any], ids: "np.ndarray[Any, Any]") -> Any:
    """Return a frozen value from its fields, which were checked when it was first made."""
    held["ids"] = tuple(ids.tobytes().decode("utf-8").split("\n"))
    made: Any = object.__new__(kind)
    for name, value in held.items():
        object.__setattr__(made, name, value)
    return made
