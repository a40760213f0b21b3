"""The line of the import dialog about earlier deliveries: whose answers are used, which layer to update.

It knows recipes and layers; what a form is, the dialog knows.
"""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.i18n import renew_with_language, say, tr
from app.recipes import Recipe, RecipeBook, layer_like
from app.updating import is_updatable
from app.window.updates import update_from
from app.workbench import Workbench
from scene.messages import msg
from scene.node import Node


class RecipeLine(QWidget):
    """Shown while answers of an earlier delivery are used, or a layer of the project is one.

    Parameters
    ----------
    bench : Workbench
        Whose project and recipes.
    """

    #: The person wants to answer anew.
    cleared = Signal()
    #: The file updates a layer and is not imported beside it.
    updating = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.recipe: Recipe | None = None
        self.layer: Node | None = None
        self._path: Path | None = None
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._clear = QPushButton()
        self._clear.setProperty("quiet", True)
        say(self._clear, self._clear.setText, msg("Clear"))
        self._clear.clicked.connect(self.cleared)
        self._update = QPushButton()
        self._update.clicked.connect(self._update_instead)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._said, 1)
        layout.addWidget(self._clear)
        layout.addWidget(self._update)
        renew_with_language(self, self._renew)

    def seek(self, importer: str, path: Path, columns: tuple[str, ...]) -> Recipe | None:
        """Look for earlier deliveries of a file's layer, in the project first; return their answers."""
        self._path = path
        nodes = tuple(self._bench.session.scene.walk())
        layer = layer_like(nodes, importer, path)
        self.layer = layer if layer is not None and is_updatable(layer) else None
        self._renew()
        return RecipeBook.beside(self._bench.settings.path).find(importer, path, columns, nodes)

    @Slot()
    def _update_instead(self) -> None:
        """Compare the file with the layer that it is a newer delivery of."""
        layer, path = self.layer, self._path
        self.updating.emit()
        if layer is not None and path is not None:
            update_from(self._bench, layer, path)

    def forget(self) -> None:
        """Know nothing of another file's deliveries."""
        self.recipe = self.layer = None
        self._renew()

    def show_recipe(self, recipe: Recipe | None) -> None:
        """Say whose answers are used; None: nobody's."""
        self.recipe = recipe
        self._renew()

    def _renew(self) -> None:
        recipe, layer = self.recipe, self.layer
        self.setVisible(recipe is not None or layer is not None)
        self._clear.setVisible(recipe is not None)
        self._update.setVisible(layer is not None)
        if recipe is not None:
            self._said.setText(tr(msg("Answers of {delivery} are filled in.", delivery=recipe.delivery)))
        elif layer is not None and layer.provenance is not None:
            source = layer.provenance.source
            self._said.setText(tr(msg("The project has an earlier delivery: {delivery}.", delivery=source)))
        if layer is not None:
            self._update.setText(tr(msg("Update {name} instead…", name=layer.name)))
