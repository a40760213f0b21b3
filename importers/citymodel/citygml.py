"""CityGML 1, 2 and 3, streamed: memory holds polygons, never the whole document."""

from pathlib import Path
from typing import Any, Final

from importers.base import ImportIssue
from importers.citymodel.codelists import CodeLists
from importers.citymodel.gml_appearance import GmlAppearance
from importers.citymodel.gml_geometry import GmlGeometry, local
from importers.citymodel.gml_objects import GmlObjects
from importers.citymodel.importer import CityImporter
from importers.citymodel.objects import CityFile, Collector
from importers.citymodel.params import CityParams
from importers.citymodel.placing import system_name
from importers.common.boundary import broken
from scene.errors import UnreadableFile
from scene.feedback import Feedback
from scene.messages import msg

_MEMBERS: Final = ("cityObjectMember", "featureMember", "appearanceMember")
#: A note of the parser that loses nothing: a prefix that nobody declared.
_UNDECLARED: Final = "NS_ERR_UNDEFINED_NAMESPACE"
_NAMED: Final = 5


class CityGmlImporter(CityImporter):
    """Importer of CityGML."""

    id = "city.citygml"
    format_name = "CityGML"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether it is XML whose root is a city model."""
        text = _decoded(head)
        return text.lstrip().startswith("<") and ("CityModel" in text and "citygml" in text.lower())

    def parse(
        self,
        path: Path,
        params: CityParams,
        feedback: Feedback,
        issues: list[ImportIssue],
        most: int | None = None,
    ) -> CityFile:
        """Read all objects; the coordinates are as the file has them."""
        collector = Collector()
        geometry, appearance = GmlGeometry(collector), GmlAppearance()
        objects = GmlObjects(collector, geometry, appearance, CodeLists(path))
        log = self._stream(path, objects, feedback, most)
        theme = appearance.lay_on(collector, geometry)
        lost = geometry.resolve()
        objects.place_copies()
        _tell(issues, log, objects, lost)
        systems = list(dict.fromkeys(system_name(said) for said in geometry.systems))
        return CityFile(collector.finish(), next(iter(geometry.systems), ""), len(systems), True, theme)

    def _stream(self, path: Path, objects: GmlObjects, feedback: Feedback, most: int | None) -> list[Any]:
        """Feed the members of the document to `objects`; return what the parser noted."""
        from lxml import etree

        size = max(path.stat().st_size, 1)
        with path.open("rb") as file:
            if "<!DOCTYPE" in _decoded(file.read(4096)):
                raise UnreadableFile(
                    msg(
                        "{file} carries a document type definition, which no city model has.", file=path.name
                    ),
                    msg("Export it again from its source."),
                )
            file.seek(0)
            # `recover` keeps reading after an undeclared prefix; anything worse is refused below.
            stream = etree.iterparse(
                file, events=("end",), tag=tuple("{*}" + name for name in (*_MEMBERS, "Envelope")),
                recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            )  # fmt: skip
            for _, element in stream:
                feedback.check()
                _refuse_worse(path, stream.error_log)
                name = local(element)
                if name == "Envelope":
                    system = element.get("srsName")
                    if system:
                        objects.geometry.systems.setdefault(system)
                    continue
                objects.read_member(element)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
                feedback.progress(0.5 * min(file.tell() / size, 1.0))
                if most is not None and objects.collector.objects >= most:
                    return list(stream.error_log)
            _refuse_worse(path, stream.error_log)
            if stream.root is None:
                raise broken(path, "is broken: it holds no XML document")
            if local(stream.root) != "CityModel":
                raise broken(path, "is no city model: its root is “{root}”", root=local(stream.root))
            return list(stream.error_log)


def _decoded(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore")
    return head.decode("utf-8-sig", errors="ignore")


def _refuse_worse(path: Path, log: Any) -> None:
    """Refuse a file of which the parser had to make something up."""
    for entry in log:
        if entry.type_name != _UNDECLARED and entry.level_name != "WARNING":
            raise broken(
                path,
                "is broken in line {line}: {problem}",
                line=entry.line,
                problem=str(entry.message).strip()[:120],
            )


def _tell(issues: list[ImportIssue], log: list[Any], objects: GmlObjects, lost: list[str]) -> None:
    undeclared = dict.fromkeys(
        str(entry.message).split(" ")[2] for entry in log if entry.type_name == _UNDECLARED
    )
    if undeclared:
        said = msg(
            "The file is not well-formed: it uses prefixes that it does not declare ({prefixes}). "
            "It was read all the same, nothing was left out.",
            prefixes=", ".join(undeclared),
        )
        issues.append(ImportIssue("repaired", said))
    if lost:
        named = ", ".join(lost[:_NAMED]) + (" …" if len(lost) > _NAMED else "")
        said = msg(
            "References to surfaces that are nowhere in the file: {count} ({names}).",
            count=len(lost),
            names=named,
        )
        issues.append(ImportIssue("dropped", said))
    if objects.geometry.flawed:
        said = msg("Polygons with a ring that cannot be read: {count}.", count=len(objects.geometry.flawed))
        issues.append(ImportIssue("dropped", said))
    if objects.inside:
        said = msg("Rooms and furnishings inside buildings, left out: {count}.", count=objects.inside)
        issues.append(ImportIssue("note", said))
    if objects.prototypes:
        said = msg("Copies of a shape that is not in the file, left out: {count}.", count=objects.prototypes)
        issues.append(ImportIssue("dropped", said))
    if objects.appearance.generated:
        said = msg(
            "Pictures projected onto surfaces, not shown: {count}.", count=objects.appearance.generated
        )
        issues.append(ImportIssue("note", said))
