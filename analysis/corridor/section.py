"""How much of a corridor's section is hidden from its viewing place, by upright columns, exact in elevation.

The section is the rectangle at the landmark: as wide as the corridor, from the threshold up to the height
that is to stay clear. A column stands for an equal strip of it, so shares are shares of its area. It does not
know buildings.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.sightline.column_arrays import Blocked, Columns
from analysis.sightline.columns import block, nothing_blocked
from scene.geometry.corridors import Corridor, Zone
from scene.geometry.solids import Solid
from scene.payloads.arrays import F64

#: Columns that a section has at least and at most.
_FEWEST, _MOST = 64, 2048
#: Corners of a triangle.
_THREE: Final = 3


@dataclass(frozen=True, eq=False)
class Section:
    """Columns over the section of a corridor.

    Parameters
    ----------
    front : Columns
        As far as the landmark.
    beyond : Columns
        The same, as far as the corridor's background.
    sag : float
        By which what is far appears lower, 1/m.
    """

    front: Columns
    beyond: Columns
    sag: float

    def hide(self, corners: F64, hidden: Blocked | None = None, *, behind: bool = False) -> Blocked:
        """Return what is hidden when some triangles stand besides what hides already.

        Parameters
        ----------
        corners : ndarray of float64, shape (m, 3, 3)
            Local metres.
        hidden : Blocked, optional
            Left as it is.
        behind : bool
            Whether what stands behind the landmark counts.
        """
        columns = self.beyond if behind else self.front
        hidden = nothing_blocked(len(columns.reach)) if hidden is None else hidden.copy()
        if not len(corners):
            return hidden
        faces = np.arange(len(corners) * _THREE, dtype=np.int32).reshape(-1, _THREE)
        vertices = corners.reshape(-1, 3).astype(np.float32)
        solid = Solid(vertices, faces, np.zeros(len(faces), np.int32))
        return block(columns, solid, 0, self.sag, hidden)

    def share(self, hidden: Blocked, *, behind: bool = False) -> float:
        """Return the share of the section that is hidden, 0 to 1."""
        columns = self.beyond if behind else self.front
        places = np.arange(hidden.low.shape[1]) < hidden.used[:, None]
        covered = np.where(places, hidden.high - hidden.low, 0.0).sum(axis=1)
        return float(np.mean(covered / (columns.high - columns.low)))


def section_of(corridor: Corridor, step: float) -> Section:
    """Return the columns over a corridor's section.

    Parameters
    ----------
    corridor : Corridor
    step : float
        Greatest angle between two of them, radians.
    """
    length = corridor.length
    angle = 2.0 * np.arctan(0.5 * corridor.width / length)
    count = int(np.clip(np.ceil(angle / step), _FEWEST, _MOST))
    aside = (np.arange(count) + 0.5) / count * corridor.width - 0.5 * corridor.width
    away = np.hypot(length, aside)
    ends = corridor.to_plan(np.column_stack([np.full(count, length), aside]))
    way = (ends - np.array(corridor.eye[:2])) / away[:, None]
    eye = np.tile(np.array(corridor.eye), (count, 1))
    rise = corridor.landmark[2] - corridor.eye[2]
    low = rise / away - corridor.sag * away
    high = (rise + corridor.height) / away - corridor.sag * away
    behind = corridor.of_zone(Zone.BACKGROUND)
    far = max((polygon[:, 0].max() for polygon in behind), default=length) / length
    front = Columns(eye, np.ascontiguousarray(way), away, low, high)
    return Section(front, front._replace(reach=away * far), corridor.sag)
