"""Bake what the sun and the open sky see: two shadow maps about a focus, and the smoothed top of the city.

Drawn on an off-screen stage with a parallel camera, read back once for a sun and a focus, and handed to
every stage as textures and uniforms. It does not know when to bake; the painter does.
"""

from dataclasses import dataclass
from math import hypot
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from app.viewport.shading import Value, packed_texture

F64 = NDArray[np.float64]

#: Metres of depth that a shadow map spans.
DEPTH: Final = 6000.0
#: Half-width of the sky-occlusion box, metres.
SKY_HALF: Final = 520.0


class Lit(Protocol):
    """What maps can light: a stage."""

    def set_texture(self, name: str, texture: Any) -> None:
        """Exchange one of the baked maps."""
        ...

    def uniforms(self, **values: Value) -> None:
        """Set uniforms of every program."""
        ...


@dataclass(frozen=True, slots=True)
class SunMaps:
    """Baked maps: textures of a stage are made from the ``vtkImageData``, uniforms go in as they are."""

    near: Any
    far: Any
    sky: Any
    uniforms: dict[str, Value]
    focus: tuple[float, float]
    half: float

    def textures(self) -> dict[str, Any]:
        """Return fresh textures, for one belongs to one window; they share the images."""
        return {
            "shadowNear": packed_texture(self.near),
            "shadowFar": packed_texture(self.far),
            "skyHeights": packed_texture(self.sky, smooth=True),
        }

    def light(self, stage: Lit) -> None:
        """Light a stage with these maps."""
        for name, texture in self.textures().items():
            stage.set_texture(name, texture)
        stage.uniforms(**self.uniforms)


def packed_depth(depth: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return depths in 0..1 as 24 bits in three bytes, the lowest first, and a fourth that is full.

    They lie so in memory: to sort out bytes takes longer than to draw the map.
    """
    scaled = np.clip(depth, 0.0, 1.0)
    scaled *= np.float32(16777215.0)
    value = scaled.astype("<u4")
    value |= np.uint32(0xFF000000)
    return value.view(np.uint8).reshape(*depth.shape, 4)


def sun_camera(
    direction: F64, focus: tuple[float, float, float], half: float, size: int
) -> tuple[F64, F64, F64]:
    """Return eye, up and the snapped focus of a parallel camera that looks along the sun.

    The focus snaps to whole texels, so that shadows do not crawl when the map is baked anew.
    """
    level = np.array([0.0, 0.0, 1.0])
    right = np.cross(level, direction)
    length = float(np.linalg.norm(right))
    right = np.array([1.0, 0.0, 0.0]) if length < 1e-6 else right / length
    up = np.cross(direction, right)
    texel = 2.0 * half / size
    at = np.asarray(focus, np.float64)
    along, above = float(at @ right), float(at @ up)
    at = at + right * (round(along / texel) * texel - along) + up * (round(above / texel) * texel - above)
    return at + direction * (DEPTH / 2.0), up, at


def parallel_projection(eye: F64, up: F64, direction: F64, half: float) -> F64:
    """Return world to map coordinates (-1..1 in all three) of a parallel camera, shape (4, 4)."""
    z = direction / np.linalg.norm(direction)  # towards the eye
    x = np.cross(up, z)
    x /= np.linalg.norm(x)
    y = np.cross(z, x)
    view = np.eye(4)
    view[0, :3], view[1, :3], view[2, :3] = x, y, z
    view[:3, 3] = -view[:3, :3] @ eye
    projection = np.diag([1.0 / half, 1.0 / half, -2.0 / DEPTH, 1.0])
    projection[2, 3] = -1.0
    return projection @ view


def smoothed_top(heights: NDArray[np.float32], metres: float) -> NDArray[np.float32]:
    """Return heights blurred as the sky sees them: 2.2 m for a court, 8 m for a street."""
    from scipy.ndimage import gaussian_filter

    near = gaussian_filter(heights, 2.2 / metres, truncate=2.5)
    half = heights[: heights.shape[0] // 2 * 2, : heights.shape[1] // 2 * 2]
    small = half.reshape(half.shape[0] // 2, 2, half.shape[1] // 2, 2).mean(axis=(1, 3))
    wide = gaussian_filter(small, 4.0 / metres, truncate=2.5)
    back = np.repeat(np.repeat(wide, 2, axis=0), 2, axis=1)
    result: NDArray[np.float32] = near * np.float32(0.55)
    result[: back.shape[0], : back.shape[1]] += back * np.float32(0.45)
    return result


def half_width(eye: tuple[float, float, float], target: tuple[float, float, float]) -> float:
    """Return the half-width in metres that the near map should have for a pose."""
    distance = hypot(eye[0] - target[0], eye[1] - target[1])
    height = max(abs(eye[2] - 5.0), 2.0)
    return float(np.clip(0.55 * distance + 4.0 * height, 80.0, 420.0))
