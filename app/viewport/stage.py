"""A stage: one renderer with actors of its own for the pieces it is given, lit by one set of uniforms.

The window has one; the off-screen painter has another. They share data, never mappers or actors.
It does not know nodes or payloads.
"""

from math import inf
from time import perf_counter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.cuts import UNCUT
from app.viewport.daylight import SPRING_MORNING, Daylight
from app.viewport.drawing_order import DrawingOrder, weakly
from app.viewport.labels import LabelLayer
from app.viewport.optics import Pose
from app.viewport.pieces import Piece, Shading
from app.viewport.placed import Placed, Table
from app.viewport.point_stream import Streams
from app.viewport.section import Section
from app.viewport.shading import Value, image_data, packed_texture
from app.viewport.sky import dome
from app.viewport.wardrobe import Wardrobe
from app.water.making import LakeMask
from scene.node import NodeId

FAR: Final = 16_000.0
#: Who looks at something farther off than this, metres, sees it through no more mist than that.
CLEAR: Final = 2_000.0


class Stage:
    """One renderer, its actors and its light.

    Parameters
    ----------
    renderer : vtkRenderer
    depth_only : bool
        For shadow maps: shapes without colours, and only what casts.
    """

    def __init__(self, renderer: Any, *, depth_only: bool = False) -> None:
        self.renderer = renderer
        self.depth_only = depth_only
        renderer.SetAutomaticLightCreation(False)
        renderer.SetClippingRangeExpansion(0.0)
        renderer.SetBackground(0.92, 0.905, 0.865)
        # VTK asks every actor for its box, several times a frame: it is given only those in view instead.
        renderer.GetCullers().RemoveAllItems()
        renderer.AddObserver("StartEvent", weakly(self._begin_frame))
        self._placed: dict[NodeId, list[Placed]] = {}
        self._wardrobe = Wardrobe(depth_only=depth_only)
        self._rows: Table | None = None
        self._order = DrawingOrder(renderer)
        self._streams = Streams(self)
        #: Drawn from data that is not theirs any more.
        self._stale: set[Placed] = set()
        self._lakes: LakeMask | None = None
        #: Rises with every change of what throws a shadow here.
        self.version = 0
        self.labels = LabelLayer(renderer)
        self.light = SPRING_MORNING
        #: What is seen of the picture that a pose asks for.
        self.cut = UNCUT
        self.pose = Pose((0.0, -100.0, 50.0), (0.0, 0.0, 0.0))
        self.set_light(SPRING_MORNING)
        self._sky = None
        if not depth_only:
            self._sky = dome(self._wardrobe.program("sky"), self._wardrobe.appearance(1.0, 1.0))
            self._order.add(self._sky)

    # ------------------------------------------------------------------ light

    def uniforms(self, **values: Value) -> None:
        """Set uniforms of every program on this stage."""
        self._wardrobe.uniforms(**values)

    def set_light(self, light: Daylight) -> None:
        """Take another sun, sky and mist."""
        self.light = light
        self.uniforms(
            sunDir=light.direction,
            sunCol=light.sun_colour,
            skyAmb=light.sky_ambient,
            gndAmb=light.ground_ambient,
            mist=self._mist,
            weather=float(light.weather),
        )

    @property
    def _mist(self) -> float:
        return float(self.light.mist) * min(1.0, CLEAR / max(self.pose.distance, 1.0))

    @property
    def ground(self) -> float:
        """Height about which things stand, metres, in steps of a hundred."""
        return self._table().ground

    def cut_open(self, section: Section | None) -> None:
        """Take away what a section takes away; shadows stay those of the whole city."""
        self._wardrobe.cut_open(section)

    def set_texture(self, name: str, texture: Any) -> None:
        """Exchange one of the baked maps."""
        self._wardrobe.set_texture(name, texture)

    # ------------------------------------------------------------------ pieces

    def put(self, node: NodeId, pieces: list[Piece], *, visible: bool = True) -> None:
        """Show the pieces of a node in place of those it had; those that it keeps stay as they stand."""
        before, wanted = self._placed.pop(node, []), set(pieces)
        kept = {entry.piece: entry for entry in before if entry.piece in wanted}
        self._take_down([entry for entry in before if entry.piece not in wanted])
        self.labels.remove(node)
        self._streams.remove(node)
        names = [piece for piece in pieces if piece.shading is Shading.TEXT]
        if names and not self.depth_only:
            self.labels.put(node, names)
            self.labels.set_visible(node, visible)
        streamed = [piece for piece in pieces if piece.stream is not None and not self.depth_only]
        for piece in streamed:
            self._streams.put(node, piece, visible)
        solid = [piece for piece in pieces if piece.shading is not Shading.TEXT and piece.stream is None]
        drawn = [piece for piece in solid if piece.casts or not self.depth_only]
        placed = [kept.get(piece) or Placed(piece, visible=visible) for piece in drawn]
        self._placed[node] = placed
        self._rows = None
        self._note([entry for entry in placed if entry.piece not in kept])
        if any(entry.visible != visible for entry in kept.values()):
            self.set_visible(node, visible)

    def remove(self, node: NodeId) -> None:
        """Take the pieces of a node away."""
        self.labels.remove(node)
        self._streams.remove(node)
        self._take_down(self._placed.pop(node, []))

    def _take_down(self, gone: list[Placed]) -> None:
        self._stale.difference_update(gone)
        self._rows = None
        for entry in gone:
            for level, actor in enumerate(entry.actors):
                if actor is not None:
                    self.renderer.RemoveActor(actor)
                    self._give_back(entry, level)
        self._note(gone)

    def _note(self, changed: list[Placed]) -> None:
        """Count a change that shadows depend on; a balloon that is dragged throws none."""
        if any(entry.piece.casts for entry in changed):
            self.version += 1

    def set_visible(self, node: NodeId, visible: bool) -> None:
        """Show or hide the pieces of a node."""
        self._note(self._placed.get(node, []))
        self.labels.set_visible(node, visible)
        self._streams.set_visible(node, visible)
        for entry in self._placed.get(node, []):
            entry.visible = visible
            if not visible:
                self._show(entry, -1)

    def pieces(self) -> list[Piece]:
        """Return all pieces, hidden ones too."""
        return [entry.piece for placed in self._placed.values() for entry in placed]

    def set_opacity(self, node: NodeId, opacity: float) -> None:
        """Change how solid the pieces of a node are."""
        for block in self._streams.set_opacity(node, opacity):
            self.set_opacity(block, opacity)
        for entry in self._placed.get(node, []):
            entry.piece.opacity = opacity * entry.piece.veil
            self._wear(entry)

    def set_width(self, node: NodeId, width: float) -> None:
        """Change how wide the lines and points of a node are."""
        for entry in self._placed.get(node, []):
            entry.piece.width = width
            self._wear(entry)

    def _wear(self, entry: Placed) -> None:
        """Give the actors of a piece its property as it is now."""
        for actor, level in zip(entry.actors, entry.piece.levels, strict=True):
            if actor is not None:
                self._wardrobe.wear(actor, entry.piece, level)

    def restyled(self) -> None:
        """Note that colours changed; the data tells the graphics card itself."""

    def moved(self, node: NodeId) -> None:
        """Take note that the data of a node's pieces lies elsewhere now."""
        for entry in self._placed.get(node, []):
            entry.measure()
            self._changed(entry)

    def remade(self, node: NodeId) -> None:
        """Take note that a node's pieces have other data now, drawn in the frames to come."""
        placed = self._placed.get(node, [])
        self._stale.update(placed)
        self._note(placed)

    def flood(self, seconds: float, level: float, lakes: LakeMask | None) -> None:
        """Let ripples stand at a time, and leave out the lakes that a run of water holds."""
        self.uniforms(tide=seconds)
        if lakes is self._lakes:
            return
        self._lakes = lakes
        if lakes is None:
            self.uniforms(floodBox=np.zeros(4))
            return
        west, south, width, height = lakes.box
        self.set_texture("floodMask", packed_texture(image_data(lakes.image)))
        self.uniforms(floodBox=np.array([west, south, 1.0 / width, 1.0 / height]))

    # ------------------------------------------------------------------ a frame

    def look(self, pose: Pose, near: float | None = None) -> None:
        """Take a pose of the camera."""
        self.pose = pose
        camera = self.renderer.GetActiveCamera()
        camera.ParallelProjectionOff()
        camera.SetPosition(*pose.eye)
        camera.SetFocalPoint(*pose.target)
        camera.SetViewUp(0.0, 0.0, 1.0)
        self.cut.aim(camera, pose.view_angle)
        # A telescope may start far off, an eye in a lane may not.
        start = (
            near
            if near is not None
            else float(np.clip((abs(pose.eye[2] - self.ground) - 10.0) * 0.04, 0.25, 20.0))
        )
        far = max(FAR, 3.0 * pose.distance)
        camera.SetClippingRange(start * far / FAR, far)
        if self._sky is not None:  # the dome stands behind all that is looked at
            self._sky.SetScale(far / FAR)
        self.uniforms(mist=self._mist, ground=self.ground)
        self.stand(np.asarray(pose.eye, np.float64))

    def stand(self, eye: NDArray[np.float64]) -> None:
        """Tell the programs where the eye is."""
        self.uniforms(eye=eye, camPos=eye)
        if self._sky is not None:
            self._sky.SetPosition(*eye)

    def stream(self, pose: Pose, size: tuple[int, int], points: int, seconds: float) -> bool:
        """Bring streamed clouds to a view; return False if blocks of them are still to come.

        Parameters
        ----------
        pose : Pose
        size : tuple of int
            Width and height of the picture.
        points : int
            How many may be drawn.
        seconds : float
            For how long new blocks may be made now.
        """
        return self._streams.follow(pose, size, points, seconds)

    def choose_levels(
        self,
        eye: tuple[float, float, float],
        *,
        reach: float = 1.0,
        within: float = inf,
        seconds: float = inf,
    ) -> bool:
        """Show of every piece the level for its distance; return False if some wait for their data.

        What lies far behind by now is given back, from the graphics card and, if no other stage draws it,
        from memory.

        Parameters
        ----------
        eye : tuple of float
        reach : float
            Below 1 the finer levels end nearer.
        within : float
            Metres from the eye beyond which nothing is shown.
        seconds : float
            For how long new actors may be made now, nearest first.
        """
        table = self._table()
        distances = table.distances(eye)
        wanted = table.wanted(distances, reach, within)
        end = perf_counter() + seconds
        for entry in sorted(self._stale, key=lambda entry: float(distances[entry.row])):
            if perf_counter() < end:
                self._renew(entry)
        complete = not self._stale
        changed = np.flatnonzero(wanted != table.shown)
        for row in changed[np.lexsort((distances[changed], table.turns[changed]))]:
            entry, level = table.entries[row], int(wanted[row])
            if not entry.visible:
                continue
            if level >= 0 and entry.actors[level] is None and perf_counter() > end:
                level, complete = entry.stand_in(level), False
            self._show(entry, level)
        for entry, level in table.left_behind(distances, within):
            self._give_back(entry, level)
        return complete

    def _table(self) -> Table:
        if self._rows is None:
            self._rows = Table([entry for placed in self._placed.values() for entry in placed])
        return self._rows

    def _begin_frame(self) -> None:
        """Fit programs and actors to the camera as it stands now, whoever has placed it."""
        camera = self.renderer.GetActiveCamera()
        matrix = camera.GetCompositeProjectionTransformMatrix(self.renderer.GetTiledAspectRatio(), -1.0, 1.0)
        seen = np.reshape(matrix.GetData(), (4, 4))
        from_eye = seen.copy()
        from_eye[:, 3] += seen[:, :3] @ self._wardrobe.values["eye"]
        self.uniforms(seen=from_eye)
        self._order.line_up(self._table().in_view(seen, camera.GetPosition()), self._sky)

    def _show(self, entry: Placed, level: int) -> None:
        if level == entry.shown:
            return
        if entry.shown >= 0:
            entry.actor.VisibilityOff()
        if level >= 0:
            if entry.actors[level] is None:
                entry.actors[level] = self._wardrobe.actor(entry.piece, entry.piece.levels[level])
                self._order.add(entry.actors[level])
            entry.actors[level].VisibilityOn()
        entry.shown = level
        entry.measure()
        self._changed(entry)

    def _renew(self, entry: Placed) -> None:
        """Draw what a piece shows from the data that it has now, and forget what it does not show."""
        self._stale.discard(entry)
        for level, actor in enumerate(entry.actors):
            if actor is not None and level == entry.shown:
                actor.GetMapper().SetInputData(entry.piece.levels[level].data())
            elif actor is not None:
                self._give_back(entry, level)
        entry.measure()
        self._changed(entry)

    def _give_back(self, entry: Placed, level: int) -> None:
        """Forget the actor of a level that is not drawn any more."""
        actor = entry.actors[level]
        self._order.give_back(actor)
        entry.actors[level] = None
        self._changed(entry)

    def _changed(self, entry: Placed) -> None:
        """Have the next frame look anew at what is drawn of a piece."""
        self._order.forget()
        if self._rows is not None:
            self._rows.note(entry)

    def hide_water(self, hidden: bool) -> None:
        """Leave the water out while the mirror is drawn."""
        for entry in self._table().entries:
            if entry.piece.shading in (Shading.WATER, Shading.FLOOD) and entry.shown >= 0:
                entry.actor.SetVisibility(not hidden)
