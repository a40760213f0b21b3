"""The scene as it is seen: a graph that follows the project's, with one scheme in it or with none.

Which scheme that is belongs to the view, as the hour does; so do layers that are hidden for a while. It does
not know who looks.
"""

from collections.abc import Collection

from psygnal import Signal

from scene.graph import Change, Inserted, Replaced, SceneGraph
from scene.node import NodeId
from scene.review.veil import veiled
from scene.schemes.applying import as_seen
from scene.schemes.mirror import mirror
from scene.schemes.scheme import schemes_of


class Shown:
    """What is seen of a project.

    Parameters
    ----------
    scene : SceneGraph
        The project with all its schemes. Commands go there; this follows before others hear of them, if it
        is made before they listen.
    """

    #: Another scheme is shown, with its id; empty for the existing city. The graph has changed before.
    chosen = Signal(str)
    #: Other layers are hidden for a while, or none are. The graph has changed before.
    hid = Signal()

    def __init__(self, scene: SceneGraph) -> None:
        self._scene = scene
        self._scheme: NodeId = ""
        self._veil: frozenset[NodeId] | None = None
        #: Only to be read: it is changed by what is done to the project, and by :meth:`choose`.
        self.graph = SceneGraph(scene.frame)
        self._follow()
        scene.changed.connect(self._on_scene)

    @property
    def scheme(self) -> NodeId:
        """The scheme that is shown; empty for the existing city."""
        return self._scheme

    def choose(self, scheme_id: NodeId) -> None:
        """Show a scheme, or the existing city if there is none of that id."""
        wanted = scheme_id if any(each.id == scheme_id for each in schemes_of(self._scene)) else ""
        if wanted != self._scheme:
            self._scheme = wanted
            self._follow()
            self.chosen.emit(wanted)

    @property
    def veil(self) -> frozenset[NodeId] | None:
        """The nodes that are hidden for a while, in place of those that the project hides; None for those."""
        return self._veil

    def hide(self, nodes: Collection[NodeId] | None) -> None:
        """Hide these nodes and no others for a while; None hides what the project hides."""
        wanted = None if nodes is None else frozenset(nodes)
        if wanted != self._veil:
            self._veil = wanted
            self._follow()
            self.hid.emit()

    def _follow(self) -> None:
        mirror(self.graph, veiled(as_seen(self._scene.snapshot(), self._scheme), self._veil))

    def _on_scene(self, changes: tuple[Change, ...]) -> None:
        if self._veil is not None:  # whom a person shows or hides meanwhile is seen so at once
            for change in changes:
                self._veil = _lifted(self._veil, change)
        if self._scheme and self._scheme not in self._scene:
            self.choose("")
        else:
            self._follow()


def _lifted(veil: frozenset[NodeId], change: Change) -> frozenset[NodeId]:
    if isinstance(change, Inserted):
        return veil if change.node.visible else veil | {change.node.id}
    if isinstance(change, Replaced) and change.before.visible != change.after.visible:
        return veil - {change.after.id} if change.after.visible else veil | {change.after.id}
    return veil
