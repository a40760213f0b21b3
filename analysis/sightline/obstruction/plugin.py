"""``sightline.obstruction``: what stands between an eye and what it looks at, as an analysis like all others.

Declaration and glue; the work is in the modules beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, Port
from analysis.common import ports
from analysis.common.curvature import drop_coefficient
from analysis.common.fingerprint import fingerprints
from analysis.common.rules import rule_book
from analysis.sightline.bodies import Body, asked_body, body_at, point_body
from analysis.sightline.obstruction.blockers import LEAST_SHARE
from analysis.sightline.obstruction.drawn import nodes_of
from analysis.sightline.obstruction.looking import CASES, look_at
from analysis.sightline.obstruction.params import ObstructionParams
from analysis.sightline.obstruction.probe import ObstructionProbe
from analysis.sightline.obstruction.results import charts_of, tables_of
from analysis.sightline.obstruction.verdicts import verdict_of
from analysis.sightline.obstruction.views import views_of
from analysis.sightline.standing import observer_nodes, refuse_within, standing_at, without_holders
from analysis.sightline.stations import Stations
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Provenance

ID = "sightline.obstruction"
VERSION = "2"
#: An interim answer takes every so many stations of a route.
_STRIDE = 16
PROPOSALS = replace(ports.PROPOSALS, required=False)
SOLIDS = replace(ports.SOLIDS, required=True)


class ObstructionAnalysis:
    """The worker of ``sightline.obstruction``."""

    id = ID
    params_type: type[AnalysisParams] = ObstructionParams
    inputs: tuple[Port, ...] = (ports.TERRAIN, SOLIDS, ports.TREES, ports.VIEWPOINTS, PROPOSALS)
    outputs: tuple[Port, ...] = (
        Port(
            "verdicts",
            "verdicts",
            BilingualText("可见比例是否达到要求", "Whether the share asked for is seen"),
            required=False,
        ),
        Port("views", "table", BilingualText("各视点所见", "What each viewpoint sees")),
        Port("blockers", "table", BilingualText("视线上的遮挡物", "Objects in the way"), required=False),
        Port(
            "profile", "table", BilingualText("沿游线的可见比例", "Share seen along routes"), required=False
        ),
        Port("share", "chart", BilingualText("沿游线的可见比例", "Share seen along routes"), required=False),
        Port("drawn", "nodes", BilingualText("视线与遮挡物", "Sight lines and what blocks"), required=False),
    )
    references: tuple[BilingualText, ...] = (
        BilingualText(
            "大伦敦政府《伦敦景观视线管理框架》，2012年(视廊前景与中景的遮挡)",
            "Greater London Authority, London View Management Framework SPG, 2012 (what obstructs a view)",
        ),
    )

    def run(self, inputs: AnalysisInputs, params: AnalysisParams, feedback: Feedback) -> AnalysisResult:
        """Look at a body from all viewpoints.

        Raises
        ------
        InvalidRequest
            If nothing is chosen to look at or to look from, or an eye stands where nobody can.
        Cancelled
            If the person asked to stop.
        """
        if not isinstance(params, ObstructionParams):
            raise TypeError(f"{ID} runs with ObstructionParams, not {type(params).__name__}")
        feedback.progress(0.0, msg("Preparing the city"))
        terrain, proposals = inputs.at(ports.TERRAIN), inputs.at(PROPOSALS)
        standing = RayScene((*terrain, *inputs.at(SOLIDS), *inputs.at(ports.TREES)))
        rays = RayScene([*(layer.node for layer in standing.layers), *proposals])
        rays.prepare(feedback.check)
        ground = GroundHeights.of(terrain)
        feedback.check()
        body = _body(params, (*inputs.at(SOLIDS), *proposals), ground)
        feedback.check()
        eyes = observer_nodes(
            inputs.at(ports.VIEWPOINTS),
            params.viewpoints,
            params.observers,
            standing,
            params.default_eye_height,
        )
        feedback.check()
        stations = standing_at(
            eyes, standing, ground, params.station_spacing, params.default_eye_height, feedback
        )
        refuse_within(stations, RayScene(proposals))
        stations = without_holders(stations, body, feedback)
        feedback.progress(0.1, msg("Looking at {target}", target=body.name))
        coarse = stations.coarse(_STRIDE)
        if len(coarse.eye) < len(stations.eye):
            part = PartOf(feedback, 0.1, 0.2)
            feedback.preview(self._result(coarse, body, rays, ground, inputs, params, part, interim=True))
        part = PartOf(feedback, 0.2, 1.0)
        return self._result(stations, body, rays, ground, inputs, params, part, interim=False)

    def _result(
        self,
        stations: Stations,
        body: Body,
        rays: RayScene,
        ground: GroundHeights,
        inputs: AnalysisInputs,
        params: ObstructionParams,
        feedback: Feedback,
        interim: bool,
    ) -> AnalysisResult:
        book = rule_book().with_overrides(params.rules)
        drop = drop_coefficient(params.refraction, book.number("earth_radius"))
        step = math.radians(params.azimuth_step / 60.0)
        looks = look_at(body, stations, rays, ground, step, drop, feedback)
        views = views_of(looks, stations, rays, book, body.shape is None, feedback.check)
        feedback.check()
        if not any(math.isfinite(view.mean(CASES[0])) for view in views):
            raise InvalidRequest(
                msg("No viewpoint looks towards {target}.", target=body.name),
                msg("Choose another viewpoint, or widen its open side."),
            )
        verdicts = (
            (verdict_of(views, body, params.required_share, rays, book),) if params.required_share else ()
        )
        provenance = Provenance(ID, VERSION, params.model_dump())
        return AnalysisResult(
            verdicts,
            tables_of(body, views, stations, rays),
            nodes_of(body, views, looks, rays, provenance),
            charts_of(body, views, bool(inputs.at(PROPOSALS))),
            probe=ObstructionProbe(body, tuple(views), rays),
            method=_method(stations, params),
            inputs=fingerprints({port.name: inputs.at(port) for port in self.inputs}),
            interim=interim,
        )


def _body(params: ObstructionParams, nodes: Sequence[Node], ground: GroundHeights) -> Body:
    """Return what is to be looked at.

    Raises
    ------
    InvalidRequest
        If nothing is chosen, or it lies under the ground.
    """
    if len(params.target_place) == 3:
        return point_body(params.target_place, ground)
    if len(params.target_place) == 2:
        body = body_at(nodes, params.target_place)
    elif params.target:
        body = asked_body(nodes, params.target)
    else:
        raise InvalidRequest(
            msg("Nothing is chosen to look at."),
            msg("Name a building, a heritage model or a proposal, or point at a place."),
        )
    assert body.shape is not None, "what is no point has a shape"
    level = ground.exact(body.shape.hull) if ground else np.full(1, -np.inf)
    if bool((body.shape.high[2] < level).all()):
        depth = float(level.min() - body.shape.high[2])
        raise InvalidRequest(
            msg("{target} lies {depth:.1f} m under the ground.", target=body.name, depth=depth),
            msg("Give it a greater height."),
        )
    return body


def _method(stations: Stations, params: ObstructionParams) -> Message:
    return msg(
        "Upright sections through silhouette and screens, exact in elevation, at most {step:g}′ apart in "
        "azimuth; shares of the solid angle; stations: {stations}, at most {spacing:g} m apart on routes; "
        "curvature of the Earth and refraction {refraction:g} taken into account; objects that hide less "
        "than {least:g} % are not listed.",
        step=params.azimuth_step,
        stations=len(stations.eye),
        spacing=params.station_spacing,
        refraction=params.refraction,
        least=100.0 * LEAST_SHARE,
    )
