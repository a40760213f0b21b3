"""From the coordinates of a city model to local metres: system, order of axes, units of height.

It does not know formats or polygons.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from importers.base import ImportIssue, ImportTarget
from importers.citymodel.params import CityParams
from importers.coordinates.crs import (
    choose,
    flat,
    metres_per_height,
    title,
    written,
)
from importers.coordinates.framing import Way, frame_for
from importers.coordinates.plausibility import checked, contradiction
from importers.coordinates.vertical import levelled
from scene.errors import AnswerNeeded
from scene.frame import SceneFrame
from scene.messages import msg
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from pyproj import CRS

#: Vertices held against the stated system.
_CHECKED: Final = 2_000
#: Coordinates that all are smaller than this may count from a zero of the file's own.
_OWN_ZERO: Final = 5_000.0
_CODE: Final = re.compile(r"EPSG(?:[:/]+[0-9.]*)?[:/]+(\d{3,6})", re.IGNORECASE)
_BARE: Final = re.compile(r"EPSG:\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Vertices in local metres.

    Parameters
    ----------
    xyz : ndarray of float64, shape (v, 3)
        Local metres, not yet rounded.
    frame : SceneFrame
    lift : float
        Metres added to the file's heights, so that they are in the datum of the frame.
    """

    xyz: F64
    frame: SceneFrame
    lift: float


def system_name(said: str) -> str:
    """Return what a file calls its system, in words that a library knows.

    ``urn:ogc:def:crs,crs:EPSG:6.12:25833,crs:EPSG:6.12:5783`` is ``EPSG:25833+5783``, and so on.
    """
    codes = _CODE.findall(said)
    return "EPSG:" + "+".join(codes) if codes else said


def placed(
    xyz: F64, said: str, authority_order: bool, params: CityParams, target: ImportTarget, file: str,
    inside_out: Callable[[F64], bool], issues: list[ImportIssue],
) -> Placed:  # fmt: skip
    """Return vertices in the frame of the scene, or in one that fits them.

    Parameters
    ----------
    xyz : ndarray of float64, shape (v, 3)
        As the file has them; the first two may be north before east.
    said : str
        The file's name of its system.
    authority_order : bool
        Whether the format has the axes in the order that the authority declares.
    params : CityParams
        The answers.
    target : ImportTarget
        Frame of the scene.
    file : str
        For sentences.
    inside_out : callable
        Whether the solids of the file would be inside out with these vertices.
    issues : list of ImportIssue
        Is told of an order that was chosen against the declaration.

    Raises
    ------
    AnswerNeeded
        If the system is not given, or cannot be the data's.
    OutOfReach
        If the data lies too far from the scene.
    """
    if params.stands:
        said, authority_order, xyz = target.frame.crs if target.frame else said, False, _stood(xyz, params)
    crs = choose(params.crs, system_name(said) or None, file)
    turned = _turned(xyz, crs, said, authority_order, params, inside_out, issues)
    east_first = xyz[:, [1, 0, 2]] if turned else xyz
    plan = east_first[:, :2]
    if float(np.abs(plan).max()) < _OWN_ZERO and contradiction(crs, _some(plan)) is not None:
        raise AnswerNeeded(
            msg("{file} counts from a zero of its own; it does not say where that stands.", file=file),
            "easting",
            msg("Give easting and northing of its zero, and the coordinate system they are in."),
        )
    checked(crs, _some(plan), file)
    frame = target.frame or frame_for(crs, np.vstack([plan.min(axis=0), plan.max(axis=0)]))
    frame, lift = levelled(crs, frame, target.frame is not None, issues)
    way = Way(written(crs), frame, params.datum_shift)
    caution = way.caution()
    if caution is not None:
        issues.append(ImportIssue("note", caution))
    way.local(_some(plan))  # says how far away it is
    shifted = way.shift(plan)
    height = xyz[:, 2] * metres_per_height(crs) + lift - frame.origin[2]
    frame.to_local(
        np.column_stack([shifted + np.asarray(frame.origin[:2]), height])
    )  # refuses what is out of reach
    return Placed(np.column_stack([shifted, height]), frame, lift)


def _stood(xyz: F64, params: CityParams) -> F64:
    """Return coordinates of a model whose zero a person has given a place: turned, then moved."""
    angle = -np.radians(params.bearing)
    cosine, sine = np.cos(angle), np.sin(angle)
    x, y = xyz[:, 0] * cosine - xyz[:, 1] * sine, xyz[:, 0] * sine + xyz[:, 1] * cosine
    lift = 0.0 if params.height is None else params.height - float(np.nanmin(xyz[:, 2]))
    return np.column_stack([x + (params.easting or 0.0), y + (params.northing or 0.0), xyz[:, 2] + lift])


def _some(plan: F64) -> F64:
    return plan[:: max(len(plan) // _CHECKED, 1)]


def north_comes_first(crs: "CRS") -> bool:
    """Return whether the authority declares northing or latitude as the first axis."""
    axes = flat(crs).axis_info
    return bool(axes) and axes[0].direction.lower() in ("north", "south")


def _turned(
    xyz: F64, crs: "CRS", said: str, authority_order: bool, params: CityParams,
    inside_out: Callable[[F64], bool], issues: list[ImportIssue],
) -> bool:  # fmt: skip
    """Return whether north comes first in the file.

    GML has the axes in the order of the authority, and writers that do not keep to it are many: where only
    one order lies in the area of the system, that one is right; where both do, the order that does not turn
    all solids inside out is.
    """
    if params.axis_order != "auto":
        return params.axis_order == "north_first"
    # ``EPSG:4326`` without urn or address is how writers say it who put x first.
    declared = authority_order and north_comes_first(crs) and not _BARE.fullmatch(said.strip())
    order = [declared, not declared]
    plans = {north: _some(xyz)[:, [1, 0]] if north else _some(xyz)[:, :2] for north in order}
    possible = [north for north in order if contradiction(crs, plans[north]) is None]
    if not possible or possible[0] != declared:
        if possible:
            _tell(issues, crs, possible[0])
            return possible[0]
        return declared
    if declared and len(possible) == 2 and inside_out(xyz[:, [1, 0, 2]]):
        _tell(issues, crs, False)
        return False
    return declared


def _tell(issues: list[ImportIssue], crs: "CRS", north_first: bool) -> None:
    if north_first:
        said = msg(
            "The coordinates stand north before east, against the rule of their format for {crs}; "
            "they were taken so.",
            crs=title(crs),
        )
    else:
        said = msg(
            "The coordinates stand east before north, though {crs} declares north first; they were taken so.",
            crs=title(crs),
        )
    issues.append(ImportIssue("repaired", said))
