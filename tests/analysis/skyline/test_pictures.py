"""Panoramas, charts and lines of the skyline: pixels against rays, and nothing computed twice."""

from typing import Any

import numpy as np
import pytest

from analysis.sightline import panorama
from analysis.sightline.bodies import body_of
from analysis.sightline.panorama import panoramas_of
from analysis.sightline.panorama_kernels import draw_nearest, raise_skyline
from analysis.skyline import picture
from analysis.skyline.frame import Frame
from analysis.skyline.glyphs import dots_of
from analysis.skyline.wire import edges_of
from scene.feedback import SilentFeedback
from scene.geometry.ray_scene import RayScene
from scene.node import Role
from tests.analysis.sightline.cities import (
    box,
    ground,
    node,
    tower,
    tree,
    viewpoint,
    wall,
)  # fmt: skip
from tests.analysis.skyline.asked import EYE, heap, run


def test_skyline_and_picture_do_not_depend_on_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    rays = RayScene([heap(5, 60), tree((60, -40, 0), (70, 10, 14)), ground(-2.0)])
    lines, pixels = [], []
    city = (ground(-2.0), viewpoint((0, 0, 2)), heap(5, 60), tower(420.0, 60.0))
    for threads in (1, 2, 5):
        monkeypatch.setattr(panorama, "_KEPT", [])
        monkeypatch.setattr(picture, "_KEPT", [])
        (found,) = panoramas_of(
            np.array([[0.0, 0.0, 3.0]]), [""], rays.layers, np.radians(0.1), 6.8e-8, SilentFeedback(), threads
        )
        lines.append(found.leafy.tangent.tobytes() + found.leafy.row.tobytes())
        monkeypatch.setattr("analysis.common.workers.cpu_count", lambda threads=threads: threads)
        (drawn,) = run(*city, picture_width=300).pictures
        pixels.append(drawn.pixels.tobytes())

    assert lines[0] == lines[1] == lines[2]
    assert pixels[0] == pixels[1] == pixels[2]


def test_a_moved_proposal_asks_nothing_of_the_city_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counting(*given_all: Any) -> None:
        calls.append(1)
        raise_skyline(*given_all)

    monkeypatch.setattr(panorama, "raise_skyline", counting)
    city = (ground(), viewpoint(), wall((100, -400, 0), (100.5, 400, 6.0)))
    run(*city, tower(600.0, 90.0))
    before = len(calls)
    moved = run(*city, tower(600.0, 90.0, north=30.0))

    assert before > 0
    assert len(calls) == before
    monkeypatch.setattr(panorama, "_KEPT", [])
    assert repr(run(*city, tower(600.0, 90.0, north=30.0)).tables) == repr(moved.tables)


def test_every_pixel_shows_what_a_ray_meets_first() -> None:
    rays = RayScene([heap(7, 40), tree((60, -40, 0), (70, 10, 14)), ground(-2.0)])
    eye = np.array([0.0, 0.0, 3.0])
    frame = Frame(eye, 20.0, 20.0, 3.0, 84, 300, 0.0, 1)
    shape = (frame.rows, frame.cols)
    inverse, layer, face = (
        np.zeros(shape, np.float32),
        np.full(shape, -1, np.int32),
        np.full(shape, -1, np.int32),
    )
    for number, one in enumerate(rays.layers):
        draw_nearest(
            eye,
            frame.ways(),
            frame.tangents(),
            one.solid.vertices,
            one.solid.tree,
            number,
            0.0,
            inverse,
            layer,
            face,
        )
    way = np.repeat(frame.ways()[None], frame.rows, axis=0).reshape(-1, 2)
    tangent = np.repeat(frame.tangents(), frame.cols)
    hits = rays.first_hit(eye, eye + 4100.0 * np.column_stack([way, tangent]), trees=True)
    flat = np.where(np.isfinite(hits.distance), np.sqrt(1.0 + tangent**2) / hits.distance, 0.0).reshape(shape)

    agree = layer == hits.layer.reshape(shape)
    assert agree.mean() > 0.998
    assert np.allclose(inverse[agree], flat[agree], rtol=2e-3, atol=1e-6)


def test_the_picture_shows_the_tower_its_hidden_foot_and_the_sky() -> None:
    city = (ground(), viewpoint(), wall((100, -400, 0), (101, 400, 8.0)), tower(400.0, 60.0, wide=60.0))
    (drawn,) = run(*city, picture_width=600, field=60.0).pictures
    pixels, per_degree = drawn.pixels.astype(int), 10.0
    left = 90.0 - 30.0  # the tower stands due east

    def at(bearing: float, elevation: float, top: float) -> np.ndarray:
        return pixels[int((top - elevation) * per_degree), 56 + int((bearing - left) * per_degree)]

    top = 12.0  # the tower's 8.3° and a degree, up to a step of four
    red, grey, sky = at(91.3, 5.5, top), at(91.3, 1.5, top), at(75.0, 9.0, top)
    assert red[0] > red[1] + 60
    assert abs(grey[0] - grey[2]) < 25
    assert sky[2] > 220
    foot = pixels[int((top + 0.25) * per_degree) - 2 : int((top + 0.25) * per_degree) + 3]
    dashes = (foot[:, :, 0] > foot[:, :, 1] + 40).any(axis=0)
    assert 10 < np.count_nonzero(np.diff(dashes.astype(int)))  # the foot is dashed behind the wall
    assert "synthetic" not in str(drawn.caption)


def test_water_is_drawn_as_water_and_changes_no_figure() -> None:
    city = (ground(), viewpoint(), wall((100, -400, 0), (101, 400, 8.0)), tower(400.0, 60.0, wide=60.0))
    lake = node("lake", box((20, -300, -5), (90, 300, 0.05)), Role.WATER)
    dry, wet = (run(*one, picture_width=600, field=60.0) for one in (city, (*city, lake)))
    pixels, per_degree, top = wet.pictures[0].pixels.astype(int), 10.0, 12.0
    shore = pixels[int((top + 2.0) * per_degree), 56 + 300]
    before = dry.pictures[0].pixels.astype(int)[int((top + 2.0) * per_degree), 56 + 300]

    assert shore[2] > shore[0] + 10
    assert before[2] < before[0]
    assert repr(wet.tables) == repr(dry.tables)
    assert repr(wet.verdicts) == repr(dry.verdicts)
    assert repr([one.y.tolist() for one in wet.charts[0].series]) == repr(
        [one.y.tolist() for one in dry.charts[0].series]
    )


def test_a_box_has_twelve_edges_and_figures_have_dots() -> None:
    shape = body_of(node("box", box((0, 0, 0), (3, 4, 5)), Role.HERITAGE)).shape
    assert shape is not None
    assert 12 == len(edges_of(shape))
    assert (7, 12) == dots_of("4°", 1).shape


def test_the_line_in_the_city_runs_over_the_tops() -> None:
    result = run(ground(), viewpoint(), wall((100, -400, 0), (101, 400, 8.0)), tower(400.0, 60.0, wide=60.0))
    (layer,) = result.nodes
    heights = layer.payload.vertices[:, 2]

    assert np.isclose(heights[np.isclose(heights, 60.0, atol=0.05)].mean(), 60.0, atol=0.05)
    assert np.isclose(heights, 8.0, atol=0.05).any()
    assert {4.0, 6.0} <= set(layer.payload.columns["value"].tolist())


def test_the_chart_lays_the_scheme_over_what_stands() -> None:
    result = run(ground(), viewpoint(), wall((100, -400, 0), (101, 400, 8.0)), tower(400.0, 60.0, wide=60.0))
    (chart,) = result.charts
    series = {one.key: one for one in chart.series}
    scheme = series["scheme_0"]

    assert np.nanmax(scheme.y) == pytest.approx(np.degrees(np.arctan((60 - EYE) / 400.0)), abs=1e-2)
    assert scheme.filled_to is not None
    assert np.nanmin(scheme.y - scheme.filled_to) >= 0.0
    assert np.all(np.diff(chart.series[0].x) > 0.0)


def test_a_panorama_that_was_drawn_before_is_drawn_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    city = (ground(), viewpoint(), wall((100, -400, 0), (101, 400, 8.0)), tree((90, 20, 0), (95, 26, 9)))
    run(*city, tower(400.0, 60.0, wide=60.0), picture_width=300)
    (kept,) = run(*city, tower(400.0, 60.0, wide=60.0, north=4.0), picture_width=300).pictures
    monkeypatch.setattr(picture, "_KEPT", [])
    (fresh,) = run(*city, tower(400.0, 60.0, wide=60.0, north=4.0), picture_width=300).pictures

    assert np.array_equal(kept.pixels, fresh.pixels)
