"""Roofs and ground about footprints, gathered from a point cloud a piece at a time.

Roofs are points of class 6 in a footprint, the ground those of class 2 within some metres of its outline.
A cloud without these classes gives the lowest of what lies about the outline as ground, and all that stands
in the footprint as roof; that is told apart. It does not know files or readers.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.geometry.footprint_heights import MeasuredHeights, measured_heights, parts_at
from scene.payloads import Buildings, PointCloud
from scene.payloads.arrays import F32, F64

GROUND: Final = 2
BUILDING: Final = 6
#: Classes that are neither roof nor ground: vegetation, noise, water, wires.
ASIDE: Final = (3, 4, 5, 7, 9, 13, 14, 18)
#: Ground is looked for in squares of this edge, metres, on an outline and so many beside it.
CELL: Final = 2.0
BESIDE: Final = 2
#: Parts whose outlines are laid on squares at once.
PARTS: Final = 20_000
#: Share of the points of a square below its ground, where points have no classes.
LOWEST: Final = 5.0
#: Standard deviation of one point of a scan from the air, metres; and where its class is only a guess.
SIGMA: Final = 0.15
SIGMA_UNCLASSIFIED: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class CloudHeights:
    """What a cloud says of a layer of buildings.

    Parameters
    ----------
    measured : MeasuredHeights
        Of their parts.
    classified : bool
        Whether ground and roofs were told apart by class; else by height alone.
    """

    measured: MeasuredHeights
    classified: bool


class CloudSampler:
    """Gathers what a cloud holds about some footprints.

    Parameters
    ----------
    buildings : Buildings
    classified : bool
        Whether to go by the classes of the points.
    """

    def __init__(self, buildings: Buildings, classified: bool) -> None:
        self._buildings, self._classified = buildings, classified
        west, south, east, north = buildings.bounds()
        self._low = np.array([west, south]) - 4.0 * CELL
        self._cols = int((east - west) // CELL) + 10
        self._high = np.array([east, north]) + 4.0 * CELL
        self._part, self._near = self._cells_about()
        self._cells = np.unique(self._near)
        self._ground: list[tuple[NDArray[np.int64], F32]] = []
        self._roofs: list[tuple[NDArray[np.int32], F32]] = []

    def _key(self, xy: F64) -> NDArray[np.int64]:
        square = ((xy - self._low) // CELL).astype(np.int64)
        key: NDArray[np.int64] = square[:, 1] * self._cols + square[:, 0]
        return key

    def _cells_about(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return pairs of a part and a square on its outline or near it, by parts."""
        rings = self._buildings.rings.astype(np.float64)
        starts = self._buildings.ring_start
        after = np.arange(1, len(rings) + 1)
        after[starts[1:] - 1] = starts[:-1]
        step = rings[after] - rings
        part_start = self._buildings.part_start
        around = range(-BESIDE, BESIDE + 1)
        about = np.array([row * self._cols + col for row in around for col in around])
        found = [np.zeros((0, 2), np.int64)]
        for part in range(0, len(part_start) - 1, PARTS):
            last = min(part + PARTS, len(part_start) - 1)
            of_ring = np.repeat(np.arange(part, last), np.diff(part_start[part : last + 1]))
            ring_first, ring_last = part_start[part], part_start[last]
            owner = np.repeat(of_ring, np.diff(starts[ring_first : ring_last + 1]))
            corners = slice(starts[ring_first], starts[ring_last])
            pieces = np.ceil(np.linalg.norm(step[corners], axis=1) / CELL).astype(np.int64) + 1
            before = np.repeat(np.cumsum(pieces) - pieces, pieces)
            share = (np.arange(int(pieces.sum())) - before) / np.repeat(pieces, pieces)
            along = np.repeat(rings[corners], pieces, axis=0)
            along += np.repeat(step[corners], pieces, axis=0) * share[:, None]
            hit = np.unique(np.column_stack([np.repeat(owner, pieces), self._key(along)]), axis=0)
            near = np.column_stack([np.repeat(hit[:, 0], len(about)), (hit[:, 1:] + about).ravel()])
            found.append(np.unique(near, axis=0))
        pairs = np.concatenate(found)
        return pairs[:, 0], pairs[:, 1]

    def touches(self, low: F32, high: F32) -> bool:
        """Return whether a box of points may hold anything of use."""
        return bool((high[:2] >= self._low).all() and (low[:2] <= self._high).all())

    def add(self, cloud: PointCloud) -> None:
        """Take some of the points."""
        places = cloud.positions.astype(np.float64)
        within = ((places[:, :2] >= self._low) & (places[:, :2] <= self._high)).all(axis=1)
        classes = np.zeros(len(places), np.uint8) if cloud.classification is None else cloud.classification
        within &= ~np.isin(classes, ASIDE)
        places, classes = places[within], classes[within]
        ground = classes == GROUND if self._classified else np.ones(len(places), bool)
        key = self._key(places[ground, :2])
        at = np.minimum(np.searchsorted(self._cells, key), len(self._cells) - 1)
        hit = self._cells[at] == key
        self._ground.append((at[hit], places[ground, 2][hit].astype(np.float32)))
        roof = classes == BUILDING if self._classified else np.ones(len(places), bool)
        part = parts_at(self._buildings, places[roof, :2])
        inside = part >= 0
        self._roofs.append((part[inside], places[roof, 2][inside].astype(np.float32)))

    def result(self) -> CloudHeights:
        """Return what all the points say."""
        ground = self._ground_of_parts()
        part = np.concatenate([np.zeros(0, np.int32), *(part for part, _ in self._roofs)])
        roof = np.concatenate([np.zeros(0, np.float32), *(z for _, z in self._roofs)]).astype(np.float64)
        below = ground[part]
        if not self._classified:  # the floor of a courtyard is no roof
            standing = roof > below + 1.5
            part, roof, below = part[standing], roof[standing], below[standing]
        sigma = SIGMA if self._classified else SIGMA_UNCLASSIFIED
        measured = measured_heights(self._buildings, part, roof, below, own_sigma=sigma)
        return CloudHeights(measured, self._classified)

    def _ground_of_parts(self) -> F64:
        """Return the middle of the ground about each part, nan where there is none, shape (parts,)."""
        cell = np.concatenate([np.zeros(0, np.int64), *(cell for cell, _ in self._ground)])
        z = np.concatenate([np.zeros(0, np.float32), *(z for _, z in self._ground)]).astype(np.float64)
        of_cell = quantiles(cell, z, len(self._cells), 50.0 if self._classified else LOWEST)
        about = of_cell[np.searchsorted(self._cells, self._near)]
        known = np.isfinite(about)
        count = len(self._buildings.part_start) - 1
        # Without classes the squares that a building covers whole show its roof: the lower ones are ground.
        return quantiles(self._part[known], about[known], count, 50.0 if self._classified else 25.0)


def quantiles(group: NDArray[np.integer], values: F64, count: int, percent: float) -> F64:
    """Return a hundredth of the values of each group, the nearest of them; nan where it has none."""
    order = np.lexsort((values, group))
    sizes = np.bincount(group, minlength=count)
    first = np.cumsum(sizes) - sizes
    found = np.full(count, np.nan)
    some = sizes > 0
    place = first[some] + np.rint((sizes[some] - 1) * percent / 100.0).astype(np.int64)
    found[some] = values[order][place]
    return found


def is_classified(cloud: PointCloud) -> bool:
    """Return whether points are classified as ground and as buildings."""
    if cloud.classification is None:
        return False
    counts = np.bincount(cloud.classification, minlength=7)
    return bool(counts[GROUND] and counts[BUILDING])
