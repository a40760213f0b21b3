"""A triangle mesh: heritage models, bridges, water surfaces, imported models.

It does not know cameras or shaders; a material is a name for what a face is made of.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scene.payloads.arrays import F32, I32, U8, Column, columns, frozen


@dataclass(frozen=True, eq=False)
class TriangleMesh:
    """Triangles with features, colours and materials.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
        Local metres (or the node's own, if it has a transform).
    faces : ndarray of int32, shape (m, 3)
        Vertex indices, counter-clockwise seen from outside.
    feature_of_face : ndarray of int32, shape (m,)
        Which thing a face belongs to; rows of `columns`.
    colour_of_face : ndarray of uint8, shape (m, 3), optional
        sRGB before light.
    material_of_face : ndarray of uint8, shape (m,), optional
        :class:`scene.materials.Material` of each face.
    uv : ndarray of float32, shape (n, 2), optional
        Texture coordinates.
    texture : ndarray of uint8, shape (rows, cols, 3 or 4), optional
        Image, first row at the top.
    columns : Mapping[str, ndarray]
        One value a feature (``name_zh``, ``name_en`` …).

    Raises
    ------
    ValueError
        If the arrays do not fit together or a face names no vertex.
    """

    vertices: F32
    faces: I32
    feature_of_face: I32 | None = None
    colour_of_face: U8 | None = None
    material_of_face: U8 | None = None
    uv: F32 | None = None
    texture: U8 | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        put("vertices", frozen("vertices", self.vertices, np.float32, (None, 3)))
        put("faces", frozen("faces", self.faces, np.int32, (None, 3)))
        m = len(self.faces)
        if m and (self.faces.min() < 0 or self.faces.max() >= len(self.vertices)):
            raise ValueError("a face names a vertex that is not there")
        features = np.zeros(m, np.int32) if self.feature_of_face is None else self.feature_of_face
        put("feature_of_face", frozen("feature_of_face", features, np.int32, (m,)))
        if self.colour_of_face is not None:
            put("colour_of_face", frozen("colour_of_face", self.colour_of_face, np.uint8, (m, 3)))
        if self.material_of_face is not None:
            put("material_of_face", frozen("material_of_face", self.material_of_face, np.uint8, (m,)))
        if self.uv is not None:
            put("uv", frozen("uv", self.uv, np.float32, (len(self.vertices), 2)))
        if self.texture is not None:
            put("texture", frozen("texture", self.texture, np.uint8, (None, None, None)))
        rows = {len(column) for column in self.columns.values()}
        if len(rows) > 1:
            raise ValueError("columns differ in length")
        put("columns", columns(rows.pop() if rows else 0, self.columns))

    @property
    def features(self) -> I32:
        """Feature of each face, shape (m,)."""
        assert self.feature_of_face is not None  # set in __post_init__
        return self.feature_of_face
