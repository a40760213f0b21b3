"""A picture is painted in steps: a cancel leaves no file, and the notes are the person's choice."""

from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.window.main_window import MainWindow
from app.window.picture_dialog import PictureDialog


def test_a_picture_of_the_chosen_size_is_written_with_its_notes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = PictureDialog(window.bench, window)
    dialog.open()
    dialog.size_choice.setCurrentIndex(1)
    dialog.save(tmp_path / "瘦西湖")
    qtbot.waitUntil((tmp_path / "瘦西湖.png").is_file, timeout=10_000)

    image = QImage(str(tmp_path / "瘦西湖.png"))
    assert (1920, 1080) == (image.width(), image.height())
    assert ("painting", True) in window.bench.view.asked


def test_a_cancel_stops_painting_and_writes_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = PictureDialog(window.bench, window)
    dialog.open()
    dialog.notes.setChecked(False)
    dialog.save(tmp_path / "half.png")
    dialog._paint_a_step()
    dialog.reject()
    qtbot.wait(50)

    assert ("painting", False) in window.bench.view.asked, "the view was not told that it is over"
    assert [] == list(tmp_path.glob("*.png"))
