"""What a page for the public says: schemes, stops, verdicts, opinions, tables, gathered once.

Whoever has a review fills it in. It does not know projects, files, HTML or how anything is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from analysis.base import Table
from analysis.common.verdict import Verdict
from app.viewport.optics import Pose
from scene.graph import Snapshot
from scene.messages import NO_NAME, BilingualText, Message
from scene.node import NodeId


@dataclass(frozen=True, slots=True)
class PageScheme:
    """The city as it is seen with one scheme.

    Parameters
    ----------
    key : str
        Empty for the city as it stands.
    name : BilingualText
        What buttons say.
    scene : Snapshot
        All that is there with it.
    """

    key: str
    name: BilingualText
    scene: Snapshot


@dataclass(frozen=True, slots=True)
class PageStop:
    """A place that the page flies to.

    Parameters
    ----------
    key : str
        Stable within the page.
    name : BilingualText
        What its button says.
    pose : Pose
        Where the eye is.
    moment : datetime
        Which light it has.
    scheme : str
        Key of the scheme that is shown there.
    season : str
        ``leaf`` or ``bare``.
    hidden : frozenset of str, optional
        Layers that its pictures leave out; None for those that are hidden in the project.
    pictures : Mapping[str, bytes]
        JPEG by scheme key: what people see who cannot, or need not, have the scene itself.
    """

    key: str
    name: BilingualText
    pose: Pose
    moment: datetime
    scheme: str = ""
    season: str = "leaf"
    hidden: frozenset[NodeId] | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageFinding:
    """The verdicts of one analysis on one scheme.

    Parameters
    ----------
    title : BilingualText
        Of the analysis.
    scheme : str
        Key of the scheme that was judged.
    verdicts : tuple of Verdict
    method : Message
        Method and resolution.
    synthetic : bool
        Whether invented data went in.
    fingerprint : str
        sha256 of the results, so that a card belongs to one set of figures.
    """

    title: BilingualText
    scheme: str
    verdicts: tuple[Verdict, ...]
    method: Message
    synthetic: bool
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PageOpinion:
    """Something that was said.

    Parameters
    ----------
    key : str
    kind, severity, state : BilingualText
        As lists name them; severity and state may be empty.
    text : str
        In the words of who said it.
    who : str
        Empty unless names are to be published.
    about : BilingualText
        The building or layer it is about; may be empty.
    pose : Pose, optional
        Where it was seen from.
    place : tuple of float, optional
        Local metres.
    scheme : str
        Key of the scheme that was shown.
    moment : datetime, optional
    """

    key: str
    kind: BilingualText
    text: str
    who: str = ""
    severity: BilingualText = NO_NAME
    state: BilingualText = NO_NAME
    about: BilingualText = NO_NAME
    pose: Pose | None = None
    place: tuple[float, float, float] | None = None
    scheme: str = ""
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageContent:
    """Everything a page shows.

    Parameters
    ----------
    title : BilingualText
        What was reviewed.
    moment : datetime
        When the page was made.
    program : str
        Name and version.
    frame : str
        CRS and height datum.
    schemes : tuple of PageScheme
        The city as it stands first.
    stops : tuple of PageStop
        In the order of the meeting.
    findings : tuple of PageFinding
    opinions : tuple of PageOpinion
    tables : tuple of Table
        Indicators and comparisons.
    credits : tuple of str
        Whom to name.
    synthetic : bool
        Whether anything that is shown is invented.
    decision : str
        What was decided, in the words of the minutes; empty if nothing is yet.
    head : str
        Head hash of the decision log; empty without one.
    """

    title: BilingualText
    moment: datetime
    program: str
    frame: str
    schemes: tuple[PageScheme, ...]
    stops: tuple[PageStop, ...]
    findings: tuple[PageFinding, ...] = ()
    opinions: tuple[PageOpinion, ...] = ()
    tables: tuple[Table, ...] = ()
    credits: tuple[str, ...] = ()
    synthetic: bool = False
    decision: str = ""
    head: str = ""
