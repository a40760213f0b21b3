"""Buildings of which the file has only outlines, level 0: footprints or roof edges, raised by stated heights.

Standard deviations are those of :mod:`importers.footprints.heights`. It does not know formats.
"""

from typing import Any, Final

import numpy as np

from importers.base import ImportIssue, ImportTarget
from importers.citymodel.facts import HEIGHTS, carried, name_of, numbers
from importers.citymodel.families import Choice
from importers.citymodel.objects import CityObjects
from importers.common.ground import ground_under
from importers.footprints.rings import polygons_of, ragged
from scene.messages import msg
from scene.payloads import Buildings
from scene.payloads.arrays import Column

_STOREY: Final = 3.0
_ASSUMED: Final = 2 * _STOREY
_FLOORS: Final = ("storeysAboveGround", "storeys_above_ground", "floors")


def buildings_of(
    model: CityObjects, choice: Choice, target: ImportTarget, issues: list[ImportIssue]
) -> Buildings:
    """Return outlines as buildings with flat roofs.

    Parameters
    ----------
    model : CityObjects
        Outlines only, vertices in local metres.
    choice : Choice
        Which object each belongs to.
    target : ImportTarget
        Holds the terrain.
    issues : list of ImportIssue
        Is told of heights that were assumed.
    """
    owner = choice.root[model.object_of_polygon]
    order = np.argsort(owner, kind="stable")
    shapes = _shapes(model)[order]
    rings = ragged(*_grouped(shapes, owner[order], issues))
    rows = np.unique(owner)[rings.rows]
    attributes = [model.objects[row].attributes for row in rows]
    metres, source = numbers(attributes, HEIGHTS), np.full(len(rows), "field", dtype="<U11")
    floors = numbers(attributes, _FLOORS)
    from_floors = np.isnan(metres) & np.isfinite(floors)
    metres, source = np.where(from_floors, floors * _STOREY, metres), np.where(from_floors, "floors", source)
    assumed = np.isnan(metres)
    metres, source = np.where(assumed, _ASSUMED, metres), np.where(assumed, "assumed", source)
    if assumed.any():
        said = msg("Buildings without a height, taken as {height:.1f} m: {count}.",
                   count=int(assumed.sum()), height=_ASSUMED)  # fmt: skip
        issues.append(ImportIssue("note", said))
    sigma = np.select(
        [source == "field", source == "floors"],
        [np.full_like(metres, 0.5), np.hypot(1.0, 0.1 * metres)],
        0.5 * metres,
    )
    level = _levels(model, owner)[rings.rows]
    corner = rings.ring_start[rings.part_start[rings.feature_start[:-1]]]
    ground = ground_under(target, rings.rings[corner])
    # An outline at height 0 is drawn on a map; a real one carries the height of its roof's edge or its foot.
    foot = np.where(level[:, 1] > metres, level[:, 0] - metres, level[:, 0])
    if ground is not None:
        foot = np.where(np.isnan(ground), foot, ground)
    parts = np.diff(rings.feature_start)
    bottom, top = np.repeat(foot, parts), np.repeat(foot + metres, parts)
    name = np.array([name_of(model, row) for row in rows], dtype=np.str_)
    columns: dict[str, Column] = {
        "name_zh": name, "name_en": name, "floors": floors.astype(np.float32),
        "height_source": source, "height_sigma": sigma.astype(np.float32),
    }  # fmt: skip
    more, _ = carried(attributes)
    return Buildings(
        rings.rings, rings.ring_start, rings.part_start, rings.feature_start, bottom, top, top, foot,
        tuple(model.objects[row].id for row in rows), columns | more,
    )  # fmt: skip


def _shapes(model: CityObjects) -> Any:
    import shapely

    xy = model.xyz[:, :2].astype(np.float32).astype(np.float64)
    rings = shapely.linearrings(xy, indices=model.ring_of_vertex)
    outer = model.polygon_start[:-1]
    return np.array(
        [
            shapely.polygons(rings[first], rings[first + 1 : stop])
            for first, stop in zip(outer, model.polygon_start[1:], strict=True)
        ],
        dtype=object,
    )


def _grouped(shapes: Any, owner: Any, issues: list[ImportIssue]) -> tuple[Any, Any]:
    """Return sound polygons and the place of their building, one shape a building."""
    import shapely

    _, group = np.unique(owner, return_inverse=True)
    together = np.array(
        [shapely.union_all(shapely.make_valid(part)) for part in _split(shapes, group)], dtype=object
    )
    return polygons_of(together, issues)


def _split(shapes: Any, group: Any) -> list[Any]:
    return np.split(shapes, np.flatnonzero(np.diff(group)) + 1)


def _levels(model: CityObjects, owner: Any) -> Any:
    """Return lowest and highest z of each building's outlines, shape (n, 2)."""
    _, group = np.unique(owner, return_inverse=True)
    of_vertex = group[model.polygon_of_ring[model.ring_of_vertex]]
    n = int(group.max()) + 1
    low, high = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(low, of_vertex, model.xyz[:, 2])
    np.maximum.at(high, of_vertex, model.xyz[:, 2])
    return np.column_stack([low, high])
