"""Which schemes are shown beside each other, and how: the state behind the bar over the view.

The view follows the scheme that is shown; the others are mirrored into graphs of their own. What differs is
found away from the GUI thread and laid over each. It knows no widget.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.panels.compare.figures_desk import FiguresDesk
from app.scheme_names import EXISTING, Column, columns_of
from app.viewport.backend import Arrangement, Compared
from app.workbench import Workbench
from scene.feedback import Feedback
from scene.messages import msg
from scene.node import Node, NodeId
from scene.schemes.applying import as_seen
from scene.schemes.shown import Shown

if TYPE_CHECKING:
    from app.scheme_differences import Differences
    from scene.geometry.ray_scene import RayScene

#: Scenes that fit beside each other.
MOST: Final = 4
#: Seconds between two scenes that are shown in turn: what can be chosen, and what is at first.
INTERVALS: Final = (0.5, 1.0, 2.0, 4.0)
INTERVAL: Final = 1.0
#: Milliseconds that the scene rests before differences are found anew.
SETTLE_MS: Final = 150
LAYER: Final = "differences"


class CompareDesk(QObject):
    """Compares schemes in the view.

    Parameters
    ----------
    bench : Workbench
        With its view and its analyses in place.
    """

    #: What is compared, or how, is another.
    changed = Signal()
    #: One or the other scene is in front now.
    turned = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        #: How schemes are shown; None while they are not compared.
        self.arrangement: Arrangement | None = None
        #: Which, in the order in which they stand; the one that the view follows is among them.
        self.sides: tuple[NodeId, ...] = ()
        self.differences_shown = False
        self.found: dict[NodeId, Differences] = {}
        self.interval = INTERVAL
        self.front: NodeId = EXISTING
        self.curtain = 0.5
        #: What analyses found in every scheme; laid over the view on the side that it is of.
        self.figures = FiguresDesk(bench)
        self.figures.changed.connect(self._lay)
        #: What the panes beside the view's own show; each stays with its pane, whichever scheme it shows.
        self._mirrors: list[Shown] = []
        self._pulse = QTimer(self)
        self._pulse.timeout.connect(self.turn)
        self._soon = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._soon.timeout.connect(self._look_again)
        bench.view.curtain_moved.connect(self._on_curtain)
        bench.view.next_asked.connect(self.turn)
        bench.session_changed.connect(self._on_session)
        bench.scheme_changed.connect(self._on_scheme)
        bench.scene_changed.connect(self._on_scene)
        bench.veil_changed.connect(self._on_veil)
        bench.analyses.changed.connect(self._lay)

    # -- what can be compared ------------------------------------------------------------------------------

    @property
    def columns(self) -> tuple[Column, ...]:
        """The existing city and all schemes."""
        return columns_of(self._bench.session.scene)

    @property
    def possible(self) -> bool:
        """Whether there is a scheme to compare with."""
        return len(self.columns) > 1

    @property
    def pulsing(self) -> bool:
        """Whether the scenes take turns by themselves."""
        return self._pulse.isActive()

    # -- how -----------------------------------------------------------------------------------------------

    def start(self, arrangement: Arrangement) -> None:
        """Show schemes beside each other in this way, from the usual ones on."""
        if not self.possible:
            return
        before, self.arrangement = self.arrangement, arrangement
        if before is None or len(self.sides) < 2 or self._count_differs(arrangement):
            self.sides = self._usual(arrangement)
        self._pulse.stop()
        if arrangement is Arrangement.IN_TURN:
            self.front = self._own
            self._pulse.start(round(1000 * self.interval))
        self._show()

    def switch(self, arrangement: Arrangement) -> None:
        """Show schemes in this way, or no more if they are."""
        if self.arrangement is arrangement:
            self.stop()
        else:
            self.start(arrangement)

    @Slot()
    def stop(self) -> None:
        """Show the scheme of the view alone again."""
        self._pulse.stop()
        self._soon.stop()
        compared, self.arrangement, self.sides = self.arrangement is not None, None, ()
        if compared:
            self._bench.view.compare(None)
            self._mirrors = []
        if not self.differences_shown:
            self.found = {}
        self._lay()
        self._say()

    @Slot()
    def _on_session(self) -> None:
        self.found, self.differences_shown = {}, False
        self.stop()

    def choose(self, sides: Sequence[NodeId]) -> None:
        """Compare these, in this order; the view follows one of them if it follows none."""
        wanted = tuple(dict.fromkeys(sides))[:MOST]
        if self.arrangement is None or len(wanted) < 2 or wanted == self.sides:
            self._say()  # whoever asked shows again what is
            return
        self.sides = wanted
        if self._own not in wanted:
            self._bench.session.shown.choose(wanted[-1])  # and comes back as another scheme that is shown
        else:
            self._show()

    def turn(self) -> None:
        """Bring the next of the scenes that take turns to the front."""
        if self.arrangement is not Arrangement.IN_TURN or not self.sides:
            return
        place = self.sides.index(self.front) if self.front in self.sides else -1
        self.front = self.sides[(place + 1) % len(self.sides)]
        self._bench.view.bring_forward(self._order.index(self.front))
        self.turned.emit()

    def set_interval(self, seconds: float) -> None:
        """Let each scene stand for so long."""
        self.interval = seconds
        if self.pulsing:
            self._pulse.start(round(1000 * seconds))
        self._say()

    def set_pulsing(self, on: bool) -> None:
        """Let the scenes take turns by themselves, or only when asked."""
        if on:
            self._pulse.start(round(1000 * self.interval))
        else:
            self._pulse.stop()
        self._say()

    def hang_curtain(self, at: float) -> None:
        """Hang the curtain somewhere, 0 to 1 from the left."""
        self.curtain = at
        self._bench.view.hang_curtain(at)

    def show_differences(self, shown: bool) -> None:
        """Colour what is new, gone, taller and lower than in the existing city."""
        self.differences_shown = shown
        if shown:
            self._look_again()
        else:
            self.found = {}
            self._lay()
        self._say()

    # -- showing -------------------------------------------------------------------------------------------

    @property
    def _own(self) -> NodeId:
        return self._bench.session.shown.scheme

    @property
    def _order(self) -> list[NodeId]:
        """The schemes in the order of the view's panes: first that which the view follows."""
        return [self._own, *(side for side in self.sides if side != self._own)]

    def _count_differs(self, arrangement: Arrangement) -> bool:
        return arrangement is Arrangement.CURTAIN and len(self.sides) != 2

    def _usual(self, arrangement: Arrangement) -> tuple[NodeId, ...]:
        """Return what is compared if nobody says more: the existing city first."""
        known = [column.scheme for column in self.columns]
        if arrangement is not Arrangement.CURTAIN:
            kept = known[:MOST]
            return tuple(kept) if self._own in kept else (*kept[:-1], self._own)
        return (EXISTING, self._own if self._own != EXISTING else known[1])

    def _show(self) -> None:
        assert self.arrangement is not None, "only what is compared is shown so"
        order, session = self._order, self._bench.session
        others = order[1:]
        del self._mirrors[len(others) :]
        while len(self._mirrors) < len(others):
            self._mirrors.append(Shown(session.scene))
        for mirrored, side in zip(self._mirrors, others, strict=True):
            mirrored.choose(side)
        self._on_veil()
        names = {column.scheme: column.name for column in self.columns}
        compared = Compared(
            self.arrangement,
            tuple(names[side] for side in order),
            tuple(mirrored.graph for mirrored in self._mirrors),
            self.sides.index(self._own),
        )
        self._bench.view.compare(compared)
        if self.arrangement is Arrangement.CURTAIN:
            self._bench.view.hang_curtain(self.curtain)
        if self.front not in self.sides:
            self.front = session.shown.scheme
        self._bench.view.bring_forward(order.index(self.front))
        self._look_again()
        self._say()

    def _say(self) -> None:
        self.changed.emit()
        self._bench.touch()

    @Slot(float)
    def _on_curtain(self, at: float) -> None:
        self.curtain = at

    @Slot()
    def _on_veil(self) -> None:
        for mirrored in self._mirrors:
            mirrored.hide(self._bench.session.shown.veil)

    @Slot(str)
    def _on_scheme(self, scheme: NodeId) -> None:
        """Stay with what is compared if the view follows one of them now, else compare with that one."""
        if self.arrangement is not None:
            if scheme not in self.sides:
                self.sides = (*self.sides[:-1], scheme)
            self._show()
        elif self.differences_shown:
            self._look_again()

    @Slot(tuple)
    def _on_scene(self, changes: tuple[object, ...]) -> None:
        known = {column.scheme for column in self.columns}
        if self.arrangement is not None and not set(self.sides) <= known:
            self.sides = tuple(side for side in self.sides if side in known)
            if len(self.sides) < 2 or self._own not in self.sides:
                self.stop()
            else:
                self._show()
        if self.arrangement is not None or self.differences_shown:
            self._soon.start()

    # -- what is laid over each ----------------------------------------------------------------------------

    @Slot()
    def _look_again(self) -> None:
        """Find anew what differs, and what can be pointed at in the scenes beside."""
        snapshot, beside = self._bench.session.scene.snapshot(), self._order[1:]
        wanted = {side for side in (*self.sides, self._own) if side != EXISTING}

        def differing(feedback: Feedback) -> "dict[NodeId, Differences]":
            from app.scheme_differences import differences

            existing = as_seen(snapshot, EXISTING)
            return {side: differences(existing, as_seen(snapshot, side)) for side in wanted}

        def pointed(feedback: Feedback) -> "dict[NodeId, RayScene | None]":
            from app.window.seeing import rays_of

            return {side: rays_of(as_seen(snapshot, side), feedback) for side in beside}

        run, title = self._bench.jobs.run, msg("Comparing schemes")
        if self.differences_shown:
            run(differing, title, self._take_differences, lane="differences", quiet=True)
        if beside:
            run(pointed, title, self._take_rays, lane="rays beside", quiet=True)

    def _take_differences(self, found: "dict[NodeId, Differences]") -> None:
        if self.differences_shown:
            self.found = found
            self._lay()
            self.changed.emit()

    def _take_rays(self, rays: "dict[NodeId, RayScene | None]") -> None:
        for number, side in enumerate(self._order[1:], start=1):
            if side in rays:
                self._bench.view.point_beside(number, rays[side])

    @Slot()
    def _lay(self) -> None:
        own = self.found.get(self._own) if self.differences_shown else None
        self._bench.lay_over(LAYER, () if own is None else own.nodes)
        if self.arrangement is None:
            return
        for number, side in enumerate(self._order[1:], start=1):
            differing = self.found.get(side) if self.differences_shown else None
            nodes = (*(() if differing is None else differing.nodes), *self._results(side))
            self._bench.view.lay_beside(number, nodes)

    def _results(self, side: NodeId) -> tuple[Node, ...]:
        """Return what the analysis that is shown found for a scheme, if it was run on all of them."""
        analyses, figures = self._bench.analyses, self.figures.held
        if figures is None or analyses.current is None or not analyses.overlay_shown:
            return ()
        finding = figures.findings.get((analyses.current.id, side))
        nodes = () if finding is None else finding.result.nodes
        return tuple(node for node in nodes if analyses.is_shown(node))
