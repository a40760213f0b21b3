"""Layers as plain triangles for a page: buildings at two levels, meshes without what is too small to be told.

It does not know glTF, trees or schemes.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from app.viewport.visuals.massing import massing, plain_rows
from app.web.balloons import proposals
from app.web.body import Body, chosen, joined
from app.web.nearness import WHOLE, Nearness
from scene.geometry.placed import placed
from scene.materials import COLOUR, Material
from scene.node import Node, Role
from scene.payloads import Buildings, Raster, TriangleMesh
from scene.payloads.arrays import F32, U8

#: A grid of more cells is thinned.
MOST_CELLS: Final = 250_000
_PALETTE: Final = np.array([COLOUR[Material(number)] for number in range(len(Material))], np.uint8)


def body_of(node: Node, nearness: Nearness) -> Body | None:
    """Return what stands for buildings, a mesh or a raster on a page; None if a layer is none of them."""
    payload = node.payload
    if isinstance(payload, Buildings):
        return _of_buildings(node, payload, nearness)
    if isinstance(payload, TriangleMesh):
        return _of_mesh(node, payload, nearness)
    if isinstance(payload, Raster):
        return _of_raster(node, payload)
    return None


def _of_buildings(node: Node, payload: Buildings, nearness: Nearness) -> Body | None:
    from scene.geometry.building_mesh import derive_mesh

    if not payload.count:
        return None
    if node.role is Role.PROPOSALS:
        return proposals(payload)
    rows = np.arange(payload.count)
    near = nearness.distance(payload.rings[payload.first_ring_vertex]) < WHOLE * nearness.share
    plain = plain_rows(payload, rows) & ~near
    made = [_dressed(node, derive_mesh(payload, rows[near]), Material.LIME_WALL)] if near.any() else []
    odd = ~near & ~plain
    if odd.any():
        made.append(_dressed(node, derive_mesh(payload, rows[odd], fine=False), Material.LIME_WALL))
    if plain.any():
        vertices, faces, surface, colour = massing(payload, rows[plain])
        first = faces[:, 0]
        material = np.round(surface[first, 2]).astype(np.uint8)
        made.append(Body(vertices, faces.astype(np.int32), colour[first, :3], material))
    shaped = [body for body in made if len(body.faces)]
    return joined(shaped) if shaped else None


def _of_mesh(node: Node, mesh: TriangleMesh, nearness: Nearness) -> Body | None:
    vertices = mesh.vertices
    if node.transform is not None:
        vertices = placed(vertices.astype(np.float64), node.transform).astype(np.float32)
    body = _dressed(node, mesh, Material.PLAIN)._replace(vertices=vertices)
    if node.role in (Role.TERRAIN, Role.SURFACE, Role.WATER):
        return body
    kept = np.flatnonzero(nearness.telling_faces(mesh, vertices))
    return chosen(body, kept) if len(kept) else None


def _of_raster(node: Node, raster: Raster) -> Body:
    from importers.export.parts import part_of, thinned
    from scene.feedback import SilentFeedback

    step = int(np.ceil(np.sqrt(raster.values.size / MOST_CELLS)))
    coarse = node if step == 1 else replace(node, payload=thinned(raster, step))
    part = part_of(coarse, "outline", [], SilentFeedback())
    return Body(part.vertices, part.faces, part.colour, np.full(len(part.faces), Material.EARTH, np.uint8))


def _dressed(node: Node, mesh: TriangleMesh, otherwise: Material) -> Body:
    """Return a mesh with colours and materials for all its faces."""
    material = mesh.material_of_face
    if material is None:
        material = np.full(len(mesh.faces), otherwise, np.uint8)
    material = np.minimum(material, len(_PALETTE) - 1).astype(np.uint8)
    colour = mesh.colour_of_face
    if mesh.uv is not None and mesh.texture is not None:
        colour = _sampled(mesh, mesh.uv, mesh.texture)
    if colour is None:
        colour = _PALETTE[material]
    if node.style.colour is not None:
        colour = np.tile(np.array(node.style.colour, np.uint8), (len(mesh.faces), 1))
    return Body(mesh.vertices, mesh.faces, colour, material)


def _sampled(mesh: TriangleMesh, uv: F32, texture: U8) -> U8:
    """Return the colour of a picture at the middle of each face: a page carries no pictures of walls."""
    middle = uv[mesh.faces].mean(axis=1) % 1.0
    rows, cols = texture.shape[:2]
    row = np.clip(((1.0 - middle[:, 1]) * rows).astype(np.int64), 0, rows - 1)
    col = np.clip((middle[:, 0] * cols).astype(np.int64), 0, cols - 1)
    sampled: U8 = texture[row, col, :3]
    return sampled
