"""What an analysis is, what goes into it, and what comes out.

One declaration gives the form, the overlay with its legend, the command-line job, the report section
and the contract tests. It does not know any analysis in particular.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from analysis.common.verdict import Verdict
from scene.feedback import Feedback
from scene.graph import Snapshot
from scene.messages import BilingualText, Message
from scene.node import Node, Role
from scene.plugins import loaded
from scene.units import Quantity

PortKind = Literal[
    "terrain", "solids", "trees", "viewpoints", "proposals", "raster", "table", "nodes", "verdicts"
]


class AnalysisParams(BaseModel):
    """Base of every analysis' parameters. Field titles, units and limits make the form."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Port:
    """One thing that goes in or comes out.

    Parameters
    ----------
    name : str
        ASCII name, also the key in a job file.
    kind : str
        What travels through it.
    doc : BilingualText
        What it means.
    roles : tuple of Role
        Nodes of the scene that fill it when nothing else is given.
    unit : str
        Of its values, if it has one.
    required : bool
        Whether the analysis can run without it.
    """

    name: str
    kind: PortKind
    doc: BilingualText
    roles: tuple[Role, ...] = ()
    unit: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a result table: a quantity, or text.

    Parameters
    ----------
    key : str
        ASCII name.
    title : BilingualText
        What the head of the table says.
    quantity : Quantity, optional
        Of its numbers.
    on_paper : bool
        Whether the report prints it; files always hold it.
    """

    key: str
    title: BilingualText
    quantity: Quantity | None = None
    on_paper: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table of results. Numbers are kept unrounded; the quantity says how they are shown.

    Parameters
    ----------
    key : str
        ASCII name, also of its file.
    title : BilingualText
        What it is called.
    columns : tuple of Column
        Its columns.
    rows : tuple of tuple
        Its rows, one value a column.
    subject : str
        Key of the column that says which verdict a row belongs to; empty if it belongs to all.
    """

    key: str
    title: BilingualText
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    subject: str = ""


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """What an analysis found.

    Parameters
    ----------
    verdicts : tuple of Verdict
        Answers that can be signed.
    tables : tuple of Table
        Figures behind them.
    nodes : tuple of Node
        Overlays, role RESULT.
    method : Message
        Method, resolution and limits, in one sentence for the report.
    inputs : Mapping[str, str]
        sha256 of every input by port name and node id.
    interim : bool
        True if this is a first answer, to be replaced by an exact one; wherever it is shown it says so.
    """

    verdicts: tuple[Verdict, ...] = ()
    tables: tuple[Table, ...] = ()
    nodes: tuple[Node, ...] = ()
    method: Message = field(default_factory=lambda: Message(""))
    inputs: Mapping[str, str] = field(default_factory=dict)
    interim: bool = False


@dataclass(frozen=True, slots=True)
class AnalysisInputs:
    """What an analysis runs on: the scene, and for each port the nodes that fill it.

    Parameters
    ----------
    scene : Snapshot
        The scene at the moment the analysis was started.
    chosen : Mapping[str, tuple of Node]
        Nodes by port name; a port that is absent is filled by its roles.
    """

    scene: Snapshot
    chosen: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)

    def at(self, port: Port) -> tuple[Node, ...]:
        """Return the nodes that fill a port."""
        return self.chosen[port.name] if port.name in self.chosen else self.scene.of_role(*port.roles)


class Analysis(Protocol):
    """The worker of one analysis."""

    id: str
    params_type: type[AnalysisParams]
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    references: tuple[BilingualText, ...]

    def run(self, inputs: AnalysisInputs, params: AnalysisParams, feedback: Feedback) -> AnalysisResult:
        """Compute the result.

        Raises
        ------
        InvalidRequest
            If an input or a parameter does not fit.
        Cancelled
            If the person asked to stop.
        """


@dataclass(frozen=True, slots=True)
class AnalysisSpec:
    """The light half of an analysis: enough for menus, lists and forms.

    Parameters
    ----------
    id : str
        Stable ASCII name, ``sightline.balloon``.
    title, summary : BilingualText
        What lists and the panel show.
    params : str
        ``module:Class`` of the parameters; that module must be light.
    target : str
        ``module:Class`` of the worker.
    version : str
        Changed whenever the same inputs would give another figure.
    """

    id: str
    title: BilingualText
    summary: BilingualText
    params: str
    target: str
    version: str = "1"

    def load(self) -> Analysis:
        """Import the worker's module and make the worker."""
        worker: Analysis = loaded(self.target)()
        return worker

    def params_type(self) -> type[AnalysisParams]:
        """Import the parameters' module and return their type."""
        params: type[AnalysisParams] = loaded(self.params)
        return params
