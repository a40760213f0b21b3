"""Keep what is drawn in step with the scene: every change of the graph becomes the least work that shows it.

Style, visibility and order change without rebuilding geometry. It knows visuals and where to put their
pieces, but neither renderers nor windows.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from app.viewport.pieces import Piece, Shading
from app.viewport.visuals.base import Look, Visual
from app.viewport.visuals.instances import InstancesVisual
from app.viewport.visuals.paper import SHEET, Paper, paper_under, sheet_piece
from app.viewport.visuals.places import bears_names
from app.viewport.visuals.registry import visual_for
from app.viewport.visuals.shelf import Ground, Shelf
from scene.graph import Change, Inserted, Moved, Reframed, Removed, Replaced, SceneGraph, Snapshot
from scene.node import Node, NodeId, Role
from scene.payloads import Raster


class Drawing(Protocol):
    """Whatever shows pieces: one stage or several."""

    def put(self, node: NodeId, pieces: list[Piece], *, visible: bool = True) -> None:
        """Show the pieces of a node in place of those it had."""
        ...

    def remove(self, node: NodeId) -> None:
        """Take the pieces of a node away."""
        ...

    def set_visible(self, node: NodeId, visible: bool) -> None:
        """Show or hide the pieces of a node."""
        ...

    def set_opacity(self, node: NodeId, opacity: float) -> None:
        """Change how solid the pieces of a node are."""
        ...

    def restyled(self) -> None:
        """Draw again: colours were written into data that is shown."""
        ...

    def remade(self, node: NodeId) -> None:
        """Draw a node's pieces anew, bit by bit: they have other data now."""
        ...


class SceneSync:
    """Draws a scene and follows it.

    Parameters
    ----------
    drawing : Drawing
        Where pieces go.
    look : Look
        Language, verdicts and the like.
    shelf : Shelf, optional
        Where it has its visuals from; who shares one shares what is derived for the very same nodes.
    """

    def __init__(self, drawing: Drawing, look: Look | None = None, shelf: Shelf | None = None) -> None:
        self.drawing = drawing
        self.look = look or Look()
        self._shelf = shelf or Shelf()
        self._visuals: dict[NodeId, Visual] = {}
        self._over: dict[NodeId, Node] = {}
        self._scene: SceneGraph | None = None
        self._held: SceneGraph | Snapshot | None = None
        self.names_shown = True
        #: Shows or hides on a drawing what others than this laid over the scene.
        self.reveal_more: Callable[[Any, bool], None] = lambda drawing, shown: None
        #: The sheet beneath what is shown; None where the scene brings ground.
        self.paper: Paper | None = None

    def follow(self, scene: SceneGraph | None) -> None:
        """Draw this scene from now on, in place of the one before."""
        if self._scene is not None:
            self._scene.changed.disconnect(self._on_changes)
        self.clear()
        self._scene = self._held = scene
        if scene is not None:
            self.draw(scene.snapshot())
            scene.changed.connect(self._on_changes)

    def let_go(self) -> None:
        """Follow no scene any more; what is drawn stays, for others to take down."""
        if self._scene is not None:
            self._scene.changed.disconnect(self._on_changes)
        self._scene = self._held = None
        self._visuals, self._over, self.paper = {}, {}, None

    def draw(self, snapshot: Snapshot) -> None:
        """Draw a scene as it is, without following it."""
        if self._scene is None:
            self._held = snapshot
        for node in snapshot.nodes:
            self._insert(node, snapshot.shown(node.id))
        self._lay_paper()

    def clear(self) -> None:
        """Draw nothing."""
        self._over = {}
        for node in list(self._visuals):
            self._remove(node)
        self._held = None
        self._lay_paper()

    def lay_over(self, nodes: Sequence[Node]) -> None:
        """Draw nodes that do not belong to the scene over it, in place of those laid over it before."""
        before, self._over = self._over, {node.id: node for node in nodes}
        for node_id in before.keys() - self._over.keys():
            self._remove(node_id)
        for node in nodes:
            if node.id in before:
                if node is not before[node.id]:
                    self._replace(before[node.id], node)
                    self.drawing.set_visible(node.id, node.visible)
            else:
                self._insert(node, node.visible)

    @property
    def over(self) -> tuple[Node, ...]:
        """What is laid over the scene."""
        return tuple(self._over.values())

    def draws(self, node: NodeId) -> bool:
        """Return whether a node of that id is drawn."""
        return node in self._visuals

    def pieces_of(self, node: Node) -> list[Piece] | None:
        """Return the pieces of a node if it is drawn as it is; None if another of its id is, or none."""
        held = self._over.get(node.id)
        if held is None and isinstance(self._held, Snapshot):
            held = self._held.get(node.id)
        elif held is None and self._held is not None and node.id in self._held:
            held = self._held.node(node.id)
        return self._visuals[node.id].pieces if held is node and node.id in self._visuals else None

    def stands(self) -> dict[NodeId, tuple[list[Piece], bool]]:
        """Return the pieces that are drawn, by node, and whether they are seen."""
        return {node: (visual.pieces, self._is_shown(node)) for node, visual in self._visuals.items()}

    def made(self, node: Node, look: Look) -> list[Piece]:
        """Return pieces of a node that is not drawn, made now."""
        visual = visual_for(node, replace(look, ground=self._ground(node.role)) if _is_laid(node) else look)
        return [] if visual is None else visual.pieces

    def reveal_over(self, drawing: Drawing, shown: bool) -> None:
        """Show or hide on one drawing what was laid over the scene, water in time with it."""
        for node in self._over.values():
            drawing.set_visible(node.id, shown and node.visible)
        self.reveal_more(drawing, shown)

    def redress(self, look: Look, *roles: Role) -> None:
        """Take another look: rebuild the nodes of some roles (all that bear names, if none are given)."""
        same, self.look = look == self.look, look
        if self._scene is None:
            return
        wanted = roles or (
            Role.PLACES, Role.ZONES, Role.CORRIDORS, Role.VIEWPOINTS, Role.HERITAGE, Role.PROPOSALS,
            Role.WATERWORKS, Role.MEASURES,
        )  # fmt: skip
        labelled = () if roles else tuple(filter(bears_names, self._scene.of_role(Role.RESULT)))
        for node in (*self._scene.of_role(*wanted), *labelled):
            if same:  # what the look says nothing of has changed
                self._shelf.forget(node, look)
            self._insert(node, self._shown(node.id))
        if not roles:
            for node in self._over.values():
                self._insert(node, node.visible)

    def show_season(self, season: str) -> None:
        """Show trees in leaf or bare; see :mod:`scene.season`."""
        if season == self.look.season:
            return
        self.look = replace(self.look, season=season)
        for node, visual in self._visuals.items():
            if isinstance(visual, InstancesVisual) and visual.take_season(season):
                self.drawing.remade(node)

    def show_names(self, shown: bool) -> None:
        """Show or hide the names of all nodes."""
        self.names_shown = shown

    def box_of(self, node: NodeId) -> tuple[float, float, float, float, float, float] | None:
        """Return the box about what a node and all below it draw; None if they draw nothing."""
        below = [node]
        if self._scene is not None and node in self._scene:
            below += [child.id for child in self._scene.walk(node)]
        boxes = [p.bounds for one in below if one in self._visuals for p in self._visuals[one].pieces]
        if not boxes:
            return None
        low = [min(box[k] for box in boxes) for k in range(3)]
        high = [max(box[k] for box in boxes) for k in range(3, 6)]
        return (low[0], low[1], low[2], high[0], high[1], high[2])

    # ------------------------------------------------------------------ changes

    def _on_changes(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if isinstance(change, Inserted):
                self._insert(change.node, self._shown(change.node.id))
            elif isinstance(change, Removed):
                self._remove(change.node.id)
            elif isinstance(change, Moved):
                self._reveal(change.node.id)
            elif isinstance(change, Replaced):
                self._replace(change.before, change.after)
            elif isinstance(change, Reframed):
                continue  # payloads are moved by whoever reframes, and come as replacements
        self._lay_anew(changes)
        self._lay_paper()

    def _insert(self, node: Node, visible: bool) -> None:
        look = replace(self.look, ground=self._ground(node.role)) if _is_laid(node) else self.look
        visual = self._shelf.visual_for(node, look, self._visuals.get(node.id))
        if visual is None:
            return
        self._visuals[node.id] = visual
        self.drawing.put(node.id, visual.pieces, visible=visible)

    def _ground(self, role: Role) -> Ground:
        """Return the heights that a role is laid on; results lie on water too."""
        terrain = () if self._held is None else self._held.of_role(Role.TERRAIN)
        water = () if self._held is None or role is not Role.RESULT else self._held.of_role(Role.WATER)
        return self._shelf.ground(terrain, water)

    def _lay_anew(self, changes: tuple[Change, ...]) -> None:
        """Lay pictures on the ground anew if it is another."""
        nodes = [getattr(change, "node", None) or getattr(change, "after", None) for change in changes]
        if self._scene is not None and any(
            isinstance(node, Node) and node.role is Role.TERRAIN for node in nodes
        ):
            for node in self._scene.of_role(Role.IMAGERY, Role.RESULT):
                if _is_laid(node):
                    self._insert(node, self._shown(node.id))

    def _lay_paper(self) -> None:
        """Lay a sheet beneath what is shown, or take it away where there is ground."""
        held = self._held
        nodes = () if held is None else held.nodes if isinstance(held, Snapshot) else tuple(held.walk())
        shown = [node for node in nodes if node.id in self._visuals and self._is_shown(node.id)]
        wanted = None
        if not any(node.role is Role.TERRAIN for node in shown):
            wanted = paper_under([(node, self._solid_boxes(node.id)) for node in shown])
        if wanted is self.paper or (wanted and self.paper and self.paper.serves(wanted)):
            return
        if self.paper is not None:
            self.drawing.remove(SHEET)
        self.paper = wanted
        if wanted is not None:
            self.drawing.put(SHEET, [sheet_piece(wanted)])

    def _solid_boxes(self, node: NodeId) -> list[tuple[float, float, float, float, float, float]]:
        pieces = self._visuals[node].pieces
        return [piece.bounds for piece in pieces if piece.shading is not Shading.TEXT]

    def _is_shown(self, node: NodeId) -> bool:
        return self._held.shown(node) if isinstance(self._held, Snapshot) else self._shown(node)

    def _remove(self, node: NodeId) -> None:
        if self._visuals.pop(node, None) is not None:
            self.drawing.remove(node)

    def _replace(self, before: Node, after: Node) -> None:
        visual = self._visuals.get(after.id)
        if before.visible != after.visible:
            self._reveal(after.id)
        if before.name != after.name or visual is None or not visual.restyle(after):
            if after.payload is None:
                self._remove(after.id)
            else:
                self._insert(after, self._shown(after.id))
        elif before.style.opacity != after.style.opacity:
            self.drawing.set_opacity(after.id, after.style.opacity)
        else:
            self.drawing.restyled()

    def _reveal(self, node: NodeId) -> None:
        """Bring the visibility of a node and all below it up to date."""
        if self._scene is None or node not in self._scene:
            return
        for one in (self._scene.node(node), *self._scene.walk(node)):
            if one.id in self._visuals:
                self.drawing.set_visible(one.id, self._shown(one.id))

    def _shown(self, node: NodeId) -> bool:
        scene = self._scene
        at: NodeId | None = node
        while scene is not None and at is not None and at in scene:
            if not scene.node(at).visible:
                return False
            at = scene.parent(at)
        return True


def _is_laid(node: Node) -> bool:
    """Return whether a node is drawn on the ground, wherever that is."""
    return node.role is Role.IMAGERY or (node.role is Role.RESULT and isinstance(node.payload, Raster))
