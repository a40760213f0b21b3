"""LAS and LAZ (COPC is LAZ): points in chunks, or the first few of many chunks spread over the file.

It does not know where the points go.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

from importers.base import ImportParams
from importers.common.boundary import broken, existing, reading
from importers.pointcloud.header import check_header
from importers.pointcloud.importer import PointImporter
from importers.pointcloud.source import Batch, PointSource, runs
from scene.payloads.arrays import F64

_MAGIC: Final = b"LASF"
#: Where a LAS file may be entered: every so many points. LAZ says it itself.
_LAS_UNIT: Final = 5_000
#: Places at which a file is entered for a sample.
_LAS_PIECES, _LAZ_PIECES = 2048, 512
#: What the record of LASzip says of chunks that differ in length, as COPC's do.
_ANY_LENGTH: Final = 0xFFFFFFFF


class LasImporter(PointImporter):
    """A point cloud from LAS or LAZ."""

    id = "points.las"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as LAS."""
        return head.startswith(_MAGIC)

    @contextmanager
    def opened(self, path: Path, params: ImportParams) -> Iterator[PointSource]:
        """Open a LAS or LAZ file after holding its declared size against its real one."""
        check_header(existing(path))
        with reading(path, "LAS or LAZ"):
            import laspy

            with laspy.open(path) as reader:
                source = LasSource(path, reader)
                next(source.spread(1), None)  # what cannot be unpacked is refused before anything is asked
                yield source


class LasSource:
    """An opened LAS or LAZ file.

    Parameters
    ----------
    path : Path
    reader : laspy.LasReader
    """

    counted = True

    def __init__(self, path: Path, reader: Any) -> None:
        self._path = path
        self._reader = reader
        header = reader.header
        self.count = int(header.point_count)
        self.dimensions = tuple(str(name) for name in header.point_format.dimension_names)
        self.extent: F64 | None = np.array([header.mins, header.maxs], dtype=np.float64)
        self.stated_crs = _stated_crs(header)

    def spread(self, most: int) -> Iterator[Batch]:
        """Yield the first points of many chunks."""
        import laspy

        # The parallel reader would decode whole chunks, of which only the beginnings are wanted.
        with laspy.open(self._path, laz_backend=laspy.LazBackend.Lazrs) as reader:
            pieces = _LAZ_PIECES if self._reader.header.are_points_compressed else _LAS_PIECES
            for first, skip, count in runs(self.count, most, self._unit(), pieces):
                reader.seek(first)  # of LAZ, what is passed over must be unpacked
                yield batch_of(reader.read_points(skip + count)[skip:])

    def _unit(self) -> int:
        records = self._reader.header.vlrs.get("LasZipVlr")
        if not records:
            return _LAS_UNIT
        length = int.from_bytes(records[0].record_data[12:16], "little")
        return 50_000 if length in (0, _ANY_LENGTH) else length

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all points in order."""
        found = 0
        for points in self._reader.chunk_iterator(size):
            found += len(points)
            yield batch_of(points)
        if found != self.count:
            raise broken(
                self._path,
                "says it holds {told} points but {found} can be read",
                told=self.count,
                found=found,
            )


def batch_of(points: Any) -> Batch:
    """Return points of laspy as a batch."""
    colour = None
    if "red" in points.point_format.dimension_names:
        channels = [np.asarray(points[name]) for name in ("red", "green", "blue")]
        colour = np.column_stack(channels).astype(np.uint16)
    return Batch(
        np.column_stack([np.asarray(points.x), np.asarray(points.y), np.asarray(points.z)]),
        colour,
        np.asarray(points.classification).astype(np.uint8),
        np.asarray(points.intensity).astype(np.uint16),
    )


def _stated_crs(header: Any) -> str | None:
    """Return the system that a file's records state, None if there is none or it cannot be understood."""
    try:
        crs = header.parse_crs()
    except Exception:  # a broken record is as good as none: the person is asked
        return None
    return None if crs is None else str(crs.to_wkt())
