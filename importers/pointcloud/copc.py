"""COPC: a LAZ file that is an octree already, read block by block by its own hierarchy.

Offsets and counts of the hierarchy are held against the file's length before anything is read by them.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.common.boundary import broken, existing, reading
from importers.pointcloud.header import check_header
from importers.pointcloud.las import batch_of
from importers.pointcloud.source import Batch
from importers.pointcloud.transfer import Transfer
from scene.payloads import PointCloud
from scene.payloads.streamed import PointBlocks

#: An entry of the hierarchy: which cube, where its points lie, how many; -1 points are another page.
_ENTRY: Final = np.dtype(
    [
        ("level", "<i4"),
        ("x", "<i4"),
        ("y", "<i4"),
        ("z", "<i4"),
        ("at", "<u8"),
        ("size", "<i4"),
        ("count", "<i4"),
    ]
)
_DEEPEST: Final = 24
#: Points that a byte can hold at most, however alike they are.
_TIGHTEST: Final = 200


class CopcFile:
    """The hierarchy of a COPC file and its chunks.

    Parameters
    ----------
    path : Path

    Raises
    ------
    UnreadableFile
        If it is broken.
    ValueError
        If it is LAS or LAZ without a hierarchy.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        check_header(existing(path))
        with reading(path, "COPC"):
            import laspy

            with laspy.open(path, laz_backend=laspy.LazBackend.Lazrs) as reader:
                self._header: Any = reader.header
        infos = self._header.vlrs.get("CopcInfoVlr")
        records = self._header.vlrs.get("LasZipVlr")
        if not infos or not records:
            raise ValueError("no COPC")
        info = infos[0]
        self._record = records[0].record_data
        self.centre = np.asarray(info.center, dtype=np.float64)
        self.half, self.spacing = float(info.halfsize), float(info.spacing)
        self._size = path.stat().st_size
        entries = self._entries(int(info.hierarchy_root_offset), int(info.hierarchy_root_size))
        self.entries = entries[np.lexsort((entries["x"], entries["y"], entries["z"], entries["level"]))]
        if int(self.entries["count"].sum()) != int(self._header.point_count) or not self.half > 0.0:
            raise broken(path, "is broken: its hierarchy does not hold all of its points")

    def _entries(self, at: int, size: int) -> NDArray[Any]:
        """Return the entries of all pages that have points."""
        found: list[NDArray[Any]] = []
        waiting, seen, read = [(at, size)], set(), 0
        with self.path.open("rb") as file:
            while waiting:
                at, size = waiting.pop()
                if at in seen or size < 0 or at + size > self._size or size % _ENTRY.itemsize:
                    raise broken(self.path, "is broken: a page of its hierarchy lies outside the file")
                seen.add(at)
                read += size
                if read > self._size:
                    raise broken(self.path, "is broken: the pages of its hierarchy overlap")
                file.seek(at)
                page = np.frombuffer(file.read(size), _ENTRY)
                waiting += [(int(row["at"]), int(row["size"])) for row in page[page["count"] == -1]]
                found.append(page[page["count"] > 0])
        entries = np.concatenate(found)
        ends = entries["at"].astype(np.float64) + entries["size"]
        if (
            (entries["size"] <= 0).any()
            or (ends > self._size).any()
            or (entries["count"] > _TIGHTEST * entries["size"].astype(np.float64)).any()
            or not ((entries["level"] >= 0) & (entries["level"] <= _DEEPEST)).all()
        ):
            raise broken(self.path, "is broken: a block of its hierarchy lies outside the file")
        return entries

    def batch(self, row: int) -> Batch:
        """Return the points of an entry, as the file gives them."""
        entry = self.entries[row]
        with reading(self.path, "COPC"):
            import lazrs
            from laspy import DecompressionSelection
            from laspy.point.record import PackedPointRecord, ScaleAwarePointRecord

            with self.path.open("rb") as file:
                file.seek(int(entry["at"]))
                packed = file.read(int(entry["size"]))
            form, count = self._header.point_format, int(entry["count"])
            unpacked = np.zeros(count * form.size, np.uint8)
            lazrs.decompress_points_with_chunk_table(
                packed,
                self._record,
                unpacked,
                [(count, len(packed))],
                DecompressionSelection.all().to_lazrs(),
            )
            raw = PackedPointRecord.from_buffer(unpacked, form)
            return batch_of(ScaleAwarePointRecord(raw.array, form, self._header.scales, self._header.offsets))


class CopcReader:
    """A COPC file as the blocks of a streamed cloud.

    Parameters
    ----------
    file : CopcFile
    transfer : Transfer
        Into the scene.
    """

    def __init__(self, file: CopcFile, transfer: Transfer) -> None:
        self._file, self._transfer = file, transfer
        entries = file.entries
        side = 2.0 * file.half / 2.0 ** entries["level"]
        key = np.column_stack([entries["x"], entries["y"], entries["z"]])
        low = file.centre - file.half + key * side[:, None]
        corners = np.stack([low + side[:, None] * np.array([i, j, k], np.float64)
                            for i in (0, 1) for j in (0, 1) for k in (0, 1)], axis=1)  # fmt: skip
        local = transfer.unchecked(corners.reshape(-1, 3)).reshape(len(entries), 8, 3)
        local = np.nan_to_num(local, nan=0.0, posinf=1e6, neginf=-1e6)
        lowest, highest = local.min(axis=1), local.max(axis=1)
        scale = float((highest[0] - lowest[0]).max()) / float(side[0]) if len(entries) else 1.0
        self.blocks = PointBlocks(
            entries["level"], _parents(entries), lowest, highest, entries["count"],
            (scale * file.spacing / 2.0 ** entries["level"]).astype(np.float32),
        )  # fmt: skip

    def read(self, block: int) -> PointCloud:
        """Return the points of a block."""
        return self._transfer.cloud(self._file.batch(block))


def _parents(entries: NDArray[Any]) -> NDArray[np.int32]:
    """Return the row of the nearest entry above each, -1 for none."""
    rows = {(int(e["level"]), int(e["x"]), int(e["y"]), int(e["z"])): row for row, e in enumerate(entries)}
    parents = np.full(len(entries), -1, np.int32)
    for (level, x, y, z), row in rows.items():
        up = 1
        while parents[row] < 0 and up <= level:
            parents[row] = rows.get((level - up, x >> up, y >> up, z >> up), -1)
            up += 1
    return parents
