"""``sightline.ceiling``: how high one may build, as an analysis like all others.

Declaration and glue; the work is in the modules beside it.
"""

from dataclasses import dataclass
from typing import Final

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, Port, Table
from analysis.common import ports
from analysis.common.fingerprint import fingerprints
from analysis.common.kept import Kept
from analysis.sightline.ceiling.cards import CeilingProbe, places_table
from analysis.sightline.ceiling.judging import Judge
from analysis.sightline.ceiling.overlays import piercing, rasters
from analysis.sightline.ceiling.params import CeilingParams
from analysis.sightline.ceiling.plots import parcels_table
from analysis.sightline.ceiling.session import (
    LANDMARKS,
    PROPOSALS,
    TERRAIN,
    VIEWPOINTS,
    CeilingSession,
)
from analysis.sightline.ceiling.tables import buildings_table, held_buildings
from analysis.sightline.ceiling.verdicts import judged_proposals
from scene.feedback import Feedback, PartOf
from scene.frame import SceneFrame
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Provenance, Role

ID = "sightline.ceiling"
VERSION = "2"


class CeilingAnalysis:
    """The worker of ``sightline.ceiling``."""

    id = ID
    params_type: type[AnalysisParams] = CeilingParams
    inputs: tuple[Port, ...] = (
        TERRAIN,
        ports.SOLIDS,
        ports.TREES,
        VIEWPOINTS,
        LANDMARKS,
        ports.ZONES,
        ports.PARCELS,
        PROPOSALS,
    )
    outputs: tuple[Port, ...] = (
        Port("verdicts", "verdicts", BilingualText("每个方案的结论", "A verdict for each proposal")),
        Port(
            "ceiling",
            "raster",
            BilingualText(
                "允许高程、允许高度、控制规则、控制视点",
                "Permissible elevation and height, governing rule and viewpoint",
            ),
            unit="m",
        ),
        Port(
            "buildings",
            "table",
            BilingualText("每栋现状建筑的限高与超高", "Limit and excess of every building"),
        ),
        Port("parcels", "table", BilingualText("每个地块的限高", "Limit of every plot"), required=False),
        Port("places", "table", BilingualText("指定地点的限高", "Limits at places"), required=False),
        Port(
            "over",
            "nodes",
            BilingualText("超出限高的建筑与方案", "What rises through the ceiling"),
            required=False,
        ),
    )
    references: tuple[BilingualText, ...] = (
        BilingualText(
            "《扬州市蜀冈-瘦西湖风景名胜区保护条例》，2026年2月1日起施行",
            "Regulation on the protection of the Shugang-Slender West Lake scenic area, "
            "in force 1 February 2026",
        ),
        BilingualText(
            "扬州市人民代表大会1984年6月决定(老城区24米)",
            "Yangzhou city congress, June 1984 (24 m in the old city)",
        ),
        BilingualText(
            "大伦敦政府《伦敦景观视线管理框架》，2012年(视线面与地球曲率)",
            "Greater London Authority, London View Management Framework SPG, 2012 (planes, curvature)",
        ),
    )

    def run(self, inputs: AnalysisInputs, params: AnalysisParams, feedback: Feedback) -> AnalysisResult:
        """Compute the ceilings, and hold buildings, plots and proposals against them.

        Raises
        ------
        InvalidRequest
            If there is no terrain, nothing that limits heights, or a viewpoint stands where nobody can.
        Cancelled
            If the person asked to stop.
        """
        if not isinstance(params, CeilingParams):
            raise TypeError(f"{ID} runs with CeilingParams, not {type(params).__name__}")
        if params.absolute_level is not None:  # given above the datum, computed in local metres
            local = params.absolute_level - float(inputs.scene.frame.origin[2])
            params = params.model_copy(update={"absolute_level": local})
        session = CeilingSession.of(inputs, params, PartOf(feedback, 0.0, 0.8))
        judge = Judge(session)
        standing = tuple(node for node in inputs.at(ports.SOLIDS) if node.role is Role.BUILDINGS)
        plots = inputs.at(ports.PARCELS)
        provenance = Provenance(ID, VERSION, params.model_dump())

        def make() -> _Standing:
            return _held(judge, standing, plots, inputs.scene.frame, provenance, feedback)

        makings = [session.prepared, *standing, *plots]
        held = _KEPT.of(makings, repr((provenance.parameters, inputs.scene.frame)), make)
        judged = judged_proposals(judge, inputs.at(PROPOSALS), feedback)
        return AnalysisResult(
            verdicts=tuple(each.verdict for each in judged),
            tables=held.tables,
            nodes=(*held.nodes, *piercing((), judged, provenance)),
            probe=CeilingProbe(judge),
            method=_method(session),
            inputs=fingerprints({port.name: inputs.at(port) for port in self.inputs}),
        )


@dataclass(frozen=True, eq=False)
class _Standing:
    """What a proposal does not change: figures of all that stands, and the layers."""

    tables: tuple[Table, ...]
    nodes: tuple[Node, ...]


_KEPT: Final = Kept[_Standing](2)


def _held(
    judge: Judge,
    standing: tuple[Node, ...],
    plots: tuple[Node, ...],
    frame: SceneFrame,
    provenance: Provenance,
    feedback: Feedback,
) -> _Standing:
    feedback.progress(0.8, msg("Holding buildings against the ceiling"))
    held = held_buildings(judge, standing, PartOf(feedback, 0.8, 0.97))
    tables = [buildings_table(judge, held, feedback)]
    if plots:
        tables.append(parcels_table(judge, plots, feedback))
    if judge.session.params.places:
        tables.append(places_table(judge, frame))
    feedback.check()
    feedback.progress(0.98)
    layers = rasters(judge.session, provenance, feedback)
    feedback.check()
    return _Standing(tuple(tables), (*layers, *piercing(held, (), provenance)))


def _method(session: CeilingSession) -> Message:
    params, made = session.params, session.prepared
    return msg(
        "The lowest of all rules. Rasters of {cell:g} m cells screen: lines of sight from every station "
        "({stations}) over a surface interpolated linearly between cell centres (a screen narrower than a "
        "cell may be missed, which then allows less); single places are decided by upright columns through "
        "the triangles. The building that stands at a place does not screen it, "
        "all others do; {trees}; curvature of the Earth and refraction {refraction:g} taken into account; "
        "heights searched up to {height:g} m.",
        cell=params.cell,
        stations=len(made.stations.eye),
        trees=msg("trees screen") if params.trees else msg("trees do not screen"),
        refraction=params.refraction,
        height=params.greatest_height,
    )
