"""What the widget needs of a scene besides drawing it: both stages in step, the boat's way, the notes.

It holds no Qt and makes no VTK objects.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final, Protocol, TypeAlias

import numpy as np

from app.legends import is_painted, legends_of
from app.viewport.movement import BoatRoute
from app.viewport.overlay import Overlay
from app.viewport.pieces import Piece
from app.viewport.section import Section
from app.viewport.sync import Drawing
from app.viewport.water_layer import Flooded
from app.water.making import LakeMask
from scene.graph import SceneGraph
from scene.legend import Legend
from scene.node import Node, NodeId, Role
from scene.payloads.lines import Polylines

#: Pieces and whether they are seen.
Stands: TypeAlias = tuple[list[Piece], bool]


#: Pieces that are taken down between two looks at the clock.
FEW: Final = 20


class WaterStage(Drawing, Flooded, Protocol):
    """A drawing that can hold water as well, and be cut open."""

    def cut_open(self, section: Section | None) -> None:
        """Take away what a section takes away."""
        ...


class BothStages:
    """Puts pieces on the window's stage and, once there is one, on the painter's.

    Parameters
    ----------
    stage : WaterStage
        The window's.
    """

    def __init__(self, stage: WaterStage) -> None:
        self._stages: list[WaterStage] = [stage]
        self._held: dict[NodeId, Stands] = {}
        self._moved: set[NodeId] = set()
        self._remade: set[NodeId] = set()
        #: Called after every change.
        self.changed: Callable[[], None] = lambda: None
        #: Whether the window's stage has been lent sun maps.
        self.lit = False
        self._flood: tuple[float, float, LakeMask | None] | None = None
        #: What cuts all stages open.
        self.section: Section | None = None

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Do many changes and say so once, at the end."""
        said, self.changed = self.changed, lambda: None
        try:
            yield
        finally:
            self.changed = said
        self.changed()

    def add(self, stage: WaterStage) -> None:
        """Take another stage and put on it what stands on the first."""
        self._stages.append(stage)
        self.flood_again(stage)
        stage.cut_open(self.section)
        for node, (pieces, visible) in self._held.items():
            stage.put(node, pieces, visible=visible)

    @contextmanager
    def apart(self, stage: WaterStage) -> Iterator[dict[NodeId, Stands]]:
        """Let a stage stand by itself: yield what stands on it, for whoever changes that to keep.

        Afterwards it gets back what stands on the others by then.
        """
        stands = dict(self._held)
        if stage not in self._stages:  # it stands by itself already
            yield stands
            return
        self._stages.remove(stage)
        self._moved.clear()
        self._remade.clear()
        try:
            yield stands
        finally:
            self._stages.append(stage)
            put_back(stage, stands, self._held)
            for node in self._moved & self._held.keys():
                stage.moved(node)
            for node in self._remade & self._held.keys():
                stage.remade(node)
            stage.cut_open(self.section)
            self.flood_again(stage)

    def put(self, node: NodeId, pieces: list[Piece], *, visible: bool = True) -> None:
        """Show the pieces of a node in place of those it had."""
        self._held[node] = (pieces, visible)
        for stage in self._stages:
            stage.put(node, pieces, visible=visible)
        self.changed()

    def remove(self, node: NodeId) -> None:
        """Take the pieces of a node away."""
        self._held.pop(node, None)
        for stage in self._stages:
            stage.remove(node)
        self.changed()

    def emptying(self) -> Iterator[None]:
        """Take everything down, a few pieces at a time, and say nothing of it."""
        self.changed = lambda: None
        for node in list(self._held):
            pieces, visible = self._held[node]
            while len(pieces) > FEW:
                pieces = pieces[:-FEW]
                self.put(node, pieces, visible=visible)
                yield
            self.remove(node)
            yield

    def set_visible(self, node: NodeId, visible: bool) -> None:
        """Show or hide the pieces of a node."""
        if node in self._held:
            self._held[node] = (self._held[node][0], visible)
        for stage in self._stages:
            stage.set_visible(node, visible)
        self.changed()

    def set_opacity(self, node: NodeId, opacity: float) -> None:
        """Change how solid the pieces of a node are."""
        for stage in self._stages:
            stage.set_opacity(node, opacity)
        self.changed()

    def moved(self, node: NodeId) -> None:
        """Take note that the data of a node's pieces lies elsewhere now."""
        self._moved.add(node)
        for stage in self._stages:
            stage.moved(node)

    def remade(self, node: NodeId) -> None:
        """Take note that a node's pieces have other data now."""
        self._remade.add(node)
        for stage in self._stages:
            stage.remade(node)
        self.changed()

    def flood(self, seconds: float, level: float, lakes: LakeMask | None) -> None:
        """Let ripples stand at a time, mirror at a level, and leave out the lakes that the water holds."""
        self._flood = (seconds, level, lakes)
        for stage in self._stages:
            stage.flood(seconds, level, lakes)

    def cut_open(self, section: Section | None) -> None:
        """Take away what a section takes away."""
        self.section = section
        for stage in self._stages:
            stage.cut_open(section)
        self.changed()

    def flood_again(self, stage: WaterStage) -> None:
        """Give a stage the ripples and lakes that the others have, after it held another water."""
        if self._flood is not None:
            stage.flood(*self._flood)

    def restyled(self) -> None:
        """Draw again: colours were written into the data that both share."""
        self.changed()


def put_back(stage: Drawing, stands: dict[NodeId, Stands], wanted: dict[NodeId, Stands]) -> None:
    """Let stand on a stage what stands on others, in place of what was changed on it."""
    for node in stands.keys() - wanted.keys():
        stage.remove(node)
    for node, (pieces, visible) in wanted.items():
        before = stands.get(node)
        if before is None or before[0] is not pieces:
            stage.put(node, pieces, visible=visible)
        elif before[1] != visible:
            stage.set_visible(node, visible)


def boat_route(scene: SceneGraph | None) -> BoatRoute | None:
    """Return the way of the boat: the longest route at boat's eye height, or the longest of all."""
    best: tuple[bool, float, Polylines, int] | None = None
    for node in () if scene is None else scene.of_role(Role.ROUTES):
        lines = node.payload
        if not isinstance(lines, Polylines):
            continue
        eyes = lines.columns.get("eye_height")
        for row in range(lines.count):
            line = lines.line(row)
            if len(line) < 2:
                continue
            afloat = "boat" in lines.ids[row].lower() or (eyes is not None and float(eyes[row]) < 1.4)
            length = float(np.linalg.norm(np.diff(line[:, :2], axis=0), axis=1).sum())
            if best is None or (afloat, length) > best[:2]:
                best = (afloat, length, lines, row)
    return None if best is None else BoatRoute(best[2].line(best[3]))


def notes_of(
    scene: SceneGraph | None, overlay: Overlay, over: Sequence[Node] = (), *, groundless: bool = False
) -> Overlay:
    """Return the overlay with credits and legends of all that is shown, and what is invented or missing."""
    legends: tuple[Legend, ...] = legends_of(node for node in over if node.visible)
    nodes = () if scene is None else tuple(scene.walk())
    for node in nodes:
        if is_painted(node) and scene is not None and _shown(scene, node):
            legends = (*legends, *(one for one in legends_of([node]) if one not in legends))
    named, synthetic = credits_of(nodes)
    return replace(overlay, credits=named, synthetic=synthetic, groundless=groundless, legends=legends)


def credits_of(nodes: Iterable[Node]) -> tuple[tuple[str, ...], bool]:
    """Return whom to name where nodes are shown, each once, and whether any of them is invented."""
    named: dict[str, None] = {}
    synthetic = False
    for node in nodes:
        if node.provenance is not None and node.payload is not None and node.visible:
            named.update(dict.fromkeys(node.provenance.credits))
            synthetic = synthetic or node.provenance.synthetic
    return tuple(named), synthetic


def _shown(scene: SceneGraph, node: Node) -> bool:
    at: NodeId | None = node.id
    while at is not None and at in scene:
        if not scene.node(at).visible:
            return False
        at = scene.parent(at)
    return True
