"""XYZ, CSV, TXT and PTS: a point a line. Which column is what is guessed from names or figures, or told.

Points of a regular grid are terrain and are taken by its importer first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import Field, field_validator

from importers.base import ImportParams
from importers.common.boundary import broken, existing, reading
from importers.pointcloud.columns import NAMES, Layout, guessed, named
from importers.pointcloud.importer import PointImporter
from importers.pointcloud.params import PointCloudParams
from importers.pointcloud.source import Batch, PointSource, extent_of
from importers.pointcloud.text import (
    LOOK,
    Dialect,
    blocks,
    dialect_of,
    ends_with_a_line,
    line_count,
    spread_lines,
    table,
)
from scene.errors import UnreadableFile
from scene.messages import msg
from scene.payloads.arrays import F64

#: Tables of fewer rows than this are no scan, unless their columns have the names of one.
_FEWEST: Final = 10


class XyzParams(PointCloudParams):
    """How to read points from text."""

    columns: str = Field(
        "",
        title="Columns",
        description="What they are, in order, such as: x y z intensity red green blue; - for none of these; "
        "empty: guessed.",
    )

    @field_validator("columns")
    @classmethod
    def _known(cls, text: str) -> str:
        words = text.replace(",", " ").split()
        wrong = [word for word in words if word != "-" and word not in NAMES]
        if wrong:
            raise ValueError(f"{wrong[0]} is none of {', '.join(NAMES)} or -")
        if words and not {"x", "y", "z"} <= set(words):
            raise ValueError("x, y and z must be among the columns")
        return text

    def told(self) -> dict[str, int]:
        """Return which column is what; none if it is to be guessed."""
        words = self.columns.replace(",", " ").split()
        return {word: place for place, word in enumerate(words) if word != "-"}


class XyzImporter(PointImporter):
    """A point cloud from lines of figures."""

    id = "points.xyz"
    params_type: type[ImportParams] = XyzParams

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the first lines hold x, y and z."""
        dialect = dialect_of(head)
        if dialect is None:
            return False
        try:
            rows = table(_whole_lines(head[dialect.start :], len(head) < 4096), dialect)
        except ValueError:
            return False
        if dialect.titles:
            return {"x", "y", "z"} <= set(named(dialect.titles))
        return len(rows) >= _FEWEST

    @contextmanager
    def opened(self, path: Path, params: ImportParams) -> Iterator[PointSource]:
        """Open a table of points."""
        with reading(existing(path), "XYZ"):
            with path.open("rb") as file:
                head = file.read(LOOK)
            dialect = dialect_of(head)
            if dialect is None:
                raise broken(path, "is no table of figures with three columns or more")
            whole = path.stat().st_size <= LOOK
            first = table(_whole_lines(head[dialect.start :], whole), dialect)
            told = params.told() if isinstance(params, XyzParams) else {}
            columns = told or named(dialect.titles)
            if not {"x", "y", "z"} <= set(columns):
                columns = guessed(first)
            if max(columns.values()) >= dialect.width:
                raise UnreadableFile(
                    msg(
                        "{file} has {width} columns, fewer than were told.",
                        file=path.name,
                        width=dialect.width,
                    ),
                    msg("Say what its columns are, in order, or leave it empty."),
                )
            yield XyzSource(path, dialect, Layout(columns).scaled(first))


def _whole_lines(block: bytes, whole: bool) -> bytes:
    return block if whole else block.rpartition(b"\n")[0]


class XyzSource:
    """An opened table of points.

    Parameters
    ----------
    path : Path
    dialect : Dialect
    layout : Layout
    """

    counted = False
    stated_crs: str | None = None

    def __init__(self, path: Path, dialect: Dialect, layout: Layout) -> None:
        self._path, self._dialect, self._layout = path, dialect, layout
        self.count = line_count(path, dialect.start)
        self.dimensions = tuple(sorted(layout.columns, key=lambda name: layout.columns[name]))
        self.extent: F64 | None = extent_of(self.spread(20_000))

    def spread(self, most: int) -> Iterator[Batch]:
        """Yield lines from all over the file."""
        for lines in spread_lines(self._path, self._dialect.start, most):
            yield self._layout.batch(table(lines, self._dialect))

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all points in order."""
        if not ends_with_a_line(self._path) and self._cut():
            raise broken(self._path, "ends in the middle of a row")
        for lines in blocks(self._path, self._dialect.start):
            rows = table(lines, self._dialect)
            for first in range(0, len(rows), size):
                yield self._layout.batch(rows[first : first + size])

    def _cut(self) -> bool:
        """Return whether the last line, which has no end, has not all columns: a copy was cut off."""
        size = self._path.stat().st_size
        with self._path.open("rb") as file:
            file.seek(max(size - LOOK, self._dialect.start))
            last = file.read().decode("latin-1").rpartition("\n")[2]
        return len(self._dialect.split(last)) < self._dialect.width
