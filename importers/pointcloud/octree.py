"""A cloud on the disk as an octree of blocks: raw arrays, a table of which part of them each block is.

Each point is in one block: coarse blocks hold a point a cell, finer ones what is between. This module reads;
:mod:`octree_build` writes. It does not know where the points came from.
"""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import DTypeLike, NDArray

from importers.pointcloud.transfer import cloud_of
from scene.errors import UnreadableFile
from scene.messages import msg
from scene.payloads import PointCloud
from scene.payloads.streamed import PointBlocks

#: Raised whenever the same cloud would make other files.
VERSION: Final = 2
HEADER, TABLE = "octree.json", "blocks.npy"
#: What a point carries: numbers of a kind, so many a point.
ARRAYS: Final[dict[str, tuple[DTypeLike, int]]] = {
    "positions": (np.float32, 3),
    "colour": (np.uint8, 3),
    "classification": (np.uint8, 1),
    "intensity": (np.uint16, 1),
}
#: A row of the table.
BLOCK: Final = np.dtype(
    [
        ("level", "u1"),
        ("parent", "<i4"),
        ("low", "<f4", 3),
        ("high", "<f4", 3),
        ("first", "<i8"),
        ("count", "<i8"),
    ]
)


class Octree:
    """The octree in a folder.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    ValueError
        If it is not a whole octree of this version.
    OSError
        If it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        header = json.loads((folder / HEADER).read_text("utf-8"))
        if header["version"] != VERSION:
            raise ValueError("an octree of another version")
        table: NDArray[Any] = np.load(folder / TABLE, allow_pickle=False)
        total = int(header["total"])
        self._arrays: tuple[str, ...] = tuple(header["arrays"])
        for name in self._arrays:
            kind, width = ARRAYS[name]
            if (folder / f"{name}.bin").stat().st_size != total * width * np.dtype(kind).itemsize:
                raise ValueError(f"{name} is not whole")
        if table.dtype != BLOCK or int(table["count"].sum()) != total:
            raise ValueError("the table of blocks does not fit")
        self._first = table["first"].astype(np.int64)
        self.total = total
        #: Points of each class, by its number.
        self.classes: dict[int, int] = {int(key): int(value) for key, value in header["classes"].items()}
        self.blocks = PointBlocks(
            table["level"], table["parent"], table["low"], table["high"], table["count"].astype(np.int64),
            (float(header["spacing"]) / 2.0 ** table["level"]).astype(np.float32),
        )  # fmt: skip

    def read(self, block: int) -> PointCloud:
        """Return the points of a block."""
        first, count = int(self._first[block]), int(self.blocks.count[block])
        found: dict[str, NDArray[Any]] = {}
        for name in self._arrays:
            kind, width = ARRAYS[name]
            path = self._folder / f"{name}.bin"
            # Not mapped into memory: pages once touched would count as the program's own.
            try:
                step = width * np.dtype(kind).itemsize
                values = np.fromfile(path, kind, count * width, offset=first * step)
            except OSError as problem:
                raise UnreadableFile(
                    msg("The prepared blocks of the point cloud are gone: {problem}.", problem=problem),
                    msg("Open the project again; they are prepared anew."),
                ) from problem
            found[name] = values.reshape(count, width) if width > 1 else values
        return cloud_of(found)
