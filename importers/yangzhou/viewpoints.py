"""The protected viewpoints, and the walks and boat routes along which the city is looked at.

Points and lines with an eye height; it does not know what is seen from them.
"""

from dataclasses import dataclass

import numpy as np

from importers.yangzhou import figures
from importers.yangzhou.ground import ground_height
from scene.payloads import Polylines
from scene.payloads.arrays import F64

#: Rule that a view is held against, a key of ``assets/tables/rules.toml``.
RULE = "balloon"


@dataclass(frozen=True, slots=True, eq=False)
class _Stand:
    """Where an eye stands: feet, shape (n, 3), host and facing."""

    feet: F64
    host: str = ""
    facing: float = 0.0


def viewpoints() -> Polylines:
    """Return the viewpoints V1 to V10 as points; V1 has two floors."""
    rows = figures.table("viewpoints")["viewpoint"]
    hosted = _hosted()
    stands = []
    for row in rows:
        if "host" in row:
            stands.append(hosted[row["host"], row["stands"]])
        else:
            stands.append(_Stand(_over(row["stands"], figures.to_local([[row["lon"], row["lat"]]]))))
    return _lines(rows, stands)


def routes() -> Polylines:
    """Return walks and boat routes as lines with a point every 12 m, so that they follow the ground."""
    from shapely import LineString, get_coordinates, segmentize

    rows = figures.table("viewpoints")["route"]
    stands = []
    for row in rows:
        line = get_coordinates(segmentize(LineString(figures.to_local(row["line"])), 12.0))
        stands.append(_Stand(_over(row["stands"], line)))
    return _lines(rows, stands)


def _over(what: str, places: F64) -> F64:
    """Return places with the height of the ground or of the water, shape (n, 3)."""
    level = ground_height(places) if what == "ground" else np.full(len(places), figures.levels().water)
    return np.column_stack([places, level])


def _hosted() -> dict[tuple[str, str], _Stand]:
    """Return the places in heritage models where eyes stand, by model and name."""
    from importers.yangzhou.heritage.landmarks import eyes

    found = {}
    for eye in eyes(figures.places(), ground_height):
        model = eye.host.removeprefix("heritage.")
        found[model, eye.name] = _Stand(np.array([eye.foot]), eye.host, eye.facing)
    return found


def _lines(rows: list[dict[str, object]], stands: list[_Stand]) -> Polylines:
    sizes = [len(stand.feet) for stand in stands]
    return Polylines(
        np.vstack([stand.feet for stand in stands]).astype(np.float32),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
        tuple(str(row["id"]) for row in rows),
        {
            "name_zh": np.array([row["name_zh"] for row in rows]),
            "name_en": np.array([row["name_en"] for row in rows]),
            "eye_height": np.array([row["eye_m"] for row in rows], np.float32),
            "host": np.array([stand.host for stand in stands]),
            "facing": np.array([stand.facing for stand in stands], np.float32),
            "opening": np.array([row.get("opening", 360) for row in rows], np.float32),
            "stands": np.array([row["stands"] for row in rows]),
            "rule": np.full(len(rows), RULE),
            "accuracy_m": np.array([row["accuracy_m"] for row in rows], np.float32),
        },
    )
