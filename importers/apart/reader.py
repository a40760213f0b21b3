"""One warm process that reads files, and the watch over it: crash, hang, cancel and memory.

It is started when it is first needed, used again, and ended when it misbehaves; what it leaves in its
folder goes with it. It does not know formats.
"""

import atexit
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from importers.apart.memory import available_bytes, resident_bytes
from importers.apart.wire import Packet, pack, receive, send, unpack
from importers.base import FieldGuess, ImporterSpec, ImportParams, ImportResult, ImportTarget
from scene.errors import AnswerNeeded, Cancelled, UnreadableFile
from scene.feedback import Feedback, SilentFeedback
from scene.messages import Message, msg
from scene.node import Node, Role

#: Silence after which the reader counts as hung: seconds, and bytes of the file a second on top.
SILENCE: Final = 30.0
_SLOWEST: Final = 5e6
#: Between two looks at cancel and memory, seconds.
_LOOK: Final = 0.02
#: What a reader may do between being asked to stop and being ended, seconds.
_LAST_WORDS: Final = 0.15
#: Memory that reading may always take: bytes a byte of the file, and bytes on top.
_MEMORY_A_BYTE: Final = 4
_MEMORY: Final = 500 << 20
#: A share of what the machine has left that a large file may take.
_MEMORY_SHARE: Final = 0.6
_ROOT: Final = Path(__file__).parents[2]
_LAST = ("done", "cancelled", "failed", "no memory", "fault", "gone")

_HINT_STOPPED: Final = msg(
    "Its structure is damaged in a way that its library cannot bear. Export it again from its source."
)


class ReaderFault(Exception):
    """An importer raised what it should not; holds the reader's traceback. A bug, not a bad file."""


class Reader:
    """A process that reads, started on use."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = ""
        self._ground: tuple[weakref.ref[Node], ...] | None = None

    def inspect(
        self, spec: ImporterSpec, path: Path, params: ImportParams, feedback: Feedback | None = None
    ) -> FieldGuess:
        """Look into a file; see :meth:`importers.base.Importer.inspect`."""
        guess: FieldGuess = self._ask("inspect", spec, path, params, ImportTarget(), feedback)
        return guess

    def read(
        self, spec: ImporterSpec, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read a file; see :meth:`importers.base.Importer.read`. Of the scene the terrain goes along."""
        result: ImportResult = self._ask("read", spec, path, params, target, feedback)
        return result

    def close(self) -> None:
        """End the process, if there is one, and take its folder away."""
        process, self._process = self._process, None
        self._ground = None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            process.wait()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""

    @property
    def process(self) -> int | None:
        """Id of the process, None while there is none."""
        return None if self._process is None else self._process.pid

    # -- one request ---------------------------------------------------------------------------------------

    def _ask(
        self,
        verb: str,
        spec: ImporterSpec,
        path: Path,
        params: ImportParams,
        target: ImportTarget,
        feedback: Feedback | None,
    ) -> Any:
        heard = feedback or SilentFeedback()
        scene = target.scene
        with self._turn(heard):
            for last_try in (False, True):
                self._start()
                ground = self._new_ground(target)
                frame = None if scene is None else scene.frame
                request = (verb, spec, path.absolute(), params, target.frame, frame, ground)
                try:
                    return self._answer(pack(request, self._folder), path, heard)
                except _NeverBegun:
                    self.close()
                    if last_try:
                        raise stopped(path) from None
        raise AssertionError("unreachable")

    @contextmanager
    def _turn(self, feedback: Feedback) -> Iterator[None]:
        """Wait until nobody else reads; somebody may lose patience meanwhile."""
        while not self._one_at_a_time.acquire(timeout=0.05):
            feedback.check()
        try:
            yield
        finally:
            self._one_at_a_time.release()

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        self._folder = tempfile.mkdtemp(prefix="weiyang-reading-")
        paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(part for part in paths if part),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder),
        }
        frozen = getattr(sys, "frozen", False)  # then the executable is the program, not Python
        program = ["read-apart"] if frozen else ["-P", "-m", "importers.apart.child"]
        self._process = subprocess.Popen(
            [sys.executable, *program, self._folder],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        )  # fmt: skip

    def _new_ground(self, target: ImportTarget) -> tuple[Node, ...] | None:
        """Return the terrain of a scene, None if the process has it already."""
        if target.scene is None:
            return None
        nodes = target.scene.of_role(Role.TERRAIN)
        held = self._ground
        if held is not None and [id(ref()) for ref in held] == [id(node) for node in nodes]:
            return None
        self._ground = tuple(weakref.ref(node) for node in nodes)
        return nodes

    def _answer(self, request: Packet, path: Path, feedback: Feedback) -> Any:
        process = self._process
        answers: queue.Queue[Any] = queue.Queue()
        assert process is not None
        assert process.stdin is not None
        try:
            send(process.stdin, ("read", request))
        except OSError as problem:
            raise _NeverBegun from problem
        listener = threading.Thread(target=_listen, args=(process, answers), name="reading apart")
        listener.start()
        try:
            kind, *rest = self._watch(process, answers, path, feedback)
        except BaseException:
            listener.join(0.02)
            if listener.is_alive():
                self.close()  # it was in the middle of something
            raise
        finally:
            listener.join()
        return _ended(kind, rest, path)

    def _watch(
        self, process: "subprocess.Popen[bytes]", answers: "queue.Queue[Any]", path: Path, feedback: Feedback
    ) -> Any:
        """Wait for the last answer; pass on what is said before it, and end what misbehaves."""
        size = path.stat().st_size if path.is_file() else 0
        patience = SILENCE + size / _SLOWEST
        most = max(_MEMORY_A_BYTE * size + _MEMORY, _MEMORY_SHARE * available_bytes())
        heard, begun = time.monotonic(), False
        while True:
            try:
                kind, *rest = answers.get(timeout=_LOOK)
            except queue.Empty:
                self._look(process, answers, feedback)
                if resident_bytes(process.pid) > most:
                    raise _too_much(path) from None
                if time.monotonic() - heard > patience:
                    raise _hung(path) from None
                continue
            heard = time.monotonic()
            if kind == "gone" and not begun:
                raise _NeverBegun
            if kind in _LAST:
                return (kind, *rest)
            begun = True
            _pass_on(kind, rest, feedback)
            self._look(process, answers, feedback)

    def _look(
        self, process: "subprocess.Popen[bytes]", answers: "queue.Queue[Any]", feedback: Feedback
    ) -> None:
        """Ask the process to stop if the person did, and give it a moment to do so."""
        try:
            feedback.check()
        except Cancelled:
            assert process.stdin is not None
            with suppress(OSError):
                send(process.stdin, ("stop", None))
            until = time.monotonic() + _LAST_WORDS
            with suppress(queue.Empty):
                while (left := until - time.monotonic()) > 0:
                    kind, *rest = answers.get(timeout=left)
                    if kind in _LAST:
                        _forget(kind, rest)
                        break
            raise


class _NeverBegun(Exception):
    """The process ended before it took the request: an idle one that had just gone."""


def _listen(process: "subprocess.Popen[bytes]", answers: "queue.Queue[Any]") -> None:
    """Take answers off the pipe up to the last one of a request."""
    assert process.stdout is not None
    kind = ""
    while kind not in _LAST:
        try:
            frame = receive(process.stdout)
        except (EOFError, OSError, ValueError):
            frame = ("gone",)
        kind = frame[0]
        answers.put(frame)


def _pass_on(kind: str, rest: list[Any], feedback: Feedback) -> None:
    if kind == "progress":
        feedback.progress(*rest)
    elif kind == "warn":
        feedback.warn(*rest)


def _forget(kind: str, rest: list[Any]) -> None:
    """Take away the arrays of an answer that nobody wants any more."""
    if kind == "done" and rest[0].file:
        with suppress(OSError):
            Path(rest[0].file).unlink()


def _ended(kind: str, rest: list[Any], path: Path) -> Any:
    """Return what was read, or raise what the reader raised."""
    if kind == "done":
        return unpack(rest[0])
    if kind == "cancelled":
        raise Cancelled
    if kind == "failed":
        problem, message, hint, parameter = rest
        if issubclass(problem, AnswerNeeded):
            raise problem(message, parameter, hint)
        raise problem(message, hint)
    if kind == "no memory":
        raise _too_much(path)
    if kind == "fault":
        raise ReaderFault(rest[0])
    raise stopped(path)


def stopped(path: Path) -> UnreadableFile:
    """Return the error for a file over which the process ended."""
    return UnreadableFile(msg("The reader stopped on {file}.", file=path.name), _HINT_STOPPED)


def _hung(path: Path) -> UnreadableFile:
    said: Message = msg("Reading {file} came to a standstill and was ended.", file=path.name)
    return UnreadableFile(said, _HINT_STOPPED)


def _too_much(path: Path) -> UnreadableFile:
    return UnreadableFile(
        msg("{file} asks for more memory than there is.", file=path.name),
        msg("Check that it was copied completely, or export it again from its source."),
    )


READER: Final = Reader()
atexit.register(READER.close)


def inspect(
    spec: ImporterSpec, path: Path, params: ImportParams, feedback: Feedback | None = None
) -> FieldGuess:
    """Look into a file, in a process apart where its library could crash."""
    if spec.native:
        return READER.inspect(spec, path, params, feedback)
    return spec.load().inspect(path, params)


def read(
    spec: ImporterSpec, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
) -> ImportResult:
    """Read a file, in a process apart where its library could crash."""
    if spec.native:
        return READER.read(spec, path, params, target, feedback)
    return spec.load().read(path, params, target, feedback)
