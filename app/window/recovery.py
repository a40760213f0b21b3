"""Unsaved work kept in the background while one works, and offered at the start after a crash."""

from datetime import datetime
from threading import Lock

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from app.i18n import tr
from app.jobs import Job
from app.projects import recovery_folder
from app.session import Session
from app.workbench import Workbench
from scene.graph import Change
from scene.messages import msg
from scene.node import Role
from scene.project.recovery import RecoveryFile, Unsaved, find_unsaved
from scene.record.entry import Entry

#: A modified scene is written this long after the last command; what was said, at once.
PAUSE_MS = 300


class Recovery:
    """Writes the recovery file of one window.

    Parameters
    ----------
    bench : Workbench
        Whose scene is kept.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._file: RecoveryFile | None = None
        self._given_up: list[RecoveryFile] = []
        self._taken_up: list[Unsaved] = []
        self._writing = False
        self._pressing = False
        self._making = Lock()
        self._soon = QTimer(bench, singleShot=True)
        self._soon.timeout.connect(self.keep)
        bench.scene_changed.connect(self._on_change)
        bench.scheme_changed.connect(lambda: self._on_change(()))  # which is shown is kept, too

    def _on_change(self, changes: tuple[Change, ...]) -> None:
        """Wait until the person rests; not with what somebody said, however long a house is pulled."""
        self._pressing = self._pressing or any(map(_says, changes))
        self._soon.start(0 if self._pressing else PAUSE_MS)

    def keep(self) -> None:
        """Write the scene as it is now, on a worker; one write at a time."""
        session = self._bench.session
        if not session.history.modified:
            self._pressing = False
            return
        if self._writing:
            self._soon.start(PAUSE_MS)  # at the latest; words go on as soon as that is written
            return
        file, snapshot, origin, meta = self._own(), session.scene.snapshot(), session.origin, session.meta
        self._writing, self._pressing = True, False
        job = self._bench.keeping.run(
            lambda feedback: file.keep(snapshot, origin, meta=meta),
            msg("Keeping unsaved work"),
            done=self._on_kept,
            failed=lambda problem: None,
            quiet=True,
        )
        job.ended.connect(self._on_written)

    @property
    def waiting(self) -> bool:
        """Whether something is still to be written."""
        return self._writing or self._soon.isActive()

    def _own(self) -> RecoveryFile:
        with self._making:
            if self._file is None:
                self._file = RecoveryFile(recovery_folder())
            return self._file

    def keep_entry(self, session: Session, entry: Entry) -> None:
        """Keep an entry of the decision log that no project file holds yet; from any thread."""
        self._own().keep_entry(entry, session.origin)

    def follow_log(self, session: Session) -> None:
        """Know the project file as it is now that the log in it went on; from any thread."""
        if self._file is not None:
            self._file.follow(session.origin)

    def _on_kept(self, nothing: object) -> None:
        for unsaved in self._taken_up:
            unsaved.discard()
        self._taken_up.clear()

    def _on_written(self, job: Job) -> None:
        self._writing = False
        self._discard_given_up()
        if self._pressing:
            self.keep()

    def take_up(self, unsaved: Unsaved) -> None:
        """Keep taken up work in this window's own file, then delete the one it was found in."""
        if unsaved.changes_scene:
            self._taken_up.append(unsaved)
            self.keep()
        else:  # its words are in the project, or in this window's journal, by now
            unsaved.discard()

    def forget(self) -> None:
        """Delete the file: the work is saved, or was given up knowingly."""
        self._soon.stop()
        self._pressing = False
        if self._file is not None:
            with self._making:
                self._given_up.append(self._file)
                self._file = None
        if not self._writing:
            self._discard_given_up()

    def close(self) -> None:
        """Delete the file, now that no worker is running any more."""
        self._writing = False
        self.forget()

    def _discard_given_up(self) -> None:
        for file in self._given_up:
            file.discard()
        self._given_up.clear()

    def offer(self) -> Unsaved | None:
        """Ask about work that an ended program left behind; return what the person wants to have back."""
        folder = recovery_folder()
        for unsaved in find_unsaved(folder) if folder.is_dir() else ():
            if self._wants(unsaved):
                return unsaved
            unsaved.discard()
        return None

    def _wants(self, unsaved: Unsaved) -> bool:
        when = f"{datetime.fromtimestamp(unsaved.changed):%Y-%m-%d %H:%M}"
        without = msg("the built-in city") if unsaved.built_in else msg("a project without a name")
        name = unsaved.project.name if unsaved.project else without
        box = QMessageBox(self._bench.window)
        box.setWindowTitle(tr(msg("Recover unsaved work?")))
        box.setText(
            tr(msg("The program ended without saving {name}, last changed {when}.", name=name, when=when))
        )
        box.setInformativeText(tr(msg("Recover it now, or discard it for good?")))
        take = box.addButton(tr(msg("Recover")), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(tr(msg("Discard")), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(take)
        box.exec()
        return box.clickedButton() is take


def _says(change: Change) -> bool:
    """Return whether a change is something that somebody said."""
    node = getattr(change, "after", None) or getattr(change, "node", None)
    return getattr(node, "role", None) is Role.OPINIONS
