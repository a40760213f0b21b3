"""A pane: one scene as the view shows it, on a stage of the window's and on a painter's once there is one.

A view has one; while schemes are compared it has several, on one window and under one camera.
"""

from collections.abc import Iterator
from typing import Any, Final

from app.viewport.cuts import UNCUT
from app.viewport.labels import hidden_by
from app.viewport.optics import Pose
from app.viewport.painter import Painter
from app.viewport.quality import Quality
from app.viewport.stage import Stage
from app.viewport.sunmaps import SunMaps
from app.viewport.sync import SceneSync
from app.viewport.visuals.base import Look
from app.viewport.visuals.shelf import Shelf
from app.viewport.window_drawing import BothStages
from scene.graph import SceneGraph

#: Seconds between questions whether a name is hidden, while frames follow each other.
ASKING: Final = 0.25


class Pane:
    """One scene on a window.

    Parameters
    ----------
    renderer : vtkRenderer
        Of the window on the screen.
    shelf : Shelf
        Which all panes of a view share.
    """

    def __init__(self, renderer: Any, shelf: Shelf) -> None:
        renderer.RemoveAllLights()
        self.stage = Stage(renderer)
        self.stage.labels.patience = ASKING
        self.drawing = BothStages(self.stage)
        self.sync = SceneSync(self.drawing, Look(), shelf)
        self.painter: Painter | None = None
        #: What is seen of its picture, and where.
        self.cut = UNCUT
        self.scene: SceneGraph | None = None
        #: What can be pointed at in it; None until somebody made it.
        self.rays: Any = None
        #: The light it is lit with, once it has been baked.
        self.maps: SunMaps | None = None

    def show(self, scene: SceneGraph | None) -> None:
        """Draw this scene from now on and follow its changes; None empties the pane."""
        self.scene = scene
        with self.drawing.quietly():
            self.sync.follow(scene)

    def emptying(self) -> Iterator[None]:
        """Take down what stands here and give the windows back their renderers, bit by bit."""
        self.set_drawn(False)
        self.sync.let_go()
        yield from self.drawing.emptying()
        self.stage.renderer.GetRenderWindow().RemoveRenderer(self.stage.renderer)
        if self.painter is not None:
            self.painter.close()

    def use_rays(self, rays: Any) -> None:
        """Point, and hide names, by these rays."""
        self.rays = rays
        self.stage.labels.blocked = None if rays is None else hidden_by(rays)

    def set_drawn(self, drawn: bool) -> None:
        """Draw it on the window, or leave it out."""
        self.stage.renderer.SetDraw(drawn)

    def prepare(
        self, pose: Pose, view: tuple[int, int], quality: Quality, seconds: float, reading: float
    ) -> bool:
        """Bring the stage to a pose for a frame; return False if some of it is still to be made.

        Parameters
        ----------
        pose : Pose
        view : tuple of int
            Pixels that are drawn of the whole view.
        quality : Quality
        seconds, reading : float
            For how long actors, and blocks of streamed clouds, may be made now.
        """
        stage, lit = self.stage, self.drawing.lit
        stage.renderer.SetViewport(*self.cut.viewport)
        stage.cut = self.cut
        stage.look(pose)
        stage.uniforms(taps=quality.taps if lit else 0, shade=float(quality.occlusion and lit), mirrored=0.0)
        return self.make(pose, view, quality, seconds, reading)

    def make(
        self, pose: Pose, view: tuple[int, int], quality: Quality, seconds: float, reading: float
    ) -> bool:
        """Make more of what a pose asks for; return False if some of it is still to be made."""
        read = self.stage.stream(pose, self.cut.size(view), quality.points, reading)
        return self.stage.choose_levels(pose.eye, reach=quality.reach, seconds=seconds) and read

    def write_names(self, pose: Pose | None, view: tuple[int, int], scale: float) -> None:
        """Write the names that fit a pose, none for None."""
        self.stage.labels.scale = scale
        self.stage.labels.origin = self.cut.origin(view)
        self.stage.labels.arrange(pose, *self.cut.size(view))

    def wear(self, maps: SunMaps) -> None:
        """Be lit with baked maps."""
        self.maps = maps
        maps.light(self.stage)
        self.drawing.lit = True

    def artist(self, beside: Painter | None = None) -> Painter:
        """Return its off-screen painter, made on first need and given all that stands here."""
        if self.painter is None:
            self.painter = Painter(beside=beside)
            self.drawing.add(self.painter)
        self.painter.stage.labels.blocked = self.stage.labels.blocked
        return self.painter
