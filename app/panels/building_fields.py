"""Height, storeys, roof and use of one building in the inspector; each undone alone.

While a scheme is shown, what is typed is done to the building in that scheme.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from app.building_edits import with_design_height, with_floors, with_roof, with_use
from app.i18n import tr
from app.panels.describe import VALUES, row_name
from app.proposals import HIGHEST, LOWEST, height_of
from app.workbench import Workbench
from scene.messages import BilingualText, Message, msg
from scene.node import Node
from scene.payloads import Buildings
from scene.payloads.buildings import ROOF_FORMS
from scene.selection import Selected

#: Uses that rules of floor area tell apart.
USES: Final = ("residential", "commercial", "office", "public", "industrial")


class BuildingFields(QWidget):
    """The fields of one building.

    Parameters
    ----------
    bench : Workbench
        Where commands are run.
    node : Node
        Its layer, as it is seen.
    row : int
    """

    def __init__(self, bench: Workbench, node: Node, row: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        payload = node.payload
        assert isinstance(payload, Buildings)
        self._bench, self._node, self._id = bench, node.id, payload.ids[row]
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        self._height(height_of(node, row))
        self._floors(payload, row)
        self._choice("roof", msg("Roof"), ROOF_FORMS, payload.text("roof", row) or "flat", with_roof)
        self._choice("use", msg("Use"), USES, payload.text("use", row), with_use)

    def _height(self, height: float) -> None:
        box = QDoubleSpinBox()
        box.setDecimals(2)
        box.setRange(LOWEST, HIGHEST)
        box.setSingleStep(0.5)
        box.setSuffix(" m")
        box.setKeyboardTracking(False)
        box.setValue(height)
        box.valueChanged.connect(partial(self._soon, "height", with_design_height))
        self._line("height", msg("Height"), box)

    def _floors(self, payload: Buildings, row: int) -> None:
        box = QSpinBox()
        box.setRange(0, 200)
        box.setSpecialValueText(tr(msg("unknown")))
        box.setKeyboardTracking(False)
        try:
            value = float(payload.columns["floors"][row])
        except (KeyError, ValueError):
            value = np.nan
        box.setValue(int(value) if np.isfinite(value) else 0)
        box.valueChanged.connect(partial(self._soon, "floors", with_floors))
        self._line("floors", msg("Storeys"), box)

    def _choice(
        self,
        name: str,
        title: Message,
        words: tuple[str, ...],
        said: str,
        change: Callable[[Node, int, str], Node],
    ) -> None:
        box = QComboBox()
        known = words if said in words else (said, *words)
        for word in known:
            box.addItem(tr(VALUES.get(word, BilingualText.same(word))) if word else "–")
        box.setCurrentIndex(known.index(said))
        box.activated.connect(lambda at: self._soon(name, change, known[at]))
        self._line(name, title, box)

    def _line(self, name: str, title: Message, field: QWidget) -> None:
        field.setObjectName(f"building_{name}")
        if isinstance(field, QAbstractSpinBox):
            field.lineEdit().setTextMargins(6, 0, 0, 0)
        place = self._grid.rowCount()
        label = QLabel(tr(title))
        label.setProperty("quiet", True)
        label.setFixedWidth(96)
        self._grid.addWidget(label, place, 0)
        self._grid.addWidget(field, place, 1)

    def _soon(self, name: str, change: Callable[..., Node], value: float | str) -> None:
        # The inspector makes its page anew after a command: not while one of its own widgets still speaks.
        QTimer.singleShot(0, self._bench, lambda: self._run(name, change, value))

    def _run(self, name: str, change: Callable[..., Node], value: float | str) -> None:
        session = self._bench.session
        if self._node not in session.shown.graph:
            return
        node = session.shown.graph.node(self._node)
        row = node.payload.row_of_id.get(self._id, -1) if isinstance(node.payload, Buildings) else -1
        if row < 0:
            return
        subject = row_name(node, row) or node.name
        self._bench.run(session.edited([change(node, row, value)], msg("Change {name}", name=subject)))
        session.selection.select(Selected(self._node, row))
        again = self._bench.window.inspector.findChild(QWidget, f"building_{name}")
        if again is not None:
            again.setFocus()
