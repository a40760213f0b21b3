"""Changes what stands on a painter that was lent, without the view's own stage taking any notice.

What is the same object as in the view is drawn with the view's own pieces; the rest is made, once, and kept
until the painter goes back. It knows pieces, neither cameras nor films.
"""

from dataclasses import replace

from app.viewport.painter import Painter
from app.viewport.pieces import Piece
from app.viewport.setting import Setting
from app.viewport.sync import SceneSync
from app.viewport.window_drawing import Stands
from scene.node import Node, NodeId, Role


class Scenery:
    """What stands on a painter while it is lent.

    Parameters
    ----------
    painter : Painter
    sync : SceneSync
        Of the view, whose pieces are used where they serve.
    stands : dict
        What stands on the painter now, by node.
    """

    def __init__(self, painter: Painter, sync: SceneSync, stands: dict[NodeId, Stands]) -> None:
        self._painter, self._sync = painter, sync
        self.stands = stands
        #: Nodes that no setting speaks of: water in time, paper.
        self._others = {node for node in stands if not sync.draws(node)}
        self._made: dict[tuple[Node, str], list[Piece]] = {}
        self._setting: Setting | None = None

    def change(self, setting: Setting) -> None:
        """Bring the painter to a setting with the fewest changes."""
        if setting is self._setting:
            return
        self._setting = setting
        wanted = {node.id: (node, setting.shown[node.id]) for node in setting.scene.nodes}
        wanted |= {node.id: (node, node.visible) for node in setting.over}
        for node_id in self.stands.keys() - wanted.keys() - self._others:
            self._painter.remove(node_id)
            del self.stands[node_id]
        for node_id, (node, visible) in wanted.items():
            self._stand(node_id, self._pieces(node, setting.season), visible)

    def _stand(self, node_id: NodeId, pieces: list[Piece] | None, visible: bool) -> None:
        before = self.stands.get(node_id)
        if pieces is None:
            if before is not None:
                self._painter.remove(node_id)
                del self.stands[node_id]
        elif before is None or before[0] is not pieces:
            self._painter.put(node_id, pieces, visible=visible)
            self.stands[node_id] = (pieces, visible)
        elif before[1] != visible:
            self._painter.set_visible(node_id, visible)
            self.stands[node_id] = (pieces, visible)

    def _pieces(self, node: Node, season: str) -> list[Piece] | None:
        if node.payload is None:
            return None
        look = self._sync.look
        other = bool(season) and node.role is Role.TREES and getattr(look, "season", season) != season
        own = None if other else self._sync.pieces_of(node)
        if own is not None:
            return own
        key = (node, season if other else "")
        if key not in self._made:
            self._made[key] = self._sync.made(node, replace(look, season=season) if other else look)
        return self._made[key]
