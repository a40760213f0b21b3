"""The Schemes panel: the list with its verbs, what the shown scheme makes otherwise, and its figures."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app import scheming
from app.i18n import say
from app.panels.schemes.difference_list import DifferenceList
from app.panels.schemes.indicator_view import IndicatorView
from app.panels.schemes.scheme_list import SchemeList
from app.theme import icon, theme
from app.workbench import Workbench
from scene.messages import msg

#: Verbs on schemes as wholes, and on the one that is shown; ids of actions.
VERBS = ("scheme.new", "scheme.copy", "scheme.rename", "scheme.up", "scheme.down", "scheme.remove")
WORK = (
    ("analysis.draw", msg("Draw")),
    ("file.import", msg("Import")),
    ("scheme.demolish", msg("Demolish")),
)
ICONS = {"analysis.draw": "footprint", "file.import": "import", "scheme.demolish": "demolish"}


class SchemesPanel(QWidget):
    """Existing city and schemes.

    Parameters
    ----------
    bench : Workbench
        Whose schemes.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = SchemeList(bench, self)
        self.list.setMinimumHeight(112)
        self.differences = DifferenceList(bench, self)
        self.differences.setMinimumHeight(60)
        self.indicators = IndicatorView(bench, self)
        self._hint = QLabel()
        self._hint.setProperty("quiet", True)
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(8, 4, 12, 12)
        self._verbs = [QToolButton(self) for _ in VERBS]
        self._work = [QPushButton(self) for _ in WORK]
        self._tools = QWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._row(self._verbs))
        layout.addWidget(self.list, 2)
        layout.addWidget(self._hint)
        layout.addWidget(self._tools)
        layout.addWidget(self.differences, 3)
        rule = QFrame()
        rule.setProperty("rule", True)
        layout.addWidget(rule)
        layout.addWidget(self.indicators)
        row = self._row(self._work)
        row.setContentsMargins(6, 2, 8, 2)
        self._tools.setLayout(row)
        say(
            self._hint,
            self._hint.setText,
            msg("The city as it stands. What is drawn, imported or changed while a scheme is shown is the "
                "scheme's; the city keeps what it has."),
        )  # fmt: skip
        for signal in (bench.session_changed, bench.scene_changed, bench.scheme_changed):
            signal.connect(self.renew)
        theme.changed.connect(self._dress)
        self.renew()

    @staticmethod
    def _row(widgets: list[QToolButton] | list[QPushButton]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def take_actions(self) -> None:
        """Wear the actions of the window, once there are any."""
        actions = self._bench.window.menus.actions
        for button, name in zip(self._verbs, VERBS, strict=True):
            button.setDefaultAction(actions[name])
            button.setIconSize(QSize(18, 18))
        for work, (name, title) in zip(self._work, WORK, strict=True):
            work.setProperty("quiet", True)
            work.clicked.connect(actions[name].trigger)
            actions[name].changed.connect(self._enable)
            say(work, work.setText, title)
        self._dress()
        self._enable()

    def rename_shown(self) -> None:
        """Open the editor on the name of the scheme that is shown."""
        self._bench.window.dock("schemes").raise_()
        self.list.rename_shown()

    @Slot()
    def renew(self, *changed: object) -> None:
        """Show what there is now."""
        known = tuple((s.id, s.name, s.letter, s.colour) for s in scheming.schemes(self._bench))
        if known != getattr(self, "_listed", None):
            self._listed = known
            self.list.renew()
        self.list.mark_shown()
        shown = scheming.shown(self._bench) is not None
        self._hint.setVisible(not shown)
        self._tools.setVisible(shown)
        self.differences.setVisible(shown)
        self.differences.renew()

    @Slot()
    def _enable(self) -> None:
        window = self._bench.window
        if hasattr(window, "menus"):
            for work, (name, _) in zip(self._work, WORK, strict=True):
                work.setEnabled(window.menus.actions[name].isEnabled())

    @Slot()
    def _dress(self, *changed: object) -> None:
        for work, (name, _) in zip(self._work, WORK, strict=True):
            work.setIcon(icon(ICONS[name]))
