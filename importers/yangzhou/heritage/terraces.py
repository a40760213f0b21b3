"""Stone terraces that buildings stand on: a platform, flights of steps, a balustrade open at them.

It does not know the building above.
"""

from collections.abc import Sequence

import numpy as np

from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.solids import inset, prism, slabs
from importers.yangzhou.heritage.stonework import Balustrade, stairs
from scene.materials import Material
from scene.payloads.arrays import F64


def stepped_terrace(
    builder: MeshBuilder,
    outline: F64,
    height: float,
    *,
    low: float = 0.0,
    flights: Sequence[int] = (),
    flight_width: float = 3.0,
    rail: Balustrade | None = None,
    material: Material = Material.STONE,
) -> None:
    """Add a terrace over a convex outline, with a flight of steps at the middle of chosen sides.

    Parameters
    ----------
    builder : MeshBuilder
    outline : ndarray, shape (n, 2)
        Counter-clockwise, metres.
    height : float
        Of the platform above `low`. Its foot reaches 3 m below, so that falling ground shows no gap.
    low : float
        Level where the flights land.
    flights : sequence of int
        Sides with steps.
    flight_width : float
    rail : Balustrade, optional
        Stands round the edge, open at the flights.
    material : Material
    """
    top = low + height
    prism(builder, outline, low - 3.0, top, material, top=Material.PAVING)
    ring = np.column_stack([inset(outline, -0.05), np.full(len(outline), top)])
    slabs(builder, ring, np.roll(ring, -1, axis=0), 0.24, -0.20, 0.02, Material.WHITE_STONE)
    steps = max(2, round(height / 0.16))
    run = 0.31 * steps
    edge = inset(outline, 0.18)
    for side in range(len(outline)):
        a, b = edge[side], edge[(side + 1) % len(edge)]
        length = float(np.linalg.norm(b - a))
        along = (b - a) / length
        if side in flights:
            _flight(builder, outline, side, (top, low), (flight_width, run), steps)
        if rail is None:
            continue
        gap = flight_width / 2.0 + 0.1
        middle = (a + b) / 2.0
        lines = [(a, b)]
        if side in flights:
            lines = [(a, middle - gap * along), (middle + gap * along, b)]
        for p, q in lines:
            rail.add(builder, [[*p, top], [*q, top]])


def _flight(
    builder: MeshBuilder,
    outline: F64,
    side: int,
    levels: tuple[float, float],
    size: tuple[float, float],
    steps: int,
) -> None:
    """Add one flight at the middle of a side, with sloping side stones."""
    a, b = outline[side], outline[(side + 1) % len(outline)]
    middle = (a + b) / 2.0
    along = (b - a) / np.linalg.norm(b - a)
    (top, low), (width, run) = levels, size
    flight = MeshBuilder()
    half = width / 2.0
    stairs(flight, half, np.linspace(0.0, run, steps + 1), np.linspace(top, low, steps + 1))
    for x in (-half - 0.17, half + 0.17):
        start, end = [x, 0.0, top], [x, run, low]
        slabs(flight, [start], [end], 0.36, -(top - low) - 0.5, 0.10, Material.WHITE_STONE)
    # the flight goes down along its own +y: turn that to the side's outward normal
    turn = float(np.arctan2(along[1], along[0])) + np.pi
    builder.append(flight, (float(middle[0]), float(middle[1]), 0.0), turn)
