"""Rule values carry their unit, source and date, and a project may have its own."""

import pytest

from analysis.common.rules import rule_book
from scene.errors import InvalidRequest


def test_every_value_has_a_source_a_date_and_a_name_in_both_languages() -> None:
    for value in rule_book().values.values():
        assert value.source
        assert value.date >= "1984-01-01"
        assert value.name.zh
        assert value.name.en


def test_what_no_published_text_gives_is_marked_assumed() -> None:
    book = rule_book()

    assert all(value.assumed for value in book.values.values() if value.source == "no published value")
    assert not book.values["old_city_cap"].assumed
    assert 24.0 == book.number("old_city_cap")


def test_the_balloon_rule_names_its_source_and_when_it_came_into_force() -> None:
    rule = rule_book().rule("balloon")

    assert "2026-02-01" in rule.source.en
    assert "2026-02-01" in rule.source.zh
    assert "扬州市蜀冈-瘦西湖风景名胜区保护条例" in rule.source.zh
    assert "气球" in rule.text.zh


def test_a_project_overrides_a_value_and_the_value_says_so() -> None:
    book = rule_book().with_overrides({"eye_height": 1.5})

    assert 1.5 == book.number("eye_height")
    assert book.values["eye_height"].overridden
    assert 1.6 == rule_book().number("eye_height")


@pytest.mark.parametrize("overrides", [{"eyeheight": 1.5}, {"eye_height": "tall"}, {"eye_height": True}])
def test_an_override_that_does_not_fit_gets_a_sentence(overrides: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest, match="rule value"):
        rule_book().with_overrides(overrides)
