"""What the bed takes from the velocity. It does not know where the water flows to."""

from typing import Final

import numpy as np

from analysis.flood.scheme import GRAVITY
from scene.geometry.numba_inner import inlined_kernel

#: Depth of a film that does not flow, metres: it wets the ground, and waits for more.
STILL: Final = np.float32(1e-6)

_ONE = np.float32(1.0)
_TWO = np.float32(2.0)
_FOUR = np.float32(4.0)
_THIRD = np.float32(1.0 / 3.0)
_FOUR_THIRDS = np.float32(4.0 / 3.0)
_FIRST_GUESS = np.float32(1420470954.0)
_G = np.float32(GRAVITY)


@inlined_kernel
def inverse_cube_root(depth: np.float32) -> np.float32:
    """Return depth^(-1/3) to 4e-7 of itself, without a division or a power, for any normal positive number.

    The bits of a positive number, read as an integer, are nearly its logarithm: a third of them, with the
    sign turned, is a first guess to 4 %. Newton's rule for x^(-3) = depth does the rest.
    """
    logarithm = np.float32(np.float32(depth).view(np.int32))
    root = np.int32(_FIRST_GUESS - logarithm * _THIRD).view(np.float32)
    third = depth * _THIRD
    root = root * (_FOUR_THIRDS - third * root * root * root)
    root = root * (_FOUR_THIRDS - third * root * root * root)
    return root * (_FOUR_THIRDS - third * root * root * root)


@inlined_kernel
def drag(roughness: np.float32, manning: bool) -> np.float32:
    """Return g n² of Manning's n, or g / C² of Chezy's C."""
    return _G * roughness * roughness if manning else _G / (roughness * roughness)


@inlined_kernel
def deceleration(drag_of_bed: np.float32, depth: np.float32, manning: bool) -> np.float32:
    """Return the deceleration over the velocity squared, 1/m: g n² / h^(4/3), or g / (C² h)."""
    root = inverse_cube_root(depth)
    cube = root * root * root
    return drag_of_bed * (cube * root if manning else cube)


@inlined_kernel
def kept_share(speed: np.float32, rate: np.float32, seconds: np.float32) -> np.float32:
    """Return which share of a speed friction leaves after some seconds.

    Backward Euler for du/dt = -rate u²: the positive root of rate t u'² + u' - u = 0. It is stable for any
    step, never turns the flow round, and leaves a steady flow steady whatever the step.
    """
    root: np.float32 = np.sqrt(_ONE + _FOUR * seconds * rate * speed)
    return _TWO / (_ONE + root)
