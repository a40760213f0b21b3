"""Projects in and out of the window: new, built-in, open, save, import, picture.

Asks the questions and starts the jobs; reading and writing is done by ``app.projects`` on workers.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.gathering import DataSet, gather
from app.i18n import tr
from app.import_report import ImportReport, imported_layer, report_in
from app.jobs import Task
from app.projects import is_project, open_built_in, open_project, recover, save_project
from app.rehearsal import beside
from app.session import Session
from app.window.recovery import Recovery
from app.wording import Text
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.feedback import Feedback
from scene.messages import Message, msg
from scene.project.recovery import Unsaved

PROJECT_FILTER = msg("Projects of Weiyang (*.gpkg)")


class Files:
    """What the File menu does.

    Parameters
    ----------
    bench : Workbench
        Whose session is exchanged and saved.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self.recovery = Recovery(bench)

    # -- opening -------------------------------------------------------------------------------------------

    def new(self) -> None:
        """Open an empty project, which takes its frame from the first data."""
        if self.may_leave():
            self.take(Session.empty())

    def build_city(self, asked: bool = True) -> None:
        """Build the city that comes with the program, behind the veil."""
        if asked and not self.may_leave():
            return
        first = not self._bench.settings.current.started_before
        detail = (
            msg("The first start prepares the program for this machine. It takes up to half a minute, once.")
            if first
            else msg("Lake, lanes, courtyards and pagodas, from public figures.")
        )
        self._open_with(open_built_in, msg("Building Yangzhou…"), detail)

    def ask_open(self) -> None:
        """Ask which project to open."""
        path = self._ask_path(msg("Open a project"), PROJECT_FILTER, saving=False)
        if path:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open a project file."""
        if self.may_leave():
            title = msg("Opening {name}…", name=path.name)
            self._open_with(lambda feedback: open_project(path, feedback), title, "")

    def recover(self, unsaved: Unsaved) -> None:
        """Open work that was not saved; what it was found in stays until it is kept anew."""

        def taken_up(session: Session) -> None:
            self.take(session)
            self.recovery.take_up(unsaved)
            if unsaved.project_changed and unsaved.project:
                self._bench.tell(
                    msg("{file} was changed by another program since.", file=unsaved.project.name),
                    msg("Save the recovered work under another name, then compare the two."),
                )

        title = msg("Recovering unsaved work…")
        self._open_with(lambda feedback: recover(unsaved, feedback), title, "", taken_up)

    def _open_with(
        self, task: Task, title: Message, detail: Text, done: Callable[[Session], None] | None = None
    ) -> None:
        central = self._bench.window.central
        central.cover(title, detail)

        def failed(problem: WeiyangError) -> None:
            central.uncover()
            self._bench.report(problem)

        def prepared(feedback: Feedback) -> object:
            with beside(feedback):
                return task(feedback)

        job = self._bench.jobs.run(
            prepared, title, done=done or self._opened, failed=failed, lane="open", quiet=True
        )
        job.changed.connect(lambda: central.cover(title, job.message or detail, job.fraction))

    def _opened(self, session: Session) -> None:
        self.take(session)
        path = session.path
        if path is not None:
            self._bench.settings.keep(self._bench.settings.current.with_recent(path))
        self._bench.settings.change(started_before=True)

    def take(self, session: Session) -> None:
        """Make a session the open one."""
        self._bench.recording.leave()
        self.recovery.forget()
        self._bench.take(session)

    # -- saving --------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save to the project's file; ask for one if there is none."""
        if self._bench.session.path is None:
            self.ask_save()
        else:
            self.save_to(None)

    def ask_save(self) -> None:
        """Ask where to save."""
        path = self._ask_path(msg("Save the project as"), PROJECT_FILTER, saving=True)
        if path:
            self.save_to(path if path.suffix else path.with_suffix(".gpkg"))

    def save_to(self, path: Path | None) -> None:
        """Save in the background; the scene counts as saved if nothing was done meanwhile."""
        session = self._bench.session
        snapshot, label = session.scene.snapshot(), session.history.undo_label

        def task(feedback: Feedback) -> None:
            save_project(session, snapshot, path, feedback)

        def done(nothing: object) -> None:
            if session.history.undo_label is label:
                session.history.mark_saved()
            self.recovery.forget()
            if session.path is not None:
                self._bench.settings.keep(self._bench.settings.current.with_recent(session.path))
                self._bench.tell(msg("Saved as {file}.", file=session.path.name))
            self._bench.touch()

        self._bench.jobs.run(task, msg("Saving the project"), done=done, lane="save")

    def may_leave(self) -> bool:
        """Ask what to do with unsaved work; return whether the open project may be left now."""
        self._bench.opinions.settle()
        session = self._bench.session
        if not session.history.modified and not session.book.unsaved_words:
            return True
        box = QMessageBox(self._bench.window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(tr(msg("Unsaved work")))
        box.setText(tr(msg("Save the changes to this project first?")))
        save = box.addButton(tr(msg("Save")), QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton(tr(msg("Do not save")), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr(msg("Cancel")), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.exec()
        if box.clickedButton() is save:
            return self._save_now()
        return box.clickedButton() is drop

    def _save_now(self) -> bool:
        """Save before leaving, waiting for it, and return whether it is saved."""
        session = self._bench.session
        path = session.path or self._ask_path(msg("Save the project as"), PROJECT_FILTER, saving=True)
        if path is None:
            return False
        try:
            save_project(
                session, session.scene.snapshot(), path if path.suffix else path.with_suffix(".gpkg")
            )
        except WeiyangError as problem:
            self._bench.report(problem)
            return False
        session.history.mark_saved()
        return True

    # -- import and pictures -------------------------------------------------------------------------------

    def ask_import(self) -> None:
        """Open the import dialog."""
        from app.window.import_dialog import ImportDialog

        dialog = ImportDialog(self._bench, self._bench.window)
        dialog.open()
        dialog.choose_file()

    def show_import_report(self, report: ImportReport | None = None) -> None:
        """Open the table of what was repaired, dropped and noticed in the selected layer."""
        from app.window.import_report_dialog import ImportReportDialog

        scene, selected = self._bench.session.scene, self._bench.session.selection.current
        layer = imported_layer(scene, selected.node_id) if selected else None
        if layer is not None:
            shown = report or report_in(scene, layer.id)
            assert shown is not None
            ImportReportDialog(self._bench, shown, layer.id, self._bench.window).show()

    def import_paths(self, paths: list[Path]) -> None:
        """Import files and folders, as dropped; a project among nothing else is opened."""
        if len(paths) == 1 and is_project(paths[0]):
            self.open(paths[0])
            return
        data = gather(paths)
        if len(data) == 1:
            from app.window.import_dialog import ImportDialog

            dialog = ImportDialog(self._bench, self._bench.window)
            dialog.open()
            dialog.open_file(data[0].path)
        elif data:
            self.import_all(data)
        else:
            self._bench.tell(msg("There is no file in what was dropped."))

    def import_all(self, data: tuple[DataSet, ...]) -> None:
        """Import several data sets one after the other, with a list of what becomes of each."""
        from app.window.batch_dialog import BatchDialog

        BatchDialog(self._bench, data, self._bench.window).start()

    def ask_export(self) -> None:
        """Open the dialog that writes layers into files of other programs."""
        from app.window.export_dialog import ExportDialog

        ExportDialog(self._bench, self._bench.window).open()

    def ask_results(self) -> None:
        """Ask for a folder and write verdicts, tables and sight lines into it."""
        desk, settings = self._bench.balloon, self._bench.settings
        result, parameters = desk.result, dict(desk.parameters)
        name = QFileDialog.getExistingDirectory(
            self._bench.window, tr(msg("Folder for the results")), settings.current.last_folder
        )
        if not name or result is None:
            return
        settings.change(last_folder=name)
        scene = self._bench.session.shown.graph.snapshot()

        def task(feedback: Feedback) -> object:
            from app.exporting import export_results

            return export_results(Path(name), "sightline.balloon", parameters, result, scene, feedback)

        def done(files: object) -> None:
            self._bench.tell(msg("The results are exported into {folder}.", folder=Path(name).name))

        self._bench.jobs.run(task, msg("Exporting the results"), done=done, lane="results")

    def ask_picture(self) -> None:
        """Open the dialog that exports a picture."""
        from app.window.picture_dialog import PictureDialog

        PictureDialog(self._bench, self._bench.window).open()

    def _ask_path(self, title: Message, pattern: Message, saving: bool) -> Path | None:
        folder = self._bench.settings.current.last_folder
        ask = QFileDialog.getSaveFileName if saving else QFileDialog.getOpenFileName
        name, _ = ask(self._bench.window, tr(title), folder, tr(pattern))
        if not name:
            return None
        self._bench.settings.change(last_folder=str(Path(name).parent))
        return Path(name)
