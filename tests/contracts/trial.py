"""One file put to the program, and what is wrong with how it took it: nothing, for any file at all."""

import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, Final

import numpy as np

from app.importing import read_file
from app.session import Session
from importers.apart.reader import READER, ReaderFault
from importers.base import ImporterSpec
from scene.errors import UnreadableFile, WeiyangError
from scene.feedback import SilentFeedback
from scene.frame import REACH_METRES

SECONDS: Final = 30.0
OPENED: Final = "opened"


class Hung(BaseException):
    """Reading in this process took too long."""


def memory_peak(process: int | str) -> int:
    """Return the peak memory of a process since it was last reset, bytes; 0 where it cannot be known."""
    try:
        lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def reset_peak(process: int | str) -> None:
    with suppress(OSError):
        Path(f"/proc/{process}/clear_refs").write_text("5")


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise Hung in this thread after a while."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hung

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def size_of(path: Path) -> int:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return sum(p.stat().st_size for p in (*files, *path.parent.glob(f"{path.stem}.*")) if p.is_file())


def tried(path: Path, answers: dict[str, object], spec: ImporterSpec | None = None) -> tuple[str, str]:
    """Put one file to the program, and once more with a coordinate system if that is all it asks for.

    Returns
    -------
    outcome : str
        ``opened``, or the sentence that refuses it.
    wrong : str
        What is wrong with that, empty if nothing is.
    """
    outcome, wrong = tried_once(path, answers, spec)
    if not wrong and "does not say in which coordinate system" in outcome and "crs" not in answers:
        return tried_once(path, {**answers, "crs": "EPSG:4549"}, spec)
    return outcome, wrong


def tried_once(path: Path, answers: dict[str, object], spec: ImporterSpec | None) -> tuple[str, str]:
    """Put one file to the program; as :func:`tried`.

    Returns
    -------
    outcome : str
        ``opened``, or the sentence that refuses it.
    wrong : str
        What is wrong with that, empty if nothing is.
    """
    session = Session.empty()
    before, files = session.scene.snapshot(), sorted(path.parent.rglob("*"))
    process: int | str = READER.process or "self"
    reset_peak("self")
    reset_peak(process)
    held = {who: memory_peak(who) for who in ("self", process)}
    started = time.monotonic()
    outcome, wrong = OPENED, ""
    with tempfile.TemporaryDirectory() as scratch:
        usual = tempfile.tempdir
        if spec is not None and not spec.native:  # the reader has a folder of its own
            tempfile.tempdir = scratch
        try:
            with deadline(2.0 * SECONDS):
                command, imported = read_file(session, path, answers, spec=spec, feedback=SilentFeedback())
            wrong = unsound([node.payload for node in imported.result.nodes])
            session.run(command)
        except WeiyangError as sentence:
            outcome = str(sentence)
            wrong = mistakes(sentence, path)
        except ReaderFault as fault:
            outcome, wrong = "fault", str(fault).strip().splitlines()[-1]
        except Hung:
            outcome, wrong = "hung", "took over a minute"
        except Exception as problem:
            outcome, wrong = "exception", f"{type(problem).__name__}: {problem}"
        finally:
            tempfile.tempdir = usual
        kept = list(Path(scratch).iterdir())
    if time.monotonic() - started > SECONDS + 3.0:
        wrong = wrong or f"took {time.monotonic() - started:.0f} s"
    if outcome != OPENED:
        if session.scene.snapshot().nodes != before.nodes:
            wrong = wrong or "the scene has changed"
        grown = max(memory_peak(who) - was for who, was in held.items())
        if grown > 4 * size_of(path) + (500 << 20):
            wrong = wrong or f"needed {grown >> 20} MB to be refused"
    if kept or sorted(path.parent.rglob("*")) != files:
        wrong = wrong or "left files behind"
    if READER.process is not None and any(Path(READER._folder).iterdir()):
        wrong = wrong or "left files of the reader behind"
    return outcome, wrong


def mistakes(sentence: WeiyangError, path: Path) -> str:
    """Return what is wrong with a refusal."""
    if "\n" in str(sentence):
        return "a sentence of several lines"
    if sentence.hint is None:
        return f"no hint: {sentence}"
    if isinstance(sentence, UnreadableFile) and path.stem not in str(sentence.message):
        return f"the file is not named: {sentence}"
    return ""


def unsound(payloads: list[Any]) -> str:
    """Return what is wrong with what was read: coordinates that are none, or out of reach."""
    for payload in payloads:
        for name in ("rings", "vertices", "positions"):
            places = getattr(payload, name, None)
            if isinstance(places, np.ndarray) and places.size:
                if not np.isfinite(places).all():
                    return f"{name} that are no numbers"
                if np.abs(places[:, :2]).max() > 2.0 * REACH_METRES:
                    return f"{name} out of reach"
    return ""
