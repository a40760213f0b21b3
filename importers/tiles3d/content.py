"""What a tile shows: triangles, points and what is known of them, whatever its container.

It does not know the tree of tiles.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.models.gltf.container import MAGIC, extension, following
from importers.models.gltf.primitives import Triangles
from importers.models.gltf.scene import parts_of
from importers.models.neighbours import Neighbours
from importers.models.part import Cloud, Part, copied, placed
from importers.tiles3d.containers import Container, container_of, tiles_of
from importers.tiles3d.features import Features, numbers_of, stacked, table_of
from importers.tiles3d.metadata import feature_attribute, property_tables
from importers.tiles3d.packages import unpacked
from importers.tiles3d.placing import centre_of, matrices_of, number_of
from importers.tiles3d.points import cloud_of
from scene.errors import MissingPart
from scene.messages import msg
from scene.payloads.arrays import F64

#: Faces of a tile with all its instances.
_MOST_FACES: Final = 12_000_000


@dataclass(slots=True)
class Shown:
    """What a tile shows, z up, in its own coordinates.

    Parameters
    ----------
    parts : list of Part
        Their features are rows of `features`.
    clouds : list of Cloud
    features : list of Features
        Tables, one below the other.
    """

    parts: list[Part] = field(default_factory=list)
    clouds: list[Cloud] = field(default_factory=list)
    features: list[Features] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Number of features so far."""
        return sum(table.count for table in self.features)

    def take(self, parts: list[Part], features: Features) -> None:
        """Add parts whose features count from 0; a negative one means the first row behind the table."""
        first = self.rows
        if any((part.feature < 0).any() for part in parts if part.feature is not None):
            features = _with_one_more(features)
        for part in parts:
            feature = part.feature
            assert feature is not None  # readers of tiles always say
            self.parts.append(
                replace(part, feature=first + np.where(feature < 0, features.count - 1, feature))
            )
        self.features.append(features)


def _with_one_more(features: Features) -> Features:
    """Return a table with an empty row behind it."""
    columns = {
        name: np.concatenate([column, np.array([np.nan if column.dtype.kind in "iufb" else ""])])
        for name, column in features.columns.items()
    }
    return Features(features.count + 1, columns)


def shown(
    content: bytes, where: Neighbours, upright: F64, transform: F64, issues: list[ImportIssue]
) -> Shown:
    """Read the content of a tile.

    Parameters
    ----------
    content : bytes
        The whole file.
    where : Neighbours
        What it may read beside itself.
    upright : ndarray of float64, shape (4, 4)
        From glTF's axes to z up.
    transform : ndarray of float64, shape (4, 4)
        Of the tile; needed only for instances that stand up from the Earth.
    issues : list of ImportIssue
        Is told what was left out.

    Raises
    ------
    UnreadableFile
        If it is broken.
    MissingPart
        If it is of a kind that cannot be shown here.
    """
    result = Shown()
    try:
        plain = unpacked(content)
    except OSError as problem:
        raise broken(where.path, "is broken: it cannot be unpacked") from problem
    for tile in tiles_of(plain, where.path):
        with following(where.path):
            if tile[:4] == b"b3dm":
                _batched(container_of(tile, where.path), where, upright, issues, result)
            elif tile[:4] == b"i3dm":
                _instanced(container_of(tile, where.path), where, upright, transform, issues, result)
            elif tile[:4] == b"pnts":
                result.clouds.append(cloud_of(container_of(tile, where.path)))
            elif tile.startswith(MAGIC) or tile.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
                _plain(tile, where, upright, issues, result)
            else:
                raise _foreign(where.path)
    return result


def _foreign(path: Path) -> MissingPart:
    return MissingPart(
        msg("{file} is of a kind that cannot be shown here.", file=path.name),
        msg("Tiles may be b3dm, i3dm, pnts, cmpt, glTF or GLB."),
    )


def _batched(
    tile: Container, where: Neighbours, upright: F64, issues: list[ImportIssue], result: Shown
) -> None:
    batches = number_of(tile.features, "BATCH_LENGTH", tile.features_binary)
    count = batches or _longest(tile.batches)
    columns = table_of(tile.batches, tile.batches_binary, count)

    def feature_of(_: dict[str, Any], __: dict[str, Any], held: Triangles) -> NDArray[np.int64]:
        ids = held.attributes.get("_BATCHID", held.attributes.get("BATCHID"))
        return _of_faces(ids, held, 0, count)

    parts, buffers = parts_of(tile.body, where, issues, feature_of, ("_BATCHID", "BATCHID"))
    centre = np.eye(4)
    centre[:3, 3] = centre_of(tile.features, tile.features_binary) + _stated_centre(buffers.document)
    result.take([placed(part, centre @ upright) for part in parts], Features(count, columns))


def _longest(batches: dict[str, Any]) -> int:
    """Return how many things a batch table lists where nothing says."""
    return max((len(held) for held in batches.values() if isinstance(held, list)), default=0)


def _stated_centre(document: dict[str, Any]) -> F64:
    """Return the centre that CESIUM_RTC states, shape (3,)."""
    held = extension(document, "CESIUM_RTC")
    centre = np.zeros(3) if held is None else np.asarray(held["center"], dtype=np.float64)
    if centre.shape != (3,):
        raise ValueError("the centre is no vector")
    return centre


def _of_faces(ids: F64 | None, held: Triangles, first: int, count: int) -> NDArray[np.int64]:
    """Return the feature of each face from that of its first corner; -1 for none."""
    if ids is None or not count:
        return np.full(len(held.faces), -1, dtype=np.int64)
    own = np.nan_to_num(ids[held.faces[:, 0], 0], nan=-1.0).astype(np.int64)
    return np.where((own >= 0) & (own < count), first + own, -1)


def _plain(tile: bytes, where: Neighbours, upright: F64, issues: list[ImportIssue], result: Shown) -> None:
    """Read glTF, with the properties that 3D Tiles 1.1 keeps in it."""

    def feature_of(document: dict[str, Any], primitive: dict[str, Any], held: Triangles) -> NDArray[np.int64]:
        named = feature_attribute(primitive)
        if named is None or named[1] is None:
            return np.full(len(held.faces), -1, dtype=np.int64)
        tables = (extension(document, "EXT_structural_metadata") or {}).get("propertyTables", [])
        counts = [int(table["count"]) for table in tables]
        return _of_faces(held.attributes.get(named[0]), held, sum(counts[: named[1]]), counts[named[1]])

    clouds: list[Cloud] = []
    parts, buffers = parts_of(tile, where, issues, feature_of, ("_FEATURE_ID_",), clouds)
    tables = [Features(count, columns) for count, columns in property_tables(buffers)]
    centre = np.eye(4)
    centre[:3, 3] = _stated_centre(buffers.document)
    result.clouds += [cloud.moved(centre @ upright) for cloud in clouds]
    if parts:
        result.take([placed(part, centre @ upright) for part in parts], stacked(tables))


def _instanced(
    tile: Container,
    where: Neighbours,
    upright: F64,
    transform: F64,
    issues: list[ImportIssue],
    result: Shown,
) -> None:
    count = number_of(tile.features, "INSTANCES_LENGTH", tile.features_binary)
    matrices = matrices_of(tile.features, tile.features_binary, count, transform)
    model, beside = tile.body, where
    if not tile.embedded:
        uri = tile.body.strip(b" \x00").decode("utf-8")
        model, beside = where.read(uri), where.beside(where.find(uri))
    parts, _ = parts_of(model, beside, issues)
    if count * sum(len(part.faces) for part in parts) > _MOST_FACES:
        raise broken(where.path, "is broken: its copies of parts hold more faces than can be shown")
    rows = np.arange(count, dtype=np.int64)
    things = count
    if "BATCH_ID" in tile.features:
        held = tile.features["BATCH_ID"]
        kind = {"UNSIGNED_BYTE": "<u1", "UNSIGNED_INT": "<u4"}.get(held.get("componentType"), "<u2")
        rows = numbers_of(held, tile.features_binary, count, kind, 1)[:, 0].astype(np.int64)
        things = int(rows.max()) + 1 if count else 0
        if things > count + _MOST_FACES // 100:
            raise ValueError("a feature number is too high")
    columns = table_of(tile.batches, tile.batches_binary, things)
    copies = [copied(placed(part, upright), matrices, rows) for part in parts]
    result.take(copies, Features(things, columns))
