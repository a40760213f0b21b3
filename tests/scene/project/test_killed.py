"""Killed at any moment of a save, a project opens as before or after it; unsaved work is found again."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scene.project.recovery import RecoveryFile, find_unsaved
from scene.project.store import ProjectStore
from tests.scene.project.cities import city

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
from scene.project.recovery import RecoveryFile
from tests.scene.project.cities import city

scene = city()
unsaved = RecoveryFile(Path(sys.argv[1]))
unsaved.keep(scene.snapshot(), Path("project.gpkg"))
scene.replace(replace(scene.node("bridge"), visible=False))
unsaved.keep(scene.snapshot(), Path("project.gpkg"))
print("kept", flush=True)
sys.stdin.read()
"""


def test_work_of_a_killed_program_is_offered_with_its_last_command(tmp_path: Path) -> None:
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(tmp_path)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )
    with keeper:
        assert "kept\n" == keeper.stdout.readline()
        assert () == find_unsaved(tmp_path), "a running program's work is its own"
        keeper.kill()

    (unsaved,) = find_unsaved(tmp_path)

    assert "project.gpkg" == unsaved.project.name
    assert not unsaved.open().snapshot.get("bridge").visible
    unsaved.discard()
    assert [] == list(tmp_path.iterdir())


def test_discarded_recovery_leaves_nothing_and_can_begin_again(tmp_path: Path) -> None:
    kept = RecoveryFile(tmp_path)
    kept.keep(city().snapshot(), None)
    kept.discard()
    assert [] == list(tmp_path.iterdir())

    kept.keep(city().snapshot(), None)

    assert 2 == len(list(tmp_path.iterdir()))
