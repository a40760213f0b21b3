"""The shapes that trees have when only their places and sizes are known, by name.

It does not know where trees stand.
"""

from functools import cache
from typing import Final

import numpy as np

from scene.payloads import Instances, TriangleMesh

#: The field that names the shape in our own exports.
SHAPE: Final = "shape"
USUAL: Final = "broadleaf"
NAMES: Final = ("broadleaf", "tall_broadleaf", "willow", "peach", "conifer")
EVERGREEN: Final = ("conifer",)


@cache
def shape_of(name: str) -> tuple[TriangleMesh, TriangleMesh]:
    """Return the mesh of a kind of tree, and its outline; of an unknown kind that of a broadleaf tree."""
    from importers.yangzhou.heritage import trees

    mesh, outline = getattr(trees, name if name in NAMES else USUAL)()
    return mesh, outline


def name_of(copies: Instances) -> str:
    """Return the name of the shape that copies have, empty if it is none of ours."""
    for name in NAMES:
        mesh, _ = shape_of(name)
        if mesh is copies.mesh or (
            mesh.vertices.shape == copies.mesh.vertices.shape
            and np.array_equal(mesh.vertices, copies.mesh.vertices)
        ):
            return name
    return ""
