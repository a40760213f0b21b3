"""Runs ``view.verified``: the camera, what of each proposal it sees, and the wire line. It paints nothing."""

from dataclasses import replace

import numpy as np

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, Port
from analysis.common import ports
from analysis.common.curvature import drop_coefficient
from analysis.common.fingerprint import fingerprints
from analysis.common.rules import rule_book
from analysis.sightline.balloon.targets import Proposal, chosen_proposals
from analysis.verified.params import VerifiedParams
from analysis.verified.request import Request, request_of
from analysis.verified.results import (
    camera_table,
    points_table,
    proposal_row,
    proposals_table,
    wire_legend,
    wire_node,
)
from analysis.verified.shown import Wire, edges_of, seen, wire_line
from analysis.verified.spec import SPEC
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.geometry.proposals import THICKNESS
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Provenance

#: Viewpoints are not needed where the camera's position is given.
_VIEWPOINTS = replace(ports.VIEWPOINTS, required=False)


class VerifiedAnalysis:
    """The worker of ``view.verified``."""

    id = SPEC.id
    params_type: type[AnalysisParams] = VerifiedParams
    inputs: tuple[Port, ...] = (ports.TERRAIN, ports.SOLIDS, ports.TREES, _VIEWPOINTS, ports.PROPOSALS)
    outputs: tuple[Port, ...] = (
        Port("camera", "table", BilingualText("相机参数与精度", "Camera data and accuracy")),
        Port("proposals", "table", BilingualText("方案的可见部分", "What of the proposals is seen")),
        Port(
            "control_points", "table", BilingualText("控制点与残差", "Control points and how they are missed")
        ),
        Port("wire", "nodes", BilingualText("线框", "Wire line")),
    )
    references: tuple[BilingualText, ...] = (
        BilingualText(
            "英国景观学会技术指南06/19《开发项目的视觉表达》(第4类：测定相机、可验证)",
            "Landscape Institute, Technical Guidance Note 06/19, Visual Representation of Development "
            "Proposals (type 4: surveyed and verifiable)",
        ),
        BilingualText(
            "D. C. Brown《镜头的偏心畸变》，1966年(径向畸变项)",
            "D. C. Brown, Decentering Distortion of Lenses, 1966 (radial terms)",
        ),
    )

    def run(self, inputs: AnalysisInputs, params: AnalysisParams, feedback: Feedback) -> AnalysisResult:
        """Set the camera up and look.

        Raises
        ------
        InvalidRequest
            If the camera cannot stand there, no camera fits the control points, or there is no proposal.
        Cancelled
            If the person asked to stop.
        """
        if not isinstance(params, VerifiedParams):
            raise TypeError(f"{SPEC.id} runs with VerifiedParams, not {type(params).__name__}")
        feedback.progress(0.0, msg("Preparing the city"))
        feedback.check()
        at = {port.name: inputs.at(port) for port in self.inputs}
        chosen = chosen_proposals(at["proposals"], params.proposals)
        frame = inputs.scene.frame
        request = request_of(params, frame, at["terrain"], at["viewpoints"], at["proposals"])
        feedback.check()
        city = RayScene([*at["terrain"], *at["solids"], *at["trees"]])
        city.prepare(feedback.check)
        eye = np.array(request.camera.eye)
        host = (request.stand.host,) if request.stand.host else ()
        _check_open(eye, city, host)
        own = RayScene(at["proposals"])
        origin = Provenance(SPEC.id, SPEC.version, synthetic=_invented(at))
        rows, wires = [], []
        for number, proposal in enumerate(chosen):
            feedback.progress(
                0.2 + 0.8 * number / len(chosen), msg("Looking at {proposal}", proposal=proposal.name)
            )
            feedback.check()
            vertices, alone = _solid(proposal), RayScene([_alone(at["proposals"], proposal)])
            thin = THICKNESS if proposal.has_mast else np.inf
            found = seen(vertices, eye, alone, city, host, feedback, thin)
            rows.append(
                proposal_row(proposal.node, proposal.id, proposal.name, vertices, request.camera, found)
            )
            pieces = [
                wire_line(edges_of(part.vertices, part.faces), eye, own, city, host, feedback)
                for part in proposal.parts
            ]
            whole = Wire(
                np.concatenate([piece.ends for piece in pieces]),
                np.concatenate([piece.is_seen for piece in pieces]),
            )
            wires.append((proposal.id, whole))
        points = points_table(request, params, frame)
        tables = (proposals_table(rows), camera_table(request, params, frame), *([points] if points else []))
        return AnalysisResult(
            tables=tables,
            nodes=(wire_node(wires, origin),),
            legend=wire_legend(),
            method=_method(request, params, chosen),
            inputs=fingerprints(at),
        )


def _check_open(eye: np.ndarray, city: RayScene, host: tuple[str, ...]) -> None:
    holder = int(city.inside_solid(eye[None], ignore=host)[0])
    if holder >= 0:
        solid = city.layers[holder].node.name
        raise InvalidRequest(
            msg("The camera stands inside {solid}.", solid=solid),
            msg("Move it, or choose a viewpoint that names what holds it as its host."),
        )


def _solid(proposal: Proposal) -> np.ndarray:
    return np.concatenate([part.vertices for part in proposal.parts])


def _alone(nodes: tuple[Node, ...], proposal: Proposal) -> Node:
    """Return the triangles of one proposal as a node of their own."""
    from scene.payloads import TriangleMesh

    shifts = np.cumsum([0, *(len(part.vertices) for part in proposal.parts)])
    faces = np.concatenate(
        [part.faces + shift for part, shift in zip(proposal.parts, shifts[:-1], strict=True)]
    )
    node = next(one for one in nodes if one.id == proposal.node)
    return Node(proposal.name, node.role, TriangleMesh(_solid(proposal), faces.astype(np.int32)))


def _invented(at: dict[str, tuple[Node, ...]]) -> bool:
    return any(
        node.provenance is not None and node.provenance.synthetic for nodes in at.values() for node in nodes
    )


def _method(request: Request, params: VerifiedParams, chosen: list[Proposal]) -> Message:
    book = rule_book().with_overrides(params.rules)
    eye = np.array(request.camera.eye)
    reach = max(float(np.hypot(*(_solid(one)[:, :2] - eye[:2]).T).max()) for one in chosen)
    drop = drop_coefficient(book.number("refraction"), book.number("earth_radius")) * reach * reach
    turned = (
        msg("as given")
        if request.solution is None
        else msg(
            "turned and focused by least squares on {count} control points, missed by {rms:.2f} px (rms)",
            count=len(params.control_points),
            rms=request.solution.rms,
        )
    )
    return msg(
        "Central projection from a camera at {name}, {turned}; shares and solid angles by rays through "
        "the triangles of ground, buildings, models and trees, at most 0.25′ or a 220th of the proposal "
        "apart, denser where it has a mast; the curvature of the Earth is not drawn: it would lower the "
        "farthest proposal by {drop:.2f} m.",
        name=request.stand.name,
        turned=turned,
        drop=drop,
    )
