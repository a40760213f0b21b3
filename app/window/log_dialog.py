"""The decision log as a table: when, who, what; its head to print; and who is at the desk.

It stays open beside the view and follows. It does not know how entries come about.
"""

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, say, tr
from app.log_words import ROLES, deed_of, sentence_of
from app.rights import may, refusal
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.messages import Message, msg
from scene.record.chain import head_of
from scene.record.entry import Entry

HEADS: Final[tuple[Message, ...]] = (
    msg("No."),
    msg("Time"),
    msg("Who"),
    msg("Deed"),
    msg("Content"),
)
WIDTHS: Final = (56, 170, 130, 100)


class LogTable(QAbstractTableModel):
    """Entries as rows, the newest last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()

    def show(self, entries: tuple[Entry, ...]) -> None:
        """Show these entries."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(  # noqa: N802
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008
    ) -> int:
        """Return the number of entries."""
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(  # noqa: N802
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008
    ) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(HEADS)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return what a cell says; its tip gives the hash of the entry."""
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells(entry)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self.cells(entry)[index.column()]}\n{entry.hash}"
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the title of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(HEADS[section])
        return None

    def cells(self, entry: Entry) -> tuple[str, ...]:
        """Return an entry as the texts of its row."""
        moment = entry.moment[:19].replace("T", " ")
        who = entry.who or tr(ROLES.get(entry.role, Message("")))
        return str(entry.number), moment, who, tr(deed_of(entry)), tr(sentence_of(entry))


class LogDialog(QDialog):
    """The log of the open project.

    Parameters
    ----------
    bench : Workbench
        Whose project it is.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(980, 560)
        say(self, self.setWindowTitle, msg("Decision log"))
        self.model = LogTable(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, width)
        self.table.horizontalHeader().setSectionResizeMode(len(WIDTHS), QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.head = QLabel()
        self.head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.head.setProperty("quiet", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addLayout(self._person_row())
        layout.addWidget(self.table, 1)
        layout.addLayout(self._decision_row())
        layout.addWidget(self.head)
        layout.addLayout(self._buttons())
        bench.state_changed.connect(self._renew_rights)
        bench.recording.written.connect(self._renew)
        bench.session_changed.connect(self._renew)
        renew_with_language(self, self._renew)
        self._renew()

    def _person_row(self) -> QHBoxLayout:
        settings = self._bench.settings.current
        label = QLabel()
        say(label, label.setText, msg("At the desk:"))
        self.name = QLineEdit(settings.person)
        self.name.setMaximumWidth(240)
        say(self.name, self.name.setPlaceholderText, msg("Name of the person"))
        self.name.editingFinished.connect(self._keep_person)
        self.role = QComboBox()
        self.role.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for key, title in ROLES.items():
            self.role.addItem(tr(title), key)
        self.role.setCurrentIndex(self.role.findData(settings.person_role))
        self.role.currentIndexChanged.connect(self._keep_person)
        row = QHBoxLayout()
        row.setSpacing(10)
        for widget in (label, self.name, self.role):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _decision_row(self) -> QHBoxLayout:
        self.decision, self.decide = QLineEdit(), QPushButton()
        say(self.decision, self.decision.setPlaceholderText, msg("What is decided"))
        say(self.decide, self.decide.setText, msg("Enter the decision"))
        self.decide.setAutoDefault(False)
        self.decide.clicked.connect(self._enter_decision)
        self.decision.returnPressed.connect(self._enter_decision)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.decision, 1)
        row.addWidget(self.decide)
        return row

    @Slot()
    def _enter_decision(self) -> None:
        text, recorder = self.decision.text().strip(), self._bench.recording.recorder
        if text and recorder is not None:
            try:
                recorder.decide(text)
            except WeiyangError as problem:
                self._bench.report(problem)
            else:
                self.decision.clear()

    @Slot()
    def _renew_rights(self) -> None:
        """Let who may not decide see why."""
        role = self._bench.settings.current.person_role
        allowed = may(role, "decide")
        for widget in (self.decision, self.decide):
            widget.setEnabled(allowed)
            widget.setToolTip("" if allowed else tr(refusal(role, "decide")))

    def _buttons(self) -> QHBoxLayout:
        copy, close = QPushButton(), QPushButton()
        say(copy, copy.setText, msg("Copy"))
        say(close, close.setText, msg("Close"))
        copy.clicked.connect(self.copy)
        copy.setAutoDefault(False)
        close.clicked.connect(self.close)
        close.setAutoDefault(False)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(close)
        return row

    @Slot()
    def _keep_person(self) -> None:
        self._bench.settings.change(person=self.name.text().strip(), person_role=self.role.currentData())
        self._bench.touch()

    @Slot()
    def _renew(self, *written: object) -> None:
        bar = self.table.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        entries = self._bench.session.book.entries
        self.model.show(entries)
        for place, title in enumerate(ROLES.values()):
            self.role.setItemText(place, tr(title))
        self._renew_rights()
        self.head.setText(tr(msg("Head: {head}", head=head_of(entries))) if entries else "")
        if at_end:
            self.table.scrollToBottom()

    @Slot()
    def copy(self) -> None:
        """Put the whole log with its head on the clipboard, for a table or the minutes."""
        lines = ["\t".join(self.model.cells(entry)) for entry in self.model.entries]
        QGuiApplication.clipboard().setText("\n".join([*lines, self.head.text()]))
