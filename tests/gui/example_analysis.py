"""A small analysis with everything that a result can hold, for tests of the Analysis panel."""

from collections.abc import Iterator
from threading import Event
from typing import Literal

import numpy as np
import pytest
from pydantic import Field

from analysis import registry
from analysis.base import (
    AnalysisInputs,
    AnalysisParams,
    AnalysisResult,
    AnalysisSpec,
    Card,
    Chart,
    Column,
    Picture,
    Series,
    Table,
)
from analysis.common.ports import PROPOSALS, VIEWPOINTS
from analysis.common.verdict import Outcome, Rule, Verdict
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.legend import LEGEND, Entry, classes
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Polylines, Raster
from scene.units import HEIGHT, STATION

ID = "test.tallness"
RULE = Rule("cap", BilingualText("限高", "A cap"), BilingualText("测试", "Test"), assumed=True)


class TallnessParams(AnalysisParams):
    """One of each kind."""

    cap: float = Field(20.0, ge=-50.0, le=100.0, title="Storey height", json_schema_extra={"unit": "m"})
    views: list[str] = Field(
        default_factory=list, title="Viewpoints", json_schema_extra={"rows_of": "viewpoints"}
    )
    proposal: str = Field("", title="Proposals", json_schema_extra={"rows_of": "proposals"})
    observers: list[tuple[float, float]] = Field(
        default_factory=list, title="Height", json_schema_extra={"places": True}
    )
    way: Literal["highest", "eaves"] = Field("highest", title="Name")
    margin: float | None = Field(None, ge=0.0, title="Trees")


class Probe:
    """Says how far a place is from the middle."""

    def at(self, place: tuple[float, float, float]) -> Card | None:
        """Answer east of the middle only."""
        if place[0] < 0:
            return None
        return Card(
            msg("{figure} m here", figure=f"{place[0]:.1f}"), (msg("because of the cap"),), Outcome.FAIL
        )


class Tallness:
    """Judges the height of every proposal."""

    id = ID
    params_type = TallnessParams
    inputs = (PROPOSALS, VIEWPOINTS)
    outputs = ()
    references = ()
    #: Runs wait until it is set.
    gate = Event()
    #: How often an answer was found.
    count = 0

    def run(self, inputs: AnalysisInputs, params: TallnessParams, feedback: Feedback) -> AnalysisResult:
        """Return everything that a result can hold."""
        if params.cap < 0:
            raise InvalidRequest(msg("A cap below the ground."), msg("Give a cap of 0 m or more."))
        nodes = inputs.at(PROPOSALS)
        feedback.progress(0.5, msg("Looking at {proposal}", proposal=nodes[0].name))
        feedback.preview(self._result(nodes, params, interim=True))
        while not self.gate.wait(0.005):
            feedback.check()
        Tallness.count += 1
        return self._result(nodes, params, interim=False)

    def _result(self, nodes: tuple[Node, ...], params: TallnessParams, interim: bool) -> AnalysisResult:
        verdicts = tuple(_verdict(node, params.cap) for node in nodes)
        rows = tuple(
            (verdict.subject, node.id, f"V{2 - place}", 0.0, verdict.value)
            for place, (verdict, node) in enumerate(zip(verdicts, nodes, strict=True))
        )
        names = ("proposal", "node", "viewpoint")
        columns = tuple(Column(name, BilingualText.same(name)) for name in names)
        figures = (Column("station", STATION.title, STATION), Column("height", HEIGHT.title, HEIGHT))
        along = np.linspace(0.0, 100.0, 11)
        curve = Series("tall", BilingualText("高", "Height"), along, along / 2.0, (181, 67, 46))
        grid = Raster(np.ones((4, 4), np.float32), 10.0, 0.0, 40.0, HEIGHT)
        legend = classes(
            BilingualText("结果", "Result"), Entry(1.0, (181, 67, 46), BilingualText("高", "Tall"), 3)
        )
        line = Polylines(
            np.array([(0, 0, 6), (10, 0, 30)], np.float32),
            np.array([0, 2], np.int32),
            ("a",),
            {"value": np.ones(1)},
        )
        return AnalysisResult(
            verdicts,
            (Table("tallness", BilingualText("高度", "Heights"), columns + figures, rows),),
            (
                Node(BilingualText("线", "Line"), Role.RESULT, line, attributes={LEGEND: legend.as_json()}),
                Node(BilingualText("高", "Tall"), Role.RESULT, grid),
                Node(BilingualText("低", "Low"), Role.RESULT, grid, visible=False),
            ),
            (Chart("curve", BilingualText("沿线", "Along"), STATION, HEIGHT, (curve,)),),
            (
                Picture(
                    "view", BilingualText("图", "View"), msg("A picture"), np.full((40, 80, 3), 90, np.uint8)
                ),
            ),
            Probe(),
            method=msg("Compared with a cap."),
            interim=interim,
        )


def _verdict(node: Node, cap: float) -> Verdict:
    buildings = node.payload
    value = float(buildings.top[0] - buildings.outdoor_ground[0])  # type: ignore[union-attr]
    return Verdict(
        buildings.ids[0],  # type: ignore[union-attr]
        node.name,
        Outcome.FAIL if value > cap else Outcome.PASS,
        msg("Storey height"),
        HEIGHT,
        value,
        cap,
        0.1,
        RULE,
        viewpoint="V2",
        viewpoint_name=BilingualText("五亭桥", "Wuting Bridge"),
        node=node.id,
    )


SPEC = AnalysisSpec(
    ID,
    BilingualText("高度比较", "Tallness"),
    BilingualText("方案是否超过限高。", "Whether a proposal is taller than a cap."),
    "tests.gui.example_analysis:TallnessParams",
    "tests.gui.example_analysis:Tallness",
    live=True,
)


@pytest.fixture
def tallness(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Tallness]]:
    """Register the analysis for one test."""
    from analysis.builtin import SPECS

    monkeypatch.setattr("analysis.builtin.SPECS", (*SPECS, SPEC))
    registry.plugins.cache_clear()
    Tallness.gate.set()
    Tallness.count = 0
    yield Tallness
    Tallness.gate.set()
    monkeypatch.undo()
    registry.plugins.cache_clear()
