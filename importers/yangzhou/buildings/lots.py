"""Cut a block into lots: columns across its own grain, and rows within each column.

Works in the block's frame, turned so that most of its edges lie along the axes. It does not know houses.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.yangzhou.buildings.stretches import clear_stretches
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

#: Lots narrower or shallower than this hold no house, metres.
LEAST: Final = 5.0
#: Blocks larger than this are halved: lanes end inside them, and slits hide land; square metres.
LARGEST: Final = 11_000.0
#: Edges this close to a composed lane lie on it, metres.
BESIDE: Final = 4.5
#: Houses keep this off the ends of a block besides their set-back, metres.
SIDE: Final = 0.25
#: The last lot of a row is widened by at most this, metres.
FURTHEST: Final = 7.0


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A block in its own frame.

    Parameters
    ----------
    angle : float
        Of its frame, radians counter-clockwise from east; within 45 degrees of it.
    start, stop : ndarray of float64, shape (m, 2)
        Ends of all edges of its rings, in its frame, metres.
    bounds : tuple of float
        Least and greatest x and y in its frame: x0, y0, x1, y1.
    area : float
        Square metres.
    """

    angle: float
    start: F64
    stop: F64
    bounds: tuple[float, float, float, float]
    area: float

    @classmethod
    def of(cls, polygon: "Polygon", along: "BaseGeometry | None" = None) -> "Block":
        """Turn a polygon into the frame that most of its edges follow, above all those beside `along`."""
        from shapely import get_coordinates, get_num_coordinates, get_num_interior_rings, get_rings

        corners = get_coordinates(polygon)
        start, stop = corners[:-1], corners[1:]
        if get_num_interior_rings(polygon):  # no edge runs from one ring to the next
            between = np.cumsum(get_num_coordinates(get_rings(polygon)))[:-1] - 1
            start, stop = np.delete(start, between, axis=0), np.delete(stop, between, axis=0)
        step = stop - start
        length, heading = np.hypot(step[:, 0], step[:, 1]), np.arctan2(step[:, 1], step[:, 0])
        if along is not None:
            from shapely import distance, points

            length = np.where(distance(points(0.5 * (start + stop)), along) < BESIDE, 20.0 * length, length)
        angle = 0.25 * float(
            np.arctan2((length * np.sin(4 * heading)).sum(), (length * np.cos(4 * heading)).sum())
        )
        start, stop = turned(start, -angle), turned(stop, -angle)
        low, high = start.min(axis=0), start.max(axis=0)
        return cls(angle, start, stop, (low[0], low[1], high[0], high[1]), float(polygon.area))

    def spans(self, x: F64, axis: int = 0) -> tuple[F64, F64]:
        """Return the longest stretch inside the block along each of some lines.

        Parameters
        ----------
        x : ndarray of float64, shape (k,)
            Places of upright lines; of level ones if `axis` is 1.
        axis : int
            0 cuts along y, 1 along x.

        Returns
        -------
        low, high : ndarray of float64, shape (k,)
            Ends of the stretches; equal where a line misses the block.
        """
        found = clear_stretches(self.start, self.stop, np.column_stack([x, x]), axis, 1)
        return found[:, 0], found[:, 1]

    def clear(self, edges: F64, axis: int = 0, probes: int = 3) -> tuple[F64, F64]:
        """Return the stretch that is inside the block over the whole width of each column.

        Parameters
        ----------
        edges : ndarray of float64, shape (k, 2)
            Both sides of each column (of each row, if `axis` is 1).
        axis : int
            As in :meth:`spans`.
        probes : int
            Lines across each column; bends between them are shorter than the set-backs.

        Returns
        -------
        low, high : ndarray of float64, shape (k,)
            `high` at or below `low` where nothing is left.
        """
        found = clear_stretches(self.start, self.stop, np.ascontiguousarray(edges), axis, probes)
        return found[:, 0], found[:, 1]


@dataclass(frozen=True, slots=True, eq=False)
class Lots:
    """Rectangles of land, one value a lot.

    Parameters
    ----------
    west, south, width, depth : ndarray of float64
        In the frame of the block, metres.
    angle : ndarray of float64
        Of that frame, radians.
    first, last : ndarray of bool
        Whether the lot is the southernmost, the northernmost of its column, and so lies on a street.
    block : ndarray of int64
        Number of the block, or of the piece of an uneven one.
    """

    west: F64
    south: F64
    width: F64
    depth: F64
    angle: F64
    first: NDArray[np.bool_]
    last: NDArray[np.bool_]
    block: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.west)

    def take(self, chosen: NDArray[np.bool_]) -> "Lots":
        """Return some of the lots."""
        return Lots(*(getattr(self, name)[chosen] for name in self.__slots__))


def cut(
    blocks: "list[Polygon]",
    rng: Generator,
    *,
    width: tuple[float, float],
    depth: float,
    setback: tuple[float, float],
    alley: tuple[float, float] = (0.0, 0.0),
    alley_share: float = 0.0,
    along: "BaseGeometry | None" = None,
    largest: float = LARGEST,
) -> Lots:
    """Cut blocks into lots that fill them from street to street.

    Parameters
    ----------
    blocks : list of shapely.Polygon
        Local metres.
    rng : Generator
        Of the widths.
    width : tuple of float
        Least and greatest width of a lot, metres.
    depth : float
        Wanted depth of a lot; rows come out a little deeper or shallower.
    setback : tuple of float
        Least and greatest distance of houses from the block's edge, metres.
    alley : tuple of float
        Least and greatest width of a gap between columns, metres.
    alley_share : float
        How many columns have one.
    along : shapely geometry, optional
        Lanes whose houses stand in line with them.
    largest : float
        Blocks larger than this are halved first, square metres.

    Returns
    -------
    Lots
    """
    found: list[list[F64]] = []
    pieces = (piece for whole in blocks for piece in divided(whole, most=largest, along=along))
    for number, block in enumerate(pieces):
        edges = _columns(block, rng, width, setback, alley, alley_share)
        # Probes keep off the very sides: an end that leans by a hand must not cost metres of the front.
        low, high = block.clear(edges + 0.04 * (edges[:, 1:] - edges[:, :1]) * np.array([1.0, -1.0]))
        low, high = low + rng.uniform(*setback, len(low)), high - rng.uniform(*setback, len(low))
        kept = high - low > LEAST
        if not kept.any():
            continue
        wanted = depth * rng.uniform(0.84, 1.18, int(kept.sum()))
        rows = np.maximum(1, np.round((high - low)[kept] / wanted + 0.2)).astype(np.int64)
        lots = _rows(edges[kept], low[kept], high[kept], rows, block.angle, number, rng)
        if setback[1] < 1.0:
            _reach_ends(block, lots, SIDE + float(rng.uniform(*setback)))
        found.append(lots)
    west, south, wide, deep, angle, first, last, piece = (
        np.concatenate([group[k] for group in found]) if found else np.empty(0) for k in range(8)
    )
    return Lots(west, south, wide, deep, angle, first > 0.5, last > 0.5, piece.astype(np.int64))


def divided(
    polygon: "Polygon",
    least: float = 2500.0,
    fill: float = 0.74,
    most: float = LARGEST,
    along: "BaseGeometry | None" = None,
) -> list[Block]:
    """Halve a block until its pieces fill their boxes, so that no arm and no land behind a slit is lost.

    Parameters
    ----------
    polygon : shapely.Polygon
    least : float
        Pieces smaller than this are not halved, square metres.
    fill : float
        Share of its box from which a piece counts as even.
    most : float
        Even pieces larger than this are halved all the same, square metres.
    along : shapely geometry, optional
        Lanes that the pieces are turned to: see :meth:`Block.of`.
    """
    from shapely import clip_by_rect, get_parts

    area = polygon.area
    if area < least:
        return [Block.of(polygon, along)]
    if area < most:
        whole = Block.of(polygon)
        x0, y0, x1, y1 = whole.bounds
        if area > fill * (x1 - x0) * (y1 - y0):
            return [whole if along is None else Block.of(polygon, along)]
    west, south, east, north = polygon.bounds
    if east - west > north - south:
        middle = 0.5 * (west + east)
        halves = ((west, south, middle, north), (middle, south, east, north))
    else:
        middle = 0.5 * (south + north)
        halves = ((west, south, east, middle), (west, middle, east, north))
    pieces = [part for half in halves for part in get_parts(clip_by_rect(polygon, *half))]
    return [
        piece
        for part in pieces
        if part.geom_type == "Polygon" and part.area > 120.0
        for piece in divided(part, least, fill, most, along)
    ]


def _columns(
    block: Block,
    rng: Generator,
    width: tuple[float, float],
    setback: tuple[float, float],
    alley: tuple[float, float],
    share: float,
) -> F64:
    """Return both sides of the columns that fill a block from end to end, shape (k, 2)."""
    x0, y0, x1, y1 = block.bounds
    for trim in (0.05, 0.2):  # keep clear of ends that lean, unless the block is too uneven to have ends
        inner = np.array([[y0 + trim * (y1 - y0), y1 - trim * (y1 - y0)]])
        low, high = block.clear(inner, axis=1, probes=7)
        if high[0] - low[0] > 0.8 * (x1 - x0):
            x0, x1 = float(low[0]), float(high[0])
            break
    x0, x1 = x0 + SIDE + rng.uniform(*setback), x1 - SIDE - rng.uniform(*setback)
    count = max(1, round((x1 - x0) / (0.5 * (width[0] + width[1]) + 0.5 * share * (alley[0] + alley[1]))))
    gaps = np.where(rng.random(count) < share, rng.uniform(*alley, count), 0.0)
    gaps[-1] = 0.0
    widths = rng.uniform(*width, count)
    widths *= (x1 - x0 - gaps.sum()) / widths.sum()
    west = x0 + np.cumsum(widths + gaps) - widths - gaps
    return np.column_stack([west, west + widths])[widths > LEAST]


def _rows(
    edges: F64,
    low: F64,
    high: F64,
    rows: NDArray[np.int64],
    angle: float,
    number: int,
    rng: Generator,
) -> list[F64]:
    """Return the eight columns of `Lots` for the lots of one block."""
    column = np.repeat(np.arange(len(rows)), rows)
    row = np.arange(len(column)) - np.repeat(np.cumsum(rows) - rows, rows)
    share = rng.uniform(0.88, 1.12, len(column))
    ends = np.cumsum(share)
    before = (ends[np.cumsum(rows) - 1] - np.add.reduceat(share, np.cumsum(rows) - rows))[column]
    scale = ((high - low) / np.add.reduceat(share, np.cumsum(rows) - rows))[column]
    return [
        edges[column, 0],
        low[column] + (ends - share - before) * scale,
        edges[column, 1] - edges[column, 0],
        share * scale,
        np.full(len(column), angle),
        (row == 0).astype(float),
        (row == rows[column] - 1).astype(float),
        np.full(len(column), float(number)),
    ]


def _reach_ends(block: Block, lots: list[F64], setback: float) -> None:
    """Widen the lots at both ends of a block up to the lane there, in place, where lanes lean or bend."""
    west, south, wide, deep = lots[:4]
    bands = np.column_stack([south, south + deep])
    low, high = block.clear(bands, axis=1)
    gain = np.column_stack([west - low, high - west - wide]) - setback
    ends = np.column_stack([west < west.min() + LEAST, west + wide > (west + wide).max() - LEAST])
    gain = np.where(ends & (gain > 0.0) & (gain < FURTHEST) & (high > low)[:, None], gain, 0.0)
    left, right = west - gain[:, 0], west + wide + gain[:, 1]
    inner = 0.04 * (right - left)
    floor, ceiling = block.clear(np.column_stack([left + inner, right - inner]))
    fits = (floor <= south + 0.05) & (ceiling >= south + deep - 0.05)
    lots[0] = np.where(fits, left, west)
    lots[2] = np.where(fits, right, west + wide) - lots[0]


def turned(xy: F64, angle: float | F64) -> F64:
    """Return points turned about the origin, radians counter-clockwise; one angle, or one a point."""
    c, s = np.cos(angle), np.sin(angle)
    x, y = xy[..., 0], xy[..., 1]
    east = c * x - s * y
    found = np.empty((*east.shape, 2))
    found[..., 0], found[..., 1] = east, s * x + c * y
    return found
