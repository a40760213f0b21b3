"""Sample view corridors, from where one looks to what is to stay in sight. All are assumed, and say so.

It does not know what intrudes: that is the work of ``corridor.view``.
"""

from typing import Any

import numpy as np

from importers.yangzhou import figures
from importers.yangzhou.ground import ground_height
from scene.payloads import Polylines
from scene.payloads.arrays import F64

_NUMBERS = {
    "threshold_height": "threshold_m",
    "height": "height_m",
    "width_at_landmark": "width_m",
    "width_at_place": "width_at_place_m",
    "wider_width": "wider_m",
    "background_length": "background_m",
}


def corridors(viewpoints: Polylines) -> Polylines:
    """Return the corridors as lines from the viewing place to the foot of the landmark.

    Parameters
    ----------
    viewpoints : Polylines
        As :func:`importers.yangzhou.viewpoints.viewpoints` returns them; the places of some corridors.
    """
    rows = figures.table("corridors")["corridor"]
    places = {row["id"]: row for row in figures.table("places")["place"]}
    marks = [places[row["landmark"]] for row in rows]
    ends = [
        (_place(row, viewpoints), _standing([mark["lon"], mark["lat"]]))
        for row, mark in zip(rows, marks, strict=True)
    ]
    accuracy = [
        max(_accuracy(row, viewpoints), float(mark["accuracy_m"]))
        for row, mark in zip(rows, marks, strict=True)
    ]
    eyes = [_eye_height(row, viewpoints) for row in rows]
    columns: dict[str, Any] = {
        "name_zh": np.array([row["name_zh"] for row in rows]),
        "name_en": np.array([row["name_en"] for row in rows]),
        "kind": np.array([row["kind"] for row in rows]),
        "eye_height": np.array(eyes, np.float32),
        "silhouette": np.array(["yes" if row.get("silhouette") else "" for row in rows]),
        "assumed": np.full(len(rows), "yes"),
        "accuracy_m": np.array(accuracy, np.float32),
    }
    for column, key in _NUMBERS.items():
        columns[column] = np.array([row.get(key, 0.0) for row in rows], np.float32)
    vertices = np.array([vertex for pair in ends for vertex in pair], np.float32)
    start = np.arange(0, len(vertices) + 1, 2, dtype=np.int32)
    return Polylines(vertices, start, tuple(row["id"] for row in rows), columns)


def _place(row: dict[str, Any], viewpoints: Polylines) -> F64:
    """Return where a corridor begins: at a viewpoint, or on the ground."""
    if "viewpoint" in row:
        at: F64 = viewpoints.line(viewpoints.ids.index(row["viewpoint"]))[0].astype(np.float64)
        return at
    return _standing([row["lon"], row["lat"]])


def _eye_height(row: dict[str, Any], viewpoints: Polylines) -> float:
    if "viewpoint" in row:
        return float(viewpoints.columns["eye_height"][viewpoints.ids.index(row["viewpoint"])])
    return float(row["eye_m"])


def _accuracy(row: dict[str, Any], viewpoints: Polylines) -> float:
    """Return how far off the viewing place may be, metres."""
    if "viewpoint" in row:
        return float(viewpoints.columns["accuracy_m"][viewpoints.ids.index(row["viewpoint"])])
    return float(row["accuracy_m"])


def _standing(lon_lat: list[float]) -> F64:
    """Return a place on the ground, shape (3,), local metres."""
    plan = figures.to_local([lon_lat])
    return np.append(plan[0], ground_height(plan)[0])
