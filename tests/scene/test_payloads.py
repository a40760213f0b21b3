"""Payloads check what they are given and cannot be written to."""

import numpy as np
import pytest

from scene.errors import OutOfReach
from scene.frame import YANGZHOU_FRAME
from scene.payloads import Buildings, Polylines, Raster, TriangleMesh


def two_squares(**changes: object) -> Buildings:
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], np.float32)
    fields = {
        "rings": np.concatenate([square, square + 20]),
        "ring_start": [0, 4, 8],
        "part_start": [0, 1, 2],
        "building_start": [0, 1, 2],
        "bottom": [5, 5],
        "eaves": [8, 9],
        "top": [10, 12],
        "outdoor_ground": [5.2, 5.3],
        "ids": ("one", "two"),
        "columns": {"name_zh": ["甲", "乙"], "floors": [1, 2]},
    }
    return Buildings(**(fields | changes))


def test_buildings_keep_rows_ids_and_columns_together() -> None:
    buildings = two_squares()

    assert 2 == buildings.count
    assert 1 == buildings.row_of_id["two"]
    assert "乙" == buildings.text("name_zh", 1)
    assert (0.0, 0.0, 30.0, 30.0) == buildings.bounds()


@pytest.mark.parametrize(
    "changes",
    [
        {"ids": ("one",)},
        {"building_start": [0, 2, 1]},
        {"bottom": [5]},
        {"columns": {"floors": [1]}},
        {"ring_start": [0, 4, 7]},
    ],
)
def test_buildings_that_do_not_fit_together_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        two_squares(**changes)


def test_payload_arrays_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        two_squares().rings[0, 0] = 1


def test_a_face_must_name_existing_vertices() -> None:
    with pytest.raises(ValueError, match="not there"):
        TriangleMesh(np.zeros((3, 3), np.float32), np.array([[0, 1, 3]], np.int32))


def test_a_point_is_a_line_of_one_vertex() -> None:
    points = Polylines(np.zeros((2, 3), np.float32), [0, 1, 2], ("V1", "V2"))

    assert (1, 3) == points.line(1).shape


def test_raster_bounds_are_outer_edges() -> None:
    raster = Raster(np.zeros((2, 3), np.float32), cell=5.0, west=100.0, north=50.0)

    assert (100.0, 40.0, 115.0, 50.0) == raster.bounds()
    assert (102.5, 47.5) == raster.centre(0, 0)


def test_the_frame_shifts_there_and_back_to_the_millimetre() -> None:
    world = np.array([[446_204.06, 3_585_950.94, 12.34]])

    local = YANGZHOU_FRAME.to_local(world)

    assert np.abs(YANGZHOU_FRAME.to_world(local) - world).max() < 0.001


@pytest.mark.parametrize("easting", [546_100.0, np.nan])
def test_data_out_of_reach_is_refused_with_a_sentence(easting: float) -> None:
    with pytest.raises(OutOfReach, match="km from this project's origin"):
        YANGZHOU_FRAME.to_local([[easting, 3_586_000.0]])
