"""Which layers of a result are laid over the view: a switch each; of rasters one at a time."""

from typing import Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.i18n import tr, translator
from app.legends import legend_of
from app.panels.analyses.desk import AnalysisDesk
from app.panels.labels import spoken
from scene.messages import BilingualText, msg
from scene.node import Node
from scene.payloads import Raster

Group = tuple[BilingualText, tuple[Node, ...]]

#: Layers beyond these are switched together with those of the same legend.
FEW: Final = 6


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
        self._groups: tuple[Group, ...] = ()
        self.boxes: list[QCheckBox] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addWidget(spoken(msg("In the view"), "heading"))
        translator.language_changed.connect(self._rename)
        self.hide()

    def show_layers(self, nodes: tuple[Node, ...]) -> None:
        """Offer these layers, switched as they are shown now."""
        groups = groups_of(nodes)
        same = [name for name, _ in groups] == [name for name, _ in self._groups]
        self._groups = groups
        if not same:
            self._make()
        for box, (_, layers) in zip(self.boxes, groups, strict=True):
            with QSignalBlocker(box):
                box.setChecked(any(self._desk.is_shown(node) for node in layers))
        self.setVisible(len(groups) > 1 and self._desk.overlay_shown and not self._desk.kept)

    def _make(self) -> None:
        for box in self.boxes:
            box.hide()
            box.deleteLater()
        self.boxes = []
        for number in range(len(self._groups)):
            box = QCheckBox(self)
            box.toggled.connect(lambda on, number=number: self._desk.show_layers(self._groups[number][1], on))
            self._layout.addWidget(box)
            box.show()
            self.boxes.append(box)
        self._rename()

    def _rename(self, *changed: object) -> None:
        for box, (name, _) in zip(self.boxes, self._groups, strict=True):
            box.setText(tr(name))


def groups_of(nodes: tuple[Node, ...]) -> tuple[Group, ...]:
    """Return what is switched together, with its name: every layer by itself, or those of one legend."""
    if len(nodes) <= FEW:
        return tuple((node.name, (node,)) for node in nodes)
    found: dict[BilingualText, list[Node]] = {}
    for node in nodes:
        legend = None if isinstance(node.payload, Raster) else legend_of(node)
        found.setdefault(node.name if legend is None else legend.title, []).append(node)
    return tuple(
        (layers[0].name if len(layers) == 1 else name, tuple(layers)) for name, layers in found.items()
    )
