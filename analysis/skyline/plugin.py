"""``skyline.change``: the skyline around viewpoints and what proposals add, as an analysis like all others.

Declaration and glue; the work is in the modules beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, Picture, Port
from analysis.common import ports
from analysis.common.curvature import drop_coefficient
from analysis.common.fingerprint import fingerprints
from analysis.common.rules import RuleBook, rule_book
from analysis.common.verdict import Verdict
from analysis.sightline.panorama import are_kept
from analysis.sightline.standing import observer_nodes, refuse_within, standing_at
from analysis.sightline.stations import Stations
from analysis.skyline.drawn import node_of
from analysis.skyline.looking import (
    Addition,
    Change,
    Scheme,
    additions_of,
    change_of,
    outlooks_of,
    schemes_of,
)
from analysis.skyline.params import SkylineParams
from analysis.skyline.picture import picture_of
from analysis.skyline.probe import SkylineProbe
from analysis.skyline.results import chart_of, tables_of
from analysis.skyline.verdicts import verdict_of
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText, msg
from scene.node import Node, Provenance, Role

ID = "skyline.change"
VERSION = "2"
#: An interim answer looks in columns so many times farther apart, and draws no panorama.
_COARSER = 12.0

#: Drawn, but no screen: the ground under it is what hides, as in all other analyses of sight.
_WATER = replace(ports.WATER, doc=BilingualText("水面(仅用于全景图)", "Water, in the panorama only"))


class SkylineAnalysis:
    """The worker of ``skyline.change``."""

    id = ID
    params_type: type[AnalysisParams] = SkylineParams
    inputs: tuple[Port, ...] = (
        ports.TERRAIN,
        ports.SOLIDS,
        ports.TREES,
        _WATER,
        ports.VIEWPOINTS,
        ports.PROPOSALS,
    )
    outputs: tuple[Port, ...] = (
        Port(
            "verdicts",
            "verdicts",
            BilingualText("每栋方案建筑的结论", "A verdict for each proposed building"),
        ),
        Port("skyline", "table", BilingualText("天际线占比与转折", "Shares and turns of each skyline")),
        Port("additions", "table", BilingualText("各方案建筑的新增", "What each proposed building adds")),
        Port("profile", "chart", BilingualText("天际线仰角", "Elevation of the skyline over the bearing")),
        Port("panorama", "picture", BilingualText("带线框的精确全景", "Exact panorama with wire lines")),
        Port("line", "nodes", BilingualText("城市中的天际线", "The skyline in the city"), required=False),
    )
    references: tuple[BilingualText, ...] = (
        BilingualText(
            "国际古迹遗址理事会《世界文化遗产影响评估导则》，2011年(天际线与轮廓的变化)",
            "ICOMOS, Guidance on Heritage Impact Assessments, 2011 (changes of skyline and silhouette)",
        ),
    )

    def run(self, inputs: AnalysisInputs, params: AnalysisParams, feedback: Feedback) -> AnalysisResult:
        """Look around with and without what is proposed.

        Raises
        ------
        InvalidRequest
            If there is nothing proposed or nowhere to look from, or an eye stands where nobody can.
        Cancelled
            If the person asked to stop.
        """
        if not isinstance(params, SkylineParams):
            raise TypeError(f"{ID} runs with SkylineParams, not {type(params).__name__}")
        feedback.progress(0.0, msg("Preparing the city"))
        book = rule_book().with_overrides(params.rules)
        proposals = inputs.at(ports.PROPOSALS)
        schemes = schemes_of(proposals, params.schemes == "all", book)
        if not schemes:
            raise InvalidRequest(
                msg("There is no proposal to judge."),
                msg("Draw a footprint with a height, or import one into a proposals layer."),
            )
        terrain = inputs.at(ports.TERRAIN)
        rays = RayScene((*terrain, *inputs.at(ports.SOLIDS), *inputs.at(ports.TREES)))
        rays.prepare(feedback.check)
        water = RayScene(inputs.at(_WATER))
        water.prepare(feedback.check)
        ground = GroundHeights.of(terrain)
        feedback.check()
        eyes = observer_nodes(
            _points(inputs.at(ports.VIEWPOINTS), params), params.viewpoints, params.observers, rays,
            params.default_eye_height,
        )  # fmt: skip
        stations = standing_at(
            eyes, rays, ground, params.station_spacing, params.default_eye_height, feedback
        )
        refuse_within(stations, RayScene(proposals))
        drop = drop_coefficient(params.refraction, book.number("earth_radius"))
        setting = _Setting(rays, water, ground, stations, schemes, proposals, drop, book)
        step = math.radians(params.azimuth_step / 60.0)
        feedback.progress(0.05, msg("Looking around"))
        hosts = [stations.viewpoints[of].host for of in stations.of]
        if not are_kept(stations.eye, hosts, rays.layers, step, drop):
            part = PartOf(feedback, 0.05, 0.15)
            feedback.preview(self._answer(setting, inputs, params, _COARSER * step, part, interim=True))
        return self._answer(setting, inputs, params, step, PartOf(feedback, 0.15, 1.0), interim=False)

    def _answer(
        self,
        setting: "_Setting",
        inputs: AnalysisInputs,
        params: SkylineParams,
        step: float,
        feedback: Feedback,
        interim: bool,
    ) -> AnalysisResult:
        """Look around in columns some radians apart."""
        rays, drop, book = setting.rays, setting.drop, setting.book
        part = PartOf(feedback, 0.0, 0.7)
        outlooks = outlooks_of(setting.stations, rays, step, drop, params.clear_sky, part)
        views: list[list[Change]] = []
        for outlook in outlooks:
            feedback.check()
            views.append(
                [change_of(outlook, scheme, rays, setting.ground, drop, book) for scheme in setting.schemes]
            )
        changes = [change for view in views for change in view]
        additions = [addition for change in changes for addition in additions_of(change)]
        if not additions:
            raise InvalidRequest(
                msg("No viewpoint looks towards what is proposed."),
                msg("Choose another viewpoint, or widen its open side."),
            )
        governing = max(views, key=lambda view: _most(view, additions))
        line = node_of(governing, params.field, drop, Provenance(ID, VERSION, params.model_dump()))
        pictures: tuple[Picture, ...] = ()
        if not interim and params.picture_width:
            feedback.progress(0.7, msg("Drawing the panorama"))
            wanted = views if params.pictures == "all" else [governing]
            pictures = _pictures(wanted, setting, params, PartOf(feedback, 0.7, 1.0))
        return AnalysisResult(
            _verdicts(additions, rays, book),
            tables_of(changes, additions, rays),
            (line,) if line is not None else (),
            tuple(chart_of(view, params.field) for view in views),
            pictures,
            probe=SkylineProbe(tuple(additions), rays),
            method=msg(
                "Upright sections through all triangles, exact in elevation, {columns} columns a turn; areas "
                "in square degrees of solid angle; places looked from: {stations}; curvature of the Earth "
                "and refraction {refraction:g} taken into account; the sky {clear:g}° beside and over "
                "heritage on the skyline counts as protected.",
                columns=len(outlooks[0].bearing),
                stations=len(outlooks),
                refraction=params.refraction,
                clear=params.clear_sky,
            ),
            inputs=fingerprints({port.name: inputs.at(port) for port in self.inputs}),
            interim=interim,
        )


@dataclass(frozen=True, eq=False)
class _Setting:
    """A city that was made ready: what stands, its water, who looks, what is proposed, and by which rules."""

    rays: RayScene
    water: RayScene
    ground: GroundHeights
    stations: Stations
    schemes: Sequence[Scheme]
    proposals: Sequence[Node]
    drop: float
    book: RuleBook


def _pictures(
    views: Sequence[list[Change]], setting: _Setting, params: SkylineParams, feedback: Feedback
) -> tuple[Picture, ...]:
    pictures = []
    for number, view in enumerate(views):
        part = PartOf(feedback, number / len(views), (number + 1) / len(views))
        pictures.append(
            picture_of(
                view,
                (*setting.rays.layers, *setting.water.layers),
                setting.proposals,
                params.field,
                params.picture_width,
                setting.drop,
                part,
            )
        )
    return tuple(pictures)


def _points(nodes: Sequence[Node], params: SkylineParams) -> list[Node]:
    """Return all viewpoints, and routes only where some rows are chosen by name."""
    if params.viewpoints:
        return list(nodes)
    points = [node for node in nodes if node.role is not Role.ROUTES]
    return points or list(nodes)


def _most(view: Sequence[Change], additions: Sequence[Addition]) -> tuple[float, float, float, float]:
    """Sort eyes by what is added in protected sky, then by what is added at all, then by nearness to it."""
    own = [one for one in additions if any(one.change is change for change in view)]
    if not own:
        return (0.0, 0.0, 0.0, -math.inf)
    return (
        sum(one.protected for one in own),
        sum(one.leafy for one in own),
        sum(one.bare for one in own),
        -min(one.slack for one in own),
    )


def _verdicts(additions: Sequence[Addition], rays: RayScene, book: RuleBook) -> tuple[Verdict, ...]:
    """Return a verdict for each building that any eye looks towards, in their order."""
    ids = dict.fromkeys(one.body.id for one in additions)
    return tuple(verdict_of([one for one in additions if one.body.id == name], rays, book) for name in ids)
