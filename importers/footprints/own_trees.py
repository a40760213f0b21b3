"""Trees of our own export: spots with size, heading and tint become copies of a shape again.

It does not know formats.
"""

import re
from collections.abc import Mapping
from typing import Final

import numpy as np

from importers.base import ImportIssue
from importers.common.measures import texts
from importers.common.tree_shapes import NAMES, SHAPE, shape_of
from scene.messages import msg
from scene.payloads import Instances, Polylines
from scene.payloads.arrays import F64, U8, Column

_FIELDS: Final = ("heading", "scale_x", "scale_y", "height")
_TINT: Final = re.compile("#[0-9a-fA-F]{6}")
#: No tree is larger, metres.
_TALLEST: Final = 150.0


def own_trees(spots: Polylines, file: str, issues: list[ImportIssue]) -> Instances | None:
    """Return spots as trees, None if they are no spots or have been edited beyond recognition.

    Parameters
    ----------
    spots : Polylines
        A layer whose role is that of trees.
    file : str
        For sentences.
    issues : list of ImportIssue
        Is told of sizes and shapes that had to be assumed.
    """
    columns = spots.columns
    if not spots.count or len(spots.vertices) != spots.count:
        return None
    if any(name not in columns or columns[name].dtype.kind not in "fiu" for name in _FIELDS):
        return None
    heading, *sizes = (columns[name].astype(np.float64) for name in _FIELDS)
    scale = np.column_stack(sizes)
    sound = ((scale > 0.0) & (scale < _TALLEST)).all(axis=1)
    if not sound.any():
        return None
    if not sound.all():
        scale[~sound] = np.median(scale[sound], axis=0)
        said = msg("Trees without a size, taken to be like the others: {count}.", count=int((~sound).sum()))
        issues.append(ImportIssue("note", said))
    mesh, outline = shape_of(_shape(columns, file, issues))
    turn: F64 = np.radians(np.nan_to_num(heading))
    return Instances(
        mesh, outline, spots.vertices, turn.astype(np.float32), scale.astype(np.float32), _tint(columns)
    )


def _shape(columns: Mapping[str, Column], file: str, issues: list[ImportIssue]) -> str:
    """Return the shape that most trees name."""
    if SHAPE in columns:
        named, often = np.unique(texts(columns[SHAPE]), return_counts=True)
        name = str(named[int(np.argmax(often))])
        if name in NAMES:
            return name
    said = msg("{file} does not say which shape its trees have; a broadleaf tree stands for it.", file=file)
    issues.append(ImportIssue("note", said))
    return ""


def _tint(columns: Mapping[str, Column]) -> U8 | None:
    """Return the tint of each tree, white where none can be read; None if there is no such field."""
    if "colour" not in columns:
        return None
    said = texts(columns["colour"]).tolist()
    whole = [int(text[1:], 16) if _TINT.fullmatch(text) else 0xFFFFFF for text in said]
    number = np.array(whole, np.int64)
    tint: U8 = np.column_stack([number >> 16, number >> 8 & 255, number & 255]).astype(np.uint8)
    return tint
