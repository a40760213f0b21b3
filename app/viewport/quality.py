"""How much effect a frame may have, and how it steps up and down by the time frames really take.

It measures nothing itself and draws nothing.
"""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Quality:
    """What a frame is drawn with.

    Parameters
    ----------
    taps : int
        Looks into the shadow map for a point; 0 for no shadows, up to 4 for hard ones.
    shadow_size : int
        Texels along a side of each shadow map.
    occlusion : bool
        Darker courts and lanes.
    mirror : float
        Size of the mirror picture as a part of the frame; 0 for none.
    samples : int
        Multisampling.
    frames : int
        Frames that a still is averaged from.
    reach : float
        Factor on the distance up to which finer levels are drawn.
    scale : float
        Pixels drawn for a pixel shown, along each side.
    points : int
        Points of streamed clouds that may be drawn.
    """

    taps: int = 10
    shadow_size: int = 4096
    occlusion: bool = True
    mirror: float = 0.75
    samples: int = 0
    frames: int = 8
    reach: float = 1.0
    scale: float = 1.0
    points: int = 3_000_000


#: A picture to keep.
STILL: Final = Quality()
#: A quick look: thumbnails, tests. So few pixels show no difference between near and far levels sooner.
DRAFT: Final = Quality(taps=4, shadow_size=2048, mirror=0.5, frames=1, reach=0.35, points=300_000)

#: From the finest to the plainest that may still move.
MOVING: Final = (
    Quality(taps=10, samples=4, frames=1),
    Quality(taps=4, samples=4, frames=1, mirror=0.5),
    Quality(taps=4, samples=0, frames=1, mirror=0.0, points=1_000_000),
    Quality(taps=4, samples=0, frames=1, mirror=0.0, reach=0.45, scale=0.75, points=250_000),
    Quality(taps=1, occlusion=False, samples=0, frames=1, mirror=0.0, reach=0.25, scale=0.6, points=120_000),
    Quality(taps=0, occlusion=False, samples=0, frames=1, mirror=0.0, reach=0.1, scale=0.5, points=50_000),
)


class Governor:
    """Chooses the step of `MOVING` from the seconds that frames take.

    Parameters
    ----------
    software : bool
        A software renderer: starts without multisampling and mirror, and never takes them in motion.
    """

    SLOW: Final = 1.0 / 14.0
    FAST: Final = 1.0 / 45.0

    def __init__(self, *, software: bool) -> None:
        self.software = software
        self._best = 2 if software else 0
        self._step = 3 if software else 0
        self._mean = 0.0
        self._patience = 0

    @property
    def moving(self) -> Quality:
        """What a frame in motion is drawn with now."""
        return MOVING[self._step]

    @property
    def still(self) -> Quality:
        """What the picture at rest is drawn with."""
        if self.software:
            return replace(STILL, frames=4, shadow_size=2048, points=600_000)
        return replace(STILL, frames=16)

    def measured(self, seconds: float) -> bool:
        """Take note of a frame's time; return True if the step changed.

        It steps down after three slow frames and up only after thirty fast ones, so that it does not swing.
        """
        self._mean = seconds if self._mean == 0.0 else 0.7 * self._mean + 0.3 * seconds
        before = self._step
        if self._mean > self.SLOW:
            self._patience = min(self._patience, 0) - 1
            if self._patience <= -3 and self._step < len(MOVING) - 1:
                self._step += 1
        elif self._mean < self.FAST:
            self._patience = max(self._patience, 0) + 1
            if self._patience >= 30 and self._step > self._best:
                self._step -= 1
        else:
            self._patience = 0
        if self._step != before:
            self._patience, self._mean = 0, 0.0
            return True
        return False


def is_software(renderer_name: str) -> bool:
    """Return whether a GL renderer string names a processor instead of a graphics card."""
    name = renderer_name.lower()
    return any(word in name for word in ("llvmpipe", "softpipe", "swrast", "software", "swiftshader"))
