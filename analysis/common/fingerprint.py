"""Hash what an analysis ran on, so that a result can be checked against its inputs.

It does not know where a hash is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from scene.node import Node
from scene.payloads import Payload

#: Fields of payloads that hold local coordinates.
_PLACES: Final = frozenset({"rings", "vertices"})
_ON_AXIS: Final = 2.0**-7

_KNOWN: Final["WeakKeyDictionary[Payload, str]"] = WeakKeyDictionary()


def fingerprint(node: Node) -> str:
    """Return the sha256 of a node's geometry, columns and place; its name and style do not count."""
    digest = sha256()
    if node.payload is not None:
        if node.payload not in _KNOWN:
            of_payload = sha256()
            _feed(of_payload, node.payload)
            _KNOWN[node.payload] = of_payload.hexdigest()
        digest.update(_KNOWN[node.payload].encode())
    _feed(digest, node.transform)
    _feed(digest, node.attributes)
    return digest.hexdigest()


def fingerprints(ports: Mapping[str, Iterable[Node]]) -> dict[str, str]:
    """Return the sha256 of every node, by ``port/node id``."""
    return {f"{port}/{node.id}": fingerprint(node) for port, nodes in ports.items() for node in nodes}


def _kept(places: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return local coordinates as a project file, which keeps eastings and northings, can tell them apart.

    Half a nanometre is what a northing of millions of metres resolves. It is lost on float32 only where a
    local coordinate is below 8 mm; there it counts as none.
    """
    return np.where(np.abs(places) < _ON_AXIS, 0, places).astype(places.dtype)


def _feed(digest: Any, value: object) -> None:
    """Add a value with its type and shape, so that no two different values read the same."""
    if isinstance(value, np.ndarray):
        array = np.char.encode(value, "utf-8") if value.dtype.kind == "U" else value
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    elif isinstance(value, Mapping):
        digest.update(f"map{len(value)}".encode())
        for key in sorted(value):
            digest.update(repr(key).encode())
            _feed(digest, value[key])
    elif isinstance(value, tuple | list) and len(value) > 1 and set(map(type, value)) == {str}:
        # The ids of half a million buildings one by one would take seconds.
        lengths = np.fromiter(map(len, value), np.int64, len(value))
        digest.update(f"texts{len(value)}".encode())
        digest.update(lengths.data)
        digest.update("".join(value).encode())
    elif isinstance(value, tuple | list):
        digest.update(f"list{len(value)}".encode())
        for item in value:
            _feed(digest, item)
    elif isinstance(value, PurePath):  # where a linked file lies is no part of what it holds
        digest.update(f"file{value.name!r}".encode())
    elif is_dataclass(value):
        digest.update(type(value).__name__.encode())
        for field in fields(value):
            held = getattr(value, field.name)
            _feed(digest, _kept(held) if field.name in _PLACES else held)
    else:
        digest.update(repr(value).encode())
