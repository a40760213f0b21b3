"""An exact panorama as a picture: what is nearest in every pixel, in calm colours, wire lines and a scale.

Drawn by the columns that measure the skyline, without a graphics card: the same pixels on every machine and
for any number of threads. What stands is kept as long as it stands. It does not know rules or tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.base import Picture
from analysis.common.workers import in_order
from analysis.sightline.bodies import Shape
from analysis.sightline.panorama_kernels import draw_nearest
from analysis.skyline.frame import Frame
from analysis.skyline.glyphs import width_of, write
from analysis.skyline.looking import Change, Outlook
from analysis.skyline.measures import Kind, kinds_of
from analysis.skyline.results import COLOURS, middle_of
from analysis.skyline.wire import draw_wire
from scene.feedback import Feedback
from scene.geometry.ray_scene import RayLayer
from scene.geometry.solids import Solid, solid_of
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Role
from scene.payloads.arrays import F32, F64, I32, U8

#: Pixels across one of the finished picture, each way.
_FINENESS: Final = 2
#: Columns that one worker draws at a time.
_PIECE: Final = 128
_MEMORY: Final = 4
_SKY_TOP, _SKY_FOOT = (0xE4, 0xEA, 0xEC), (0xF6, 0xF2, 0xE8)
_WATER: Final = (0xA9, 0xBE, 0xC6)
_INK, _PAPER = (0x29, 0x2E, 0x2E), (0xFA, 0xF6, 0xED)
_SEEN_WIRE, _HIDDEN_WIRE = (0x8E, 0x24, 0x14), (0xC9, 0x6A, 0x55)
#: Metres in which haze takes all but a third of a colour.
_HAZE: Final = 5000.0
#: Towards the light: from the south-east, well up.
_LIGHT: Final = np.array([0.45, -0.55, 0.70])
#: Elevations shown at least and at most, and how far over the skyline, in steps; degrees.
_LOWEST, _HIGHEST, _STEEPEST, _OVER, _TOP_STEP = -3.0, 5.0, 60.0, 1.0, 4.0
_LEFT, _FOOT = 56, 30


@dataclass(frozen=True, eq=False)
class _Sheet:
    """What is nearest in each pixel."""

    inverse: F32
    layer: I32
    face: I32


@dataclass(frozen=True, eq=False)
class _Kept:
    frame: Frame
    nodes: tuple[Node, ...]
    host: str
    sheet: _Sheet
    pixels: U8
    picture: U8  # finished, with its scale


_KEPT: list[_Kept] = []


def picture_of(
    changes: Sequence[Change],
    layers: Sequence[RayLayer],
    proposals: Sequence[Node],
    field: float,
    width: int,
    drop: float,
    feedback: Feedback,
    threads: int = 0,
) -> Picture:
    """Draw what one eye sees, proposals included, and their wire lines.

    Parameters
    ----------
    changes : sequence of Change
        Of that eye, one a scheme.
    layers : sequence of RayLayer
        What stands, without what is proposed, and the water.
    proposals : sequence of Node
        Drawn together.
    field : float
        Degrees across.
    width : int
        Pixels across, without the scale.
    drop : float
        Curvature less refraction, 1/m.
    feedback : Feedback
    threads : int
        Workers; the pixels do not depend on it.
    """
    outlook = changes[0].outlook
    frame = _frame(changes, field, width, drop)
    kept = _standing(frame, layers, outlook.viewpoint.host, feedback, threads)
    pixels = kept.picture.copy()
    shapes = [body.shape for change in changes for body in change.scheme.bodies if body.shape is not None]
    rows, cols = _touched(frame, shapes)
    if rows.stop > rows.start and cols.stop > cols.start:
        part = _proposed(kept, frame, rows, cols, layers, proposals, shapes)
        fine = frame.fineness
        pixels[
            rows.start // fine : rows.stop // fine,
            _LEFT + cols.start // fine : _LEFT + cols.stop // fine,
        ] = _coarser(part)
    feedback.check()
    name, station = outlook.viewpoint.name, outlook.station
    at = f" {station:.0f} m" if outlook.viewpoint.is_route else ""
    return Picture(
        f"panorama_{outlook.viewpoint.id}" + (f"_{station:.0f}" if at else ""),
        BilingualText(f"全景:{name.zh}{at}", f"Panorama from {name.en}{at}"),
        _caption(outlook, frame, layers),
        pixels,
    )


def _touched(frame: Frame, shapes: Sequence[Shape]) -> tuple[slice, slice]:
    """Return the rows and columns of the picture that some bodies may touch, whole squares of pixels."""
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for shape in shapes:
        box = np.array([shape.low, shape.high])
        corners = np.array(
            [[box[a, 0], box[b, 1], box[c, 2]] for a in (0, 1) for b in (0, 1) for c in (0, 1)]
        )
        place = frame.pixel_of(corners)[:, :2]
        if np.ptp(place[:, 1]) > 170.0 * frame.per_degree:  # it stands around the eye, or across the back
            return slice(0, frame.rows), slice(0, frame.cols)
        near = frame.pixel_of(_nearest_to(frame.eye, shape))[
            :, :2
        ]  # a long wall is highest where it is nearest
        low = np.minimum(low, np.minimum(place.min(axis=0), near.min(axis=0)))
        high = np.maximum(high, np.maximum(place.max(axis=0), near.max(axis=0)))
    fine, most = frame.fineness, np.array([frame.rows, frame.cols])
    if not np.isfinite(low).all():
        return slice(0, 0), slice(0, 0)
    first = np.clip(np.floor(low / fine - 3) * fine, 0, most).astype(np.int64)
    last = np.clip(np.ceil(high / fine + 3) * fine, first, most).astype(np.int64)
    return slice(int(first[0]), int(last[0])), slice(int(first[1]), int(last[1]))


def _nearest_to(eye: F64, shape: Shape) -> F64:
    """Return the places of a box's foot and top that are nearest to an eye in plan, shape (2, 3)."""
    x, y = np.clip(eye[:2], shape.low[:2], shape.high[:2])
    return np.array([[x, y, shape.low[2]], [x, y, shape.high[2]]])


def _proposed(
    kept: _Kept,
    frame: Frame,
    rows: slice,
    cols: slice,
    layers: Sequence[RayLayer],
    proposals: Sequence[Node],
    shapes: Sequence[Shape],
) -> U8:
    """Return a part of the picture with what is proposed and its wire lines."""
    part = replace(
        frame,
        left=frame.left + cols.start / frame.per_degree,
        top=frame.top - rows.start / frame.per_degree,
        rows=rows.stop - rows.start,
        cols=cols.stop - cols.start,
    )
    standing = kept.sheet
    sheet = _Sheet(
        standing.inverse[rows, cols].copy(),
        standing.layer[rows, cols].copy(),
        standing.face[rows, cols].copy(),
    )
    solids = [(node, solid) for node in proposals if (solid := solid_of(node)) is not None]
    for number, (_, solid) in enumerate(solids):
        _draw(sheet, part, solid, len(layers) + number)
    pixels = kept.pixels[rows, cols].copy()
    changed = sheet.inverse > standing.inverse[rows, cols]
    if changed.any():
        all_layers = [*layers, *(RayLayer(node, solid) for node, solid in solids)]
        pixels[changed] = _shaded(sheet, changed, all_layers)
    wires = (np.array(_SEEN_WIRE, np.uint8), np.array(_HIDDEN_WIRE, np.uint8))
    for shape in shapes:
        draw_wire(pixels, sheet.inverse, part, shape, wires)
    return pixels


def _frame(changes: Sequence[Change], field: float, width: int, drop: float) -> Frame:
    """Return where the picture looks, in steps, so that a dragged proposal does not move it at once."""
    outlook = changes[0].outlook
    step = field / 12.0
    middle = round(float(np.degrees(middle_of(changes))) / step) * step
    bins = len(outlook.bearing)
    first, last = (middle - field / 2.0) / 360.0 * bins, (middle + field / 2.0) / 360.0 * bins
    numbers = np.arange(int(np.floor(first)), int(np.ceil(last))) % bins
    highest = max(float(change.raised(True)[numbers].max()) for change in changes)
    top = np.ceil((float(np.degrees(np.arctan(highest))) + _OVER) / _TOP_STEP) * _TOP_STEP
    top = min(max(float(top), _HIGHEST), _STEEPEST)
    per_degree = _FINENESS * width / field
    rows = int(np.ceil((top - _LOWEST) * per_degree / _FINENESS)) * _FINENESS
    left = middle - 0.5 * field
    return Frame(outlook.eye, left, top, per_degree, rows, _FINENESS * width, drop, _FINENESS)


def _standing(frame: Frame, layers: Sequence[RayLayer], host: str, feedback: Feedback, threads: int) -> _Kept:
    """Return what stands, drawn once for each place and field."""
    nodes = tuple(layer.node for layer in layers)
    for kept in _KEPT:
        own = kept.frame
        if (
            (own.left, own.top, own.per_degree, own.rows, own.cols, own.drop, kept.host)
            == (frame.left, frame.top, frame.per_degree, frame.rows, frame.cols, frame.drop, host)
            and np.array_equal(own.eye, frame.eye)
            and len(kept.nodes) == len(nodes)
            and all(one is other for one, other in zip(kept.nodes, nodes, strict=True))
        ):
            return kept
    pieces = [(start,) for start in range(0, frame.cols, _PIECE)]

    def draw(start: int) -> tuple[_Sheet, U8]:
        part = replace(
            frame, left=frame.left + start / frame.per_degree, cols=min(_PIECE, frame.cols - start)
        )
        sheet = _empty(part)
        for number, layer in enumerate(layers):
            if not (host and layer.node.id == host):
                _draw(sheet, part, layer.solid, number)
        pixels = _sky(part)
        something = sheet.inverse > 0.0
        pixels[something] = _shaded(sheet, something, layers)
        return sheet, pixels

    drawn = in_order(draw, pieces, feedback, threads)
    parts = [sheet for sheet, _ in drawn]
    sheet = _Sheet(
        np.concatenate([part.inverse for part in parts], axis=1),
        np.concatenate([part.layer for part in parts], axis=1),
        np.concatenate([part.face for part in parts], axis=1),
    )
    pixels = np.concatenate([part for _, part in drawn], axis=1)
    _KEPT.insert(0, _Kept(frame, nodes, host, sheet, pixels, _with_scale(_coarser(pixels), frame)))
    del _KEPT[_MEMORY:]
    return _KEPT[0]


def _empty(frame: Frame) -> _Sheet:
    shape = (frame.rows, frame.cols)
    return _Sheet(np.zeros(shape, np.float32), np.full(shape, -1, np.int32), np.full(shape, -1, np.int32))


def _draw(sheet: _Sheet, frame: Frame, solid: Solid, layer: int) -> None:
    draw_nearest(
        frame.eye, frame.ways(), frame.tangents(), solid.vertices, solid.tree, layer, frame.drop,
        sheet.inverse, sheet.layer, sheet.face,
    )  # fmt: skip


def _sky(frame: Frame) -> U8:
    """Return a sky that grows paler downwards."""
    share = np.linspace(0.0, 1.0, frame.rows)[:, None]
    column = (1.0 - share) * np.array(_SKY_TOP) + share * np.array(_SKY_FOOT)
    return np.repeat(np.rint(column).astype(np.uint8)[:, None, :], frame.cols, axis=1)


def _shaded(sheet: _Sheet, which: NDArray[np.bool_], layers: Sequence[RayLayer]) -> U8:
    """Return the colours of some pixels: by kind, by how faces are turned to the light, paler far off."""
    layer, face = sheet.layer[which], sheet.face[which]
    palette = np.array(
        [
            _WATER if one.node.role is Role.WATER else COLOURS[Kind(kind)]
            for one, kind in zip(layers, kinds_of(layers), strict=False)
        ],
        np.float64,
    )
    light = np.ones(len(layer))
    for number in np.unique(layer).tolist():
        own = layer == number
        solid = layers[number].solid
        faces, back = np.unique(face[own], return_inverse=True)
        corner = solid.vertices[solid.faces[faces]].astype(np.float64)
        normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
        length = np.maximum(np.linalg.norm(normal, axis=1), 1e-12)
        turned = (normal @ _LIGHT) / (length * np.linalg.norm(_LIGHT))
        light[own] = (0.86 + 0.20 * turned)[back]
    clear = np.exp(-1.0 / (_HAZE * np.maximum(sheet.inverse[which].astype(np.float64), 1e-9)))[:, None]
    lit = np.clip(palette[layer] * light[:, None], 0.0, 255.0)
    mixed: U8 = np.rint(clear * lit + (1.0 - clear) * np.array(_SKY_FOOT)).astype(np.uint8)
    return mixed


def _coarser(pixels: U8) -> U8:
    """Return the mean of every square of pixels, in whole numbers."""
    area = _FINENESS * _FINENESS
    total = np.full((pixels.shape[0] // _FINENESS, pixels.shape[1] // _FINENESS, 3), area // 2, np.uint16)
    for down in range(_FINENESS):
        for right in range(_FINENESS):
            total += pixels[down::_FINENESS, right::_FINENESS]
    mean: U8 = (total // area).astype(np.uint8)
    return mean


def _with_scale(pixels: U8, frame: Frame) -> U8:
    """Return the picture with bearings under it and elevations beside it."""
    rows, cols = pixels.shape[:2]
    sheet = np.empty((rows + _FOOT, cols + _LEFT, 3), np.uint8)
    sheet[:] = _PAPER
    sheet[:rows, _LEFT:] = pixels
    sheet[:rows, _LEFT - 2 : _LEFT] = _INK
    sheet[rows : rows + 2, _LEFT - 2 :] = _INK
    per_degree = frame.per_degree / frame.fineness
    step = next((size for size in (1, 2, 5, 10, 15, 30, 45) if size * per_degree >= 90), 90)
    for degree in range(
        int(np.ceil(frame.left / step)) * step, int(frame.left + cols / per_degree) + 1, step
    ):
        col = _LEFT + round((degree - frame.left) * per_degree)
        sheet[rows : rows + 8, max(col - 1, 0) : col + 1] = _INK
        text = f"{degree % 360}°"
        write(sheet, text, rows + 12, col - width_of(text) // 2, _INK)
    rise = next((size for size in (1, 2, 5, 10, 20) if size * per_degree >= 30), 30)
    lowest = frame.top - rows / per_degree
    for degree in range(int(np.ceil(lowest / rise)) * rise, int(frame.top) + 1, rise):
        row = round((frame.top - degree) * per_degree)
        sheet[max(row - 1, 0) : row + 1, _LEFT - 8 : _LEFT] = _INK
        text = f"{degree}°"
        write(sheet, text, row - 7, _LEFT - 12 - width_of(text), _INK)
    return sheet


def _caption(outlook: Outlook, frame: Frame, layers: Sequence[RayLayer]) -> Message:
    east, north, level = outlook.eye.tolist()
    across = frame.cols / frame.per_degree
    finest = 60.0 * frame.fineness / frame.per_degree
    told = {
        "east": east, "north": north, "level": level, "across": across,
        "left": frame.left % 360.0, "pixel": finest,
    }  # fmt: skip
    if any(layer.node.attributes.get("synthetic") for layer in layers):
        return msg(
            "Eye at {east:.2f}, {north:.2f}, {level:.2f} m (local); {across:g}° across from {left:.1f}°, "
            "equal angles, {pixel:.2f}′ a pixel; nearest surface by upright sections; wire lines of "
            "proposals dashed where hidden. Some of the data is synthetic.",
            **told,
        )
    return msg(
        "Eye at {east:.2f}, {north:.2f}, {level:.2f} m (local); {across:g}° across from {left:.1f}°, "
        "equal angles, {pixel:.2f}′ a pixel; nearest surface by upright sections; wire lines of proposals "
        "dashed where hidden.",
        **told,
    )
