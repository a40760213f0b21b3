"""Pins in the view: the mark of every listed opinion at its place. A click on one looks at it.

What stands behind something is drawn faint. It lies over the view and takes the mouse only at a pin.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Slot
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.i18n import tr
from app.panels.opinions.desk import OpinionDesk
from app.panels.opinions.marks import paint_pin
from app.panels.opinions.picture import tip_from
from app.viewport.backend import Arrangement
from app.workbench import Workbench
from scene.review.opinion import Opinion
from scene.review.saying import named

if TYPE_CHECKING:
    from app.viewport.backend import Rays

RADIUS: Final = 13.0
#: A pin behind a building is drawn this solid.
BEHIND: Final = 0.38
#: A place is looked at from this much nearer, metres: it lies on what it is about.
NEARER: Final = 0.6


class Pins(QWidget):
    """The pins of one window.

    Parameters
    ----------
    bench : Workbench
    desk : OpinionDesk
    parent : QWidget
        The middle of the window.
    """

    def __init__(self, bench: Workbench, desk: OpinionDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._desk = bench, desk
        self._places: list[tuple[QPointF, Opinion]] = []
        self._hidden: frozenset[str] = frozenset()
        self._draft: Opinion | None = None
        self._pressed = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        for widget in (bench.view, *bench.view.findChildren(QWidget)):
            widget.installEventFilter(self)
        bench.view.pose_changed.connect(self.renew)
        bench.view.finished.connect(self._look)
        desk.changed.connect(self._look)
        desk.chosen.connect(self.renew)
        bench.comparing.changed.connect(self.renew)
        self.renew()

    @property
    def places(self) -> dict[str, QPointF]:
        """Where the mark of each opinion stands on the view, by its key."""
        return {opinion.key: centre for centre, opinion in self._places}

    @Slot()
    def renew(self, *changed: object) -> None:
        """Draw anew."""
        apart = self._bench.comparing.arrangement is Arrangement.SIDE_BY_SIDE  # no pane has the whole picture
        shown = self._draft is not None or (self._desk.pins_shown and bool(self._desk.listed) and not apart)
        self.setVisible(shown)
        if shown:
            view = self._bench.view
            if self.geometry() != view.geometry():
                self.setGeometry(view.geometry())
            self._arrange()
            self.update()

    @Slot(object)
    def show_draft(self, opinion: Opinion | None) -> None:
        """Show where somebody pointed while the words are written; None takes it away."""
        self._draft = opinion
        self.renew()

    def _arrange(self) -> None:
        """Say where every mark stands: the nearest last, as it is drawn over the others."""
        pose, width, height = self._bench.view.pose, self.width(), self.height()
        found = []
        for opinion in self._desk.listed if self._desk.pins_shown else ():
            tip = tip_from(pose, opinion, width, height) if self._desk.shown(opinion) else None
            if tip is not None:
                away = float(np.linalg.norm(np.subtract(opinion.place, pose.eye)))
                found.append((away, QPointF(tip.x(), tip.y() - 2.3 * RADIUS), opinion))
        found.sort(key=lambda one: -one[0])
        self._places = [(centre, opinion) for _, centre, opinion in found]

    @Slot()
    def _look(self) -> None:
        """Ask the rays which places are behind something."""
        rays: Rays | None = self._bench.window.seeing.rays
        listed = self._desk.listed
        if rays is not None and listed:
            eye = np.array(self._bench.view.pose.eye)
            places = np.array([one.place for one in listed])
            away = np.linalg.norm(places - eye, axis=1, keepdims=True)
            targets = places - (places - eye) / np.maximum(away, 1e-6) * np.minimum(NEARER, 0.5 * away)
            behind = rays.occluded(np.broadcast_to(eye, targets.shape), targets, trees=False)
            self._hidden = frozenset(
                one.key for one, is_behind in zip(listed, behind, strict=True) if is_behind
            )
        self.renew()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw every pin, the one that is looked at last."""
        painter = QPainter(self)
        current = self._desk.current
        key = current.key if current is not None else ""
        for centre, opinion in sorted(self._places, key=lambda one: one[1].key == key):
            chosen = opinion.key == key
            painter.setOpacity(BEHIND if opinion.key in self._hidden and not chosen else 1.0)
            tip = QPointF(centre.x(), centre.y() + 2.3 * RADIUS)
            paint_pin(painter, tip, RADIUS, opinion, chosen=chosen)
        draft = self._draft
        tip_of_draft = draft and tip_from(self._bench.view.pose, draft, self.width(), self.height())
        if draft is not None and tip_of_draft is not None:
            painter.setOpacity(1.0)
            paint_pin(painter, tip_of_draft, RADIUS, draft, chosen=True)
        painter.end()

    def at(self, x: float, y: float) -> Opinion | None:
        """Return the opinion whose mark lies at a place of the view, the topmost."""
        for centre, opinion in reversed(self._places):
            if (centre.x() - x) ** 2 + (centre.y() - y) ** 2 <= (1.15 * RADIUS) ** 2:
                return opinion
        return None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the view's size; take a click on a pin, and say what it is about."""
        if event.type() == QEvent.Type.Resize:
            self.renew()
        elif self.isHidden() or self._bench.toolbox.active:
            return False
        elif isinstance(event, QHelpEvent):
            return self._tell(event.pos(), event.globalPos())
        elif isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            return self._on_button(event)
        return False

    def _tell(self, at: QPoint, where: QPoint) -> bool:
        opinion = self.at(at.x(), at.y())
        if opinion is None:
            return False
        QToolTip.showText(where, f"{tr(named(opinion))}  {opinion.who}\n{opinion.text}")
        return True

    def _on_button(self, event: QMouseEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease:
            taken, self._pressed = self._pressed, False
            return taken
        opinion = self.at(event.position().x(), event.position().y())
        if opinion is None or event.type() != QEvent.Type.MouseButtonPress:
            return False
        self._pressed = True
        self._desk.choose(opinion.key)
        return True
