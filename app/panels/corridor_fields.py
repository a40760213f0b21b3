"""Numbers of view corridors in the inspector: widths, heights, background; each undone alone.

It does not know how a corridor is drawn or examined.
"""

from typing import Final

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QGridLayout, QLabel, QWidget

from app.corridors import with_number, with_word
from app.i18n import tr
from app.panels.describe import row_name
from app.wording import Text
from app.workbench import Workbench
from scene.commands import Replace
from scene.geometry.corridors import EYE_HEIGHT, SECTION_HEIGHT, Kind
from scene.messages import BilingualText, Message, msg
from scene.node import Node
from scene.payloads import Polylines

KINDS: Final[dict[Kind, BilingualText]] = {
    Kind.VISTA: BilingualText("受保护远景", "Protected vista"),
    Kind.CONE: BilingualText("视锥", "View cone"),
    Kind.STREET: BilingualText("街道对景", "Street vista"),
    Kind.BOX: BilingualText("箱形视廊", "Box"),
}
#: Column, title, what holds where a row says nothing, and step, metres.
NUMBERS: Final[tuple[tuple[str, Message, float, float], ...]] = (
    ("eye_height", msg("Eye height"), EYE_HEIGHT, 0.1),
    ("threshold_height", msg("Threshold over the landmark's foot"), 0.0, 0.5),
    ("height", msg("Height of the section"), SECTION_HEIGHT, 1.0),
    ("width_at_place", msg("Width at the viewing place"), 0.0, 1.0),
    ("width_at_landmark", msg("Width at the landmark"), 0.0, 1.0),
    ("wider_width", msg("Width of the consultation area"), 0.0, 5.0),
    ("background_length", msg("Length of the background"), 0.0, 50.0),
)
_WIDEST: Final = 20_000.0


class CorridorFields(QWidget):
    """The fields of one corridor of a layer; where there are several, which.

    Parameters
    ----------
    bench : Workbench
        Where commands are run.
    node : Node
        The layer.
    row : int
        Shown first.
    """

    #: Which row was looked at last, by layer: the inspector makes its page anew after every command.
    _looked_at: Final[dict[str, int]] = {}

    def __init__(self, bench: Workbench, node: Node, row: int = -1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert isinstance(node.payload, Polylines)
        self._bench, self._node, self._lines = bench, node, node.payload
        self._row = row if row >= 0 else min(self._looked_at.get(node.id, 0), node.payload.count - 1)
        self.boxes: dict[str, QDoubleSpinBox] = {}
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        if node.payload.count > 1 and row < 0:
            grid.addWidget(self._chooser(), 0, 0, 1, 2)
        self._line(msg("Kind"), self._kind())
        for name, title, otherwise, step in NUMBERS:
            self._line(title, self._number(name, otherwise, step))

    def _line(self, title: Text, field: QWidget) -> None:
        place = self._grid.rowCount()
        label = QLabel(tr(title))
        label.setProperty("quiet", True)
        label.setWordWrap(True)
        label.setFixedWidth(120)
        self._grid.addWidget(label, place, 0)
        self._grid.addWidget(field, place, 1)

    def _chooser(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("corridor_row")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)  # a long name must not widen the panel
        for row in range(self._lines.count):
            box.addItem(tr(row_name(self._node, row) or BilingualText.same(self._lines.ids[row])))
        box.setCurrentIndex(self._row)
        box.activated.connect(self._choose)
        return box

    def _choose(self, row: int) -> None:
        self._looked_at[self._node.id] = row
        QTimer.singleShot(0, self._bench, self._bench.window.inspector.renew)

    def _kind(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("corridor_kind")
        for word in KINDS.values():
            box.addItem(tr(word))
        said = str(self._lines.columns["kind"][self._row]) if "kind" in self._lines.columns else ""
        kinds = [str(kind) for kind in KINDS]
        box.setCurrentIndex(kinds.index(said) if said in kinds else 0)
        box.activated.connect(lambda at: self._soon("kind", kinds[at]))
        return box

    def _number(self, name: str, otherwise: float, step: float) -> QDoubleSpinBox:
        box = self.boxes[name] = QDoubleSpinBox()
        box.setObjectName(f"corridor_{name}")
        box.setDecimals(2)
        box.setRange(0.0, _WIDEST)
        box.setSingleStep(step)
        box.setSuffix(" m")
        box.setKeyboardTracking(False)
        values = self._lines.columns.get(name)
        value = np.nan if values is None else float(values[self._row])
        box.setValue(value if np.isfinite(value) else otherwise)
        box.lineEdit().setTextMargins(6, 0, 0, 0)
        box.valueChanged.connect(lambda typed: self._soon(name, typed))
        return box

    def _soon(self, name: str, value: float | str) -> None:
        # The inspector makes its page anew after a command: not while one of its own widgets still speaks.
        QTimer.singleShot(0, self._bench, lambda: self._run(name, value))

    def _run(self, name: str, value: float | str) -> None:
        scene = self._bench.session.scene
        if self._node.id not in scene:
            return
        node = scene.node(self._node.id)
        changed = (
            with_word(node, self._row, name, value)
            if isinstance(value, str)
            else with_number(node, self._row, name, value)
        )
        self._bench.run(Replace(scene, [changed], msg("Change {name}", name=node.name)))
        again = self._bench.window.inspector.findChild(QDoubleSpinBox, f"corridor_{name}")
        if again is not None:
            again.setFocus()
            again.selectAll()
