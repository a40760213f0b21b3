"""What is seen of item and tower follows from triangles; degrees from limits; the sheet keeps both."""

from collections.abc import Mapping
from dataclasses import replace
from math import atan, degrees

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.base import AnalysisInputs
from analysis.common.rules import rule_book
from analysis.heritage.matrix import structure, suggested
from analysis.heritage.params import HeritageParams
from analysis.heritage.plugin import HeritageAnalysis
from analysis.heritage.sheet import SheetEntry, entries_in, open_entry, sheet_node, sheet_tables, with_entry
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.node import Node, Role
from tests.analysis.sightline.cities import ground, snapshot, tower, viewpoint, wall

PAGODA = replace(wall((200, -10, 0), (210, 10, 30), "pagoda"), role=Role.HERITAGE)


def figures(*nodes: Node, **params: object) -> Mapping[str, object]:
    asked = HeritageParams.model_validate(params)
    result = HeritageAnalysis().run(AnalysisInputs(snapshot(*nodes)), asked, SilentFeedback())
    (table,) = result.tables
    return dict(zip([column.key for column in table.columns], table.rows[0], strict=True))


def test_a_tower_behind_rises_over_the_silhouette_and_cuts_nothing() -> None:
    # At 400 m the pagoda hides up to 1.6 + 2 (30 - 1.6) = 58.4 m: of 80 m, 21.6 m are seen over it.
    found = figures(ground(), PAGODA, viewpoint(), tower(400.0, 80.0, wide=20.0))
    assert found["cut"] == 0.0
    assert found["height"] == pytest.approx(80.0 - 58.4, abs=1.5)
    assert found["backed"] == pytest.approx(50.0, abs=8.0), "20 m at 400 m over 20 m at 200 m"
    assert found["viewpoint"] == "pavilion"
    assert found["change"] == "major"


def test_a_tower_before_cuts_the_silhouette_by_its_share() -> None:
    # 10 m wide at 100 m: it hides 20 m at 200 m, and up to 1.6 + 2 (8.6 - 1.6) = 15.6 m of 30.
    found = figures(ground(), PAGODA, viewpoint(), tower(100.0, 8.6, wide=10.0, deep=0.5))
    assert found["cut"] == pytest.approx(100.0 * 15.6 / 30.0, abs=4.0)
    assert found["backed"] == 0.0


def test_the_share_of_the_skyline_is_the_width_against_the_field() -> None:
    found = figures(ground(), PAGODA, viewpoint(), tower(300.0, 60.0, wide=60.0, north=60.0))
    wide = degrees(atan(90 / 300) - atan(30 / 300))
    assert found["skyline"] == pytest.approx(100.0 * wide / 60.0, abs=1.2)


def test_a_tower_out_of_the_field_or_out_of_sight_changes_nothing() -> None:
    aside = figures(ground(), PAGODA, viewpoint(), tower(-400.0, 80.0))
    low = figures(ground(), PAGODA, viewpoint(), tower(400.0, 20.0, wide=10.0))
    for found in (aside, low):
        assert (found["height"], found["skyline"], found["cut"], found["backed"]) == (0.0, 0.0, 0.0, 0.0)
        assert found["change"] == "none"
        assert found["viewpoint"] == ""


def test_what_is_missing_gets_a_sentence() -> None:
    with pytest.raises(InvalidRequest, match="no heritage item called x"):
        figures(ground(), PAGODA, viewpoint(), tower(400.0, 80.0), items=("x",))
    with pytest.raises(InvalidRequest, match="no heritage item to look at"):
        figures(ground(), viewpoint(), tower(400.0, 80.0))


def test_the_matrix_is_whole_and_grows_with_value_and_change() -> None:
    built = structure()
    words = [
        "neutral", "neutral/slight", "slight", "slight/moderate", "moderate", "moderate/large",
        "large/very large", "very large",
    ]  # fmt: skip
    rank = {
        (value.key, change.key): words.index(grade.en)
        for value in built.values
        for change in built.changes
        if (grade := built.grade(value.key, change.key)) is not None
    }
    assert len(rank) == 25
    for row, value in enumerate(built.values):
        across = [rank[value.key, change.key] for change in built.changes]
        assert across == sorted(across)
        if row:
            above = built.values[row - 1].key
            assert all(rank[above, change.key] >= rank[value.key, change.key] for change in built.changes)
    assert built.grade("very_high", "major") is not None
    assert built.grade("", "major") is None


@given(st.floats(0, 80), st.floats(0, 100), st.floats(0, 100), st.sampled_from([0, 1, 2]), st.floats(0, 30))
def test_more_of_anything_never_suggests_less(
    height: float, skyline: float, cut: float, which: int, more: float
) -> None:
    keys = [change.key for change in structure().changes]
    numbers = [height, skyline, cut]
    before = keys.index(suggested(*numbers, rule_book()))
    numbers[which] += more
    assert keys.index(suggested(*numbers, rule_book())) >= before


@pytest.mark.parametrize(
    ("numbers", "degree"),
    [((0, 0, 0), "none"), ((3, 0, 0), "negligible"), ((3.1, 0, 0), "minor"), ((0, 6, 0), "moderate"),
     ((0, 0, 20.1), "major"), ((26, 0.5, 0.5), "major")],
)  # fmt: skip
def test_degrees_follow_the_limits(numbers: tuple[float, float, float], degree: str) -> None:
    assert degree == suggested(*numbers, rule_book())
    assert all(v.assumed for key, v in rule_book().values.items() if key.startswith("heritage_"))


def test_the_sheet_keeps_what_was_suggested_beside_what_was_entered() -> None:
    first = SheetEntry(
        "pagoda", "tower", "major", "high", "moderate", {"by": "Li", "frequency": "continuous"}
    )
    entries = with_entry((), first)
    entries = with_entry(entries, replace(first, change="minor"))
    entries = with_entry(entries, SheetEntry("pagoda", "other"))
    kept = entries_in([sheet_node(entries)])
    assert [(one.proposal, one.suggested, one.change) for one in kept] == [
        ("tower", "major", "minor"), ("other", "", ""),
    ]  # fmt: skip
    assert open_entry(kept, "pagoda", "tower", "").suggested == "major"
    assert open_entry(kept, "pagoda", "tower", "none").suggested == "none"
    tables = sheet_tables([PAGODA, tower(400.0, 80.0), sheet_node(kept)])
    assert len(tables) == 2
    assert str(tables[0].title) == "Heritage impact sheet: pagoda, tower"
    said = {str(field): str(word) for field, word in tables[0].rows}
    assert (said["Change, suggested"], said["Change, entered"]) == ("major", "minor")
    assert said["Significance"] == "slight/moderate"
    assert (said["Frequency"], said["Entered by"]) == ("continuous", "Li")
    assert {str(field): str(word) for field, word in tables[1].rows}["Significance"] == "open"
    assert sheet_tables([PAGODA]) == ()
