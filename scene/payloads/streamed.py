"""A point cloud too large to be held: an even sample of it, and the link to the file that holds the rest.

What is drawn near by is read block by block through a :class:`PointReader`. It does not know the formats of
files, nor where derived data are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scene.frame import SceneFrame
from scene.payloads.arrays import F32, I32, U8, frozen
from scene.payloads.points import PointCloud


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A file that stays where it is.

    Parameters
    ----------
    path : Path
        Where it was last seen.
    size : int
        Bytes.
    sha256 : str
        Of its content, hexadecimal.
    """

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, eq=False)
class StreamedPoints:
    """A large point cloud.

    Parameters
    ----------
    sample : PointCloud
        Points spread over the whole cloud: what is shown at once, and wherever the file is gone.
    total : int
        Points in the file.
    low, high : tuple of float
        Corners of the box about them, local metres.
    link : LinkedFile
        The file.
    recipe : Mapping
        How its importer reads it again: JSON values that only the importer understands.
    frame : SceneFrame
        The frame whose local metres the points are brought into.
    """

    sample: PointCloud
    total: int
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    link: LinkedFile
    recipe: Mapping[str, object]
    frame: SceneFrame

    def __post_init__(self) -> None:
        object.__setattr__(self, "recipe", MappingProxyType(dict(self.recipe)))


@dataclass(frozen=True, eq=False)
class PointBlocks:
    """The blocks of a cloud, coarse before fine. Each point is in one; finer blocks add to coarser ones.

    Parameters
    ----------
    level : ndarray of uint8, shape (n,)
        0 is the coarsest.
    parent : ndarray of int32, shape (n,)
        The block that this one refines, -1 for the coarsest. A parent comes before its children.
    low, high : ndarray of float32, shape (n, 3)
        Corners of the box about its points, local metres.
    count : ndarray of int64, shape (n,)
        Its points.
    spacing : ndarray of float32, shape (n,)
        Usual distance between the points of this level, metres.
    """

    level: U8
    parent: I32
    low: F32
    high: F32
    count: NDArray[np.int64]
    spacing: F32

    def __post_init__(self) -> None:
        n = len(self.level)
        for name, kind, shape in (
            ("level", np.uint8, (n,)), ("parent", np.int32, (n,)), ("low", np.float32, (n, 3)),
            ("high", np.float32, (n, 3)), ("count", np.int64, (n,)), ("spacing", np.float32, (n,)),
        ):  # fmt: skip
            object.__setattr__(self, name, frozen(name, getattr(self, name), kind, shape))


class PointReader(Protocol):
    """Reads a streamed cloud block by block, from any thread."""

    @property
    def blocks(self) -> PointBlocks:
        """The blocks that there are."""

    def read(self, block: int) -> PointCloud:
        """Return the points of a block.

        Raises
        ------
        UnreadableFile
            If the file is gone or damaged.
        """
