"""Roles say who may change, speak, decide and seal; whoever may not gets a sentence, and nothing happens."""

from pathlib import Path

import pytest

from app.actions.rights import NEEDED
from app.actions.table import ACTIONS
from app.cli.command_line import main
from app.commands import Together
from app.projects import open_project, save_project
from app.record import Person, Recorder
from app.rights import RIGHTS, NotAllowed, right_of
from scene.commands import Remove
from scene.messages import msg
from scene.project.store import ProjectStore
from scene.review.opinion import Opinion
from scene.review.saying import say
from tests.gui.small_city import small_city

OPINION = Opinion("太高", "意见", "王", (0.0, 0.0, 0.0), "2026-11-27T10:00:00+08:00")


def test_every_right_that_an_action_needs_belongs_to_an_action_and_to_somebody() -> None:
    assert NEEDED.keys() <= {action.id for action in ACTIONS}
    assert set(NEEDED.values()) <= set().union(*RIGHTS.values())
    assert not RIGHTS["viewer"]


def test_what_touches_opinions_only_is_said_and_all_else_changes_the_project() -> None:
    session = small_city()
    spoken, removed = say(session.scene, OPINION), Remove(session.scene, "houses")

    assert "say" == right_of(spoken)
    assert "change" == right_of(removed)
    assert "change" == right_of(Together([spoken, removed], msg("Both")))


def test_who_only_looks_leaves_no_trace_and_others_are_held_to_their_role(tmp_path: Path) -> None:
    session = small_city()
    save_project(session, session.scene.snapshot(), tmp_path / "city.gpkg")
    session, role = open_project(tmp_path / "city.gpkg"), ["viewer"]
    recorder = Recorder(session, lambda: Person("赵", role[0]))  # type: ignore[arg-type]
    recorder.opened()
    with pytest.raises(NotAllowed, match="Viewer enters no opinions"):
        recorder.say("太高")
    role[0] = "reviewer"
    recorder.say("太高")
    with pytest.raises(NotAllowed, match="Reviewer enters no decisions"):
        recorder.decide("降低")
    role[0] = "recorder"
    recorder.decide("降低")
    recorder.close()

    assert ["said", "decided"] == [entry.deed for entry in ProjectStore(session.path).log()]


def test_the_command_line_is_held_to_the_role_that_it_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    session, path = small_city(), str(tmp_path / "city.gpkg")
    save_project(session, session.scene.snapshot(), Path(path))

    assert 1 == main(["record", path, "--decided", "降低", "--role", "reviewer"])
    assert "A Reviewer enters no decisions." in capsys.readouterr().err
    assert 0 == main(["record", path, "--decided", "降低", "--role", "recorder"])
