"""What the model formats share: read the parts, assemble, place."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

import numpy as np

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import existing, reading
from importers.common.provenance import layer_name, provenance_of
from importers.models.assembly import Assembly, assembled
from importers.models.own_place import own_place
from importers.models.params import ModelParams
from importers.models.part import Cloud, Part, joined_clouds
from importers.models.placement import Axis, georeferenced, placed, upright
from scene.feedback import Feedback
from scene.messages import msg
from scene.node import Node, Role
from scene.payloads import PointCloud
from scene.payloads.arrays import F64


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

    def content(
        self, path: Path, issues: list[ImportIssue]
    ) -> tuple[list[Part], list[Cloud], tuple[Path, ...]]:
        """Read the parts of a model, its points if the format has them, and the files that belong to it."""
        parts, companions = self.parts(path, issues)
        return parts, [], companions

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Read it and say how large it is."""
        issues: list[ImportIssue] = []
        model, cloud, _ = self._read(path, issues)
        corners = _corners(model, cloud)
        low, high = corners.min(axis=0), corners.max(axis=0)
        size = msg(
            "x {west:.2f} to {east:.2f}, y {south:.2f} to {north:.2f}, z {low:.2f} to {high:.2f}",
            west=low[0], east=high[0], south=low[1], north=high[1], low=low[2], high=high[2],
        )  # fmt: skip
        notes = (size, *(issue.message for issue in issues))
        suggested: dict[str, object] = {"up_axis": self.up}
        own = own_place(path)
        crs = "" if own is None else own.crs
        if own is not None:
            suggested |= own.suggested(corners, self.up)
        count = len(cloud.points) if model is None else len(model.faces)
        return FieldGuess(
            "points" if model is None else "model", count, crs, suggested=suggested, notes=notes
        )

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read and place it: its triangles as one layer, its points as another."""
        answers = params if isinstance(params, ModelParams) else ModelParams(**params.model_dump())
        issues: list[ImportIssue] = []
        feedback.check()
        model, cloud, companions = self._read(path, issues)
        vertices = _corners(model, cloud)
        feedback.progress(0.6)
        feedback.check()
        matrix = None
        own = own_place(path)
        if own is not None:
            answers = own.answered(answers, vertices, self.up)
        if answers.georeferenced:
            up = "z" if answers.up_axis == "auto" else answers.up_axis
            vertices, frame = georeferenced(upright(vertices, up), answers, target, path.name, issues)
        else:
            up = self.up if answers.up_axis == "auto" else answers.up_axis
            matrix, frame = placed(vertices, up, answers, target, path.name, issues)
        name = layer_name(path, answers)
        provenance = provenance_of(self.id, path, answers, feedback, companions)
        attributes = {"up_axis": up}
        nodes: list[Node] = []
        many = 0 if model is None else len(model.vertices)
        if model is not None:
            with reading(path, self.format_name):
                mesh = model.mesh(vertices[:many])
            nodes.append(
                Node(name, Role.MODEL, mesh, transform=matrix, provenance=provenance, attributes=attributes)
            )
        if len(cloud.points):
            places = vertices[many:]
            if matrix is not None:
                places = places @ matrix[:3, :3].T + matrix[:3, 3]
            points = PointCloud(places.astype(np.float32), cloud.colour)
            nodes.append(Node(name, Role.POINTS, points, provenance=provenance, attributes=attributes))
        feedback.progress(1.0)
        return ImportResult(tuple(nodes), frame, tuple(issues))

    def _read(self, path: Path, issues: list[ImportIssue]) -> tuple[Assembly | None, Cloud, tuple[Path, ...]]:
        """Return the triangles, None if there are but points; the points; and the files that belong to it."""
        with reading(existing(path), self.format_name):
            parts, clouds, companions = self.content(path, issues)
            cloud = joined_clouds(clouds)
            model = assembled(parts, path, issues) if parts or not len(cloud.points) else None
            return model, cloud, companions


def _corners(model: Assembly | None, cloud: Cloud) -> F64:
    """Return all vertices and points of a model, shape (n, 3)."""
    if model is None:
        return cloud.points
    return np.vstack([model.vertices, cloud.points]) if len(cloud.points) else model.vertices
