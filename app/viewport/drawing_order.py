"""In which order a renderer draws the actors of a stage, frame by frame, and what it holds of them.

It does not know which level of a piece is shown, nor why.
"""

from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakMethod

from app.viewport.placed import Placed


class DrawingOrder:
    """The actors that a stage has put into a renderer; what others put there is left alone.

    Parameters
    ----------
    renderer : vtkRenderer
    """

    def __init__(self, renderer: Any) -> None:
        self._renderer = renderer
        self._mine: set[Any] = set()
        self._queued: list[Any] = []

    def add(self, actor: Any) -> None:
        """Take in an actor of the stage."""
        self._renderer.AddActor(actor)
        self._mine.add(actor)

    def give_back(self, actor: Any) -> None:
        """Take an actor out, and from the graphics card what only it has there."""
        # Not the actor's own resources: with them would go the baked maps, which all actors share.
        actor.GetMapper().ReleaseGraphicsResources(self._renderer.GetRenderWindow())
        self._renderer.GetViewProps().RemoveItem(actor)
        self._mine.discard(actor)

    def line_up(self, seen: Sequence[Placed], sky: Any) -> None:
        """Have the renderer draw what is in view, near before far, then the sky.

        What is hidden is never shaded then. Translucent things are drawn by VTK after all others, and need
        far before near.

        Parameters
        ----------
        seen : sequence of Placed
            Near before far.
        sky : vtkActor, optional
        """
        solid = [entry.actor for entry in seen if entry.piece.opacity >= 1.0]
        clear = [entry.actor for entry in reversed(seen) if entry.piece.opacity < 1.0]
        queued = [*solid, *([] if sky is None else [sky]), *clear]
        if queued == self._queued:
            return
        props = self._renderer.GetViewProps()
        others = [prop for prop in props if prop not in self._mine]
        # Not by AddActor and RemoveActor: these drop what lies on the graphics card.
        props.RemoveAllItems()
        for prop in (*queued, *others):
            props.AddItem(prop)
        self._queued = queued

    def forget(self) -> None:
        """Line up anew before the next frame, whatever stands in it."""
        self._queued = []


def weakly(method: Callable[[], None]) -> Callable[..., None]:
    """Return an observer that calls a method as long as its object lives, and does not keep it alive."""
    held = WeakMethod(method)

    def call(*_: object) -> None:
        alive = held()
        if alive is not None:
            alive()

    return call
