"""Municipal grids: four and seven parameters lead where the formula says, and exactly back."""

import math

import numpy as np
import pytest

from importers.coordinates.crs import is_projected, metres_per_unit, moved, resolve, written
from importers.coordinates.framing import Way, frame_for
from importers.coordinates.municipal import is_municipal, parts_of
from scene.errors import InvalidRequest
from scene.frame import YANGZHOU_FRAME

FOUR = "EPSG:4549 + 4p: dx=400000, dy=3500000, rotation=0.31deg, scale=1.00002"
SEVEN = 'EPSG:2437 + 7p: dx=-12.6, dy=-113.4, dz=-41.4, rx=0.8", ry=-1.2″, rz=2.1, scale=3.5ppm'
PLACES = np.random.default_rng(2).uniform((-50_000, -50_000), (120_000, 150_000), (500, 2))


@pytest.mark.parametrize("base", ["EPSG:4549", "EPSG:4528", "EPSG:32650", "EPSG:2437"])
def test_four_parameters_are_the_similarity_that_is_written_down(base: str) -> None:
    false_easting = 40_400_000.0 if base == "EPSG:4528" else 400_000.0
    grid = written(resolve(f"{base} + 4p: {false_easting}, 3500000, -1116, 0.99998"))
    angle, (x, y) = math.radians(-0.31), PLACES.T
    east = false_easting + 0.99998 * (x * math.cos(angle) - y * math.sin(angle))
    north = 3_500_000.0 + 0.99998 * (x * math.sin(angle) + y * math.cos(angle))
    np.testing.assert_allclose(moved(grid, base, PLACES), np.column_stack([east, north]), rtol=0, atol=1e-6)
    np.testing.assert_allclose(moved(base, grid, np.column_stack([east, north])), PLACES, rtol=0, atol=1e-6)


def test_a_municipal_grid_is_a_system_like_any_other() -> None:
    grid = resolve(FOUR)
    assert is_projected(grid)
    assert metres_per_unit(grid) == 1.0
    assert resolve(written(grid)).equals(grid)
    there = moved("EPSG:4549", written(grid), [(446204.06, 3585950.94)])
    np.testing.assert_allclose(Way(written(grid), YANGZHOU_FRAME).local(there), [(204.06, -49.06)], atol=1e-3)
    assert frame_for(grid, there).crs == "EPSG:4549"  # its own north may be anywhere


def geocentric(lonlat, semi_major: float, flattening: float) -> np.ndarray:
    lon, lat = np.radians(lonlat).T
    squared = flattening * (2.0 - flattening)
    radius = semi_major / np.sqrt(1.0 - squared * np.sin(lat) ** 2)
    across = radius * np.cos(lat)
    return np.column_stack(
        [across * np.cos(lon), across * np.sin(lon), radius * (1.0 - squared) * np.sin(lat)]
    )


def test_seven_parameters_are_a_position_vector_in_geocentric_metres() -> None:
    lonlat = np.array([[119.42822, 32.39638], [118.9, 33.1]])
    krasovsky = geocentric(lonlat, 6_378_245.0, 1 / 298.3)
    rx, ry, rz = (math.radians(angle / 3600.0) for angle in (0.8, -1.2, 2.1))
    turn = np.array([[1.0, -rz, ry], [rz, 1.0, -rx], [-ry, rx, 1.0]])
    wanted = np.array([-12.6, -113.4, -41.4]) + (1.0 + 3.5e-6) * krasovsky @ turn.T
    grid = written(resolve(SEVEN))
    local = moved("EPSG:4214", "EPSG:2437", lonlat)
    ours = geocentric(moved(grid, "EPSG:4490", local), 6_378_137.0, 1 / 298.257222101)
    # heights fall out of plane coordinates, so that both are compared as directions on the ground
    sphere = [points / np.linalg.norm(points, axis=1, keepdims=True) for points in (ours, wanted)]
    assert np.abs(sphere[0] - sphere[1]).max() * 6.37e6 < 0.3


@pytest.mark.parametrize("rotation", [0.8, 5.0, 20.0])
def test_seven_parameters_lead_exactly_back(rotation: float) -> None:
    grid = written(
        resolve(f"EPSG:2437 + 7p: -12.6, -113.4, -41.4, {rotation}, -{rotation}, {rotation}, 3.5ppm")
    )
    places = PLACES + np.array([420_000, 3_500_000])
    back = moved("EPSG:4549", grid, moved(grid, "EPSG:4549", places))
    np.testing.assert_allclose(back, places, rtol=0, atol=1e-4)
    assert np.abs(moved(grid, "EPSG:4549", places) - moved("EPSG:2437", "EPSG:4549", places)).max() > 50.0
    assert Way(grid, YANGZHOU_FRAME).caution() is None  # the person has given the transformation


@pytest.mark.parametrize(
    "wrong",
    [
        "EPSG:4549 + 4p: 1, 2, 3",
        "EPSG:4549 + 4p: dx=1, dy=2, turn=3, scale=1",
        "EPSG:4549 + 4p: dx=1, dx=2, rotation=3, scale=1",
        "EPSG:4549 + 4p: 1, 2, 3, 25",  # neither a factor near 1 nor ppm
        "EPSG:4549 + 4p: 1, 2, many, 1",
        "EPSG:4490 + 4p: 1, 2, 3, 1",
        "EPSG:2437 + 7p: 1, 2, 3, 4, 5, 600, 0ppm",
        "EPSG:99999 + 4p: 1, 2, 3, 1",
    ],
)
def test_what_is_no_grid_gets_a_sentence_and_the_way_to_write_it(wrong: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        resolve(wrong)
    assert caught.value.hint is not None


def test_units_are_read_and_other_texts_are_left_alone() -> None:
    base, values = parts_of('4549 + 4P: dx = -1.5 m， dy=2e3, rotation=3600", scale=20ppm')
    assert base == "4549"
    assert values == pytest.approx(
        {"dx": -1.5, "dy": 2000.0, "rotation": math.radians(1.0), "scale": 1.00002}, abs=1e-15
    )
    assert not is_municipal("EPSG:4549+5737")
    assert not is_municipal(resolve("EPSG:4549").to_wkt())
