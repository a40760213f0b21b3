"""What only shows when a layer is held against the scene it goes into, for every importer in one place.

Features outside the terrain, heights in two datums, buildings that are there twice or stand in one another.
It does not know formats.
"""

from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue, ImportResult, ImportTarget
from importers.issues import tell
from scene.errors import OutOfReach, UnreadableFile
from scene.feedback import Feedback
from scene.frame import REACH_METRES
from scene.messages import msg
from scene.node import Node, Role
from scene.payloads import Buildings, PointCloud, Polylines, Raster, StreamedPoints, TriangleMesh
from scene.payloads.arrays import F32, F64

#: Where payloads keep coordinates.
_PLACES: Final = ("rings", "vertices", "positions", "bottom", "eaves", "top")
#: Places at which two grounds are compared, and the fewest that say something.
_COMPARED: Final = 4_000
_FEWEST: Final = 50
#: Two grounds this far apart nearly everywhere, metres, are in two datums rather than of two surveys.
_DATUM_STEP: Final = 2.0
_GROUND_CLASS: Final = 2


def against_scene(result: ImportResult, target: ImportTarget, feedback: Feedback) -> tuple[ImportIssue, ...]:
    """Return what is noticed about a layer in its surroundings.

    Parameters
    ----------
    result : ImportResult
        What was read.
    target : ImportTarget
        The scene it goes into.
    feedback : Feedback
        Asked for cancel between the looks.
    """
    issues: list[ImportIssue] = []
    for node in result.nodes:
        feedback.check()
        if isinstance(node.payload, Buildings) and node.role is Role.BUILDINGS:
            _in_one_another(node.payload, issues, feedback)
        feedback.check()
        _on_the_terrain(node, target, issues)
    return tuple(issues)


def check_reach(result: ImportResult, file: str) -> None:
    """Refuse a result of which a single vertex has no place, whatever its importer made of it.

    Parameters
    ----------
    result : ImportResult
        What was read.
    file : str
        Name of the file, for the sentence.

    Raises
    ------
    UnreadableFile
        If a coordinate is no finite number.
    OutOfReach
        If one lies over 100 km from the frame's origin, in plan or in height.
    """
    for node in result.nodes:
        for name in _PLACES:
            places = getattr(node.payload, name, None)
            if not isinstance(places, np.ndarray) or not len(places):
                continue
            low, high = places.min(axis=0), places.max(axis=0)
            corners = np.stack([low, high]).astype(np.float64).reshape(2, -1)
            if node.transform is not None and corners.shape[1] == 3 and np.isfinite(corners).all():
                corners = np.array(list(product(*corners.T))) @ node.transform[:3, :3].T
                corners += node.transform[:3, 3]
            if not np.isfinite(corners).all():
                raise UnreadableFile(
                    msg("{file} holds coordinates that are no numbers.", file=file),
                    msg("Export it again from its source."),
                )
            if np.abs(corners).max() > REACH_METRES:
                raise OutOfReach(
                    msg(
                        "Parts of {file} lie over {reach:.0f} km away.",
                        file=file,
                        reach=REACH_METRES / 1000.0,
                    ),
                    msg("Check its unit and its coordinate system, or take the outliers out of it."),
                )


def _in_one_another(buildings: Buildings, issues: list[ImportIssue], feedback: Feedback) -> None:
    from importers.common.overlaps import overlapping, repeated

    twice = repeated(buildings)
    tell(
        issues, "note", "Buildings that are there twice: {count} (rows {rows}).", twice,
        ids=_ids(buildings, twice), places=middles_of(buildings, twice),
    )  # fmt: skip
    feedback.check()
    overlaps = overlapping(buildings)
    if overlaps is None:
        issues.append(ImportIssue("note", msg("So many buildings overlap that they were not listed.")))
        return
    overlaps = np.setdiff1d(overlaps, twice)
    tell(
        issues, "note", "Buildings that stand in another one: {count} (rows {rows}).", overlaps,
        ids=_ids(buildings, overlaps), places=middles_of(buildings, overlaps),
    )  # fmt: skip


def _ids(payload: Buildings | Polylines, rows: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(payload.ids[row] for row in rows.tolist())


def middles_of(buildings: Buildings, rows: NDArray[np.int64]) -> F64:
    """Return the middle of the box about the first part of each building, shape (n, 2)."""
    from importers.common.overlaps import boxes_of

    box = boxes_of(buildings)[buildings.building_start[rows]] if len(rows) else np.zeros((0, 4))
    middle: F64 = (box[:, :2] + box[:, 2:4]) / 2.0
    return middle


def _on_the_terrain(node: Node, target: ImportTarget, issues: list[ImportIssue]) -> None:
    terrain = target.scene.of_role(Role.TERRAIN) if target.scene is not None else ()
    if not terrain:
        return
    from scene.geometry.ground import GroundHeights

    ground = GroundHeights.of(terrain)
    payload = node.payload
    if isinstance(payload, Buildings | Polylines):
        _outside(payload, ground.heights(_places(payload)), issues)
    elif isinstance(payload, TriangleMesh) and node.transform is None and len(payload.vertices):
        middle = (payload.vertices.min(axis=0) + payload.vertices.max(axis=0)) / 2.0
        if np.isnan(ground.heights(middle[None, :2].astype(np.float64))).all():
            issues.append(ImportIssue("note", msg("It lies outside the terrain of the scene.")))
    own = _own_ground(node)
    if own is not None:
        _datum_step(own, ground.heights(own[:, :2]), issues)


def _places(payload: Buildings | Polylines) -> F64:
    """Return a place of each row, shape (n, 2)."""
    if isinstance(payload, Buildings):
        first = payload.ring_start[payload.part_start[payload.building_start[:-1]]]
        return payload.rings[first].astype(np.float64)
    return payload.vertices[payload.line_start[:-1], :2].astype(np.float64)


def _outside(payload: Buildings | Polylines, heights: F32, issues: list[ImportIssue]) -> None:
    rows = np.flatnonzero(np.isnan(heights))
    if len(rows) == payload.count:
        issues.append(ImportIssue("note", msg("It lies outside the terrain of the scene.")))
        return
    tell(
        issues,
        "note",
        "Features outside the terrain of the scene: {count} (rows {rows}).",
        rows,
        ids=_ids(payload, rows),
        places=_places(payload)[rows],
    )


def _own_ground(node: Node) -> F64 | None:
    """Return places that show the ground, shape (n, 3): of a terrain, or of a scan's ground points."""
    payload = node.payload
    if isinstance(payload, Raster) and node.role is Role.TERRAIN:
        rows, cols = payload.shape
        step = max(1, int(np.sqrt(rows * cols / _COMPARED)))
        row, col = (axis.ravel() for axis in np.mgrid[0:rows:step, 0:cols:step])
        x, y = payload.west + (col + 0.5) * payload.cell, payload.north - (row + 0.5) * payload.cell
        return np.column_stack([x, y, payload.values[row, col]]).astype(np.float64)
    if isinstance(payload, StreamedPoints):
        payload = payload.sample
    if isinstance(payload, PointCloud) and payload.classification is not None:
        ground = np.flatnonzero(payload.classification == _GROUND_CLASS)
        chosen = ground[:: max(1, len(ground) // _COMPARED)]
        places: F64 = payload.positions[chosen].astype(np.float64)
        return places
    return None


def _datum_step(own: F64, scene: F32, issues: list[ImportIssue]) -> None:
    """Say so if two grounds differ by the same figure nearly everywhere."""
    difference = own[:, 2] - scene
    difference = difference[np.isfinite(difference)]
    if len(difference) < _FEWEST:
        return
    step = float(np.median(difference))
    spread = float(np.median(np.abs(difference - step)))
    if abs(step) >= _DATUM_STEP and spread <= 0.25 * abs(step):
        said = msg(
            "Its ground lies {step:+.1f} m from the scene's nearly everywhere: two height datums, perhaps.",
            step=step,
        )
        issues.append(ImportIssue("note", said))
