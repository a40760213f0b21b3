"""Pictures of a scene from a given camera, with some layers left out and others put in for them.

For the window's painter and for a headless one alike. It knows layers and pieces, and no window.
"""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.composing import composing
from app.viewport.daylight import Daylight
from app.viewport.glass import Glass, decorated
from app.viewport.optics import Pose
from app.viewport.quality import DRAFT, STILL, Quality
from app.viewport.visuals.registry import visual_for
from scene.graph import SceneGraph, Snapshot
from scene.node import Node, NodeId, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.viewport.composing import Parts
    from app.viewport.painter import Painter
    from app.viewport.sync import SceneSync

#: Marks and names, which no camera would see.
MARKS: Final = frozenset(
    {
        Role.VIEWPOINTS,
        Role.ROUTES,
        Role.WALKS,
        Role.MEASURES,
        Role.PLACES,
        Role.ZONES,
        Role.PARCELS,
        Role.CORRIDORS,
        Role.ROADS,
        Role.WATERWORKS,
        Role.RESULT,
        Role.OPINIONS,
        Role.REPORT,
    }
)
#: Without the mirror's copies a picture of a city takes half as long; the same wherever it is painted.
FRAMED: Final = replace(STILL, frames=4, shadow_size=2048)


@dataclass(frozen=True, slots=True)
class Framed:
    """A picture that is asked for.

    Parameters
    ----------
    pose : Pose
    light : Daylight
    width, height : int
        Pixels.
    without : frozenset of str
        Layers that are left out; marks always are.
    extra : tuple of Node
        Layers that are put in.
    """

    pose: Pose
    light: Daylight
    width: int
    height: int
    without: frozenset[NodeId] = frozenset()
    extra: tuple[Node, ...] = ()


def framing(
    painter: "Painter",
    sync: "SceneSync",
    scene: SceneGraph | Snapshot,
    wanted: Framed,
    quality: Quality = FRAMED,
) -> Generator[float, None, NDArray[np.uint8]]:
    """Paint a picture in small steps: yield the share that is done, return it; what was hidden comes back."""
    snapshot = scene.snapshot() if isinstance(scene, SceneGraph) else scene
    hidden = [node for node in snapshot.nodes if snapshot.shown(node.id) and _is_out(node, wanted.without)]
    put: list[NodeId] = []
    sync.reveal_over(painter, False)
    try:
        for node in hidden:
            painter.set_visible(node.id, False)
        for node in wanted.extra:
            visual = visual_for(node, sync.look)
            if visual is not None:
                painter.put(node.id, visual.pieces)
                put.append(node.id)
        with painter.whole():
            return (
                yield from painter.painting(wanted.pose, wanted.light, wanted.width, wanted.height, quality)
            )
    finally:
        for one in put:
            painter.remove(one)
        for node in hidden:
            painter.set_visible(node.id, True)
        sync.reveal_over(painter, True)


def _is_out(node: Node, without: Iterable[NodeId]) -> bool:
    return node.payload is not None and (node.role in MARKS or node.id in without)


class Lender:
    """The part of a view that makes pictures somebody asked for, with the view's own painter."""

    pose: Pose
    glass: Glass
    _sync: "SceneSync"
    _scene: SceneGraph | None
    _light: Daylight
    _names: bool
    _lent: int
    #: Has whoever borrowed the painter for small pictures give it back.
    give_way: Callable[[], object] = staticmethod(lambda: None)
    _work: Any

    def _artist(self) -> "Painter":
        raise NotImplementedError

    def _parts(self) -> "Parts":
        raise NotImplementedError

    def _renew(self) -> None:
        raise NotImplementedError

    @contextmanager
    def _lending(self) -> "Iterator[Painter]":
        """Keep the view's own finishing away from the painter; whoever had it for small things gives way."""
        if self._lent:
            self.give_way()
        self._work = None
        self._lent += 1
        try:
            yield self._artist()
        finally:
            self._lent -= 1
            self._renew()

    @property
    def lent(self) -> bool:
        """Whether the painter is making a picture that somebody asked for."""
        return bool(self._lent)

    def painting(
        self, width: int, height: int, *, notes: bool = False
    ) -> Generator[float, None, NDArray[np.uint8]]:
        """Paint what is seen now in small steps: yield the share that is done, return the picture."""
        pose, size = self.pose, (width, height)
        with self._lending():
            parts = self._parts()
            picture = yield from composing(parts, pose, self._light, size, STILL, names=self._names)
        return decorated(picture, pose, self.glass.overlay) if notes else picture

    def framing(self, wanted: Framed) -> Generator[float, None, NDArray[np.uint8]]:
        """Paint a picture from a camera of its own in small steps."""
        assert self._scene is not None, "a scene is shown"
        with self._lending() as painter:
            return (yield from framing(painter, self._sync, self._scene, wanted))

    def thumbnail(self, pose: Pose, width: int, height: int) -> NDArray[np.uint8] | None:
        """Return a quick small picture from a pose, without what is laid over; None while another is made."""
        if self._lent:
            return None
        painter = self._artist()
        self._sync.reveal_over(painter, False)
        with painter.whole():
            picture = painter.paint(pose, self._light, width, height, DRAFT)
        self._sync.reveal_over(painter, True)
        if self._work is not None:  # the same painter was in the middle of the finished picture
            self._renew()
        return picture
