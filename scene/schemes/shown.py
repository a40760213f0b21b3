"""The scene as it is seen: a graph that follows the project's, with one scheme in it or with none.

Which scheme that is belongs to the view, as the hour does. It does not know who looks.
"""

from psygnal import Signal

from scene.graph import Change, SceneGraph
from scene.node import NodeId
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

    def __init__(self, scene: SceneGraph) -> None:
        self._scene = scene
        self._scheme: NodeId = ""
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

    def _follow(self) -> None:
        mirror(self.graph, as_seen(self._scene.snapshot(), self._scheme))

    def _on_scene(self, changes: tuple[Change, ...]) -> None:
        if self._scheme and self._scheme not in self._scene:
            self.choose("")
        else:
            self._follow()
