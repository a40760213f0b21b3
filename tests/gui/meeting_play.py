"""A meeting that goes on until somebody kills it: python -m tests.gui.meeting_play PROJECT SEED.

In a real window it says, answers, decides, makes schemes, pulls houses, adds stops, saves, and writes a line
for each when it is done.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app import scheming
from app.bootstrap import make_application
from app.building_edits import with_design_height
from app.panels.balloon_desk import BalloonDesk
from app.projects import open_project
from app.rehearsal import Other
from app.settings import SettingsFile
from app.viewport.glass import as_image
from app.window.main_window import MainWindow
from scene.messages import msg
from scene.review.opinion import KINDS, SEVERITIES, opinions_of
from scene.schemes.scheme import schemes_of
from scene.selection import Selected
from tests.gui.flat_view import FlatView
from tests.gui.small_city import small_city

SIZE: Final = (1280, 720)
#: How often each thing is done, for a hundred.
SHARES: Final = {"say": 34, "answer": 14, "decide": 14, "pull": 20, "stop": 6, "scheme": 4, "save": 8}


class LeafyView(FlatView):
    """Sees leaves, which take as long to pack as a picture can."""

    leaves: QImage

    def seen_now(self) -> QImage:
        return self.leaves


class Play:
    """The people in the room."""

    def __init__(self, project: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        pixels = np.random.default_rng(seed).integers(60, 190, (SIZE[1], SIZE[0], 3), np.uint8)
        LeafyView.leaves = as_image(pixels)
        session = open_project(project) if project.exists() else small_city()
        self.window = MainWindow(SettingsFile(), session, LeafyView)
        self.window.show()
        self.bench, self.count = self.window.bench, 0

    def go_on(self) -> None:
        self.count += 1
        acts: dict[str, Callable[[], None]] = {name: getattr(self, name) for name in SHARES}
        (act,) = self.chance.choices(list(acts.values()), list(SHARES.values()))
        act()
        QTimer.singleShot(self.chance.randint(10, 110), self.go_on)

    def say(self) -> None:
        desk, row = self.bench.opinions, self.chance.randrange(12)
        draft = desk.draft(desk.occasion((40.0 * row - 195.0, 124.0, 12.0), Selected("houses", row)))
        chosen = {"kind": self.chance.choice(KINDS), "severity": self.chance.choice(SEVERITIES)}
        desk.say(replace(draft, text=f"第 {self.count} 句", who="李明", **chosen), LeafyView.leaves)
        tell("said", draft.key, f"第 {self.count} 句")

    def answer(self) -> None:
        opinions = opinions_of(self.bench.session.scene)
        if opinions:
            asked = self.chance.choice(opinions)
            self.bench.opinions.answer(asked, "answered", f"答 {self.count}", "王工")
            tell("answered", asked.key, f"答 {self.count}")

    def decide(self) -> None:
        assert self.bench.recording.recorder is not None
        self.bench.recording.recorder.decide(f"决定 {self.count}")
        tell("decided", "", f"决定 {self.count}")

    def scheme(self) -> None:
        if len(schemes_of(self.bench.session.scene)) < 4:
            scheming.make(self.bench)
            tell("scheme", self.bench.session.shown.scheme, "")

    def pull(self) -> None:
        session, row = self.bench.session, self.chance.randrange(12)
        taller = with_design_height(session.shown.graph.node("houses"), row, 4.0 + 0.01 * self.count)
        self.bench.run(session.edited([taller], msg("Pull"), f"pull {self.count}"))

    def stop(self) -> None:
        self.bench.presenting.add()
        tell("stop", self.bench.presenting.key, "")

    def save(self) -> None:
        if self.bench.session.path is not None:  # else it would ask where
            tell("saving", "", "")
            self.bench.files.save()


def tell(what: str, key: str, text: str) -> None:
    """Write what was done, and when, in one piece."""
    os.write(1, (json.dumps([time.monotonic(), what, key, text]) + "\n").encode())


def main() -> None:
    """Hold the meeting."""
    BalloonDesk._test_quietly = lambda desk: None
    Other.start = lambda other: None
    make_application([], SettingsFile().current)
    play = Play(Path(sys.argv[1]), int(sys.argv[2]))
    tell("begun", "", "")
    QTimer.singleShot(0, play.go_on)
    QApplication.exec()


if __name__ == "__main__":
    main()
