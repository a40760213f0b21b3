"""The scene graph as Qt's item model: an adapter that copies the tree and replays its changes.

The scene announces a change after it has happened, Qt wants to be told before and after; so the adapter
keeps a shadow of the tree and applies every change to the shadow, one by one. It runs commands, never edits.
"""

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush

from app.i18n import tr, translator
from app.theme import icon, theme
from app.workbench import Workbench
from scene.commands import Move, Replace
from scene.graph import Change, Inserted, Moved, Removed, Replaced
from scene.messages import BilingualText, msg
from scene.node import Node, NodeId, Role
from scene.schemes.scheme import is_scheme

Index = QModelIndex | QPersistentModelIndex

MIME: Final = "application/x-weiyang-node"
NAME, EYE = 0, 1
NODE_ROLE: Final = Qt.ItemDataRole.UserRole + 1

ICONS: Final[dict[Role, str]] = {
    Role.GROUP: "folder",
    Role.TERRAIN: "terrain",
    Role.SURFACE: "terrain",
    Role.IMAGERY: "picture",
    Role.WATER: "water",
    Role.ROADS: "road",
    Role.WATERWORKS: "water",
    Role.BUILDINGS: "buildings",
    Role.HERITAGE: "pavilion",
    Role.STRUCTURES: "structure",
    Role.TREES: "tree",
    Role.FURNITURE: "boat",
    Role.VIEWPOINTS: "viewpoint",
    Role.ROUTES: "route",
    Role.WALKS: "route",
    Role.MEASURES: "height",
    Role.PROPOSALS: "balloon",
    Role.PLACES: "label",
    Role.ZONES: "height",
    Role.CORRIDORS: "corridor",
    Role.PARCELS: "footprint",
    Role.POINTS: "points",
    Role.MODEL: "model",
    Role.RESULT: "result",
    Role.AGENDA: "agenda",
    Role.OPINIONS: "opinion",
    Role.SCHEME: "scheme",
    Role.REPORT: "warning",
}


class LayersModel(QAbstractItemModel):
    """Layers in two columns: name, and the eye that shows and hides.

    Parameters
    ----------
    bench : Workbench
        Whose scene it is.
    """

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._nodes: dict[NodeId, Node] = {}
        self._parent: dict[NodeId, NodeId | None] = {}
        self._children: dict[NodeId | None, list[NodeId]] = {None: []}
        # Qt carries a number with an index; ids are text.
        self._number: dict[NodeId, int] = {}
        self._by_number: dict[int, NodeId] = {}
        bench.session_changed.connect(self.reset)
        bench.scene_changed.connect(self._on_changes)
        bench.veil_changed.connect(self._repaint)
        bench.scheme_changed.connect(self._repaint)
        translator.language_changed.connect(self._repaint)
        theme.changed.connect(self._repaint)
        self.reset()

    # -- the shadow ----------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Copy the whole tree, as after opening a project."""
        self.beginResetModel()
        scene = self._bench.session.scene
        self._nodes.clear()
        self._parent.clear()
        self._children = {None: [node.id for node in scene.children(None)]}
        for node in scene.walk():
            self._nodes[node.id] = node
            self._parent[node.id] = scene.parent(node.id)
            self._children[node.id] = [child.id for child in scene.children(node.id)]
        self.endResetModel()

    def _on_changes(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if isinstance(change, Inserted):
                self._insert(change)
            elif isinstance(change, Removed):
                self._remove(change)
            elif isinstance(change, Moved):
                self._move(change)
            elif isinstance(change, Replaced):
                self._nodes[change.after.id] = change.after
                at = self.index_of(change.after.id)
                self.dataChanged.emit(at, at.siblingAtColumn(EYE))

    def _insert(self, change: Inserted) -> None:
        node = change.node
        self.beginInsertRows(self.index_of(change.parent), change.index, change.index)
        self._nodes[node.id] = node
        self._parent[node.id] = change.parent
        self._children[node.id] = []
        self._children[change.parent].insert(change.index, node.id)
        self.endInsertRows()

    def _remove(self, change: Removed) -> None:
        node_id = change.node.id
        self.beginRemoveRows(self.index_of(change.parent), change.index, change.index)
        self._children[change.parent].remove(node_id)
        del self._nodes[node_id], self._parent[node_id], self._children[node_id]
        self.endRemoveRows()

    def _move(self, change: Moved) -> None:
        node_id = change.node.id
        before = self._parent[node_id]
        row = self._children[before].index(node_id)
        # Qt counts the target place with the moved row still there.
        target = change.index + 1 if before == change.parent and change.index > row else change.index
        if before == change.parent and change.index == row:
            return
        self.beginMoveRows(self.index_of(before), row, row, self.index_of(change.parent), target)
        self._children[before].remove(node_id)
        self._children[change.parent].insert(change.index, node_id)
        self._parent[node_id] = change.parent
        self.endMoveRows()

    def _repaint(self, *changed: object) -> None:
        self.layoutChanged.emit()

    # -- reading -------------------------------------------------------------------------------------------

    def index_of(self, node_id: NodeId | None) -> QModelIndex:
        """Return the index of a node's name, the invalid index for None or an unknown node."""
        if node_id is None or node_id not in self._parent:
            return QModelIndex()
        row = self._children[self._parent[node_id]].index(node_id)
        return self.createIndex(row, NAME, self._number_of(node_id))

    def node_id(self, index: Index) -> NodeId | None:
        """Return the id of the node at an index, None for the invalid index."""
        return self._by_number[index.internalId()] if index.isValid() else None

    def _number_of(self, node_id: NodeId) -> int:
        if node_id not in self._number:
            self._number[node_id] = len(self._number) + 1
            self._by_number[self._number[node_id]] = node_id
        return self._number[node_id]

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return the index of a child, as Qt asks for it."""
        children = self._children.get(self.node_id(parent), [])
        if not (0 <= row < len(children) and 0 <= column <= EYE):
            return QModelIndex()
        return self.createIndex(row, column, self._number_of(children[row]))

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """Return the index of the parent, as Qt asks for it."""
        node_id = self.node_id(index)
        return QModelIndex() if node_id is None else self.index_of(self._parent.get(node_id))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of children; only the first column has any."""
        return 0 if parent.column() > 0 else len(self._children.get(self.node_id(parent), ()))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return two: name and eye."""
        return 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the view shows of a node."""
        node_id = self.node_id(index)
        node = self._nodes.get(node_id) if node_id else None
        if node is None:
            return None
        if role == NODE_ROLE:
            return node
        return self._eye(node, role) if index.column() == EYE else self._name(node, role)

    def _eye(self, node: Node, role: int) -> Any:
        visible = self._is_visible(node)
        if role == Qt.ItemDataRole.DecorationRole:
            return icon("eye" if visible else "eye-closed")
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(msg("Hide") if visible else msg("Show"))
        return None

    def _is_visible(self, node: Node) -> bool:
        """Return whether a node is seen: as a stop of the agenda says, while one is shown."""
        veil = self._bench.session.shown.veil
        return node.visible if veil is None else node.id not in veil

    def _name(self, node: Node, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return tr(node.name)
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(ICONS[node.role])
        if role == Qt.ItemDataRole.ForegroundRole and not (self._shown(node.id) and self._seen(node.id)):
            return QBrush(theme.colour("faint"))
        return self._tip(node) if role == Qt.ItemDataRole.ToolTipRole else None

    def _seen(self, node_id: NodeId) -> bool:
        """Return whether a node is part of the existing city, or of the scheme that is shown."""
        top = node_id
        while (above := self._parent[top]) is not None:
            top = above
        return not is_scheme(self._nodes[top]) or top == self._bench.session.shown.scheme

    def _shown(self, node_id: NodeId) -> bool:
        at: NodeId | None = node_id
        while at is not None:
            if not self._is_visible(self._nodes[at]):
                return False
            at = self._parent[at]
        return True

    def _tip(self, node: Node) -> str:
        lines = [tr(node.name)]
        if node.provenance is not None and node.provenance.synthetic:
            lines.append(tr(msg("Synthetic, illustrative")))
        if node.provenance is not None and node.provenance.source:
            lines.append(tr(msg("Source: {source}", source=node.provenance.source)))
        return "\n".join(lines)

    # -- changing, by commands -----------------------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let names be edited and layers be dragged; only groups and the top take a drop."""
        flags = super().flags(index)
        node_id = self.node_id(index)
        if node_id is None or node_id not in self._nodes:
            return flags | Qt.ItemFlag.ItemIsDropEnabled
        if index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled
        if self._nodes[node_id].role is Role.GROUP:
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Rename. A name that a person gives holds in both languages."""
        node_id = self.node_id(index)
        text = str(value).strip()
        if node_id is None or role != Qt.ItemDataRole.EditRole or not text:
            return False
        node = self._nodes[node_id]
        if text == tr(node.name):
            return False
        renamed = replace(node, name=BilingualText.same(text))
        label = msg("Rename {name}", name=node.name)
        return self._bench.run(Replace(self._bench.session.scene, [renamed], label))

    def toggle(self, node_id: NodeId) -> None:
        """Show what is hidden, hide what is shown."""
        node, shown = self._nodes[node_id], self._bench.session.shown
        seen = self._is_visible(node)
        if seen is not node.visible and shown.veil is not None:  # the project says so already
            shown.hide(shown.veil ^ {node_id})
            return
        label = msg("Hide {name}", name=node.name) if seen else msg("Show {name}", name=node.name)
        self._bench.run(Replace(self._bench.session.scene, [replace(node, visible=not seen)], label))

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        """Allow moving only."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """Name the one kind of thing that may be dropped."""
        return [MIME]

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:  # type: ignore[override]  # noqa: N802
        """Carry the id of the first dragged layer."""
        data = QMimeData()
        ids = [self.node_id(index) for index in indexes if index.column() == NAME]
        data.setData(MIME, (ids[0] or "").encode() if ids else b"")
        return data

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Move the dragged layer by a command; False keeps Qt from removing the row itself."""
        node_id = bytes(data.data(MIME).data()).decode()
        target = self.node_id(parent)
        if node_id not in self._nodes or self._is_at_or_below(target, node_id):
            return False
        siblings = self._children[target]
        place = len(siblings) if row < 0 else row
        if self._parent[node_id] == target and siblings.index(node_id) < place:
            place -= 1  # places count after the layer has been taken out
        if (self._parent[node_id], self._children[self._parent[node_id]].index(node_id)) != (target, place):
            self._bench.run(Move(self._bench.session.scene, node_id, target, place))
        return False

    def _is_at_or_below(self, node_id: NodeId | None, top: NodeId) -> bool:
        while node_id is not None:
            if node_id == top:
                return True
            node_id = self._parent[node_id]
        return False
