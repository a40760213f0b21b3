"""Language and theme change while the window is open, and everything follows."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from app.actions.table import ACTIONS
from app.window.dialogs import about
from app.window.import_dialog import ImportDialog
from app.window.main_window import MainWindow
from scene.selection import Selected


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def words(widget: QWidget) -> list[str]:
    """Return every text that the widget and all in it show; what waits to be deleted is hidden."""
    found: list[str] = [widget.windowTitle()]
    children: list[QObject] = [widget, *(w for w in widget.findChildren(QWidget) if w.isVisibleTo(widget))]
    for child in children:
        if isinstance(child, QLabel | QAbstractButton):
            found.append(child.text())
        elif isinstance(child, QMenu):
            found.append(child.title())
    return [text for text in found if text.strip()]


#: Shown the same in both languages: names of programs, systems, files, and the switch itself.
SAME = ("中文 / English", "维扬", "EPSG", "CGCS", "SHA")


def english_only(texts: list[str]) -> list[str]:
    return [text for text in texts if has_chinese(text) and not any(word in text for word in SAME)]


def test_the_whole_window_speaks_the_language_that_was_chosen(window: MainWindow) -> None:
    window.bench.session.selection.select(Selected("houses", 3))
    assert not english_only(words(window))
    window.menus.trigger("view.language")
    for key, menu in window.menus.menus.items():
        assert has_chinese(menu.title()), key
    for row in ACTIONS:
        assert has_chinese(window.menus.actions[row.id].text()), row.id
    for dock in window.docks:
        assert has_chinese(dock.windowTitle())
    assert "zh" == window.bench.view.last("set_language")
    window.menus.trigger("view.language")
    assert not english_only(words(window))
    assert "File" == window.menus.menus["file"].title()


def test_an_open_dialog_changes_its_language_too(window: MainWindow) -> None:
    dialogs = [about(window), ImportDialog(window.bench, window)]
    for dialog in dialogs:
        dialog.show()
    window.speak("zh")
    for dialog in dialogs:
        assert has_chinese(dialog.windowTitle())
        assert has_chinese("".join(words(dialog)))
        dialog.close()


def test_the_language_is_there_at_the_next_start(window: MainWindow) -> None:
    window.speak("zh")
    assert "zh" == type(window.bench.settings)(window.bench.settings.path).current.language


def contrast(first: QPalette, one: QPalette.ColorRole, other: QPalette.ColorRole) -> float:
    def light(role: QPalette.ColorRole) -> float:
        colour = first.color(role)
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_dark_is_dark_and_both_themes_can_be_read(window: MainWindow) -> None:
    role = QPalette.ColorRole
    for name, dark in (("light", False), ("dark", True)):
        window.wear(name)
        palette = QApplication.palette()
        assert dark == (palette.color(role.Window).lightnessF() < 0.3)
        assert contrast(palette, role.WindowText, role.Window) > 7.0
        assert contrast(palette, role.Text, role.Base) > 7.0


def test_projector_mode_leaves_the_view_and_the_verdict(window: MainWindow) -> None:
    window.menus.trigger("view.projector")
    hidden = {dock.objectName() for dock in window.docks if dock.isHidden()}
    assert {dock.objectName() for dock in window.docks} - {"balloon"} == hidden
    window.menus.trigger("view.projector")
    assert not any(dock.isHidden() for dock in window.docks)
