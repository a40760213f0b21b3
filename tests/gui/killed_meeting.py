"""Kills a meeting at a moment, starts again from what is on the disk, and says what of it is lost."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Final, Literal

from PySide6.QtGui import QImage

from app.projects import open_project, recover, save_project
from app.session import Session
from scene.project.recovery import find_unsaved
from scene.record.chain import flaws_of
from scene.record.entry import Deed, Entry
from scene.review.opinion import Opinion, opinions_of
from scene.review.stop import stops_of
from scene.schemes.scheme import schemes_of
from tests.gui.meeting_play import SIZE
from tests.gui.small_city import small_city

#: What was said or decided longer ago than this is never lost, seconds.
LAST: Final = 1.0
#: A picture is packed after the words are kept, on a thread that shares the machine, seconds.
PICTURE: Final = 2.0
When = Literal["anywhere", "saving", "packing"]
WHEN: Final[tuple[When, ...]] = ("anywhere", "saving", "packing")
#: After which line of the meeting the kill comes, and within how many seconds.
AFTER: Final[dict[str, tuple[str, float]]] = {"saving": ("saving", 0.06), "packing": ("said", 0.1)}


@dataclass
class Outcome:
    """What became of one killed meeting.

    Parameters
    ----------
    words : int
        How many words, answers and decisions there had been before the last second.
    recovered : bool
        Whether there was work that was in no project.
    lost, flaws : list of str
        What of it is nowhere; what else is not whole.
    """

    words: int = 0
    recovered: bool = False
    lost: list[str] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was done in the meeting."""

    moment: float
    what: str
    key: str
    text: str


def kill_many(folder: Path, count: int, longest: float) -> list[Outcome]:
    """Kill meetings, two at a time: a third while they save, a third while they pack a picture.

    Every third has no project file yet, so that all it says lies beside the recovery file.

    Parameters
    ----------
    folder : Path
        Where each gets a folder of its own.
    count : int
        How many.
    longest : float
        Within how many seconds the kill comes, or begins to wait for its occasion.
    """

    def one(seed: int) -> Outcome:
        own = folder / f"meeting {seed}"
        own.mkdir()
        return kill_one(own, seed, longest, WHEN[seed % len(WHEN)], named=seed % 6 not in (3, 5))

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(count)))


def kill_one(folder: Path, seed: int, longest: float, when: When, *, named: bool) -> Outcome:
    """Hold a meeting, kill it at a moment that the seed decides, and look for what was said."""
    project = folder / "会审.gpkg"
    city = small_city()
    if named:
        save_project(city, city.scene.snapshot(), project)
    killed, lines = _killed(folder, project, seed, longest, when)
    return _found_again(folder, project, killed, [line for line in lines if line.moment < killed - LAST])


def _killed(folder: Path, project: Path, seed: int, longest: float, when: When) -> tuple[float, list[Line]]:
    """Return when the meeting was killed, and what had been done by then."""
    chance, lines = random.Random(seed), []
    own = {name: str(folder) for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    command = [sys.executable, "-m", "tests.gui.meeting_play", str(project), str(seed)]
    surroundings = os.environ | own | {"WEIYANG_SETTINGS": str(folder / "settings.toml")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=surroundings, text=True) as meeting:
        assert meeting.stdout is not None

        def listen(told: Iterator[str]) -> None:
            for text in told:
                moment, what, key, words = json.loads(text)
                lines.append(Line(moment, what, key, words))

        ears = Thread(target=listen, args=(meeting.stdout,))
        ears.start()
        _wait(lambda: bool(lines), meeting, 60.0)
        time.sleep(chance.uniform(LAST, longest))
        if when != "anywhere":
            what, within = AFTER[when]
            heard = len(lines)
            _wait(lambda: any(line.what == what for line in lines[heard:]), meeting, 20.0)
            time.sleep(chance.uniform(0.0, within))
        assert meeting.poll() is None, "the meeting ended by itself"
        killed = time.monotonic()
        meeting.send_signal(signal.SIGKILL)
        ears.join()
    return killed, lines


def _wait(there: Callable[[], bool], meeting: subprocess.Popen[str], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not there():
        assert meeting.poll() is None, "the meeting ended by itself"
        assert time.monotonic() < until, "the meeting does not go on"
        time.sleep(0.001)


def _found_again(folder: Path, project: Path, killed: float, lines: list[Line]) -> Outcome:
    """Open what is there as the next start would, and hold it to what was done."""
    outcome = Outcome(sum(line.what in ("said", "answered", "decided") for line in lines))
    unsaved = find_unsaved(folder / "weiyang" / "recovery")
    outcome.recovered = bool(unsaved)
    saved = _opened(project, outcome)
    session = recover(unsaved[0]) if unsaved else saved
    entries, scene = session.book.entries, session.scene
    outcome.flaws += [str(flaw) for flaw in flaws_of(entries)]
    opinions = {one.key: one for one in (*opinions_of(saved.scene), *opinions_of(scene))}
    outcome.flaws += list(_broken(opinions, entries))
    words = [line for line in lines if line.what in ("said", "answered", "decided")]
    for line in words:
        if not _in_log(line, entries):
            outcome.lost.append(f"{line.text} is not in the log")
        if line.what != "decided" and not _in_opinions(line, opinions):
            outcome.lost.append(f"{line.text} is no opinion of the project")
        elif line.what == "said" and line.moment < killed - PICTURE and not opinions[line.key].picture:
            outcome.lost.append(f"the picture of {line.text} is not there")
    # What was done to the scene before words were kept was kept with them.
    done = [line for line in lines if words and line.moment < words[-1].moment]
    there = {one.id for one in schemes_of(scene)} | {one.key for one in stops_of(scene)}
    kept = [line for line in done if line.what in ("scheme", "stop")]
    outcome.lost += [f"a {line.what} is lost" for line in kept if line.key not in there]
    return outcome


def _opened(project: Path, outcome: Outcome) -> Session:
    """Return what lies in the project file, nothing while there is none."""
    if not project.exists():
        return Session.empty()
    with closing(sqlite3.connect(project)) as file:
        if file.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            outcome.flaws.append("the project file is damaged")
    return open_project(project)


def _in_log(line: Line, entries: tuple[Entry, ...]) -> bool:
    deed = Deed.DECIDED if line.what == "decided" else Deed.SAID
    return any(entry.deed is deed and entry.body["text"] == line.text for entry in entries)


def _in_opinions(line: Line, opinions: dict[str, Opinion]) -> bool:
    one = opinions.get(line.key)
    if one is None:
        return False
    if line.what == "answered":
        return any(comment.text == line.text for comment in one.comments)
    return one.text == line.text


def _broken(opinions: dict[str, Opinion], entries: tuple[Entry, ...]) -> Iterator[str]:
    """Yield what is wrong with pictures: cut short, or another than the log says."""
    told = {
        key: node["picture"]
        for entry in entries
        for key, node in entry.body.get("nodes", {}).items()
        if "picture" in node
    }
    for one in opinions.values():
        if not one.picture:
            continue
        picture = QImage.fromData(one.picture)
        if (picture.width(), picture.height()) != SIZE or not one.picture.endswith(b"IEND\xaeB`\x82"):
            yield f"the picture of {one.text} is not whole"
        if told.get(one.key, one.picture_hash) != one.picture_hash:
            yield f"the picture of {one.text} is not the one that the log names"
