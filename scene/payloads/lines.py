"""Lines, and points as lines of one vertex: routes, viewpoints, place names, road centrelines.

It does not know what a line stands for; the node's role says that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scene.payloads.arrays import F32, I32, Column, columns, frozen, offsets


@dataclass(frozen=True, eq=False)
class Polylines:
    """A layer of lines.

    Parameters
    ----------
    vertices : ndarray of float32, shape (v, 3)
        Local metres.
    line_start : ndarray of int32, shape (n + 1,)
        Line ``i`` is ``vertices[line_start[i]:line_start[i + 1]]``; one vertex makes a point.
    ids : tuple of str
        Stable names of the rows.
    columns : Mapping[str, ndarray]
        One value a line. Viewpoints and routes carry ``name_zh``, ``name_en``, ``eye_height`` (m above the
        vertex), ``host`` (id of the node whose solid holds the viewpoint, or empty), ``facing`` and
        ``opening`` (degrees clockwise from grid north, and full width of the open side; 360 if all open).
    """

    vertices: F32
    line_start: I32
    ids: tuple[str, ...]
    columns: Mapping[str, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "vertices", frozen("vertices", self.vertices, np.float32, (None, 3)))
        object.__setattr__(self, "line_start", offsets("line_start", self.line_start, len(self.vertices)))
        object.__setattr__(self, "ids", tuple(self.ids))
        if len(self.ids) != self.count:
            raise ValueError(f"{len(self.ids)} ids for {self.count} lines")
        object.__setattr__(self, "columns", columns(self.count, self.columns))

    @property
    def count(self) -> int:
        """Number of lines."""
        return len(self.line_start) - 1

    def line(self, row: int) -> F32:
        """Return the vertices of one line, shape (k, 3)."""
        return self.vertices[self.line_start[row] : self.line_start[row + 1]]
