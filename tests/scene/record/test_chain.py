"""A log tells what was changed, taken out, or moved; and holds to the head that was printed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scene.record.chain import flaws_of, following, head_of
from scene.record.entry import Deed, Entry, canonical


def log(count: int = 6) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(count):
        moment = f"2026-11-27T09:{number:02}:00+08:00"
        body = {"words": f"意见 {number}", "figure": number / 3, "hidden": float("nan")}
        entries.append(following(entries, Deed.SAID, moment, "Weiyang 0", body, "李", "reviewer"))
    return entries


def numbers(entries: list[Entry], head: str = "") -> list[int]:
    return [flaw.number for flaw in flaws_of(entries, head)]


def test_an_untouched_log_has_no_flaw() -> None:
    entries = log()
    assert flaws_of(entries, head_of(entries)) == ()
    assert flaws_of(entries, head_of(entries)[:12].upper()) == ()
    assert flaws_of([]) == ()


@pytest.mark.parametrize("field", ["deed", "moment", "who", "role", "program", "body", "before"])
def test_a_changed_entry_is_named(field: str) -> None:
    entries = log()
    changed = {"body": {"words": "同意"}, "deed": Deed.DECIDED}.get(field, "x" * 64)
    entries[2] = replace(entries[2], **{field: changed})
    assert 3 in numbers(entries)


def test_a_changed_entry_with_a_hash_of_its_own_breaks_the_chain_after_it() -> None:
    entries = log()
    entries[2] = replace(entries[2], body={"words": "同意"}).sealed()
    assert numbers(entries) == [4]


def test_a_missing_entry_is_named() -> None:
    entries = log()
    assert numbers(entries[:2] + entries[3:]) == [3]
    assert numbers(entries[1:]) == [1]


def test_a_missing_end_shows_only_against_the_printed_head() -> None:
    entries = log()
    assert numbers(entries[:-1]) == []
    assert numbers(entries[:-1], head_of(entries)) == [0]


def test_two_entries_that_changed_places_are_named() -> None:
    entries = log()
    entries[1], entries[2] = entries[2], entries[1]
    assert {2, 3} & set(numbers(entries))


def test_a_log_written_anew_shows_only_against_the_printed_head() -> None:
    printed, anew = head_of(log()), []
    for entry in log():
        body = dict(entry.body) | {"words": "同意"}
        anew.append(following(anew, entry.deed, entry.moment, entry.program, body, entry.who, entry.role))
    assert flaws_of(anew) == ()
    assert numbers(anew, printed) == [0]


NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.none() | st.booleans() | NUMBERS | st.text()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_an_entry_read_back_has_the_hash_it_was_written_with(value: object) -> None:
    import json

    entry = following([], Deed.COMPUTED, "2026-11-27T09:00:00+08:00", "Weiyang 0", {"value": value})
    again = replace(entry, body=json.loads(canonical(entry.body)))
    assert again.digest() == entry.hash
