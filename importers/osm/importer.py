"""An OpenStreetMap file as layers: buildings, water, rivers, roads, land use, place names.

It knows which tags make which layer; what becomes of each is in the modules beside it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

import numpy as np

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import broken, existing, reading
from importers.common.provenance import layer_name, provenance_of
from importers.coordinates.crs import WGS84, resolve
from importers.coordinates.framing import Way, frame_for
from importers.coordinates.plausibility import checked
from importers.footprints.placing import CHECKED
from importers.footprints.shapes import Shapes, of_wkb
from importers.issues import tell
from importers.osm.buildings import buildings_of
from importers.osm.extract import Extract, Features, extract
from importers.osm.layers import lines_of, water_of
from importers.osm.params import OsmParams
from importers.osm.tags import BASINS, WATER
from scene.errors import UnreadableFile
from scene.feedback import Feedback, PartOf, SilentFeedback
from scene.messages import BilingualText, msg
from scene.node import Node, Provenance, Role
from scene.payloads import Payload

_ROOT: Final = re.compile(rb"<osm[\s>]")
_PACKED: Final = (b"\x1f\x8b", b"BZh")  # gzip, bzip2
#: Larger files are not read only to count what is in them, bytes.
_LOOKED_AT: Final = 30 << 20
_CREDIT: Final = "© OpenStreetMap contributors"

Tagged = dict[str, str]


class OsmXmlImporter:
    """Layers from OpenStreetMap XML, packed or not."""

    id: ClassVar[str] = "osm.xml"
    format_name: ClassVar[str] = "OpenStreetMap"
    params_type: type[ImportParams] = OsmParams

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as OpenStreetMap XML, or is packed and called so."""
        packed = head.startswith(_PACKED) and ".osm" in path.name.lower()
        return bool(_ROOT.search(head)) or packed

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Look at what the file holds."""
        if existing(path).stat().st_size > _LOOKED_AT:
            return FieldGuess("city", -1, WGS84)
        found = self._extract(path, SilentFeedback())
        held = {"building": 0, "highway": 0, "place": 0}
        for tags in (*found.areas.tags, *found.lines.tags, *found.points.tags):
            for key in held:
                held[key] += key in tags
        said = msg("Buildings {building}, roads {highway}, places {place}.", **held)
        count = len(found.areas.ids) + len(found.lines.ids) + len(found.points.ids)
        return FieldGuess("city", count or -1, WGS84, notes=(said,))

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read the file into a node for each kind of thing that it holds."""
        answers = params if isinstance(params, OsmParams) else OsmParams(**params.model_dump())
        issues: list[ImportIssue] = []
        feedback.check()
        found = self._extract(path, PartOf(feedback, 0.0, 0.5))
        feedback.progress(0.5)
        feedback.check()
        _tell(found, issues)
        with reading(path, self.format_name, issues):
            way = _way(path, answers, found, target)
            nodes = list(_nodes(path, answers, found, way, ImportTarget(way.frame, target.scene), issues))
        if not nodes:
            raise UnreadableFile(
                msg("{file} holds no buildings, water, roads or places.", file=path.name),
                msg("Choose another extract, or other layers."),
            )
        feedback.check()
        origin = provenance_of(self.id, path, answers, feedback)
        credited = Provenance(
            origin.maker, origin.version, origin.parameters, origin.source, origin.sha256, (_CREDIT,)
        )
        name = layer_name(path, answers)
        feedback.progress(1.0)
        made = tuple(
            Node(_named(name, title, len(nodes)), role, payload, provenance=credited)
            for title, role, payload in nodes
        )
        return ImportResult(made, way.frame, tuple(issues))

    def _extract(self, path: Path, feedback: Feedback) -> Extract:
        with existing(path).open("rb") as file:
            head = file.read(4096)
        if not self.accepts(path, head):
            raise broken(path, "is not OpenStreetMap data")
        with reading(path, self.format_name):
            return extract(path, feedback)


class OsmPbfImporter(OsmXmlImporter):
    """Layers from OpenStreetMap PBF."""

    id: ClassVar[str] = "osm.pbf"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins with the header block of OpenStreetMap."""
        return head[4:].startswith(b"\x0a\x09OSMHeader")


def _named(name: BilingualText, title: BilingualText, count: int) -> BilingualText:
    return name if count == 1 else BilingualText(f"{name.zh} {title.zh}", f"{name.en} {title.en}")


def _tell(found: Extract, issues: list[ImportIssue]) -> None:
    if found.reordered:
        issues.append(ImportIssue("repaired", msg("Its things were not in order; they were put in order.")))
    mended, broken_off, short = found.mended, found.broken, found.incomplete
    tell(
        issues, "repaired", "Areas whose ways repeat, cross or do not quite meet, mended: {count} ({rows}).",
        np.full(len(mended), -1), ids=mended,
    )  # fmt: skip
    tell(
        issues, "dropped",
        "Areas left open, crossing themselves, or with ways that are not in this file: {count} ({rows}).",
        np.full(len(broken_off), -1), ids=broken_off,
    )  # fmt: skip
    tell(
        issues, "dropped", "Lines with places that are not in this file: {count} ({rows}).",
        np.full(len(short), -1), ids=short,
    )  # fmt: skip


def _by_id(issues: list[ImportIssue], features: Features) -> list[ImportIssue]:
    """Return issues with the ids that OpenStreetMap gives its things, in place of rows."""
    named: list[ImportIssue] = []
    for issue in issues:
        if not len(issue.marks):
            named.append(issue)
            continue
        ids = issue.marks.ids or tuple(features.ids[row] for row in issue.marks.rows)
        values = {key: value for key, value in issue.message.values.items() if key not in ("count", "rows")}
        rows = np.full(len(ids), -1)
        tell(
            named, issue.severity, issue.message.template, rows, ids=ids, places=issue.marks.places, **values
        )
    return named


def _way(path: Path, answers: OsmParams, found: Extract, target: ImportTarget) -> Way:
    some = [
        of_wkb(features.wkb).sample(CHECKED)
        for features in (found.areas, found.lines, found.points)
        if features.wkb
    ]
    if not some:
        raise UnreadableFile(
            msg("{file} holds no buildings, water, roads or places.", file=path.name),
            msg("Choose another extract, or other layers."),
        )
    xy = np.vstack(some)
    crs = resolve(WGS84)
    checked(crs, xy, path.name)
    return Way(WGS84, target.frame or frame_for(crs, xy), answers.datum_shift)


def _is_building(tags: Tagged) -> bool:
    return tags.get("building", "no") != "no" or tags.get("building:part", "no") != "no"


def _is_water(tags: Tagged) -> bool:
    basin = tags.get("landuse") in BASINS
    return tags.get("natural") == "water" or "water" in tags or tags.get("waterway") in WATER or basin


def _is_land(tags: Tagged) -> bool:
    return (
        not _is_building(tags)
        and not _is_water(tags)
        and any(key in tags for key in ("landuse", "leisure", "natural"))
    )


def _picked(features: Features, way: Way, fits: Callable[[Tagged], bool]) -> tuple[Features, Shapes] | None:
    rows = [row for row, tags in enumerate(features.tags) if fits(tags)]
    if not rows:
        return None
    chosen = features.chosen(rows)
    return chosen, of_wkb(chosen.wkb).moved(way.shift)


@dataclass(frozen=True, slots=True)
class _LineLayer:
    """A layer of lines: the answer that asks for it, where it is held, which of that, its tags, its role."""

    asked: str
    held: str
    fits: Callable[[Tagged], bool]
    keys: tuple[str, ...]
    role: Role
    title: BilingualText


def _is_road(tags: Tagged) -> bool:
    return "highway" in tags or "railway" in tags


_LINES: Final = (
    _LineLayer("water", "lines", lambda tags: "waterway" in tags, ("waterway",), Role.WATER,
               BilingualText("河道", "waterways")),
    _LineLayer("roads", "lines", _is_road, ("highway", "railway"), Role.ROADS,
               BilingualText("道路", "roads")),
    _LineLayer("land", "areas", _is_land, ("landuse", "leisure", "natural"), Role.PLACES,
               BilingualText("用地", "land use")),
    _LineLayer("places", "points", lambda tags: "place" in tags, ("place",), Role.PLACES,
               BilingualText("地名", "place names")),
)  # fmt: skip


def _nodes(
    path: Path, answers: OsmParams, found: Extract, way: Way, target: ImportTarget, issues: list[ImportIssue]
) -> Iterator[tuple[BilingualText, Role, Payload]]:
    """Yield the title, role and payload of each layer that is wanted and holds anything."""
    houses = _picked(found.areas, way, _is_building) if answers.buildings else None
    if houses is not None:
        told: list[ImportIssue] = []
        payload = buildings_of(*houses, answers, target, path.name, told)
        issues += _by_id(told, houses[0])
        yield BilingualText("建筑", "buildings"), Role.BUILDINGS, payload
    waters = _picked(found.areas, way, _is_water) if answers.water else None
    if waters is not None:
        told = []
        surface = water_of(*waters, target, path.name, told)
        issues += _by_id(told, waters[0])
        yield BilingualText("水面", "water"), Role.WATER, surface
    for layer in _LINES:
        picked = (
            _picked(getattr(found, layer.held), way, layer.fits) if getattr(answers, layer.asked) else None
        )
        lines = None if picked is None else lines_of(*picked, layer.keys, target)
        if lines is not None:
            yield layer.title, layer.role, lines
