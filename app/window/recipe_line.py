"""The line of the import dialog that says whose answers were filled in, and takes them out again.

It knows a recipe and two buttons; what a form is, the dialog knows.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.i18n import renew_with_language, say, tr
from app.recipes import Recipe
from scene.messages import msg


class RecipeLine(QWidget):
    """Shown while answers of an earlier delivery are used."""

    #: The person wants to answer anew.
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recipe: Recipe | None = None
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._clear = QPushButton()
        self._clear.setProperty("quiet", True)
        say(self._clear, self._clear.setText, msg("Clear"))
        self._clear.clicked.connect(self.cleared)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._said, 1)
        layout.addWidget(self._clear)
        renew_with_language(self, self._renew)

    def show_recipe(self, recipe: Recipe | None) -> None:
        """Say whose answers are used; None: nobody's."""
        self.recipe = recipe
        self._renew()

    def _renew(self) -> None:
        self.setVisible(self.recipe is not None)
        if self.recipe is not None:
            self._said.setText(tr(msg("Answers of {delivery} are filled in.", delivery=self.recipe.delivery)))
