"""Asks what goes into the archive of a meeting and where to; seals it; shows the head to be printed.

It does not know how an archive is written.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.archive.parts import PARTS
from app.i18n import renew_with_language, say, tr
from app.review import project_name
from app.wording import Text
from app.workbench import Workbench
from scene.clock import BEIJING_TIME
from scene.messages import msg

if TYPE_CHECKING:
    from app.archive.sealing import Archive

FILMS: Final = msg("Films (*.mp4)")


class SealDialog(QDialog):
    """Asks, seals, and says what to print.

    Parameters
    ----------
    bench : Workbench
        Whose project is sealed.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._sealing = bench.window.sealing
        self._archive: Archive | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, self.setWindowTitle, msg("Seal the meeting"))
        self.place, self.zipped = QLineEdit(str(self._proposed())), QCheckBox()
        self.parts = {part.key: QCheckBox() for part in PARTS}
        self.films = QListWidget()
        self.films.setMaximumHeight(72)
        self.films.hide()
        self._bar, self._said = QProgressBar(), QLabel()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._said.setWordWrap(True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for widget in (self._bar, self._said):
            widget.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(12)
        layout.addWidget(
            _label(
                msg(
                    "Every result that stands is computed again, then all is written into one archive, "
                    "which anyone can hold to the head that is printed in its minutes."
                ),
                "quiet",
            )
        )
        layout.addLayout(self._place_row())
        layout.addWidget(self.zipped)
        layout.addWidget(_label(msg("What goes in"), "heading"))
        for part in PARTS:
            self._add_part(part.key, part.title, part.needed, part.chosen)
            layout.addWidget(self.parts[part.key])
        layout.addWidget(self.films)
        layout.addLayout(self._signing_row())
        layout.addWidget(self._bar)
        layout.addWidget(self._said)
        layout.addLayout(self._buttons())
        say(self.zipped, self.zipped.setText, msg("As one zip file"))
        self.setMinimumWidth(660)
        self._sealing.ended.connect(self._on_end)
        renew_with_language(self, self._words)

    def _proposed(self) -> Path:
        """Return where an archive would go: beside the project, under its name and the day."""
        session = self._bench.session
        folder = (
            session.path.parent if session.path else Path(self._bench.settings.current.last_folder or ".")
        )
        day = datetime.now(BEIJING_TIME)
        stem = folder / f"{tr(project_name(session), 'zh')}-会审-{day:%Y%m%d}"
        proposed, number = stem, 1
        while proposed.exists() or proposed.with_name(f"{proposed.name}.zip").exists():
            number += 1
            proposed = stem.with_name(f"{stem.name}-{number}")
        return proposed.absolute()

    def _place_row(self) -> QHBoxLayout:
        label, choose = QLabel(), QPushButton()
        say(label, label.setText, msg("Archive"))
        say(choose, choose.setText, msg("Choose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.place, 1)
        row.addWidget(choose)
        self._asking = [self.place, choose, self.zipped]
        return row

    def _add_part(self, key: str, title: Text, needed: bool, chosen: bool) -> None:
        box = self.parts[key]
        say(box, box.setText, title)
        box.setChecked(needed or (chosen and key != "films"))
        box.setEnabled(not needed)
        if not needed:
            self._asking.append(box)
        if key == "films":
            box.toggled.connect(self._on_films)

    def _signing_row(self) -> QHBoxLayout:
        self.signed, self.key = QLabel(), QPushButton()
        self.signed.setProperty("quiet", True)
        say(self.key, self.key.setText, msg("Signing key…"))
        self.key.setAutoDefault(False)
        self.key.clicked.connect(self._show_key)
        self._asking.append(self.key)
        row = QHBoxLayout()
        row.addWidget(self.signed, 1)
        row.addWidget(self.key)
        return row

    @Slot()
    def _show_key(self) -> None:
        from app.window.key_dialog import KeyDialog

        dialog = KeyDialog(self._bench, self)
        dialog.finished.connect(self._words)
        dialog.open()

    def _buttons(self) -> QHBoxLayout:
        self.cancel, self.copy, self.show_it, self.start = (QPushButton() for _ in range(4))
        say(self.copy, self.copy.setText, msg("Copy the head"))
        say(self.show_it, self.show_it.setText, msg("Open the folder"))
        self.start.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.copy.clicked.connect(self._copy)
        self.show_it.clicked.connect(self._open_folder)
        self.start.clicked.connect(self._begin)
        row = QHBoxLayout()
        row.addWidget(self.cancel)
        row.addStretch(1)
        for button in (self.copy, self.show_it, self.start):
            row.addWidget(button)
        self.copy.hide()
        self.show_it.hide()
        return row

    @Slot()
    def _words(self) -> None:
        self.start.setText(tr(msg("Close") if self._archive else msg("Seal")))
        self.cancel.setText(tr(msg("Cancel")))
        signer = self._bench.recording.signer
        self.signed.setText(
            tr(msg("Signed by {name}.", name=signer.name) if signer else msg("Not signed: no key is open."))
        )
        self._tell_archive()

    @Slot()
    def _choose(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr(msg("Archive of the meeting")), self.place.text())
        if name:
            self.place.setText(name.removesuffix(".zip"))

    @Slot(bool)
    def _on_films(self, on: bool) -> None:
        """Ask for films when they are switched on."""
        if on and not self.films.count():
            names, _ = QFileDialog.getOpenFileNames(
                self, tr(msg("Films")), self._bench.settings.current.last_folder, tr(FILMS)
            )
            self.films.addItems(names)
            if not names:
                self.parts["films"].setChecked(False)
        self.films.setVisible(self.parts["films"].isChecked())

    @Slot()
    def _begin(self) -> None:
        if self._archive is not None:
            self.accept()
            return
        from app.archive.sealing import Order

        films = tuple(Path(self.films.item(row).text()) for row in range(self.films.count()))
        chosen = frozenset(key for key, box in self.parts.items() if box.isChecked())
        name = self.place.text().strip() + (".zip" if self.zipped.isChecked() else "")
        self._sealing.seal(Order(Path(name), chosen, films if "films" in chosen else ()))
        assert self._sealing.job is not None
        self._sealing.job.changed.connect(self._on_progress)
        self._ask(False)

    def _ask(self, on: bool) -> None:
        for widget in self._asking:
            widget.setEnabled(on)
        self.start.setEnabled(on)
        self._bar.setVisible(not on)
        self._said.setVisible(not on)
        self._fit()

    @Slot()
    def _on_progress(self) -> None:
        job = self._sealing.job
        if job is not None:
            self._bar.setValue(round(1000 * job.fraction))
            self._said.setText(tr(job.message) if job.message else "")

    @Slot(object)
    def _on_end(self, archive: "Archive | None") -> None:
        self._archive = archive
        self._ask(archive is None)
        self._bar.hide()
        if archive is not None:
            self.cancel.hide()
            self.copy.show()
            self.show_it.show()
            self.start.setEnabled(True)
            self._words()

    def _tell_archive(self) -> None:
        if self._archive is None:
            return
        told = [
            tr(msg("The meeting is sealed as {file}.", file=self._archive.path.name)),
            tr(msg("Head: {head}", head=self._archive.head)),
            *(tr(fallen.reason) for fallen in self._archive.matter.fallen),
        ]
        self._said.setText("\n".join(told))
        self._said.show()
        self._fit()

    def _fit(self) -> None:
        """Grow to what is said now."""
        layout = self.layout()
        layout.activate()
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    @Slot()
    def _copy(self) -> None:
        if self._archive is not None:
            QGuiApplication.clipboard().setText(self._archive.head)

    @Slot()
    def _open_folder(self) -> None:
        if self._archive is not None:
            path = self._archive.path
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path if path.is_dir() else path.parent)))

    def reject(self) -> None:
        """Cancel what is going on; close if nothing is."""
        if self._sealing.busy:
            self._sealing.cancel()
        else:
            super().reject()


def _label(text: Text, manner: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setProperty(manner, True)
    say(label, label.setText, text)
    return label
