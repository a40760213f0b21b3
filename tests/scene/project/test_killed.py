"""Killed at any moment, a project opens as before or after a save; unsaved work and words are found again."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from scene.errors import ProjectProblem
from scene.frame import YANGZHOU_FRAME
from scene.graph import Snapshot
from scene.project.recovery import Origin, RecoveryFile, Unsaved, find_unsaved
from scene.project.store import ProjectStore
from scene.record.chain import flaws_of
from tests.scene.project.cities import city

NOTHING = Origin(Snapshot(YANGZHOU_FRAME, (), {}))

SAVER = """
import sys
from dataclasses import replace
from pathlib import Path
from scene.project.store import ProjectStore
from tests.scene.project.cities import buildings

store = ProjectStore(Path(sys.argv[1]))
scene = store.open().graph()
print("ready", flush=True)
count = scene.node("houses").payload.count
while True:
    count = 1001 if count == 1000 else 1000
    houses = replace(scene.node("houses"), payload=buildings(count, seed=count))
    scene.replace(houses)
    scene.replace(replace(scene.node("trees"), attributes={"count": count}))
    store.save(scene.snapshot())
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is not there")
def test_fifty_kills_during_saves_leave_a_whole_project(tmp_path: Path) -> None:
    path, moments = tmp_path / "city.gpkg", random.Random(20260201)
    ProjectStore(path).save(city().snapshot())
    seen = set()
    for _ in range(50):
        saver = subprocess.Popen([sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE, text=True)
        with saver:
            assert "ready\n" == saver.stdout.readline()
            time.sleep(moments.uniform(0.0, 0.12))
            saver.send_signal(signal.SIGKILL)

        read = ProjectStore(path).open().snapshot
        count = read.get("houses").payload.count
        seen.add(count)
        assert count in (20, 1000, 1001)
        assert read.get("trees").attributes.get("count", 20) == count  # one transaction, never half of it
    assert len(seen) > 1, "no save was ever finished: the test tests nothing"


KEEPER = """
import sys
from dataclasses import replace
from pathlib import Path
from scene.project.recovery import Origin, RecoveryFile
from scene.project.store import ProjectStore
from tests.scene.project.cities import buildings

store = ProjectStore(Path(sys.argv[2]))
scene = store.open().graph()
origin = Origin(scene.snapshot(), store.path)
unsaved = RecoveryFile(Path(sys.argv[1]))
scene.replace(replace(scene.node("houses"), payload=buildings(7, seed=7)))
unsaved.keep(scene.snapshot(), origin)
scene.replace(replace(scene.node("bridge"), visible=False))
unsaved.keep(scene.snapshot(), origin)
print("kept", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "project.gpkg"
    ProjectStore(path).save(city().snapshot())
    return path


@pytest.fixture
def left_behind(tmp_path: Path, project: Path) -> Unsaved:
    """What a killed program leaves of its work on the project."""
    folder = tmp_path / "recovery"
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(folder), str(project)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )
    with keeper:
        assert "kept\n" == keeper.stdout.readline()
        assert () == find_unsaved(folder), "a running program's work is its own"
        keeper.kill()
    (unsaved,) = find_unsaved(folder)
    return unsaved


def test_work_of_a_killed_program_is_offered_with_its_last_command(
    left_behind: Unsaved, project: Path
) -> None:
    origin = ProjectStore(project).open().snapshot

    found = left_behind.open(origin).snapshot

    assert "project.gpkg" == left_behind.project.name
    assert not left_behind.project_changed
    assert not found.get("bridge").visible
    assert 7 == found.get("houses").payload.count
    assert [node.id for node in origin.nodes] == [node.id for node in found.nodes]
    assert origin.get("trees").payload is found.get("trees").payload, "what did not change is the origin's"
    left_behind.discard()
    assert [] == list(left_behind.path.parent.iterdir())


def test_only_what_differs_from_its_origin_is_written(left_behind: Unsaved) -> None:
    with closing(sqlite3.connect(left_behind.path)) as connection:
        rows = dict(connection.execute("SELECT id, payload IS NOT NULL FROM weiyang_node"))

    assert ["houses"] == [node_id for node_id, has_payload in rows.items() if has_payload]


def test_a_lost_origin_is_one_sentence_and_the_work_stays(left_behind: Unsaved) -> None:
    with pytest.raises(ProjectProblem, match="not there"):
        left_behind.open(None)

    assert left_behind.path.exists()


def test_a_project_that_another_program_wrote_since_is_known(left_behind: Unsaved, project: Path) -> None:
    ProjectStore(project).save(city().snapshot())

    assert left_behind.project_changed


def test_what_a_killed_program_never_finished_is_swept_away(tmp_path: Path) -> None:
    kept = RecoveryFile(tmp_path)
    kept.keep(city().snapshot(), NOTHING)
    (path,) = tmp_path.glob("*.gpkg")
    path.rename(tmp_path / f".{path.name}.1a2b3c4d.unfinished")
    note = path.with_suffix(".json")
    note.write_text(note.read_text().replace(str(os.getpid()), "999999999"))

    assert () == find_unsaved(tmp_path)
    assert [] == list(tmp_path.iterdir())


def test_discarded_recovery_leaves_nothing_and_can_begin_again(tmp_path: Path) -> None:
    kept = RecoveryFile(tmp_path)
    kept.keep(city().snapshot(), NOTHING)
    kept.discard()
    assert [] == list(tmp_path.iterdir())

    kept.keep(city().snapshot(), NOTHING)

    assert 2 == len(list(tmp_path.iterdir()))


SPEAKER = """
import sys
from pathlib import Path
from scene.graph import Snapshot
from scene.frame import YANGZHOU_FRAME
from scene.project.book import Book
from scene.project.recovery import Origin, RecoveryFile
from scene.project.store import ProjectStore
from scene.record.entry import Deed
from tests.scene.project.cities import city

project, folder, word = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
store = ProjectStore(project) if project.exists() else None
book = Book(store, store.log() if store else ())
origin = Origin(Snapshot(YANGZHOU_FRAME, (), {}), project if store else None, store is None, store)
unsaved = RecoveryFile(folder)
book.keep_in(lambda entry: unsaved.keep_entry(entry, origin))
print("ready", flush=True)
while True:
    book.add(Deed.SAID, "2026-11-27T10:00:00+08:00", "Weiyang 0", {"word": word})
    print(word, flush=True)
    word += 1
"""


def heard(folder: Path, *project: Path) -> list[int]:
    """The words that the next start finds: in the project, or beside the recovery file."""
    if project and project[0].exists():
        entries = ProjectStore(project[0]).log()
    else:
        entries = tuple(entry for unsaved in find_unsaved(folder) for entry in unsaved.log)
        for unsaved in find_unsaved(folder):
            unsaved.discard()
    assert not flaws_of(entries)
    return [entry.body["word"] for entry in entries]


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is not there")
@pytest.mark.parametrize("saved", [True, False])
def test_what_was_said_before_a_kill_is_found_again(tmp_path: Path, saved: bool) -> None:
    folder, path, moments = tmp_path / "recovery", tmp_path / "city.gpkg", random.Random(20261127)
    if saved:
        ProjectStore(path).save(city().snapshot())
    begun = 0
    for _ in range(10):
        speaker = subprocess.Popen(
            [sys.executable, "-c", SPEAKER, str(path), str(folder), str(begun)],
            stdout=subprocess.PIPE,
            text=True,
        )
        with speaker:
            assert "ready\n" == speaker.stdout.readline()
            time.sleep(moments.uniform(0.02, 0.15))
            speaker.send_signal(signal.SIGKILL)
            last = [int(line) for line in speaker.stdout.read().split("\n")[:-1]]

        found = heard(folder, path)
        assert found == list(range(0 if saved else begun, found[-1] + 1) if found else range(0))
        assert not last or found[-1] >= last[-1], "a word that had been confirmed is lost"
        begun = found[-1] + 1 if found else begun
    assert begun > 10, "hardly a word was said: the test tests nothing"
