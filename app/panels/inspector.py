"""The inspector: what was clicked, in words, with where it comes from."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.building_edits import is_editable
from app.i18n import renew_with_language, tr
from app.panels.building_fields import BuildingFields
from app.panels.cloud_choices import CloudChoices
from app.panels.corridor_fields import CorridorFields
from app.panels.describe import ROLE_NAMES, describe, row_name
from app.panels.placement_fields import PlacementFields
from app.placement import is_movable
from app.wording import Text
from app.workbench import Workbench
from scene.messages import msg
from scene.node import Node, Provenance, Role
from scene.payloads import PointCloud, Polylines, StreamedPoints


class InspectorPanel(QScrollArea):
    """What is selected.

    Parameters
    ----------
    bench : Workbench
        Whose selection it shows.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bench.selection_changed.connect(self.renew)
        bench.scene_changed.connect(self.renew)
        bench.scheme_changed.connect(self.renew)
        bench.session_changed.connect(self.renew)
        renew_with_language(self, self.renew)

    @Slot()
    def renew(self, *changed: object) -> None:
        """Show what is selected now."""
        selected = self._bench.session.selection.current
        scene = self._bench.session.shown.graph
        if selected is not None and selected.node_id not in scene:
            scene = self._bench.session.scene  # of a scheme that is not shown
        page = QWidget()
        page.setProperty("panel", True)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(18, 16, 18, 18)
        layout.setSpacing(6)
        if selected is None or selected.node_id not in scene:
            self._empty(layout)
        else:
            self._fill(layout, scene.node(selected.node_id), selected.row)
        layout.addStretch(1)
        self.setWidget(page)

    def _empty(self, layout: QVBoxLayout) -> None:
        layout.addWidget(_label(msg("Nothing is selected"), "heading"))
        layout.addWidget(_label(msg("Click a building in the view, or a layer in the list."), "quiet"))

    def _fill(self, layout: QVBoxLayout, node: Node, row: int) -> None:
        layout.addWidget(_label(ROLE_NAMES[node.role], "quiet"))
        layout.addWidget(
            _label((row_name(node, row) or msg("Unnamed building")) if row >= 0 else node.name, "title")
        )
        provenance = node.provenance
        if provenance is not None and provenance.synthetic:
            badge = _label(msg("Synthetic, illustrative"), "badge")
            layout.addWidget(badge, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for place, line in enumerate(describe(node, row)):
            title, value = _label(line.title, "quiet"), _label(line.value)
            title.setMinimumWidth(84)
            title.setMaximumWidth(150)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(title, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, place, 1)
        layout.addLayout(grid)
        if is_movable(node):
            layout.addSpacing(10)
            layout.addWidget(_label(msg("Where it stands"), "heading"))
            layout.addWidget(PlacementFields(self._bench, node))
        if is_editable(node, row) and self._bench.session.shown.scheme:
            layout.addSpacing(10)
            layout.addWidget(_label(msg("In this scheme"), "heading"))
            layout.addWidget(BuildingFields(self._bench, node, row))
        if row < 0 and isinstance(node.payload, PointCloud | StreamedPoints):
            layout.addWidget(CloudChoices(self._bench, node))
        if node.role is Role.CORRIDORS and isinstance(node.payload, Polylines) and node.payload.count:
            layout.addSpacing(10)
            layout.addWidget(_label(msg("Extent of the corridor"), "heading"))
            layout.addWidget(CorridorFields(self._bench, node, row))
        if provenance is not None:
            self._origin(layout, provenance)

    def _origin(self, layout: QVBoxLayout, provenance: Provenance) -> None:
        rule = QFrame()
        rule.setProperty("rule", True)
        layout.addSpacing(10)
        layout.addWidget(rule)
        layout.addSpacing(6)
        layout.addWidget(_label(msg("Where it comes from"), "heading"))
        if provenance.source:
            layout.addWidget(_label(provenance.source))
        layout.addWidget(
            _label(
                msg("Made by {maker}, version {version}", maker=provenance.maker, version=provenance.version),
                "quiet",
            )
        )
        for credit in provenance.credits:
            layout.addWidget(_label(credit, "quiet"))
        if provenance.sha256:
            layout.addWidget(_label(f"SHA-256 {provenance.sha256[:16]}…", "hint"))


def _label(text: Text, kind: str = "") -> QLabel:
    label = QLabel(tr(text))
    label.setWordWrap(kind != "badge")
    label.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        label.setProperty(kind, True)
    return label
