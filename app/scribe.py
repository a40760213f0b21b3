"""Writes entries of the decision log on threads of its own, so that nobody waits for a disk or a hash.

A gesture that goes on is one entry, written when it has come to rest; what takes long to put together does
not keep what is said from the disk. It does not know what entries say.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Any, Final, TypeAlias

from app.version import PROGRAM, VERSION
from scene.errors import WeiyangError
from scene.project.book import Book
from scene.record.entry import Deed, Entry
from scene.record.signed import SIGNATURE, statement

Body: TypeAlias = Mapping[str, Any]
#: From a statement to its signature, as an entry keeps it.
Sign: TypeAlias = Callable[[bytes], Mapping[str, str]]

#: A gesture is at rest when nothing has gone on with it for so long.
REST_S: Final = 0.4


@dataclass(frozen=True)
class Note:
    """Something that shall become an entry.

    Parameters
    ----------
    deed : Deed
    moment : str
        When it happened, ISO 8601.
    who, role : str
    body : Mapping or callable
        What belongs to it, or what puts that together on a thread of the scribe.
    gesture : str
        A note takes the place of one with the same gesture that is not written yet; empty: written at once.
    sign : callable, optional
        Signs what the entry says, on a thread of the scribe.
    """

    deed: Deed
    moment: str
    who: str
    role: str
    body: Body | Callable[[], Body]
    gesture: str = ""
    sign: Sign | None = None


class Scribe:
    """Puts notes into a book.

    Parameters
    ----------
    book : Book
        Where they are written.
    written : callable
        Called on a thread of the scribe after every entry.
    failed : callable
        Called on a thread of the scribe with what kept an entry from the disk.
    """

    def __init__(
        self, book: Book, written: Callable[[Entry], None], failed: Callable[[Exception], None]
    ) -> None:
        self._book, self._written, self._failed = book, written, failed
        self._notes: SimpleQueue[Note | Event | None] = SimpleQueue()
        self._slow = ThreadPoolExecutor(1, thread_name_prefix="record-hash")
        self._thread: Thread | None = None

    def put(self, note: Note) -> None:
        """Take a note; return at once."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name="record", daemon=True)
            self._thread.start()
        self._notes.put(note)

    def write(self, note: Note) -> Entry:
        """Write a note whose body is there, at once and on the caller's thread, and return its entry.

        Raises
        ------
        OSError, ProjectProblem
            If it can be written nowhere.
        """
        assert not callable(note.body)
        program, body = f"{PROGRAM} {VERSION}", note.body
        if note.sign is not None:
            said = statement(note.deed, note.moment, note.who, note.role, program, body)
            body = {**body, SIGNATURE: note.sign(said)}
        entry = self._book.add(note.deed, note.moment, program, body, note.who, note.role)
        self._written(entry)
        return entry

    def flush(self) -> None:
        """Wait until everything that was put is on the disk."""
        if self._thread is None:
            return
        self._pass()
        self._slow.submit(lambda: None).result()
        self._pass()

    def close(self) -> None:
        """Write what is left, and stop."""
        self.flush()
        self._slow.shutdown()
        if self._thread is not None:
            self._notes.put(None)
            self._thread.join()

    def _pass(self) -> None:
        passed = Event()
        self._notes.put(passed)
        passed.wait()

    def _work(self) -> None:
        held: dict[str, tuple[float, Note]] = {}
        while True:
            soonest = min((due for due, _ in held.values()), default=None)
            try:
                note = self._notes.get(timeout=None if soonest is None else max(0.0, soonest - monotonic()))
            except Empty:
                self._let_go(held, monotonic())
                continue
            if note is None:
                return
            if isinstance(note, Event):
                self._let_go(held, float("inf"))
                note.set()
            elif note.gesture:
                held[note.gesture] = (monotonic() + REST_S, note)
            else:
                self._write(note)

    def _let_go(self, held: dict[str, tuple[float, Note]], now: float) -> None:
        for gesture, (due, note) in sorted(held.items(), key=lambda item: item[1][0]):
            if due <= now:
                del held[gesture]
                self._write(replace(note, gesture=""))

    def _write(self, note: Note) -> None:
        if callable(note.body):
            self._slow.submit(self._put_together, note, note.body)
            return
        try:
            self.write(note)
        except (OSError, WeiyangError) as problem:
            self._failed(problem)

    def _put_together(self, note: Note, make: Callable[[], Body]) -> None:
        try:
            body = make()
        except Exception as problem:  # whatever it is, it must not end the record
            self._failed(problem)
        else:
            self._notes.put(replace(note, body=body))
