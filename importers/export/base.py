"""What an exporter is, what it is asked, and what it gives back.

The light half (:class:`ExporterSpec`) may be listed at start-up; the heavy half is loaded on use.
It does not know any format.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.messages import BilingualText, Message, msg
from scene.node import Node
from scene.payloads import (
    Buildings,
    GroundPicture,
    Instances,
    Pin,
    PointCloud,
    Polylines,
    Raster,
    StreamedPoints,
    TriangleMesh,
)
from scene.plugins import loaded

PayloadKind = Literal["buildings", "lines", "mesh", "instances", "raster", "picture", "points", "opinions"]

_KINDS: Final[tuple[tuple[type, PayloadKind, BilingualText], ...]] = (
    (Buildings, "buildings", BilingualText("建筑", "buildings")),
    (Polylines, "lines", BilingualText("线与点", "lines and spots")),
    (TriangleMesh, "mesh", BilingualText("三角网模型", "a triangle mesh")),
    (Instances, "instances", BilingualText("树木等重复物", "trees or other copies")),
    (Raster, "raster", BilingualText("栅格", "a raster")),
    (GroundPicture, "picture", BilingualText("影像", "a picture")),
    (PointCloud, "points", BilingualText("点云", "a point cloud")),
    (StreamedPoints, "points", BilingualText("点云", "a point cloud")),
    (Pin, "opinions", BilingualText("会审意见", "an opinion of a review")),
)


class ExportParams(BaseModel):
    """The answers that every exporter may need. Formats add their own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    crs: str = Field(
        "",
        title="Coordinate system",
        description="EPSG code or WKT of the coordinates in the file; empty: that of the project.",
    )


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written.

    Parameters
    ----------
    files : tuple of Path
        All files, the one that was asked for first.
    summary : Message
        How much is in them.
    notes : tuple of Message
        What the format could not hold, or holds in another way.
    """

    files: tuple[Path, ...]
    summary: Message
    notes: tuple[Message, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.stat().st_size for file in self.files)


class Exporter(Protocol):
    """The worker of one format."""

    params_type: type[ExportParams]

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write layers into a file; on failure and cancel nothing of it is left, and an older file stays.

        Parameters
        ----------
        nodes : sequence of Node
            Layers that the spec holds.
        frame : SceneFrame
            Where their local metres lie.
        path : Path
            The file; companions are written beside it.
        params : ExportParams
            The answers.
        feedback : Feedback
            Progress and cancel.

        Raises
        ------
        InvalidRequest
            If the format cannot hold what a layer is, or the file cannot be written.
        Cancelled
            If the person asked to stop.
        """


@dataclass(frozen=True, slots=True)
class ExporterSpec:
    """The light half of an exporter: enough for menus, lists and file dialogs.

    Parameters
    ----------
    id : str
        Stable ASCII name, ``geopackage``.
    title : BilingualText
        What lists show.
    payloads : tuple of str
        What a layer may be.
    patterns : tuple of str
        File name patterns, lower case, the usual one first.
    target : str
        ``module:Class`` of the worker.
    several : bool
        Whether one file can hold several layers.
    version : str
        Changed whenever the same layer would give another file.
    """

    id: str
    title: BilingualText
    payloads: tuple[PayloadKind, ...]
    patterns: tuple[str, ...]
    target: str
    several: bool = False
    version: str = "1"

    def load(self) -> Exporter:
        """Import the worker's module and make the worker."""
        worker: Exporter = loaded(self.target)()
        return worker

    @property
    def suffix(self) -> str:
        """The usual ending of a file, with its point."""
        return self.patterns[0].removeprefix("*")

    def refusal(self, nodes: Sequence[Node]) -> InvalidRequest | None:
        """Return why the format cannot hold some layers, None if it can."""
        if not nodes:
            return InvalidRequest(msg("There is no layer to export."), msg("Name a layer with geometry."))
        if len(nodes) > 1 and not self.several:
            return InvalidRequest(
                msg("A file of {format} holds one layer, not {count}.", format=self.title, count=len(nodes)),
                msg("Export the layers one by one, or as GeoPackage, GLB or 3D Tiles."),
            )
        for node in nodes:
            kind = kind_of(node)
            if kind is None:
                return InvalidRequest(
                    msg("{layer} holds no geometry of its own.", layer=node.name),
                    msg("Name a layer with geometry."),
                )
            if kind not in self.payloads:
                return InvalidRequest(
                    msg("{format} cannot hold {what}, as {layer} is.",
                        format=self.title, what=kind_title(node), layer=node.name),
                    msg("`list exporters` names what each format holds."),
                )  # fmt: skip
        return None


def usual_crs(params_type: type[ExportParams], frame: SceneFrame) -> str:
    """Return the system that a format takes when none is asked for; empty if it takes no other.

    A format whose own is not the project's says so as ``usual`` beside the parameter.
    """
    extra = params_type.model_fields["crs"].json_schema_extra
    return str(extra["usual"]) if isinstance(extra, dict) and "usual" in extra else frame.crs


def kind_of(node: Node) -> PayloadKind | None:
    """Return what a layer is to an exporter, None if it has no geometry."""
    return next((kind for payload, kind, _ in _KINDS if isinstance(node.payload, payload)), None)


def kind_title(node: Node) -> BilingualText:
    """Return what a sentence calls a layer's geometry."""
    return next(title for payload, _, title in _KINDS if isinstance(node.payload, payload))
