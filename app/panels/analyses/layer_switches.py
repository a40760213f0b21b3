"""Which layers of a result are laid over the view: a switch each; of rasters one at a time."""

from typing import Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.i18n import tr, translator
from app.panels.analyses.desk import AnalysisDesk
from app.panels.labels import spoken
from scene.messages import msg
from scene.node import Node

#: A result of more layers, a sight line each, is shown or hidden as a whole.
MOST: Final = 10


class LayerSwitches(QWidget):
    """Switches for the layers of a result; one layer needs none.

    Parameters
    ----------
    desk : AnalysisDesk
        Knows and changes what is shown.
    """

    def __init__(self, desk: AnalysisDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._nodes: tuple[Node, ...] = ()
        self.boxes: list[QCheckBox] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addWidget(spoken(msg("In the view"), "heading"))
        translator.language_changed.connect(self._rename)
        self.hide()

    def show_layers(self, nodes: tuple[Node, ...]) -> None:
        """Offer these layers, switched as they are shown now."""
        names = [node.name for node in nodes]
        same = names == [node.name for node in self._nodes]
        self._nodes = nodes
        if not same:
            self._make()
        for box, node in zip(self.boxes, nodes, strict=False):
            with QSignalBlocker(box):
                box.setChecked(self._desk.is_shown(node))
        kept = self._desk.kept
        self.setVisible(1 < len(nodes) <= MOST and self._desk.overlay_shown and not kept)

    def _make(self) -> None:
        for box in self.boxes:
            box.hide()
            box.deleteLater()
        self.boxes = []
        for number in range(len(self._nodes) if len(self._nodes) <= MOST else 0):
            box = QCheckBox(self)
            box.toggled.connect(lambda on, number=number: self._desk.show_layer(self._nodes[number], on))
            self._layout.addWidget(box)
            box.show()
            self.boxes.append(box)
        self._rename()

    def _rename(self, *changed: object) -> None:
        for box, node in zip(self.boxes, self._nodes, strict=False):
            box.setText(tr(node.name))
