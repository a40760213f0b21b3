"""The decision log of one open project: an entry is on the disk when it has been added.

It lies in the project file. Where there is none yet, or a save is writing it, a journal beside the recovery
file holds what is to follow; the next save takes that in. It does not know what entries say.
"""

from collections.abc import Callable, Iterable, Mapping
from threading import RLock
from typing import Any, Final, TypeAlias

from scene.errors import ProjectProblem
from scene.project.log import OutOfStep
from scene.project.store import ProjectStore
from scene.record.chain import following
from scene.record.entry import Deed, Entry

#: Puts an entry where the next start finds it.
Journal: TypeAlias = Callable[[Entry], None]

#: What a person would miss, and no program can find again.
WORDS: Final = frozenset({Deed.SAID, Deed.DECIDED, Deed.SEALED})


class Book:
    """A log that any thread may add to.

    Parameters
    ----------
    store : ProjectStore, optional
        The project file; None while there is none.
    entries : iterable of Entry
        What it holds.
    """

    def __init__(self, store: ProjectStore | None = None, entries: Iterable[Entry] = ()) -> None:
        self._store = store
        self._entries = list(entries)
        self._waiting: list[Entry] = []
        self._journal: Journal | None = None
        self._lock = RLock()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries so far; never waits for one that is being written."""
        return tuple(self._entries)

    @property
    def unsaved_words(self) -> bool:
        """Whether the project file lacks something that a person would miss."""
        return any(entry.deed in WORDS for entry in tuple(self._waiting))

    def keep_in(self, journal: Journal | None) -> None:
        """Put what the project file lacks into a journal, now and from now on."""
        with self._lock:
            self._journal = journal
            for entry in self._waiting if journal else ():
                journal(entry)  # type: ignore[misc]

    def add(
        self, deed: Deed, moment: str, program: str, body: Mapping[str, Any], who: str = "", role: str = ""
    ) -> Entry:
        """Add an entry.

        Raises
        ------
        OSError
            If it can be written nowhere; the entry stands in this log all the same, and the next save
            takes it in.
        ProjectProblem
            If the project cannot be written and there is no journal; the entry stands as above.
        """
        with self._lock:
            entry = following(self._entries[-1:], deed, moment, program, body, who, role)
            return self._take((entry,))[-1]

    def take_in(self, entries: Iterable[Entry]) -> None:
        """Add what was found in a journal; what is here already is left out."""
        with self._lock:
            known = {entry.hash for entry in self._entries}
            fresh = tuple(entry for entry in entries if entry.hash not in known)
            if fresh:
                self._take(fresh)

    def settle(self, store: ProjectStore) -> None:
        """Go on in the file that was just saved, with what was said while it was being written."""
        with self._lock:
            self._store = store
            held = {entry.hash for entry in store.log()}
            self._waiting = [entry for entry in self._entries if entry.hash not in held]
            self._take(())

    def _take(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Chain entries to those that are here and bring them onto the disk."""
        taken = self._chained(entries)
        self._waiting += taken
        if self._store is not None and self._waiting and self._written(self._store):
            self._waiting.clear()
        elif self._journal is not None:
            for entry in taken:
                self._journal(entry)
        return tuple(self._entries[-len(taken) :]) if taken else ()

    def _chained(self, entries: Iterable[Entry]) -> list[Entry]:
        taken = []
        for entry in entries:
            held = (entry.deed, entry.moment, entry.program, entry.body, entry.who, entry.role)
            taken.append(following(self._entries[-1:], *held))
            self._entries.append(taken[-1])
        return taken

    def _written(self, store: ProjectStore) -> bool:
        """Write what waits into the project file; say whether it is there now."""
        try:
            return store.append(*self._waiting, patiently=self._journal is None)
        except OutOfStep:
            # What another program wrote stands; what waits follows it. Nobody was shown these hashes yet.
            self._entries, waiting = list(store.log()), self._waiting
            self._waiting = self._chained(waiting)
            return store.append(*self._waiting)
        except ProjectProblem:
            if self._journal is None:
                raise
            return False
