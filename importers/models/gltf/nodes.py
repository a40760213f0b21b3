"""The nodes of a glTF scene: which meshes stand where, and how often.

It does not know what meshes hold.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from importers.common.boundary import broken
from importers.models.gltf.buffers import Buffers
from importers.models.gltf.container import entry, extension
from scene.payloads.arrays import F64


def standing(buffers: Buffers) -> Iterator[tuple[int, str, F64]]:
    """Yield mesh, node's name and the matrices of its copies, shape (n, 4, 4), for every node with a mesh.

    Raises
    ------
    UnreadableFile
        If a node stands below itself or in two places.
    """
    document = buffers.document
    pending = [(root, np.eye(4)) for root in reversed(_roots(document))]
    met: set[int] = set()
    while pending:
        index, above = pending.pop()
        node = entry(document, "nodes", index)
        if index in met:
            raise broken(buffers.path, "is broken: a node of its scene stands in two places")
        met.add(index)
        matrix = above @ _matrix(node)
        if "mesh" in node:
            yield int(node["mesh"]), str(node.get("name", "")), matrix @ _copies(buffers, node)
        pending.extend((child, matrix) for child in reversed(node.get("children", [])))


def _roots(document: dict[str, Any]) -> list[int]:
    """Return the nodes on top: of the scene that is to be shown; without scenes, those below no other."""
    if document.get("scenes"):
        return list(entry(document, "scenes", document.get("scene", 0)).get("nodes", []))
    nodes = document.get("nodes", [])
    below = {child for node in nodes for child in node.get("children", [])}
    return [index for index in range(len(nodes)) if index not in below]


def _matrix(node: dict[str, Any]) -> F64:
    if "matrix" in node:
        stated: F64 = np.asarray(node["matrix"], dtype=np.float64).reshape(4, 4).T
        return stated
    own: F64 = composed(
        np.asarray([node.get("translation", (0.0, 0.0, 0.0))], dtype=np.float64),
        np.asarray([node.get("rotation", (0.0, 0.0, 0.0, 1.0))], dtype=np.float64),
        np.asarray([node.get("scale", (1.0, 1.0, 1.0))], dtype=np.float64),
    )[0]
    return own


def composed(move: F64, turn: F64, scale: F64) -> F64:
    """Return matrices of translations (n, 3), quaternions xyzw (n, 4), scales (n, 3): shape (n, 4, 4)."""
    length = np.linalg.norm(turn, axis=1, keepdims=True)
    x, y, z, w = (turn / np.where(length > 0.0, length, 1.0)).T
    matrix = np.zeros((len(move), 4, 4))
    matrix[:, 0, :3] = np.column_stack([1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)])
    matrix[:, 1, :3] = np.column_stack([2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)])
    matrix[:, 2, :3] = np.column_stack([2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)])
    matrix[:, :3, :3] *= scale[:, None, :]
    matrix[:, :3, 3] = move
    matrix[:, 3, 3] = 1.0
    return matrix


def _copies(buffers: Buffers, node: dict[str, Any]) -> F64:
    """Return the places of EXT_mesh_gpu_instancing below a node, else the node's own, shape (n, 4, 4)."""
    spread = extension(node, "EXT_mesh_gpu_instancing")
    if spread is None:
        return np.eye(4)[None]
    held = {name: buffers.numbers(index) for name, index in spread["attributes"].items() if name.isupper()}
    count = len(next(iter(held.values())))
    move = held.get("TRANSLATION", np.zeros((count, 3)))
    turn = held.get("ROTATION", np.tile((0.0, 0.0, 0.0, 1.0), (count, 1)))
    return composed(move, turn, held.get("SCALE", np.ones((count, 3))))
