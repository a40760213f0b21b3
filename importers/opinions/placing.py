"""Opinions whose coordinates are a file's brought into the frame of a project.

It does not know files.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from importers.base import ImportIssue, ImportParams, ImportTarget
from importers.coordinates.crs import choose, written
from importers.coordinates.framing import Way, frame_for
from importers.coordinates.plausibility import checked
from scene.errors import OutOfReach
from scene.frame import REACH_METRES, SceneFrame
from scene.messages import msg
from scene.payloads.arrays import F64
from scene.review.opinion import Opinion, Point

#: Decimals of a metre that are kept: the sixth is a thousandth of a millimetre.
_DECIMALS: Final = 6


def placed(
    opinions: Sequence[Opinion],
    stated: str,
    params: ImportParams,
    target: ImportTarget,
    file: str,
    issues: list[ImportIssue],
) -> tuple[tuple[Opinion, ...], SceneFrame]:
    """Return opinions in local metres, and the frame.

    A file that names no system is taken to be in the project's; if its figures cannot be, they are metres
    from the project's origin, as those of a building model are.

    Parameters
    ----------
    opinions : sequence of Opinion
        With coordinates as they are in the file.
    stated : str
        The system that the file names, empty if it names none.
    params : ImportParams
        The answers.
    target : ImportTarget
        Where they go.
    file : str
        Its name.
    issues : list of ImportIssue
        Is told what was assumed.

    Raises
    ------
    AnswerNeeded
        If an empty project takes its frame from the file, and the file names no system.
    OutOfReach
        If a place lies too far from the scene.
    """
    points = np.array([point for one in opinions for point in (one.place, one.eye, one.target)])
    points = points.reshape(-1, 3)
    frame = target.frame
    if frame is not None and not (params.crs or stated):
        shifted = points - np.asarray(frame.origin)
        if np.abs(shifted[:, :2]).max(initial=0.0) > REACH_METRES >= np.abs(points[:, :2]).max(initial=0.0):
            said = msg("{file} names no coordinate system; its figures are read as metres from the origin.",
                       file=file)  # fmt: skip
            issues.append(ImportIssue("note", said))
            shifted = points
        return _moved(opinions, _within_reach(shifted, frame, file)), frame
    crs = choose(params.crs, stated, file)
    checked(crs, points[:, :2], file)
    frame = frame or frame_for(crs, points[:, :2])
    way = Way(written(crs), frame, params.datum_shift)
    shifted = np.column_stack([way.shift(points[:, :2]), points[:, 2] - frame.origin[2]])
    return _moved(opinions, _within_reach(shifted, frame, file)), frame


def _within_reach(local: F64, frame: SceneFrame, file: str) -> F64:
    if not (np.abs(local[:, 2]) <= REACH_METRES).all():
        raise OutOfReach(
            msg("Some places of {file} are over 100 km high or deep.", file=file),
            msg("Check the unit of its heights."),
        )
    frame.to_local(frame.to_world(local))  # refuses what lies too far
    return np.round(local, _DECIMALS)


def _moved(opinions: Sequence[Opinion], local: F64) -> tuple[Opinion, ...]:
    found = []
    for opinion, (place, eye, target) in zip(opinions, local.reshape(-1, 3, 3), strict=True):
        found.append(replace(opinion, place=_point(place), eye=_point(eye), target=_point(target)))
    return tuple(found)


def _point(values: F64) -> Point:
    x, y, z = values.tolist()
    return (x, y, z)
