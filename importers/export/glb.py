"""GLB: layers as one glTF 2.0 file in metres about a stated origin, y up, with names, colours and features.

The file says in its extras where on Earth its zero lies. It does not know how glTF stores things.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
from pydantic import Field

from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.gltf_document import GltfDocument
from importers.export.parts import Copies, Part, part_of
from importers.export.placing import words_of
from importers.export.strokes import Strokes, has_strokes, strokes_of
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.messages import Message, msg
from scene.node import Node
from scene.payloads import Buildings

#: A mesh of no more features becomes one named glTF mesh each, so that any program shows the names.
_MOST_NAMED: Final = 200


class GlbParams(ExportParams):
    """How to write a model."""

    crs: str = Field(
        "",
        title="Coordinate system",
        description="Positions are metres of the project's system; only that one can be written.",
        json_schema_extra={"usual": ""},
    )
    copies: Literal["instanced", "baked"] = Field(
        "instanced",
        title="Trees and other copies",
        description="instanced: one shape in many places, which few programs show; baked: plain triangles.",
    )
    detail: Literal["outline", "fine"] = Field(
        "outline", title="Shape of copies", description="outline: some 50 triangles; fine: as seen from near."
    )


class GlbExporter:
    """Layers into a GLB."""

    params_type: type[ExportParams] = GlbParams

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write all layers below one node that says where they stand."""
        answers = params if isinstance(params, GlbParams) else GlbParams(**params.model_dump())
        if answers.crs.strip() and answers.crs.strip() != frame.crs:
            raise InvalidRequest(
                msg("A GLB is in metres about a point of the project's system, {crs}.", crs=frame.crs),
                msg("Leave the system out, or export 3D Tiles."),
            )
        notes: list[Message] = []
        with replacing(path, "GLB", feedback) as place:
            parts: list[Part | Strokes] = []
            for number, node in enumerate(nodes):
                parts.append(_part(node, answers, notes, feedback))
                feedback.progress(0.5 * (number + 1) / len(nodes))
            zero = _zero(parts)
            document = GltfDocument()
            origin = (frame.to_world(zero[None])[0]).tolist()
            where = {"crs": frame.crs, "origin": origin, "vertical": frame.vertical}
            root = document.node(path.stem, None, None, **where)
            for number, part in enumerate(parts):
                feedback.check()
                if isinstance(part, Strokes):
                    at = (part.vertices.astype(np.float64) - zero).astype(np.float32)
                    put_strokes(document, replace(part, vertices=at), root)
                else:
                    put_part(document, part, zero, root)
                feedback.progress(0.5 + 0.4 * (number + 1) / len(parts))
            document.write(place.path, **where)
        feedback.progress(1.0)
        notes += notes_of(nodes)
        notes.append(
            msg("The zero of the file lies at {east:.0f}, {north:.0f}, {height:.0f} of {crs}.",
                east=origin[0], north=origin[1], height=origin[2], crs=frame.crs)
        )  # fmt: skip
        return ExportReport(tuple(place.files), summary_of(parts), tuple(notes))


def _part(node: Node, answers: GlbParams, notes: list[Message], feedback: Feedback) -> Part | Strokes:
    """Return a layer as triangles, or as lines and points if that is what it is.

    Raises
    ------
    InvalidRequest
        If there is nothing in it.
    """
    if has_strokes(node):
        strokes = strokes_of(node, notes, feedback)
        if not len(strokes.vertices):
            raise InvalidRequest(
                msg("{layer} holds no point.", layer=node.name), msg("Choose another layer.")
            )
        return strokes
    part = part_of(node, answers.detail, notes, feedback)
    if not len(part.faces):
        raise InvalidRequest(msg("{layer} holds no triangle.", layer=node.name), msg("Choose another layer."))
    return part if answers.copies == "instanced" else baked(part)


def notes_of(nodes: Sequence[Node]) -> list[Message]:
    """Return what layers are as triangles and were not before."""
    footprints = sum(isinstance(node.payload, Buildings) for node in nodes)
    if not footprints:
        return []
    return [
        msg("Layers of buildings, written as walls and roofs without their footprints: {count}.",
            count=footprints)
    ]  # fmt: skip


def summary_of(parts: Sequence[Part | Strokes]) -> Message:
    """Return how much some parts are."""
    meshes = [part for part in parts if isinstance(part, Part)]
    strokes = [part for part in parts if isinstance(part, Strokes)]
    copies = sum(len(part.copies.positions) for part in meshes if part.copies is not None)
    triangles = sum(len(part.faces) for part in meshes)
    if not strokes:
        return msg(
            "{layers} layers, {triangles:,} triangles, {copies:,} copies",
            layers=len(parts), triangles=triangles, copies=copies,
        )  # fmt: skip
    return msg(
        "{layers} layers, {triangles:,} triangles, {copies:,} copies, {pieces:,} pieces of lines, "
        "{points:,} points",
        layers=len(parts), triangles=triangles, copies=copies,
        pieces=sum(len(one.pairs) for one in strokes), points=sum(len(one.spots) for one in strokes),
    )  # fmt: skip


def _zero(parts: Sequence[Part | Strokes]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return whole local metres near the middle of all parts, on the height of the frame's zero."""
    copies = [part.copies if isinstance(part, Part) else None for part in parts]
    spots = [
        part.vertices if many is None else many.positions for part, many in zip(parts, copies, strict=True)
    ]
    low = np.min([spot[:, :2].min(axis=0) for spot in spots if len(spot)], axis=0)
    high = np.max([spot[:, :2].max(axis=0) for spot in spots if len(spot)], axis=0)
    return np.append(np.round((low.astype(np.float64) + high) / 2.0), 0.0)


def put_strokes(document: GltfDocument, strokes: Strokes, parent: int | None) -> None:
    """Add lines and points to a document, their vertices as they are, below a node with the layer's name."""
    name = strokes.node.name.zh or strokes.node.name.en
    table = document.properties.table(name, strokes.table) if strokes.table else None
    count = len(next(iter(strokes.table.values()))) if strokes.table else 0
    mesh = document.strokes(
        name, strokes.vertices, strokes.pairs, strokes.spots, strokes.colour, strokes.feature, table, count
    )
    document.node(name, mesh, parent, **words_of(strokes.node))


def put_part(
    document: GltfDocument, part: Part, zero: np.ndarray[tuple[int], np.dtype[np.float64]], parent: int | None
) -> None:
    """Add a part to a document, below a node that carries the layer's name and what is known of it.

    Parameters
    ----------
    document : GltfDocument
    part : Part
    zero : ndarray of float64, shape (3,)
        Local place that becomes the zero of the document.
    parent : int, optional
        Node that it goes below.
    """
    name = part.node.name.zh or part.node.name.en
    if part.copies is not None:
        mesh = document.mesh(name, part.vertices, part.faces, part.colour)
        node = document.node(name, mesh, parent, **words_of(part.node))
        at = (part.copies.positions.astype(np.float64) - zero).astype(np.float32)
        document.copies(node, at, part.copies.heading, part.copies.scale, part.copies.colour)
        return
    vertices = (part.vertices.astype(np.float64) - zero).astype(np.float32)
    names = _names(part)
    if names is not None:
        group = document.node(name, None, parent, **words_of(part.node))
        for row, title in enumerate(names):
            faces = np.flatnonzero(part.feature == row)
            if len(faces):
                one = part.chosen(faces)
                at = (one.vertices.astype(np.float64) - zero).astype(np.float32)
                mesh = document.mesh(title, at, one.faces, one.colour, uv=one.uv, texture=one.texture)
                own = {key: _plain(values[row]) for key, values in part.table.items()}
                document.node(title, mesh, group, **own)
        return
    table = document.properties.table(name, part.table) if part.table else None
    mesh = document.mesh(
        name, vertices, part.faces, part.colour, part.feature if part.table else None, table,
        part.features, part.uv, part.texture,
    )  # fmt: skip
    document.node(name, mesh, parent, **words_of(part.node))


def _names(part: Part) -> list[str] | None:
    """Return the name of each feature of a mesh with few of them; None if features go into a table."""
    if _in_a_table(part):
        return None
    chinese = part.table.get("name_zh")
    english = part.table.get("name_en")
    rows = range(part.features)
    return [
        str(chinese[row] if chinese is not None else "")
        or str(english[row] if english is not None else "")
        or f"{part.node.name.zh or part.node.name.en} {row + 1}"
        for row in rows
    ]


def _in_a_table(part: Part) -> bool:
    """Return whether the features of a part go into a table: many of them, or a texture that they share."""
    few = 0 < part.features <= _MOST_NAMED and ("name_zh" in part.table or "name_en" in part.table)
    return not few or part.texture is not None or "outdoor_ground" in part.table


def _plain(value: object) -> object:
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and not np.isfinite(plain) else plain


def baked(part: Part) -> Part:
    """Return a part with its copies as plain triangles, each in its tint."""
    if part.copies is None:
        return part
    copies: Copies = part.copies
    cos, sin = np.cos(copies.heading)[:, None], np.sin(copies.heading)[:, None]
    scaled = part.vertices[None] * copies.scale[:, None]
    vertices = np.stack(
        [
            cos * scaled[:, :, 0] - sin * scaled[:, :, 1] + copies.positions[:, :1],
            sin * scaled[:, :, 0] + cos * scaled[:, :, 1] + copies.positions[:, 1:2],
            scaled[:, :, 2] + copies.positions[:, 2:],
        ],
        axis=2,
    ).astype(np.float32)
    count, corners = len(copies.positions), len(part.vertices)
    faces = part.faces[None] + (np.arange(count, dtype=np.int32) * corners)[:, None, None]
    tint = np.full((count, 3), 255, np.uint16) if copies.colour is None else copies.colour.astype(np.uint16)
    colour = (part.colour[None].astype(np.uint16) * tint[:, None] // 255).astype(np.uint8)
    return replace(
        part,
        vertices=vertices.reshape(-1, 3),
        faces=faces.reshape(-1, 3).astype(np.int32),
        feature=np.repeat(np.arange(count, dtype=np.int32), len(part.faces)),
        colour=colour.reshape(-1, 3),
        table={},
        copies=None,
    )
