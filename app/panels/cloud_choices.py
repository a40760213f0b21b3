"""What a point cloud shows: by what it is coloured, and which of its classes are drawn. Both are commands."""

from dataclasses import replace
from typing import Final

import numpy as np
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QVBoxLayout, QWidget

from app.i18n import tr
from app.workbench import Workbench
from scene.commands import Replace
from scene.messages import BilingualText, msg
from scene.node import Node, NodeId, Style
from scene.payloads import PointCloud, StreamedPoints

#: What the American society of photogrammetry calls the classes.
CLASS_NAMES: Final[dict[int, BilingualText]] = {
    0: BilingualText("未处理", "Never classified"),
    1: BilingualText("未分类", "Unclassified"),
    2: BilingualText("地面", "Ground"),
    3: BilingualText("低植被", "Low vegetation"),
    4: BilingualText("中植被", "Medium vegetation"),
    5: BilingualText("高植被", "High vegetation"),
    6: BilingualText("建筑", "Building"),
    7: BilingualText("低噪点", "Low noise"),
    9: BilingualText("水面", "Water"),
    10: BilingualText("铁路", "Rail"),
    11: BilingualText("路面", "Road surface"),
    13: BilingualText("架空地线", "Wire, guard"),
    14: BilingualText("导线", "Wire, conductor"),
    15: BilingualText("输电塔", "Transmission tower"),
    17: BilingualText("桥面", "Bridge deck"),
    18: BilingualText("高噪点", "High noise"),
}
COLOURINGS: Final[tuple[tuple[str, BilingualText], ...]] = (
    ("", BilingualText("扫描的颜色", "Colour as scanned")),
    ("class", BilingualText("类别", "Class")),
    ("height", BilingualText("高程", "Height")),
    ("intensity", BilingualText("强度", "Intensity")),
)


class CloudChoices(QWidget):
    """The choices for one cloud.

    Parameters
    ----------
    bench : Workbench
        Where the commands go.
    node : Node
        A node that holds points.
    """

    def __init__(self, bench: Workbench, node: Node, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._node = bench, node.id
        cloud = node.payload.sample if isinstance(node.payload, StreamedPoints) else node.payload
        assert isinstance(cloud, PointCloud)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(_titled(tr(msg("Colour by"))))
        self.colouring = QComboBox()
        for key, title in colourings(cloud):
            self.colouring.addItem(tr(title), key)
        usual = "" if cloud.colour is not None else "height"
        at = self.colouring.findData(node.style.colour_by)
        self.colouring.setCurrentIndex(at if at >= 0 else self.colouring.findData(usual))
        self.colouring.activated.connect(lambda place: self._colour(self.colouring.itemData(place)))
        layout.addWidget(self.colouring)
        self.classes: dict[int, QCheckBox] = {}
        present = classes_of(cloud, node.style)
        if len(present) > 1:
            layout.addWidget(_titled(tr(msg("Classes"))))
        for number in present if len(present) > 1 else ():
            box = QCheckBox(class_title(number))
            box.setChecked(number not in node.style.hidden_classes)
            box.toggled.connect(lambda shown, number=number: self._show_class(number, shown))
            self.classes[number] = box
            layout.addWidget(box)

    def _colour(self, key: str) -> None:
        node = _node(self._bench, self._node)
        if node is not None and node.style.colour_by != key:
            style = replace(node.style, colour_by=key, colour=None)
            self._dress(node, style)

    def _show_class(self, number: int, shown: bool) -> None:
        node = _node(self._bench, self._node)
        if node is not None:
            hidden = set(node.style.hidden_classes) - {number} | (set() if shown else {number})
            self._dress(node, replace(node.style, hidden_classes=tuple(sorted(hidden))))

    def _dress(self, node: Node, style: Style) -> None:
        label = msg("Show {name} differently", name=node.name)
        self._bench.run(Replace(self._bench.session.scene, [replace(node, style=style)], label))


def colourings(cloud: PointCloud) -> tuple[tuple[str, BilingualText], ...]:
    """Return by what the points of a cloud can be coloured."""
    has = {
        "": cloud.colour is not None,
        "class": cloud.classification is not None and len(np.unique(cloud.classification)) > 1,
        "height": True,
        "intensity": cloud.intensity is not None
        and bool(len(cloud.intensity))
        and bool(np.ptp(cloud.intensity)),
    }
    return tuple((key, title) for key, title in COLOURINGS if has[key])


def classes_of(cloud: PointCloud, style: Style) -> list[int]:
    """Return the classes that a cloud has, hidden ones too."""
    found = set() if cloud.classification is None else set(np.unique(cloud.classification).tolist())
    return sorted(found | set(style.hidden_classes))


def class_title(number: int) -> str:
    """Return number and name of a class."""
    name = CLASS_NAMES.get(number)
    return f"{number}  {tr(name)}" if name else f"{number}"


def _node(bench: Workbench, node_id: NodeId) -> Node | None:
    scene = bench.session.scene
    return scene.node(node_id) if node_id in scene else None


def _titled(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("quiet", True)
    return label
