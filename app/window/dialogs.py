"""Two dialogs to read: the sheet of keys, derived from the table of actions, and About."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.actions.action import Action
from app.actions.table import ACTIONS, MENUS
from app.actions.view import MODES
from app.i18n import say, tr
from app.version import VERSION
from app.window.status import HOW
from app.wording import Text
from scene.messages import Message, msg

CREDITS: tuple[Message, ...] = (
    msg("Map data: © OpenStreetMap contributors, Open Database Licence (ODbL)."),
    msg("The built-in city is synthetic and illustrative; only what says so is measured."),
    msg("Program: Apache Licence 2.0. Qt and PySide6: LGPL 3, separate libraries that may be exchanged."),
    msg("3D drawing: VTK and PyVista. Exact rays: Embree. Further notices: the file NOTICE."),
)

#: Rows that differ by a number only: the sheet has one line for all of them.
NUMBERED = ("view.viewpoint_", "scheme.show_")

#: What a presenter's remote and these keys do while a meeting is presented.
REMOTE: tuple[tuple[Text, Text], ...] = (
    (msg("Next stop"), "PgDown  →  Space  N"),
    (msg("Previous stop"), "PgUp  ←  Backspace  P"),
    (msg("First and last stop"), "Home  End"),
    (msg("The stop once more"), "F5"),
    (msg("Dark screen"), ".  B"),
    (msg("Title over the picture"), "T"),
    (msg("The answer beside the view"), "V"),
    (msg("The presenter's bar"), "M"),
    (msg("End the meeting"), "Esc"),
)
#: What keys do on bars that have the focus, and while pictures are compared.
BARS: tuple[tuple[Text, Text], ...] = (
    (msg("Bars of time and routes: play or pause"), "Space"),
    (msg("A step back or on, a leap back or on"), "←  →  PgUp  PgDown"),
    (msg("The curtain, when it has been clicked"), "←  →  Home  End"),
    (msg("In turn: the next picture"), "Space"),
    (msg("Tools: end, take the last place back, leave"), "Enter  Backspace  Esc"),
)


class ReadingDialog(QDialog):
    """A dialog that is read and closed."""

    def __init__(self, title: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, self.setWindowTitle, title)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        close = QPushButton()
        close.setDefault(True)
        say(close, close.setText, msg("Close"))
        close.clicked.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.addLayout(self.body)
        layout.addSpacing(14)
        layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)

    def add(self, text: Text, kind: str = "", width: int = 0) -> QLabel:
        """Add a paragraph."""
        label = QLabel()
        label.setWordWrap(True)
        if width:
            label.setMinimumWidth(width)
        if kind:
            label.setProperty(kind, True)
        say(label, label.setText, text)
        self.body.addWidget(label)
        return label


def about(parent: QWidget) -> ReadingDialog:
    """Return the About dialog: what this is, and whom to thank."""
    dialog = ReadingDialog(msg("About Weiyang"), parent)
    dialog.add("维扬 Weiyang", "display", 520)
    dialog.add(msg("Version {version}", version=VERSION), "quiet")
    dialog.body.addSpacing(8)
    dialog.add(msg("A virtual Yangzhou for planning review: walk through it, and ask what can be seen."))
    dialog.body.addSpacing(8)
    for credit in CREDITS:
        dialog.add(credit, "quiet")
    return dialog


def shortcuts(parent: QWidget) -> ReadingDialog:
    """Return the sheet of keys and of what the mouse does."""
    dialog = ReadingDialog(msg("Keys and mouse"), parent)
    columns = QHBoxLayout()
    columns.setSpacing(48)
    left, right = QVBoxLayout(), QVBoxLayout()
    for side in (left, right):
        side.setSpacing(6)
    for place, (key, title) in enumerate(MENUS):
        rows = [
            row
            for row in ACTIONS
            if row.menu == key and row.shortcut and row.id.rstrip("0123456789") not in NUMBERED
        ]
        side = left if place in (0, 1, 4) else right
        _section(side, title, [(row.title, _keys(row)) for row in rows])
    moving: list[tuple[Text, Text]] = [(title, HOW[mode]) for mode, title, _, _ in MODES]
    _section(right, msg("Moving"), moving, narrow=60)
    numbered: list[tuple[Text, Text]] = [
        (msg("Fly to a stored viewpoint"), "1 – 9"),
        (msg("Show the existing city"), "Alt+0"),
        (msg("Show a scheme"), "Alt+1 – Alt+9"),
    ]
    _section(left, msg("Viewpoints and schemes"), numbered)
    _section(right, msg("Bars and tools"), list(BARS))
    _section(left, msg("While a meeting is presented"), list(REMOTE))
    for side in (left, right):
        side.addStretch(1)
        columns.addLayout(side, 1)
    page = QWidget()
    page.setLayout(columns)
    page.setProperty("panel", True)
    columns.setContentsMargins(24, 18, 24, 4)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.setMinimumSize(980, 660)
    dialog.body.addWidget(area)
    return dialog


def _keys(row: Action) -> str:
    return QKeySequence(row.shortcut).toString(QKeySequence.SequenceFormat.NativeText)


def _section(layout: QVBoxLayout, title: Message, rows: list[tuple[Text, Text]], narrow: int = 170) -> None:
    heading = QLabel(tr(title))
    heading.setProperty("heading", True)
    layout.addWidget(heading)
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(5)
    for place, (name, keys) in enumerate(rows):
        key = QLabel(tr(keys))
        key.setProperty("quiet", True)
        grid.addWidget(QLabel(tr(name)), place, 0)
        grid.addWidget(key, place, 1)
    grid.setColumnMinimumWidth(0, narrow)
    grid.setColumnStretch(1, 1)
    layout.addLayout(grid)
    layout.addSpacing(20)
