"""Draw control zones: a thin curtain around each up to the height that is allowed, and what it is called.

The curtain is seen over houses and hills, where a line on the ground would be lost. It does not know rules.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Piece, Shading, bounds_of, single
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.vtk_data import cells_of, put_colours, run_cells, vtk_points
from scene.node import Node
from scene.payloads.buildings import Buildings

#: sRGB where a style names none.
INK: Final = (0x6B, 0x4E, 0x86)
CURTAIN_OPACITY: Final = 0.16
#: Metres that a curtain has at least: where nothing may be built the limit is 0.
LOWEST_CURTAIN: Final = 3.0


class ZonesVisual:
    """A layer of zones, drawn."""

    def __init__(self, node: Node, look: Look) -> None:
        payload = node.payload
        assert isinstance(payload, Buildings)
        self.node = node
        self.pieces: list[Piece] = []
        if not len(payload.rings):
            return
        low, high = _heights(payload)
        foot = np.column_stack([payload.rings, low]).astype(np.float32)
        head = np.column_stack([payload.rings, high]).astype(np.float32)
        colour = node.style.colour or INK
        opacity = node.style.opacity
        points = np.concatenate([foot, head])
        around = bounds_of(points)
        following = _following(payload)
        here, up = np.arange(len(foot), dtype=np.int32), np.int32(len(foot))
        faces = np.concatenate([
            np.column_stack([here, following, following + up]),
            np.column_stack([here, following + up, here + up]),
        ])  # fmt: skip
        self._add(_data(points, colour, faces=faces), around, CURTAIN_OPACITY * opacity)
        closed, starts = _closed(head, payload.ring_start)
        self._add(_data(closed, colour, starts=starts), around, opacity)

    def _add(self, data: Any, around: tuple[float, ...], opacity: float) -> None:
        width = self.node.style.line_width
        self.pieces.append(
            Piece(
                self.node.id, Shading.PLAIN, around, single(data), casts=False, width=width, opacity=opacity
            )
        )

    def restyle(self, node: Node) -> bool:
        """Ask for new pieces unless nothing that is drawn changed."""
        if not same_but_dress(self.node, node) or node.style != self.node.style:
            return False
        self.node = node
        return True


def _heights(payload: Buildings) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return foot and head of the curtain at each vertex."""
    part = np.repeat(np.arange(len(payload.part_start) - 1), np.diff(payload.ring_start[payload.part_start]))
    ground = payload.outdoor_ground[payload.building_of_part]
    high = np.maximum(payload.top, ground + LOWEST_CURTAIN)
    return payload.bottom[part], high[part]


def _following(payload: Buildings) -> NDArray[np.int32]:
    """Return which vertex follows each in its ring."""
    following = np.arange(1, len(payload.rings) + 1, dtype=np.int32)
    following[payload.ring_start[1:] - 1] = payload.ring_start[:-1]
    return following


def _closed(
    points: NDArray[np.float32], start: NDArray[np.int32]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return rings with their first vertex again at the end."""
    closed = np.insert(points, start[1:], points[start[:-1]], axis=0)
    return closed, start.astype(np.int64) + np.arange(len(start))


def _data(
    points: NDArray[np.float32],
    colour: tuple[int, int, int],
    faces: NDArray[np.int32] | None = None,
    starts: NDArray[np.int64] | None = None,
) -> Any:
    from vtkmodules.vtkCommonDataModel import vtkPolyData

    data = vtkPolyData()
    data.SetPoints(vtk_points(points))
    if faces is not None:
        data.SetPolys(cells_of(faces.astype(np.int32)))
    if starts is not None:
        data.SetLines(run_cells(starts))
    put_colours(data, np.broadcast_to(np.array(colour, np.uint8), (len(points), 3)))
    return data
