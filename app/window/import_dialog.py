"""The import dialog: what a file is, where it lies, what its columns mean; then one command.

It looks into the file in the background, asks only what the file leaves open, and says errors as one
sentence inside. Reading is the importer's work.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gathering import DataSet, gather
from app.i18n import renew_with_language, say, tr
from app.import_report import ImportReport
from app.importing import Imported, carried_out, command_for, order_for
from app.jobs import Job
from app.window.deliveries import Reading, in_words, remember
from app.window.file_kinds import ask_files, told_of
from app.window.import_answers import ImportAnswers
from app.window.look_ahead import LookAhead
from app.window.recent_imports import offer_recent
from app.window.recipe_line import RecipeLine
from app.wording import Text
from app.workbench import Workbench
from importers.apart import reader
from importers.base import FieldGuess, ImporterSpec
from importers.registry import by_id, for_file
from scene.errors import AnswerNeeded, WeiyangError
from scene.messages import Message, msg
from scene.node import Node, Role
from scene.selection import Selected

#: The file is looked into anew this long after the last answer that may change what is seen.
LOOK_AGAIN_MS = 350


class ImportDialog(QDialog):
    """Import one file.

    Parameters
    ----------
    bench : Workbench
        Into whose scene.
    taken : callable, optional
        Takes what was read, in place of the scene.
    """

    #: A file came in; carries its `Reading`.
    imported = Signal(object)

    def __init__(
        self,
        bench: Workbench,
        parent: QWidget | None = None,
        taken: Callable[[Reading], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self._taken = taken
        self._bench = bench
        self._question, self._why = "", ""
        self._columns: tuple[str, ...] = ()
        self._recipe_sought = False
        self.path: Path | None = None
        self.spec: ImporterSpec | None = None
        self._job: Job | None = None
        self._done = False
        self._report: ImportReport | None = None
        self._summary: Text = ""
        self._error: WeiyangError | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(820, 760)
        say(self, self.setWindowTitle, msg("Import"))
        self._again = QTimer(self, singleShot=True, interval=LOOK_AGAIN_MS)
        self._again.timeout.connect(self._look)
        self._build()
        renew_with_language(self, self._renew)

    def _build(self) -> None:
        self._title, self._found = QLabel(), QLabel()
        self._title.setProperty("title", True)
        self._found.setProperty("quiet", True)
        self._found.setWordWrap(True)
        self._other = QPushButton()
        say(self._other, self._other.setText, msg("Choose a file…"))
        self._other.clicked.connect(self.choose_file)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._found)
        head.addLayout(words, 1)
        again = QPushButton()
        say(again, again.setText, msg("Import again"))
        offer_recent(again, self._bench, lambda paths: self.take(gather(paths)))
        head.addWidget(again, alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._other, alignment=Qt.AlignmentFlag.AlignTop)
        self._build_middle()
        self._build_foot(head)

    def _build_middle(self) -> None:
        self.answers = ImportAnswers(self._bench, self)
        self._ahead = LookAhead(self._bench, self.answers.look)
        self.answers.look_again.connect(self._again.start)
        self.answers.format_chosen.connect(self._on_format)
        self.answers.place_wanted.connect(self._ask_place)
        self.recipe_line = RecipeLine(self._bench)
        self.recipe_line.updating.connect(self.accept)
        self.recipe_line.cleared.connect(self._clear_recipe)
        self._problem = QLabel()
        self._problem.setProperty("error", True)
        self._problem.setWordWrap(True)

    def _build_foot(self, head: QHBoxLayout) -> None:
        rule = QFrame()
        rule.setProperty("rule", True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._state = QLabel()
        self._state.setProperty("quiet", True)
        self._cancel, self._import = QPushButton(), QPushButton()
        self._import.setDefault(True)
        self._cancel.clicked.connect(self.reject)
        self._import.clicked.connect(self.start)
        foot = QHBoxLayout()
        self._all = QPushButton()
        say(self._all, self._all.setText, msg("Import report…"))
        self._all.clicked.connect(self.show_report)
        foot.addWidget(self._state, 1)
        foot.addWidget(self._all)
        foot.addWidget(self._cancel)
        foot.addWidget(self._import)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(rule)
        layout.addWidget(self.recipe_line)
        layout.addWidget(self.answers, 1)
        layout.addWidget(self._problem)
        layout.addWidget(self._bar)
        layout.addLayout(foot)

    # -- the file ------------------------------------------------------------------------------------------

    @Slot()
    def choose_file(self) -> None:
        """Ask for files; do nothing if none is chosen. Several are given to the list of several files."""
        paths = ask_files(self, self._bench.settings, msg("Choose files to import"))
        if paths:
            self.take(gather(paths))

    def take(self, data: tuple[DataSet, ...]) -> None:
        """Look into one data set; hand several to the list and step aside."""
        if len(data) == 1:
            self.open_file(data[0].path)
        else:
            self._bench.files.import_all(data)
            self.close()

    def open_file(self, path: Path, question: str = "", sentence: Text = "") -> None:
        """Look into a file.

        Parameters
        ----------
        path : Path
        question : str
            Parameter that is known to need an answer.
        sentence : Text
            Why.
        """
        self.path, self._done, self._question = path, False, question
        self._why = sentence
        self._take_format(None)
        self._work(lambda feedback: for_file(path), msg("Looking at {name}…", name=path.name), self._on_spec)

    def _on_spec(self, spec: ImporterSpec) -> None:
        self._take_format(spec)
        self._look()

    @Slot(str)
    def _on_format(self, importer_id: str) -> None:
        self._on_spec(by_id(importer_id))

    def _take_format(self, spec: ImporterSpec | None) -> None:
        self.spec = spec
        self._error = None
        self._ahead.stop()
        self._columns, self._recipe_sought = (), False
        self.recipe_line.forget()
        self.answers.ask(spec, spec.load().params_type if spec else None)
        self._renew()

    @Slot()
    def _look(self) -> None:
        spec, path = self.spec, self.path
        params = self.answers.read()
        if spec is None or path is None or params is None:
            self._renew()
            return
        title = msg("Looking at {name}…", name=path.name)
        self._work(lambda feedback: reader.inspect(spec, path, params, feedback), title, self._on_guess)

    def _on_guess(self, guess: FieldGuess) -> None:
        self.answers.suggest(guess)
        self._columns = guess.columns
        if not self._recipe_sought:
            self._seek_recipe()
        assert self.spec is not None
        self._summary = told_of(guess, self.spec.title)
        params = self.answers.read()
        if params is not None and self.path is not None:
            self._ahead.ask(self.spec, self.path, params)
        if self._question:
            self._error = AnswerNeeded(msg("{sentence}", sentence=self._why), self._question)
            self.answers.point_at(self._question)
            self._question = ""
        self._renew()

    def _seek_recipe(self) -> None:
        """Fill in the answers of an earlier delivery of this layer, and look again with them."""
        self._recipe_sought = True
        assert self.spec is not None
        assert self.path is not None
        recipe = self.recipe_line.seek(self.spec.id, self.path, self._columns)
        if recipe is not None and self.answers.fill(recipe.answers):
            self.recipe_line.show_recipe(recipe)
            self._again.start()

    @Slot()
    def _clear_recipe(self) -> None:
        """Ask anew what the recipe had answered."""
        self.recipe_line.show_recipe(None)
        self.answers.clear_answers()
        self._again.start()

    # -- work ----------------------------------------------------------------------------------------------

    def _work(self, task: Any, title: Message, done: Any) -> None:
        self._error = None
        self._job = self._bench.jobs.run(
            task, title, done=done, failed=self._on_problem, lane=f"import-{id(self)}", quiet=True
        )
        self._job.changed.connect(self._renew)
        self._job.ended.connect(self._on_end)
        self._renew()

    @Slot(object)
    def _on_end(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._renew()

    def _on_problem(self, problem: WeiyangError) -> None:
        self._error = problem
        if isinstance(problem, AnswerNeeded):
            self.answers.point_at(problem.parameter)
        self._renew()

    @Slot()
    def start(self) -> None:
        """Import; the scene changes only if all is read."""
        if self._done:
            self.accept()
            return
        spec, path = self.spec, self.path
        params = self.answers.read()
        if spec is None or path is None or params is None:
            return
        self._ahead.stop()
        self._again.stop()  # a look that is still due would take the place of the reading
        order = order_for(self._bench.session, spec, path, params)
        self._work(
            lambda feedback: carried_out(order, feedback),
            msg("Importing {name}", name=path.name),
            self._on_imported,
        )

    def _on_imported(self, imported: Imported) -> None:
        if self._taken is not None:
            self.accept()
            self._taken(Reading(imported, None, self._columns))
            return
        session, result = self._bench.session, imported.result
        nodes = tuple(self._as_wanted(node) for node in result.nodes)
        command = command_for(imported, nodes, self._bench.session.shown.scheme or None)
        if not self._bench.run(command):
            return
        if command.frame is not None:
            self._bench.window.seeing.show_session()
        session.selection.select(Selected(nodes[0].id))
        self._bench.window.zoom_to_selection()
        self._tell_others(imported)
        if result.issues:
            self._done, self._report = True, imported.report
            self.answers.show_issues(result.issues)
            self._summary = msg("Imported. This was noticed on the way:")
            self._renew()
        else:
            self._bench.tell(msg("{name} is imported.", name=nodes[0].name))
            self.accept()

    @Slot()
    def show_report(self) -> None:
        """Go on to the table of all features that were repaired, dropped or noticed."""
        report = self._report
        self.accept()
        self._bench.files.show_import_report(report)

    def _tell_others(self, imported: Imported) -> None:
        """Keep file and answers for the next delivery, and say what came in."""
        reading = Reading(imported, None, self._columns)
        remember(self._bench, reading)
        self.imported.emit(reading)

    def _as_wanted(self, node: Node) -> Node:
        if self.answers.as_proposals and node.role is Role.BUILDINGS:
            return replace(node, role=Role.PROPOSALS)
        return node

    @Slot()
    def _ask_place(self) -> None:
        """Step aside while the person clicks a place in the view."""
        self.hide()
        self._bench.toolbox.pick_place(self.answers.take_place, self.show)

    # -- showing -------------------------------------------------------------------------------------------

    @Slot()
    def _renew(self) -> None:
        busy = self._job is not None
        self._title.setText(self.path.name if self.path else tr(msg("Choose a file to import")))
        self._found.setText(
            tr(self._summary) if self.path else tr(msg("Terrain, footprints, point clouds and models."))
        )
        self._bar.setVisible(busy)
        if self._job is not None:
            self._bar.setValue(round(self._job.fraction * 1000))
            self._state.setText(tr(self._job.message or self._job.title))
        else:
            self._state.setText("")
        error = self._error
        self._problem.setText("" if error is None else in_words(error))
        self._problem.setVisible(error is not None)
        self._cancel.setText(tr(msg("Cancel")))
        self._cancel.setVisible(not self._done)
        self._all.setVisible(self._done)
        self._import.setText(tr(msg("Close") if self._done else msg("Import")))
        self._import.setEnabled(self._done or (self.spec is not None and not busy))
        self.answers.setEnabled(not busy or self._bar.value() == 0)

    def done(self, code: int) -> None:
        """Read no more for the picture of a file that is chosen no more."""
        self._ahead.stop()
        super().done(code)

    @Slot()
    def reject(self) -> None:
        """Cancel what is under way; with nothing under way, close."""
        job = self._job
        self._again.stop()
        if job is not None:
            job.cancel()
        importing = job is not None and job.title.template.startswith("Importing")
        if not importing:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Leave no work behind."""
        self._ahead.stop()
        self._again.stop()
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)
