"""From an open elevation grid to a :class:`Raster` in a frame: cell by cell where it fits, warped where not.

It does not know which format the grid was stored in.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue, ImportTarget
from importers.coordinates.crs import bound_to, choose, flat, resolve, title, written
from importers.coordinates.framing import Way, frame_for
from importers.coordinates.plausibility import checked
from importers.coordinates.vertical import levelled
from importers.terrain.elevation import (
    as_heights,
    check_band,
    check_heights,
    hole_value,
    metres_of_band,
    tell_of_classes,
    tell_of_undeclared,
    undeclared_in,
)
from importers.terrain.params import TerrainParams
from scene.errors import InvalidRequest, UnreadableFile
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.messages import Message, msg
from scene.payloads import Raster
from scene.payloads.arrays import F32, F64

if TYPE_CHECKING:
    from pyproj import CRS

#: Rows read between two looks at the cancel button.
_ROWS_AT_ONCE: Final = 256
#: And never more, however tall the blocks of a file are.
_MOST_ROWS_AT_ONCE: Final = 1024
#: Width and height of a cell may differ by this share and still count as square.
_SQUARE: Final = 1e-5


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells of a raster lie in a frame's system.

    Parameters
    ----------
    west, north : float
        Outer corner of the first cell, easting and northing.
    cell : float
        Edge, metres.
    rows, cols : int
        How many.
    upside_down : bool
        Whether the file stores the southernmost row first.
    times : int
        Cells of the file along the edge of one of these.
    """

    west: float
    north: float
    cell: float
    rows: int
    cols: int
    upside_down: bool = False
    times: int = 1


def read_raster(
    dataset: Any,
    path: Path,
    params: TerrainParams,
    target: ImportTarget,
    feedback: Feedback,
    issues: list[ImportIssue],
    assumed_crs: str | None = None,
) -> tuple[Raster, SceneFrame]:
    """Read one band into the frame of the target, or into the frame that the data asks for.

    Parameters
    ----------
    dataset : rasterio dataset
        Open.
    path : Path
        For sentences.
    params : TerrainParams
        The answers.
    target : ImportTarget
        Where it goes.
    feedback : Feedback
        Progress and cancel.
    issues : list of ImportIssue
        Is told what was noticed.
    assumed_crs : str, optional
        System that the format prescribes.

    Raises
    ------
    UnreadableFile, AnswerNeeded, OutOfReach, InvalidRequest, Cancelled
        As :meth:`importers.base.Importer.read`.
    """
    check_band(dataset, path, params)
    _refuse_map_offset(params, path)
    stated = dataset.crs.to_wkt() if dataset.crs else assumed_crs
    crs = choose(params.crs, stated, path.name)
    corners = corners_of(dataset, path)
    checked(crs, corners, path.name)
    frame = target.frame or frame_for(crs, corners)
    way = Way(written(crs), frame)
    way.local(corners)
    if (caution := way.caution()) is not None:
        issues.append(ImportIssue("note", caution))
    factor, offset = metres_of_band(dataset, params, crs, issues)
    frame, lift = levelled(crs, frame, target.frame is not None, issues, params.vertical)
    grid = _same_grid(dataset, crs, frame, params, issues)
    if grid is not None:
        heights = _read_straight(dataset, params.band, grid, (factor, offset), feedback, issues)
    else:
        hole = hole_value(dataset, params.band, issues)
        grid = _new_grid(dataset, crs, frame, params, issues)
        stored = _read_warped(dataset, params.band, crs, frame, grid, hole, feedback)
        heights = as_heights(stored, (), factor, offset)
    check_heights(heights, path)
    tell_of_classes(heights, issues)
    west, north = grid.west - frame.origin[0], grid.north - frame.origin[1]
    if lift != frame.origin[2]:
        heights += np.float32(lift - frame.origin[2])
    return Raster(heights, grid.cell, west, north), frame


def _refuse_map_offset(params: TerrainParams, path: Path) -> None:
    if params.datum_shift != "none":
        raise InvalidRequest(
            msg("The web maps' offset cannot be taken out of a grid such as {file}.", file=path.name),
            msg("Set the map offset to none, or correct the grid in a GIS first."),
        )


def corners_of(dataset: Any, path: Path) -> F64:
    """Return the four outer corners in the file's coordinates, shape (4, 2)."""
    transform = dataset.transform
    if transform.is_identity:
        raise UnreadableFile(
            msg("{file} does not say where its cells lie.", file=path.name),
            msg("Export it with its georeference, or with a world file beside it."),
        )
    pixels = ((0, 0), (dataset.width, 0), (dataset.width, dataset.height), (0, dataset.height))
    return np.array([transform * corner for corner in pixels], dtype=np.float64)


def is_square_and_upright(transform: Any) -> bool:
    """Return whether the cells of an affine transform are squares, north up or down."""
    square = transform.a > 0 and math.isclose(transform.a, abs(transform.e), rel_tol=_SQUARE)
    return bool(square and transform.b == 0 and transform.d == 0)


def _same_grid(
    dataset: Any, crs: "CRS", frame: SceneFrame, params: TerrainParams, issues: list[ImportIssue]
) -> Grid | None:
    """Return the file's own grid if its cells can be taken over, one by one or some averaged into one."""
    transform = dataset.transform
    same = written(flat(crs)) == frame.crs or flat(crs) == resolve(frame.crs)
    if not (same and is_square_and_upright(transform)):
        return None
    north = max(transform.f, transform.f + transform.e * dataset.height)
    times = math.ceil(math.sqrt(dataset.width * dataset.height / params.most_cells))
    rows, cols = math.ceil(dataset.height / times), math.ceil(dataset.width / times)
    if times > 1:
        issues.append(ImportIssue("note", _averaged(transform.a, times * transform.a)))
    return Grid(transform.c, north, times * transform.a, rows, cols, transform.e > 0, times)


def _new_grid(
    dataset: Any, crs: "CRS", frame: SceneFrame, params: TerrainParams, issues: list[ImportIssue]
) -> Grid:
    """Return a north-up grid of square cells that covers the data, about as fine as its cells."""
    from rasterio.warp import calculate_default_transform

    source, target = _rasterio_crs(written(flat(crs))), _rasterio_crs(frame.crs)
    if source == target:
        transform = dataset.transform
        cell = min(math.hypot(transform.a, transform.d), math.hypot(transform.b, transform.e))
    else:
        fitted, _, _ = calculate_default_transform(
            source, target, dataset.width, dataset.height, *dataset.bounds
        )
        cell = float(fitted.a)
    edges = Way(written(crs), frame).world(_outline(dataset))
    (west, south), (east, north) = edges.min(axis=0), edges.max(axis=0)
    fine = cell
    cell = max(cell, math.sqrt((east - west) * (north - south) / params.most_cells))
    cell = float(f"{cell:.4g}")
    issues.append(ImportIssue("note", _how_resampled(dataset, frame, fine, cell)))
    west, north = math.floor(west / cell) * cell, math.ceil(north / cell) * cell
    rows, cols = math.ceil((north - south) / cell), math.ceil((east - west) / cell)
    return Grid(west, north, cell, max(rows, 1), max(cols, 1))


def _how_resampled(dataset: Any, frame: SceneFrame, fine: float, cell: float) -> Message:
    """Return what was done to the cells."""
    if cell > 1.01 * fine:
        return _averaged(fine, cell)
    if dataset.transform.b or dataset.transform.d:
        return msg("The grid is rotated; it was resampled to north-up cells of {cell:.2f} m.", cell=cell)
    crs = title(resolve(frame.crs))
    return msg("The grid was resampled into {crs}, cells of {cell:.2f} m.", crs=crs, cell=cell)


def _averaged(fine: float, cell: float) -> Message:
    return msg("The grid was averaged from cells of {fine:.2f} m to {cell:.2f} m.", fine=fine, cell=cell)


def _outline(dataset: Any, steps: int = 20) -> F64:
    """Return points along the four edges of the grid, in the file's coordinates."""
    share = np.linspace(0.0, 1.0, steps)
    cols, rows = share * dataset.width, share * dataset.height
    zero = np.zeros(steps)
    col = np.concatenate([cols, cols, zero, zero + dataset.width])
    row = np.concatenate([zero, zero + dataset.height, rows, rows])
    t = dataset.transform
    return np.column_stack([t.a * col + t.b * row + t.c, t.d * col + t.e * row + t.f])


def _rasterio_crs(text: str) -> Any:
    from rasterio.crs import CRS as RasterioCRS  # noqa: N811 - its name collides with pyproj's

    return RasterioCRS.from_user_input(text)


def _read_straight(
    dataset: Any,
    band: int,
    grid: Grid,
    meaning: tuple[float, float],
    feedback: Feedback,
    issues: list[ImportIssue],
) -> F32:
    """Read a band as it is, strip by strip; cells of the file are averaged where the grid is coarser."""
    from rasterio.windows import Window

    heights = np.empty((grid.rows, grid.cols), dtype=np.float32)
    block = int(dataset.block_shapes[band - 1][0])
    # Whole rows of blocks, so that none is decoded twice.
    at_once = block * max(1, _ROWS_AT_ONCE // block) if block <= _MOST_ROWS_AT_ONCE else _ROWS_AT_ONCE
    straight = dataset.dtypes[band - 1] == "float32" and grid.times == 1 and meaning == (1.0, 0.0)
    declared: float | None = dataset.nodatavals[band - 1]
    undeclared: dict[float, None] = {}
    done, waiting = 0, np.empty((0, dataset.width), np.float32)
    for first in range(0, dataset.height, at_once):
        feedback.check()
        stop = min(first + at_once, dataset.height)
        window = Window(0, first, dataset.width, stop - first)
        out = heights[first:stop] if straight else None
        stored = dataset.read(band, window=window, out=out)
        holes = [declared] if declared is not None else undeclared_in(stored)
        if declared is None:
            undeclared.update(dict.fromkeys(holes))
        strip = as_heights(stored, holes, *meaning)
        if grid.times > 1:
            waiting = np.concatenate([waiting, strip]) if len(waiting) else strip
            whole = len(waiting) if stop == dataset.height else len(waiting) // grid.times * grid.times
            mean = _coarser(waiting[:whole], grid.times)
            heights[done : done + len(mean)] = mean
            done, waiting = done + len(mean), waiting[whole:]
        elif not straight:
            heights[first:stop] = strip
        feedback.progress(stop / dataset.height)
    tell_of_undeclared(undeclared, issues)
    return heights[::-1] if grid.upside_down else heights


def _coarser(strip: F32, times: int) -> F32:
    """Return the mean of every times x times cells, empty ones left out; the last ones may be fewer."""
    if not np.isnan(np.min(strip)):
        rows, cols = (np.minimum(times, side - np.arange(0, side, times)) for side in strip.shape)
        return (_summed(strip, times) / np.outer(rows, cols)).astype(np.float32)
    known = np.isfinite(strip)
    count = _summed(known, times)
    total = _summed(np.where(known, strip, np.float32(0.0)), times)
    mean: F32 = np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)
    return mean


def _summed(cells: NDArray[Any], times: int) -> F64:
    """Return the sum of every times x times cells: rows first, which lie together, then columns."""
    total: NDArray[Any] = cells[::times].astype(np.float32 if cells.dtype == np.float32 else np.float64)
    for row in range(1, times):
        part = cells[row::times]
        np.add(total[: len(part)], part, out=total[: len(part)])
    narrow = total[:, ::times].astype(np.float64)
    for col in range(1, times):
        part = total[:, col::times]
        narrow[:, : part.shape[1]] += part
    return narrow


def _read_warped(
    dataset: Any, band: int, crs: "CRS", frame: SceneFrame, grid: Grid, hole: float | None, feedback: Feedback
) -> F32:
    """Read a band resampled into a grid of the frame: bilinear, or averaged where cells become coarser."""
    from rasterio.transform import from_origin
    from rasterio.vrt import WarpedVRT
    from rasterio.warp import Resampling
    from rasterio.windows import Window

    coarser = grid.rows * grid.cols * 1.5 < dataset.width * dataset.height
    values = np.empty((grid.rows, grid.cols), dtype=np.float32)
    source = bound_to(flat(crs), resolve(frame.crs))
    with WarpedVRT(
        dataset,
        src_crs=_rasterio_crs(written(source)),
        crs=_rasterio_crs(frame.crs),
        transform=from_origin(grid.west, grid.north, grid.cell, grid.cell),
        width=grid.cols,
        height=grid.rows,
        resampling=Resampling.average if coarser else Resampling.bilinear,
        src_nodata=hole,
        nodata=float("nan"),
        dtype="float32",
    ) as warped:
        for first in range(0, grid.rows, _ROWS_AT_ONCE):
            feedback.check()
            rows = min(_ROWS_AT_ONCE, grid.rows - first)
            values[first : first + rows] = warped.read(band, window=Window(0, first, grid.cols, rows))
            feedback.progress((first + rows) / grid.rows)
    return values
