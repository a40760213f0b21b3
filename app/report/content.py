"""What a report says: the facts of a review, gathered once, independent of language and page.

It does not know HTML, Qt or files.
"""

from dataclasses import dataclass
from datetime import datetime

from analysis.base import Chart, Table
from analysis.common.verdict import Verdict
from app.analysing import Finding
from app.import_report import ImportReport, reports_in
from app.legends import legends_in
from app.version import PROGRAM, VERSION
from scene.graph import Snapshot
from scene.legend import Legend
from scene.messages import BilingualText, Message
from scene.node import Node


@dataclass(frozen=True, slots=True)
class Picture:
    """A view of a proposal, as PNG bytes, with where it was taken from."""

    subject: str
    title: BilingualText
    caption: Message
    png: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """A layer that went into the figures, with where it comes from."""

    name: BilingualText
    maker: str
    source: str
    sha256: str
    credits: tuple[str, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a report prints.

    Parameters
    ----------
    project : BilingualText
        What was reviewed.
    moment : datetime
        When the figures were computed.
    program : str
        Name and version.
    frame : str
        CRS and height datum.
    analysis : BilingualText
        Title of the analysis.
    version : str
        Its version.
    parameters : tuple of (str, object)
        Names and values it ran with.
    method : Message
        Method and resolution.
    references : tuple of BilingualText
        Where the method comes from.
    verdicts : tuple of Verdict
        The answers.
    tables : tuple of Table
        The figures behind them.
    pictures : tuple of Picture
        Views.
    sources : tuple of Source
        Layers that went in.
    fingerprint : str
        sha256 of ``results.json``; printed on every page, so that a page belongs to one set of figures.
    imports : tuple of (BilingualText, ImportReport)
        Layers that came from files, with what was repaired, dropped and noticed in them.
    charts : tuple of Chart
        Values along a route, skylines.
    legends : tuple of Legend
        Colours of the overlays.
    interim : bool
        Whether the figures are a first answer.
    """

    project: BilingualText
    moment: datetime
    program: str
    frame: str
    analysis: BilingualText
    version: str
    parameters: tuple[tuple[str, object], ...]
    method: Message
    references: tuple[BilingualText, ...]
    verdicts: tuple[Verdict, ...]
    tables: tuple[Table, ...]
    pictures: tuple[Picture, ...]
    sources: tuple[Source, ...]
    fingerprint: str
    imports: tuple[tuple[BilingualText, ImportReport], ...] = ()
    charts: tuple[Chart, ...] = ()
    legends: tuple[Legend, ...] = ()
    interim: bool = False

    @property
    def synthetic(self) -> bool:
        """Whether any layer that went in is invented."""
        return any(source.synthetic for source in self.sources)


def content_of(
    project: BilingualText,
    finding: Finding,
    pictures: tuple[Picture, ...],
    fingerprint: str,
    moment: datetime,
    now: Snapshot | None = None,
) -> Content:
    """Gather what a report says about one finding; `now` is the project as it stands, if it went on since."""
    frame = finding.scene.frame
    return Content(
        project=project,
        moment=moment,
        program=f"{PROGRAM} {VERSION}",
        frame=" + ".join(part for part in (frame.crs, frame.vertical) if part),
        analysis=finding.spec.title,
        version=finding.spec.version,
        parameters=tuple(finding.params.model_dump(mode="json").items()),
        method=finding.result.method,
        references=finding.spec.load().references,
        verdicts=finding.result.verdicts,
        tables=(*finding.result.tables, *_sheets(finding, now or finding.scene)),
        pictures=(*pictures, *_own_pictures(finding)),
        sources=sources_of(finding.scene),
        fingerprint=fingerprint,
        imports=tuple((node.name, report) for node, report in reports_in(finding.scene)),
        charts=finding.result.charts,
        legends=legends_in(finding.result),
        interim=finding.result.interim,
    )


def _sheets(finding: Finding, now: Snapshot) -> tuple[Table, ...]:
    """Return the heritage impact sheet as it stands now, beside the numbers that it grades."""
    if finding.spec.id != "heritage.impact":
        return ()
    from analysis.heritage.sheet import sheet_tables

    return sheet_tables(now.nodes)


def _own_pictures(finding: Finding) -> tuple[Picture, ...]:
    """Return the pictures that the analysis itself computed, as PNG."""
    from io import BytesIO

    from PIL import Image

    made = []
    for picture in finding.result.pictures:
        held = BytesIO()
        Image.fromarray(picture.pixels).save(held, "PNG")
        made.append(Picture(picture.subject, picture.title, picture.caption, held.getvalue()))
    return tuple(made)


def sources_of(scene: Snapshot) -> tuple[Source, ...]:
    """Return one source a layer, layers of one group with equal provenance joined under the group's name."""
    joined: dict[tuple[object, ...], Source] = {}
    for node in scene.nodes:
        if node.payload is None or node.provenance is None:
            continue
        origin = node.provenance
        parent = scene.parents[node.id]
        group = scene.get(parent) if parent else None
        owner: Node = group if group is not None and not origin.sha256 else node
        key = (owner.id, origin.maker, origin.source, origin.sha256, origin.credits, origin.synthetic)
        joined.setdefault(
            key,
            Source(owner.name, origin.maker, origin.source, origin.sha256, origin.credits, origin.synthetic),
        )
    return tuple(joined.values())
