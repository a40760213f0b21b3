"""The description of a tileset, held against what it must be, as a tree of tiles.

Whatever else is said of tiles (extensions, schemas, statistics) does not change what stands where and is
not judged. It reads no content.
"""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np

from importers.common.boundary import broken
from importers.models.neighbours import Neighbours
from scene.errors import UnreadableFile
from scene.messages import msg
from scene.payloads.arrays import F64

_VERSIONS: Final = ("0.0", "1.0", "1.1")
_VOLUMES: Final = {"box": 12, "region": 6, "sphere": 4}
#: From the axis that glTF has upwards to z up.
GLTF_UP: Final = {
    "Y": np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, -1.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]),
    "X": np.array([[0.0, 0.0, -1.0, 0.0], [0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]),
    "Z": np.eye(4),
}


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What a tile shows.

    Parameters
    ----------
    uri : str
        Its address.
    where : Neighbours
        Of the tileset that names it.
    transform : ndarray of float64, shape (4, 4)
        From the content's coordinates (z up) to those of the whole.
    upright : ndarray of float64, shape (4, 4)
        From glTF's axes to z up.
    properties : dict
        What the tileset says of it.
    """

    uri: str
    where: Neighbours
    transform: F64
    upright: F64
    properties: dict[str, Any]

    @property
    def path(self) -> Path:
        """Where it lies; of data within its address, a name of its own.

        Raises
        ------
        UnreadableFile
            If that is outside the tileset's folder.
        """
        if self.uri.startswith("data:"):
            return self.where.path / blake2b(self.uri.encode(), digest_size=8).hexdigest()
        return self.where.find(self.uri)


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One node of the tree.

    Parameters
    ----------
    contents : tuple of Content
    children : callable
        Returns the tiles below; those of implicit tilings come into being only then.
    replaces : bool
        Whether the tiles below stand in its place, or beside it.
    error : float
        Metres that it is off the finest, as its maker says.
    region : bool
        Whether its bounds are longitudes and latitudes.
    transform : ndarray of float64, shape (4, 4)
    """

    contents: tuple[Content, ...]
    children: Callable[[], Iterable["Tile"]]
    replaces: bool
    error: float
    region: bool
    transform: F64 = field(default_factory=lambda: np.eye(4))


@dataclass(frozen=True, slots=True, eq=False)
class Above:
    """What a tile takes over from the one above it."""

    where: Neighbours
    transform: F64
    upright: F64
    replaces: bool
    error: float


def parsed(content: bytes, path: Path) -> dict[str, Any]:
    """Return a description.

    Raises
    ------
    UnreadableFile
        If it is no JSON object.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        raise broken(path, "is broken: its description is not JSON") from problem
    if not isinstance(document, dict):
        raise broken(path, "is broken: its description is not JSON")
    return document


def root_of(document: dict[str, Any], where: Neighbours, transform: F64, replaces: bool | None) -> Tile:
    """Return the top of a tileset's tree.

    Parameters
    ----------
    document : dict
        As :func:`parsed`.
    where : Neighbours
        Of the tileset's file.
    transform : ndarray of float64, shape (4, 4)
        Of the tile that holds the tileset.
    replaces : bool, optional
        Of that tile.

    Raises
    ------
    UnreadableFile
        If the description is not what it must be.
    """
    asset = document.get("asset")
    if not isinstance(asset, dict) or "root" not in document:
        raise broken(where.path, "is no tileset: it has no asset or no root")
    if "version" not in asset:
        raise wrong(where, "asset.version")
    version = str(asset["version"])[:20]
    if version not in _VERSIONS:
        raise UnreadableFile(
            msg(
                "{file} is 3D Tiles {version}; versions 1.0 and 1.1 can be read.",
                file=where.path.name,
                version=version,
            ),
            msg("Export it as 3D Tiles 1.1."),
        )
    upright = GLTF_UP.get(str(asset.get("gltfUpAxis", "Y")).upper())
    if upright is None:
        raise wrong(where, "asset.gltfUpAxis")
    error = _error(document, where, "geometricError", math.inf)
    above = Above(where, transform, upright, True if replaces is None else replaces, error)
    return tile_of(document["root"], above, "root")


def wrong(where: Neighbours, what: str) -> UnreadableFile:
    """Return the error for a part of a description that is missing or not what it must be."""
    return broken(where.path, "is broken: {what} of the tileset is missing or wrong", what=what)


def tile_of(declared: Any, above: Above, name: str) -> Tile:
    """Return a tile as declared.

    Parameters
    ----------
    declared : object
        Should be a JSON object.
    above : Above
        What it takes over.
    name : str
        Its place in the description, for sentences.
    """
    where = above.where
    if not isinstance(declared, dict):
        raise wrong(where, name)
    region = _volume(declared.get("boundingVolume"), where, f"{name}.boundingVolume")
    error = _error(declared, where, f"{name}.geometricError", above.error)
    own = Above(
        where,
        above.transform @ _transform(declared, where, f"{name}.transform"),
        above.upright,
        _replaces(declared, above, f"{name}.refine"),
        error,
    )
    children = declared.get("children", [])
    if not isinstance(children, list):
        raise wrong(where, f"{name}.children")
    contents = _contents(declared, own, name)
    if "implicitTiling" in declared:
        if children:
            raise wrong(where, f"{name}.children")
        from importers.tiles3d.implicit import implicit_root

        return implicit_root(declared["implicitTiling"], contents, own, f"{name}.implicitTiling", region)

    def below() -> Iterable[Tile]:
        for row, child in enumerate(children):
            yield tile_of(child, own, f"{name}.children[{row}]")

    return Tile(contents, below, own.replaces, error, region, own.transform)


def _contents(declared: dict[str, Any], own: Above, name: str) -> tuple[Content, ...]:
    if "content" in declared and "contents" in declared:
        raise wrong(own.where, f"{name}.contents")
    several = declared.get("contents", [declared["content"]] if "content" in declared else [])
    if not isinstance(several, list):
        raise wrong(own.where, f"{name}.contents")
    of_tile = _properties(declared)
    contents = []
    for held in several:
        uri = held.get("uri", held.get("url")) if isinstance(held, dict) else None
        if not isinstance(uri, str) or not uri:
            raise wrong(own.where, f"{name}.content")
        if "boundingVolume" in held:
            _volume(held["boundingVolume"], own.where, f"{name}.content.boundingVolume")
        about = {**of_tile, **_properties(held)}
        contents.append(Content(uri, own.where, own.transform, own.upright, about))
    return tuple(contents)


def _properties(holder: dict[str, Any]) -> dict[str, Any]:
    """Return the plain values of an object's metadata."""
    metadata = holder.get("metadata")
    held = metadata.get("properties") if isinstance(metadata, dict) else None
    if not isinstance(held, dict):
        return {}
    return {str(key): value for key, value in held.items() if isinstance(value, str | int | float)}


def _volume(declared: Any, where: Neighbours, name: str) -> bool:
    """Check a bounding volume; return whether it is a region on the Earth."""
    if not isinstance(declared, dict):
        raise wrong(where, name)
    known = [kind for kind in _VOLUMES if kind in declared]
    if not known and not declared.get("extensions"):
        raise wrong(where, name)
    for kind in known:
        numbers = _numbers(declared[kind], _VOLUMES[kind], where, f"{name}.{kind}")
        if kind == "sphere" and numbers[3] < 0.0:
            raise wrong(where, f"{name}.{kind}")
        if kind == "region" and (np.abs(numbers[:4]) > (np.array([2, 1, 2, 1]) * np.pi / 2 + 1e-6)).any():
            raise wrong(where, f"{name}.{kind}")
    return "region" in known


def _numbers(declared: Any, count: int, where: Neighbours, name: str) -> F64:
    plain = isinstance(declared, list) and len(declared) == count
    if not plain or not all(isinstance(x, int | float) and not isinstance(x, bool) for x in declared):
        raise wrong(where, name)
    numbers = np.array(declared, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise wrong(where, name)
    return numbers


def _transform(declared: dict[str, Any], where: Neighbours, name: str) -> F64:
    if "transform" not in declared:
        return np.eye(4)
    matrix = _numbers(declared["transform"], 16, where, name).reshape(4, 4).T
    affine = np.allclose(matrix[3], (0.0, 0.0, 0.0, 1.0), atol=1e-9)
    if not affine or abs(np.linalg.det(matrix[:3, :3])) < 1e-12:
        raise wrong(where, name)
    return matrix


def _error(declared: dict[str, Any], where: Neighbours, name: str, otherwise: float) -> float:
    value = declared.get("geometricError", otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0.0:
        raise wrong(where, name)
    return float(value)


def _replaces(declared: dict[str, Any], above: Above, name: str) -> bool:
    value = declared.get("refine")
    if value is None:
        return above.replaces
    if not isinstance(value, str) or value.upper() not in ("ADD", "REPLACE"):
        raise wrong(above.where, name)
    return value.upper() == "REPLACE"
