"""The city of a page as GLB files: one that all schemes share, and a small one for each scheme.

A file's zero is the zero of the project's local metres. Trees are copies at three levels of detail, which the
page chooses by distance. It does not know what a page says.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from app.viewport.visuals.bare_trees import COARSE, FINE, LEAST, without_leaves
from app.viewport.visuals.instances import is_leafy, plainest, sheds_leaves
from app.web.bodies import body_of
from app.web.body import Body, joined, tiles
from app.web.nearness import Nearness
from importers.export.gltf_light import LightGltf
from scene.feedback import Feedback
from scene.geometry.placed import placed
from scene.materials import COLOUR, Material
from scene.node import Node, Role
from scene.payloads import Instances, TriangleMesh

#: Edge of a tile of the city, metres.
TILE: Final = 600.0
_PALETTE: Final = np.array([COLOUR[Material(number)] for number in range(len(Material))], np.uint8)


def write_city(
    path: Path, nodes: Sequence[Node], nearness: Nearness, feedback: Feedback, *, bare: bool = False
) -> int:
    """Write layers as one GLB and return its length; 0, and no file, if nothing of them can be seen.

    Parameters
    ----------
    path : Path
    nodes : sequence of Node
        Layers of a scene that are things.
    nearness : Nearness
        What is near enough to be shown whole.
    feedback : Feedback
        Progress and cancel.
    bare : bool
        Whether trees also come without their leaves, for a stop in winter.
    """
    document = LightGltf()
    solids: list[Body] = []
    waters: list[Body] = []
    empty = True
    for done, node in enumerate(nodes):
        feedback.check()
        feedback.progress(done / max(len(nodes), 1))
        if isinstance(node.payload, Instances):
            if node.payload.count and len(node.payload.mesh.faces) and len(node.payload.outline.faces):
                _put_copies(document, node, node.payload, bare)
                empty = False
            continue
        body = body_of(node, nearness)
        if body is not None and len(body.faces):
            (waters if node.role is Role.WATER else solids).append(body)
    for kind, bodies in (("solid", solids), ("water", waters)):
        if not bodies:
            continue
        empty = False
        group = document.node(kind)
        for (column, row), body in tiles(joined(bodies), TILE):
            feedback.check()
            document.body(f"{kind} {column} {row}", *body, group)
    return 0 if empty else document.write(path)


def _put_copies(document: LightGltf, node: Node, copies: Instances, bare: bool) -> None:
    """Add copies with the shapes that stand for them near, further off and far away."""
    leafy = is_leafy(copies.mesh)
    name = node.name.en or node.name.zh
    shapes = [copies.mesh, copies.outline, plainest(copies.outline) if leafy else copies.outline]
    near, middle, far = (_shape(document, f"{name} {level}", shape) for level, shape in enumerate(shapes))
    winter: list[int] = []
    if bare and sheds_leaves(node):
        winter = [
            _shape(document, f"{name} bare {level}", without_leaves(copies.mesh, detail))
            for level, detail in enumerate((FINE, COARSE, LEAST))
        ]
    number = document.node(name, middle, near=near, far=far, leafy=leafy, bare=winter, layer=node.id)
    at = placed(copies.positions.astype(np.float64), node.transform).astype(np.float32)
    document.copies(number, at, copies.heading, copies.scale, copies.colour)


def _shape(document: LightGltf, name: str, mesh: TriangleMesh) -> int:
    material = mesh.material_of_face
    if material is None:
        material = np.zeros(len(mesh.faces), np.uint8)
    colour = mesh.colour_of_face
    if colour is None:
        colour = _PALETTE[np.minimum(material, len(_PALETTE) - 1)]
    return document.shape(name, mesh.vertices, mesh.faces, colour, material, mesh.uv)
