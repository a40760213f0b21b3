"""What the vector formats share: look into a layer, read it, and make buildings or outlines of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Final

import numpy as np

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import existing, reading
from importers.common.crs import WGS84, choose, moved, written
from importers.common.fields import Fields
from importers.common.framing import Way, frame_for
from importers.common.landmarks import about_known_places, known_places
from importers.common.measures import texts
from importers.common.plausibility import checked
from importers.common.provenance import layer_name, provenance_of
from importers.footprints.attributes import chosen_fields, marked_ids
from importers.footprints.buildings import buildings_of
from importers.footprints.hints import landmark_hint, map_offset_hint
from importers.footprints.outlines import looks_like_outlines, polylines_of
from importers.footprints.own import own_layer
from importers.footprints.params import FootprintParams
from importers.footprints.shapes import Shapes
from importers.footprints.table import Table
from importers.issues import locate, tell
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
    """A file with a vector layer. A format is a subclass that says how to recognise and read it."""

    #: Id in the registry.
    id: ClassVar[str]
    #: What sentences call the format.
    format_name: ClassVar[str]
    #: Whether small areas without any height are buildings all the same, whose height is asked for.
    areas_are_buildings: ClassVar[bool] = True

    params_type: type[ImportParams] = FootprintParams

    @abstractmethod
    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file looks like this format."""

    @abstractmethod
    def table(
        self,
        path: Path,
        params: FootprintParams,
        feedback: Feedback,
        issues: list[ImportIssue],
        most: int | None = None,
    ) -> Table:
        """Return the layer that is asked for, or its first rows.

        Raises
        ------
        UnreadableFile
            If it is broken or holds no feature.
        InvalidRequest
            If there is no such layer.
        """

    def located(self, path: Path) -> Path:
        """Return what is to be opened when a person chose `path`.

        Raises
        ------
        UnreadableFile
            If there is nothing.
        """
        return existing(path)

    def companions(self, path: Path) -> Iterable[Path]:
        """Return the files that belong to this one."""
        return ()

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Look at the first rows."""
        answers = self._answers(params)
        issues: list[ImportIssue] = []
        path = self.located(path)
        table = self.table(path, answers, SilentFeedback(), issues, most=_LOOKED_AT)
        fields = chosen_fields(table, answers, path.name)
        notes = [issue.message for issue in issues]
        suggested: dict[str, object] = {
            "layer": table.layer, "height_field": fields.height, "floors_field": fields.floors,
            "name_field": fields.name, "id_field": fields.id, "encoding": table.codec or "utf-8",
        }  # fmt: skip
        with reading(path, self.format_name):
            outlines = self._look(path, answers, table, suggested, notes)
        rows = range(min(_SHOWN, table.count))
        shown = {name: texts(values) for name, values in table.columns.items()}
        return FieldGuess(
            "lines" if outlines else "footprints",
            table.declared,
            table.crs,
            tuple(table.columns),
            tuple(tuple(str(values[row]) for values in shown.values()) for row in rows),
            suggested,
            tuple(notes),
        )

    def _answers(self, params: ImportParams) -> FootprintParams:
        if isinstance(params, FootprintParams):
            return params
        answers = self.params_type(**params.model_dump())
        assert isinstance(answers, FootprintParams)
        return answers

    def _look(
        self,
        path: Path,
        answers: FootprintParams,
        table: Table,
        suggested: dict[str, object],
        notes: list[Message],
    ) -> bool:
        """Suggest buildings or outlines, and note what a person should know; return whether outlines."""
        try:
            way, xy = _way(path, answers, table, ImportTarget())
        except WeiyangError as question:
            notes.append(question.message)
            return False
        hint = _offset_hint(path, answers, table, xy)
        if hint is not None:
            notes.append(hint)
        fields = chosen_fields(table, answers, path.name)
        outlines = self._outlined(answers, table.shapes.moved(way.shift), fields)
        suggested["as_"] = "outlines" if outlines else "buildings"
        if not outlines and not fields.height and not fields.floors:
            notes.append(msg("No field with heights or floors was recognised."))
        return outlines

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read a layer into one node of buildings or of outlines."""
        answers = self._answers(params)
        issues: list[ImportIssue] = []
        path = self.located(path)
        feedback.check()
        table = self.table(path, answers, PartOf(feedback, 0.0, 0.5), issues)
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
        lost = table.shapes.missing
        tell(issues, "dropped", "Features without a usable geometry: {count} (rows {rows}).", lost)
        way, xy = _way(path, answers, table, target)
        _tell_of_the_way(path, answers, table, way, xy, issues)
        fields = chosen_fields(table, answers, path.name)
        local = table.shapes.moved(way.shift)
        feedback.progress(0.6)
        feedback.check()
        name = layer_name(path, answers, table.layer if answers.layer else "")
        own = own_layer(table, local, way, answers, path.name, issues)
        if own is not None:
            origin = Provenance(self.id, synthetic=own.synthetic)
            kept = _attributes(table, own.titles)
            return Node(name, own.role, own.payload, provenance=origin, attributes=kept), way
        if self._outlined(answers, local, fields):
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
        locate(issues, lambda rows: marked_ids(table, rows, fields), local.middles)
        return node, way

    def _outlined(self, answers: FootprintParams, local: Shapes, fields: Fields) -> bool:
        """Return whether a layer is read as outlines: as the person says, else as it looks."""
        if answers.as_ != "auto":
            return answers.as_ == "outlines"
        known = bool(fields.height or fields.floors) or answers.default_height is not None
        return looks_like_outlines(local, fields) or not (known or self.areas_are_buildings)


def _attributes(table: Table, titles: dict[str, str]) -> dict[str, object]:
    return {"layer": table.layer, "column_titles": titles}


def _nothing_usable(path: Path) -> UnreadableFile:
    return UnreadableFile(
        msg("{file} holds no usable geometry.", file=path.name),
        msg("Check that the right layer was exported, with its geometry."),
    )


def _way(path: Path, answers: FootprintParams, table: Table, target: ImportTarget) -> tuple[Way, F64]:
    """Return the way of a layer into the frame, and some of its coordinates, checked."""
    some = table.shapes.sample(_CHECKED)
    if not len(some):
        raise _nothing_usable(path)
    crs = choose(answers.crs, table.crs, path.name)
    checked(crs, some, path.name)
    frame = target.frame or frame_for(crs, some)
    return Way(written(crs), frame, answers.datum_shift), some


def _tell_of_the_way(
    path: Path,
    answers: FootprintParams,
    table: Table,
    way: Way,
    xy: F64,
    issues: list[ImportIssue],
) -> None:
    caution = way.caution()
    if caution is not None:
        issues.append(ImportIssue("note", caution))
    hint = _offset_hint(path, answers, table, xy) if way.datum_shift == "none" else None
    if hint is not None:
        issues.append(ImportIssue("note", hint))


def _offset_hint(path: Path, answers: FootprintParams, table: Table, xy: F64) -> Message | None:
    """Return a sentence if a layer seems to carry an offset of web maps, by places or fields."""
    crs = choose(answers.crs, table.crs, path.name)
    fields = chosen_fields(table, answers, path.name)
    if fields.name and about_known_places(moved(written(crs), WGS84, xy)):
        names = texts(table.columns[fields.name])
        rows = np.flatnonzero(np.isin(names, list(known_places())))
        middles = moved(written(crs), WGS84, table.shapes.middles(rows))
        hint = landmark_hint([str(name) for name in names[rows]], middles)
        if hint is not None:
            return hint
    return map_offset_hint(table.columns, crs, xy)


def _refuse_out_of_reach(local: Shapes, way: Way) -> None:
    """Refuse a layer of buildings of which any lies beyond the frame's reach."""
    import shapely

    for xy in (np.asarray(local.xy), shapely.get_coordinates(local.others)):
        if len(xy) and not np.abs(xy).max() <= REACH_METRES:
            far = ~(np.abs(xy) <= REACH_METRES).all(axis=1)
            way.frame.to_local(xy[far].astype(np.float64) + np.asarray(way.frame.origin[:2]))
