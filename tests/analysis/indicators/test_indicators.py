"""A plot of 50 by 40 m with a house, half a house and a tower on its podium; figures reckoned by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from analysis.base import AnalysisInputs
from analysis.common.verdict import Outcome, Verdict
from analysis.indicators.params import IndicatorParams
from analysis.indicators.plugin import IndicatorAnalysis
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Buildings
from scene.schemes.applying import as_seen
from scene.schemes.editing import demolish, edit, new_scheme, place
from scene.schemes.scheme import schemes_of
from scene.schemes.site import choosing, plot_at


def box(west: float, south: float, east: float, north: float) -> np.ndarray:
    return np.array([(west, south), (east, south), (east, north), (west, north)], np.float32)


def layer(
    shapes: list[list[tuple[np.ndarray, float, float]]], ids: list[str], **columns: list[object]
) -> Buildings:
    """Return buildings of parts: each an outline with bottom and eaves."""
    parts = [part for building in shapes for part in building]
    rings = [ring for ring, _, _ in parts]
    bottom, eaves = (np.array([part[at] for part in parts], np.float32) for at in (1, 2))
    return Buildings(
        np.concatenate(rings), np.cumsum([0, *map(len, rings)]), np.arange(len(parts) + 1),
        np.cumsum([0, *map(len, shapes)]), bottom, eaves, eaves, np.zeros(len(shapes), np.float32),
        tuple(ids),
        {name: np.array(values) for name, values in columns.items()},
    )  # fmt: skip


def node(name: str, role: Role, payload: Buildings, **attributes: object) -> Node:
    return Node(BilingualText.same(name), role, payload, attributes=attributes, id=name)


def project() -> SceneGraph:
    scene = SceneGraph(YANGZHOU_FRAME)
    houses = layer(
        [
            [(box(10, 10, 20, 20), -1.0, 6.0)],  # 100 m², two storeys of 3.0 m
            [(box(-5, 0, 5, 10), 0.0, 9.0)],  # 100 m², half of it on the plot, three storeys
            [(box(25, 5, 45, 25), 0.0, 5.0), (box(30, 10, 40, 20), 0.0, 30.0)],  # podium 400 m², tower 100 m²
            [(box(90, 90, 99, 99), 0.0, 50.0)],  # elsewhere
        ],
        ["house", "edge", "tower", "far"],
        floors=[2.0, 3.0, 6.0, 12.0],
        use=["residential", "residential", "office", "office"],
        height_sigma=[0.0, 0.0, 0.0, 0.0],
    )
    scene.insert(node("houses", Role.BUILDINGS, houses))
    plot = layer([[(box(0, 0, 50, 40), 0.0, 0.0)]], ["p1"])
    scene.insert(node("plots", Role.PARCELS, plot))
    green = layer([[(box(0, 30, 50, 45), 0.0, 0.0)]], ["g1"], use=["green"])
    scene.insert(node("green", Role.PARCELS, green))
    zone = layer([[(box(0, 0, 100, 40), 0.0, 24.0)]], ["z1"], limit_m=[24.0], measured_from=["eaves"])
    scene.insert(node("zones", Role.ZONES, zone))
    return scene


def figures(
    scene: Snapshot, **asked: object
) -> tuple[dict[str, tuple[float, float, float]], tuple[Verdict, ...], dict]:
    params = IndicatorParams.model_validate(asked)
    result = IndicatorAnalysis().run(AnalysisInputs(scene), params, SilentFeedback())
    table, buildings = result.tables
    rows = {str(row[0]): (row[2], row[4], row[5]) for row in table.rows}
    return rows, result.verdicts, {row[1]: row for row in buildings.rows}  # type: ignore[return-value]


#: Podium: (400 m² · 5 m + 100 m² · 25 m) / (30 m / 6 storeys); shops and offices of 5 m are 0.5 m too high.
TOWER = (400 * 5 + 100 * 25) / 5.0
VIRTUAL = TOWER * (5.0 / 4.5 - 1.0)
GROSS = 200.0 + 150.0 + TOWER


def test_areas_and_ratios_by_hand() -> None:
    rows, verdicts, buildings = figures(project().snapshot())
    assert rows["plot_area"][0] == 2000.0
    assert rows["gross_floor_area"][0] == pytest.approx(GROSS)
    assert rows["virtual_floor_area"][0] == pytest.approx(VIRTUAL)
    assert rows["plot_ratio"][0] == pytest.approx((GROSS + VIRTUAL) / 2000.0)
    assert rows["density"][0] == pytest.approx(100.0 * (100 + 50 + 400) / 2000.0)
    assert rows["green"][0] == pytest.approx(100.0 * 500 / 2000.0)
    assert set(buildings) == {"house", "edge", "tower"}
    assert buildings["edge"][7] == pytest.approx(50.0)
    assert {verdict.subject for verdict in verdicts} == {"house", "edge", "tower"}, "no limit, no verdict"


def test_heights_are_held_to_the_zone() -> None:
    _, verdicts, _ = figures(project().snapshot())
    outcomes = {verdict.subject: (verdict.outcome, verdict.value, verdict.limit) for verdict in verdicts}
    assert outcomes["tower"] == (Outcome.FAIL, 30.0, 24.0)
    assert outcomes["house"] == (Outcome.PASS, 6.0, 24.0)
    assert {verdict.rule.id for verdict in verdicts} == {"zone_cap"}
    scene = project()
    scene.remove("zones")
    _, verdicts, _ = figures(scene.snapshot())
    assert {(verdict.rule.id, verdict.limit) for verdict in verdicts} == {("eaves_height", 24.0)}


@pytest.mark.parametrize(
    ("limit", "outcome"),
    [(1.0, Outcome.PASS), (0.66, Outcome.REVIEW), (0.5, Outcome.FAIL)],
)
def test_the_plot_ratio_is_in_doubt_where_virtual_area_alone_breaks_it(
    limit: float, outcome: Outcome
) -> None:
    assert GROSS / 2000.0 < 0.66 < (GROSS + VIRTUAL) / 2000.0
    _, verdicts, _ = figures(project().snapshot(), plot_ratio_limit=limit)
    assert next(v for v in verdicts if v.rule.id == "plot_ratio").outcome is outcome


def test_limits_of_the_plots_own_data_and_of_density_and_green() -> None:
    scene = project()
    plots = scene.node("plots")
    told = {"容积率": np.array(["0.5"]), "density_max": np.array([20.0]), "green_min": np.array([24.0])}
    scene.replace(replace(plots, payload=replace(plots.payload, columns=told)))
    rows, verdicts, _ = figures(scene.snapshot())
    assert (rows["plot_ratio"][1], rows["density"][1], rows["green"][1]) == (0.5, 20.0, 24.0)
    outcomes = {verdict.rule.id: verdict.outcome for verdict in verdicts}
    assert outcomes["building_density"] is Outcome.FAIL
    assert outcomes["green_ratio"] is Outcome.PASS


def test_green_that_nobody_drew_is_unknown_unless_the_ground_cannot_suffice() -> None:
    scene = project()
    scene.remove("green")
    rows, verdicts, _ = figures(scene.snapshot(), green_limit=30.0)
    # Nothing to 100 - 27.5 % of the plot may be planted.
    assert (rows["green"][0], rows["green"][2]) == (0.0, pytest.approx(72.5))
    assert next(v for v in verdicts if v.rule.id == "green_ratio").outcome is Outcome.REVIEW
    _, verdicts, _ = figures(scene.snapshot(), green_limit=80.0)
    assert next(v for v in verdicts if v.rule.id == "green_ratio").outcome is Outcome.FAIL


def test_storeys_that_are_assumed_are_said_so_and_widen_the_error() -> None:
    scene = project()
    houses = scene.node("houses")
    floors = np.array([np.nan, 3.0, 6.0, 12.0])
    known, _, _ = figures(scene.snapshot())
    scene.replace(
        replace(houses, payload=replace(houses.payload, columns={**houses.payload.columns, "floors": floors}))
    )
    rows, _, buildings = figures(scene.snapshot())
    assert buildings["house"][5] == BilingualText("假定", "assumed")
    assert buildings["edge"][5] == BilingualText("给定", "given")
    # Of 200 m² a tenth in common, and a storey of 100 m² rounded.
    doubt = 1.959964 * math.hypot(0.1 * 200.0, 100.0 / math.sqrt(12.0))
    assert rows["gross_floor_area"][2] == pytest.approx(math.hypot(doubt, known["gross_floor_area"][2]))
    # Outlines are 0.1 m off: ½ · 0.1 · √(4 · diagonal²) m², storey by storey.
    sides = [2 * math.hypot(10, 10), 3 * math.hypot(5, 10), 6 * math.hypot(20, 20)]
    assert known["gross_floor_area"][2] == pytest.approx(1.959964 * 0.1 * math.hypot(*sides))


def test_a_drawn_plot_is_as_uncertain_as_its_corners() -> None:
    scene = project()
    scene.replace(replace(scene.node("plots"), attributes={"accuracy_m": 1.0}))
    rows, _, _ = figures(scene.snapshot())
    # Each of four corners moves half the other diagonal across: ½ √(4 · (50² + 40²)).
    assert rows["plot_area"][2] == pytest.approx(1.959964 * math.hypot(50, 40), rel=1e-6)
    assert rows["plot_ratio"][2] > 0.0


def test_a_scheme_has_figures_of_its_own() -> None:
    scene = project()
    new_scheme(scene).do(scene)
    first = schemes_of(scene)[0].id
    tower = scene.node("houses").payload
    eaves, top = tower.eaves.copy(), tower.top.copy()
    eaves[3] = top[3] = 20.0
    lower = replace(scene.node("houses"), payload=replace(tower, eaves=eaves, top=top))
    edit(scene, first, [lower], msg("Lower")).do(scene)
    demolish(scene, first, "houses", ["edge"], msg("Demolish")).do(scene)
    place(scene, first, [node("new", Role.PROPOSALS, layer([[(box(10, 25, 20, 35), 0, 12)]], ["n"]))]).do(
        scene
    )
    rows, _, buildings = figures(as_seen(scene.snapshot(), first))
    assert set(buildings) == {"house", "tower", "n"}
    # The tower keeps its six storeys over 20 m; the new one has four of 3.0 m, assumed.
    assert rows["gross_floor_area"][0] == pytest.approx(200.0 + (400 * 5 + 100 * 15) / (20 / 6) + 400.0)
    assert figures(as_seen(scene.snapshot(), ""))[0]["gross_floor_area"][0] == pytest.approx(GROSS)


def test_a_plot_is_found_by_a_place_in_it() -> None:
    scene = project()
    ring = np.array([(60, 0), (80, 0), (80, 40), (70, 20), (60, 40)], np.float32)
    scene.insert(node("notched", Role.PARCELS, layer([[(ring, 0, 0)]], ["n1"])))
    found = [plot_at(scene, *place) for place in ((10, 10), (65, 5), (70, 30), (70, 15), (10, 35))]
    assert [None if site is None else site.plot for site in found] == ["p1", "n1", None, "n1", "p1"]
    for layer_id, plot, area in (("notched", "n1", 600.0), ("plots", "p1", 2000.0)):
        for chosen in choosing(scene, "", layer_id, plot):
            scene.replace(chosen)
        assert figures(scene.snapshot())[0]["plot_area"][0] == pytest.approx(area)


def test_without_a_site_one_is_asked_for() -> None:
    scene = project()
    scene.insert(node("more", Role.PARCELS, layer([[(box(60, 0, 80, 40), 0, 0)]], ["p2"])))
    with pytest.raises(InvalidRequest):
        figures(scene.snapshot())
    scene.replace(replace(scene.node("more"), attributes={"site": "p2"}))
    assert figures(scene.snapshot())[0]["plot_area"][0] == 800.0
    assert figures(scene.snapshot(), plot="p1")[0]["plot_area"][0] == 2000.0
