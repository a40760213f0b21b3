"""The triangles of what is proposed: bodies with parapets, and masts, as every analysis of sight meets them.

It does not know rules, who looks, or how a proposal is drawn.
"""

from dataclasses import replace

import numpy as np

from scene.geometry.proposals import MAST, PARAPET, POINT, addition_of, has_flat_roof, mast_of
from scene.payloads import Buildings, TriangleMesh


def mast_over(buildings: Buildings, row: int) -> float:
    """Return how high a proposal's mast rises over its highest roof, metres; a point on a string has none."""
    return 0.0 if buildings.text("form", row) == POINT else addition_of(buildings, row, MAST)


def parapet_over(buildings: Buildings, row: int) -> float:
    """Return how high a proposal's parapet rises over its roof, metres; only flat roofs carry one."""
    is_point = buildings.text("form", row) == POINT
    return addition_of(buildings, row, PARAPET) if has_flat_roof(buildings, row) and not is_point else 0.0


def with_parapets(buildings: Buildings) -> Buildings:
    """Return proposals of which each part is as high as its parapet.

    A building that stands is measured to the top of its parapet, and its deck lies lower; a proposal is
    measured to its roof, and its parapet rides on it.
    """
    rise = np.array([parapet_over(buildings, row) for row in range(buildings.count)], np.float32)
    if not rise.any():
        return buildings
    of_part = rise[buildings.building_of_part]
    columns = {**buildings.columns, PARAPET: rise}
    return replace(buildings, eaves=buildings.eaves + of_part, top=buildings.top + of_part, columns=columns)


def proposal_mesh(buildings: Buildings) -> TriangleMesh:
    """Derive what sightlines meet of proposals.

    Parameters
    ----------
    buildings : Buildings
        Columns ``parapet`` and ``mast`` are metres over the roof.

    Returns
    -------
    TriangleMesh
        As of :func:`scene.geometry.building_mesh.analysis_mesh`; masts come after all bodies, and stand on
        the highest roof.
    """
    from scene.geometry.building_mesh import analysis_mesh

    body = analysis_mesh(with_parapets(buildings))
    masts = [(row, rise) for row in range(buildings.count) if (rise := mast_over(buildings, row)) > 0.0]
    if not masts:
        return body
    vertices, faces, features = [body.vertices], [body.faces], [body.features]
    first = len(body.vertices)
    for row, rise in masts:
        mesh = analysis_mesh(mast_of(buildings, row, rise))
        vertices.append(mesh.vertices)
        faces.append(mesh.faces + np.int32(first))
        features.append(np.full(len(mesh.faces), row, np.int32))
        first += len(mesh.vertices)
    return TriangleMesh(
        np.concatenate(vertices), np.concatenate(faces), feature_of_face=np.concatenate(features)
    )
