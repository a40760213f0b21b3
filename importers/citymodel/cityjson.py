"""CityJSON 1.0, 1.1 and 2.0: one document, its vertices shared, often as whole numbers to be scaled."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np

from importers.base import ImportIssue
from importers.citymodel.cityjson_geometry import JsonGeometry, OutOfRange
from importers.citymodel.importer import CityImporter
from importers.citymodel.kinds import INSIDE
from importers.citymodel.objects import CityFile, Collector, Value
from importers.citymodel.params import CityParams
from importers.common.boundary import broken
from importers.common.json_text import fault_in
from scene.errors import UnreadableFile
from scene.feedback import Feedback
from scene.messages import msg
from scene.payloads.arrays import F64

#: A coordinate beyond this belongs to no place on Earth in any unit, and float64 would lose its metres.
_FARTHEST: Final = 1e10
_VERSIONS: Final = ("1.0", "1.1", "2.0")
_CHECK_EVERY: Final = 256
_COLOUR_KEYS: Final = "diffuseColor"
_MARK: Final = b"\xef\xbb\xbf"
_LINE: Final = re.compile(r"at line (\d+)")
_TYPED: Final = re.compile(rb'"type"\s*:\s*"CityJSON"')


class CityJsonImporter(CityImporter):
    """Importer of CityJSON."""

    id = "city.cityjson"
    format_name = "CityJSON"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether it is JSON that says it is CityJSON; writers may say so at the very end."""
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        if not start.startswith(b"{") or path.name.lower().endswith(".jsonl"):
            return False
        if _TYPED.search(head) or b'"CityObjects"' in head:
            return True
        if b'"asset"' in head or b'"FeatureCollection"' in head:
            return False
        return path.suffix.lower() in (".json", ".cityjson") and _says_so_later(path)

    def parse(
        self,
        path: Path,
        params: CityParams,
        feedback: Feedback,
        issues: list[ImportIssue],
        most: int | None = None,
    ) -> CityFile:
        """Read all objects; the coordinates are as the file has them."""
        document = document_of(path, path.read_bytes())
        feedback.progress(0.2)
        feedback.check()
        if document.get("type") != "CityJSON":
            raise broken(path, "is no CityJSON: it does not say that it is")
        check_version(path, document)
        collector = Collector()
        geometry = geometry_of(path, document, collector)
        read_objects(path, document, collector, geometry, feedback, issues, most)
        system = system_of(document)
        return CityFile(collector.finish(), system, int(bool(system)), theme=geometry.theme)


def document_of(path: Path, content: bytes, line: int = 0) -> dict[str, Any]:
    """Return the JSON object that bytes hold.

    Raises
    ------
    UnreadableFile
        If they hold none.
    """
    from pydantic_core import from_json

    if (
        not content[-4096:].rstrip().endswith(b"}")
    ):  # told before it is parsed: half a document takes much memory
        raise broken(path, "is cut: its last bracket is missing")
    fault = fault_in(content)
    if fault is not None:
        at = line or content.count(b"\n", 0, fault) + 1
        raise broken(path, "is broken in line {line}: it is not JSON", line=at)
    try:
        # Half the memory of the standard library, which wants the whole text decoded first.
        document = from_json(content.removeprefix(_MARK), cache_strings="keys")
    except ValueError as problem:
        said = _LINE.search(str(problem))
        at = line or (int(said[1]) if said else 1)
        raise broken(path, "is broken in line {line}: it is not JSON", line=at) from problem
    if not isinstance(document, dict):
        raise broken(path, "is no CityJSON: it does not say that it is")
    return document


def check_version(path: Path, document: Mapping[str, Any]) -> None:
    """Refuse versions that are not known.

    Raises
    ------
    UnreadableFile
    """
    version = str(document.get("version", ""))
    if not version.startswith(_VERSIONS):
        raise UnreadableFile(
            msg(
                "{file} is CityJSON {version}; 1.0, 1.1 and 2.0 can be read.",
                file=path.name,
                version=version or "?",
            ),
            msg("Export it as CityJSON 2.0."),
        )


def vertices_of(path: Path, document: Mapping[str, Any], transform: Mapping[str, Any] | None) -> F64:
    """Return the vertices of a document in the coordinates of its system, shape (n, 3).

    Raises
    ------
    UnreadableFile
        If they are no numbers that a place can have.
    """
    given = document.get("vertices", [])
    try:
        vertices = np.array(given, dtype=np.float64).reshape(-1, 3) if given else np.zeros((0, 3))
        if transform is not None:
            scale, translate = (np.array(transform[key], dtype=np.float64) for key in ("scale", "translate"))
            vertices = vertices * scale.reshape(3) + translate.reshape(3)
    except (TypeError, ValueError, KeyError, OverflowError) as problem:
        raise broken(path, "is broken: its vertices are not triples of numbers") from problem
    if len(vertices) and not (np.abs(vertices) < _FARTHEST).all():
        raise broken(path, "is broken: it holds coordinates that no place has")
    return vertices


def geometry_of(path: Path, document: Mapping[str, Any], collector: Collector) -> JsonGeometry:
    """Return the reader of a document's geometries, with its vertices, pictures and templates."""
    transform = document.get("transform")
    looks = _mapping(document.get("appearance"))
    geometry = JsonGeometry(collector, vertices_of(path, document, transform))
    geometry.images = [str(_mapping(entry).get("image", "")) for entry in looks.get("textures", ())]
    geometry.uv = _numbers(path, looks.get("vertices-texture"), 2)
    geometry.colours = [_colour(_mapping(entry)) for entry in looks.get("materials", ())]
    geometry.theme = str(looks.get("default-theme-texture", ""))
    geometry.material_theme = str(looks.get("default-theme-material", ""))
    templates = _mapping(document.get("geometry-templates"))
    geometry.templates = [_mapping(entry) for entry in templates.get("templates", ())]
    geometry.template_vertices = _numbers(path, templates.get("vertices-templates"), 3)
    return geometry


def read_objects(
    path: Path, document: Mapping[str, Any], collector: Collector, geometry: JsonGeometry,
    feedback: Feedback, issues: list[ImportIssue], most: int | None = None,
) -> None:  # fmt: skip
    """Take all objects of a document or of one feature, or the first of them.

    Raises
    ------
    UnreadableFile
        If they contradict themselves.
    """
    objects = document.get("CityObjects")
    if not isinstance(objects, dict):
        raise broken(path, "is broken: it holds no table of city objects")
    rows: dict[str, int] = {}
    inside = 0
    geometry.allow_instances(
        described
        for entry in objects.values()
        if isinstance(entry, dict) and isinstance(entry.get("geometry"), list)
        for described in entry["geometry"]
    )
    for count, name in enumerate(islice(_parents_first(objects), most)):
        if count % _CHECK_EVERY == 0:
            feedback.check()
        entry = objects[name]
        kind = entry.get("type") if isinstance(entry, dict) else None
        if not isinstance(kind, str):
            raise broken(path, "is broken: object “{name}” has no type", name=name[:60])
        if kind.lstrip("+") in INSIDE:
            inside += 1
            continue
        parent = next((rows[up] for up in entry.get("parents", ()) if up in rows), -1)
        rows[name] = collector.add_object(name, kind.lstrip("+"), parent, _flat(entry.get("attributes")))
        for described in entry.get("geometry", ()):
            try:
                geometry.read(_mapping(described), rows[name])
            except OutOfRange as problem:
                raise broken(
                    path, "is broken: object “{name}” names a vertex that is not there", name=name[:60]
                ) from problem
            except (TypeError, ValueError, KeyError, OverflowError, RecursionError) as problem:
                raise broken(
                    path, "is broken: the geometry of object “{name}” cannot be read", name=name[:60]
                ) from problem
    if inside:
        said = msg("Rooms and furnishings inside buildings, left out: {count}.", count=inside)
        issues.append(ImportIssue("note", said))
    if geometry.unknown:
        said = msg("Geometries of unknown types, left out: {count}.", count=sum(geometry.unknown.values()))
        issues.append(ImportIssue("dropped", said))
        geometry.unknown.clear()


def _parents_first(objects: Mapping[str, Any]) -> Iterable[str]:
    """Return the names of objects so that a parent comes before its children; circles are cut."""
    ordered: dict[str, None] = {}
    for name in objects:
        way = [name]
        while True:
            entry = objects[way[-1]]
            parents = entry.get("parents", ()) if isinstance(entry, dict) else ()
            up = next((p for p in parents if p in objects and p not in ordered and p not in way), None)
            if up is None:
                break
            way.append(up)
        ordered.update(dict.fromkeys(reversed(way)))
    return ordered


def system_of(document: Mapping[str, Any]) -> str:
    """Return the coordinate system as the metadata names it; ``""`` if they do not."""
    metadata = _mapping(document.get("metadata"))
    return str(metadata.get("referenceSystem") or metadata.get("crs", "") or "")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _flat(attributes: Any, prefix: str = "", depth: int = 0) -> dict[str, Value]:
    """Return attributes without nesting: what lies deeper is named ``outer.inner``; lists are joined."""
    found: dict[str, Value] = {}
    for key, value in _mapping(attributes).items():
        if isinstance(value, dict) and depth < 3:
            found |= _flat(value, f"{prefix}{key}.", depth + 1)
        elif isinstance(value, list):
            found[prefix + key] = ", ".join(str(item) for item in value)
        elif isinstance(value, str | int | float):
            found[prefix + key] = value
    return found


def _numbers(path: Path, values: Any, wide: int) -> F64:
    try:
        return np.array(values, dtype=np.float64).reshape(-1, wide) if values else np.zeros((0, wide))
    except (TypeError, ValueError, OverflowError) as problem:
        raise broken(path, "is broken: its vertices are not triples of numbers") from problem


def _colour(material: Mapping[str, Any]) -> tuple[int, int, int] | None:
    shares = material.get(_COLOUR_KEYS)
    if (
        not isinstance(shares, list)
        or len(shares) != 3
        or not all(isinstance(s, int | float) for s in shares)
    ):
        return None
    red, green, blue = (round(255 * min(max(float(share), 0.0), 1.0)) for share in shares)
    return red, green, blue


def _says_so_later(path: Path) -> bool:
    """Return whether the last part of a file says that it is CityJSON."""
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - 65536, 0))
            tail = file.read()
    except OSError:
        return False
    return bool(_TYPED.search(tail))
