"""CityJSON 2.0: buildings as solids, meshes as surfaces, both with semantics, their columns as attributes.

Each part is a block up to its top as LoD 1.2; where the roof is pitched also its walls and slopes as LoD 2.0.
Vertices are whole millimetres. It does not know how roofs are derived.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.common.own_fields import ROLE, SYNTHETIC
from importers.coordinates.crs import resolve, title
from importers.coordinates.vertical import called
from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.city_meshes import MeshObjects
from importers.export.parts import Part, part_of
from importers.export.placing import Placing, refuse_transform
from importers.export.solids import PartSolids, solids_of
from importers.export.vector_layers import field_names
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.frame import SceneFrame
from scene.messages import Message, msg
from scene.node import Node
from scene.payloads import Buildings
from scene.payloads.arrays import F64, Column

_MILLIMETRE: Final = 0.001
#: Buildings written between two looks at the cancel button.
_AT_ONCE: Final = 500
_LEVELS: Final = ("bottom", "eaves", "top")
#: Columns of an imported city model that the file says as id, type and level of detail.
_SAID_ELSEWHERE: Final = ("id", "kind", "lod")
_VERTICES_AT_ONCE: Final = 50_000


class CityJsonExporter:
    """Buildings and meshes into CityJSON."""

    params_type: type[ExportParams] = ExportParams

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write all buildings and features as city objects of one file."""
        placing = Placing.of(frame, params)
        reference = _reference(placing)
        notes = _unsaid(nodes)
        with replacing(path, "CityJSON", feedback) as place:
            city = _City(placing)
            for number, node in enumerate(nodes):
                feedback.check()
                if isinstance(node.payload, Buildings):
                    refuse_transform(node)
                    city.add_buildings(node, node.payload)
                else:
                    city.add_mesh(part_of(node, "outline", notes, feedback))
                feedback.progress(0.4 * (number + 1) / len(nodes))
            if not city.count:
                raise InvalidRequest(
                    msg("The layers hold nothing that can be written."), msg("Choose other layers.")
                )
            name = nodes[0].name.zh or nodes[0].name.en
            city.write(place.path, reference, name, PartOf(feedback, 0.4, 1.0))
        feedback.progress(1.0)
        if city.renamed:
            notes.append(msg("Buildings that had the id of another got one of their own: {count}.",
                             count=city.renamed))  # fmt: skip
        if frame.vertical:
            notes.append(msg("Heights are in {vertical}, for which the file has no place.",
                             vertical=called(frame.vertical)))  # fmt: skip
        if city.meshes:
            notes.append(msg("Colours and pictures of meshes are not written."))
        summary = msg(
            "{buildings:,} buildings, {solids:,} solids, {pitched:,} of them with pitched roofs; "
            "{meshes:,} other things",
            buildings=city.buildings, solids=city.solids, pitched=city.pitched, meshes=city.meshes,
        )  # fmt: skip
        return ExportReport(tuple(place.files), summary, tuple(notes))


def _reference(placing: Placing) -> str:
    """Return the system as the standard wants it written.

    Raises
    ------
    InvalidRequest
        If it has no EPSG code or is in degrees.
    """
    crs = resolve(placing.crs)
    code = crs.to_epsg()
    if code is None or crs.is_geographic:
        raise InvalidRequest(
            msg("CityJSON takes a projected system with an EPSG code, not {crs}.", crs=title(crs)),
            msg("Ask for one, for example EPSG:4549."),
        )
    return f"https://www.opengis.net/def/crs/EPSG/0/{code}"


def _is_known(values: Column) -> NDArray[np.bool_]:
    if values.dtype.kind == "f":
        return np.asarray(np.isfinite(values))
    return np.asarray(values != "") if values.dtype.kind == "U" else np.ones(len(values), dtype=bool)


def _known(values: Column) -> list[Any]:
    """Return values as JSON has them, None where nothing is known."""
    # a float32 as short as it is meant: 0.3 and not 0.30000001192092896
    single = values.dtype.kind == "f" and values.dtype.itemsize == 4
    plain = [float(str(value)) for value in values] if single else values.tolist()
    return [value if known else None for value, known in zip(plain, _is_known(values), strict=True)]


class _City:
    """Gathers layers, then writes them building by building: nothing of the file is held as a whole."""

    def __init__(self, placing: Placing) -> None:
        self.placing = placing
        self.count = self.buildings = self.solids = self.pitched = self.meshes = self.renamed = 0
        self._layers: list[tuple[Node, PartSolids | MeshObjects]] = []
        self._vertices: list[F64] = []
        self._taken: set[str] = set()

    def add_buildings(self, node: Node, payload: Buildings) -> None:
        """Add a layer of buildings."""
        solids = solids_of(payload)
        self._layers.append((node, solids))
        self._vertices.append(self.placing.world(solids.vertices))
        self.count += payload.count
        self.buildings += payload.count
        self.solids += len(solids.pitched)
        self.pitched += int(solids.pitched.sum())

    def add_mesh(self, part: Part) -> None:
        """Add a mesh, each of its features a thing of its own."""
        things = MeshObjects.of(part)
        self._layers.append((part.node, things))
        self._vertices.append(self.placing.world(part.vertices))
        self.count += len(things.rows)
        self.meshes += len(things.rows)

    def write(self, path: Path, reference: str, name: str, feedback: Feedback) -> None:
        """Write the file, with each place that several surfaces share written once."""
        world = np.concatenate(self._vertices)
        low, high = world.min(axis=0), world.max(axis=0)
        translate = np.floor(low)
        distinct, number = _distinct(np.round((world - translate) / _MILLIMETRE).astype(np.int64))
        feedback.check()
        head = {
            "type": "CityJSON",
            "version": "2.0",
            "transform": {"scale": [_MILLIMETRE] * 3, "translate": translate.tolist()},
            "metadata": {
                "title": name,
                "referenceSystem": reference,
                "geographicalExtent": [*np.round(low, 3).tolist(), *np.round(high, 3).tolist()],
            },
        }
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.write(f'{_text(head)[:-1]},"CityObjects":{{')
            for count, (object_id, city_object) in enumerate(self._objects(number, feedback)):
                file.write(f"{',' if count else ''}\n{_text(object_id)}:{_text(city_object)}")
            file.write('},\n"vertices":[')
            for first in range(0, len(distinct), _VERTICES_AT_ONCE):
                feedback.check()
                rows = _text(distinct[first : first + _VERTICES_AT_ONCE].tolist())[1:-1]
                file.write(f"{',' if first else ''}{rows}")
            file.write("]}\n")

    def _objects(self, number: NDArray[np.int64], feedback: Feedback) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield all city objects with their ids; `number` is what the file calls each vertex."""
        first = done = 0
        for node, layer in self._layers:
            vertices = layer.part.vertices if isinstance(layer, MeshObjects) else layer.vertices
            mine = number[first : first + len(vertices)]
            first += len(vertices)
            things = (
                self._things(layer, mine)
                if isinstance(layer, MeshObjects)
                else self._solids(node, layer, mine)
            )
            for thing in things:
                if done % _AT_ONCE == 0:
                    feedback.check()
                    feedback.progress(min(1.0, done / self.count))
                done += 1
                yield thing

    def _solids(
        self, node: Node, solids: PartSolids, number: NDArray[np.int64]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        rows = _Rows.of(node, solids.buildings, self.placing.frame.origin[2])
        for row, building_id in enumerate(solids.buildings.ids):
            yield from self._building(building_id, row, rows, solids, number)

    def _things(self, things: MeshObjects, number: NDArray[np.int64]) -> Iterator[tuple[str, dict[str, Any]]]:
        node, table = things.part.node, things.part.table
        names = field_names(node, table, (ROLE, SYNTHETIC))
        columns = {names[key]: _known(values) for key, values in table.items() if key not in _SAID_ELSEWHERE}
        ids = table.get("id")
        for place, row in enumerate(things.rows.tolist()):
            kind = things.kind(row)
            known = {key: values[row] for key, values in columns.items() if values[row] is not None}
            given = "" if ids is None else str(ids[row])
            yield (
                self._free(given or f"{node.name.zh or node.name.en}-{row + 1}"),
                {
                    "type": kind,
                    "attributes": known,
                    "geometry": [things.geometry(place, kind, number)],
                },
            )

    def _building(
        self, building_id: str, row: int, rows: "_Rows", solids: PartSolids, number: NDArray[np.int64]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        start = solids.buildings.building_start
        parts = range(start[row], start[row + 1])
        name = self._free(building_id)
        attributes = rows.attributes(row)
        if len(parts) == 1:
            attributes |= rows.levels(parts[0])
            geometry = _geometry(solids, parts[0], number)
            yield name, {"type": "Building", "attributes": attributes, "geometry": geometry}
            return
        children = [self._free(f"{name}-{place}") for place in range(1, len(parts) + 1)]
        yield name, {"type": "Building", "attributes": attributes, "children": children}
        for child, part in zip(children, parts, strict=True):
            yield (
                child,
                {
                    "type": "BuildingPart",
                    "attributes": rows.levels(part),
                    "parents": [name],
                    "geometry": _geometry(solids, part, number),
                },
            )

    def _free(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}_{number}", number + 1
        self._taken.add(name)
        self.renamed += name != wanted
        return name


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """What is known of each building and part of a layer, as plain values.

    Parameters
    ----------
    marks : dict
        The same for all buildings.
    columns : dict
        A list of values a column, None where nothing is known.
    heights : list
        Bottom, eaves and top of each part in the project's datum.
    """

    marks: dict[str, Any]
    columns: dict[str, list[Any]]
    heights: list[list[float]]

    @classmethod
    def of(cls, node: Node, payload: Buildings, shift: float) -> "_Rows":
        marks: dict[str, Any] = {ROLE: node.role.value}
        if node.provenance is not None and node.provenance.synthetic:
            marks[SYNTHETIC] = True
        names = field_names(node, payload.columns, (*_LEVELS, "outdoor_ground", ROLE, SYNTHETIC))
        columns = {"outdoor_ground": _known(np.round(payload.outdoor_ground.astype(np.float64) + shift, 4))}
        columns |= {names[key]: _known(values) for key, values in payload.columns.items()}
        levels = np.stack([payload.bottom, payload.eaves, payload.top], axis=1).astype(np.float64) + shift
        return cls(marks, columns, np.round(levels, 4).tolist())

    def attributes(self, row: int) -> dict[str, Any]:
        known = {name: values[row] for name, values in self.columns.items() if values[row] is not None}
        return self.marks | known

    def levels(self, part: int) -> dict[str, Any]:
        known = zip(_LEVELS, self.heights[part], strict=True)
        return {name: value for name, value in known if np.isfinite(value)}


def _geometry(solids: PartSolids, part: int, number: NDArray[np.int64]) -> list[dict[str, Any]]:
    roof = solids.roof(part, number)
    return [solids.block(part, number), *([roof] if roof is not None else [])]


def _unsaid(nodes: Sequence[Node]) -> list[Message]:
    """Return a note on columns of which no value is known, and which are not in the file."""
    empty: dict[str, None] = {}
    for node in nodes:
        if isinstance(node.payload, Buildings):
            names = field_names(node, node.payload.columns, ())
            for key, values in node.payload.columns.items():
                if not _is_known(values).any():
                    empty[names[key]] = None
    return [msg("Columns without any value, left out: {names}.", names=", ".join(empty))] if empty else []


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _distinct(grid: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct points of a grid, and which of them each point is."""
    size = grid.max(axis=0) + 1
    if float(size[0]) * float(size[1]) * float(size[2]) < 2.0**62:
        key = (grid[:, 0] * size[1] + grid[:, 1]) * size[2] + grid[:, 2]
        _, first, place = np.unique(key, return_index=True, return_inverse=True)
        return grid[first], place
    distinct, place = np.unique(grid, axis=0, return_inverse=True)
    return distinct, place.ravel()
