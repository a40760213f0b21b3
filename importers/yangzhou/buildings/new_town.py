"""The new districts: towers on open ground, offices and schools round courts, halls of trade and industry.

It does not know which blocks it is given.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.random import Generator

from importers.yangzhou.buildings.lots import Block, turned
from importers.yangzhou.buildings.massing import Masses, masses, rectangles
from importers.yangzhou.buildings.slabs import slabs
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from shapely import Polygon

_STOREY: Final = 3.0
#: Clear distance of towers from each other, metres.
_APART: Final = 34.0
#: A tower's plan within a unit square: four wings round a core.
_TOWER: Final = np.array(
    [
        (0.22, 0.0), (0.78, 0.0), (0.78, 0.16), (1.0, 0.16), (1.0, 0.74), (0.72, 0.74),
        (0.72, 1.0), (0.28, 1.0), (0.28, 0.74), (0.0, 0.74), (0.0, 0.16), (0.22, 0.16),
    ]
)  # fmt: skip


def new_town(blocks: "list[Polygon]", rng: Generator, *, cap: float) -> list[Masses]:
    """Fill blocks with towers, long slabs, offices and halls, one kind a block.

    Parameters
    ----------
    blocks : list of shapely.Polygon
    rng : Generator
    cap : float
        No eaves above this, metres.

    Returns
    -------
    list of Masses
    """
    kinds = rng.choice(4, len(blocks), p=(0.44, 0.32, 0.12, 0.12))
    low = [block for block, kind in zip(blocks, kinds, strict=True) if kind == 1]
    found = slabs(low, rng, floors=(6, 11), cap=min(cap, 36.0))
    for block, kind in zip(blocks, kinds, strict=True):
        if kind == 0:
            found += towers(block, rng, cap=cap)
        elif kind == 2:
            found += offices(block, rng, cap=cap)
        elif kind == 3:
            found += halls(block, rng)
    return found


def towers(polygon: "Polygon", rng: Generator, *, cap: float) -> list[Masses]:
    """Set towers of 18 to 33 storeys on a loose grid, as many as the cap allows."""
    block = Block.of(polygon)
    x0, y0, x1, y1 = block.bounds
    wide, deep = rng.uniform(24.0, 29.0), rng.uniform(18.0, 22.0)
    xs = np.arange(x0 + 14.0, x1 - wide - 12.0, wide + _APART)
    ys = np.arange(y0 + 14.0, y1 - deep - 12.0, deep + _APART + 12.0)
    x, y = (grid.ravel() for grid in np.meshgrid(xs, ys))
    x = x + 0.5 * (wide + _APART) * ((np.round((y - y0) / 60.0) % 2) if len(x) else 0.0) * (
        rng.random() < 0.5
    )
    fits = _fits(block, x, y, wide, deep, 10.0)
    x, y = x[fits], y[fits]
    if not len(x):
        return slabs([polygon], rng, floors=(6, 8), cap=min(cap, 36.0))
    most = min(33, int((cap - 2.0) / _STOREY))
    least = min(18, most - 2)
    floors = np.clip(rng.integers(least, most + 1) + rng.integers(-2, 3, len(x)), least, most)
    outline = _TOWER * (wide, deep) + np.stack([x, y], -1)[:, None]
    return [
        masses(
            turned(outline, block.angle),
            eaves=_STOREY * floors + 1.8,
            floors=floors,
            parapet=1.2,
            use="residential",
        )
    ]


def offices(polygon: "Polygon", rng: Generator, *, cap: float) -> list[Masses]:
    """Set one U-shaped school or office round a court, and leave the rest of the block open."""
    block = Block.of(polygon)
    x0, y0, x1, y1 = block.bounds
    wide = min(float(rng.uniform(52.0, 78.0)), 0.7 * (x1 - x0))
    deep = min(float(rng.uniform(42.0, 60.0)), 0.7 * (y1 - y0))
    x, y = np.array([0.5 * (x0 + x1 - wide)]), np.array([0.5 * (y0 + y1 - deep)])
    if min(wide, deep) < 36.0 or not _fits(block, x, y, wide, deep, 4.0)[0]:
        return slabs([polygon], rng, floors=(5, 6), cap=min(cap, 24.0))
    t = 14.0
    shape = [
        (0, 0),
        (t, 0),
        (t, deep - t),
        (wide - t, deep - t),
        (wide - t, 0),
        (wide, 0),
        (wide, deep),
        (0, deep),
    ]
    outline = np.array(shape) + np.array([x[0], y[0]])
    floors = int(rng.integers(4, 6))
    height = min(3.8 * floors + 1.0, cap)
    return [
        masses(turned(outline, block.angle)[None], eaves=height, floors=floors, parapet=1.0, use="public")
    ]


def halls(polygon: "Polygon", rng: Generator) -> list[Masses]:
    """Set workshops and trade halls in rows: wide, low, with shallow roofs."""
    block = Block.of(polygon)
    x0, y0, x1, y1 = block.bounds
    wide, deep = float(rng.uniform(44.0, 66.0)), float(rng.uniform(20.0, 28.0))
    xs, ys = np.arange(x0 + 8.0, x1 - wide, wide + 10.0), np.arange(y0 + 8.0, y1 - deep, deep + 12.0)
    x, y = (grid.ravel() for grid in np.meshgrid(xs, ys))
    fits = _fits(block, x, y, wide, deep, 3.0)
    x, y = x[fits], y[fits]
    n = len(x)
    shape = rectangles(x, y, np.full(n, wide), np.full(n, deep), np.full(n, block.angle))
    eaves = rng.uniform(7.0, 10.0)
    return [
        masses(
            shape,
            eaves=eaves,
            rise=2.2,
            roof="gabled",
            roof_material="modern",
            material="plain",
            use="industrial",
        )
    ]


def _fits(block: Block, x: F64, y: F64, wide: float, deep: float, margin: float) -> np.ndarray:
    """Tell which rectangles lie inside the block with a margin."""
    low, high = block.clear(np.column_stack([x - margin, x + wide + margin]))
    return np.asarray((y - margin > low) & (y + deep + margin < high))
