"""Heights as text, one point a line on a regular grid: ``x y z``, whichever of x and y runs faster.

Points that stand on no grid are a point cloud's business, and are sent there.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np

from importers.base import ImportIssue
from importers.common.boundary import broken, reading
from importers.terrain.importer import TerrainImporter
from importers.terrain.params import TerrainParams
from scene.errors import UnreadableFile
from scene.messages import msg
from scene.payloads.arrays import F32, F64

_NUMBER: Final = re.compile(r"^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$", re.IGNORECASE)
#: A line of at least three figures is at least this long, bytes.
#: Steps of a grid written to few digits vary by this share.
_UNEVEN: Final = 0.02
#: Fewer points than this share of the cells stand on no grid.
_FILLED: Final = 0.25
_MOST_CELLS: Final = 200_000_000


class XyzImporter(TerrainImporter):
    """Heights from lines of x, y, z on a grid."""

    id: ClassVar[str] = "terrain.xyz"
    format_name: ClassVar[str] = "XYZ grid"
    driver: ClassVar[str] = "XYZ"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the first lines hold three figures each and step along one line of a grid."""
        rows = first_rows(head)
        if len(rows) < 4 or any(len(row) != 3 for row in rows):
            return False
        steps = np.diff(np.array(rows, dtype=np.float64)[:, :2], axis=0)
        for along, across in ((0, 1), (1, 0)):
            still = steps[:, across] == 0.0
            run = steps[still, along]
            if still[:2].all() and run[0] != 0.0 and _whole_steps(run):
                return True
        return False

    @contextmanager
    def opened(self, path: Path, answers: TerrainParams, issues: list[ImportIssue]) -> Iterator[Any]:
        """Yield the grid as a dataset in memory."""
        with reading(path, self.format_name, issues):
            from rasterio.io import MemoryFile
            from rasterio.transform import Affine

            points = _points(path)
            values, west, north, wide, high = gridded(points, path)
            transform = Affine(wide, 0.0, west, 0.0, -high, north)
            rows, cols = values.shape
            with (
                MemoryFile() as memory,
                memory.open(driver="GTiff", width=cols, height=rows, count=1, dtype="float32",
                            transform=transform, nodata=float("nan"), BIGTIFF="IF_SAFER") as file,
            ):  # fmt: skip
                file.write(values, 1)
                yield file


def _whole_steps(run: F64) -> bool:
    """Return whether all steps lead the same way by multiples of the smallest."""
    share = run / run[np.abs(run).argmin()]
    return bool((np.abs(share - np.rint(share)) <= _UNEVEN * share).all())


def first_rows(head: bytes) -> list[list[float]]:
    """Return the figures of the whole lines at the start of a file; none if there is anything else."""
    try:
        text = head.decode("ascii")
    except UnicodeDecodeError:
        return []
    lines = text.splitlines()[: -1 if len(head) >= 4096 else None]
    rows: list[list[float]] = []
    for place, line in enumerate(lines):
        parts = re.split(r"[,;\s]+", line.strip(" ,;"))
        if parts == [""]:
            continue
        if not all(_NUMBER.match(part) for part in parts):
            if place == 0:
                continue  # a header
            return []
        rows.append([float(part) for part in parts])
    return rows


def _points(path: Path) -> F64:
    """Return all points, shape (n, 3)."""
    import pandas as pd

    with path.open("rb") as file:
        head = file.read(4096)
    first, second = ([line for line in head.splitlines() if line.strip()] + [b"", b""])[:2]
    separator = "," if b"," in second else ";" if b";" in second else r"\s+"
    header = not all(
        _NUMBER.match(part) for part in re.split(r"[,;\s]+", first.decode("latin-1").strip(" ,;"))
    )
    table = pd.read_csv(
        path, sep=separator, header=None,
        skiprows=int(header), comment="#", usecols=[0, 1, 2], dtype=np.float64,
        encoding="latin-1", skip_blank_lines=True,
    )  # fmt: skip
    points: F64 = table.to_numpy(dtype=np.float64)
    points = points[np.isfinite(points[:, :2]).all(axis=1)]
    if len(points) < 4:
        raise broken(path, "holds no points")
    if not _ends_with_a_line(path) and not _ends_with_a_row(points):
        raise broken(path, "ends in the middle of a row")
    return points


def _ends_with_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) in (b"\n", b"\r")


def _ends_with_a_row(points: F64) -> bool:
    """Return whether the last point is as far along its row as the last one of the first row."""
    along = 0 if points[0, 1] == points[1, 1] else 1
    turns = np.flatnonzero(np.diff(points[:, 1 - along]))
    return bool(len(turns) and points[-1, along] == points[turns[0], along])


def gridded(points: F64, path: Path) -> tuple[F32, float, float, float, float]:
    """Return points of a regular grid as one.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 3)
        In any order; cells that have none stay empty.
    path : Path
        For the sentence.

    Returns
    -------
    values : ndarray of float32, shape (rows, cols)
        Northernmost row first, nan where a cell has no point.
    west, north : float
        Outer corner of the first cell.
    wide, high : float
        Edges of a cell.

    Raises
    ------
    UnreadableFile
        If the points stand on no grid.
    """
    places, edges, counts = [], [], []
    for axis in (0, 1):
        values = points[:, axis]
        lines = np.unique(values)
        steps = np.diff(lines)
        edge = float(np.median(steps)) if len(steps) else 0.0
        edge = float(np.mean(steps[np.abs(steps - edge) <= _UNEVEN * edge])) if edge > 0.0 else 0.0
        if not edge > 0.0:
            raise _no_grid(path)
        place = (values - lines[0]) / edge
        number = np.rint(place).astype(np.int64)
        if float(np.percentile(np.abs(place - number), 99)) > 10 * _UNEVEN:
            raise _no_grid(path)
        places.append(number)
        edges.append(edge)
        counts.append(int(number.max()) + 1)
    cols, rows = counts
    if cols < 2 or rows < 2 or cols * rows > min(_MOST_CELLS, len(points) / _FILLED):
        raise _no_grid(path)
    grid: F32 = np.full((rows, cols), np.nan, np.float32)
    grid[rows - 1 - places[1], places[0]] = points[:, 2]
    west = float(points[:, 0].min()) - 0.5 * edges[0]
    north = float(points[:, 1].min()) + (rows - 0.5) * edges[1]
    return grid, west, north, edges[0], edges[1]


def _no_grid(path: Path) -> UnreadableFile:
    return UnreadableFile(
        msg("The points of {file} stand on no regular grid.", file=path.name),
        msg("Open it as a point cloud, or grid it in a GIS first."),
    )
