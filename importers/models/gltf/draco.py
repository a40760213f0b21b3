"""Meshes compressed by Draco (KHR_draco_mesh_compression), decoded by DracoPy.

What a stream declares is held against its length first. It does not know glTF.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

#: Faces and points that a byte of a stream may stand for, beyond the first million.
_MOST_OF_A_BYTE, _MOST_AT_ALL = 16, 1_000_000
_HEAD: Final = 11
_METADATA: Final = 0x8000


@dataclass(frozen=True, slots=True, eq=False)
class DracoMesh:
    """A decoded mesh.

    Parameters
    ----------
    faces : ndarray of int64, shape (m, 3)
    attributes : dict
        By the number that the stream gives each: ndarray, shape (n, components).
    """

    faces: NDArray[np.int64]
    attributes: dict[int, NDArray[Any]]


def decoded(stream: bytes) -> DracoMesh:
    """Return what a stream holds.

    Raises
    ------
    ValueError
        If it is broken, or declares more than its length can hold.
    """
    _check_counts(stream)
    import DracoPy

    mesh = DracoPy.decode(stream)
    faces = getattr(mesh, "faces", None)
    attributes = {int(held["unique_id"]): np.asarray(held["data"]) for held in mesh.attributes}
    none = np.zeros((0, 3), dtype=np.int64)
    return DracoMesh(none if faces is None else np.asarray(faces, dtype=np.int64), attributes)


def _check_counts(stream: bytes) -> None:
    """Refuse a stream whose counts cannot be true; what is unusual is left to the library."""
    if len(stream) < _HEAD or stream[:5] != b"DRACO":
        raise ValueError("it is no Draco stream")
    flags = int.from_bytes(stream[9:11], "little")
    if flags & _METADATA:
        return  # counts come after names and values of any length
    at = _HEAD + (1 if stream[8] == 1 else 0)  # the edgebreaker method names its traversal first
    for _ in range(2):
        count, at = _varint(stream, at)
        if count > _MOST_AT_ALL + _MOST_OF_A_BYTE * len(stream):
            raise ValueError(f"{count} of its parts cannot be in {len(stream)} bytes")


def _varint(stream: bytes, at: int) -> tuple[int, int]:
    value = 0
    for k in range(5):
        if at >= len(stream):
            raise ValueError("it is cut off")
        value |= (stream[at] & 127) << (7 * k)
        at += 1
        if stream[at - 1] < 128:
            return value, at
    raise ValueError("a count does not end")
