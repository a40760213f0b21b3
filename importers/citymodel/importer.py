"""What the formats of city models share: look into a file, read it, and make layers of it."""

from abc import ABC, abstractmethod
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Final

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.citymodel.families import roots_of
from importers.citymodel.kinds import role_of
from importers.citymodel.nodes import built
from importers.citymodel.objects import CityFile
from importers.citymodel.params import CityParams
from importers.citymodel.placing import system_name
from importers.common.boundary import existing, reading
from importers.common.provenance import provenance_of
from scene.feedback import Feedback, SilentFeedback
from scene.messages import msg
from scene.node import Node, Provenance, Role

_SHOWN: Final = 6
#: Of a larger file, bytes, a look reads only these many objects.
_LARGE: Final = 20_000_000
_LOOKED_AT: Final = 200
_COLUMNS: Final = 12


class CityImporter(ABC):
    """A city model. A format is a subclass that says how to recognise and parse it."""

    #: Id in the registry.
    id: ClassVar[str]
    #: What sentences call the format.
    format_name: ClassVar[str]

    params_type: type[ImportParams] = CityParams

    @abstractmethod
    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file looks like this format."""

    @abstractmethod
    def parse(
        self,
        path: Path,
        params: CityParams,
        feedback: Feedback,
        issues: list[ImportIssue],
        most: int | None = None,
    ) -> CityFile:
        """Return all objects of a file in its own coordinates."""

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Read it and say what it holds."""
        issues: list[ImportIssue] = []
        with reading(existing(path), self.format_name):
            large = path.stat().st_size > _LARGE
            most = _LOOKED_AT if large else None
            file = self.parse(path, self._answers(params), SilentFeedback(), issues, most)
        model = file.model
        roots = sorted(set(roots_of(model).tolist()))
        buildings = [row for row in roots if role_of(model.objects[row].kind) is Role.BUILDINGS]
        shown = [model.objects[row].attributes for row in buildings[:_SHOWN]]
        columns = tuple(dict.fromkeys(key for held in shown for key in held))[:_COLUMNS]
        levels = ", ".join(f"{level:g}" for level in sorted(set(model.lod_of_polygon.tolist())))
        notes = [issue.message for issue in issues]
        if levels:
            notes.insert(0, msg("Levels of detail: {levels}.", levels=levels))
        return FieldGuess(
            "city", -1 if large else len(buildings) or len(roots), system_name(file.system), columns,
            tuple(tuple(str(held.get(key, "")) for key in columns) for held in shown), {}, tuple(notes),
        )  # fmt: skip

    def _answers(self, params: ImportParams) -> CityParams:
        answers = params if isinstance(params, CityParams) else self.params_type(**params.model_dump())
        assert isinstance(answers, CityParams)
        return answers

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read it into a layer of buildings, and one for each other kind of thing."""
        answers = self._answers(params)
        issues: list[ImportIssue] = []
        feedback.check()
        with reading(existing(path), self.format_name, issues):
            file = self.parse(path, answers, feedback, issues)
            feedback.check()
            if file.systems > 1:
                said = msg(
                    "The file names {count} coordinate systems; the first was taken for all.",
                    count=file.systems,
                )
                issues.append(ImportIssue("note", said))
            result = built(file, path, answers, target, feedback, issues)
        provenance = provenance_of(self.id, path, answers, feedback, (*file.companions, *result.companions))
        nodes = tuple(replace(node, provenance=_origin(provenance, node)) for node in result.nodes)
        feedback.progress(1.0)
        return ImportResult(nodes, result.frame, tuple(issues))


def _origin(provenance: Provenance, node: Node) -> Provenance:
    """Return where a layer comes from; an export of our own says whether its data is invented."""
    return provenance if node.provenance is None else replace(provenance, synthetic=node.provenance.synthetic)
