"""The recorder of whichever project is open: begins and ends with it, and hears what was found.

It knows Qt's signals; what an entry says is ``app.record``.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.analysing import Finding
from app.record import Person, Recorder
from app.rights import demand, right_of
from app.workbench import Workbench
from scene.commands import Command
from scene.messages import msg
from scene.record.entry import Entry

if TYPE_CHECKING:
    from analysis.base import AnalysisResult
    from app.signing import Signer


class Recording(QObject):
    """Keeps the decision log of one window.

    Parameters
    ----------
    bench : Workbench
        With desks and files in place.
    """

    #: An entry was written; emitted on the recorder's thread.
    written = Signal(object)
    #: An entry could not be written; emitted on the recorder's thread.
    failed = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self.recorder: Recorder | None = None
        self._told = False
        #: By which decisions and seals are signed; None while nobody opened a key.
        self.signer: Signer | None = None
        self.failed.connect(self._on_failed)
        bench.session_changed.connect(self._begin)
        bench.analyses.found.connect(self._on_found)
        bench.comparing.figures.found.connect(self._on_found)
        bench.balloon.answered.connect(self._on_balloon)
        self._begin()

    @property
    def person(self) -> Person:
        """Who is at the desk, as the settings say."""
        settings = self._bench.settings.current
        return Person(settings.person, settings.person_role)

    def sign_with(self, signer: "Signer") -> None:
        """Sign with a key from now on, until the window closes."""
        self.signer = signer
        if self.recorder is not None:
            self.recorder.sign = signer
        self._bench.touch()

    @Slot()
    def _begin(self) -> None:
        self.leave()
        self._told = False
        session, recovery = self._bench.session, self._bench.files.recovery
        session.book.keep_in(partial(recovery.keep_entry, session))

        def written(entry: Entry) -> None:
            recovery.follow_log(session)
            self.written.emit(entry)

        self.recorder = Recorder(session, lambda: self.person, written, self.failed.emit)
        self.recorder.sign = self.signer
        session.history.guard = self._guard
        if len(session.scene):
            self.recorder.opened()

    def _guard(self, command: Command) -> None:
        """Refuse what the role at the desk does not do."""
        demand(self.person.role, right_of(command))

    def leave(self) -> None:
        """Write what is left of the project that is open, and follow it no more."""
        if self.recorder is not None:
            self.recorder.close()
            self.recorder.session.book.keep_in(None)
            self.recorder = None

    @Slot(object)
    def _on_found(self, finding: Finding) -> None:
        if self.recorder is not None:
            self.recorder.computed(finding)

    @Slot(object)
    def _on_balloon(self, result: "AnalysisResult") -> None:
        from analysis.registry import by_id

        spec, asked = by_id("sightline.balloon"), dict(self._bench.balloon.parameters)
        params = spec.params_type().model_validate(asked)
        shown = self._bench.session.shown
        self._on_found(Finding(spec, params, shown.graph.snapshot(), result, shown.scheme))

    @Slot(object)
    def _on_failed(self, problem: Exception) -> None:
        """Say once that the log cannot be written; every further entry would say the same."""
        if not self._told:
            self._told = True
            self._bench.report_sentence(
                msg("The decision log cannot be written: {problem}", problem=problem),
                msg("Save the project under another name; what was said is kept until then."),
            )
