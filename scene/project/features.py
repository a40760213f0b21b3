"""Buildings and lines as feature tables that any GIS reads and edits; the tables are the truth.

Coordinates are written as world float64 and come back as the same local float32 to the bit: a float32 offset
added to a whole-metre origin loses nothing in float64. It does not know the scene tree.
"""

import json
import math
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scene.frame import SceneFrame
from scene.payloads import Buildings, Polylines
from scene.payloads.arrays import Column
from scene.project import geometry_blob
from scene.project.schema import quoted

_BUILDING_FIELDS = ("outdoor_ground", "bottom", "eaves", "top")
_RESERVED = {"fid", "geom", "id", "parts", *_BUILDING_FIELDS}


class FeatureTable:
    """One layer's table.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction when writing.
    name : str
        Table name.
    frame : SceneFrame
        Frame of the project.
    srs_id : int
        Id of its CRS in the file.
    """

    def __init__(self, connection: sqlite3.Connection, name: str, frame: SceneFrame, srs_id: int) -> None:
        self.connection = connection
        self.name = name
        self.frame = frame
        self.srs_id = srs_id

    def drop(self) -> None:
        """Take the table and its registration out of the file."""
        for table in ("gpkg_geometry_columns", "gpkg_contents"):
            self.connection.execute(f"DELETE FROM {table} WHERE table_name = ?", (self.name,))
        self.connection.execute(f"DROP TABLE IF EXISTS {quoted(self.name)}")

    def write(self, payload: Buildings | Polylines, identifier: str) -> dict[str, Any]:
        """Write all rows and return the JSON that :meth:`read` needs."""
        self.drop()
        fields = _sql_fields(payload.columns)
        buildings = isinstance(payload, Buildings)
        fixed = [f"{field} REAL" for field in _BUILDING_FIELDS] + ["parts TEXT"] if buildings else []
        own = [f"{quoted(sql)} {_sql_type(payload.columns[key])}" for key, sql in fields]
        geometry = _geometry_type(payload)
        head = ["fid INTEGER PRIMARY KEY AUTOINCREMENT", f"geom {geometry}", "id TEXT"]
        declared = ", ".join(head + fixed + own)
        self.connection.execute(f"CREATE TABLE {quoted(self.name)} ({declared})")
        self._register(payload, identifier, geometry)
        self._insert(payload, fields, range(payload.count))
        return {
            "kind": "buildings" if buildings else "lines",
            "fields": [[key, sql, payload.columns[key].dtype.str] for key, sql in fields],
        }

    def update(self, before: Buildings, after: Buildings, described: Mapping[str, Any]) -> bool:
        """Write only the rows that differ; return False if the layers differ in more than rows' values."""
        if before.ids != after.ids or list(before.columns) != list(after.columns):
            return False
        if any(before.columns[key].dtype.kind != after.columns[key].dtype.kind for key in before.columns):
            return False
        changed = [row for row in range(after.count) if _row(before, row) != _row(after, row)]
        self.connection.executemany(
            f"DELETE FROM {quoted(self.name)} WHERE fid = ?", ((row + 1,) for row in changed)
        )
        self._insert(after, [(key, sql) for key, sql, _ in described["fields"]], changed)
        self.connection.execute(
            "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') "
            "WHERE table_name = ?",
            (self.name,),
        )
        return True

    def _register(self, payload: Buildings | Polylines, identifier: str, geometry: str) -> None:
        vertices = payload.rings if isinstance(payload, Buildings) else payload.vertices[:, :2]
        box: list[float | None] = [None] * 4
        if len(vertices):
            corners = self.frame.to_world(np.array([vertices.min(axis=0), vertices.max(axis=0)]))
            box = [float(value) for value in corners.ravel()]
        self.connection.execute(
            "INSERT INTO gpkg_contents "
            "(table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id) "
            "VALUES (?, 'features', ?, ?, ?, ?, ?, ?)",
            (self.name, identifier, *box, self.srs_id),
        )
        has_z = 0 if isinstance(payload, Buildings) else 1
        self.connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, ?, 0)",
            (self.name, geometry, self.srs_id, has_z),
        )

    def _insert(
        self, payload: Buildings | Polylines, fields: Sequence[tuple[str, str]], rows: Sequence[int]
    ) -> None:
        fixed = [*_BUILDING_FIELDS, "parts"] if isinstance(payload, Buildings) else []
        names = ["fid", "geom", "id", *fixed, *(quoted(sql) for _, sql in fields)]
        marks = ", ".join("?" * len(names))
        values = [_plain(payload.columns[key]) for key, _ in fields]
        self.connection.executemany(
            f"INSERT INTO {quoted(self.name)} ({', '.join(names)}) VALUES ({marks})",
            (
                (row + 1, geometry, payload.ids[row], *extra, *(column[row] for column in values))
                for row, (geometry, extra) in zip(rows, self._geometries(payload, rows), strict=True)
            ),
        )

    def _geometries(
        self, payload: Buildings | Polylines, rows: Sequence[int]
    ) -> Iterator[tuple[bytes, tuple[object, ...]]]:
        head = geometry_blob.header(self.srs_id)
        if isinstance(payload, Polylines):
            world = self.frame.to_world(payload.vertices)
            only_points = _geometry_type(payload) == "POINT"
            for row in rows:
                vertices = world[payload.line_start[row] : payload.line_start[row + 1]]
                if len(vertices) == 1 and not only_points:
                    vertices = np.repeat(vertices, 2, axis=0)
                yield head + geometry_blob.line(vertices), ()
            return
        world = self.frame.to_world(payload.rings)
        ring, part = payload.ring_start.tolist(), payload.part_start.tolist()
        building, shift = payload.building_start.tolist(), self.frame.origin[2]
        heights = np.stack([payload.bottom, payload.eaves, payload.top], axis=1).astype(float) + shift
        for row in rows:
            parts = range(building[row], building[row + 1])
            geometry = geometry_blob.multipolygon(
                [[world[ring[r] : ring[r + 1]] for r in range(part[p], part[p + 1])] for p in parts]
            )
            own = heights[building[row] : building[row + 1]]
            summary = (float(own[:, 0].min()), float(own[:, 1].max()), float(own[:, 2].max()))
            several = json.dumps(own.tolist()) if len(own) > 1 else None
            yield head + geometry, (float(payload.outdoor_ground[row]) + shift, *summary, several)

    def read(self, described: Mapping[str, Any]) -> Buildings | Polylines:
        """Read the payload, with whatever another program has edited, added or deleted.

        Raises
        ------
        ValueError
            If a geometry cannot be read.
        """
        fields = [(key, sql, np.dtype(kind)) for key, sql, kind in described["fields"]]
        buildings = described["kind"] == "buildings"
        fixed = [*_BUILDING_FIELDS, "parts"] if buildings else []
        names = ["fid", "geom", "id", *fixed, *(quoted(sql) for _, sql, _ in fields)]
        rows = self.connection.execute(
            f"SELECT {', '.join(names)} FROM {quoted(self.name)} WHERE geom IS NOT NULL ORDER BY fid"
        ).fetchall()
        ids = tuple(row[2] or f"new-{row[0]}" for row in rows)
        first = 3 + len(fixed)
        columns = {
            key: _column([row[first + place] for row in rows], kind)
            for place, (key, _, kind) in enumerate(fields)
        }
        if buildings:
            return self._buildings(rows, ids, columns)
        lines = [_point_again(geometry_blob.read_line(row[1])) for row in rows]
        starts = np.cumsum([0, *(len(line) for line in lines)])
        world = np.concatenate(lines) if lines else np.zeros((0, 3))
        return Polylines(self.frame.to_local(world), starts, ids, columns)

    def _buildings(
        self, rows: Sequence[tuple[Any, ...]], ids: tuple[str, ...], columns: Mapping[str, Column]
    ) -> Buildings:
        vertices: list[NDArray[np.float64]] = []
        ring_sizes, part_sizes, building_sizes = [0], [0], [0]
        heights: list[Sequence[float]] = []
        for row in rows:
            parts = list(geometry_blob.read_polygons(row[1]))
            for rings in parts:
                vertices.extend(rings)
                ring_sizes.extend(len(ring) for ring in rings)
                part_sizes.append(len(rings))
            building_sizes.append(len(parts))
            stored = json.loads(row[7]) if row[7] else []
            heights.extend(stored if len(stored) == len(parts) else [row[4:7]] * len(parts))
        shift = self.frame.origin[2]
        z = (np.array(heights, dtype=float).reshape(-1, 3) - shift).astype(np.float32)
        world = np.concatenate(vertices) if vertices else np.zeros((0, 2))
        return Buildings(
            rings=self.frame.to_local(world),
            ring_start=np.cumsum(ring_sizes),
            part_start=np.cumsum(part_sizes),
            building_start=np.cumsum(building_sizes),
            bottom=z[:, 0],
            eaves=z[:, 1],
            top=z[:, 2],
            outdoor_ground=(np.array([row[3] for row in rows], dtype=float) - shift).astype(np.float32),
            ids=ids,
            columns=columns,
        )


def _point_again(line: NDArray[np.float64]) -> NDArray[np.float64]:
    return line[:1] if len(line) == 2 and np.array_equal(line[0], line[1]) else line


def _row(buildings: Buildings, row: int) -> tuple[object, ...]:
    parts = slice(buildings.building_start[row], buildings.building_start[row + 1])
    ring_bounds = buildings.part_start[parts.start : parts.stop + 1]
    ring_starts = buildings.ring_start[ring_bounds[0] : ring_bounds[-1] + 1]
    return (
        buildings.rings[ring_starts[0] : ring_starts[-1]].tobytes(),
        np.diff(ring_starts).tobytes(),
        np.diff(ring_bounds).tobytes(),
        *(getattr(buildings, name)[parts].tobytes() for name in ("bottom", "eaves", "top")),
        buildings.outdoor_ground[row].tobytes(),
        *(column[row].tobytes() for column in buildings.columns.values()),
    )


def _geometry_type(payload: Buildings | Polylines) -> str:
    """Return the one type of a table; GIS readers refuse mixed ones with heights.

    A point among lines is written as a line between the same place twice, and read back as a point.
    """
    if isinstance(payload, Buildings):
        return "MULTIPOLYGON"
    only_points = payload.count > 0 and len(payload.vertices) == payload.count
    return "POINT" if only_points else "LINESTRING"


def _sql_fields(columns: Mapping[str, Column]) -> list[tuple[str, str]]:
    """Give each column a name that SQLite, which ignores case, takes for different from all others."""
    taken = set(_RESERVED)
    fields = []
    for key in columns:
        sql = key
        while sql.lower() in taken:
            sql += "_"
        taken.add(sql.lower())
        fields.append((key, sql))
    return fields


def _sql_type(column: Column) -> str:
    return {"f": "REAL", "U": "TEXT", "b": "BOOLEAN"}.get(column.dtype.kind, "INTEGER")


def _plain(column: Column) -> list[object]:
    if column.dtype.kind == "f":
        return [None if math.isnan(value) else value for value in column.tolist()]
    return list(column.tolist())


def _column(values: list[Any], kind: np.dtype[Any]) -> Column:
    if kind.kind == "f":
        return np.array([np.nan if value is None else value for value in values], dtype=kind)
    if kind.kind == "U":
        return np.array(["" if value is None else value for value in values], dtype=np.str_)
    return np.array([value or 0 for value in values]).astype(kind)
