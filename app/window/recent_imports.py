"""The menu of files that were imported before, those that are gone greyed. It imports nothing itself."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMenu, QPushButton

from app.i18n import tr
from app.workbench import Workbench
from scene.messages import msg


def offer_recent(button: QPushButton, bench: Workbench, chosen: Callable[[list[Path]], object]) -> None:
    """Give a button the menu of recent imports; without any the button is hidden."""
    menu = QMenu(button)

    def fill() -> None:
        menu.clear()
        for name in bench.settings.current.recent_imports:
            path = Path(name)
            there = path.exists()
            title = f"{path.name}  —  {path.parent}"
            line = menu.addAction(title if there else tr(msg("{file} (not there)", file=title)))
            line.setEnabled(there)
            line.triggered.connect(lambda checked=False, path=path: chosen([path]))

    menu.aboutToShow.connect(fill)
    button.setMenu(menu)
    button.setVisible(bool(bench.settings.current.recent_imports))
