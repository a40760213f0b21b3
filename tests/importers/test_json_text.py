"""The look at large JSON text: it calls nothing broken that Python's parser reads, and finds most faults."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.common.json_text import fault_in

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_what_python_writes_is_sound(value: object, indent: int | None, escaped: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=escaped)
    assert fault_in(text.encode("utf-8", "replace"), 0) is None


@settings(deadline=None)
@given(VALUES, st.data())
def test_text_that_is_called_broken_is_read_by_no_parser(value: object, data: st.DataObject) -> None:
    text = json.dumps(value).encode()
    place = data.draw(st.integers(0, len(text)))
    hurt = text[:place] + data.draw(st.binary(max_size=2)) + text[place + data.draw(st.integers(0, 2)) :]
    if fault_in(hurt, 0) is not None:
        try:
            json.loads(hurt.decode())
        except ValueError:
            return
        raise AssertionError(hurt)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": [1, 2}', 11), ('{"a": [1, 2]', 12), ('{"a" 1}', 5), ('{"a": 1,}', 8), ("[1 2]", 3),
        ('["a]', 1), ("[]]", 2), ("[tru]", 1), ('["\n"]', 1), ("[1,]", 3), ("", 0), ('{"a": }', 6),
    ],
)  # fmt: skip
def test_the_place_of_the_fault_is_told(text: str, place: int) -> None:
    assert fault_in(text.encode(), 0) == place


def test_letters_that_are_no_utf8_are_a_fault() -> None:
    assert fault_in(b'["\xff"]', 0) == 2


def test_short_text_is_left_to_the_parser() -> None:
    assert fault_in(b"[") is None
