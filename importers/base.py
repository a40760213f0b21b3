"""What an importer is, what it is asked, and what it gives back.

The light half (:class:`ImporterSpec`) may be listed at start-up; the heavy half is loaded on use.
It does not know any format.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from importers.coordinates.datum_shift import DatumShift
from importers.issues import ImportIssue, Marks, Severity
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.graph import Snapshot
from scene.messages import BilingualText, Message
from scene.node import Node
from scene.plugins import loaded

__all__ = [
    "FieldGuess",
    "ImportIssue",
    "ImportParams",
    "ImportResult",
    "ImportTarget",
    "Importer",
    "ImporterSpec",
    "Kind",
    "Marks",
    "Severity",
]

Kind = Literal["terrain", "imagery", "footprints", "lines", "points", "city", "model", "opinions"]


class ImportParams(BaseModel):
    """The answers that every importer may need. Formats add their own.

    A value of ``None`` or ``""`` means: take what the file says, and ask if it says nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field("", title="Layer name", description="Empty: the file's name.")
    crs: str = Field(
        "",
        title="Coordinate system",
        description="EPSG code or WKT of the file's coordinates, or a municipal grid as "
        "EPSG:4549 + 4p: dx, dy, rotation, scale; empty: what the file says.",
    )
    datum_shift: DatumShift = Field(
        "none",
        title="Map offset",
        description="Which offset of Chinese web maps the coordinates carry, to be taken out: "
        "gcj02 (Amap, Tencent, DataV), bd09 (Baidu).",
    )


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a file turned into.

    Parameters
    ----------
    nodes : tuple of Node
        In the local coordinates of `frame`.
    frame : SceneFrame
        The frame that was asked for, or the one chosen for an empty project.
    issues : tuple of ImportIssue
        What the person should know.
    """

    nodes: tuple[Node, ...]
    frame: SceneFrame
    issues: tuple[ImportIssue, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldGuess:
    """What the import dialog shows before reading: columns, first rows, guesses.

    Parameters
    ----------
    kind : str
        What the file seems to be.
    count : int
        Features or points, -1 if only reading would tell.
    crs : str
        As the file says, empty if it does not.
    columns : tuple of str
        Names of the attribute columns.
    sample : tuple of tuple of str
        First rows, as text.
    suggested : dict
        Parameter values that fit the file (``height_field``, ``encoding`` …).
    notes : tuple of Message
        What a person should know before pressing import (coordinates look like GCJ-02 …).
    """

    kind: Kind
    count: int = -1
    crs: str = ""
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    suggested: dict[str, object] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportTarget:
    """Where the data shall go.

    Parameters
    ----------
    frame : SceneFrame, optional
        Frame of the scene; None for an empty project, which takes its frame from the data.
    scene : Snapshot, optional
        The scene as it is, for ground heights under footprints.
    """

    frame: SceneFrame | None = None
    scene: Snapshot | None = None


class Importer(Protocol):
    """The worker of one format."""

    params_type: type[ImportParams]

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file looks like this format; `head` is its first 4096 bytes."""

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Look into the file without reading it whole.

        Raises
        ------
        UnreadableFile
            If it is broken.
        """

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read the file.

        Raises
        ------
        UnreadableFile
            If it is broken, empty, or not what its name says.
        AnswerNeeded
            If it leaves a question open (``crs``, ``height_field`` …).
        OutOfReach
            If it lies too far from the scene.
        Cancelled
            If the person asked to stop.
        """


@dataclass(frozen=True, slots=True)
class ImporterSpec:
    """The light half of an importer: enough for menus, lists and file dialogs.

    Parameters
    ----------
    id : str
        Stable ASCII name, ``footprints.shapefile``.
    title : BilingualText
        What lists show.
    kind : str
        What the result is to the city.
    patterns : tuple of str
        File name patterns, lower case, ``*.shp``.
    target : str
        ``module:Class`` of the worker.
    version : str
        Changed whenever the same file would give another result.
    native : bool
        Whether a broken file may crash the library that reads it, so that it is read in a process of its own.
    """

    id: str
    title: BilingualText
    kind: Kind
    patterns: tuple[str, ...]
    target: str
    version: str = "1"
    native: bool = False

    def load(self) -> Importer:
        """Import the worker's module and make the worker."""
        worker: Importer = loaded(self.target)()
        return worker
