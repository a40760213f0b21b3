"""The import dialog: what a file is, where it lies, what its columns mean; then one command.

It looks into the file in the background, asks only what the file leaves open, and says errors as one
sentence inside. Reading is the importer's work.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, say, tr
from app.importing import Order, carried_out, command_for, order_for
from app.jobs import Job
from app.window.import_answers import ImportAnswers
from app.wording import Text
from app.workbench import Workbench
from importers.apart import reader
from importers.base import FieldGuess, ImporterSpec, ImportResult
from importers.registry import by_id, for_file, specs
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
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.path: Path | None = None
        self.spec: ImporterSpec | None = None
        self._job: Job | None = None
        self._done = False
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
        head.addWidget(self._other, alignment=Qt.AlignmentFlag.AlignTop)
        rule = QFrame()
        rule.setProperty("rule", True)
        self.answers = ImportAnswers(self._bench, self)
        self.answers.look_again.connect(self._again.start)
        self.answers.format_chosen.connect(self._on_format)
        self.answers.place_wanted.connect(self._ask_place)
        self._problem = QLabel()
        self._problem.setProperty("error", True)
        self._problem.setWordWrap(True)
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
        foot.addWidget(self._state, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._import)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(rule)
        layout.addWidget(self.answers, 1)
        layout.addWidget(self._problem)
        layout.addWidget(self._bar)
        layout.addLayout(foot)

    # -- the file ------------------------------------------------------------------------------------------

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file; do nothing if none is chosen."""
        patterns = " ".join(pattern for spec in specs() for pattern in spec.patterns)
        kinds = [f"{tr(msg('All that can be read'))} ({patterns})"]
        kinds += [f"{tr(spec.title)} ({' '.join(spec.patterns)})" for spec in specs()]
        folder = self._bench.settings.current.last_folder
        name, _ = QFileDialog.getOpenFileName(
            self, tr(msg("Choose a file to import")), folder, ";;".join(kinds)
        )
        if name:
            self._bench.settings.change(last_folder=str(Path(name).parent))
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """Look into a file."""
        self.path, self._done = path, False
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
        assert self.spec is not None
        what = self.spec.title
        self._summary = (
            msg("{what}  ·  {count:,} entries", what=what, count=guess.count) if guess.count >= 0 else what
        )
        self._renew()

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
        order = order_for(self._bench.session, spec, path, params)
        self._work(
            lambda feedback: carried_out(order, feedback),
            msg("Importing {name}", name=path.name),
            lambda result: self._on_result(order, result),
        )

    def _on_result(self, order: Order, result: ImportResult) -> None:
        session = self._bench.session
        nodes = tuple(self._as_wanted(node) for node in result.nodes)
        command = command_for(order, result, nodes)
        if not self._bench.run(command):
            return
        if command.frame is not None:
            self._bench.window.seeing.show_session()
        session.selection.select(Selected(nodes[0].id))
        self._bench.window.zoom_to_selection()
        if result.issues:
            self._done = True
            self.answers.show_issues(result.issues)
            self._summary = msg("Imported. This was noticed on the way:")
            self._renew()
        else:
            self._bench.tell(msg("{name} is imported.", name=nodes[0].name))
            self.accept()

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
        self._problem.setText("" if error is None else _in_words(error))
        self._problem.setVisible(error is not None)
        self._cancel.setText(tr(msg("Cancel")))
        self._cancel.setVisible(not self._done)
        self._import.setText(tr(msg("Close") if self._done else msg("Import")))
        self._import.setEnabled(self._done or (self.spec is not None and not busy))
        self.answers.setEnabled(not busy or self._bar.value() == 0)

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
        self._again.stop()
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)


def _in_words(problem: WeiyangError) -> str:
    return tr(problem.message) + (f" {tr(problem.hint)}" if problem.hint else "")
