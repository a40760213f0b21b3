"""From bands to sRGB pixels: palettes, grey, sixteen bits, holes; reduced where a picture is too large.

It does not know which format a picture was stored in.
"""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.coordinates.crs import bound_to, flat, resolve, title, written
from importers.coordinates.framing import Way
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.messages import msg
from scene.payloads.arrays import F64, U8

if TYPE_CHECKING:
    from pyproj import CRS

#: Rows read between two looks at the cancel button.
_ROWS_AT_ONCE: Final = 512
#: Shares of sixteen-bit figures that become black and white.
_DARK, _BRIGHT = 1.0, 99.0


def reduced(
    dataset: Any, path: Path, most: int, feedback: Feedback, issues: list[ImportIssue]
) -> tuple[U8, F64]:
    """Return the pixels of a picture, no side longer than `most`, and where they lie in its coordinates.

    Parameters
    ----------
    dataset : rasterio dataset
        Open.
    path : Path
        For sentences.
    most : int
        Pixels.
    feedback : Feedback
        Progress and cancel.
    issues : list of ImportIssue
        Is told if the picture was reduced.

    Returns
    -------
    pixels : ndarray of uint8, shape (rows, cols, 3 or 4)
    place : ndarray of float64, shape (2, 3)
        As :class:`scene.payloads.picture.GroundPicture` has it, in the file's coordinates.
    """
    from rasterio.windows import Window

    bands, palette = _bands(dataset, path)
    share = max(1.0, max(dataset.width, dataset.height) / most)
    rows, cols = max(1, round(dataset.height / share)), max(1, round(dataset.width / share))
    if share > 1.0:
        _tell_of_reduction(dataset, rows, cols, issues)
    stored = np.empty((len(bands), rows, cols), dtype=dataset.dtypes[bands[0] - 1])
    seen = np.empty((rows, cols), np.uint8)
    for first in range(0, rows, _ROWS_AT_ONCE):
        feedback.check()
        stop = min(first + _ROWS_AT_ONCE, rows)
        top, bottom = first * dataset.height / rows, stop * dataset.height / rows
        window = Window(0, top, dataset.width, bottom - top)
        size = (stop - first, cols)
        way = _resampling(palette, share)
        stored[:, first:stop] = dataset.read(
            bands, window=window, out_shape=(len(bands), *size), resampling=way
        )
        seen[first:stop] = dataset.dataset_mask(window=window, out_shape=size)
        feedback.progress(0.9 * stop / rows)
    t = dataset.transform
    across, down = dataset.width / cols, dataset.height / rows
    place = np.array([[t.a * across, t.b * down, t.c], [t.d * across, t.e * down, t.f]])
    return _coloured(stored, seen, palette, issues), place


def warped(
    dataset: Any,
    path: Path,
    crs: "CRS",
    frame: SceneFrame,
    most: int,
    feedback: Feedback,
    issues: list[ImportIssue],
) -> tuple[U8, F64]:
    """Return the pixels of a picture resampled into the frame's system; see :func:`reduced`."""
    from rasterio.crs import CRS as RasterioCRS  # noqa: N811 - its name collides with pyproj's
    from rasterio.transform import from_origin
    from rasterio.vrt import WarpedVRT
    from rasterio.windows import Window

    bands, palette = _bands(dataset, path)
    edges = Way(written(crs), frame).world(_outline(dataset))
    edges = edges[np.isfinite(edges).all(axis=1)]
    (west, south), (east, north) = edges.min(axis=0), edges.max(axis=0)
    pixel = math.sqrt((east - west) * (north - south) / (dataset.width * dataset.height))
    fine = pixel
    pixel = max(pixel, max(east - west, north - south) / most)
    rows, cols = max(1, math.ceil((north - south) / pixel)), max(1, math.ceil((east - west) / pixel))
    if pixel > 1.01 * fine:
        _tell_of_reduction(dataset, rows, cols, issues)
    said = msg("The picture was resampled into {crs}.", crs=title(resolve(frame.crs)))
    issues.append(ImportIssue("note", said))
    source = bound_to(flat(crs), resolve(frame.crs))
    stored = np.empty((len(bands), rows, cols), dtype=dataset.dtypes[bands[0] - 1])
    seen = np.empty((rows, cols), np.uint8)
    with WarpedVRT(
        dataset,
        src_crs=RasterioCRS.from_user_input(written(source)),
        crs=RasterioCRS.from_user_input(frame.crs),
        transform=from_origin(west, north, pixel, pixel),
        width=cols,
        height=rows,
        resampling=_resampling(palette, pixel / fine),
        add_alpha=dataset.nodata is None and "alpha" not in [band.name for band in dataset.colorinterp],
    ) as lain:
        for first in range(0, rows, _ROWS_AT_ONCE):
            feedback.check()
            stop = min(first + _ROWS_AT_ONCE, rows)
            window = Window(0, first, cols, stop - first)
            stored[:, first:stop] = lain.read(bands, window=window)
            seen[first:stop] = lain.dataset_mask(window=window)
            feedback.progress(0.9 * stop / rows)
    place = np.array([[pixel, 0.0, west], [0.0, -pixel, north]])
    return _coloured(stored, seen, palette, issues), place


def _bands(dataset: Any, path: Path) -> tuple[list[int], U8 | None]:
    """Return the bands of red, green and blue (three times the same for grey), and the palette if any."""
    kinds = [band.name for band in dataset.colorinterp]
    if any("complex" in kind for kind in dataset.dtypes):
        raise broken(path, "holds no picture but values of another kind")
    if kinds and kinds[0] == "palette":
        table = np.zeros((65_536, 4), np.uint8)
        for value, colour in dataset.colormap(1).items():
            table[value] = colour
        return [1], table
    by_name = [kinds.index(name) + 1 for name in ("red", "green", "blue") if name in kinds]
    if len(by_name) == 3:
        return by_name, None
    plain = [number for number, kind in enumerate(kinds, start=1) if kind != "alpha"]
    return (plain[:3] if len(plain) >= 3 else plain[:1] or [1]), None


def _resampling(palette: U8 | None, share: float) -> Any:
    from rasterio.enums import Resampling

    if palette is not None:
        return Resampling.nearest
    return Resampling.average if share > 1.0 else Resampling.bilinear


def _coloured(stored: NDArray[Any], seen: U8, palette: U8 | None, issues: list[ImportIssue]) -> U8:
    """Return sRGB pixels, with a fourth band only where something cannot be seen."""
    if palette is not None:
        whole = palette[np.clip(stored[0], 0, len(palette) - 1).astype(np.int64)]
        seen = np.minimum(seen, whole[..., 3])
        colours = whole[..., :3]
    else:
        if stored.dtype != np.uint8:
            stored = _in_eight_bits(stored, seen, issues)
        colours = np.moveaxis(stored if len(stored) == 3 else np.repeat(stored, 3, axis=0), 0, -1)
    if seen.all() and seen.min() == 255:
        return np.ascontiguousarray(colours)
    return np.ascontiguousarray(np.concatenate([colours, seen[..., None]], axis=-1))


def _in_eight_bits(stored: NDArray[Any], seen: U8, issues: list[ImportIssue]) -> U8:
    some = stored[:, seen > 0]
    some = some[:, :: max(1, some.shape[1] // 1_000_000)]
    some = some[np.isfinite(some)]
    dark, bright = np.percentile(some, (_DARK, _BRIGHT)) if some.size else (0.0, 1.0)
    said = msg(
        "Brightness was spread from {dark:g} as black to {bright:g} as white.", dark=dark, bright=bright
    )
    issues.append(ImportIssue("note", said))
    spread = (np.nan_to_num(stored.astype(np.float32)) - dark) * (255.0 / max(bright - dark, 1e-9))
    pixels: U8 = np.clip(spread, 0.0, 255.0).astype(np.uint8)
    return pixels


def _outline(dataset: Any, steps: int = 21) -> F64:
    """Return points along the four edges, in the file's coordinates."""
    share = np.linspace(0.0, 1.0, steps)
    zero, one = np.zeros(steps), np.ones(steps)
    col = np.concatenate([share, share, zero, one]) * dataset.width
    row = np.concatenate([zero, one, share, share]) * dataset.height
    t = dataset.transform
    return np.column_stack([t.a * col + t.b * row + t.c, t.d * col + t.e * row + t.f])


def _tell_of_reduction(dataset: Any, rows: int, cols: int, issues: list[ImportIssue]) -> None:
    said = msg(
        "The picture was reduced from {wide} x {high} to {cols} x {rows} pixels.",
        wide=dataset.width,
        high=dataset.height,
        cols=cols,
        rows=rows,
    )
    issues.append(ImportIssue("note", said))
