"""Analyses on every scheme in one go: what is asked once, what is asked anew, and what the file says."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.command_line import main
from app.comparing_schemes import Asked, compare_schemes
from app.projects import open_project, save_project
from app.proposals import footprint_node
from app.session import Session
from scene.errors import Cancelled, InvalidRequest
from scene.feedback import SilentFeedback
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Buildings
from scene.schemes.editing import edit, new_scheme, place
from scene.schemes.scheme import schemes_of
from scene.schemes.site import SITE
from tests.gui.small_city import GROUND, small_city

BALLOON, INDICATORS = "sightline.balloon", "scheme.indicators"
TOWER = [(-20.0, -60.0), (10.0, -60.0), (10.0, -40.0), (-20.0, -40.0)]


def plot() -> Node:
    """Return the plot that all schemes build on, 100 by 100 metres."""
    rings = [(-60, -90), (40, -90), (40, 10), (-60, 10)]
    flat = [GROUND]
    payload = Buildings(
        rings, [0, 4], [0, 1], [0, 1], flat, flat, flat, flat, ("site",), {"plot_ratio": [2.0]}
    )  # fmt: skip
    name = BilingualText("地块", "Plots")
    return Node(name, Role.PARCELS, payload, attributes={SITE: "site"}, id="plots")


@pytest.fixture
def session() -> Session:
    """A city with a plot and three schemes: a tower, a higher tower of the city's, and nothing at all."""
    made = small_city()
    made.scene.insert(plot())
    for _ in range(3):
        made.run(new_scheme(made.scene))
    first, second, _ = (scheme.id for scheme in schemes_of(made.scene))
    made.run(place(made.scene, first, [footprint_node(TOWER, GROUND, 60.0, 3)]))
    (proposal,) = (node for node in made.scene.of_role(Role.PROPOSALS) if "1" in node.name.en)
    higher = replace(proposal.payload, top=proposal.payload.top + 12, eaves=proposal.payload.eaves + 12)
    made.run(edit(made.scene, second, [replace(proposal, payload=higher)], msg("Higher")))
    return made


def test_each_scheme_is_judged_and_held_against_the_existing_city(session: Session) -> None:
    found = compare_schemes(session.scene.snapshot(), [Asked(INDICATORS), Asked(BALLOON)], SilentFeedback())
    assert not found.problems
    by_name = {(line.analysis, line.name.en): line for line in found.lines}
    heights = by_name[(BALLOON, "Proposal 1")]
    assert heights.difference(0, 2) == pytest.approx(12.0, abs=1e-3)
    assert heights.difference(0, 3) == 0.0
    assert by_name[(BALLOON, "Proposal 3")].figures[0] is None
    assert math.isnan(by_name[(BALLOON, "Proposal 3")].difference(0, 1))

    (gross,) = (line for line in found.lines if line.quantity.key == "gross_floor_area")
    assert gross.figures[0] is not None
    assert gross.difference(0, 1) > 30 * 20 * 10, "twenty storeys of 600 square metres"
    assert gross.difference(0, 3) == 0.0

    nothing = schemes_of(session.scene)[2].id
    same = found.findings[(BALLOON, nothing)].result
    assert same is found.findings[(BALLOON, "")].result, "what is read is the same: it is not asked again"
    assert found.findings[(BALLOON, nothing)].scheme == nothing
    assert found.findings[(BALLOON, nothing)].scene is not found.findings[(BALLOON, "")].scene

    said = found.as_json()
    json.dumps(said)
    kept = next(line for line in said["lines"] if line["name"]["en"] == "Proposal 1")
    risen = {(one["from"], one["to"]): one["value"] for one in kept["differences"]}
    second = schemes_of(session.scene)[1].id
    assert risen[("", second)] == pytest.approx(12.0, abs=1e-3)
    rows = found.rows("zh")
    assert rows[0][:5] == ["分析", "对象", "指标", "单位", "规则"]
    assert len({len(row) for row in rows}) == 1


def test_what_cannot_be_run_is_named_and_the_rest_goes_on(session: Session) -> None:
    (plots,) = session.scene.of_role(Role.PARCELS)
    session.scene.replace(replace(plots, attributes={SITE: "gone"}, payload=two(plots.payload)))
    found = compare_schemes(session.scene.snapshot(), [Asked(INDICATORS), Asked(BALLOON)], SilentFeedback())
    assert {problem.analysis for problem in found.problems} == {INDICATORS}
    assert len(found.problems) == 4
    assert {line.analysis for line in found.lines} == {BALLOON}
    with pytest.raises(InvalidRequest):
        compare_schemes(session.scene.snapshot(), [Asked("no.such")], SilentFeedback())
    stopped = SilentFeedback()
    stopped.cancel()
    with pytest.raises(Cancelled):
        compare_schemes(session.scene.snapshot(), [Asked(BALLOON)], stopped)


def two(payload: object) -> Buildings:
    """Return two plots, so that none is the site by itself."""
    assert isinstance(payload, Buildings)
    rings = [*payload.rings.tolist(), *(payload.rings + 200.0).tolist()]
    flat = [GROUND, GROUND]
    return Buildings(rings, [0, 4, 8], [0, 1, 2], [0, 1, 2], flat, flat, flat, flat, ("a", "b"))


def test_the_command_line_writes_figures_of_all_schemes(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, out = tmp_path / "p.gpkg", tmp_path / "out"
    save_project(session, session.scene.snapshot(), project, SilentFeedback())
    assert main(["compare", str(project), "--out", str(out), "--no-pictures", "--analysis", INDICATORS]) == 0
    assert sorted(file.name for file in out.iterdir()) == [
        "comparison.json", "comparison_en.csv", "comparison_zh.csv",
    ]  # fmt: skip
    assert "Plot ratio" in capsys.readouterr().out
    kept = json.loads((out / "comparison.json").read_text("utf-8"))
    assert [column["name"]["en"] for column in kept["columns"]] == [
        "Existing city", "Scheme A", "Scheme B", "Scheme C",
    ]  # fmt: skip
    assert main(["compare", str(project), "--out", str(out), "--set", "x:y=1"]) == 1
    book = open_project(project, SilentFeedback()).book
    entered = [entry for entry in book.entries if entry.deed == "computed"]
    assert len({entry.body["scheme"] for entry in entered}) == 4
