"""Make the buildings that a proposal is: a footprint with a height, or a single point on a string.

It does not know rules or how a proposal is drawn.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scene.messages import NO_NAME, BilingualText
from scene.payloads import Buildings
from scene.payloads.buildings import ROOF_FORMS

#: ``form`` of a proposal of which only the top point counts.
POINT: Final = "point"
#: ``form`` of a proposal that is a whole building.
BUILDING: Final = "building"
#: Columns of what rides on a proposal's roof: a parapet around flat roofs, and a mast over the middle of the
#: highest part, metres.
PARAPET: Final = "parapet"
MAST: Final = "mast"
#: Edge of the footprint that stands for a point, and how thick a mast is, metres.
THICKNESS: Final = 0.5


def footprint_proposal(
    ring: ArrayLike, ground: float, height: float, proposal_id: str, name: BilingualText
) -> Buildings:
    """Make a flat-roofed proposal.

    Parameters
    ----------
    ring : array_like, shape (k, 2)
        Outline in local metres, in either direction, without a closing repeat.
    ground : float
        Outdoor ground, local z.
    height : float
        Above outdoor ground, metres.
    proposal_id : str
        Stable name.
    name : BilingualText

    Raises
    ------
    ValueError
        If the outline has fewer than three corners or the height is not positive.
    """
    return _proposal(np.asarray(ring, np.float64), ground, height, proposal_id, name, BUILDING)


def point_proposal(
    place: ArrayLike, ground: float, height: float, proposal_id: str, name: BilingualText
) -> Buildings:
    """Make a proposal of which only the top point counts: the balloon itself.

    Parameters
    ----------
    place : array_like, shape (2,)
        Local metres.
    ground, height, proposal_id, name
        As in :func:`footprint_proposal`.

    Raises
    ------
    ValueError
        If the height is not positive.
    """
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * 0.5 * THICKNESS
    return _proposal(np.asarray(place, np.float64) + corners, ground, height, proposal_id, name, POINT)


def addition_of(buildings: Buildings, row: int, column: str) -> float:
    """Return how high a parapet or a mast rises over the roof, metres; 0 if there is none.

    A file may give it as text; what is no number is none.
    """
    values = buildings.columns.get(column)
    if values is None:
        return 0.0
    try:
        rise = float(values[row])
    except (TypeError, ValueError):
        return 0.0
    return rise if 0.0 < rise < np.inf else 0.0


def has_flat_roof(buildings: Buildings, row: int) -> bool:
    """Say whether a building is drawn and computed with a flat roof, which alone carries a parapet."""
    roof = buildings.text("roof", row)
    return roof == "flat" or roof not in ROOF_FORMS


def mast_of(buildings: Buildings, row: int, rise: float, *, from_ground: bool = False) -> Buildings:
    """Return the mast of a proposal as a building: thin, from the highest roof to its tip.

    Parameters
    ----------
    buildings : Buildings
    row : int
    rise : float
        Over the highest roof, metres.
    from_ground : bool
        Whether it reaches down through the body to the outdoor ground.
    """
    first, stop = buildings.building_start[row], buildings.building_start[row + 1]
    highest = int(first + np.argmax(buildings.top[first:stop]))
    outer = buildings.part_start[highest]
    ring = buildings.rings[buildings.ring_start[outer] : buildings.ring_start[outer + 1]]
    ground = float(buildings.outdoor_ground[row])
    height = float(buildings.top[highest]) + rise - ground
    mast = point_proposal(middle_of(ring), ground, height, buildings.ids[row], NO_NAME)
    return mast if from_ground else replace(mast, bottom=buildings.top[highest : highest + 1])


def middle_of(ring: NDArray[np.float32]) -> tuple[float, float]:
    """Return the centre of area of a ring, or the mean of its vertices if it has no area."""
    p = ring.astype(np.float64) - ring[0]
    q = np.roll(p, -1, axis=0)
    cross = p[:, 0] * q[:, 1] - q[:, 0] * p[:, 1]
    area = float(cross.sum()) / 2.0
    if abs(area) < 1e-6:
        mean = ring.mean(axis=0)
        return (float(mean[0]), float(mean[1]))
    x, y = ((p + q) * cross[:, None]).sum(axis=0) / (6.0 * area)
    return (float(x + ring[0, 0]), float(y + ring[0, 1]))


def _proposal(
    ring: NDArray[np.float64], ground: float, height: float, proposal_id: str, name: BilingualText, form: str
) -> Buildings:
    if ring.ndim != 2 or ring.shape[1] != 2 or len(ring) < 3:
        raise ValueError("an outline has at least three corners of two coordinates")
    if not height > 0.0:
        raise ValueError("a proposal has a height")
    ahead = np.roll(ring, -1, axis=0)
    if float((ring[:, 0] * ahead[:, 1] - ring[:, 1] * ahead[:, 0]).sum()) < 0.0:
        ring = ring[::-1]
    top = [ground + height]
    return Buildings(
        rings=ring.astype(np.float32),
        ring_start=np.array([0, len(ring)], np.int32),
        part_start=np.array([0, 1], np.int32),
        building_start=np.array([0, 1], np.int32),
        bottom=np.array([ground], np.float32),
        eaves=np.array(top, np.float32),
        top=np.array(top, np.float32),
        outdoor_ground=np.array([ground], np.float32),
        ids=(proposal_id,),
        columns={
            "name_zh": np.array([name.zh]),
            "name_en": np.array([name.en]),
            "form": np.array([form]),
            "roof": np.array(["flat"]),
        },
    )
