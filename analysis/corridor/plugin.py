"""``corridor.view``: what intrudes into view corridors, as an analysis like all others.

Declaration and glue; the work is in the modules beside it.
"""

from dataclasses import dataclass, replace
from math import radians
from typing import Final
from weakref import WeakKeyDictionary, ref

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, Port
from analysis.common import ports
from analysis.common.curvature import drop_coefficient
from analysis.common.fingerprint import fingerprints
from analysis.common.rules import RuleBook, rule_book
from analysis.common.verdict import Verdict
from analysis.corridor.bodies import Bodies, bodies_near, holding, things_of
from analysis.corridor.findings import Finding, find
from analysis.corridor.params import CorridorParams
from analysis.corridor.probe import CorridorProbe
from analysis.corridor.requests import check_overlap, check_place
from analysis.corridor.results import chart_of, corridors_table, intruders_table, proposals_table
from analysis.corridor.shapes import ZONES, intruding_nodes, planes_node
from analysis.corridor.verdicts import Judged, judged, position_margin, verdict_of
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.geometry.convex import grown
from scene.geometry.corridors import Corridor, corridors_in
from scene.geometry.ground import GroundHeights
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Provenance, Role

ID = "corridor.view"
VERSION = "2"
_PROPOSALS: Final = replace(ports.PROPOSALS, required=False)


@dataclass(frozen=True, eq=False)
class _Kept:
    """What stands near the corridors of a layer, while nothing that stands has changed."""

    nodes: tuple["ref[Node]", ...]
    left_out: frozenset[str]
    near: dict[tuple[str, str], Bodies]


_KEPT: Final["WeakKeyDictionary[Node, _Kept]"] = WeakKeyDictionary()


class CorridorAnalysis:
    """The worker of ``corridor.view``."""

    id = ID
    params_type: type[AnalysisParams] = CorridorParams
    inputs: tuple[Port, ...] = (ports.CORRIDORS, ports.TERRAIN, ports.SOLIDS, _PROPOSALS)
    outputs: tuple[Port, ...] = (
        Port(
            "verdicts",
            "verdicts",
            BilingualText("方案逐条视廊的结论", "A verdict for each proposal and corridor"),
        ),
        Port("corridors", "table", BilingualText("视廊前后对比", "Corridors before and after")),
        Port("intruders", "table", BilingualText("侵入者", "What intrudes")),
        Port("proposals", "table", BilingualText("方案前后", "Before and after each proposal")),
        Port("planes", "nodes", BilingualText("视廊面与高出的部分", "Planes and what rises over them")),
        Port("sections", "chart", BilingualText("纵断面", "Sections along the axes")),
    )  # fmt: skip
    references: tuple[BilingualText, ...] = (
        BilingualText(
            "大伦敦政府《伦敦景观视线管理框架》，2012年3月(门槛面、协商区、地球曲率)",
            "Greater London Authority, London View Management Framework SPG, March 2012 (threshold plane, "
            "wider setting consultation area, curvature)",
        ),
        BilingualText(
            "温哥华市《景观保护导则》(视锥：自原点至基线限高线性上升)",
            "City of Vancouver, view protection guidelines (cones whose limit rises linearly to a base line)",
        ),
    )

    def run(self, inputs: AnalysisInputs, params: AnalysisParams, feedback: Feedback) -> AnalysisResult:
        """Examine the corridors.

        Raises
        ------
        InvalidRequest
            If there is no corridor, or one of them cannot be where it is.
        Cancelled
            If the person asked to stop.
        """
        if not isinstance(params, CorridorParams):
            raise TypeError(f"{ID} runs with CorridorParams, not {type(params).__name__}")
        feedback.progress(0.0, msg("Preparing the city"))
        feedback.check()
        book = rule_book().with_overrides(params.rules)
        drop = drop_coefficient(params.refraction, book.number("earth_radius"))
        chosen = _chosen(inputs.at(ports.CORRIDORS), params, drop)
        ground = GroundHeights.of(inputs.at(ports.TERRAIN))
        feedback.check()
        findings: list[Finding] = []
        for index, (node, corridor) in enumerate(chosen):
            feedback.progress(index / len(chosen), msg("Looking along {corridor}", corridor=corridor.name))
            check_place(corridor, ground)
            findings.append(_examined(node, corridor, inputs, params, book, ground, feedback))
        check_overlap(findings, ground, feedback)
        feedback.check()
        return _result(findings, inputs, params, book, ground, feedback)


def _chosen(nodes: tuple[Node, ...], params: CorridorParams, drop: float) -> list[tuple[Node, Corridor]]:
    found = [(node, corridor) for node in nodes for corridor in corridors_in(node, drop)]
    if params.corridors:
        known = {corridor.id for _, corridor in found}
        for wanted in params.corridors:
            if wanted not in known:
                raise InvalidRequest(
                    msg("There is no corridor called {corridor}.", corridor=wanted),
                    msg("Choose among those of the corridors layer, or leave the choice empty for all."),
                )
        found = [pair for pair in found if pair[1].id in params.corridors]
    if not found:
        raise InvalidRequest(
            msg("There is no view corridor."),
            msg("Draw one from a viewing place to a landmark, or import lines as corridors."),
        )
    return found


def _examined(
    node: Node,
    corridor: Corridor,
    inputs: AnalysisInputs,
    params: CorridorParams,
    book: RuleBook,
    ground: GroundHeights,
    feedback: Feedback,
) -> Finding:
    outline = corridor.to_plan(corridor.outline())
    solids = inputs.at(ports.SOLIDS)
    landmarks = tuple(one for one in solids if one.role is Role.HERITAGE and params.exclude_heritage)
    others = tuple(one for one in solids if one not in landmarks)
    left_out = frozenset(params.left_out)
    kept = _KEPT.get(node)
    same = kept is not None and kept.left_out == left_out and len(kept.nodes) == len(solids)
    if (
        kept is None
        or not same
        or any(one() is not solid for one, solid in zip(kept.nodes, solids, strict=True))
    ):
        kept = _KEPT[node] = _Kept(tuple(ref(one) for one in solids), left_out, {})
    near = []
    for key, layers in (("standing", others), ("landmarks", landmarks)):
        place = (corridor.id, f"{key} {params.exclude_heritage}")
        if place not in kept.near:
            hosts = holding(landmarks, corridor.eye)
            kept.near[place] = bodies_near(layers, outline, left_out | hosts, feedback)
        near.append(kept.near[place])
    standing, screens = near
    proposals = inputs.at(_PROPOSALS)
    margin = max((position_margin(one, corridor, book) for one in proposals), default=0.0)
    proposed = bodies_near(proposals, grown(outline, margin) if margin else outline, left_out, feedback)
    step = radians(params.azimuth_step / 60.0)
    return find(corridor, standing, proposed, screens, ground, params.foreground_share, step, feedback)


def _result(
    findings: list[Finding],
    inputs: AnalysisInputs,
    params: CorridorParams,
    book: RuleBook,
    ground: GroundHeights,
    feedback: Feedback,
) -> AnalysisResult:
    provenance = Provenance(ID, VERSION, params.model_dump(mode="json"))
    verdicts: list[Verdict] = []
    intruders: list[tuple[Finding, Judged]] = []
    proposals = things_of(inputs.at(_PROPOSALS), frozenset(params.left_out))
    share = params.foreground_share
    for finding in findings:
        feedback.check()
        verdicts += [verdict_of(finding, thing, book, share) for thing in proposals]
        intruders += [(finding, judged(finding.corridor, rise, book)) for rise in finding.intruding]
    shapes = [planes_node([finding.corridor for finding in findings], provenance)]
    feedback.check()
    shapes += intruding_nodes(findings, provenance, feedback)
    feedback.check()
    return AnalysisResult(
        tuple(verdicts),
        (corridors_table(findings), intruders_table(intruders), proposals_table(findings)),
        tuple(shapes),
        tuple(chart_of(finding) for finding in findings),
        probe=CorridorProbe(tuple(finding.corridor for finding in findings), ground),
        legend=ZONES,
        method=_method(params),
        inputs=fingerprints({port.name: inputs.at(port) for port in CorridorAnalysis.inputs}),
    )


def _method(params: CorridorParams) -> Message:
    return msg(
        "Triangles of buildings and models cut to each zone and held against its plane, exact: heights over "
        "the plane along every edge, volumes of closed bodies without eaves and parapets (bodies that "
        "overlap count each); the section by upright columns, exact in elevation, at most {step:g}′ apart; "
        "trees do not count. Curvature of the Earth and refraction {refraction:g} in protected vistas; "
        "cones, streets and boxes are straight. Foreground: up to {share:.0%} of the way.",
        step=params.azimuth_step,
        refraction=params.refraction,
        share=params.foreground_share,
    )
