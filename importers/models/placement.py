"""Where a model stands: from answers to a 4 x 4 matrix in local metres.

It does not know formats.
"""

from typing import Final, Literal

import numpy as np

from importers.base import ImportIssue, ImportTarget
from importers.common.ground import seated
from importers.coordinates.crs import WGS84, choose, resolve, written
from importers.coordinates.framing import Way, frame_for
from importers.coordinates.plausibility import checked
from importers.coordinates.vertical import levelled
from importers.models.params import ModelParams
from scene.errors import AnswerNeeded
from scene.frame import SceneFrame
from scene.messages import msg
from scene.payloads.arrays import F64

Axis = Literal["y", "z"]

#: From y up (x right, z towards the eye) to z up.
_Y_UP_TO_Z_UP: Final = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])

#: Vertices this many metres from their zero, and this many times their own size, are coordinates.
_FAR, _TIMES = 10_000.0, 20.0


def upright(vertices: F64, up: Axis) -> F64:
    """Return vertices with z up, shape (n, 3)."""
    return vertices @ _Y_UP_TO_Z_UP.T if up == "y" else vertices


def placed(
    vertices: F64, up: Axis, params: ModelParams, target: ImportTarget, file: str, issues: list[ImportIssue]
) -> tuple[F64, SceneFrame]:
    """Return the matrix from a model's own coordinates to local metres, and the frame.

    Parameters
    ----------
    vertices : ndarray of float64, shape (n, 3)
        The model's own.
    up : str
        Which of its axes points up.
    params : ModelParams
        The answers.
    target : ImportTarget
        Frame and terrain.
    file : str
        For sentences.
    issues : list of ImportIssue
        Is told if there is no ground, and of heights in another datum.

    Returns
    -------
    matrix : ndarray of float64, shape (4, 4)
        Scale, then up-axis, then bearing (clockwise), then place.
    frame : SceneFrame

    Raises
    ------
    AnswerNeeded
        If no place is given (``easting``), or the vertices are coordinates themselves (``georeferenced``).
    OutOfReach
        If the place lies too far from the scene.
    """
    _refuse_coordinates(vertices * params.scale, file)
    source, xy = _place(params, target, file)
    crs = resolve(source)
    checked(crs, xy, file)
    frame, lift = levelled(crs, target.frame or frame_for(crs, xy), target.frame is not None, issues)
    (x, y) = Way(written(crs), frame, params.datum_shift).local([xy])[0]
    angle = -np.radians(params.bearing)
    turn = np.array(
        [[np.cos(angle), -np.sin(angle), 0.0], [np.sin(angle), np.cos(angle), 0.0], [0.0, 0.0, 1.0]]
    )
    linear = params.scale * turn @ (_Y_UP_TO_Z_UP if up == "y" else np.eye(3))
    lowest = float(np.min(vertices @ linear[2]))
    if params.height is None:
        middle = linear @ (vertices.min(axis=0) + vertices.max(axis=0)) / 2.0
        below = np.array([[x + middle[0], y + middle[1]]], dtype=np.float32)
        foot = float(seated(target, below, issues)[0])
    else:
        foot = params.height + lift - frame.origin[2]
    matrix = np.eye(4)
    matrix[:3, :3] = linear
    matrix[:3, 3] = (x, y, foot - lowest)
    return matrix, frame


def georeferenced(
    vertices: F64, params: ModelParams, target: ImportTarget, file: str, issues: list[ImportIssue]
) -> tuple[F64, SceneFrame]:
    """Return vertices that are eastings, northings and heights as local metres, and the frame.

    Raises
    ------
    AnswerNeeded
        If the system is not given or cannot be theirs.
    OutOfReach
        If they lie too far from the scene.
    """
    crs = choose(params.crs, None, file)
    corners = np.vstack([vertices[:, :2].min(axis=0), vertices[:, :2].max(axis=0)])
    checked(crs, corners, file)
    frame, lift = levelled(crs, target.frame or frame_for(crs, corners), target.frame is not None, issues)
    way = Way(written(crs), frame, params.datum_shift)
    plan = way.local(vertices[:, :2]).astype(np.float64)
    return np.column_stack([plan, vertices[:, 2] + lift - frame.origin[2]]), frame


def _place(params: ModelParams, target: ImportTarget, file: str) -> tuple[str, F64]:
    """Return system and coordinates of the model's zero."""
    if params.easting is not None and params.northing is not None:
        if not params.crs and target.frame is None:
            choose("", None, file)
        system = params.crs or (target.frame.crs if target.frame is not None else "")
        return system, np.array([params.easting, params.northing])
    if params.longitude is not None and params.latitude is not None:
        return WGS84, np.array([params.longitude, params.latitude])
    raise AnswerNeeded(
        msg("{file} does not say where it stands.", file=file),
        "easting",
        msg("Give easting and northing, or longitude and latitude."),
    )


def _refuse_coordinates(metres: F64, file: str) -> None:
    """Ask, if a model lies so far from its own zero that its vertices must be coordinates."""
    low, high = metres.min(axis=0), metres.max(axis=0)
    middle = (low + high) / 2.0
    if float(np.abs(middle).max()) > max(_FAR, _TIMES * float((high - low).max())):
        said = msg(
            "The vertices of {file} are coordinates themselves, near {x:.0f}, {y:.0f}.",
            file=file,
            x=middle[0],
            y=middle[1],
        )
        hint = msg("Say that they are, and in which coordinate system; or give the scale of its unit.")
        raise AnswerNeeded(said, "georeferenced", hint)
