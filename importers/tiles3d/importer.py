"""A tileset as layers: its triangles as meshes, its points as a cloud, at their place on the Earth.

Tilesets in geocentric coordinates (EPSG:4978) know their place; others are asked for one, as models are.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import existing, reading
from importers.common.provenance import layer_name, provenance_of, sha256_of
from importers.coordinates.crs import WGS84, resolve
from importers.coordinates.framing import Way, frame_for
from importers.coordinates.plausibility import checked
from importers.coordinates.vertical import levelled
from importers.models.assembly import assembled
from importers.models.neighbours import Neighbours
from importers.models.part import Cloud, Part, joined_clouds
from importers.models.placement import georeferenced, placed
from importers.tiles3d.containers import TILES
from importers.tiles3d.features import named
from importers.tiles3d.gathering import Gathered, Gathering
from importers.tiles3d.packages import source_of
from importers.tiles3d.params import TilesParams
from scene.errors import UnreadableFile
from scene.feedback import Feedback, SilentFeedback
from scene.frame import SceneFrame
from scene.messages import msg
from scene.node import Node, Provenance, Role
from scene.payloads import PointCloud
from scene.payloads.arrays import F64, Column

#: Distances from the middle of the Earth at which something stands on it, metres.
_EARTH: Final = (6_250_000.0, 6_500_000.0)
#: Texels of the textures that one mesh holds; a tileset with more becomes several.
_MOST_TEXELS: Final = 50_000_000
#: Contents whose hashes are kept one by one.
_MOST_NAMED: Final = 100
_GEOCENTRIC: Final = "EPSG:4978"
_GEOGRAPHIC: Final = "EPSG:4979"


class TilesetImporter:
    """3D Tiles 1.0 and 1.1, as folders or packed in one file."""

    params_type: type[ImportParams] = TilesParams

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file is a tileset's JSON, a package by its name, or a tile alone."""
        suffix = path.suffix.lower()
        if suffix == ".3tz":
            return head.startswith(b"PK")
        if suffix == ".3dtiles":
            return head.startswith(b"SQLite format 3\x00")
        if head.startswith(TILES):
            return True
        text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        if not text.startswith(b"{"):
            return False
        return path.name.lower() == "tileset.json" or (b'"asset"' in head and b'"geometricError"' in head)

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Go through the tree and say how many contents would be shown."""
        issues: list[ImportIssue] = []
        with reading(existing(path), "3D Tiles"):
            contents, walk = Gathering(
                path.name, _neighbours(path), _answers(params).detail, SilentFeedback(), issues
            ).chosen()
        origin = next(iter(contents), None)
        earth = walk.region or (origin is not None and _on_earth(origin.transform[:3, 3]))
        notes = [msg("Tile contents that would be shown: {count}.", count=len(contents))]
        if walk.missing:
            notes.append(msg("Tile contents that are missing: {count}.", count=len(walk.missing)))
        return FieldGuess("city", len(contents) or -1, _GEOCENTRIC if earth else "", notes=tuple(notes))

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read the finest tiles and place them."""
        answers = _answers(params)
        issues: list[ImportIssue] = []
        feedback.check()
        where = _neighbours(existing(path))
        with reading(path, "3D Tiles"):
            held = Gathering(path.name, where, answers.detail, feedback, issues).all()
        placing = _Placing(held, answers, target, path, issues)
        feedback.progress(0.8)
        feedback.check()
        nodes = self._nodes(held, placing, path, answers, issues)
        source = _provenance(path, where, answers, feedback)
        feedback.progress(1.0)
        return ImportResult(
            tuple(replace(node, provenance=source) for node in nodes), placing.frame, tuple(issues)
        )

    def _nodes(
        self, held: Gathered, placing: "_Placing", path: Path, answers: TilesParams, issues: list[ImportIssue]
    ) -> list[Node]:
        nodes = []
        folder = path.resolve().parent.name if path.name.lower() == "tileset.json" else ""
        name = layer_name(path, answers, folder)
        columns = named(held.features, held.names)
        for group in _groups(held.parts):
            with reading(path, "3D Tiles"):
                model = assembled(group, path, issues)
                mesh = model.mesh(placing.metres(model.vertices), _without_unused(columns))
            nodes.append(Node(name, Role.MODEL, mesh, transform=placing.matrix))
        if held.clouds:
            nodes.append(Node(name, Role.POINTS, _cloud(held.clouds, placing)))
        return nodes


def _answers(params: ImportParams) -> TilesParams:
    return params if isinstance(params, TilesParams) else TilesParams(**params.model_dump())


def _neighbours(path: Path) -> Neighbours:
    source, tileset = source_of(path)
    return Neighbours(tileset, tileset.parent, source)


def _on_earth(point: F64) -> bool:
    return bool(_EARTH[0] <= np.linalg.norm(point) <= _EARTH[1])


class _Placing:
    """The way from a tileset's coordinates to local metres."""

    def __init__(
        self,
        held: Gathered,
        answers: TilesParams,
        target: ImportTarget,
        path: Path,
        issues: list[ImportIssue],
    ) -> None:
        every = [part.vertices for part in held.parts] + [cloud.points for cloud in held.clouds]
        points = np.concatenate(every) if every else np.zeros((1, 3))
        points = points[np.isfinite(points).all(axis=1)]
        if not len(points):
            raise UnreadableFile(
                msg("{file} holds no triangle.", file=path.name),
                msg("Check that the right object was exported."),
            )
        self._answers, self._target, self._path = answers, target, path
        self.matrix: F64 | None = None
        middle = np.median(points, axis=0)
        self._earth = not answers.georeferenced and (held.region or _on_earth(middle)) and _on_earth(middle)
        if self._earth:
            lonlat = _geodetic(np.vstack([points.min(axis=0), points.max(axis=0), middle]))[2:, :2]
            checked(resolve(WGS84), lonlat, path.name)
            self.frame: SceneFrame = target.frame or frame_for(resolve(WGS84), lonlat)
            if not answers.height_shift:  # what to do about another datum is told below
                self.frame, _ = levelled(resolve(_GEOGRAPHIC), self.frame, target.frame is not None, [])
            self._way = Way(WGS84, self.frame, answers.datum_shift)
            _tell_of_heights(answers, issues)
        elif answers.georeferenced:
            _, self.frame = georeferenced(points, answers, target, path.name, issues)
        else:
            self.matrix, self.frame = placed(points, "z", answers, target, path.name, issues)

    def metres(self, points: F64) -> F64:
        """Return points as local metres, or in the coordinates that `matrix` takes there."""
        if self._earth:
            geodetic = _geodetic(points)
            plan = self._way.local(geodetic[:, :2]).astype(np.float64)
            heights = geodetic[:, 2] + self._answers.height_shift - self.frame.origin[2]
            return np.column_stack([plan, heights])
        if self._answers.georeferenced:
            target = replace(self._target, frame=self.frame)
            moved, _ = georeferenced(points, self._answers, target, self._path.name, [])
            moved[:, 2] += self._answers.height_shift
            return moved
        return points


def _tell_of_heights(answers: TilesParams, issues: list[ImportIssue]) -> None:
    if not answers.height_shift:
        said = msg("Its heights are above the ellipsoid and were taken as they are; a shift can be given.")
        issues.append(ImportIssue("note", said))


def _geodetic(points: F64) -> F64:
    """Return longitude and latitude, degrees, and ellipsoidal height of geocentric points, shape (n, 3)."""
    from pyproj import Transformer

    way = Transformer.from_crs(_GEOCENTRIC, _GEOGRAPHIC, always_xy=True)
    return np.column_stack(way.transform(points[:, 0], points[:, 1], points[:, 2]))


def _groups(parts: list[Part]) -> list[list[Part]]:
    """Return parts so that the textures of each group fit on one sheet."""
    groups: list[list[Part]] = []
    seen: set[int] = set()
    room = 0
    for part in parts:
        image = part.look.image
        cost = 0 if image is None or id(image) in seen else image.shape[0] * image.shape[1]
        if not groups or room + cost > _MOST_TEXELS:
            groups.append([])
            seen, room = set(), 0
            cost = 0 if image is None else image.shape[0] * image.shape[1]
        if image is not None:
            seen.add(id(image))
        groups[-1].append(part)
        room += cost
    return groups


def _without_unused(columns: dict[str, Column]) -> dict[str, Column]:
    """Return columns in which something stands."""
    return {
        name: held
        for name, held in columns.items()
        if (np.isfinite(held).any() if held.dtype.kind == "f" else (held != "").any())
    }


def _cloud(clouds: list[Cloud], placing: _Placing) -> PointCloud:
    cloud = joined_clouds(clouds)
    points = placing.metres(cloud.points)
    if placing.matrix is not None:
        points = points @ placing.matrix[:3, :3].T + placing.matrix[:3, 3]
    return PointCloud(points.astype(np.float32), cloud.colour)


def _provenance(path: Path, where: Neighbours, answers: TilesParams, feedback: Feedback) -> Provenance:
    """Return where a tileset comes from: hashes of its files, or of all of them together if they are many."""
    files = [file for file in dict.fromkeys(where.seen) if file.is_file()]
    if len(files) <= _MOST_NAMED:
        return provenance_of("tiles.tileset", path, answers, feedback, files)
    import hashlib

    whole = hashlib.sha256()
    for file in files:
        whole.update(sha256_of(file, feedback).encode())
    source = provenance_of("tiles.tileset", path, answers, feedback)
    return replace(source, parameters={**source.parameters, "companions": whole.hexdigest()})
