"""One moment of a run in one file: arrays in compressed pieces, an index, and a hash over all of it.

::

    magic · piece · piece · … · index (JSON) · length of the index (8 bytes) · sha256 of all before (32 bytes)

Nothing in it is code: it is read without pickle. It does not know runs, folders, or when a file is written.
"""

import json
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from math import prod
from os import cpu_count
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

#: The parts of a run by name, each with its arrays, numbers and words.
Parts = Mapping[str, Mapping[str, object]]

MAGIC: Final = b"weiyang flood checkpoint 1\n"
_PIECE: Final = 1 << 20
#: Pieces that are in work or done and not yet written.
_AHEAD: Final = 8
#: A piece that shrinks by less than this is kept as it is, and so is the rest of its array.
_WORTH: Final = 0.9
_KINDS: Final = "biuf"


class NotWhole(Exception):
    """A file that is no checkpoint, or was cut or changed."""


def write(
    file: BinaryIO, time: float, run: str, parts: Parts, check: Callable[[], None] = lambda: None
) -> None:
    """Write a moment.

    Parameters
    ----------
    file : binary file
    time : float
        Seconds of the run.
    run : str
        What tells this run from another.
    parts : mapping
        Arrays of numbers, numbers, words, and lists of these.
    check : callable
        Called between pieces; may raise to stop.

    Raises
    ------
    TypeError
        If a value is none of these.
    OSError
        If the disk takes no more.
    """
    digest = sha256()

    def put(raw: bytes) -> int:
        digest.update(raw)
        file.write(raw)
        return len(raw)

    put(MAGIC)
    index: dict[str, dict[str, Any]] = {}
    with ThreadPoolExecutor(cpu_count() or 1) as workers:
        for part, values in parts.items():
            index[part] = {}
            for key, value in values.items():
                if isinstance(value, np.ndarray):
                    pieces = [put(raw) for raw in _packed(value, workers, check)]
                    index[part][key] = {
                        "array": value.dtype.str, "shape": list(value.shape), "pieces": pieces
                    }  # fmt: skip
                else:
                    index[part][key] = {"value": _plain(value)}
    text = json.dumps({"time": time.hex(), "run": run, "parts": index}).encode()
    put(text)
    put(len(text).to_bytes(8, "little"))
    file.write(digest.digest())


def read(path: Path) -> tuple[float, str, dict[str, dict[str, object]]]:
    """Return time, run and parts of a file.

    Raises
    ------
    NotWhole
        If it is not what :func:`write` wrote.
    """
    try:
        raw = path.read_bytes()
        body = memoryview(raw)[:-32]
        if not raw.startswith(MAGIC) or sha256(body).digest() != raw[-32:]:
            raise NotWhole(path.name)
        length = int.from_bytes(body[-8:], "little")
        head = json.loads(bytes(body[-8 - length : -8]))
        place = len(MAGIC)
        parts: dict[str, dict[str, object]] = {}
        for part, values in head["parts"].items():
            parts[part] = {}
            for key, entry in values.items():
                if "array" in entry:
                    parts[part][key], place = _unpacked(body, place, entry)
                else:
                    parts[part][key] = entry["value"]
        return float.fromhex(head["time"]), head["run"], parts
    except (OSError, ValueError, KeyError, TypeError, zlib.error) as error:
        raise NotWhole(path.name) from error


def _packed(values: NDArray[Any], workers: ThreadPoolExecutor, check: Callable[[], None]) -> Iterator[bytes]:
    """Give the pieces of an array in order, each begun by a byte that says how it is kept."""
    if values.dtype.kind not in _KINDS:
        raise TypeError(f"a checkpoint keeps numbers, not {values.dtype}")
    flat = np.ascontiguousarray(values).reshape(-1)
    size = max(_PIECE // values.dtype.itemsize, 1)
    cuts = iter(range(0, flat.size, size))
    shrinks = True
    begun: deque[Future[bytes]] = deque()
    for start in cuts:
        check()
        piece = flat[start : start + size]
        if not shrinks:
            while begun:
                yield begun.popleft().result()
            yield b"\0" + piece.tobytes()
            continue
        begun.append(workers.submit(_shrunk, piece))
        if len(begun) >= _AHEAD:
            done = begun.popleft().result()
            shrinks = done[:1] != b"\0"
            yield done
    while begun:
        check()
        yield begun.popleft().result()


def _shrunk(piece: NDArray[Any]) -> bytes:
    """Return a piece packed: the first bytes of all numbers, then the second ones, and so on, compressed."""
    width = piece.dtype.itemsize
    turned = np.ascontiguousarray(piece.view(np.uint8).reshape(-1, width).T)
    small = zlib.compress(turned.data, 1)
    return b"\1" + small if len(small) < _WORTH * piece.nbytes else b"\0" + piece.tobytes()


def _unpacked(body: memoryview, place: int, entry: Mapping[str, Any]) -> tuple[NDArray[Any], int]:
    """Return an array, and where the next one begins."""
    dtype = np.dtype(entry["array"])
    if dtype.kind not in _KINDS:
        raise TypeError(f"a checkpoint keeps numbers, not {dtype}")
    raw = bytearray()
    for length in entry["pieces"]:
        kept, packed = body[place : place + length], body[place] == 1
        if packed:
            turned = np.frombuffer(zlib.decompress(kept[1:]), np.uint8).reshape(dtype.itemsize, -1)
            raw += np.ascontiguousarray(turned.T).tobytes()
        else:
            raw += kept[1:]
        place += length
    if len(raw) != prod(entry["shape"]) * dtype.itemsize:
        raise ValueError("an array is not of its size")
    return np.frombuffer(raw, dtype).reshape(entry["shape"]), place


def _plain(value: object) -> object:
    """Return a value as JSON keeps it."""
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"a checkpoint keeps numbers and words, not {type(value).__name__}")
