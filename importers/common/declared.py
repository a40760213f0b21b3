"""Whether a file can hold as many cells as it declares. It does not know what the cells are."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from scene.errors import UnreadableFile
from scene.messages import msg

#: Bytes that a byte of a file may unfold to: no usual compression does better, even on nothing but holes.
MOST_UNFOLDED: Final = 1_100
#: A raster that unfolds to no more than this is read whatever its file's length, bytes.
ALWAYS_READ: Final = 1 << 30


def check_cells(dataset: Any, path: Path) -> None:
    """Refuse a raster that declares far more cells than its file can hold.

    Parameters
    ----------
    dataset : rasterio dataset
        Open.
    path : Path
        Its file.

    Raises
    ------
    UnreadableFile
        If it does.
    """
    size = max(np.dtype(kind).itemsize if "complex" not in kind else 16 for kind in dataset.dtypes)
    declared = dataset.width * dataset.height * dataset.count * size
    if declared > max(ALWAYS_READ, MOST_UNFOLDED * path.stat().st_size):
        raise UnreadableFile(
            msg(
                "{file} declares {cols} x {rows} cells, far more than it can hold.",
                file=path.name,
                cols=dataset.width,
                rows=dataset.height,
            ),
            msg("Export the part that is needed, without the holes around it."),
        )
