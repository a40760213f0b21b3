"""Sort a cloud of any size into an octree on the disk, with a bounded part of it in memory.

Points come in the order of their file and are written to one scratch file; sorted roughly into groups in a
second one; and each group, a stretch of the Morton curve, is sorted finely and cut into blocks. All is made
in a folder beside the wanted one and moved there when it is whole.
"""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, Final
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from importers.pointcloud import morton
from importers.pointcloud.octree import ARRAYS, BLOCK, HEADER, TABLE, VERSION
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.messages import msg
from scene.payloads.arrays import Column

#: A point in the scratch files.
POINT: Final = np.dtype(
    [("positions", "<f4", 3), ("colour", "u1", 3), ("classification", "u1"), ("intensity", "<u2")]
)
#: Points of a group: what is sorted in memory at once.
GROUP: Final = 2_000_000
#: Halvings of the cube into the cells by which groups are counted.
_COUNTED: Final = 7
#: Bytes on the disk for each point while it is built.
_SCRATCH: Final = 3 * POINT.itemsize


def build(batches: Iterable[dict[str, Column]], total: int, folder: Path, feedback: Feedback) -> None:
    """Make the octree of a cloud in a folder that is not there yet.

    Parameters
    ----------
    batches : iterable of dict
        What points carry, by the names of `ARRAYS`; every batch has the same names.
    total : int
        How many points are expected, for progress and for the room on the disk.
    folder : Path
    feedback : Feedback

    Raises
    ------
    InvalidRequest
        If the disk has no room for it.
    Cancelled
        If the person asked to stop; nothing stays behind.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder.parent).free < total * _SCRATCH * 1.2:
        raise InvalidRequest(
            msg("There is no room to prepare a cloud of {count} points for drawing.", count=total),
            msg("Free {size:.0f} GB on the disk of the cache folder.", size=total * _SCRATCH * 1.2 / 1e9),
        )
    scratch = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}.unfinished")
    scratch.mkdir()
    try:
        _Build(scratch, feedback).run(batches, total)
        if not folder.exists():
            scratch.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


class _Build:
    """One octree under way."""

    def __init__(self, folder: Path, feedback: Feedback) -> None:
        self._folder, self._feedback = folder, feedback
        self._low, self._side = np.zeros(3), 1.0
        self._classes = np.zeros(256, np.int64)
        self._names: list[str] = []
        self._rows: list[tuple[int, int, NDArray[np.float32], NDArray[np.float32], int, int]] = []
        self._written = 0

    def run(self, batches: Iterable[dict[str, Column]], total: int) -> None:
        raw, sorted_roughly = self._folder / "points.raw", self._folder / "groups.raw"
        count = self._take_in(batches, raw, total)
        counted = self._count(raw, count)
        group_of_cell, sizes = _grouped(counted)
        self._sort_roughly(raw, sorted_roughly, group_of_cell, sizes)
        raw.unlink()
        self._cut(sorted_roughly, sizes)
        sorted_roughly.unlink()
        self._finish()

    def _codes(self, points: NDArray[Any]) -> morton.U64:
        return morton.codes(points["positions"], self._low, self._side)

    def _take_in(self, batches: Iterable[dict[str, Column]], raw: Path, total: int) -> int:
        """Write all points as they come, find the cube about them, and return how many there are."""
        low, high = np.full(3, np.inf), np.full(3, -np.inf)
        done = 0
        with raw.open("wb") as file:
            for columns in batches:
                self._feedback.check()
                places = columns["positions"]
                points = np.zeros(len(places), POINT)
                for name, values in columns.items():
                    points[name] = values
                self._names = list(columns)
                points.tofile(file)
                if len(places):
                    low, high = np.minimum(low, places.min(axis=0)), np.maximum(high, places.max(axis=0))
                self._classes += np.bincount(points["classification"], minlength=256)
                done += len(points)
                self._feedback.progress(0.55 * min(done / max(total, 1), 1.0))
        if done:
            self._side = max(float((high - low).max()) * 1.001, 1e-3)
            self._low = (low + high) / 2.0 - self._side / 2.0
        return done

    def _count(self, raw: Path, count: int) -> NDArray[np.int64]:
        """Return how many points each cell of the cube has."""
        counted = np.zeros(8**_COUNTED, np.int64)
        part = PartOf(self._feedback, 0.55, 0.65)
        with raw.open("rb") as source:
            for first in range(0, count, GROUP):
                self._feedback.check()
                codes = self._codes(np.fromfile(source, POINT, GROUP))
                used, counts = np.unique(morton.prefix(codes, _COUNTED).astype(np.int64), return_counts=True)
                counted[used] += counts
                part.progress(min((first + GROUP) / count, 1.0))
        return counted

    def _sort_roughly(
        self, raw: Path, target: Path, group_of_cell: NDArray[np.int32], sizes: NDArray[np.int64]
    ) -> None:
        """Write the points group by group."""
        begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        part = PartOf(self._feedback, 0.65, 0.75)
        count = int(sizes.sum())
        with raw.open("rb") as source, target.open("wb") as file:
            for first in range(0, count, GROUP):
                self._feedback.check()
                points = np.fromfile(source, POINT, GROUP)
                group = group_of_cell[morton.prefix(self._codes(points), _COUNTED).astype(np.int64)]
                order = np.argsort(group, kind="stable")
                points, group = points[order], group[order]
                starts = morton.run_starts(group.astype(np.uint64))
                for start, stop in zip(starts, [*starts[1:], len(points)], strict=True):
                    number = int(group[start])
                    file.seek(int(begins[number]) * POINT.itemsize)
                    points[start:stop].tofile(file)
                    begins[number] += stop - start
                part.progress(min((first + GROUP) / count, 1.0))

    def _cut(self, grouped: Path, sizes: NDArray[np.int64]) -> None:
        """Sort each group along the curve and write its blocks; those that go on wait for the next group."""
        part = PartOf(self._feedback, 0.75, 1.0)
        open_blocks: dict[int, tuple[int, list[NDArray[Any]]]] = {}
        files: dict[str, IO[bytes]] = {}
        try:
            files = {name: (self._folder / f"{name}.bin").open("wb") for name in self._names}
            with grouped.open("rb") as source:
                for number, size in enumerate(sizes):
                    # A cell as full as this is cut anyhow: some blocks then come twice, each with its part.
                    for first in range(0, int(size), 2 * GROUP):
                        self._feedback.check()
                        points = np.fromfile(source, POINT, min(2 * GROUP, int(size) - first))
                        self._cut_group(points, open_blocks, files)
                    part.progress((number + 1) / len(sizes))
            for level, (node, parts) in open_blocks.items():
                self._write(level, node, parts, files)
        finally:
            for file in files.values():
                file.close()

    def _cut_group(
        self,
        points: NDArray[Any],
        open_blocks: dict[int, tuple[int, list[NDArray[Any]]]],
        files: dict[str, IO[bytes]],
    ) -> None:
        code = self._codes(points)
        order = np.argsort(code, kind="stable")
        code, points = code[order], points[order]
        level = morton.levels(code)
        for depth in range(morton.DEEPEST + 1):
            members = np.flatnonzero(level == depth)
            if not len(members):
                continue
            nodes = morton.prefix(code[members], depth)
            starts = morton.run_starts(nodes)
            for start, stop in zip(starts, [*starts[1:], len(members)], strict=True):
                node, own = int(nodes[start]), points[members[start:stop]]
                before = open_blocks.get(depth)
                if before is not None and before[0] == node:
                    before[1].append(own)
                    continue
                if before is not None:
                    self._write(depth, before[0], before[1], files)
                open_blocks[depth] = (node, [own])

    def _write(self, level: int, node: int, parts: list[NDArray[Any]], files: dict[str, IO[bytes]]) -> None:
        points = np.concatenate(parts) if len(parts) > 1 else parts[0]
        for name, file in files.items():
            np.ascontiguousarray(points[name], ARRAYS[name][0]).tofile(file)
        places = points["positions"]
        self._rows.append((level, node, places.min(axis=0), places.max(axis=0), self._written, len(points)))
        self._written += len(points)

    def _finish(self) -> None:
        """Write table and header, coarse blocks first; a block's box holds those of its children."""
        self._rows.sort(key=lambda row: (row[0], row[1]))
        table = np.zeros(len(self._rows), BLOCK)
        row_of = {(row[0], row[1]): number for number, row in enumerate(self._rows)}
        for number, (level, node, low, high, first, count) in enumerate(self._rows):
            parent, up = -1, 1
            while parent < 0 and up <= level:
                parent = row_of.get((level - up, node >> (3 * up)), -1)
                up += 1
            table[number] = (level, parent, low, high, first, count)
        for number in range(len(table) - 1, 0, -1):
            above = table["parent"][number]
            if above >= 0:
                table["low"][above] = np.minimum(table["low"][above], table["low"][number])
                table["high"][above] = np.maximum(table["high"][above], table["high"][number])
        np.save(self._folder / TABLE, table, allow_pickle=False)
        header = {
            "version": VERSION,
            "total": self._written,
            "arrays": self._names,
            "spacing": self._side / 2**morton.CELL_BITS,
            "classes": {str(k): int(n) for k, n in enumerate(self._classes) if n},
        }
        (self._folder / HEADER).write_text(json.dumps(header), "utf-8")


def _grouped(counted: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the group of each cell, and the points of each group: neighbours on the curve together."""
    before = np.concatenate([[0], np.cumsum(counted)[:-1]])
    group = (before // GROUP).astype(np.int32)
    _, own = np.unique(group, return_inverse=True)
    return own.astype(np.int32), np.bincount(own, counted).astype(np.int64)
