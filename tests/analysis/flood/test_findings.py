"""A small flooded street from recorders to result: what it says, that it can be written, its card."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from analysis.base import AnalysisResult, Course
from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.impacts.facts import Affected, RecordSettings, RunFacts
from analysis.flood.impacts.findings import findings
from analysis.flood.impacts.recorders import Recorders
from analysis.flood.scheme import Validity
from scene.clock import BEIJING_TIME
from scene.feedback import SilentFeedback
from scene.legend import LEGEND, Legend
from scene.messages import BilingualText, msg
from scene.node import Provenance
from scene.payloads import Buildings, Polylines, Raster
from tests.analysis.flood.houses import box, hall, layer
from tests.analysis.flood.test_roads import roads
from tests.analysis.flood.waters import flat, frame

FACTS = RunFacts(
    datetime(2026, 6, 20, 14, 0, tzinfo=BEIJING_TIME),
    600.0,
    300.0,
    BilingualText("局部惯性", "Local inertial"),
    BilingualText("适用于缓变流。", "Valid for gradually varying flow."),
    Provenance("flood.surface", synthetic=True),
    (msg("Ground and houses are invented for illustration."),),
)


def street() -> tuple[Domain, Affected]:
    """A street along y = 50 with houses to both sides; the south side lies lower."""
    domain = flat(100, 200, level=5.0)
    ground = np.array(domain.ground)
    ground[60:] = 4.6  # south of y = 40
    domain = Domain(domain.grid, ground, domain.roughness)
    houses = layer(
        [box(20, 60, 30, 70), box(20, 20, 30, 30), box(60, 20, 70, 30), box(500, 500, 510, 510)],
        ground=5.0, ids=("north", "south", "south2", "away"),
        use=["shop", "residential", "industrial", "shop"],
        name_zh=["北店", "", "", ""], name_en=["North shop", "", "", ""],
    )  # fmt: skip
    line = roads([(-50, 45, 5), (250, 45, 5)], [(100, 45, 5), (100, 5, 4.6)], names=["东街", ""])
    quarters = layer([box(0, 0, 200, 41)], name_zh=["南片"], name_en=["South"])
    return domain, Affected((houses,), (hall(150, 60, 160, 70, 5.0),), (line,), (quarters,))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recorders, AnalysisResult]:
    domain, affected = street()
    recorders = Recorders.over(
        domain, affected, RecordSettings(look=10.0, moment=60.0),
        series=tmp_path_factory.mktemp("flood") / "run.flood", feedback=SilentFeedback(),
    )  # fmt: skip
    low = domain.ground < 4.9
    account = Account(rain=100.0, stored=100.0)
    for k in range(61):
        high = max(0.0, 0.9 - 0.03 * abs(k - 30))
        now = frame(domain, 10.0 * k, np.where(low, high, 0.0), np.where(low, 0.4, 0.0), 0.0, account)
        for observer in recorders.observers:
            if (10.0 * k) % observer.interval == 0.0:
                observer.observe(now)
    return recorders, findings(recorders, account, Validity(0.4, 0.0), FACTS)


def table(result: AnalysisResult, key: str) -> list[dict[str, object]]:
    found = next(each for each in result.tables if each.key == key)
    return [dict(zip([column.key for column in found.columns], row, strict=True)) for row in found.rows]


def test_houses_are_listed_with_times_depths_and_losses(found: tuple[Recorders, AnalysisResult]) -> None:
    rows = table(found[1], "flood_buildings")
    assert [row["id"] for row in rows] == ["south", "south2"]
    first = rows[0]
    assert first["over"] == pytest.approx(0.75)
    assert first["outside"] == pytest.approx(0.9)
    assert first["first_wet"] == pytest.approx(50.0 / 60.0, abs=0.01)  # 0.15 m are passed after 50 s
    assert first["clock"] == "14:00"
    assert first["peak_clock"] == "14:05"
    assert first["wet_time"] == pytest.approx(500.0 / 60.0, abs=0.01)
    assert first["speed"] == pytest.approx(0.4)
    assert first["damage"] == pytest.approx(100.0 * np.interp(0.75, [0.5, 1.0], [0.33, 0.49]), abs=0.01)
    assert first["area"] == pytest.approx(100.0)
    heritage = table(found[1], "flood_heritage")
    assert [str(row["state"]) for row in heritage] == ["dry"]
    uses = {str(row["use"]): row for row in table(found[1], "flood_uses")}
    assert uses["Homes"]["wet"] == 1
    assert uses["Shops"]["count"] == 1  # the other one stands outside the area


def test_roads_and_quarters_are_listed(found: tuple[Recorders, AnalysisResult]) -> None:
    rows = table(found[1], "flood_roads")
    assert [str(row["name"]) for row in rows] == ["东街", "Other streets and lanes"]
    assert rows[0]["depth"] == 0.0
    assert rows[1]["depth"] == pytest.approx(0.9)
    assert rows[1]["closed_first"] == pytest.approx(100.0 / 60.0, abs=0.01)
    assert rows[1]["closed_back"] == "14:08"
    quarter = table(found[1], "flood_quarters")[0]
    assert quarter["lost"] == pytest.approx(100.0)
    assert quarter["houses"] == 0  # the nearest street of both houses is the dry one


def test_verdicts_say_what_the_standard_says(found: tuple[Recorders, AnalysisResult]) -> None:
    by_subject = {verdict.subject: verdict for verdict in found[1].verdicts}
    assert by_subject["flood_ground_floors"].outcome == "fail"
    assert by_subject["flood_ground_floors"].value == pytest.approx(0.75)
    assert by_subject["flood_lanes"].outcome == "fail"
    assert by_subject["flood_drain_down"].outcome == "pass"
    assert by_subject["flood_drain_down"].value == pytest.approx((550.0 - 300.0) / 60.0, abs=0.01)
    assert all(verdict.rule.source.zh and verdict.rule.text.en for verdict in by_subject.values())


def test_layers_carry_legends_and_columns(found: tuple[Recorders, AnalysisResult]) -> None:
    nodes = {node.name.en: node for node in found[1].nodes}
    for node in nodes.values():
        assert Legend.from_json(node.attributes[LEGEND]).title.zh  # type: ignore[arg-type]
        assert node.provenance is not None
        assert node.provenance.synthetic
    peak = nodes["Peak depth"].payload
    assert isinstance(peak, Raster)
    assert np.nanmax(peak.values) == pytest.approx(0.9)
    rating = nodes["Hazard rating"].payload
    assert isinstance(rating, Raster)
    assert np.nanmax(rating.values) == pytest.approx(0.9 * (0.4 + 0.5) + 1.0)
    houses = nodes["Houses that took in water"].payload
    assert isinstance(houses, Buildings)
    assert set(houses.ids) == {"south", "south2"}
    assert houses.columns["value"].max() == pytest.approx(0.75)
    lines = nodes["Roads cut"].payload
    assert isinstance(lines, Polylines)
    assert lines.columns["value"].max() == pytest.approx(0.9)
    assert sum(node.visible for node in nodes.values() if isinstance(node.payload, Raster)) == 1


def test_the_course_plays_and_gives_hydrographs(found: tuple[Recorders, AnalysisResult]) -> None:
    course: Course | None = found[1].course
    assert course is not None
    assert course.synthetic
    assert course.times.tolist() == [60.0 * k for k in range(11)]
    for quantity in course.quantities:
        assert course.raster(quantity.key, 5).values.shape == (100, 200)
    assert np.nanmax(course.raster("flood_hazard", 5).values) >= 2
    place = course.histories((100.0, 20.0, 0.0))
    assert [chart.y.key for chart in place] == ["water_depth", "water_level", "water_speed"]
    assert place[0].series[0].y.max() == pytest.approx(0.9, abs=0.001)
    house = course.histories((25.0, 25.0, 6.0))
    assert house[0].subject == "south"
    assert house[1].series[1].key == "sill"
    assert house[1].series[1].y[0] == pytest.approx(4.75)
    assert course.histories((1e6, 0.0, 0.0)) == ()


def test_a_click_is_told_about_house_road_and_ground(found: tuple[Recorders, AnalysisResult]) -> None:
    probe = found[1].probe
    assert probe is not None

    def said(x: float, y: float) -> str:
        card = probe.at((x, y, 0.0))
        return "" if card is None else " | ".join(map(str, (card.headline, *card.lines)))

    assert "0.75 m over the doorsill at 14:05" in said(25.0, 25.0)
    assert "assumed" in said(25.0, 25.0)
    assert "stays dry inside" in said(25.0, 65.0)
    assert "a lane stays dry" in said(50.0, 45.0)
    assert "0.90 m over the best lane" in said(100.0, 20.0)
    assert "0.90 m at its deepest, 14:05" in said(140.0, 20.0)
    assert "Dry" in said(10.0, 90.0)
    assert said(1e5, 0.0) == ""
    assert "invented" in said(140.0, 20.0)


def test_the_account_closes_in_table_and_method(found: tuple[Recorders, AnalysisResult]) -> None:
    items = {str(row["item"]): row["volume"] for row in table(found[1], "flood_account")}
    assert items["Rain"] == 100.0
    assert items["Unexplained"] == 0.0
    assert "0 m³ unexplained" in str(found[1].method)
    assert {chart.key for chart in found[1].charts} == {
        "flood_account_in_time", "flood_exchange", "flood_wet_houses",
    }  # fmt: skip


def test_a_result_is_written_as_tables_rasters_and_a_geopackage(
    found: tuple[Recorders, AnalysisResult], tmp_path: Path
) -> None:
    import pyogrio
    import rasterio

    from app.result_files import write_beside
    from scene.frame import YANGZHOU_FRAME

    write_beside(tmp_path, found[1], YANGZHOU_FRAME)
    with rasterio.open(tmp_path / "peak_depth.tif") as file:
        assert np.nanmax(file.read(1)) == pytest.approx(0.9)
    with rasterio.open(tmp_path / "hazard_class.tif") as file:
        assert file.dtypes[0] == "uint8"
    tables = {str(name) for name, _ in pyogrio.list_layers(tmp_path / "results.gpkg")}
    fields = [set(pyogrio.read_info(tmp_path / "results.gpkg", layer=name)["fields"]) for name in tables]
    assert any({"over_sill_m", "first_wet_min", "damage_percent"} <= columns for columns in fields)
    assert (tmp_path / "flood_buildings.csv").read_text("utf-8-sig").count("\n") == 3


def test_a_run_under_way_and_a_run_without_houses_have_results_too() -> None:
    domain, affected = street()
    feedback = SilentFeedback()
    bare = Recorders.over(domain, Affected(), RecordSettings(), feedback=feedback)
    assert len(bare.observers) == 2
    result = findings(bare, Account(), Validity(0.0, 0.0), replace(FACTS, rain_end=float("nan")))
    assert result.course is None
    assert result.verdicts == ()
    early = Recorders.over(domain, affected, RecordSettings(), feedback=feedback)
    for observer in early.observers:
        observer.observe(frame(domain, 0.0, 0.0))
    result = findings(early, Account(), Validity(0.0, 0.0), replace(FACTS, end=0.0, interim=True))
    assert result.interim
    assert {verdict.outcome for verdict in result.verdicts} == {"pass"}


def test_clocks_of_many_moments_are_those_of_each() -> None:
    facts = replace(FACTS, start=datetime(2026, 6, 20, 23, 58, 30, tzinfo=BEIJING_TIME))
    seconds = np.array([0.0, 29.0, 30.0, 89.9, 90.0, float("nan"), 7200.0])
    assert facts.clocks(seconds) == [facts.clock_or_blank(float(moment)) for moment in seconds]
    assert facts.clocks(seconds)[4] == "00:00 (+1)"
