"""A meeting that is killed at any moment: what was said or decided before the last second is found again.

Fifty kills are in tests/validation.
"""

import sys
from pathlib import Path

import pytest

from tests.gui.killed_meeting import kill_many


@pytest.mark.skipif(sys.platform != "linux", reason="needs SIGKILL, and folders as XDG sets them")
def test_nothing_said_before_the_last_second_of_a_killed_meeting_is_lost(tmp_path: Path) -> None:
    outcomes = kill_many(tmp_path, 6, 1.8)

    assert [] == [flaw for one in outcomes for flaw in (*one.lost, *one.flaws)]
    assert sum(one.words for one in outcomes) > 6, "hardly a word was said: the test tests nothing"
