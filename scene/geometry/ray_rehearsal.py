"""Rays cast once at everything that can be met, as it was and after an edit: their kernels get compiled.

Walking, picking and every analysis cast them; numba should not compile while somebody walks. It does not
know who asks.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from scene.geometry.ray_scene import MANY, RayScene
from scene.geometry.rehearsal import sample
from scene.geometry.rows import rows_of
from scene.geometry.surface_raster import Grid, surface_of
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Raster, TriangleMesh

#: A layer of fewer rows is derived anew when it is edited.
_ROWS: Final = 1100


def rehearse_rays() -> None:
    """Look around among many houses, raise one of them, and look again."""
    houses = rows_of(sample(), np.zeros(_ROWS, np.int64))
    before = replace(houses, ids=tuple(map(str, range(_ROWS))))
    tall = before.top.copy()
    tall[3] += 5.0
    first = [_node("ground", _slab(), Role.TERRAIN), _node("grid", _grid(), Role.TERRAIN)]
    for state in (before, replace(before, top=tall)):
        scene = RayScene([*first, _node("houses", state, Role.BUILDINGS)])
        scene.prepare()
        for count in (1, MANY):  # each is answered by a caster of its own
            eyes = np.tile([-50.0, 3.0, 2.0], (count, 1))
            targets = np.tile([50.0, 3.0, 2.0], (count, 1))
            scene.occluded(eyes, targets, trees=True)
            scene.first_hit(eyes, targets, trees=True)
        scene.height_below([[3.0, 3.0, 50.0]])
        scene.inside_solid([[3.0, 3.0, 1.0]])
        surface_of(scene.layers, Grid(-20.0, 20.0, 2.0, 20, 20), trees=True)


def _node(name: str, payload: TriangleMesh | Buildings | Raster, role: Role) -> Node:
    return Node(BilingualText(name, name), role, payload, id=f"rehearsal-{name}")


def _slab() -> TriangleMesh:
    corners = [[-90.0, -90.0, 0.0], [90.0, -90.0, 0.0], [90.0, 90.0, 0.0], [-90.0, 90.0, 0.0]]
    return TriangleMesh(np.array(corners, np.float32), np.array([[0, 1, 2], [0, 2, 3]], np.int32))


def _grid() -> Raster:
    return Raster(np.zeros((8, 8), np.float32), 10.0, -40.0, 40.0)
