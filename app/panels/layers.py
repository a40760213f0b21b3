"""The layer tree: what there is, shown or hidden, in which order. All it does are commands."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFont, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.commands import Group
from app.i18n import tr
from app.panels.layers_model import EYE, NAME, NODE_ROLE, LayersModel
from app.placement import is_movable
from app.theme import theme
from app.workbench import Workbench
from scene.messages import BilingualText, msg
from scene.node import Node, NodeId
from scene.selection import Selected

EYE_WIDTH = 34

#: Groups with more layers than this begin closed.
OPEN_UP_TO = 6


class LayerDelegate(QStyledItemDelegate):
    """Draws a layer's name with a small badge if its data is invented."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        """Draw the row, then the badge at its right end."""
        super().paint(painter, option, index)
        node = index.data(NODE_ROLE)
        if index.column() != NAME or not _synthetic(node):
            return
        text, font = tr(msg("illustrative")), self._badge_font(option)
        painter.save()
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = painter.fontMetrics().horizontalAdvance(text) + 10
        height = painter.fontMetrics().height() + 2
        cell = option.rect  # type: ignore[attr-defined]
        name = option.fontMetrics.horizontalAdvance(tr(node.name)) + 30  # type: ignore[attr-defined]
        if name + width + 6 <= cell.width():
            box = QRect(cell.right() - width - 4, cell.center().y() - height // 2, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("shade"))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(theme.colour("tile"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]  # noqa: N802
        """Leave room between rows."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(size.height(), 30))

    @staticmethod
    def _badge_font(option: QStyleOptionViewItem) -> QFont:
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setPointSizeF(font.pointSizeF() * 0.78)
        return font


def _synthetic(node: Node) -> bool:
    return node.provenance is not None and node.provenance.synthetic


class LayerTree(QTreeView):
    """The tree itself; a click on the eye shows and hides."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Toggle where the eye was clicked, select elsewhere."""
        index = self.indexAt(event.position().toPoint())
        model = self.model()
        if index.isValid() and index.column() == EYE and isinstance(model, LayersModel):
            node_id = model.node_id(index)
            if node_id is not None and event.button() == Qt.MouseButton.LeftButton:
                model.toggle(node_id)
            return
        super().mousePressEvent(event)


class LayersPanel(QWidget):
    """The tree with the verbs of its context menu.

    Parameters
    ----------
    bench : Workbench
        Whose scene it shows.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = LayersModel(bench, self)
        self.tree = LayerTree(self)
        self.tree.setModel(self.model)
        self._arrange_tree()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 0, 0)
        layout.addWidget(self.tree)
        self.tree.selectionModel().currentChanged.connect(self._on_current)
        self.tree.customContextMenuRequested.connect(self._on_menu)
        self.tree.doubleClicked.connect(self._on_double_click)
        self.model.modelReset.connect(self._expand)
        bench.selection_changed.connect(self._on_selected)
        self._expand()

    def _arrange_tree(self) -> None:
        tree = self.tree
        tree.setItemDelegate(LayerDelegate(tree))
        tree.setHeaderHidden(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        tree.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        tree.setDropIndicatorShown(True)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.setIndentation(16)
        tree.setIconSize(QSize(18, 18))
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        tree.setExpandsOnDoubleClick(False)
        tree.setUniformRowHeights(True)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(EYE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(EYE, EYE_WIDTH)

    @Slot()
    def _expand(self) -> None:
        for row in range(self.model.rowCount()):
            index = self.model.index(row, NAME)
            self.tree.setExpanded(index, self.model.rowCount(index) <= OPEN_UP_TO)

    def chosen(self) -> list[NodeId]:
        """Return the ids of all layers that are marked, in tree order."""
        marked = {self.model.node_id(index) for index in self.tree.selectionModel().selectedRows(NAME)}
        return [node.id for node in self._bench.session.scene.walk() if node.id in marked]

    def rename_selected(self) -> None:
        """Open the editor on the current layer's name."""
        current = self._bench.session.selection.current
        if current is not None:
            index = self.model.index_of(current.node_id)
            self.tree.scrollTo(index)
            self.tree.edit(index)

    def group_selected(self) -> None:
        """Put the marked layers into a new group and select it."""
        chosen = self.chosen()
        if not chosen:
            return
        command = Group(self._bench.session.scene, chosen, BilingualText("新编组", "New group"))
        if self._bench.run(command):
            self.tree.expand(self.model.index_of(command.group.id))
            self._bench.session.selection.select(Selected(command.group.id))

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        node_id = self.model.node_id(current)
        selected = self._bench.session.selection.current
        if node_id is not None and (selected is None or selected.node_id != node_id):
            self._bench.session.selection.select(Selected(node_id))

    @Slot(object)
    def _on_selected(self, selected: Selected | None) -> None:
        if selected is None:
            self.tree.selectionModel().clear()
            return
        index = self.model.index_of(selected.node_id)
        if index.isValid() and self.tree.currentIndex() != index:
            flags = QItemSelectionModel.SelectionFlag
            self.tree.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.tree.scrollTo(index)

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        self._bench.window.zoom_to_selection()

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        if not self.tree.indexAt(place).isValid():
            return
        menu = QMenu(self)
        actions = self._bench.window.menus.actions
        names: tuple[str, ...] = ("view.zoom", "", "edit.rename", "edit.group", "")
        node = self.model.node_id(self.tree.indexAt(place))
        if node is not None and is_movable(self._bench.session.scene.node(node)):
            names = (*names, "edit.place", "edit.stand", "edit.keep", "")
        for name in (*names, "edit.update", "file.import_report", "file.export", "", "edit.remove"):
            if name:
                menu.addAction(actions[name])
            else:
                menu.addSeparator()
        menu.exec(self.tree.viewport().mapToGlobal(place))
        menu.deleteLater()
