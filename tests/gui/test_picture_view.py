"""A picture in the panel: fitted, enlarged about the mouse, pushed, and fitted again."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from analysis.base import Picture
from app.panels.analyses.picture_view import PictureView
from scene.messages import BilingualText, msg


def shown(qtbot: QtBot, pixels: np.ndarray) -> PictureView:
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(200, 100)
    view.show_picture(Picture("p", BilingualText("图", "Picture"), msg("A picture"), pixels))
    return view


def test_what_lies_under_the_mouse_stays_there_while_it_is_enlarged(qtbot: QtBot) -> None:
    pixels = np.full((400, 800, 3), 255, np.uint8)
    pixels[90:110, 190:210] = (200, 0, 0)
    view = shown(qtbot, pixels)
    assert QColor(200, 0, 0) == view.grab().toImage().pixelColor(50, 25)
    view.enlarge(3.0, QPointF(50.0, 25.0))
    assert 3.0 == pytest.approx(view.zoom)
    assert QColor(200, 0, 0) == view.grab().toImage().pixelColor(50, 25)
    view.fit()
    assert 1.0 == view.zoom


def test_it_is_never_smaller_than_fitted_nor_pushed_out_of_sight(qtbot: QtBot) -> None:
    view = shown(qtbot, np.full((400, 800, 3), 90, np.uint8))
    view.enlarge(0.1, QPointF(0.0, 0.0))
    assert 1.0 == view.zoom
    view.enlarge(4.0, QPointF(0.0, 0.0))
    box = view._box()
    assert box.left() <= 0.0 <= box.right()
    assert box.right() >= view.width()
    assert QColor(90, 90, 90) == view.grab().toImage().pixelColor(100, 50)


def test_a_picture_that_is_shown_small_is_averaged(qtbot: QtBot) -> None:
    pixels = np.zeros((1000, 2000, 3), np.uint8)
    pixels[:, ::10] = 255  # a tenth of the columns is white
    middle = shown(qtbot, pixels).grab().toImage().pixelColor(100, 50)
    assert 26 == pytest.approx(middle.red(), abs=6)
