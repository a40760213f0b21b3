"""From the parts of a model to one mesh: sound faces only, one texture.

It does not know formats, or where on Earth the model stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.models.appearance import joined, ready
from importers.models.part import Part
from scene.errors import UnreadableFile
from scene.messages import msg
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F32, F64, U8, Column


@dataclass(frozen=True, slots=True, eq=False)
class Assembly:
    """A model in its own coordinates.

    Parameters
    ----------
    vertices : ndarray of float64, shape (n, 3)
    faces : ndarray of int64, shape (m, 3)
    feature_of_face : ndarray of int64, shape (m,)
        As the parts say; where they say nothing, the part.
    names : tuple of str
        Of the parts.
    colour : ndarray of uint8, shape (m, 3), optional
    uv : ndarray of float32, shape (n, 2), optional
    texture : ndarray of uint8, shape (rows, cols, 3 or 4), optional
    """

    vertices: F64
    faces: NDArray[np.int64]
    feature_of_face: NDArray[np.int64]
    names: tuple[str, ...]
    colour: U8 | None
    uv: F32 | None
    texture: U8 | None

    def mesh(self, vertices: F64 | F32, columns: Mapping[str, Column] | None = None) -> TriangleMesh:
        """Return the model as a payload with its vertices moved to others of the same number.

        Without columns its features are its parts, by their names.
        """
        names = np.array(self.names, dtype=np.str_)
        return TriangleMesh(
            vertices.astype(np.float32),
            self.faces.astype(np.int32),
            self.feature_of_face.astype(np.int32),
            self.colour,
            None,
            self.uv,
            self.texture,
            {"name_zh": names, "name_en": names} if columns is None else columns,
        )


def assembled(parts: list[Part], path: Path, issues: list[ImportIssue]) -> Assembly:
    """Return all triangles of a model.

    Parameters
    ----------
    parts : list of Part
        In their places.
    path : Path
        For sentences.
    issues : list of ImportIssue
        Is told of faces with a corner that is no number, and of textures that changed.

    Raises
    ------
    UnreadableFile
        If no triangle is left.
    """
    counts = [len(part.faces) for part in parts]
    sound = [part for part in map(_sound, parts) if len(part.faces)]
    unsound = sum(counts) - sum(len(part.faces) for part in sound)
    if unsound:
        said = msg("Faces with a corner that is no number, left out: {count}.", count=unsound)
        issues.append(ImportIssue("dropped", said))
    if not sound:
        raise UnreadableFile(
            msg("{file} holds no triangle.", file=path.name), msg("Check that the right object was exported.")
        )
    dressed = ready(sound)
    colour, uv, texture = joined(dressed, issues)
    first = np.concatenate([[0], np.cumsum([len(part.vertices) for part in dressed])])
    features = [
        np.full(len(part.faces), row) if part.feature is None else part.feature
        for row, part in enumerate(dressed)
    ]
    return Assembly(
        np.concatenate([part.vertices for part in dressed]),
        np.concatenate([part.faces + start for part, start in zip(dressed, first[:-1], strict=True)]),
        np.concatenate(features).astype(np.int64),
        tuple(part.name for part in dressed),
        colour,
        uv,
        texture,
    )


def _sound(part: Part) -> Part:
    """Return a part without faces that have a corner that is no number, and without vertices of no face."""
    finite: NDArray[np.bool_] = np.asarray(np.isfinite(part.vertices).all(axis=1))
    kept: NDArray[np.bool_] = np.asarray(finite[part.faces].all(axis=1))
    used = np.zeros(len(part.vertices), dtype=bool)
    used[part.faces[kept]] = True
    if used.all() and kept.all():
        return part
    row = np.cumsum(used) - 1
    colour, uv = part.look.colour, part.look.uv
    return replace(
        part,
        vertices=part.vertices[used],
        faces=row[part.faces[kept]],
        look=replace(
            part.look,
            colour=None if colour is None else colour[kept],
            uv=None if uv is None else uv[used],
        ),
        feature=None if part.feature is None else part.feature[kept],
    )
