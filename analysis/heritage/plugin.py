"""Runs ``heritage.impact``: numbers for each item and proposal, and the degree that they suggest."""

from dataclasses import replace

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, Column, Port, Table
from analysis.common import ports
from analysis.common.fingerprint import fingerprints
from analysis.common.rules import RuleBook, rule_book
from analysis.heritage.matrix import structure, suggested
from analysis.heritage.numbers import (
    NOTHING,
    Body,
    Look,
    Numbers,
    bodies_of_heritage,
    body_of_proposal,
    look_at,
    seen_of,
    together,
)
from analysis.heritage.params import HeritageParams
from analysis.heritage.spec import SPEC
from analysis.sightline.balloon.targets import chosen_proposals
from analysis.sightline.stations import Stations, stations_of
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.messages import NO_NAME, BilingualText, msg
from scene.node import Node, Role
from scene.units import HERITAGE_BACKED, HERITAGE_CUT, HERITAGE_SKYLINE, VISIBLE_HEIGHT

_HERITAGE = Port("heritage", "solids", BilingualText("古建", "Heritage items"), (Role.HERITAGE,))
_SOLIDS = replace(
    ports.SOLIDS,
    doc=BilingualText("其他建筑与构筑物", "Other buildings and structures that screen"),
    roles=(Role.BUILDINGS, Role.STRUCTURES, Role.MODEL),
)
_VIEWPOINTS = replace(
    ports.VIEWPOINTS, doc=BilingualText("受保护的视点", "Protected viewpoints"), roles=(Role.VIEWPOINTS,)
)

_COLUMNS = (
    Column("heritage", BilingualText("遗产编号", "Item id"), on_paper=False),
    Column("proposal", BilingualText("方案编号", "Proposal id"), on_paper=False),
    Column("node", BilingualText("方案图层", "Proposal's layer"), on_paper=False),
    Column("viewpoint", BilingualText("视点编号", "Viewpoint id"), on_paper=False),
    Column("heritage_name", BilingualText("遗产", "Heritage item")),
    Column("proposal_name", BilingualText("方案", "Proposal")),
    Column("viewpoint_name", BilingualText("控制视点", "Governing viewpoint")),
    Column("height", VISIBLE_HEIGHT.title, VISIBLE_HEIGHT),
    Column("skyline", HERITAGE_SKYLINE.title, HERITAGE_SKYLINE),
    Column("cut", HERITAGE_CUT.title, HERITAGE_CUT),
    Column("backed", HERITAGE_BACKED.title, HERITAGE_BACKED),
    Column("change", BilingualText("变化程度键", "Degree's key"), on_paper=False),
    Column("suggested", BilingualText("建议的变化程度", "Change, suggested")),
)


class HeritageAnalysis:
    """The worker of ``heritage.impact``."""

    id = SPEC.id
    params_type: type[AnalysisParams] = HeritageParams
    inputs: tuple[Port, ...] = (
        _HERITAGE, ports.PROPOSALS, _VIEWPOINTS, ports.TERRAIN, _SOLIDS, ports.TREES,
    )  # fmt: skip
    outputs: tuple[Port, ...] = (
        Port("impact", "table", BilingualText("逐处遗产逐个方案", "Each item and proposal")),
    )
    references: tuple[BilingualText, ...] = (structure().source,)

    def run(self, inputs: AnalysisInputs, params: AnalysisParams, feedback: Feedback) -> AnalysisResult:
        """Look at every item with every proposal.

        Raises
        ------
        InvalidRequest
            If there is no heritage item, no proposal or no viewpoint.
        Cancelled
            If the person asked to stop.
        """
        if not isinstance(params, HeritageParams):
            raise TypeError(f"{SPEC.id} runs with HeritageParams, not {type(params).__name__}")
        feedback.progress(0.0, msg("Preparing the city"))
        feedback.check()
        book = rule_book().with_overrides(params.rules)
        at = {port.name: inputs.at(port) for port in self.inputs}
        items = _items(at["heritage"], params)
        proposals = [body_of_proposal(one) for one in chosen_proposals(at["proposals"], params.proposals)]
        city = RayScene([*at["terrain"], *at["heritage"], *at["solids"], *at["trees"]])
        city.prepare(feedback.check)
        ground = GroundHeights.of(at["terrain"])
        stations = stations_of(at["viewpoints"], city, ground, 1e6, params.default_eye_height, feedback)
        found = _looked(items, proposals, stations, city, params, book, feedback)
        rows = tuple(
            _row(item, proposal, *found[item.id, proposal.id], book)
            for item in items
            for proposal in proposals
        )
        title = BilingualText("遗产与方案", "Heritage items and proposals")
        return AnalysisResult(
            tables=(Table("impact", title, _COLUMNS, rows),),
            method=msg(
                "From every protected viewpoint ({count}), by rays through triangles at most a 64th of the "
                "proposal apart, trees as they stand, in a field of {field:.0f}° about each item; the degree "
                "is a suggestion by limits that are assumed (rules heritage_…), the grade is a person's.",
                count=len(stations.eye),
                field=params.field_of_view,
            ),
            inputs=fingerprints(at),
        )


def _looked(
    items: list[Body],
    proposals: list[Body],
    stations: Stations,
    city: RayScene,
    params: HeritageParams,
    book: RuleBook,
    feedback: Feedback,
) -> dict[tuple[str, str], tuple[Numbers, str, BilingualText]]:
    """Return the numbers that suggest most of each item and proposal, with the viewpoint that has them."""
    degrees = [change.key for change in structure().changes]
    found = {(item.id, proposal.id): (NOTHING, "", NO_NAME) for item in items for proposal in proposals}
    for number, eye in enumerate(stations.eye):
        viewpoint = stations.viewpoints[int(stations.of[number])]
        feedback.progress(
            number / len(stations.eye), msg("Looking from {viewpoint}", viewpoint=viewpoint.name)
        )
        feedback.check()
        looks: list[tuple[Body, Look]] = []
        for proposal in proposals:
            look = look_at(proposal, eye, viewpoint, city, feedback)
            if look is not None:
                looks.append((proposal, look))
        for item in items if looks else ():
            feedback.check()
            if viewpoint.host in item.nodes:
                continue  # who stands in it does not see it
            shown = seen_of(item, eye, viewpoint, city, feedback)
            if shown is None:
                continue
            for proposal, look in looks:
                numbers = together(shown, look, proposal, eye, params.field_of_view)
                kept = found[item.id, proposal.id][0]
                rank = [
                    (
                        degrees.index(suggested(one.height, one.skyline, one.silhouette, book)),
                        one.silhouette,
                        one.height,
                    )
                    for one in (numbers, kept)
                ]
                if rank[0] > rank[1]:
                    found[item.id, proposal.id] = (numbers, viewpoint.id, viewpoint.name)
    return found


def _row(
    item: Body, proposal: Body, numbers: Numbers, viewpoint: str, name: BilingualText, book: RuleBook
) -> tuple[object, ...]:
    key = suggested(numbers.height, numbers.skyline, numbers.silhouette, book)
    word = next(change.name for change in structure().changes if change.key == key)
    return (
        item.id, proposal.id, proposal.nodes[0], viewpoint, item.name, proposal.name, name,
        numbers.height, numbers.skyline, numbers.cut, numbers.backed, key, word,
    )  # fmt: skip


def _items(nodes: tuple[Node, ...], params: HeritageParams) -> list[Body]:
    for wanted in params.items:
        if wanted not in {node.id for node in nodes}:
            raise InvalidRequest(
                msg("There is no heritage item called {item}.", item=wanted),
                msg("Items are the layers of heritage; leave the choice empty for all."),
            )
    found = bodies_of_heritage(node for node in nodes if not params.items or node.id in params.items)
    if not found:
        raise InvalidRequest(
            msg("There is no heritage item to look at."),
            msg("Import one as heritage, or open a project that has some."),
        )
    return found
