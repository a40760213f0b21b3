"""Bake the sun maps of a stage: when it is needed, about which place, and in which renderings.

It owns the stage that the shadows are drawn on. It does not know pictures or windows on the screen.
"""

from collections.abc import Iterator
from math import hypot
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.viewport.canvas import Canvas
from app.viewport.daylight import Daylight
from app.viewport.optics import Pose
from app.viewport.quality import Quality
from app.viewport.shading import image_data
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

#: Half-width of the far shadow map, metres.
FAR_HALF: Final = 1900.0
#: From the centre of the far map to its farthest corner: nothing beyond it is in any map.
FAR_CORNER: Final = hypot(FAR_HALF, FAR_HALF, DEPTH / 2.0)
#: Seconds for which levels are made before others have a turn.
BREATH: Final = 0.04


class Baked(NamedTuple):
    """What the maps of the moment were baked for."""

    version: int
    direction: NDArray[np.float64]
    centre: tuple[float, float, float]
    half: float
    quality: Quality


class Baker:
    """Bakes the maps of one stage.

    Parameters
    ----------
    canvas : Canvas
        Where they are drawn.
    lit : Stage
        Which they light.
    """

    def __init__(self, canvas: Canvas, lit: Stage) -> None:
        self._canvas, self._lit = canvas, lit
        #: With what throws shadows.
        self.depths = Stage(canvas.renderer(), depth_only=True)
        self._baked: Baked | None = None

    def forget(self) -> None:
        """Bake anew for the next picture, whatever the maps were baked for."""
        self._baked = None

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
            baked.version != self._lit.version
            or bool(np.any(np.abs(baked.direction - light.direction) > 1e-6))
            or hypot(now[0] - baked.centre[0], now[1] - baked.centre[1]) > 0.25 * baked.half
            or not 0.6 < baked.half / wanted < 1.5
            or baked.quality.shadow_size < quality.shadow_size
            or baked.quality.reach < quality.reach
        )

    def steps(self, light: Daylight, pose: Pose, quality: Quality) -> Iterator[SunMaps | None]:
        """Make what casts shadows, then bake in three renderings, with breaths; the last yields the maps."""
        target = self._focus(pose)
        half = half_width(pose.eye, target)
        centre = self._centre(pose, target, half)
        size = quality.shadow_size
        levels = {"reach": quality.reach, "within": FAR_CORNER, "seconds": BREATH}
        while not self.depths.choose_levels(centre, **levels):
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
        maps.light(self._lit)
        self._baked = Baked(self._lit.version, light.direction, centre, half, quality)
        yield maps

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
            min(target[2], self._lit.ground + 30.0),
        )

    def _depth(self, size: int) -> NDArray[np.float32]:
        self._canvas.draw(self.depths.renderer, size, size)
        return self._canvas.depths()

    def _sun_depth(
        self, light: Daylight, centre: tuple[float, float, float], half: float, size: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        eye, up, at = sun_camera(light.direction, centre, half, size)
        self._parallel(eye, at, up, half, DEPTH)
        return self._depth(size), parallel_projection(eye, up, light.direction, half)

    def _sky_heights(
        self, centre: tuple[float, float, float], size: int
    ) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.float64]]:
        ground = self._lit.ground
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
        camera = self.depths.renderer.GetActiveCamera()
        camera.ParallelProjectionOn()
        camera.SetPosition(*eye)
        camera.SetFocalPoint(*at)
        camera.SetViewUp(*up)
        camera.SetParallelScale(half)
        camera.SetClippingRange(1e-3, depth)
        self.depths.stand(np.asarray(eye, np.float64))
