"""``sightline.balloon``: proposals before protected viewpoints, as an analysis like all others.

Declaration and glue; the work is in the modules beside it.
"""

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, Port
from analysis.common import ports
from analysis.common.fingerprint import fingerprints
from analysis.common.verdict import Verdict
from analysis.sightline.balloon.params import BalloonParams
from analysis.sightline.balloon.results import sight_lines, table_of
from analysis.sightline.balloon.session import Answer, BalloonSession
from analysis.sightline.balloon.targets import Proposal, proposals_in
from analysis.sightline.stations import Stations
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Provenance

ID = "sightline.balloon"
VERSION = "4"
#: An interim answer takes every so many stations of a route.
_STRIDE = 16


class BalloonAnalysis:
    """The worker of ``sightline.balloon``."""

    id = ID
    params_type: type[AnalysisParams] = BalloonParams
    inputs: tuple[Port, ...] = (
        ports.TERRAIN,
        ports.SOLIDS,
        ports.TREES,
        ports.VIEWPOINTS,
        ports.PROPOSALS,
    )
    outputs: tuple[Port, ...] = (
        Port("verdicts", "verdicts", BilingualText("每个方案的结论", "A verdict for each proposal")),
        Port(
            "balloon",
            "table",
            BilingualText("方案与视点逐对的数值", "Figures of each proposal and viewpoint"),
        ),
        Port("sight_lines", "nodes", BilingualText("视线", "Sight lines"), required=False),
    )
    references: tuple[BilingualText, ...] = (
        BilingualText(
            "《扬州市蜀冈-瘦西湖风景名胜区保护条例》，2026年2月1日起施行",
            "Regulation on the protection of the Shugang-Slender West Lake scenic area, "
            "in force 1 February 2026",
        ),
        BilingualText(
            "大伦敦政府《伦敦景观视线管理框架》，2012年(视高与地球曲率)",
            "Greater London Authority, London View Management Framework SPG, 2012 (eye height, curvature)",
        ),
    )

    def run(self, inputs: AnalysisInputs, params: AnalysisParams, feedback: Feedback) -> AnalysisResult:
        """Fly the balloon of every proposal.

        Raises
        ------
        InvalidRequest
            If there is no proposal or no viewpoint, or one of them cannot stand where it is.
        Cancelled
            If the person asked to stop.
        """
        if not isinstance(params, BalloonParams):
            raise TypeError(f"{ID} runs with BalloonParams, not {type(params).__name__}")
        feedback.progress(0.0, msg("Preparing the city"))
        proposals = list(proposals_in(inputs.at(ports.PROPOSALS)))
        if not proposals:
            raise InvalidRequest(
                msg("There is no proposal to judge."),
                msg("Draw a footprint with a height, or import one into a proposals layer."),
            )
        session = BalloonSession.of(inputs, params, feedback)
        coarse = session.stations.coarse(_STRIDE)
        if len(coarse.eye) < len(session.stations.eye):
            answers = self._answers(session, proposals, coarse, PartOf(feedback, 0.1, 0.2))
            feedback.preview(self._result(session, answers, inputs, params, interim=True))
        answers = self._answers(session, proposals, session.stations, PartOf(feedback, 0.2, 1.0))
        return self._result(session, answers, inputs, params, interim=False)

    def _answers(
        self, session: BalloonSession, proposals: list[Proposal], stations: Stations, feedback: Feedback
    ) -> list[tuple[Proposal, Answer]]:
        answers = []
        for index, proposal in enumerate(proposals):
            part = PartOf(feedback, index / len(proposals), (index + 1) / len(proposals))
            part.progress(0.0, msg("Looking at {proposal}", proposal=proposal.name))
            answers.append((proposal, session.answer(session.prepare(proposal, part, stations))))
        return answers

    def _result(
        self,
        session: BalloonSession,
        answers: list[tuple[Proposal, Answer]],
        inputs: AnalysisInputs,
        params: BalloonParams,
        interim: bool,
    ) -> AnalysisResult:
        provenance = Provenance(ID, VERSION, params.model_dump())
        nodes: tuple[Node, ...] = tuple(
            node for proposal, answer in answers for node in sight_lines(proposal, answer.judged, provenance)
        )
        verdicts: tuple[Verdict, ...] = tuple(answer.verdict for _, answer in answers)
        pairs = [(proposal, answer.height, one) for proposal, answer in answers for one in answer.judged]
        hashes = fingerprints({port.name: inputs.at(port) for port in self.inputs})
        return AnalysisResult(
            verdicts,
            (table_of(pairs),),
            nodes,
            method=_method(session, params),
            inputs=hashes,
            interim=interim,
        )


def _method(session: BalloonSession, params: BalloonParams) -> Message:
    return msg(
        "Upright sections through the triangles of terrain, buildings, models and trees, exact in elevation, "
        "at most {step:g}′ apart in azimuth; stations: {stations}, at most {spacing:g} m apart on routes; "
        "curvature of the Earth and refraction {refraction:g} taken into account; heights searched up to "
        "{height:g} m.",
        step=params.azimuth_step,
        stations=len(session.stations.eye),
        spacing=params.station_spacing,
        refraction=params.refraction,
        height=params.greatest_height,
    )
