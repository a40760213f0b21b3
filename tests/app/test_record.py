"""A session writes its own log: opened, changed, computed, said, decided; each with who, when, and hashes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import thread_time

import pytest

from analysis.common.fingerprint import fingerprint
from app.analysing import analyse
from app.log_words import sentence_of
from app.projects import open_project, recover, save_project
from app.record import Person, Recorder
from app.results import finding_json, fingerprint_of
from app.session import Session
from app.viewport.optics import Pose
from scene.commands import Insert, Remove, Replace
from scene.errors import ProjectProblem
from scene.feedback import SilentFeedback
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.project.recovery import RecoveryFile, find_unsaved
from scene.project.store import ProjectStore
from scene.record.chain import flaws_of
from scene.record.entry import Deed
from tests.gui.small_city import houses, small_city


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = small_city()
    save_project(made, made.scene.snapshot(), tmp_path / "city.gpkg")
    return open_project(tmp_path / "city.gpkg")


@pytest.fixture
def recorder(session: Session) -> Iterator[Recorder]:
    made = Recorder(session, lambda: Person("李", "recorder"))
    yield made
    made.close()


def deeds(session: Session) -> list[Deed]:
    assert flaws_of(session.book.entries) == ()
    return [entry.deed for entry in session.book.entries]


def test_opened_bears_the_hash_of_every_layer(session: Session, recorder: Recorder) -> None:
    recorder.opened()
    recorder.flush()

    (entry,) = ProjectStore(session.path).log()
    assert entry.moment.endswith("+08:00")
    assert ("李", "recorder") == (entry.who, entry.role)
    assert entry.program.startswith("Weiyang")
    layers = [node for node in session.scene.walk() if node.payload is not None]
    assert {node.id: fingerprint(node) for node in layers} == {
        node_id: named["sha256"] for node_id, named in entry.body["nodes"].items()
    }


def test_a_command_its_undo_and_its_redo_are_entries_and_a_gesture_is_one(
    session: Session, recorder: Recorder
) -> None:
    node = session.scene.of_role(Role.BUILDINGS)[0]
    for top in range(5):
        lower = replace(node, payload=replace(node.payload, top=node.payload.top - float(top)))
        session.run(Replace(session.scene, [lower], msg("Heights"), gesture="drag"))
    session.history.undo()
    session.history.redo()
    session.run(Remove(session.scene, node.id))
    recorder.flush()

    entries = session.book.entries
    assert ["done", "undone", "redone", "done"] == [entry.body["way"] for entry in entries]
    hashes = [entry.body["nodes"].get(node.id, {}).get("sha256") for entry in entries]
    assert [fingerprint(lower), fingerprint(node), fingerprint(lower), None] == hashes
    assert [node.id] == list(entries[-1].body["gone"])
    assert "undone: Heights" == str(sentence_of(entries[1]))


def test_a_result_is_entered_with_inputs_figures_and_the_hash_of_its_file(
    session: Session, recorder: Recorder
) -> None:
    finding = analyse("sightline.balloon", session.scene.snapshot(), {}, SilentFeedback())
    recorder.computed(finding)
    recorder.flush()

    (entry,) = session.book.entries
    document = finding_json(finding)
    assert fingerprint_of(document) == entry.body["results"]
    assert document["inputs"] == entry.body["inputs"]
    assert document["analysis"]["parameters"] == entry.body["analysis"]["parameters"]
    assert [v["value"] for v in document["verdicts"]] == [v["value"] for v in entry.body["verdicts"]]


def test_results_of_several_schemes_that_come_at_once_are_an_entry_each(
    session: Session, recorder: Recorder
) -> None:
    finding = analyse("sightline.balloon", session.scene.snapshot(), {}, SilentFeedback())
    for scheme in ("", "a", "b"):
        recorder.computed(replace(finding, scheme=scheme))
    recorder.flush()

    assert ["", "a", "b"] == sorted(entry.body["scheme"] for entry in session.book.entries)


def test_interim_results_are_no_entries(session: Session, recorder: Recorder) -> None:
    finding = analyse("sightline.balloon", session.scene.snapshot(), {}, SilentFeedback())
    recorder.computed(replace(finding, result=replace(finding.result, interim=True)))
    recorder.flush()

    assert [] == deeds(session)


def test_what_was_presented_says_where_the_eye_was_in_the_system_of_the_project(
    session: Session, recorder: Recorder
) -> None:
    eye, target = (10.0, 20.0, 3.0), (50.0, 60.0, 5.0)
    name = BilingualText("桥上", "On the bridge")
    recorder.presented(name, Pose(eye, target, 38.0), session.clock.moment, stop="s1", season="leaf")
    recorder.sealed("ab" * 32, "cd" * 32, 12)

    shown, sealed = session.book.entries
    assert [Deed.PRESENTED, Deed.SEALED] == deeds(session)
    assert session.scene.frame.to_world([eye])[0].tolist() == shown.body["eye"]
    assert "On the bridge" == str(sentence_of(shown))
    assert "12 files, manifest abababababababab" == str(sentence_of(sealed))


def test_every_entry_of_the_review_names_the_scheme(session: Session, recorder: Recorder) -> None:
    scene, node = session.scene.snapshot(), session.scene.of_role(Role.BUILDINGS)[0]
    recorder.computed(analyse("sightline.balloon", scene, {}, SilentFeedback(), scheme="b"))
    session.run(Replace(session.scene, [replace(node, visible=False)], msg("Hide")))
    recorder.say("太高")
    recorder.decide("降低三米")
    recorder.flush()

    found = {entry.deed: entry.body["scheme"] for entry in session.book.entries}
    assert {Deed.COMPUTED: "b", Deed.CHANGED: "", Deed.SAID: "", Deed.DECIDED: ""} == found


def test_what_is_said_does_not_wait_for_a_hash(
    session: Session, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()
    monkeypatch.setattr("app.record.hashes_of", lambda snapshot: {"waited": go_on.wait(20)})
    recorder.opened()
    recorder.say("太高", "要求", "tower", "high")
    recorder.decide("降低三米")
    while len(session.book.entries) < 2:
        go_on.wait(0.01)
    go_on.set()
    recorder.flush()

    assert [Deed.SAID, Deed.DECIDED, Deed.OPENED] == deeds(session)
    assert "Demand on tower: 太高" == str(sentence_of(session.book.entries[0]))


def test_the_log_goes_on_when_the_project_is_saved_under_another_name(
    session: Session, recorder: Recorder, tmp_path: Path
) -> None:
    recorder.say("one")
    recorder.flush()
    save_project(session, session.scene.snapshot(), tmp_path / "other.gpkg")
    recorder.say("two")
    recorder.flush()
    save_project(session, session.scene.snapshot())

    assert ["one", "two"] == [entry.body["text"] for entry in ProjectStore(session.path).log()]
    assert ["one"] == [entry.body["text"] for entry in ProjectStore(tmp_path / "city.gpkg").log()]


def test_words_on_a_project_that_was_never_saved_come_back_after_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, kept = Session.empty(), RecoveryFile(tmp_path)
    session.book.keep_in(lambda entry: kept.keep_entry(entry, session.origin))
    recorder = Recorder(session)
    recorder.say("one")
    recorder.close()
    monkeypatch.setattr("scene.project.recovery.is_running", lambda process: False)

    (unsaved,) = find_unsaved(tmp_path)
    again = recover(unsaved)
    assert again.book.unsaved_words
    save_project(again, again.scene.snapshot(), tmp_path / "city.gpkg")

    assert ["one"] == [entry.body["text"] for entry in ProjectStore(tmp_path / "city.gpkg").log()]
    assert not again.book.unsaved_words


def test_work_and_words_on_a_project_come_back_though_the_log_in_it_went_on(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = RecoveryFile(tmp_path / "recovery")
    session.book.keep_in(lambda entry: kept.keep_entry(entry, session.origin))
    recorder = Recorder(session, written=lambda entry: kept.follow(session.origin))
    node = session.scene.of_role(Role.BUILDINGS)[0]
    session.run(Replace(session.scene, [replace(node, visible=False)], msg("Hide")))
    kept.keep(session.scene.snapshot(), session.origin)
    recorder.say("one")
    recorder.close()
    monkeypatch.setattr("scene.project.recovery.is_running", lambda process: False)

    (unsaved,) = find_unsaved(tmp_path / "recovery")
    again = recover(unsaved)

    assert not unsaved.project_changed
    assert not again.scene.node(node.id).visible
    assert again.path == session.path
    assert [Deed.CHANGED, Deed.SAID] == sorted(deeds(again))


def test_what_keeps_an_entry_from_the_disk_is_told(session: Session) -> None:
    told: list[Exception] = []
    recorder = Recorder(session, failed=told.append)
    session.path.rename(session.path.with_suffix(".away"))
    recorder.say("one")
    recorder.close()

    assert isinstance(told[0], ProjectProblem)
    assert [Deed.SAID] == deeds(session)


def test_nobody_waits_for_hashes_or_the_disk() -> None:
    session = Session.empty()
    node = Node(BilingualText.same("houses"), Role.BUILDINGS, houses(68_000), id="houses")
    recorder = Recorder(session)
    taken = [0.0]

    def timed(act: Callable[[], None]) -> None:
        begun = thread_time()
        act()
        taken.append(thread_time() - begun)

    session.run(Insert([node]))
    timed(recorder.opened)
    for height in range(5):
        raised = replace(node, payload=replace(node.payload, top=node.payload.top + float(height)))
        command = Replace(session.scene, [raised], msg("Heights"), gesture="drag")
        timed(lambda command=command: session.run(command))
    timed(lambda: recorder.say("太高"))
    recorder.close()

    assert [Deed.SAID, Deed.OPENED] == [deed for deed in deeds(session) if deed is not Deed.CHANGED]
    assert 2 == deeds(session).count(Deed.CHANGED)
    assert max(taken) < 0.05
