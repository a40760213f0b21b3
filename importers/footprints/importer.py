"""What the vector formats share: look into a layer, read it, and make buildings or outlines of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import existing, reading
from importers.common.fields import Fields
from importers.common.measures import texts
from importers.common.provenance import layer_name, provenance_of
from importers.coordinates.framing import Way
from importers.footprints.attributes import chosen_fields, marked_ids
from importers.footprints.buildings import buildings_of
from importers.footprints.corridors import corridors_of, looks_like_corridors
from importers.footprints.outlines import looks_like_outlines, polylines_of
from importers.footprints.own import own_layer
from importers.footprints.params import FootprintParams
from importers.footprints.parcels import parcels_of
from importers.footprints.placing import (
    CHECKED,
    nothing_usable,
    offset_hint,
    refuse_out_of_reach,
    tell_of_the_way,
    way_of,
)
from importers.footprints.shapes import Shapes
from importers.footprints.table import Table
from importers.footprints.zones import looks_like_zones, zones_of
from importers.issues import locate, tell
from scene.errors import WeiyangError
from scene.feedback import Feedback, PartOf, SilentFeedback
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Provenance, Role

#: Rows that a look reads, and rows that it shows.
_LOOKED_AT, _SHOWN = 200, 6


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

    def pieces(self, table: Table, params: FootprintParams) -> tuple[Table, ...]:
        """Return the layers that a table falls into; only a drawing mixes what belongs apart."""
        return (table,)

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
            "name_field": fields.name, "id_field": fields.id, "limit_field": fields.limit,
            "encoding": table.codec or "utf-8",
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
        """Suggest what to read it as, note what a person should know; return if these are no buildings."""
        try:
            way, xy = way_of(path, answers, table, ImportTarget())
        except WeiyangError as question:
            notes.append(question.message)
            return False
        fields = chosen_fields(table, answers, path.name)
        shifted = answers.datum_shift != "none"
        hint = None if shifted else offset_hint(path, answers, table, fields, xy)
        if hint is not None:
            notes.append(hint)
        kind = self._kind(answers, table, table.shapes.moved(way.shift), fields)
        suggested["as_"] = kind
        if kind == "buildings" and not fields.height and not fields.floors:
            notes.append(msg("No field with heights or floors was recognised."))
        return kind != "buildings"

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
        nodes: list[Node] = []
        with reading(path, self.format_name, issues):
            for piece in self.pieces(table, answers):
                node, frame_way = self._node(path, answers, piece, target, feedback, issues)
                target = replace(target, frame=frame_way.frame)
                nodes.append(node)
        feedback.check()
        provenance = provenance_of(self.id, path, answers, feedback, self.companions(path))
        if node.provenance is not None:  # an export of our own says whether its data is invented
            provenance = replace(provenance, synthetic=node.provenance.synthetic)
        feedback.progress(1.0)
        made = tuple(replace(node, provenance=provenance) for node in nodes)
        return ImportResult(made, frame_way.frame, tuple(issues))

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
        way, xy = way_of(path, answers, table, target)
        fields = chosen_fields(table, answers, path.name)
        tell_of_the_way(path, answers, table, fields, way, xy, issues)
        local = table.shapes.moved(way.shift)
        feedback.progress(0.6)
        feedback.check()
        name = layer_name(path, answers, table.layer if answers.layer else "")
        own = own_layer(table, local, way, answers, path.name, issues)
        if own is not None:
            origin = Provenance(self.id, synthetic=own.synthetic)
            kept = _attributes(table, own.titles)
            return Node(name, own.role, own.payload, provenance=origin, attributes=kept), way
        node = self._made(path, answers, table, local, fields, way, target, issues)
        locate(issues, lambda rows: marked_ids(table, rows, fields), local.middles)
        return replace(node, name=name), way

    def _made(
        self,
        path: Path,
        answers: FootprintParams,
        table: Table,
        local: Shapes,
        fields: Fields,
        way: Way,
        target: ImportTarget,
        issues: list[ImportIssue],
    ) -> Node:
        """Return the layer as what it is read as."""
        kind = self._kind(answers, table, local, fields)
        name = BilingualText.same(table.layer)
        if kind == "outlines":
            lines = polylines_of(table, local, fields, target, issues)
            if lines is None:
                way.local(table.shapes.sample(CHECKED))  # says how far away it is
                raise nothing_usable(path)
            return Node(name, Role.PLACES, lines[0], attributes=_attributes(table, lines[1]))
        if kind == "corridors":
            found = corridors_of(table, local, fields, target, way.frame.origin[2], issues)
            if found is None:
                raise nothing_usable(path)
            return Node(name, Role.CORRIDORS, found[0], attributes=_attributes(table, found[1]))
        refuse_out_of_reach(local, way)
        made_as = {"zones": (zones_of, Role.ZONES), "parcels": (parcels_of, Role.PARCELS)}
        make, role = made_as.get(kind, (buildings_of, Role.BUILDINGS))
        payload, titles = make(table, local, fields, answers, target, path.name, issues)
        return Node(name, role, payload, attributes=_attributes(table, titles))

    def _kind(self, answers: FootprintParams, table: Table, local: Shapes, fields: Fields) -> str:
        """Return what a layer is read as: what the person says, else what it looks like."""
        if answers.as_ != "auto":
            return answers.as_
        if looks_like_zones(local, fields):
            return "zones"
        if looks_like_corridors(local, table):
            return "corridors"
        known = bool(fields.height or fields.floors) or answers.default_height is not None
        outlined = looks_like_outlines(local, fields) or not (known or self.areas_are_buildings)
        return "outlines" if outlined else "buildings"


def _attributes(table: Table, titles: dict[str, str]) -> dict[str, object]:
    return {"layer": table.layer, "column_titles": titles}
