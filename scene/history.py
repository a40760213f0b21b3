"""What was done, in order, and the way back.

Does a command first and remembers it after, so that one that fails leaves neither a trace nor a change.
It does not know who asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from psygnal import Signal

from scene.commands import Command
from scene.graph import SceneGraph
from scene.messages import Message


@dataclass(frozen=True, slots=True)
class Step:
    """One step along the history.

    Parameters
    ----------
    way : str
        Whether the command was done, undone or redone.
    command : Command
    joined : bool
        Whether it went on with the gesture of the command before it.
    """

    way: Literal["done", "undone", "redone"]
    command: Command
    joined: bool = False


def _anything(command: Command) -> None:
    """Refuse nothing."""


class History:
    """Undo and redo over one scene.

    Parameters
    ----------
    scene : SceneGraph
        The scene that commands are run on.
    """

    #: Emitted after every run, undo, redo and mark.
    changed = Signal()
    #: Emitted after every run, undo and redo, when the scene has announced what changed.
    stepped = Signal(Step)

    def __init__(self, scene: SceneGraph) -> None:
        self._scene = scene
        #: Asked before anything is done, undone or redone; raises to refuse.
        self.guard: Callable[[Command], None] = _anything
        self._done: list[Command] = []
        self._undone: list[Command] = []
        self._saved: Command | None = None
        self._saved_reachable = True

    def run(self, command: Command) -> None:
        """Do a command and remember it.

        Raises
        ------
        Exception
            Whatever the guard or the command raises; the history is then as before.
        """
        self.guard(command)
        with self._scene.batch():
            command.do(self._scene)
        merged = self._done[-1].merged(command) if self._done and self._done[-1] is not self._saved else None
        if merged is not None:
            self._done[-1] = merged
        else:
            self._done.append(command)
        if self._saved is not None and self._saved in self._undone:
            self._saved_reachable = False
        self._undone.clear()
        self.stepped.emit(Step("done", command, merged is not None))
        self.changed.emit()

    def undo(self) -> None:
        """Take the last command back; do nothing if there is none."""
        if not self._done:
            return
        command = self._done[-1]
        self.guard(command)
        with self._scene.batch():
            command.undo(self._scene)
        self._undone.append(self._done.pop())
        self.stepped.emit(Step("undone", command))
        self.changed.emit()

    def redo(self) -> None:
        """Do the last undone command again; do nothing if there is none."""
        if not self._undone:
            return
        command = self._undone[-1]
        self.guard(command)
        with self._scene.batch():
            command.do(self._scene)
        self._done.append(self._undone.pop())
        self.stepped.emit(Step("redone", command))
        self.changed.emit()

    def clear(self) -> None:
        """Forget everything, as after opening a project; the scene counts as saved."""
        self._done.clear()
        self._undone.clear()
        self.mark_saved()

    def mark_saved(self) -> None:
        """Say that the scene as it is now is on disk."""
        self._saved = self._done[-1] if self._done else None
        self._saved_reachable = True
        self.changed.emit()

    def mark_unsaved(self) -> None:
        """Say that the scene as it is now is nowhere on disk, as recovered work is."""
        self._saved_reachable = False
        self.changed.emit()

    @property
    def modified(self) -> bool:
        """Whether the scene differs from what is on disk."""
        last = self._done[-1] if self._done else None
        return not self._saved_reachable or last is not self._saved

    @property
    def undo_label(self) -> Message | None:
        """What undo would take back, or None."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> Message | None:
        """What redo would do again, or None."""
        return self._undone[-1].label if self._undone else None
