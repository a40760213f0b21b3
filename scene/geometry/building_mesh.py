"""Derive the triangles of buildings: walls, flat and pitched roofs, gables, parapets, whole city at once.

Pure: the same buildings give the same mesh, and the camera has no say. What is drawn and what is computed
with are the same triangles, so that a ridge that a person sees is a ridge that blocks a sightline.
It does not know tiles, colours of results, or VTK.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scene.feedback import Feedback
from scene.geometry.building_columns import Traits, traits_of
from scene.geometry.building_kernels import (
    DROPPED,
    FLATTENED,
    INSET_ROOFED,
    QUAD_ROOFED,
    Parts,
    classify,
    put_all_bottoms,
    put_all_walls,
    put_flat_roofs,
    put_inset_roofs,
    put_quad_roofs,
)
from scene.geometry.building_tints import colours_of_faces
from scene.geometry.mesh_sink import Sink, sink_of
from scene.geometry.triangulate import triangulate
from scene.messages import msg
from scene.payloads.arrays import I32, U8
from scene.payloads.buildings import Buildings
from scene.payloads.mesh import TriangleMesh


def derive_mesh(
    buildings: Buildings,
    rows: ArrayLike | None = None,
    *,
    fine: bool = True,
    closed: bool = False,
    feedback: Feedback | None = None,
) -> TriangleMesh:
    """Derive the mesh of a layer, or of some of its rows.

    Parameters
    ----------
    buildings : Buildings
        Footprints and heights. The columns ``roof``, ``material``, ``overhang``, ``gable`` and ``parapet``
        shape the result if they are there (see :mod:`scene.geometry.building_columns`).
    rows : array_like of int, optional
        Which buildings; all of them if not given.
    fine : bool
        False for what is left of houses seen from afar: the same walls, tops and ridges with straight
        slopes, and no eaves, ridge bars, stepped gables or parapets; about a third of the triangles.
        Analyses never compute with it.
    closed : bool
        Also put the bottoms, so that a flat building is a closed prism.
    feedback : Feedback, optional
        Told how many parts have no area and were left out, and how many pitched roofs were made flat.

    Returns
    -------
    TriangleMesh
        ``feature_of_face`` is the row in `buildings`; faces have materials and colours; ``uv`` is in
        metres: on walls along the wall and above the outdoor ground, on roofs along the eave and up the
        slope. Walls of modern houses stretch u so that it ends on a whole window bay.
    """
    sink = _derive(buildings, rows, fine, closed, feedback)
    feature, material = sink.faces[:, 3].copy(), sink.faces[:, 4].astype(np.uint8)
    return TriangleMesh(
        sink.corners[:, :3],
        sink.faces[:, :3],
        feature_of_face=feature,
        colour_of_face=colours_of_faces(buildings, feature, material),
        material_of_face=material,
        uv=sink.corners[:, 3:],
    )


def analysis_mesh(buildings: Buildings, rows: ArrayLike | None = None) -> TriangleMesh:
    """Derive what sightlines and shadows meet: the triangles of :func:`derive_mesh`, undressed.

    Parameters
    ----------
    buildings : Buildings
    rows : array_like of int, optional
        Which buildings; all of them if not given.

    Returns
    -------
    TriangleMesh
        Vertices, faces and ``feature_of_face`` only.
    """
    sink = _derive(buildings, rows, True, False, None)
    return TriangleMesh(sink.corners[:, :3], sink.faces[:, :3], feature_of_face=sink.faces[:, 3])


def _derive(
    buildings: Buildings, rows: ArrayLike | None, fine: bool, closed: bool, feedback: Feedback | None
) -> Sink:
    """Run the kernels twice, to count and to fill, and report what could not be built as asked."""
    parts = _parts_of(buildings, _wanted_parts(buildings, rows))
    traits = traits_of(buildings, fine)
    kind = np.empty(len(parts.part), np.uint8)
    classify(parts, traits, kind)
    counted = sink_of(0, 0)
    _put(counted, parts, traits, kind, closed)
    sink = sink_of(int(counted.cursor[0]), int(counted.cursor[1]))
    _put(sink, parts, traits, kind, closed)
    if feedback is not None:
        _report(kind, feedback)
    return sink


def _put(sink: Sink, parts: Parts, traits: Traits, kind: U8, closed: bool) -> None:
    put_all_walls(sink, parts, traits, kind)
    put_flat_roofs(sink, parts, traits, kind)
    if (kind == QUAD_ROOFED).any():  # a kernel that is not called is not compiled
        put_quad_roofs(sink, parts, traits, kind)
    if (kind == INSET_ROOFED).any():
        put_inset_roofs(sink, parts, traits, kind)
    if closed:
        put_all_bottoms(sink, parts, traits, kind)


def _parts_of(buildings: Buildings, chosen: I32) -> Parts:
    """Gather what the kernels need of some parts."""
    rings = buildings.rings.copy()  # writable, like every array that the kernels make themselves
    triangles, start = triangulate(rings, buildings.ring_start, buildings.part_start, chosen)
    row = buildings.building_of_part[chosen]
    ground, bottom = buildings.outdoor_ground[row], buildings.bottom[chosen]
    return Parts(
        rings,
        buildings.ring_start.astype(np.int64),
        buildings.part_start.astype(np.int64),
        chosen.astype(np.int64),
        row.astype(np.int64),
        bottom.astype(np.float64),
        buildings.eaves[chosen].astype(np.float64),
        buildings.top[chosen].astype(np.float64),
        np.where(np.isfinite(ground), ground, bottom).astype(np.float64),
        triangles,
        start.astype(np.int64),
    )


def _wanted_parts(buildings: Buildings, rows: ArrayLike | None) -> I32:
    """Return the parts of the wanted rows, in their order."""
    if rows is None:
        return np.arange(len(buildings.part_start) - 1, dtype=np.int32)
    chosen = np.asarray(rows, dtype=np.int64)
    first, stop = buildings.building_start[chosen], buildings.building_start[chosen + 1]
    counts = (stop - first).astype(np.int64)
    before = np.concatenate(([0], np.cumsum(counts)))[:-1]
    within = np.arange(int(counts.sum())) - np.repeat(before, counts)
    parts: NDArray[np.int32] = (np.repeat(first, counts) + within).astype(np.int32)
    return parts


def _report(kind: U8, feedback: Feedback) -> None:
    """Say what was left out or made flat."""
    dropped = int((kind == DROPPED).sum())
    flattened = int((kind == FLATTENED).sum())
    if dropped:
        feedback.warn(msg("{count} footprints have no area or no height and are not shown.", count=dropped))
    if flattened:
        feedback.warn(
            msg("{count} footprints allow no pitched roof; their roofs are shown flat.", count=flattened)
        )
