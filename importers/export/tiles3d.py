"""3D Tiles 1.1 for viewers on the web: a tileset, and GLB tiles of a tree of squares in a folder beside it.

A building is never cut; what belongs to it, its id and heights included, lies in one tile. Nearer squares are
loaded in addition to farther ones. It does not know how glTF stores things.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.glb import notes_of, put_strokes, summary_of
from importers.export.globe import Globe, Stand, corners_of
from importers.export.gltf_document import GltfDocument
from importers.export.parts import Copies, Part, part_of
from importers.export.placing import words_of
from importers.export.quadtree import Square, quadtree
from importers.export.strokes import Strokes, has_strokes, strokes_of
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.messages import Message, msg
from scene.node import Node
from scene.payloads.arrays import F64

#: Triangles in a tile that is not cut further; a copy counts as some of its triangles.
_MOST_TRIANGLES: Final = 60_000
_WEIGHT_OF_COPY: Final = 20.0
_WEIGHT_OF_POINT: Final = 0.3
#: Error of a square without its smaller ones, as a share of its diagonal: loaded within some ten diagonals.
_ERROR: Final = 0.06


class TilesParams(ExportParams):
    """How to write tiles."""

    crs: str = Field(
        "",
        title="Coordinate system",
        description="Tiles are Earth-centred (EPSG:4978); leave it empty.",
        json_schema_extra={"usual": ""},
    )
    geoid_height: float = Field(
        0.0,
        ge=-120.0,
        le=100.0,
        title="Height of the geoid",
        description="Added to heights, which viewers take as above the ellipsoid; 0 sets the city on it.",
        json_schema_extra={"unit": "m"},
    )
    detail: Literal["outline", "fine"] = Field(
        "outline", title="Shape of copies", description="outline: some 50 triangles; fine: as seen from near."
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """What is never cut: faces of one feature, some faces of a ground, one copy."""

    part: NDArray[np.int32]
    row: NDArray[np.int64]
    place: F64
    weight: F64


class TilesExporter:
    """Layers into 3D Tiles 1.1."""

    params_type: type[ExportParams] = TilesParams

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write a tileset, and a folder of tiles named after it."""
        answers = params if isinstance(params, TilesParams) else TilesParams(**params.model_dump())
        if answers.crs.strip() not in ("", "EPSG:4978", "4978"):
            raise InvalidRequest(
                msg("3D Tiles are Earth-centred and have no other system."), msg("Leave the system out.")
            )
        notes: list[Message] = []
        with replacing(path, "3D Tiles", feedback) as place:
            parts: list[Part | Strokes] = []
            for number, node in enumerate(nodes):
                lines = has_strokes(node)
                part = strokes_of(node, notes, feedback) if lines else None
                parts.append(part or part_of(node, answers.detail, notes, feedback))
                feedback.progress(0.3 * (number + 1) / len(nodes))
            count = _Writer(parts, Globe(frame, answers.geoid_height), place.path, feedback).write()
        feedback.progress(1.0)
        notes += notes_of(nodes)
        if answers.geoid_height == 0.0:
            notes.append(
                msg("Heights were written as heights above the ellipsoid; give the geoid's to shift them.")
            )
        notes.append(msg("Tiles: {count}.", count=count))
        return ExportReport(tuple(place.files), summary_of(parts), tuple(notes))


class _Writer:
    """Cuts parts into tiles and writes them."""

    def __init__(self, parts: Sequence[Part | Strokes], globe: Globe, path: Path, feedback: Feedback) -> None:
        self.parts, self.globe, self.path, self.feedback = parts, globe, path, feedback
        self.folder = path.with_name(f"{path.stem}_tiles")
        self.pieces = [_pieces(part, number, feedback) for number, part in enumerate(parts)]
        self.total = 0
        self.written = 0

    def write(self) -> int:
        """Write everything and return the number of tiles."""
        held = _joined([piece[0] for piece in self.pieces])
        if not len(held.part):
            raise InvalidRequest(msg("The layers hold no triangle."), msg("Choose other layers."))
        self.feedback.check()
        tree = quadtree(held.place, held.weight, _MOST_TRIANGLES, self.feedback)
        self.total = sum(1 for _ in tree.leaves())
        self.folder.mkdir()
        middle = np.append(tree.low + tree.edge / 2.0, 0.0)
        root = self.globe.stand(middle)
        top, low, high = self._tile(tree, held, root)
        top["transform"] = root.matrix.T.ravel().tolist()
        top["boundingVolume"] = _box(low, high)
        tileset: dict[str, Any] = {
            "asset": {"version": "1.1", "generator": "Weiyang"},
            "geometricError": float(np.linalg.norm(high - low)),
            "root": top,
        }
        self.path.write_text(json.dumps(tileset, ensure_ascii=False), encoding="utf-8")
        return self.written

    def _tile(self, square: Square, held: _Piece, root: Stand) -> tuple[dict[str, Any], F64, F64]:
        """Return a tile and all below it, and the corners of its box in the root's frame."""
        if not square.children:
            return self._leaf(square, held, root)
        children, lows, highs = [], [], []
        for child in square.children:
            tile, low, high = self._tile(child, held, root)
            children.append(tile)
            lows.append(low)
            highs.append(high)
        low, high = np.min(lows, axis=0), np.max(highs, axis=0)
        tile = {
            "boundingVolume": _box(low, high),
            "geometricError": float(_ERROR * np.linalg.norm(high - low)),
            "refine": "ADD",
            "children": children,
        }
        return tile, low, high

    def _leaf(self, square: Square, held: _Piece, root: Stand) -> tuple[dict[str, Any], F64, F64]:
        self.feedback.check()
        stand = self.globe.stand(np.append(square.low + square.edge / 2.0, 0.0))
        document = GltfDocument(compact=True)
        boxes: list[F64] = []
        part_of_item = held.part[square.items]
        for number in np.unique(part_of_item).tolist():
            rows = held.row[square.items[part_of_item == number]]
            boxes.append(self._put(document, number, rows, stand))
        name = f"{self.written:05d}.glb"
        document.write(self.folder / name)
        self.written += 1
        self.feedback.progress(0.3 + 0.69 * self.written / self.total)
        low, high = np.min([box[0] for box in boxes], axis=0), np.max([box[1] for box in boxes], axis=0)
        inside = stand.within(root)
        tile = {
            "transform": inside.T.ravel().tolist(),
            "boundingVolume": _box(low, high),
            "geometricError": 0.0,
            "refine": "ADD",
            "content": {"uri": f"{self.folder.name}/{name}"},
        }
        outer = corners_of(low, high) @ inside[:3, :3].T + inside[:3, 3]
        return tile, outer.min(axis=0), outer.max(axis=0)

    def _put(self, document: GltfDocument, number: int, rows: NDArray[np.int64], stand: Stand) -> F64:
        """Add what of a part belongs to a tile; return the low and high corner of its box."""
        part = self.parts[number]
        name = part.node.name.zh or part.node.name.en
        if isinstance(part, Strokes):
            strokes = part.chosen(rows)
            vertices = stand.inside(self.globe.earth(strokes.vertices)).astype(np.float32)
            put_strokes(document, replace(strokes, vertices=vertices), None)
            return np.stack([vertices.min(axis=0), vertices.max(axis=0)]).astype(np.float64)
        if part.copies is not None:
            return self._put_copies(document, part, part.copies, rows, stand, name)
        chosen = part.chosen(_faces_of(self.pieces[number][1], rows))
        vertices = stand.inside(self.globe.earth(chosen.vertices)).astype(np.float32)
        table = document.properties.table(name, chosen.table) if chosen.table else None
        mesh = document.mesh(
            name, vertices, chosen.faces, chosen.colour, chosen.feature if chosen.table else None, table,
            chosen.features, chosen.uv, chosen.texture,
        )  # fmt: skip
        document.node(name, mesh, None, **words_of(part.node))
        return np.stack([vertices.min(axis=0), vertices.max(axis=0)]).astype(np.float64)

    def _put_copies(
        self,
        document: GltfDocument,
        part: Part,
        copies: Copies,
        rows: NDArray[np.int64],
        stand: Stand,
        name: str,
    ) -> F64:
        at = stand.inside(self.globe.earth(copies.positions[rows]))
        scale = copies.scale[rows]
        mesh = document.mesh(name, part.vertices, part.faces, part.colour)
        node = document.node(name, mesh, None, **words_of(part.node))
        colour = None if copies.colour is None else copies.colour[rows]
        document.copies(node, at, copies.heading[rows], scale, colour)
        wide = np.abs(part.vertices[:, :2]).max() * np.sqrt(2.0) * scale[:, :2].max(axis=1, keepdims=True)
        tall = part.vertices[:, 2].max() * scale[:, 2:]
        low = np.column_stack([at[:, :2] - wide, at[:, 2:] + part.vertices[:, 2].min() * scale[:, 2:]])
        return np.stack([low.min(axis=0), np.column_stack([at[:, :2] + wide, at[:, 2:] + tall]).max(axis=0)])


def _pieces(
    part: Part | Strokes, number: int, feedback: Feedback
) -> tuple[_Piece, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return what of a part is never cut, and for each such piece the faces it has, as order and offsets.

    Features of a table stay whole; of anything else (a ground, a river) each face is a piece.
    """
    feedback.check()
    if isinstance(part, Strokes):
        first = np.arange(len(part.vertices))
        if part.feature is not None:
            first = np.unique(part.feature, return_index=True)[1]
        size = np.diff(np.append(first, len(part.vertices)))
        place = part.vertices[first, :2].astype(np.float64)
        rows = np.arange(len(first)) if part.feature is None else part.feature[first].astype(np.int64)
        strokes = _Piece(np.full(len(first), number, np.int32), rows, place, size * _WEIGHT_OF_POINT)
        return strokes, (rows, np.arange(len(first) + 1))
    if part.copies is not None:
        count = len(part.copies.positions)
        weight = np.full(count, _WEIGHT_OF_COPY)
        rows = np.arange(count)
        place = part.copies.positions[:, :2].astype(np.float64)
        return _Piece(np.full(count, number, np.int32), rows, place, weight), (rows, np.arange(count + 1))
    middle = part.vertices[:, :2].astype(np.float64)[part.faces].mean(axis=1)
    whole = "outdoor_ground" in part.table
    owner = part.feature.astype(np.int64) if whole else np.arange(len(part.faces))
    order = np.argsort(owner, kind="stable")
    distinct, first, count_of = np.unique(owner[order], return_index=True, return_counts=True)
    start = np.append(first, len(order)).astype(np.int64)
    place = np.add.reduceat(middle[order], first, axis=0) / count_of[:, None] if len(first) else middle
    piece = _Piece(
        np.full(len(distinct), number, np.int32), np.arange(len(distinct)), place, count_of.astype(np.float64)
    )
    return piece, (order, start)


def _faces_of(
    faces: tuple[NDArray[np.int64], NDArray[np.int64]], rows: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the faces of some pieces, in the part's order."""
    order, start = faces
    first, count = start[rows], start[rows + 1] - start[rows]
    before = np.concatenate([[0], np.cumsum(count)])
    within = np.arange(before[-1]) - np.repeat(before[:-1], count)
    found: NDArray[np.int64] = np.sort(order[np.repeat(first, count) + within])
    return found


def _joined(pieces: Sequence[_Piece]) -> _Piece:
    return _Piece(
        np.concatenate([piece.part for piece in pieces]),
        np.concatenate([piece.row for piece in pieces]),
        np.concatenate([piece.place for piece in pieces]),
        np.concatenate([piece.weight for piece in pieces]),
    )


def _box(low: F64, high: F64) -> dict[str, list[float]]:
    """Return a bounding volume along the axes of the tile's frame."""
    middle, half = (low + high) / 2.0, np.maximum((high - low) / 2.0, 0.01)
    return {"box": [*middle.tolist(), half[0], 0.0, 0.0, 0.0, half[1], 0.0, 0.0, 0.0, half[2]]}
