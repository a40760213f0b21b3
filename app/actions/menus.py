"""The table of actions as Qt's menus, toolbar and shortcuts.

One QAction for each row, kept true to the workbench. It does not know what any action does.
"""

from functools import partial
from itertools import groupby

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton

from app.actions.action import Action
from app.actions.rights import NEEDED
from app.actions.table import ACTIONS, MENUS
from app.i18n import renew_with_language, say, tr
from app.rights import may, refusal
from app.theme import icon, theme
from app.workbench import Workbench
from scene.messages import msg


class Menus(QObject):
    """Menus and toolbar of one window.

    Parameters
    ----------
    window : QMainWindow
        Gets the menu bar and the toolbar.
    bench : Workbench
        What the actions work on.
    """

    def __init__(self, window: QMainWindow, bench: Workbench) -> None:
        super().__init__(window)
        self._window = window
        self._bench = bench
        self.actions: dict[str, QAction] = {row.id: self._action(row) for row in ACTIONS}
        self.menus: dict[str, QMenu] = {}
        for key, title in MENUS:
            self._menu(key, title)
        self.toolbar = self._toolbar()
        renew_with_language(window, self.refresh)
        bench.state_changed.connect(self.refresh)
        theme.changed.connect(self._dress)
        self._dress()

    def trigger(self, action_id: str) -> None:
        """Do an action as its menu would: nothing happens while it is disabled."""
        self.refresh()
        self.actions[action_id].trigger()

    def _action(self, row: Action) -> QAction:
        made = QAction(self._window)
        made.setObjectName(row.id)
        made.setCheckable(row.checked is not None)
        if row.shortcut:
            made.setShortcut(QKeySequence(row.shortcut))
            made.setAutoRepeat(row.id in ("edit.undo", "edit.redo"))
        if row.entries is None:
            made.triggered.connect(partial(self._run, row))
        self._window.addAction(made)
        return made

    def _run(self, row: Action, checked: bool = False) -> None:
        row.run(self._bench)
        self.refresh()

    def _menu(self, key: str, title: object) -> None:
        menu = self._window.menuBar().addMenu("")
        menu.setToolTipsVisible(False)
        say(menu, menu.setTitle, title)  # type: ignore[arg-type]
        rows = [row for row in ACTIONS if row.menu == key and row.section >= 0]
        for place, (_, section) in enumerate(groupby(rows, key=lambda row: row.section)):
            if place:
                menu.addSeparator()
            for row in section:
                action = self.actions[row.id]
                if row.entries is not None:
                    submenu = QMenu(menu)
                    submenu.aboutToShow.connect(partial(self._fill, submenu, row))
                    action.setMenu(submenu)
                menu.addAction(action)
        self.menus[key] = menu

    def _fill(self, submenu: QMenu, row: Action) -> None:
        submenu.clear()
        assert row.entries is not None
        for entry in row.entries(self._bench):
            line = submenu.addAction(tr(entry.title))
            line.setEnabled(entry.enabled)
            line.triggered.connect(lambda checked=False, entry=entry: entry.run(self._bench))

    def _toolbar(self) -> QToolBar:
        bar = QToolBar(self._window)
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        say(bar, bar.setWindowTitle, msg("Toolbar"))
        rows = [row for row in ACTIONS if row.toolbar]
        for place, (_, section) in enumerate(groupby(rows, key=_toolbar_section)):
            if place:
                bar.addSeparator()
            for row in section:
                bar.addAction(self.actions[row.id])
                button = bar.widgetForAction(self.actions[row.id])
                if row.short is not None and isinstance(button, QToolButton):
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._window.addToolBar(bar)
        return bar

    @Slot()
    def refresh(self) -> None:
        """Read title, enablement and state of every action anew."""
        for row in ACTIONS:
            action = self.actions[row.id]
            title = tr(row.title_now(self._bench) if row.title_now else row.title)
            action.setText(title)
            action.setIconText(tr(row.short) if row.short else title)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            refused = self._refused(row)
            action.setToolTip(refused or (f"{title}  ({keys})" if keys else title))
            action.setStatusTip(refused)
            action.setEnabled(not refused and row.enabled(self._bench))
            if row.checked is not None:
                action.setChecked(row.checked(self._bench))

    def _refused(self, row: Action) -> str:
        """Return why the person at the desk may not use an action; empty if they may."""
        right, role = NEEDED.get(row.id), self._bench.settings.current.person_role
        return "" if right is None or may(role, right) else tr(refusal(role, right))

    @Slot()
    def _dress(self) -> None:
        for row in ACTIONS:
            if row.icon:
                self.actions[row.id].setIcon(icon(row.icon))
        for action in self.actions.values():
            # Switches in a menu show their check mark; the icon belongs to the toolbar.
            action.setIconVisibleInMenu(not action.isCheckable())


def _toolbar_section(row: Action) -> tuple[str, bool]:
    """Return what stands together in the toolbar: a menu's rows, its named switches apart."""
    return row.menu, row.checked is not None and row.short is not None
