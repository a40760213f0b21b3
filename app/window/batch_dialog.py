"""The list of several files that come in together: what each is, what became of it, which one asks.

It stays beside the work; closing it leaves the reading to the job area. It reads nothing itself.
"""

from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gathering import DataSet
from app.i18n import renew_with_language, say, tr
from app.theme import pixmap, theme
from app.window.deliveries import Reading
from app.window.import_batch import ImportBatch, Item, State
from app.workbench import Workbench
from scene.messages import Message, msg

#: Answers that several files of one delivery share as a rule.
FOR_ALL: Final = ("crs", "datum_shift", "default_height", "encoding")

ICONS = {
    State.WAITING: ("more", "faint"),
    State.READING: ("more", "ink"),
    State.DONE: ("check", "pass"),
    State.QUESTION: ("help", "review"),
    State.FAILED: ("close", "fail"),
    State.LEFT: ("more", "faint"),
}


class BatchRow(QWidget):
    """One data set: its sign, its name, what became of it, and a button if it asks something."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sign, self.name, self.said = QLabel(), QLabel(), QLabel()
        self.sign.setFixedWidth(24)
        self.name.setProperty("heading", True)
        self.said.setWordWrap(True)
        self.answer = QPushButton()
        say(self.answer, self.answer.setText, msg("Answer…"))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.name)
        words.addWidget(self.said)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 5, 0, 5)
        layout.addWidget(self.sign, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self.answer)

    def show_item(self, item: Item) -> None:
        """Show how it stands."""
        icon, token = ICONS[item.state]
        self.sign.setPixmap(pixmap(icon, theme.colour(token), 18))
        beside = len(item.data.companions)
        more = f"  {tr(msg('and {count} companions', count=beside))}" if beside else ""
        self.name.setText(item.data.path.name + more)
        hint = f" {tr(item.hint)}" if item.hint and item.state in (State.FAILED, State.QUESTION) else ""
        self.said.setText(tr(item.sentence) + hint)
        self.said.setVisible(bool(item.sentence))
        for name, on in (("error", item.state is State.FAILED), ("quiet", item.state is not State.FAILED)):
            self.said.setProperty(name, on)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.answer.setVisible(item.state is State.QUESTION)


class BatchDialog(QDialog):
    """Import several data sets.

    Parameters
    ----------
    bench : Workbench
        Into whose project.
    data : tuple of DataSet
        What to import.
    """

    def __init__(self, bench: Workbench, data: tuple[DataSet, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, min(220 + 62 * len(data), 640))
        say(self, self.setWindowTitle, msg("Import"))
        self.batch = ImportBatch(bench, data, self)
        self._asked: set[int] = set()
        self._offered: tuple[tuple[int, ...], dict[str, object]] = ((), {})
        self._build()
        self.batch.changed.connect(self._on_item)
        self.batch.ended.connect(self._on_end)
        theme.changed.connect(self._renew)
        renew_with_language(self, self._renew)

    def _build(self) -> None:
        self._title = QLabel()
        self._title.setProperty("title", True)
        self.rows = [BatchRow(self) for _ in self.batch.items]
        page = QWidget()
        page.setProperty("panel", True)
        lines = QVBoxLayout(page)
        lines.setContentsMargins(18, 10, 18, 10)
        for number, row in enumerate(self.rows):
            row.answer.clicked.connect(lambda checked=False, number=number: self.ask(number))
            lines.addWidget(row)
        lines.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        self._same = QPushButton()
        self._same.clicked.connect(self._take_offer)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._stop, self._close = QPushButton(), QPushButton()
        say(self._stop, self._stop.setText, msg("Stop"))
        say(self._close, self._close.setText, msg("Close"))
        self._close.setDefault(True)
        self._stop.clicked.connect(self.batch.stop)
        self._close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addWidget(self._bar, 1)
        foot.addStretch(0)
        foot.addSpacing(12)
        foot.addWidget(self._stop)
        foot.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(area, 1)
        layout.addWidget(self._same, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(foot)

    def start(self) -> None:
        """Show the list and begin to read."""
        self.show()
        self.batch.start()
        self._renew()

    def ask(self, number: int) -> None:
        """Open the import dialog of one file at the question that it leaves open."""
        from app.window.import_dialog import ImportDialog

        item = self.batch.items[number]
        self._asked.add(number)
        dialog = ImportDialog(self._bench, self)
        dialog.imported.connect(lambda reading: self._on_answer(number, reading))
        dialog.finished.connect(lambda code: self._ask_next())
        dialog.open()
        dialog.open_file(item.data.path, item.parameter, item.sentence)

    def _on_answer(self, number: int, reading: Reading) -> None:
        """Take note of an answer, and offer it for the other files that ask the same."""
        self.batch.answered(number, reading.sentence)
        asked = self.batch.items[number].parameter
        value = getattr(reading.order.params, asked, None)
        others = self.batch.alike(number)
        if others and asked in FOR_ALL and value:
            self._offered = (others, {asked: value})
            self._asked.update(others)  # the button asks for all of them now
        self._sum_up()

    @Slot()
    def _take_offer(self) -> None:
        others, answers = self._offered
        self._offered = ((), {})
        self.batch.answer_alike(others, answers)
        self._sum_up()

    def _ask_next(self) -> None:
        """Go on with the next open question that was not asked yet."""
        if self.isHidden() or self.batch.running:
            return
        for number, item in enumerate(self.batch.items):
            if item.state is State.QUESTION and number not in self._asked:
                self.ask(number)
                return

    @Slot(int)
    def _on_item(self, number: int) -> None:
        self.rows[number].show_item(self.batch.items[number])
        self._sum_up()

    @Slot()
    def _on_end(self) -> None:
        self._sum_up()
        if self.batch.count(State.DONE):
            self._bench.window.zoom_to_selection()
        if self.isHidden():
            self._bench.tell(self._summary())
            self.deleteLater()
        else:
            self._ask_next()

    def _summary(self) -> Message:
        done, all_ = self.batch.count(State.DONE), len(self.batch.items)
        return msg("{done} of {count} files are imported.", done=done, count=all_)

    def _sum_up(self) -> None:
        open_ = self.batch.count(State.WAITING, State.READING)
        count = len(self.batch.items)
        running = self.batch.running or open_ > 0
        self._title.setText(
            tr(msg("Importing {count} files", count=count)) if running else tr(self._summary())
        )
        others, answers = self._offered
        self._same.setVisible(bool(others) and not running)
        if others:
            value = str(next(iter(answers.values())))
            self._same.setText(
                tr(msg("Use {answer} for {count} more files", answer=value, count=len(others)))
            )
        self._bar.setVisible(running)
        self._stop.setVisible(running)
        finished = count - open_ + (self.batch.fraction if self.batch.running else 0.0)
        self._bar.setValue(round(1000 * finished / max(count, 1)))

    @Slot()
    def _renew(self, *changed: object) -> None:
        for row, item in zip(self.rows, self.batch.items, strict=True):
            row.show_item(item)
        self._sum_up()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Leave the rest to the background while something is being read."""
        if self.batch.running:
            self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        super().closeEvent(event)
