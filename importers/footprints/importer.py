"""What the vector formats share: look into a layer, read it, and make buildings or outlines of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import existing, reading
from importers.common.crs import choose, written
from importers.common.framing import Way, frame_for
from importers.common.measures import texts
from importers.common.plausibility import checked
from importers.common.provenance import layer_name, provenance_of
from importers.footprints.attributes import chosen_fields, marked_ids
from importers.footprints.buildings import buildings_of
from importers.footprints.hints import map_offset_hint
from importers.footprints.outlines import looks_like_outlines, polylines_of
from importers.footprints.own import own_layer
from importers.footprints.params import FootprintParams
from importers.footprints.rings import geometries, moved_shapes
from importers.footprints.table import Source, Table, choose_layer, layer_info, read_table
from importers.issues import locate
from scene.errors import UnreadableFile, WeiyangError
from scene.feedback import Feedback, PartOf, SilentFeedback
from scene.frame import REACH_METRES
from scene.messages import Message, msg
from scene.node import Node, Provenance, Role
from scene.payloads.arrays import F64

#: Rows that a look reads, and rows that it shows.
_LOOKED_AT, _SHOWN = 200, 6
#: Vertices whose coordinates are held against the stated system.
_CHECKED: Final = 2_000


class VectorImporter(ABC):
    """A vector file that GDAL opens. A format is a subclass that says how to recognise and open it."""

    #: Id in the registry.
    id: ClassVar[str]
    #: What sentences call the format.
    format_name: ClassVar[str]

    params_type: type[ImportParams] = FootprintParams

    @abstractmethod
    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file looks like this format."""

    @abstractmethod
    def source(
        self, path: Path, params: FootprintParams, issues: list[ImportIssue]
    ) -> AbstractContextManager[Source]:
        """Return how to open the file; what it needs beside the file is gone afterwards."""

    def companions(self, path: Path) -> Iterable[Path]:
        """Return the files that belong to this one."""
        return ()

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Look at the first rows."""
        answers = _answers(params)
        issues: list[ImportIssue] = []
        with self.source(existing(path), answers, issues) as source:
            layer = choose_layer(source, answers.layer)
            info = layer_info(source, layer)
            table = read_table(source, layer, SilentFeedback(), issues, most=_LOOKED_AT)
        fields = chosen_fields(table, answers, path.name)
        notes = [issue.message for issue in issues]
        suggested: dict[str, object] = {
            "layer": layer, "height_field": fields.height, "floors_field": fields.floors,
            "name_field": fields.name, "id_field": fields.id, "encoding": source.codec or "utf-8",
        }  # fmt: skip
        with reading(path, self.format_name):
            outlines = self._look(path, answers, table, suggested, notes)
        rows = range(min(_SHOWN, table.count))
        shown = {name: texts(values) for name, values in table.columns.items()}
        return FieldGuess(
            "lines" if outlines else "footprints",
            int(info["features"]),
            table.crs,
            tuple(table.columns),
            tuple(tuple(str(values[row]) for values in shown.values()) for row in rows),
            suggested,
            tuple(notes),
        )

    def _look(
        self,
        path: Path,
        answers: FootprintParams,
        table: Table,
        suggested: dict[str, object],
        notes: list[Message],
    ) -> bool:
        """Suggest buildings or outlines, and note what a person should know; return whether outlines."""
        shapes = geometries(table.geometry, [])
        try:
            way, xy = _way(path, answers, table, shapes, ImportTarget())
        except WeiyangError as question:
            notes.append(question.message)
            return False
        hint = map_offset_hint(table.columns, choose(answers.crs, table.crs, path.name), xy)
        if hint is not None:
            notes.append(hint)
        fields = chosen_fields(table, answers, path.name)
        outlines = looks_like_outlines(moved_shapes(shapes, way.shift), fields)
        suggested["as_"] = "outlines" if outlines else "buildings"
        if not outlines and not fields.height and not fields.floors:
            notes.append(msg("No field with heights or floors was recognised."))
        return outlines

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read a layer into one node of buildings or of outlines."""
        answers = _answers(params)
        issues: list[ImportIssue] = []
        feedback.check()
        with self.source(existing(path), answers, issues) as source:
            layer = choose_layer(source, answers.layer)
            table = read_table(source, layer, PartOf(feedback, 0.0, 0.5), issues)
        feedback.check()
        with reading(path, self.format_name, issues):
            node, frame_way = self._node(path, answers, table, target, feedback, issues)
        feedback.check()
        provenance = provenance_of(self.id, path, answers, feedback, self.companions(path))
        if node.provenance is not None:  # an export of our own says whether its data is invented
            provenance = replace(provenance, synthetic=node.provenance.synthetic)
        feedback.progress(1.0)
        return ImportResult((replace(node, provenance=provenance),), frame_way.frame, tuple(issues))

    def _node(
        self,
        path: Path,
        answers: FootprintParams,
        table: Table,
        target: ImportTarget,
        feedback: Feedback,
        issues: list[ImportIssue],
    ) -> tuple[Node, Way]:
        shapes = geometries(table.geometry, issues)
        way, xy = _way(path, answers, table, shapes, target)
        _tell_of_the_way(path, answers, table, way, xy, issues)
        fields = chosen_fields(table, answers, path.name)
        local = moved_shapes(shapes, way.shift)
        feedback.progress(0.6)
        feedback.check()
        name = layer_name(path, answers, table.layer if answers.layer else "")
        own = own_layer(table, local, way, answers, path.name, issues)
        if own is not None:
            origin = Provenance(self.id, synthetic=own.synthetic)
            kept = _attributes(table, own.titles)
            return Node(name, own.role, own.payload, provenance=origin, attributes=kept), way
        outlines = answers.as_ == "outlines"
        if answers.as_ == "auto":
            outlines = looks_like_outlines(local, fields)
        if outlines:
            lines = polylines_of(table, local, fields, target, issues)
            if lines is None:
                way.local(xy)  # says how far away it is
                raise _nothing_usable(path)
            payload, titles = lines
            node = Node(name, Role.PLACES, payload, attributes=_attributes(table, titles))
        else:
            _refuse_out_of_reach(local, way)
            buildings, titles = buildings_of(table, local, fields, answers, target, path.name, issues)
            node = Node(name, Role.BUILDINGS, buildings, attributes=_attributes(table, titles))
        locate(issues, lambda rows: marked_ids(table, rows, fields), lambda rows: _middles(local[rows]))
        return node, way


def _answers(params: ImportParams) -> FootprintParams:
    return params if isinstance(params, FootprintParams) else FootprintParams(**params.model_dump())


def _attributes(table: Table, titles: dict[str, str]) -> dict[str, object]:
    return {"layer": table.layer, "column_titles": titles}


def _nothing_usable(path: Path) -> UnreadableFile:
    return UnreadableFile(
        msg("{file} holds no usable geometry.", file=path.name),
        msg("Check that the right layer was exported, with its geometry."),
    )


def _way(
    path: Path, answers: FootprintParams, table: Table, shapes: NDArray[Any], target: ImportTarget
) -> tuple[Way, F64]:
    """Return the way of a layer into the frame, and some of its coordinates, checked."""
    import shapely

    xy = shapely.get_coordinates(shapes)
    if not len(xy):
        raise _nothing_usable(path)
    some = np.vstack([xy[:: max(1, len(xy) // _CHECKED)], xy[xy.argmin(axis=0)], xy[xy.argmax(axis=0)]])
    crs = choose(answers.crs, table.crs, path.name)
    checked(crs, some, path.name)
    frame = target.frame or frame_for(crs, some)
    return Way(written(crs), frame, answers.datum_shift == "gcj02"), some


def _tell_of_the_way(
    path: Path, answers: FootprintParams, table: Table, way: Way, xy: F64, issues: list[ImportIssue]
) -> None:
    caution = way.caution()
    if caution is not None:
        issues.append(ImportIssue("note", caution))
    hint = map_offset_hint(table.columns, choose(answers.crs, table.crs, path.name), xy)
    if hint is not None and not way.gcj02:
        issues.append(ImportIssue("note", hint))


def _middles(shapes: NDArray[Any]) -> F64:
    """Return the middle of the box about each shape, shape (n, 2), nan where there is none."""
    import shapely

    box: F64 = shapely.bounds(shapes).reshape(-1, 4)
    return (box[:, :2] + box[:, 2:]) / 2.0


def _refuse_out_of_reach(local: NDArray[Any], way: Way) -> None:
    """Refuse a layer of buildings of which any lies beyond the frame's reach."""
    import shapely

    xy = shapely.get_coordinates(local)
    far = ~(np.abs(xy) <= REACH_METRES).all(axis=1)
    if far.any():
        way.frame.to_local(xy[far] + np.asarray(way.frame.origin[:2]))
