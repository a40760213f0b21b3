"""What stands in the picture of a stop: its scheme, its layers, its leaves, the results laid over.

Plain values, for the window and for a job without one. It knows no painter.
"""

from app.viewport.setting import Setting
from scene.graph import Snapshot
from scene.node import Node
from scene.review.stop import Stop
from scene.review.veil import veiled
from scene.schemes.applying import as_seen


def setting_of(scene: Snapshot, stop: Stop, over: tuple[Node, ...] = ()) -> Setting:
    """Return the setting of a stop.

    Parameters
    ----------
    scene : Snapshot
        The project with all its schemes.
    stop : Stop
    over : tuple of Node
        Results that lie over the view.
    """
    return Setting(veiled(as_seen(scene, stop.scheme), frozenset(stop.hidden)), stop.season, over)
