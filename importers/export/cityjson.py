"""CityJSON 2.0: buildings as solids with semantic surfaces, their columns as attributes.

Each part is a block up to its top as LoD 1.2; where the roof is pitched also its walls and slopes as LoD 2.0.
Vertices are whole millimetres. It does not know how roofs are derived.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.common.crs import resolve, title
from importers.common.own_fields import ROLE, SYNTHETIC
from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
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
_VERTICES_AT_ONCE: Final = 50_000


class CityJsonExporter:
    """Layers of buildings into CityJSON."""

    params_type: type[ExportParams] = ExportParams

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write all buildings as city objects of one file."""
        placing = Placing.of(frame, params)
        reference = _reference(placing)
        notes: list[Message] = []
        with replacing(path, "CityJSON", feedback) as place:
            city = _City(placing)
            for number, node in enumerate(nodes):
                refuse_transform(node)
                assert isinstance(node.payload, Buildings)
                part = PartOf(feedback, 0.8 * number / len(nodes), 0.8 * (number + 1) / len(nodes))
                city.add(node, node.payload, part)
            if not city.objects:
                raise InvalidRequest(msg("The layers hold no building."), msg("Choose other layers."))
            name = nodes[0].name.zh or nodes[0].name.en
            city.write(place.path, reference, name, PartOf(feedback, 0.8, 1.0))
        feedback.progress(1.0)
        if city.renamed:
            notes.append(msg("Buildings that had the id of another got one of their own: {count}.",
                             count=city.renamed))  # fmt: skip
        if frame.vertical:
            notes.append(msg("Heights are in {vertical}, for which the file has no place.",
                             vertical=title(resolve(frame.vertical))))  # fmt: skip
        summary = msg("{buildings:,} buildings, {solids:,} solids, {pitched:,} of them with pitched roofs",
                      buildings=city.buildings, solids=city.solids, pitched=city.pitched)  # fmt: skip
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


@dataclass(frozen=True, slots=True, eq=False)
class _Attributes:
    """Columns as lists of plain values, None where nothing is known."""

    columns: dict[str, list[Any]]

    @classmethod
    def of(cls, columns: Mapping[str, Column]) -> "_Attributes":
        return cls({name: _known(values) for name, values in columns.items()})

    def row(self, row: int) -> dict[str, Any]:
        return {name: values[row] for name, values in self.columns.items() if values[row] is not None}


def _known(values: Column) -> list[Any]:
    if values.dtype.kind == "f":
        # a float32 as short as it is meant: 0.3 and not 0.30000001192092896
        plain = [float(str(value)) for value in values] if values.dtype.itemsize == 4 else values.tolist()
        return [value if known else None for value, known in zip(plain, np.isfinite(values), strict=True)]
    return [None if value == "" else value for value in values.tolist()]


class _City:
    """Gathers city objects and their vertices."""

    def __init__(self, placing: Placing) -> None:
        self.placing = placing
        self.objects: dict[str, dict[str, Any]] = {}
        self.buildings = self.solids = self.pitched = self.renamed = 0
        self._vertices: list[F64] = []
        self._count = 0

    def add(self, node: Node, payload: Buildings, feedback: Feedback) -> None:
        """Add a layer of buildings."""
        feedback.check()
        solids = solids_of(payload)
        world = self.placing.world(solids.vertices)
        first = self._count
        self._vertices.append(world)
        self._count += len(world)
        shift = self.placing.frame.origin[2]
        ground = _Attributes.of({"outdoor_ground": np.round(payload.outdoor_ground + shift, 4)})
        names = field_names(
            node, payload.columns, ("outdoor_ground", "bottom", "eaves", "top", ROLE, SYNTHETIC)
        )
        own = _Attributes.of({names[key]: values for key, values in payload.columns.items()})
        marks: dict[str, Any] = {ROLE: node.role.value}
        if node.provenance is not None and node.provenance.synthetic:
            marks[SYNTHETIC] = True
        levels = np.stack([payload.bottom, payload.eaves, payload.top], axis=1).astype(np.float64) + shift
        heights = np.round(levels, 4).tolist()
        for row in range(payload.count):
            if row % _AT_ONCE == 0:
                feedback.check()
                feedback.progress(row / payload.count)
            parts = range(payload.building_start[row], payload.building_start[row + 1])
            attributes = marks | ground.row(row) | own.row(row)
            self._building(payload.ids[row], attributes, parts, solids, heights, first)
        feedback.progress(1.0)

    def _building(
        self,
        building_id: str,
        attributes: dict[str, Any],
        parts: range,
        solids: PartSolids,
        heights: list[list[float]],
        first: int,
    ) -> None:
        name = self._free(building_id)
        self.buildings += 1
        building: dict[str, Any] = {"type": "Building", "attributes": attributes}
        self.objects[name] = building
        if len(parts) == 1:
            building["attributes"] = attributes | _levels(heights[parts[0]])
            building["geometry"] = self._geometry(solids, parts[0], first)
            return
        building["children"] = []
        for number, part in enumerate(parts, start=1):
            child = self._free(f"{name}-{number}")
            building["children"].append(child)
            self.objects[child] = {
                "type": "BuildingPart",
                "attributes": _levels(heights[part]),
                "parents": [name],
                "geometry": self._geometry(solids, part, first),
            }

    def _geometry(self, solids: PartSolids, part: int, first: int) -> list[dict[str, Any]]:
        block = solids.block(part, first)
        self.solids += 1
        roof = solids.roof(part, first)
        self.pitched += roof is not None
        return [block] if roof is None else [block, roof]

    def _free(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self.objects:
            name, number = f"{wanted}_{number}", number + 1
        self.renamed += name != wanted
        return name

    def write(self, path: Path, reference: str, name: str, feedback: Feedback) -> None:
        """Write the file, object by object, with each place that several surfaces share written once."""
        world = np.concatenate(self._vertices)
        low, high = world.min(axis=0), world.max(axis=0)
        translate = np.floor(low)
        grid = np.round((world - translate) / _MILLIMETRE).astype(np.int64)
        distinct, place = _distinct(grid)
        feedback.check()
        numbers = place.tolist()
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
            for count, (object_id, city_object) in enumerate(self.objects.items()):
                if count % _AT_ONCE == 0:
                    feedback.check()
                    feedback.progress(count / len(self.objects))
                for geometry in city_object.get("geometry", ()):
                    geometry["boundaries"] = [
                        [[[numbers[corner] for corner in ring] for ring in surface] for surface in shell]
                        for shell in geometry["boundaries"]
                    ]
                file.write(f"{',' if count else ''}\n{_text(object_id)}:{_text(city_object)}")
            file.write('},\n"vertices":[')
            for first in range(0, len(distinct), _VERTICES_AT_ONCE):
                feedback.check()
                rows = _text(distinct[first : first + _VERTICES_AT_ONCE].tolist())[1:-1]
                file.write(f"{',' if first else ''}{rows}")
            file.write("]}\n")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _levels(height: list[float]) -> dict[str, Any]:
    known = zip(("bottom", "eaves", "top"), height, strict=True)
    return {name: value for name, value in known if np.isfinite(value)}


def _distinct(grid: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct points of a grid, and which of them each point is."""
    size = grid.max(axis=0) + 1
    if float(size[0]) * float(size[1]) * float(size[2]) < 2.0**62:
        key = (grid[:, 0] * size[1] + grid[:, 1]) * size[2] + grid[:, 2]
        _, first, place = np.unique(key, return_index=True, return_inverse=True)
        return grid[first], place
    distinct, place = np.unique(grid, axis=0, return_inverse=True)
    return distinct, place.ravel()
