"""Proposals on a page: bodies in a colour that nothing else in the city has, and the balloon over each.

It does not know verdicts: a page says these in words.
"""

from typing import Final

import numpy as np

from app.web.body import Body, joined
from scene.geometry.proposal_mesh import proposal_mesh
from scene.geometry.proposals import middle_of
from scene.materials import Material
from scene.payloads import Buildings
from scene.payloads.arrays import F32, I32

#: sRGB of what is proposed, and of the balloon that is flown at its height.
PROPOSED: Final = (0xDE, 0xA6, 0x8E)
BALLOON: Final = (0xC8, 0x3A, 0x2C)
#: Metres, as in the window.
RADIUS: Final = 5.0
_AROUND, _ALONG = 12, 8


def proposals(payload: Buildings) -> Body:
    """Return proposals with their balloons."""
    mesh = proposal_mesh(payload)
    made = [_plain(mesh.vertices, mesh.faces, PROPOSED)] if len(mesh.faces) else []
    unit, faces = _sphere()
    for row in range(payload.count):
        parts = slice(payload.building_start[row], payload.building_start[row + 1])
        ring = payload.part_start[parts.start]
        x, y = middle_of(payload.rings[payload.ring_start[ring] : payload.ring_start[ring + 1]])
        top = float(payload.top[parts].max())
        centre = np.array([x, y, top + RADIUS * 1.05], np.float32)
        made.append(_plain(unit * np.float32(RADIUS) + centre, faces, BALLOON))
    return joined(made)


def _plain(vertices: F32, faces: I32, colour: tuple[int, int, int]) -> Body:
    count = len(faces)
    return Body(
        vertices,
        faces,
        np.tile(np.array(colour, np.uint8), (count, 1)),
        np.full(count, Material.PLAIN, np.uint8),
    )


def _sphere() -> tuple[F32, I32]:
    """Return a unit sphere in bands."""
    turn = np.arange(_AROUND) * (2.0 * np.pi / _AROUND)
    rise = np.linspace(-np.pi / 2.0, np.pi / 2.0, _ALONG + 1)
    turns, rises = np.meshgrid(turn, rise)
    places = [np.cos(rises) * np.cos(turns), np.cos(rises) * np.sin(turns), np.sin(rises)]
    vertices = np.stack(places, axis=2).reshape(-1, 3).astype(np.float32)
    band, place = np.meshgrid(np.arange(_ALONG), np.arange(_AROUND), indexing="ij")
    a, b = band * _AROUND + place, band * _AROUND + (place + 1) % _AROUND
    c, d = b + _AROUND, a + _AROUND
    faces = np.concatenate([np.stack(each, axis=2).reshape(-1, 3) for each in ((a, b, c), (a, c, d))])
    return vertices, faces.astype(np.int32)
