"""Numbers of a model's place in the inspector: easting, northing, height, bearing, scale; each undone alone.

They show what the gizmo does and do what is typed.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QPushButton, QWidget

from app.i18n import tr
from app.modelling import keep_in_library, stand_on_ground
from app.placement import Placement, placement_of, with_placement
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.messages import Message, msg
from scene.node import Node

FAR = 1e8


class PlacementFields(QWidget):
    """The fields of one model.

    Parameters
    ----------
    bench : Workbench
        Where commands are run.
    node : Node
        The model.
    """

    def __init__(self, bench: Workbench, node: Node, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._node = bench, node
        self._frame = bench.session.scene.frame
        self._now = now = placement_of(node)
        east, north, height = (float(v) for v in self._frame.to_world([(now.x, now.y, now.foot)])[0])
        self.boxes: dict[str, QDoubleSpinBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, Message, float, str, float, float], ...] = (
            ("easting", msg("Easting"), east, " m", 1.0, -FAR),
            ("northing", msg("Northing"), north, " m", 1.0, -FAR),
            ("height", msg("Height of its lowest point"), height, " m", 0.1, -FAR),
            ("bearing", msg("Bearing"), now.bearing, " °", 5.0, -360.0),
            ("scale", msg("Scale"), now.scale, "", 0.1, 1e-4),
        )
        for place, (name, title, value, unit, step, least) in enumerate(rows):
            label = QLabel(tr(title))
            label.setProperty("quiet", True)
            label.setWordWrap(True)
            label.setFixedWidth(96)
            box = self.boxes[name] = QDoubleSpinBox()
            box.setObjectName(f"placement_{name}")
            box.setDecimals(4 if name == "scale" else 2)
            box.setRange(least, 1e4 if name == "scale" else 360.0 if name == "bearing" else FAR)
            box.setSingleStep(step)
            box.setSuffix(unit)
            box.setKeyboardTracking(False)
            box.setValue(value)
            box.lineEdit().setTextMargins(6, 0, 0, 0)
            box.valueChanged.connect(lambda typed, name=name: self._soon(name, typed))
            grid.addWidget(label, place, 0)
            grid.addWidget(box, place, 1)
        buttons: tuple[tuple[Message, Callable[[Workbench], object]], ...] = (
            (msg("Stand on the ground"), stand_on_ground),
            (msg("Keep in the library"), keep_in_library),
        )
        for place, (title, run) in enumerate(buttons, start=len(rows)):
            button = QPushButton(tr(title))
            button.clicked.connect(lambda checked=False, run=run: QTimer.singleShot(0, lambda: run(bench)))
            grid.addWidget(button, place, 1)

    def _soon(self, name: str, typed: float) -> None:
        # The inspector makes its page anew after a command: not while one of its own widgets still speaks.
        QTimer.singleShot(0, self._bench, lambda: self._run(name, typed))

    def _run(self, name: str, typed: float) -> None:
        scene = self._bench.session.shown.graph
        if self._node.id not in scene:
            return
        node = scene.node(self._node.id)
        try:
            wanted = self._wanted(name, typed, placement_of(node))
        except WeiyangError as problem:
            self._bench.report(problem)
            self._bench.window.inspector.renew()
            return
        label = msg("Place {name}", name=node.name)
        self._bench.run(self._bench.session.edited([with_placement(node, wanted)], label))
        again = self._bench.window.inspector.findChild(QDoubleSpinBox, f"placement_{name}")
        if again is not None:
            again.setFocus()
            again.selectAll()

    def _wanted(self, name: str, typed: float, now: Placement) -> Placement:
        """Return the placement with one number as typed."""
        if name == "bearing":
            return replace(now, bearing=typed % 360.0)
        if name == "scale":
            return replace(now, scale=typed)
        world = self._frame.to_world([(now.x, now.y, now.foot)])[0]
        world[("easting", "northing", "height").index(name)] = typed
        self._frame.to_local([world])  # says if that is out of reach
        x, y, z = (float(value) for value in world - np.asarray(self._frame.origin))
        return replace(now, foot=z) if name == "height" else replace(now, x=x, y=y)
