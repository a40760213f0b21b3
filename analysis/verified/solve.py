"""Find how a camera was turned, and through which lens, from places whose pixels are known.

Least squares on the pixels; the surveyed position is kept unless it is asked for. It does not know scenes.
"""

from dataclasses import dataclass, replace

import numpy as np

from analysis.verified.camera import Camera
from scene.errors import InvalidRequest
from scene.messages import msg
from scene.payloads.arrays import F64

#: Fewest pairs for direction and lens, and for the position too.
FEWEST = 4
FEWEST_WITH_POSITION = 6
#: Two-sided 95 % of a normal distribution.
P95 = 1.959964
#: Pairs must spread over at least this share of the picture's width, in both directions of their spread.
SPREAD = 0.02


@dataclass(frozen=True, eq=False)
class Solution:
    """A camera that was solved.

    Parameters
    ----------
    camera : Camera
    residuals : ndarray of float64, shape (n, 2)
        Columns and rows by which the camera misses each pixel.
    rms : float
        Root mean square of their lengths, pixels.
    errors : ndarray of float64, shape (7,)
        95 % errors of bearing, pitch, roll (degrees), focal length (pixels), east, north, height (metres),
        nan where it was not solved: ``1.96 sqrt(diag (JᵀJ)⁻¹ SSE / (2n - m))``.
    """

    camera: Camera
    residuals: F64
    rms: float
    errors: F64


def solve(points: F64, pixels: F64, start: Camera, *, with_position: bool, worst: float) -> Solution:
    """Return the camera that draws places nearest to their pixels.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 3)
        Local metres.
    pixels : ndarray of float64, shape (n, 2)
        Columns and rows.
    start : Camera
        Position, size and distortion as they are known; direction and lens to begin with.
    with_position : bool
        Whether the position is to be found too.
    worst : float
        Root mean square of the misses beyond which the answer is refused, pixels.

    Raises
    ------
    InvalidRequest
        If there are too few pairs, they lie on a line or in one spot, or no camera fits them.
    """
    _check(points, pixels, start, with_position)
    fits = [_fit(points, pixels, begun, with_position) for begun in _starts(points, pixels, start)]
    found = min(fits, key=lambda one: one.rms)
    if not found.rms <= worst or (found.camera.project(points)[:, 2] <= 0.0).any():
        number = int(np.argmax(np.linalg.norm(found.residuals, axis=1))) + 1
        raise InvalidRequest(
            msg(
                "No camera fits the control points: they are missed by {rms:.1f} px, {worst:.1f} px may be.",
                rms=found.rms,
                worst=worst,
            ),
            msg(
                "Look first at control point {number}, and at position and level of the lens.", number=number
            ),
        )
    return found


def _check(points: F64, pixels: F64, start: Camera, with_position: bool) -> None:
    fewest = FEWEST_WITH_POSITION if with_position else FEWEST
    if len(points) < fewest:
        raise InvalidRequest(
            msg(
                "Control points that hold a camera: {fewest} or more; here: {count}.",
                count=len(points),
                fewest=fewest,
            ),
            msg("Pick more places in the photograph whose coordinates are known."),
        )
    off = pixels - pixels.mean(axis=0)
    narrow = float(np.linalg.svd(off, compute_uv=False)[-1]) / np.sqrt(len(pixels))
    if narrow < SPREAD * start.width:
        raise InvalidRequest(
            msg("The control points lie on one line of the photograph, or in one spot."),
            msg("Pick places that are spread over the picture, high ones and low ones."),
        )


def _starts(points: F64, pixels: F64, start: Camera) -> list[Camera]:
    """Return cameras to begin with: turned so that the middle of the places falls on that of the pixels."""
    way = (points - start.eye).mean(axis=0)
    bearing, rise = np.degrees(np.arctan2(way[0], way[1])), np.degrees(np.arctan2(way[2], np.hypot(*way[:2])))
    begun = []
    for scale in (1.0, 0.6, 1.7):
        focal = start.focal * scale
        aside, down = (pixels.mean(axis=0) - (0.5 * start.width, 0.5 * start.height)) / focal
        turn, nod = np.degrees(np.arctan(aside)), np.degrees(np.arctan(down))
        begun.append(
            replace(start, bearing=float(bearing - turn), pitch=float(rise + nod), roll=0.0, focal=focal)
        )
    return begun


def _fit(points: F64, pixels: F64, start: Camera, with_position: bool) -> Solution:
    from scipy.optimize import least_squares

    def camera(values: F64) -> Camera:
        bearing, pitch, roll, scale = values[:4].tolist()
        shift = values[4:].tolist() or [0.0, 0.0, 0.0]
        x, y, z = (own + by for own, by in zip(start.eye, shift, strict=True))
        return replace(
            start,
            eye=(x, y, z),
            bearing=start.bearing + bearing,
            pitch=start.pitch + pitch,
            roll=roll,
            focal=start.focal * float(np.exp(scale)),
        )

    def misses(values: F64) -> F64:
        found: F64 = (camera(values).project(points)[:, :2] - pixels).ravel()
        return found

    count = 7 if with_position else 4
    found = least_squares(
        misses, np.zeros(count), x_scale=np.array([1.0, 1.0, 1.0, 0.1, 1.0, 1.0, 1.0][:count])
    )
    residuals = found.fun.reshape(-1, 2)
    solved = camera(found.x)
    solved = replace(solved, bearing=solved.bearing % 360.0)
    return Solution(
        solved,
        residuals,
        float(np.sqrt((residuals**2).sum(axis=1).mean())),
        _errors(found.jac, residuals, solved.focal, count),
    )


def _errors(jacobian: F64, residuals: F64, focal: float, count: int) -> F64:
    errors = np.full(7, np.nan)
    spare = residuals.size - count
    normal = jacobian.T @ jacobian
    if spare <= 0 or np.linalg.cond(normal) > 1e16:
        return errors
    spread = np.sqrt(np.diag(np.linalg.inv(normal)) * float((residuals**2).sum()) / spare)
    errors[:count] = P95 * spread
    errors[3] *= focal  # of the logarithm
    return errors
