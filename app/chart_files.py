"""Charts and legends as files and as pictures for a page, drawn by Qt with or without a display.

It makes the one Qt application that such drawing needs, if there is none. It does not know results.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.base import Chart
from app.wording import Language
from scene.legend import Legend

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication, QImage

#: Width and height of a drawn chart, and its words' height, in the drawing's units.
SIZE: Final = (900.0, 330.0)
WORDS: Final = 13
#: Pixels a unit on a page.
SHARP: Final = 2.0


def can_draw() -> bool:
    """Return whether there is a Qt application, without making one."""
    if "PySide6.QtGui" not in sys.modules:
        return False
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication.instance() is not None


def offscreen_application() -> "QGuiApplication":
    """Return the Qt application, made without a display if there is none. The caller keeps it."""
    from PySide6.QtGui import QGuiApplication

    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # words need Qt, not a display
        return QGuiApplication([])
    return QGuiApplication.instance()  # type: ignore[return-value]


def languages() -> tuple[Language, ...]:
    """Return the languages that can be written here: Chinese needs a font that has it."""
    from app.theme import chinese_family

    return ("zh", "en") if chinese_family() else ("en",)


def write_svg(folder: Path, chart: Chart) -> list[Path]:
    """Draw a chart in each language as SVG and return the files."""
    from PySide6.QtCore import QRectF, QSize
    from PySide6.QtGui import QPainter
    from PySide6.QtSvg import QSvgGenerator

    from app.charts import draw_chart

    written = []
    for language in languages():
        written.append(folder / f"{chart.key}.{language}.svg")
        page = QSvgGenerator()
        page.setFileName(str(written[-1]))
        page.setSize(QSize(int(SIZE[0]), int(SIZE[1])))
        page.setViewBox(QRectF(0.0, 0.0, *SIZE))
        painter = QPainter(page)
        painter.setFont(_font(1.0))
        draw_chart(painter, QRectF(8.0, 8.0, SIZE[0] - 16.0, SIZE[1] - 16.0), chart, language, titled=True)
        painter.end()
    return written


def chart_png(chart: Chart, language: Language) -> bytes:
    """Return a chart as the bytes of a PNG file for a page, with its title: a heading could stay behind."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor, QImage, QPainter

    from app.charts import draw_chart

    width, height = (round(side * SHARP) for side in SIZE)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    painter.setFont(_font(SHARP))
    draw_chart(painter, QRectF(4.0, 4.0, width - 8.0, height - 8.0), chart, language, titled=True)
    painter.end()
    return png_of(image)


def legend_png(legend: Legend, language: Language) -> tuple[bytes, int]:
    """Return a legend as the bytes of a PNG file for a page, and the width that it asks for there."""
    from app.legend_drawing import legend_picture
    from app.theme import chinese_family

    image = legend_picture(legend, language, chinese_family(), SHARP)
    return png_of(image), round(image.width() / SHARP)


def png_of(image: "QImage") -> bytes:
    """Return an image as the bytes of a PNG file."""
    from PySide6.QtCore import QBuffer, QIODevice

    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(held, "PNG")
    return bytes(held.data().data())


def _font(scale: float):
    from PySide6.QtGui import QFont

    from app.theme import chinese_family

    font = QFont(chinese_family()) if chinese_family() else QFont()
    font.setPixelSize(round(WORDS * scale))
    return font
