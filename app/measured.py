"""Measurements in words, as a file, and a profile as a chart: for the window and the command line alike.

It knows no Qt.
"""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.base import Chart, Series
from app.film.ride import Ride
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.geometry.measuring import TITLES
from scene.messages import BilingualText, Message, msg
from scene.payloads.arrays import F64
from scene.review.measure import P95, Measure
from scene.units import ELEVATION, STATION

if TYPE_CHECKING:
    from scene.geometry.ground import GroundHeights
    from scene.geometry.ray_scene import RayScene

#: Metres between two stations of a profile, and the most of them.
APART: Final = 0.5
MOST: Final = 4000
_SKY: Final = 3_000.0
GROUND_INK: Final = (0x7A, 0x6A, 0x52)
TOP_INK: Final = (0xB5, 0x43, 0x2E)

HEADS: Final = (
    "id", "类型 kind", "指标 figure", "数值 value", "误差(95%) error (95 %)", "单位 unit", "点号 place",
    "E [m]", "N [m]", "H [m]", "坐标系 CRS",
)  # fmt: skip


def write_measures(path: Path, measures: tuple[Measure, ...], frame: SceneFrame) -> Path:
    """Write measurements as CSV: a row for each figure, then a row for each place in the frame's system.

    Raises
    ------
    InvalidRequest
        If the file cannot be written.
    """
    rows: list[tuple[object, ...]] = []
    for one in measures:
        kind = f"{TITLES[one.kind].zh} {TITLES[one.kind].en}"
        for figure in one.figures:
            quantity, error = figure.quantity, P95 * figure.sigma
            title = f"{quantity.title.zh} {quantity.title.en}"
            said = (title, _number(figure.value), _number(error), quantity.unit)
            rows.append((one.key, kind, *said, *[""] * 5))
        placed = one.places + np.asarray(frame.origin, np.float64)
        for number, (east, north, height) in enumerate(placed.tolist(), start=1):
            metres = (f"{east:.3f}", f"{north:.3f}", f"{height:.3f}")
            rows.append((one.key, kind, "", "", "", "", number, *metres, frame.crs))
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADS)
            writer.writerows(rows)
    except OSError as problem:
        raise InvalidRequest(
            msg("{file} cannot be written: {reason}", file=path.name, reason=str(problem.strerror)),
            msg("Choose another folder, or close the program that has it open."),
        ) from problem
    return path


def _number(value: float) -> object:
    return round(value, 4) if np.isfinite(value) else ""


def profile_chart(measure: Measure, ground: "GroundHeights", rays: "RayScene | None") -> Chart:
    """Return the section of the ground, and of all that stands on it but trees, along measured places.

    Parameters
    ----------
    measure : Measure
    ground : GroundHeights
    rays : RayScene, optional
        Of all that is solid; None draws the ground alone.
    """
    metres, places = _stations(measure.places)
    level = ground.heights(places[:, :2]).astype(np.float64) if ground else np.full(len(places), np.nan)
    series = [Series("ground", BilingualText("地面", "Ground"), metres, level, GROUND_INK)]
    if rays is not None:
        top = rays.height_below(np.column_stack([places[:, :2], np.full(len(places), _SKY)]))
        series.insert(
            0, Series("top", BilingualText("建筑与构筑物", "Buildings and structures"), metres, top, TOP_INK)
        )
    return Chart("profile", measure.words, STATION, ELEVATION, tuple(series), measure.key)


def _stations(places: F64) -> tuple[F64, F64]:
    """Return metres along the places in plan, and where that is."""
    ride = Ride(places, 0.0)
    count = min(max(int(ride.length / APART) + 1, 2), MOST)
    metres = np.linspace(0.0, ride.length, count)
    return metres, ride.at(metres)


def doubt_of(measure: Measure) -> Message:
    """Say what the error of a measurement rests on."""
    return msg(
        "± is the 95 % error, from the accuracy of what was met: ± {level:.2f} m level, "
        "± {height:.2f} m in height (the layer's, else the rule table's); "
        "places are taken to be independent.",
        level=P95 * measure.position_sigma,
        height=P95 * measure.height_sigma,
    )
