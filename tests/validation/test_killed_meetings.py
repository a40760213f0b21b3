"""Meetings killed (SIGKILL) at fifty moments, a third while saving, a third while packing a picture.

Each goes on in a real window over a small city, with opinions, answers, decisions, schemes, stops and saves;
then the disk is opened as the next start does. The reference is what this program promises.
"""

import sys
from functools import cache
from pathlib import Path

import pytest

from tests.gui.killed_meeting import Outcome, kill_many
from tests.validation.table import Case, compare

KILLS = 50


@pytest.mark.skipif(sys.platform != "linux", reason="needs SIGKILL, and folders as XDG sets them")
def test_killed_meetings(tmp_path: Path) -> None:
    @cache
    def outcomes() -> list[Outcome]:
        return kill_many(tmp_path, KILLS, 4.0)

    def lost() -> float:
        return float(sum(len(one.lost) for one in outcomes()))

    def broken() -> float:
        return float(sum(len(one.flaws) for one in outcomes()))

    compare(
        f"{KILLS} meetings killed at random moments",
        [
            Case("words, answers, decisions lost that were a second old", 0, lost, 0),
            Case("chains, pictures, projects that are not whole", 0, broken, 0),
        ],
    )
    words, recovered = sum(one.words for one in outcomes()), sum(one.recovered for one in outcomes())
    print(f"{words} words, answers and decisions; {recovered} of {KILLS} had work that was in no project")
    assert words > 5 * KILLS, "hardly anything was said: this tests nothing"
    assert recovered > 0, "everything was saved: this tests nothing"
