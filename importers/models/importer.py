"""What the model formats share: read the parts, assemble, place."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import existing, reading
from importers.common.provenance import layer_name, provenance_of
from importers.models.assembly import Assembly, assembled
from importers.models.own_place import own_place
from importers.models.params import ModelParams
from importers.models.part import Part
from importers.models.placement import Axis, georeferenced, placed, upright
from scene.feedback import Feedback
from scene.messages import msg
from scene.node import Node, Role


class ModelImporter(ABC):
    """A model. A format is a subclass that says how to recognise and read it."""

    #: Id in the registry.
    id: ClassVar[str]
    #: What sentences call the format.
    format_name: ClassVar[str]
    #: Which axis points up if nobody says.
    up: ClassVar[Axis]

    params_type: type[ImportParams] = ModelParams

    @abstractmethod
    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file looks like this format."""

    @abstractmethod
    def parts(self, path: Path, issues: list[ImportIssue]) -> tuple[list[Part], tuple[Path, ...]]:
        """Read the parts of a model and the files that belong to it.

        Raises
        ------
        UnreadableFile
            If it is broken. Whatever a library throws becomes this.
        """

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Read it and say how large it is."""
        issues: list[ImportIssue] = []
        model, _ = self._read(path, issues)
        low, high = model.vertices.min(axis=0), model.vertices.max(axis=0)
        size = msg(
            "x {west:.2f} to {east:.2f}, y {south:.2f} to {north:.2f}, z {low:.2f} to {high:.2f}",
            west=low[0], east=high[0], south=low[1], north=high[1], low=low[2], high=high[2],
        )  # fmt: skip
        notes = (size, *(issue.message for issue in issues))
        suggested: dict[str, object] = {"up_axis": self.up}
        own = own_place(path)
        crs = "" if own is None else own.crs
        if own is not None:
            suggested |= own.suggested(model.vertices, self.up)
        return FieldGuess("model", len(model.faces), crs, suggested=suggested, notes=notes)

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read and place it."""
        answers = params if isinstance(params, ModelParams) else ModelParams(**params.model_dump())
        issues: list[ImportIssue] = []
        feedback.check()
        model, companions = self._read(path, issues)
        feedback.progress(0.6)
        feedback.check()
        matrix = None
        own = own_place(path)
        if own is not None:
            answers = own.answered(answers, model.vertices, self.up)
        if answers.georeferenced:
            up = "z" if answers.up_axis == "auto" else answers.up_axis
            vertices, frame = georeferenced(upright(model.vertices, up), answers, target, path.name, issues)
        else:
            up = self.up if answers.up_axis == "auto" else answers.up_axis
            vertices = model.vertices
            matrix, frame = placed(vertices, up, answers, target, path.name, issues)
        with reading(path, self.format_name):
            mesh = model.mesh(vertices)
        node = Node(
            layer_name(path, answers),
            Role.MODEL,
            mesh,
            transform=matrix,
            provenance=provenance_of(self.id, path, answers, feedback, companions),
            attributes={"up_axis": up},
        )
        feedback.progress(1.0)
        return ImportResult((node,), frame, tuple(issues))

    def _read(self, path: Path, issues: list[ImportIssue]) -> tuple[Assembly, tuple[Path, ...]]:
        with reading(existing(path), self.format_name):
            parts, companions = self.parts(path, issues)
            return assembled(parts, path, issues), companions
