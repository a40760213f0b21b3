"""The off-screen painter: bakes sun maps, draws the mirror of the water, and paints whole pictures.

It owns one off-screen window with one stage. Headless pictures come from it as they are; a window on
screen borrows its maps. It does not know nodes; it is given pieces.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from math import atan, degrees, hypot, inf, isfinite, radians, tan
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.viewport.daylight import Daylight
from app.viewport.optics import Pose, mirrored
from app.viewport.pieces import Piece
from app.viewport.quality import STILL, Quality
from app.viewport.shading import image_data, packed_texture
from app.viewport.stage import Stage
from app.viewport.sunmaps import (
    DEPTH,
    SKY_HALF,
    SunMaps,
    half_width,
    packed_depth,
    parallel_projection,
    smoothed_top,
    sun_camera,
)
from app.water.making import LakeMask
from scene.node import NodeId

#: Longest side of a tile of a picture, pixels.
LARGEST: Final = 4096
#: Half-width of the far shadow map, metres.
FAR_HALF: Final = 1900.0
#: From the centre of the far map to its farthest corner: nothing beyond it is in any map.
FAR_CORNER: Final = hypot(FAR_HALF, FAR_HALF, DEPTH / 2.0)
#: Seconds for which levels are made before others have a turn.
BREATH: Final = 0.04
#: Points of a pixel at which the frames of a still look, in pixels from its centre.
JITTER: Final = ((0.0, 0.0), (-0.30, 0.22), (0.26, 0.36), (0.38, -0.18), (-0.14, -0.38), (-0.44, -0.08),
                 (0.08, 0.14), (0.14, -0.42), (-0.22, 0.46), (0.46, 0.10), (-0.36, -0.28), (0.30, -0.34),
                 (-0.06, 0.30), (0.20, 0.02), (-0.48, 0.34), (0.02, -0.20))  # fmt: skip


class Baked(NamedTuple):
    """What the maps of the moment were baked for."""

    version: int
    direction: NDArray[np.float64]
    centre: tuple[float, float, float]
    half: float
    quality: Quality


class Painter:
    """An off-screen window with a stage.

    Parameters
    ----------
    level : float
        Height of the water that mirrors, metres.
    """

    def __init__(self, level: float = 5.0) -> None:
        from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

        self.window = vtkRenderWindow()
        self.window.SetOffScreenRendering(True)
        self.window.SetMultiSamples(0)
        self.window.SetSize(64, 64)
        renderer = vtkRenderer()
        self.window.AddRenderer(renderer)
        self.stage = Stage(renderer)
        self._depth_stage = Stage(vtkRenderer(), depth_only=True)
        self._depth_stage.renderer.DrawOff()
        self.window.AddRenderer(self._depth_stage.renderer)
        self.level = self._usual_level = level
        self._baked: Baked | None = None

    def close(self) -> None:
        """Give the window and what it holds on the graphics card back."""
        self.window.Finalize()

    def put(self, node: NodeId, pieces: list[Piece], *, visible: bool = True) -> None:
        """Show the pieces of a node in place of those it had."""
        for stage in (self.stage, self._depth_stage):
            stage.put(node, pieces, visible=visible)

    def remove(self, node: NodeId) -> None:
        """Take the pieces of a node away."""
        for stage in (self.stage, self._depth_stage):
            stage.remove(node)

    def set_visible(self, node: NodeId, visible: bool) -> None:
        """Show or hide the pieces of a node."""
        for stage in (self.stage, self._depth_stage):
            stage.set_visible(node, visible)

    def set_opacity(self, node: NodeId, opacity: float) -> None:
        """Change how solid the pieces of a node are."""
        self.stage.set_opacity(node, opacity)

    def restyled(self) -> None:
        """Note that colours changed: shadows stay as they are."""

    def moved(self, node: NodeId) -> None:
        """Take note that the data of a node's pieces lies elsewhere now."""
        self.stage.moved(node)

    def remade(self, node: NodeId) -> None:
        """Take note that a node's pieces have other data now."""
        for stage in (self.stage, self._depth_stage):
            stage.remade(node)

    def flood(self, seconds: float, level: float, lakes: LakeMask | None) -> None:
        """Let ripples stand at a time, mirror at a level (nan: the lakes'), and leave some lakes out."""
        self.level = level if isfinite(level) else self._usual_level
        self.stage.flood(seconds, level, lakes)

    # ------------------------------------------------------------------ maps

    def stale(self, light: Daylight, pose: Pose, quality: Quality) -> bool:
        """Return whether the maps must be baked anew: another sun, things, place, or a finer picture."""
        if not quality.taps and not quality.occlusion:
            return False
        baked = self._baked
        if baked is None:
            return True
        target = self._focus(pose)
        wanted = half_width(pose.eye, target)
        now = self._centre(pose, target, wanted)
        return (
            baked.version != self.stage.version
            or bool(np.any(np.abs(baked.direction - light.direction) > 1e-6))
            or hypot(now[0] - baked.centre[0], now[1] - baked.centre[1]) > 0.25 * baked.half
            or not 0.6 < baked.half / wanted < 1.5
            or baked.quality.shadow_size < quality.shadow_size
            or baked.quality.reach < quality.reach
        )

    def bake_steps(self, light: Daylight, pose: Pose, quality: Quality) -> Iterator[SunMaps | None]:
        """Make what casts shadows, then bake in three renderings, with breaths; the last yields the maps."""
        target = self._focus(pose)
        half = half_width(pose.eye, target)
        centre = self._centre(pose, target, half)
        size = quality.shadow_size
        levels = {"reach": quality.reach, "within": FAR_CORNER, "seconds": BREATH}
        while not self._depth_stage.choose_levels(centre, **levels):
            yield None
        near, near_matrix = self._sun_depth(light, centre, half, size)
        near_image = image_data(packed_depth(near))
        yield None
        far, far_matrix = self._sun_depth(light, centre, FAR_HALF, size)
        far_image = image_data(packed_depth(far))
        yield None
        sky, box, span = self._sky_heights(centre, size * 3 // 8)
        maps = SunMaps(
            near_image,
            far_image,
            image_data(sky),
            {
                "sunNear": near_matrix,
                "sunFar": far_matrix,
                "sunDepth": np.array([DEPTH, DEPTH]),
                "texel": np.array([2.0 * half / size, 2.0 * FAR_HALF / size]),
                "skyBox": box,
                "skyRange": span,
            },
            (centre[0], centre[1]),
            half,
        )
        self.lend(self.stage, maps)
        self._baked = Baked(self.stage.version, light.direction, centre, half, quality)
        yield maps

    @staticmethod
    def lend(stage: Stage, maps: SunMaps) -> None:
        """Light a stage with baked maps."""
        for name, texture in maps.textures().items():
            stage.set_texture(name, texture)
        stage.uniforms(**maps.uniforms)

    @staticmethod
    def _focus(pose: Pose) -> tuple[float, float, float]:
        reach = min(pose.distance, 500.0)
        x, y, z = np.asarray(pose.eye) + pose.forward * reach
        return (float(x), float(y), float(z))

    def _centre(
        self, pose: Pose, target: tuple[float, float, float], half: float
    ) -> tuple[float, float, float]:
        ahead = min(half * 0.8, pose.distance)
        flat = np.array([pose.forward[0], pose.forward[1]])
        length = float(np.linalg.norm(flat))
        flat = flat / length if length > 1e-6 else flat
        return (
            pose.eye[0] + flat[0] * ahead,
            pose.eye[1] + flat[1] * ahead,
            min(target[2], self.stage.ground + 30.0),
        )

    def _depth(self, size: int) -> NDArray[np.float32]:
        from vtkmodules.util.numpy_support import vtk_to_numpy
        from vtkmodules.vtkCommonCore import vtkFloatArray

        self._depth_stage.renderer.DrawOn()
        self.stage.renderer.DrawOff()
        self._resize(size, size)
        self.window.Render()
        depth = vtkFloatArray()
        self.window.GetZbufferData(0, 0, size - 1, size - 1, depth)
        self._depth_stage.renderer.DrawOff()
        self.stage.renderer.DrawOn()
        return vtk_to_numpy(depth).reshape(size, size)

    def _sun_depth(
        self, light: Daylight, centre: tuple[float, float, float], half: float, size: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        eye, up, at = sun_camera(light.direction, centre, half, size)
        self._parallel(eye, at, up, half, DEPTH)
        return self._depth(size), parallel_projection(eye, up, light.direction, half)

    def _sky_heights(
        self, centre: tuple[float, float, float], size: int
    ) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.float64]]:
        ground = self.stage.ground
        above, deep = ground + 400.0, 500.0
        eye = np.array([centre[0], centre[1], above])
        self._parallel(
            eye, np.array([centre[0], centre[1], ground]), np.array([0.0, 1.0, 0.0]), SKY_HALF, deep
        )
        depth = self._depth(size)
        heights = (above - depth * deep).astype(np.float32)
        # Where nothing was met it is as low as the lowest that was.
        floor = heights.min(initial=ground, where=depth < 1.0)
        top = smoothed_top(np.maximum(heights, floor), 2.0 * SKY_HALF / size)
        low, span = float(top.min()), max(float(np.ptp(top)), 1.0)
        span = min(span, 64.0)
        image = np.zeros((*top.shape, 3), np.uint8)
        image[..., 0] = np.clip((top - low) / span * 255.0, 0, 255)
        box = np.array([centre[0] - SKY_HALF, centre[1] - SKY_HALF, 0.5 / SKY_HALF, 0.5 / SKY_HALF])
        return image, box, np.array([low, span])

    def _parallel(self, eye: Any, at: Any, up: Any, half: float, depth: float) -> None:
        camera = self._depth_stage.renderer.GetActiveCamera()
        camera.ParallelProjectionOn()
        camera.SetPosition(*eye)
        camera.SetFocalPoint(*at)
        camera.SetViewUp(*up)
        camera.SetParallelScale(half)
        camera.SetClippingRange(1e-3, depth)
        self._depth_stage.stand(np.asarray(eye, np.float64))

    def _resize(self, width: int, height: int) -> None:
        if tuple(self.window.GetSize()) != (width, height):
            self.window.SetSize(width, height)

    def forget_maps(self) -> None:
        """Bake the maps anew for the next picture, whatever they were baked for."""
        self._baked = None

    # ------------------------------------------------------------------ mirror

    def mirror(self, pose: Pose, width: int, height: int) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
        """Return what the water mirrors, first row at the bottom, and the matrix to look it up."""
        stage = self.stage
        # Wider than the picture: ripples look over its edge.
        below = replace(mirrored(pose, self.level), view_angle=min(pose.view_angle * 1.18, 150.0))
        self._resize(width, height)
        stage.look(below)
        camera = stage.renderer.GetActiveCamera()
        stage.hide_water(True)
        self.write_names(None, (width, height))
        stage.uniforms(raw=1.0, mirrored=0.0, lowest=self.level - 0.02)
        self.window.Render()
        picture = self._pixels()
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
        if self.stale(light, pose, quality):
            for _ in self.bake_steps(light, pose, quality):
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

    def stand(self, pose: Pose, size: tuple[int, int]) -> None:
        """Take a pose for the frames to come."""
        self.stage.look(pose)
        self._resize(*size)

    def frame(
        self, pose: Pose, size: tuple[int, int], part: tuple[slice, slice], index: int
    ) -> NDArray[np.uint8]:
        """Return one frame of a tile, first row at the bottom; frames look at different points of a pixel."""
        width, height = size
        down, across = part
        wide, high = across.stop - across.start, down.stop - down.start
        self._resize(wide, high)
        camera = self.stage.renderer.GetActiveCamera()
        camera.SetViewAngle(2.0 * degrees(atan(tan(radians(pose.view_angle) / 2.0) * high / height)))
        # The tile's centre from the picture's, in halves of a tile; rows count from the top.
        x0 = (across.start + across.stop - width) / wide
        y0 = (height - down.start - down.stop) / high
        dx, dy = JITTER[index % len(JITTER)]
        camera.SetWindowCenter(x0 + 2.0 * dx / wide, y0 + 2.0 * dy / high)
        self.stage.uniforms(jitter=float(index))
        self.window.Render()
        camera.SetWindowCenter(0.0, 0.0)
        camera.SetViewAngle(pose.view_angle)
        self.stage.uniforms(jitter=0.0)
        return self._pixels()

    def _pixels(self) -> NDArray[np.uint8]:
        from vtkmodules.util.numpy_support import vtk_to_numpy
        from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

        width, height = self.window.GetSize()
        held = vtkUnsignedCharArray()
        self.window.GetPixelData(0, 0, width - 1, height - 1, 0, held, 0)
        return vtk_to_numpy(held).reshape(height, width, 3).copy()
