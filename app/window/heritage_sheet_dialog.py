"""The heritage impact sheet as a form: an item, a proposal, what numbers suggest, what a person enters.

It keeps nothing itself: each entry is a command of :mod:`app.heritage_sheet`.
"""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from analysis.heritage.matrix import Choice, SheetField, structure
from analysis.heritage.sheet import SheetEntry, open_entry
from app.heritage_sheet import enter, entered, items_in, proposals_in, suggestion
from app.i18n import renew_with_language, say, tr
from app.workbench import Workbench
from scene.messages import BilingualText, msg

ANALYSIS = "heritage.impact"


class HeritageSheetDialog(QDialog):
    """Asks for one row of the sheet at a time.

    Parameters
    ----------
    bench : Workbench
        On whose scene.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._structure = structure()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        say(self, self.setWindowTitle, msg("Heritage impact sheet"))
        scene = bench.session.shown.graph
        self.item, self.proposal = _names(items_in(scene)), _names(proposals_in(scene))
        self.suggested, self.grade = QLabel(), QLabel()
        self.suggested.setWordWrap(True)
        self.grade.setObjectName("grade")
        self.value, self.change = _choices(self._structure.values), _choices(self._structure.changes)
        self.fields = {field.key: _field(field) for field in self._structure.fields}
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        for title, widget in (
            (msg("Heritage item"), self.item),
            (msg("Proposal"), self.proposal),
            (msg("Suggested by the numbers"), self.suggested),
            (msg("Value of the item"), self.value),
            (msg("Change, as you judge it"), self.change),
            (msg("Significance"), self.grade),
        ):
            form.addRow(_label(title), widget)
        for field in self._structure.fields:
            form.addRow(_label(field.name), self.fields[field.key])
        source = QLabel()
        source.setProperty("quiet", True)
        source.setWordWrap(True)
        say(source, source.setText, self._structure.source)
        close, self.keep = QPushButton(), QPushButton()
        say(close, close.setText, msg("Close"))
        say(self.keep, self.keep.setText, msg("Enter"))
        self.keep.setDefault(True)
        close.clicked.connect(self.reject)
        self.keep.clicked.connect(self.enter)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(source)
        layout.addLayout(buttons)
        for box in (self.item, self.proposal):
            box.currentIndexChanged.connect(self.show_pair)
        for box in (self.value, self.change):
            box.currentIndexChanged.connect(self._show_grade)
        renew_with_language(self, self._show_words)
        self.show_pair()

    @property
    def pair(self) -> tuple[str, str]:
        """Ids of the item and the proposal that are looked at."""
        return str(self.item.currentData() or ""), str(self.proposal.currentData() or "")

    @Slot()
    def show_pair(self) -> None:
        """Show what is held of the pair, and what the numbers suggest."""
        entry = open_entry(entered(self._bench.session.scene), *self.pair, self._suggested())
        _put(self.value, entry.value)
        _put(self.change, entry.change)
        for key, widget in self.fields.items():
            text = entry.fields.get(key, "")
            if isinstance(widget, QComboBox):
                _put(widget, text)
            elif isinstance(widget, QPlainTextEdit):
                widget.setPlainText(text)
            else:
                widget.setText(text)
        self.keep.setEnabled(all(self.pair))
        self._show_words()

    @Slot()
    def enter(self) -> None:
        """Keep what stands in the form, as one step that can be undone."""
        held = open_entry(entered(self._bench.session.scene), *self.pair, self._suggested())
        fields = {key: _answer(widget) for key, widget in self.fields.items()}
        entry = SheetEntry(
            *self.pair,
            held.suggested,
            str(self.value.currentData() or ""),
            str(self.change.currentData() or ""),
            {key: text for key, text in fields.items() if text},
        )
        if self._bench.run(enter(self._bench.session.scene, entry)):
            self._bench.tell(msg("The sheet is kept in the project and printed in the report."))

    def _suggested(self) -> str:
        runs = [run.result for run in self._bench.analyses.runs if run.id == ANALYSIS]
        return suggestion(runs, *self.pair)

    def _show_words(self) -> None:
        key = open_entry(entered(self._bench.session.scene), *self.pair, self._suggested()).suggested
        found = next((choice.name for choice in self._structure.changes if choice.key == key), None)
        none = msg("none yet; run the analysis Heritage impact")
        self.suggested.setText(tr(found if found is not None else none))
        for box in (self.item, self.proposal, self.value, self.change, *self.fields.values()):
            if isinstance(box, QComboBox):
                for row in range(box.count()):
                    name = box.itemData(row, NAME)
                    box.setItemText(row, tr(name) if name is not None else "")
        self._show_grade()

    @Slot()
    def _show_grade(self) -> None:
        grade = self._structure.grade(
            str(self.value.currentData() or ""), str(self.change.currentData() or "")
        )
        self.grade.setText(f"<b>{tr(grade)}</b>" if grade is not None else "–")


#: Where a box keeps the name of a row, beside its key.
NAME = Qt.ItemDataRole.UserRole + 1


def _names(rows: tuple[tuple[str, BilingualText], ...]) -> QComboBox:
    box = QComboBox()
    for key, name in rows:
        box.addItem(tr(name), key)
        box.setItemData(box.count() - 1, name, NAME)
    return box


def _choices(choices: tuple[Choice, ...]) -> QComboBox:
    box = _names(tuple((choice.key, choice.name) for choice in choices))
    box.insertItem(0, "", "")  # open
    box.setCurrentIndex(0)
    return box


def _field(field: SheetField) -> QComboBox | QLineEdit | QPlainTextEdit:
    if field.choices:
        return _choices(field.choices)
    if field.lines == 1:
        return QLineEdit()
    sentences = QPlainTextEdit()
    sentences.setTabChangesFocus(True)
    sentences.setFixedHeight(field.lines * sentences.fontMetrics().lineSpacing() + 14)
    return sentences


def _answer(widget: QComboBox | QLineEdit | QPlainTextEdit) -> str:
    if isinstance(widget, QComboBox):
        return str(widget.currentData() or "")
    return (widget.toPlainText() if isinstance(widget, QPlainTextEdit) else widget.text()).strip()


def _label(title: object) -> QLabel:
    label = QLabel()
    say(label, label.setText, title)  # type: ignore[arg-type]
    return label


def _put(box: QComboBox, key: str) -> None:
    box.setCurrentIndex(max(box.findData(key), 0))
