"""Light and dark: two sets of colour tokens, one style sheet, one set of line icons.

It dresses a QApplication and says when the dress changed. It does not know windows or settings.
"""

import atexit
import tomllib
from functools import cache
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import Final, Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

ThemeName = Literal["light", "dark"]

ASSETS: Final = Path(__file__).parents[1] / "assets"

#: Families with Chinese glyphs, the most even on a projector first.
CJK_FAMILIES: Final = (
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei",
)


@cache
def tokens(name: ThemeName) -> dict[str, str]:
    """Return the colours of a theme by the names that the style sheet uses."""
    text = (ASSETS / "themes" / f"{name}.toml").read_text("utf-8")
    return {key: str(value) for key, value in tomllib.loads(text).items()}


def chinese_family() -> str:
    """Return an installed font family that has Chinese glyphs, or an empty string."""
    installed = set(QFontDatabase.families())
    for family in CJK_FAMILIES:
        if family in installed:
            return family
    others = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    return others[0] if others else ""


class Theme(QObject):
    """What the program looks like now. There is one: `theme`."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name: ThemeName = "light"
        self._font_size = 11.0
        self._folder: TemporaryDirectory[str] | None = None

    @property
    def name(self) -> ThemeName:
        """The theme that is worn now."""
        return self._name

    def colour(self, token: str) -> QColor:
        """Return a colour of the theme that is worn now."""
        return QColor(tokens(self._name)[token])

    def wear(self, name: ThemeName, font_size: float | None = None) -> None:
        """Dress the application.

        Parameters
        ----------
        name : str
            ``light`` or ``dark``.
        font_size : float, optional
            Points of the body text; by default as before.
        """
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._name = name
        self._font_size = font_size or self._font_size
        dark = name == "dark"
        application.setStyle("Fusion")
        application.styleHints().setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        font = QFont(application.font())
        font.setPointSizeF(self._font_size)
        if family := chinese_family():
            font.setFamilies([family])
        application.setFont(font)
        application.setPalette(self._palette())
        application.setStyleSheet(self._sheet())
        icon.cache_clear()
        self.changed.emit(name)

    def _palette(self) -> QPalette:
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, token in (
            (roles.Window, "paper"),
            (roles.Base, "wall"),
            (roles.AlternateBase, "paper"),
            (roles.Button, "wall"),
            (roles.ToolTipBase, "wall"),
            (roles.WindowText, "ink"),
            (roles.Text, "ink"),
            (roles.ButtonText, "ink"),
            (roles.ToolTipText, "ink"),
            (roles.PlaceholderText, "faint"),
            (roles.Highlight, "chosen"),
            (roles.HighlightedText, "ink"),
            (roles.Link, "pass"),
            (roles.Mid, "line"),
        ):
            palette.setColor(role, self.colour(token))
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("faint"))
        return palette

    def _sheet(self) -> str:
        words = dict(tokens(self._name))
        words["title_pt"] = f"{self._font_size * 1.25:.1f}"
        words["display_pt"] = f"{self._font_size * 2.1:.1f}"
        # A style sheet takes images from files only, and these need the theme's colour.
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="weiyang-theme-")
            atexit.register(self._folder.cleanup)
        for word, name, token in (
            ("icon_right", "chevron-right", "tile"),
            ("icon_down", "chevron-down", "tile"),
            ("icon_up", "chevron-up", "tile"),
            ("icon_check", "check", "vermilion"),
            ("icon_check_on", "check", "on_primary"),
        ):
            file = Path(self._folder.name) / f"{self._name}-{word}.svg"
            file.write_bytes(_svg(name, self.colour(token)))
            words[word] = file.as_posix()
        return Template((ASSETS / "themes" / "weiyang.qss").read_text("utf-8")).substitute(words)


#: The one theme of the program.
theme: Final = Theme()


def _svg(name: str, colour: QColor) -> bytes:
    source = (ASSETS / "icons" / f"{name}.svg").read_text("utf-8")
    return source.replace("currentColor", colour.name()).encode()


def pixmap(name: str, colour: QColor, size: int, ratio: float = 2.0) -> QPixmap:
    """Return a line icon drawn in a colour, `size` logical pixels square."""
    drawn = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(_svg(name, colour))).render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@cache
def icon(name: str) -> QIcon:
    """Return a line icon in the colours of the theme that is worn now; ask again when it changes."""
    made = QIcon()
    for size in (16, 20, 24, 32):
        made.addPixmap(pixmap(name, theme.colour("ink"), size), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, theme.colour("faint"), size), QIcon.Mode.Disabled)
    return made
