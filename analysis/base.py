"""What an analysis is, what goes into it, and what comes out.

One declaration gives the form, the overlay with its legend, the command-line job, the report section
and the contract tests. It does not know any analysis in particular.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from analysis.common.verdict import Outcome, Verdict
from scene.feedback import Feedback
from scene.graph import Snapshot
from scene.legend import Legend
from scene.messages import BilingualText, Message
from scene.node import Node, Role
from scene.payloads import Raster
from scene.payloads.arrays import F64, U8
from scene.plugins import loaded
from scene.units import Quantity

PortKind = Literal[
    "terrain",
    "solids",
    "trees",
    "viewpoints",
    "proposals",
    "zones",
    "parcels",
    "corridors",
    "water",
    "roads",
    "raster",
    "table",
    "chart",
    "picture",
    "nodes",
    "verdicts",
]


class AnalysisParams(BaseModel):
    """Base of every analysis' parameters. Field titles, units and limits make the form.

    ``json_schema_extra`` may say more: ``unit``; ``rows_of``, the name of a port among whose rows, by
    id, the form lets a person choose (empty for all of them); ``thing``, that a layer, or a building as
    layer/row, is chosen; ``places``, that points are picked in the view, in the coordinates of the frame or,
    if it says ``"local"``, in local metres; ``file``, that a text is the path of a file.
    """

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


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One line of a chart.

    Parameters
    ----------
    key : str
        ASCII name.
    title : BilingualText
    x, y : ndarray of float64, shape (n,)
        In the units of the chart's quantities; a nan in `y` interrupts the line.
    colour : tuple of int
        sRGB.
    filled_to : ndarray of float64, shape (n,), optional
        The area between `y` and this is filled, as what rises over a skyline is.
    dashed : bool
        Limits and former states are dashed.
    """

    key: str
    title: BilingualText
    x: F64
    y: F64
    colour: tuple[int, int, int]
    filled_to: F64 | None = None
    dashed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A chart: values along a route, a skyline over the bearing.

    Parameters
    ----------
    key : str
        ASCII name, also of its file.
    title : BilingualText
    x, y : Quantity
        What the axes are.
    series : tuple of Series
        Drawn in this order.
    subject : str
        Id of what it is about, empty if of all.
    """

    key: str
    title: BilingualText
    x: Quantity
    y: Quantity
    series: tuple[Series, ...]
    subject: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture that an analysis computed: a panorama, an elevation, a wire line.

    Parameters
    ----------
    key : str
        ASCII name, also of its file.
    title : BilingualText
    caption : Message
        Camera, method and accuracy; what is synthetic says so.
    pixels : ndarray of uint8, shape (rows, cols, 3)
        sRGB, first row at the top.
    subject : str
        Id of what it is about, empty if of all.
    """

    key: str
    title: BilingualText
    caption: Message
    pixels: U8
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What a result says about one place: a headline that can be read from the back of the room, and why.

    Parameters
    ----------
    headline : Message
    lines : tuple of Message
        The reasons, most important first.
    outcome : Outcome, optional
        If something there was judged.
    """

    headline: Message
    lines: tuple[Message, ...] = ()
    outcome: Outcome | None = None


class Probe(Protocol):
    """Answers a click on a result. Called away from the GUI thread; should take well under a second."""

    def at(self, place: tuple[float, float, float]) -> Card | None:
        """Return what the result says at a place, local metres; None where it says nothing."""


class Course(Protocol):
    """What a result was at each moment of a run: water rising and falling. Read away from the GUI thread.

    Attributes
    ----------
    times : ndarray of float64, shape (n,)
        Moments that are kept, seconds since `start`, rising.
    start : datetime
        The moment on the scene's clock at which the run begins, with its time zone.
    quantities : tuple of Quantity
        What there is at each moment. Water is drawn from ``water_depth`` and ``water_level``, its ripples
        and arrows from ``water_east`` and ``water_north``. Where ``elevation`` is among them it is the bed,
        nan in walls: with it water ends where the ground rises out of it, without it at the last wet cell.
    synthetic : bool
        True if any input was invented.
    """

    @property
    def times(self) -> F64: ...  # noqa: D102 - said above

    @property
    def start(self) -> datetime: ...  # noqa: D102

    @property
    def quantities(self) -> tuple[Quantity, ...]: ...  # noqa: D102

    @property
    def synthetic(self) -> bool: ...  # noqa: D102

    def raster(self, quantity: str, moment: int) -> Raster:
        """Return the values of a quantity, by key, at the moment with this index; nan where there is none."""

    def histories(self, place: tuple[float, float, float]) -> tuple[Chart, ...]:
        """Return how it went at a place (local metres), or at the building that stands there."""


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
        Overlays, role RESULT. A node whose attribute ``legend`` holds a :class:`scene.legend.Legend` as
        JSON is coloured by it: a raster by its values and laid on the ground (or drawn as a translucent
        surface at its own elevations where the attribute ``drawn_as`` is ``"ceiling"``), a mesh, lines
        (faint through the city that hides them, unless ``drawn_as`` is ``"street"``) or buildings by their
        column ``value``.
    charts : tuple of Chart
    pictures : tuple of Picture
    probe : Probe, optional
        What a click on the result is told.
    legend : Legend, optional
        Of all overlays together, if they share one.
    course : Course, optional
        What the time bar plays, if the result is of a run in time.
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
    charts: tuple[Chart, ...] = ()
    pictures: tuple[Picture, ...] = ()
    probe: Probe | None = None
    legend: Legend | None = None
    course: Course | None = None
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
    live : bool
        Whether it is fast enough to be run again while a proposal is dragged: what depends on unchanged
        nodes is kept by them, so that only what changed is computed anew.
    """

    id: str
    title: BilingualText
    summary: BilingualText
    params: str
    target: str
    version: str = "1"
    live: bool = False

    def load(self) -> Analysis:
        """Import the worker's module and make the worker."""
        worker: Analysis = loaded(self.target)()
        return worker

    def params_type(self) -> type[AnalysisParams]:
        """Import the parameters' module and return their type."""
        params: type[AnalysisParams] = loaded(self.params)
        return params
