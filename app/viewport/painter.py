"""The off-screen painter: has sun maps baked, draws the mirror of the water, and paints whole pictures.

It has a stage on an off-screen window, which painters of other scenes may share. Headless pictures come
from it as they are; a window on screen borrows its maps. It does not know nodes; it is given pieces.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import atan, degrees, inf, isfinite, radians, tan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.baking import BREATH, Baker
from app.viewport.canvas import Canvas
from app.viewport.daylight import Daylight
from app.viewport.optics import Pose, mirrored
from app.viewport.pieces import Piece
from app.viewport.quality import STILL, Quality
from app.viewport.section import Section
from app.viewport.shading import image_data, packed_texture
from app.viewport.stage import Stage
from app.water.making import LakeMask
from scene.node import NodeId

#: Longest side of a tile of a picture, pixels.
LARGEST: Final = 4096
#: Points of a pixel at which the frames of a still look, in pixels from its centre.
JITTER: Final = ((0.0, 0.0), (-0.30, 0.22), (0.26, 0.36), (0.38, -0.18), (-0.14, -0.38), (-0.44, -0.08),
                 (0.08, 0.14), (0.14, -0.42), (-0.22, 0.46), (0.46, 0.10), (-0.36, -0.28), (0.30, -0.34),
                 (-0.06, 0.30), (0.20, 0.02), (-0.48, 0.34), (0.02, -0.20))  # fmt: skip


class Painter:
    """A stage on an off-screen window.

    Parameters
    ----------
    level : float
        Height of the water that mirrors, metres.
    beside : Painter, optional
        One of another scene, whose window this one shares.
    """

    def __init__(self, level: float = 5.0, beside: "Painter | None" = None) -> None:
        self._alone = beside is None
        self.canvas = Canvas() if beside is None else beside.canvas
        self.stage = Stage(self.canvas.renderer())
        self.sun = Baker(self.canvas, self.stage)
        self.level = self._usual_level = level
        #: What cuts the pictures open.
        self.section: Section | None = None

    def close(self) -> None:
        """Give the graphics card back what it holds; a window that is shared stays."""
        if self._alone:
            self.canvas.close()
        else:
            self.canvas.leave(self.stage.renderer, self.sun.depths.renderer)

    def put(self, node: NodeId, pieces: list[Piece], *, visible: bool = True) -> None:
        """Show the pieces of a node in place of those it had."""
        for stage in (self.stage, self.sun.depths):
            stage.put(node, pieces, visible=visible)

    def remove(self, node: NodeId) -> None:
        """Take the pieces of a node away."""
        for stage in (self.stage, self.sun.depths):
            stage.remove(node)

    def set_visible(self, node: NodeId, visible: bool) -> None:
        """Show or hide the pieces of a node."""
        for stage in (self.stage, self.sun.depths):
            stage.set_visible(node, visible)

    def set_opacity(self, node: NodeId, opacity: float) -> None:
        """Change how solid the pieces of a node are."""
        self.stage.set_opacity(node, opacity)

    def restyled(self) -> None:
        """Note that colours changed: shadows stay as they are."""

    def moved(self, node: NodeId) -> None:
        """Take note that the data of a node's pieces lies elsewhere now."""
        self.stage.moved(node)

    def cut_open(self, section: Section | None) -> None:
        """Take away what a section takes away; shadows stay those of the whole city."""
        self.section = section
        self.stage.cut_open(section)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Paint the whole city, whatever cuts the view open."""
        held = self.section
        self.cut_open(None)
        try:
            yield
        finally:
            self.cut_open(held)

    def remade(self, node: NodeId) -> None:
        """Take note that a node's pieces have other data now."""
        for stage in (self.stage, self.sun.depths):
            stage.remade(node)

    def flood(self, seconds: float, level: float, lakes: LakeMask | None) -> None:
        """Let ripples stand at a time, mirror at a level (nan: the lakes'), and leave some lakes out."""
        self.level = level if isfinite(level) else self._usual_level
        self.stage.flood(seconds, level, lakes)

    # ------------------------------------------------------------------ mirror

    def mirror(self, pose: Pose, width: int, height: int) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
        """Return what the water mirrors, first row at the bottom, and the matrix to look it up."""
        stage = self.stage
        # Wider than the picture: ripples look over its edge.
        below = replace(mirrored(pose, self.level), view_angle=min(pose.view_angle * 1.18, 150.0))
        stage.look(below)
        camera = stage.renderer.GetActiveCamera()
        stage.hide_water(True)
        self.write_names(None, (width, height))
        stage.uniforms(raw=1.0, mirrored=0.0, lowest=self.level - 0.02)
        self.canvas.draw(stage.renderer, width, height)
        picture = self.canvas.colours()
        stage.uniforms(raw=0.0, lowest=-1e9)
        stage.hide_water(False)
        matrix = camera.GetCompositeProjectionTransformMatrix(width / height, -1.0, 1.0)
        values = np.array([[matrix.GetElement(i, j) for j in range(4)] for i in range(4)])
        return picture, values

    @staticmethod
    def reflect(stage: Stage, picture: NDArray[np.uint8], matrix: NDArray[np.float64], level: float) -> None:
        """Give a stage what its water at a level mirrors."""
        stage.set_texture("mirrorMap", packed_texture(image_data(picture), smooth=True))
        stage.uniforms(mirror=matrix, mirrored=1.0, mirrorLevel=level)

    # ------------------------------------------------------------------ pictures

    def paint(
        self,
        pose: Pose,
        light: Daylight,
        width: int,
        height: int,
        quality: Quality = STILL,
        *,
        names: bool = False,
        progress: Callable[[float], None] | None = None,
    ) -> NDArray[np.uint8]:
        """Return a finished picture, shape (height, width, 3), first row at the top."""
        steps = self.painting(pose, light, width, height, quality, names=names)
        while True:
            try:
                fraction = next(steps)
            except StopIteration as finished:
                return finished.value  # type: ignore[no-any-return]
            if progress is not None:
                progress(fraction)

    def painting(
        self, pose: Pose, light: Daylight, width: int, height: int, quality: Quality, *, names: bool = False
    ) -> Generator[float, None, NDArray[np.uint8]]:
        """Paint a picture in small steps: yield the share that is done, return the picture."""
        while not self.choose_levels(pose, (width, height), quality, seconds=BREATH):
            yield 0.0
        if self.sun.stale(light, pose, quality):
            for _ in self.sun.steps(light, pose, quality):
                yield 0.0
        self.prepare(light, quality)
        if quality.mirror > 0.0 and pose.eye[2] > self.level:
            self.draw_mirror(pose, width, height, quality)
            yield 0.0
        cols, rows = -(-width // LARGEST), -(-height // LARGEST)
        picture = np.empty((height, width, 3), np.uint8)
        self.stage.look(pose)
        self.write_names(pose if names else None, (width, height))
        for number in range(rows * cols):
            row, col = divmod(number, cols)
            part = (
                slice(row * height // rows, (row + 1) * height // rows),
                slice(col * width // cols, (col + 1) * width // cols),
            )
            total = np.zeros((part[0].stop - part[0].start, part[1].stop - part[1].start, 3), np.float32)
            for index in range(quality.frames):
                total += self.frame(pose, (width, height), part, index)
                yield (number + (index + 1) / quality.frames) / (rows * cols)
            picture[part] = (total / quality.frames + 0.5).astype(np.uint8)[::-1]
        self.write_names(None, (width, height))
        return picture

    def choose_levels(
        self, pose: Pose, size: tuple[int, int], quality: Quality, seconds: float = inf
    ) -> bool:
        """Choose the level of every piece; return False if time ran out before all had their data."""
        read = self.stage.stream(pose, size, quality.points, seconds)
        return self.stage.choose_levels(pose.eye, reach=quality.reach, seconds=seconds) and read

    def prepare(self, light: Daylight, quality: Quality) -> None:
        """Take light and effects, without a mirror."""
        self.stage.set_light(light)
        self.stage.uniforms(taps=quality.taps, shade=1.0 if quality.occlusion else 0.0, mirrored=0.0)

    def draw_mirror(self, pose: Pose, width: int, height: int, quality: Quality) -> None:
        """Draw what the water mirrors, and give it to the stage."""
        factor = quality.mirror * min(1.0, LARGEST / max(width, height))
        size = max(int(width * factor), 16), max(int(height * factor), 16)
        self.reflect(self.stage, *self.mirror(pose, *size), self.level)

    def write_names(self, pose: Pose | None, size: tuple[int, int]) -> None:
        """Write the names that fit a pose; none for None."""
        self.stage.labels.scale = size[1] / 1080.0
        self.stage.labels.arrange(pose, *size)

    def frame(
        self, pose: Pose, size: tuple[int, int], part: tuple[slice, slice], index: int
    ) -> NDArray[np.uint8]:
        """Return one frame of a tile, first row at the bottom; frames look at different points of a pixel."""
        width, height = size
        down, across = part
        wide, high = across.stop - across.start, down.stop - down.start
        camera = self.stage.renderer.GetActiveCamera()
        camera.SetViewAngle(2.0 * degrees(atan(tan(radians(pose.view_angle) / 2.0) * high / height)))
        # The tile's centre from the picture's, in halves of a tile; rows count from the top.
        x0 = (across.start + across.stop - width) / wide
        y0 = (height - down.start - down.stop) / high
        dx, dy = JITTER[index % len(JITTER)]
        camera.SetWindowCenter(x0 + 2.0 * dx / wide, y0 + 2.0 * dy / high)
        self.stage.uniforms(jitter=float(index))
        self.canvas.draw(self.stage.renderer, wide, high)
        camera.SetWindowCenter(0.0, 0.0)
        camera.SetViewAngle(pose.view_angle)
        self.stage.uniforms(jitter=0.0)
        return self.canvas.colours()
