"""What a killed program left half written goes with the next try at the same place; nothing else does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scene.leftovers import sweep, unfinished

WRITER = """
import sys
from pathlib import Path
from scene.leftovers import unfinished

folder = unfinished(Path(sys.argv[1]))
folder.mkdir()
(folder / "half").write_text("half")
folder.with_suffix(".zip").write_text("half")
print("writing", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is not there")
def test_what_a_killed_program_left_is_swept_and_what_a_running_one_writes_stays(tmp_path: Path) -> None:
    place = tmp_path / "会审 [1].2026"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with writer:
        assert "writing\n" == writer.stdout.readline()
        sweep(place)
        assert 2 == len(list(tmp_path.iterdir())), "it is being written"
        writer.send_signal(signal.SIGKILL)

    others = [
        tmp_path / name
        for name in (
            f".{place.name}.1a2b3c4d.unfinished", ".other.00000000-999999999-1a2b3c4d.unfinished",
            f".{place.name}.00000000-999999999-1a2b3c4d.unfinished", f".{place.name}.zip", place.name,
        )
    ]  # fmt: skip
    for path in others:
        path.write_text("somebody else's")
    own = unfinished(place)
    own.mkdir()
    sweep(place)
    assert {*others, own} == set(tmp_path.iterdir())


def test_a_place_that_cannot_be_listed_stops_nobody(tmp_path: Path) -> None:
    sweep(tmp_path / "nowhere" / "archive")
