"""What an OpenStreetMap file holds: areas, lines and places with their tags, and what of them is broken.

Areas are assembled by osmium from closed ways and multipolygon relations; it mends small faults of theirs,
and what it mended or gave up is told here. It does not know what tags mean.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from scene.feedback import Feedback, PartOf

#: Tags without one of which nothing is looked at.
KEYS: Final = (
    "building", "building:part", "natural", "water", "waterway", "landuse", "leisure", "highway", "railway",
    "place",
)  # fmt: skip
_LINES: Final = ("highway", "railway", "waterway")
_AREAL: Final = ("building", "building:part", "natural", "water", "landuse", "leisure", "place")
_ASSEMBLED: Final = ("multipolygon", "boundary")
_BETWEEN_LOOKS: Final = 2_000
#: Nobody knows how many things a file holds: after so many half of what is left of a stage counts as done.
_HALF: Final = 200_000

Tags = dict[str, str]


@dataclass(slots=True)
class Features:
    """Things of one kind: ids as OpenStreetMap writes them, tags, well-known binary in WGS 84."""

    ids: list[str] = field(default_factory=list)
    tags: list[Tags] = field(default_factory=list)
    wkb: list[bytes] = field(default_factory=list)

    def add(self, name: str, tags: Tags, wkb: bytes) -> None:
        """Take one more."""
        self.ids.append(name)
        self.tags.append(tags)
        self.wkb.append(wkb)

    def chosen(self, rows: list[int]) -> "Features":
        """Return some of them."""
        return Features(
            [self.ids[row] for row in rows], [self.tags[row] for row in rows], [self.wkb[row] for row in rows]
        )


@dataclass(slots=True)
class Extract:
    """What a file holds.

    Parameters
    ----------
    areas, lines, points : Features
    mended : list of str
        Areas whose ways cross, repeat or do not meet, and that osmium made whole.
    broken : list of str
        What should be an area and is none: open, crossing, or with ways that the file lacks.
    incomplete : list of str
        Lines of which the file lacks places.
    reordered : bool
        Whether the file had to be put in order first.
    """

    areas: Features = field(default_factory=Features)
    lines: Features = field(default_factory=Features)
    points: Features = field(default_factory=Features)
    mended: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    reordered: bool = False


def extract(path: Path, feedback: Feedback, keys: tuple[str, ...] = KEYS) -> Extract:
    """Read a file.

    Parameters
    ----------
    path : Path
        XML or PBF.
    feedback : Feedback
        Progress and cancel.
    keys : tuple of str
        Only what has one of these tags; everything tagged if empty.

    Raises
    ------
    RuntimeError
        If osmium cannot read it.
    """
    try:
        return _read(path, PartOf(feedback, 0.0, 0.6), keys)
    except RuntimeError as problem:
        if "out of order" not in str(problem):
            raise
    with _in_order(path) as ordered:
        held = _read(ordered, PartOf(feedback, 0.6, 1.0), keys)
        held.reordered = True
        return held


@contextmanager
def _in_order(path: Path) -> Iterator[Path]:
    """Yield a copy of a file with nodes before ways before relations, each by number."""
    import osmium

    with tempfile.TemporaryDirectory(prefix="weiyang-") as folder:
        copy = Path(folder) / "ordered.osm.pbf"
        reader = osmium.MergeInputReader()
        reader.add_file(str(path))
        with osmium.SimpleWriter(str(copy)) as writer:
            reader.apply(writer)
        yield copy


def _read(path: Path, feedback: Feedback, keys: tuple[str, ...]) -> Extract:
    import osmium

    relations = _relations(path, feedback)
    found = Extract()
    wanted: set[str] = set()
    made: set[str] = set()
    segments = {name: relation.segments for name, relation in relations.items()}
    doubtful = {name for name, relation in relations.items() if relation.doubtful}
    factory = osmium.geom.WKBFactory()
    processor: Any = osmium.FileProcessor(str(path)).with_areas()
    processor.with_filter(osmium.filter.KeyFilter(*keys) if keys else osmium.filter.EmptyTagFilter())
    for number, thing in enumerate(processor):
        _look(feedback, number, 0.2, 1.0)
        tags = dict(thing.tags)
        if thing.is_area():
            name = f"{'way' if thing.from_way() else 'relation'}/{thing.orig_id()}"
            wkb = _made(factory.create_multipolygon, thing)
            if wkb:
                made.add(name)
                found.areas.add(name, tags, wkb)
        elif thing.is_way():
            name = f"way/{thing.id}"
            areal = not keys or any(key in tags for key in _AREAL)
            if areal and tags.get("area") != "no" and _meets_itself(thing):
                wanted.add(name)
                segments[name] = len(thing.nodes) - 1
                if not thing.ends_have_same_id():
                    doubtful.add(name)
            if any(key in tags for key in _LINES):
                wkb = _made(factory.create_linestring, thing)
                if wkb:
                    found.lines.add(name, tags, wkb)
                else:
                    found.incomplete.append(name)
        elif thing.is_relation() and tags.get("type") in _ASSEMBLED:
            wanted.add(f"relation/{thing.id}")
        elif thing.is_node() and "place" in tags:
            found.points.add(f"node/{thing.id}", tags, bytes.fromhex(factory.create_point(thing)))
    found.broken = sorted(wanted - made)
    found.mended = _mended(found.areas, segments, doubtful)
    return found


def _look(feedback: Feedback, number: int, start: float, stop: float) -> None:
    """Now and then ask for cancel, and say how far a stage has come as well as anybody can tell."""
    if number % _BETWEEN_LOOKS == 0:
        feedback.check()
        feedback.progress(start + (stop - start) * number / (number + _HALF))


def _made(create: Any, thing: Any) -> bytes:
    """Return well-known binary of a thing, nothing if it has none or the file lacks some of its places."""
    import osmium

    try:
        return bytes.fromhex(create(thing))
    except (RuntimeError, ValueError, osmium.InvalidLocationError):
        return b""


def _meets_itself(way: Any) -> bool:
    """Return whether a way ends where it begins, be it at another node."""
    import osmium

    try:
        return bool(way.ends_have_same_id() or way.ends_have_same_location())
    except osmium.InvalidLocationError:
        return False


def _mended(areas: Features, segments: dict[str, int], doubtful: set[str]) -> list[str]:
    """Return the areas whose outline has fewer edges than their ways, or whose ways do not meet by node."""
    import shapely

    shapes = shapely.from_wkb(areas.wkb)
    edges = shapely.get_num_coordinates(shapes)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings = [0] * len(areas.ids)
    for row, inner in zip(owner.tolist(), shapely.get_num_interior_rings(parts).tolist(), strict=True):
        rings[row] += 1 + inner
    return [
        name
        for name, count, closings in zip(areas.ids, edges.tolist(), rings, strict=True)
        if name in doubtful or count - closings < segments.get(name, 0)
    ]


@dataclass(frozen=True, slots=True)
class _Relation:
    """How many edges the ways of a relation have, and whether they meet at other nodes than their own."""

    segments: int
    doubtful: bool


def _relations(path: Path, feedback: Feedback) -> dict[str, _Relation]:
    """Return every relation that makes an area."""
    import osmium

    members: dict[str, list[tuple[int, str]]] = {}
    relations: Any = osmium.FileProcessor(str(path), osmium.osm.RELATION)
    for number, relation in enumerate(relations):
        _look(feedback, number, 0.0, 0.1)
        if relation.tags.get("type") in _ASSEMBLED:
            ways = [(part.ref, part.role) for part in relation.members if part.type == "w"]
            members[f"relation/{relation.id}"] = ways
    ids = {way for ways in members.values() for way, _ in ways}
    if not ids:
        return {}
    nodes: dict[int, list[int]] = {}
    processor: Any = osmium.FileProcessor(str(path), osmium.osm.WAY)
    for number, way in enumerate(processor.with_filter(osmium.filter.IdFilter(ids))):
        _look(feedback, number, 0.1, 0.2)
        nodes[way.id] = [node.ref for node in way.nodes]
    return {
        name: _relation([(nodes.get(way, []), role) for way, role in ways]) for name, ways in members.items()
    }


def _relation(ways: list[tuple[list[int], str]]) -> _Relation:
    """Count the edges of ways; one that two inner ways share is none, for it parts nothing."""
    edges: dict[tuple[int, int], list[str]] = {}
    ends: dict[int, int] = {}
    for way, role in ways:
        for one, other in pairwise(way):
            edges.setdefault((min(one, other), max(one, other)), []).append(role)
            for end in (one, other):
                ends[end] = ends.get(end, 0) + 1
    count = sum(0 if roles == ["inner", "inner"] else len(roles) for roles in edges.values())
    twice = len({frozenset(way) for way, _ in ways if way}) < sum(1 for way, _ in ways if way)
    return _Relation(count, twice or any(meeting % 2 for meeting in ends.values()))
