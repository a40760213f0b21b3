"""The agenda: what a stop keeps, the verbs and their undoing, and what becomes of it in a project file."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.projects import open_project, save_project
from app.session import Session
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.review.agenda import (
    add_stop,
    double_stop,
    move_stop,
    next_name,
    note_stop,
    remove_stop,
    rename_stop,
    time_stop,
    update_stop,
)
from scene.review.stop import AGENDA, LONGEST, Stop, stops_of


def stop(name: str, **more: object) -> Stop:
    made = Stop(BilingualText.same(name), (1.0, 2.0, 3.0), (4.0, 5.0, 6.0), 38.0)
    return replace(made, **more)  # type: ignore[arg-type]


def session(*names: str) -> Session:
    made = Session.empty()
    for name in names:
        made.run(add_stop(made.scene, stop(name, key=name)))
    return made


def order(of: Session) -> str:
    return "".join(one.name.en for one in stops_of(of.scene))


def test_a_stop_survives_its_json() -> None:
    whole = stop(
        "桥", moment="2026-06-21T12:00:00+08:00", season="bare", scheme="b", hidden=("x", "y"),
        analysis="sightline.balloon", notes="先说高度", seconds=45.0,
    )  # fmt: skip
    assert Stop.from_json(json.loads(json.dumps(whole.to_json()))) == whole
    assert all(key.isascii() for key in whole.to_json())
    assert whole.time is not None
    assert whole.time.hour == 12
    with pytest.raises(ValueError, match="time zone"):
        Stop.from_json({**whole.to_json(), "moment": "2026-06-21T12:00:00"})


def test_stops_are_added_moved_and_taken_out_and_each_is_one_step_back() -> None:
    made = session("a", "b", "c")
    assert order(made) == "abc"
    made.run(add_stop(made.scene, stop("d", key="d"), after="a"))
    assert order(made) == "adbc"
    made.run(move_stop(made.scene, "d", 3))
    assert order(made) == "abcd"
    made.run(move_stop(made.scene, "d", 0))
    made.run(remove_stop(made.scene, "b"))
    assert order(made) == "dac"
    for expected in ("dabc", "abcd", "adbc", "abc", "ab"):
        made.history.undo()
        assert order(made) == expected


def test_a_second_of_a_stop_stands_behind_it_under_a_key_of_its_own() -> None:
    made = session("a", "b")
    made.run(double_stop(made.scene, "a"))
    keys = [one.key for one in stops_of(made.scene)]
    assert [one.name.zh for one in stops_of(made.scene)] == ["a", "a（二）", "b"]
    assert len(set(keys)) == 3


def test_typing_notes_is_one_step() -> None:
    made = session("a")
    for text in ("从", "从桥上", "从桥上看"):
        made.run(note_stop(made.scene, "a", text))
    made.run(time_stop(made.scene, "a", 1e9))
    assert stops_of(made.scene)[0].seconds == LONGEST
    made.history.undo()
    assert stops_of(made.scene)[0].notes == "从桥上看"
    made.history.undo()
    assert stops_of(made.scene)[0].notes == ""


def test_setting_a_stop_anew_keeps_what_the_presenter_wrote() -> None:
    made = session("a", "b")
    made.run(rename_stop(made.scene, "a", BilingualText("桥上", "On the bridge")))
    made.run(note_stop(made.scene, "a", "慢"))
    made.run(update_stop(made.scene, "a", stop("", eye=(9.0, 9.0, 9.0), scheme="s")))
    now = stops_of(made.scene)[0]
    assert (now.key, now.name.zh, now.notes) == ("a", "桥上", "慢")
    assert (now.eye, now.scheme) == ((9.0, 9.0, 9.0), "s")


def test_a_new_stop_takes_the_first_number_that_is_free() -> None:
    made = session("Stop 1", "Stop 3")
    assert next_name(made.scene) == BilingualText("第 2 站", "Stop 2")


def test_what_another_program_wrote_is_left_out_and_the_rest_is_shown() -> None:
    made = session()
    kept = [stop("a").to_json(), {"key": "x"}, 7, {**stop("b").to_json(), "eye": [1.0]}]
    made.scene.insert(Node(BilingualText.same("agenda"), Role.AGENDA, attributes={AGENDA: kept}))
    assert order(made) == "a"


def test_the_agenda_is_saved_with_the_project(tmp_path: Path) -> None:
    made = session("a", "b")
    made.run(note_stop(made.scene, "b", "说明"))
    save_project(made, made.scene.snapshot(), tmp_path / "meeting.gpkg")
    again = open_project(tmp_path / "meeting.gpkg")
    assert stops_of(again.scene) == stops_of(made.scene)
    assert stops_of(again.scene.snapshot())[1].notes == "说明"
