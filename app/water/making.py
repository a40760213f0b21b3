"""Makes what a view draws of the water of one moment: the tiles that changed, as coarse as they are far.

Plain values in, plain values out, on any thread: what is drawn already is given and given back. It knows
neither the course nor the view.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.viewport.optics import Pose
from app.water.arrows import Arrows, arrows_over
from app.water.dress import AS_WATER, WaterDress
from scene.geometry.water import TILE, Water, changed_tiles, tile_triangles
from scene.legend import Legend
from scene.payloads import Raster
from scene.payloads.arrays import F32, I32, U8
from scene.units import WATER_DEPTH, WATER_SPEED

TileId = tuple[int, int]
NOTHING: Final = np.zeros((0, 3), np.float32)

#: Shallower water is not drawn, metres: it fades below 3 cm.
LEAST: Final = 0.004
#: What must change for a tile to be made anew, metres and metres a second.
BY_DEPTH: Final = 0.003
BY_SPEED: Final = 0.03
#: Cells along a corner of the surface, and the distance in cells up to which it is drawn so.
COARSE: Final = ((1, 80.0), (2, 200.0), (4, 500.0), (8, np.inf))
#: A tile changes its step only when it is this much beyond the distance, so that none flickers.
SLACK: Final = 1.12
#: Before it rains, water this deep is a lake or a canal, metres.
A_LAKE: Final = 0.05
#: Longest side of the picture of where lakes are.
MASK: Final = 2048
#: Colour of turbid water, sRGB.
TURBID: Final = (132, 122, 98)


@dataclass(frozen=True, slots=True, eq=False)
class TileSurface:
    """The triangles of one tile as :func:`scene.geometry.water_kernels.tile_surface` gives them, coloured."""

    vertices: F32
    faces: I32
    state: F32
    colour: U8


@dataclass(frozen=True, slots=True, eq=False)
class LakeMask:
    """Where a run has water from its start: there the lakes of the scene are part of its water.

    Parameters
    ----------
    box : tuple of float
        West, south, width, height, metres.
    image : ndarray of uint8, shape (rows, cols, 3)
        255 where there is water, first row at the bottom.
    """

    box: tuple[float, float, float, float]
    image: U8


@dataclass(frozen=True, slots=True, eq=False)
class WaterPicture:
    """What is to be drawn.

    Parameters
    ----------
    seconds : float
        Since the start; ripples move with it.
    dress : WaterDress
    surfaces : Mapping of tile to TileSurface
        The tiles that changed, nearest first.
    fresh : bool
        Whether all other tiles are to be taken away.
    arrows : Arrows, optional
    mirror : float
        Level of the water that mirrors best in this view, metres; nan if there is none.
    lakes : LakeMask, optional
    legend : Legend, optional
        Of a map.
    """

    seconds: float
    dress: WaterDress
    surfaces: Mapping[TileId, TileSurface]
    fresh: bool
    arrows: Arrows | None
    mirror: float
    lakes: LakeMask | None = None

    @property
    def legend(self) -> Legend | None:
        """Of what is mapped."""
        return self.dress.legend if self.dress.shown != AS_WATER else None


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What is drawn of which water, and how coarsely: 0 where a tile has nothing."""

    water: Water
    steps: U8
    dress: WaterDress


def picture_of(
    water: Water,
    seconds: float,
    pose: Pose,
    dress: WaterDress,
    drawn: Drawn | None = None,
    values: Raster | None = None,
    lakes: LakeMask | None = None,
    check: Callable[[], None] = lambda: None,
) -> tuple[WaterPicture, Drawn]:
    """Return what must be drawn so that a view shows this water, and what is drawn then.

    Parameters
    ----------
    water : Water
    seconds : float
        Since the start of the run.
    pose : Pose
        Where the eye is: far tiles are coarse, arrows keep their distance on the screen.
    dress : WaterDress
    drawn : Drawn, optional
        What the view draws now.
    values : Raster, optional
        Values that are mapped, where they are neither depth nor speed.
    lakes : LakeMask, optional
    check : callable
        Called between tiles; may raise to stop.
    """
    fresh = drawn is None or not water.same_cells(drawn.water)
    before = None if fresh else drawn
    repaint = before is not None and (
        before.dress.shown != dress.shown or before.dress.legend != dress.legend or values is not None
    )
    steps = steps_of(water, pose, None if before is None else before.steps)
    changed = changed_tiles(water, None if before is None else before.water, BY_DEPTH, BY_SPEED)
    # A tile shares its last corners with the tiles below and to the right of it.
    changed[:-1] |= changed[1:]
    changed[:, :-1] |= changed[:, 1:]
    if before is not None:
        changed |= (before.steps > 0) & ((steps != before.steps) | repaint)
    surfaces: dict[TileId, TileSurface] = {}
    now = np.zeros(water.tiles, np.uint8) if before is None else before.steps.copy()
    nearest = np.argsort(_away(water, pose)[changed > 0], kind="stable")
    for row, col in np.argwhere(changed)[nearest].tolist():
        check()
        surface = surface_of_tile(water, row, col, int(steps[row, col]), dress, values)
        if len(surface.faces) or now[row, col]:
            surfaces[(row, col)] = surface
        now[row, col] = steps[row, col] if len(surface.faces) else 0
    held = water if before is None else _merged(before.water, water, changed)
    picture = WaterPicture(
        seconds,
        dress,
        surfaces,
        fresh,
        arrows_over(water, pose) if dress.arrows else None,
        mirror_level(water, pose),
        lakes,
    )
    return picture, Drawn(held, now, dress)


def surface_of_tile(
    water: Water, row: int, col: int, step: int, dress: WaterDress, values: Raster | None = None
) -> TileSurface:
    """Return the triangles of a tile in the colours of a dress."""
    vertices, faces, state = tile_triangles(water, row, col, step, LEAST)
    if dress.legend is not None and dress.legend.is_classes and len(faces):
        # Each triangle in the colour of its class: between two classes there is no third.
        corners = faces.ravel()
        classes = _at(values, vertices[corners].reshape(-1, 3, 3).mean(axis=1))
        at_edge = np.isnan(classes)
        if at_edge.any():
            of_corners = _at(values, vertices[faces[at_edge].ravel()]).reshape(-1, 3)
            classes[at_edge] = np.fmax.reduce(of_corners, axis=1)
        colour = np.repeat(dress.legend.colours(classes), 3, axis=0)
        own = np.arange(len(corners), dtype=np.int32).reshape(-1, 3)
        return TileSurface(vertices[corners], own, state[corners], colour)
    return TileSurface(vertices, faces, state, _colours(vertices, faces, state, dress, values))


def _colours(vertices: F32, faces: I32, state: F32, dress: WaterDress, values: Raster | None) -> U8:
    if dress.shown == AS_WATER or dress.legend is None:
        return np.broadcast_to(np.array([*TURBID, 255], np.uint8), (len(vertices), 4)).copy()
    if dress.shown == WATER_DEPTH.key:
        return dress.legend.colours(np.maximum(state[:, 0], 0.0))
    if dress.shown == WATER_SPEED.key:
        return dress.legend.colours(np.hypot(state[:, 1], state[:, 2]))
    colour = dress.legend.colours(_at(values, vertices))
    # Corners in walls have no value: they take the colour of one beside them.
    for this, other in ((0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)):
        bare = colour[faces[:, this], 3] == 0
        colour[faces[bare, this]] = colour[faces[bare, other]]
    return colour


def _at(values: Raster | None, places: F32) -> F32:
    """Return the values of the cells under some places, shape (n,); nan where there are none."""
    if values is None:
        return np.full(len(places), np.nan, np.float32)
    rows, cols = values.shape
    row = np.clip(np.floor((values.north - places[:, 1]) / values.cell).astype(np.int64), 0, rows - 1)
    col = np.clip(np.floor((places[:, 0] - values.west) / values.cell).astype(np.int64), 0, cols - 1)
    return np.array(values.values[row, col])


def steps_of(water: Water, pose: Pose, before: U8 | None) -> U8:
    """Return how coarse each tile is drawn, cells along a corner; what is drawn keeps its step a little."""
    away = _away(water, pose) / water.cell
    limits = np.array([limit for _, limit in COARSE])
    sizes = np.array([step for step, _ in COARSE], np.uint8)
    wanted = sizes[np.searchsorted(limits, away)]
    if before is None:
        return wanted
    nearer = sizes[np.searchsorted(limits, away / SLACK)]
    farther = sizes[np.searchsorted(limits, away * SLACK)]
    keeps = (before > 0) & (before >= nearer) & (before <= farther)
    result: U8 = np.where(keeps, before, wanted).astype(np.uint8)
    return result


def _away(water: Water, pose: Pose) -> F32:
    """Return the distance of the eye from each tile, metres, seen from above and with its height over it."""
    rows, cols = water.tiles
    edge = TILE * water.cell
    west = water.west + edge * np.arange(cols)
    north = water.north - edge * np.arange(rows)
    x = np.maximum(np.maximum(west - pose.eye[0], pose.eye[0] - (west + edge)), 0.0)
    y = np.maximum(np.maximum(pose.eye[1] - north, (north - edge) - pose.eye[1]), 0.0)
    ground = _ground(water)
    result: F32 = np.sqrt(x[None, :] ** 2 + y[:, None] ** 2 + max(pose.eye[2] - ground, 0.0) ** 2)
    return result.astype(np.float32)


def _ground(water: Water) -> float:
    sample = (slice(None, None, 16), slice(None, None, 16))
    wet = water.depth[sample] > 0.0
    return float(np.median(water.level[sample][wet])) if wet.any() else 0.0


def mirror_level(water: Water, pose: Pose) -> float:
    """Return the level of most of the deeper water that lies before the eye within 150 m; nan for none."""
    rows, cols = water.shape
    ahead = np.arange(3.0, 150.0, max(water.cell, 2.0))
    aside = np.linspace(-0.4, 0.4, 17)
    forward = pose.forward[:2]
    length = float(np.hypot(*forward))
    if length < 0.05:
        return float("nan")
    forward = forward / length
    right = np.array([forward[1], -forward[0]])
    way = forward[None, None, :] + aside[None, :, None] * right
    places = np.asarray(pose.eye[:2]) + ahead[:, None, None] * way
    col, row = water.columns_of(places[..., 0]).ravel(), water.rows_of(places[..., 1]).ravel()
    inside = (col >= 0) & (col < cols) & (row >= 0) & (row < rows)
    row, col = row[inside], col[inside]
    wet = (water.depth[row, col] > A_LAKE) & (water.level[row, col] < pose.eye[2])
    return float(np.median(water.level[row, col][wet])) if wet.any() else float("nan")


def lakes_of(first: Water) -> LakeMask | None:
    """Return where there is water at the first moment of a run, two cells wider; None if there is none."""
    wet = first.depth > A_LAKE
    if not wet.any():
        return None
    step = max(-(-max(first.shape) // MASK), 1)
    for _ in range(2):
        grown = wet.copy()
        grown[1:] |= wet[:-1]
        grown[:-1] |= wet[1:]
        grown[:, 1:] |= wet[:, :-1]
        grown[:, :-1] |= wet[:, 1:]
        wet = grown
    shown = wet[::step, ::step][::-1]
    rows, cols = first.shape
    image = np.repeat((shown * np.uint8(255))[..., None], 3, axis=2)
    south = first.north - rows * first.cell
    return LakeMask((first.west, south, cols * first.cell, rows * first.cell), np.ascontiguousarray(image))


def _merged(drawn: Water, now: Water, changed: U8) -> Water:
    """Return what is drawn once some tiles are: the others stay as they were, however they changed since."""
    if changed.all():
        return now
    parts = []
    for old, new in (
        (drawn.depth, now.depth),
        (drawn.level, now.level),
        (drawn.east, now.east),
        (drawn.to_north, now.to_north),
    ):
        held = old.copy()
        for row, col in np.argwhere(changed).tolist():
            part = (slice(row * TILE, (row + 1) * TILE), slice(col * TILE, (col + 1) * TILE))
            held[part] = new[part]
        parts.append(held)
    return Water(now.west, now.north, now.cell, *parts, now.bed)
