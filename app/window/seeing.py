"""Joins the view to the open project: scene, light, rays for picking and walking, poses, pictures.

It knows the view through what ``app.viewport.backend`` promises, and no VTK.
"""

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QObject, QSize, QTimer, Slot
from PySide6.QtGui import QImage

from app.i18n import translator
from app.memory import give_back
from app.session import spring_morning_at
from app.viewport.glass import as_image
from app.viewport.optics import Pose, as_point
from app.viewport.sun import daylight_at
from app.viewport.views import OPENING
from app.workbench import Workbench
from scene.clock import SPRING_MORNING
from scene.feedback import Feedback
from scene.graph import Change, Replaced, Snapshot
from scene.messages import msg
from scene.node import Role
from scene.selection import Selected

if TYPE_CHECKING:
    from scene.geometry.ray_scene import RayScene

#: Rays are made anew when the scene has rested this long.
SETTLE_MS: Final = 700
#: Freed memory goes back when no picture has been finished for so long.
IDLE_MS: Final = 3_000
#: What is looked at has at least this half, metres, and fills this part of the view.
LEAST_HALF: Final = 2.0
FILLED: Final = 0.94


class Seeing(QObject):
    """Keeps the view in step with the workbench.

    Parameters
    ----------
    bench : Workbench
        With its view in place.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._mode = "orbit"
        #: What can be pointed at; None until it is made for the scene as it is.
        self.rays: RayScene | None = None
        self._closed = False
        self._fresh_rays = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._fresh_rays.timeout.connect(self._make_rays)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(give_back)
        bench.view.finished.connect(self._idle.start)
        bench.view.picked.connect(self._on_picked)
        bench.seen_changed.connect(self._on_scene)
        bench.moment_changed.connect(self._on_moment)
        bench.season_changed.connect(bench.view.set_season)
        bench.view.set_language(translator.language)

    @property
    def mode(self) -> str:
        """How one moves."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Move in another way."""
        self._mode = mode
        self._bench.view.set_mode(mode)  # type: ignore[arg-type]
        self._bench.view.setFocus()

    def show_session(self) -> None:
        """Draw the open project from its opening view."""
        bench, scene = self._bench, self._bench.session.shown.graph
        window = bench.window
        window.central.invitation.setVisible(len(scene) == 0)
        bench.view.set_season(bench.session.season.name)
        bench.view.show_scene(scene)
        if bench.session.clock.moment == SPRING_MORNING:  # nobody chose it: morning, wherever this is
            bench.session.clock.set(spring_morning_at(scene.frame))
        self._on_moment(bench.session.clock.moment)
        if len(scene):
            bench.view.look(self._home())
            self._fresh_rays.start(0)
        else:
            self._take_rays(None)
        window.central.uncover()

    def _home(self) -> Pose:
        scene = self._bench.session.shown.graph
        if scene.of_role(Role.HERITAGE) or self._bench.session.built_in:
            return self._composed(OPENING.pose)
        boxes = [self._bench.view.box_of(node.id) for node in scene.children(None)]
        found = [box for box in boxes if box is not None]
        return pose_over(found, aspect=self._aspect) if found else OPENING.pose

    def _composed(self, pose: Pose) -> Pose:
        """Return a composed pose for the shape that the view has between the panels."""
        return pose.filling(self._aspect)

    @property
    def _aspect(self) -> float:
        view = self._bench.view
        return float(view.width() / max(view.height(), 1))

    def fly_home(self) -> None:
        """Fly to the opening view."""
        self._leave_the_ground()
        self._bench.view.fly_to(self._home())

    def fly_to(self, pose: Pose) -> None:
        """Fly to a pose."""
        self._leave_the_ground()
        self._bench.view.fly_to(pose)

    def _leave_the_ground(self) -> None:
        if self._mode in ("walk", "boat"):
            self._bench.window.set_mode("orbit")

    def zoom_to_selection(self) -> None:
        """Fly to where the selected layer or row fills the view."""
        selected = self._bench.session.selection.current
        if selected is None:
            return
        scene = self._bench.session.shown.graph
        if selected.node_id not in scene:
            return
        box = row_box(scene.node(selected.node_id), selected.row)
        box = box or self._bench.view.box_of(selected.node_id)
        if box is not None:
            self.fly_over(box)

    def fly_over(self, box: tuple[float, float, float, float, float, float]) -> None:
        """Fly to where a box fills the view."""
        self.fly_to(pose_over([box], self._bench.view.pose, self._aspect))

    def thumbnail(self, pose: Pose, size: QSize) -> QImage | None:
        """Return what is seen from a pose."""
        if self._closed or not len(self._bench.session.shown.graph):
            return None
        picture = self._bench.view.thumbnail(pose, size.width() * 2, size.height() * 2)
        self._idle.start()
        return None if picture is None else as_image(picture)

    def close(self) -> None:
        """Close the view before the window goes."""
        self._closed = True
        self._fresh_rays.stop()
        self._idle.stop()
        self._bench.view.close()

    # -- following -----------------------------------------------------------------------------------------

    @Slot(object)
    def _on_moment(self, moment: Any) -> None:
        self._bench.view.set_light(daylight_at(moment, self._bench.session.scene.frame))

    @Slot(object)
    def _on_picked(self, picked: Any) -> None:
        if picked is None:
            self._bench.session.selection.select(None)
        else:
            self._bench.session.selection.select(Selected(picked.node_id, picked.row))

    @Slot(tuple)
    def _on_scene(self, changes: tuple[Change, ...]) -> None:
        scene = self._bench.session.shown.graph
        self._bench.window.central.invitation.setVisible(len(scene) == 0)
        if any(_moves_solids(change) for change in changes):
            self._fresh_rays.start(SETTLE_MS)

    @Slot()
    def _make_rays(self) -> None:
        snapshot, bench = self._bench.session.shown.graph.snapshot(), self._bench
        bench.jobs.run(
            lambda feedback: rays_of(snapshot, feedback),
            msg("Preparing to pick and walk"),
            done=self._take_rays,
            lane="rays",
            quiet=True,
        )

    def _take_rays(self, rays: "RayScene | None") -> None:
        self.rays = rays
        self._bench.view.use_rays(rays)


def rays_of(snapshot: Snapshot, feedback: Feedback) -> "RayScene | None":
    """Return what can be pointed at and walked on, ready to be asked."""
    from scene.geometry.ray_scene import PICKABLE, RayScene

    rays = RayScene.of(snapshot, PICKABLE, shown_only=True)
    rays.prepare(feedback.check)
    return rays if rays.layers else None


def _moves_solids(change: Change) -> bool:
    if isinstance(change, Replaced):
        before, after = change.before, change.after
        same = before.payload is after.payload and before.visible == after.visible
        return not (same and before.transform is after.transform)
    return getattr(change, "node", None) is not None


def row_box(node: Any, row: int) -> tuple[float, float, float, float, float, float] | None:
    """Return the box about one building, None for anything else."""
    from scene.payloads import Buildings

    payload = node.payload
    if not isinstance(payload, Buildings) or row < 0:
        return None
    first, last = payload.building_start[row], payload.building_start[row + 1]
    rings = payload.rings[
        payload.ring_start[payload.part_start[first]] : payload.ring_start[payload.part_start[last]]
    ]
    (west, south), (east, north) = rings.min(axis=0), rings.max(axis=0)
    low, high = payload.bottom[first:last].min(), payload.top[first:last].max()
    return (float(west), float(south), float(low), float(east), float(north), float(high))


def pose_over(
    boxes: list[tuple[float, float, float, float, float, float]],
    like: Pose | None = None,
    aspect: float = 1.0,
) -> Pose:
    """Return a pose from which boxes fill the view, from the side that `like` looks from.

    Parameters
    ----------
    boxes : list of tuple
        West, south, lowest, east, north, highest: local metres.
    like : Pose, optional
    aspect : float
        Width over height of the view.
    """
    low = np.min([box[:3] for box in boxes], axis=0)
    high = np.max([box[3:] for box in boxes], axis=0)
    centre, half = (low + high) / 2.0, np.maximum((high - low) / 2.0, LEAST_HALF)
    level = np.array([*(like.forward[:2] if like else (0.35, 0.94)), 0.0])
    length = float(np.linalg.norm(level))
    ahead = level / length if length > 1e-6 else np.array([0.0, 1.0, 0.0])
    sight = ahead * 0.87 - np.array([0.0, 0.0, 0.5])
    towards = Pose((0.0, 0.0, 0.0), as_point(sight), like.view_angle if like else 34.0)
    # As near as the corner allows that would leave the picture first.
    corners = np.array(list(product(*zip(-half, half, strict=True))))
    up = np.tan(np.radians(towards.view_angle) / 2.0) * FILLED
    needed = np.maximum(np.abs(corners @ towards.up), np.abs(corners @ towards.right) / aspect) / up
    distance = float((needed - corners @ towards.forward).max())
    return replace(towards, eye=as_point(centre - towards.forward * distance), target=as_point(centre))
