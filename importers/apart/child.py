"""The process that reads: ``python -m importers.apart.child``. It asks for nothing and shows nothing.

Frames come on standard input and go out on what was standard output; whatever a library prints goes
nowhere. It ends when its parent is gone, when nothing is asked for a while, and after large work.
"""

import os
import queue
import shutil
import signal
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from importers.apart.memory import resident_bytes
from importers.apart.wire import Packet, pack, receive, send, unpack
from importers.base import ImporterSpec, ImportParams, ImportTarget
from scene.errors import AnswerNeeded, Cancelled, WeiyangError
from scene.frame import SceneFrame
from scene.graph import Snapshot
from scene.messages import Message
from scene.node import Node, NodeId

#: Without a request for so long it ends, seconds.
IDLE: Final = 180.0
#: Having grown to this it ends after the work, bytes: memory that a library keeps comes back no other way.
GROWN: Final = 400 << 20
_HEARTBEAT: Final = 0.5


class _Voice:
    """The feedback of a reader: speaks over the pipe."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.stop = threading.Event()
        self._spoke = 0.0

    def progress(self, fraction: float, message: Message | None = None) -> None:
        """Say how much is done, at most some twenty times a second."""
        now = time.monotonic()
        if message is not None or fraction >= 1.0 or now - self._spoke > 0.05:
            self._spoke = now
            send(self._out, ("progress", fraction, message))

    def check(self) -> None:
        """Raise if the parent asked to stop; show that the work is alive."""
        if self.stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._spoke > _HEARTBEAT:
            self._spoke = now
            send(self._out, ("alive",))

    def warn(self, message: Message) -> None:
        """Pass a warning on."""
        send(self._out, ("warn", message))

    def preview(self, result: object) -> None:
        """Show no interim results: they would travel twice."""


class _Reader:
    """Does one request after another.

    Parameters
    ----------
    out : BinaryIO
        Where answers go.
    folder : str
        Where arrays go.
    """

    def __init__(self, out: BinaryIO, folder: str) -> None:
        self._out = out
        self._folder = folder
        self._ground: tuple[Node, ...] = ()
        self.voice = _Voice(out)

    def do(self, packet: Packet) -> None:
        """Do what is asked and say how it ended."""
        send(self._out, ("begun",))
        try:
            verb, spec, path, params, frame, scene_frame, ground = unpack(packet)
            if ground is not None:
                self._ground = ground
            answer = self._read(verb, spec, path, params, frame, scene_frame)
            send(self._out, ("done", pack(answer, self._folder)))
        except Cancelled:
            send(self._out, ("cancelled",))
        except WeiyangError as problem:
            parameter = problem.parameter if isinstance(problem, AnswerNeeded) else ""
            send(self._out, ("failed", type(problem), problem.message, problem.hint, parameter))
        except MemoryError:
            send(self._out, ("no memory",))
        except Exception:
            send(self._out, ("fault", traceback.format_exc()))

    def _read(
        self,
        verb: str,
        spec: ImporterSpec,
        path: Path,
        params: ImportParams,
        frame: SceneFrame | None,
        scene_frame: SceneFrame | None,
    ) -> object:
        worker = spec.load()
        if verb == "inspect":
            return worker.inspect(path, params)
        parents: dict[NodeId, NodeId | None] = dict.fromkeys(node.id for node in self._ground)
        scene = None if scene_frame is None else Snapshot(scene_frame, self._ground, parents)
        return worker.read(path, params, ImportTarget(frame, scene), self.voice)


def _listen(pipe: BinaryIO, asked: "queue.Queue[Packet]", reader: _Reader, folder: str) -> None:
    """Take requests and the wish to stop; end with the parent, and leave nothing behind if it was killed."""
    try:
        while True:
            kind, value = receive(pipe)
            if kind == "stop":
                reader.voice.stop.set()
            else:
                reader.voice.stop.clear()
                asked.put(value)
    except (EOFError, OSError):
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)


def main(folder: str) -> None:
    """Serve until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to understand
    out, silence = os.fdopen(os.dup(1), "wb"), os.open(os.devnull, os.O_WRONLY)
    pipe = os.fdopen(os.dup(0), "rb")
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    reader = _Reader(out, folder)
    asked: queue.Queue[Packet] = queue.Queue()
    threading.Thread(target=_listen, args=(pipe, asked, reader, folder), daemon=True).start()
    with suppress(queue.Empty, OSError):
        while resident_bytes() < GROWN:
            reader.do(asked.get(timeout=IDLE))
    os._exit(0)  # nothing is left to tidy up, and a library may crash over it


if __name__ == "__main__":
    main(sys.argv[1])
