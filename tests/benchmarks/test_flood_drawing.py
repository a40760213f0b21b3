"""A moment of a flood of 10 km² in cells of 2 m: made ready beside the window, drawn in slices, cheap."""

import gc
from dataclasses import replace
from time import process_time, thread_time

import numpy as np
import pytest

from app.viewport.optics import Pose
from app.viewport.pyvista_backend import PictureStudio
from app.viewport.water_layer import WaterLayer
from app.viewport.watering import SLICE
from app.water.dress import WaterDress
from app.water.making import picture_of
from scene.geometry.water import Water, between
from tests.benchmarks.ratio import report
from tests.render.world import CLEAR, GROUND, LAKE, QUICK, scene_of

pytestmark = pytest.mark.benchmark

#: What no step of the window may take, seconds.
ALLOWED = 0.05
CELLS = 1600
POSE = Pose((0.0, -400.0, 40.0), (0.0, 200.0, 6.0), 45.0)


def city_under(depth: float) -> Water:
    """Return streets under water between blocks of houses, 10 km² in cells of 2 m."""
    rng = np.random.default_rng(5)
    bed = (6.0 + 0.2 * rng.random((CELLS, CELLS))).astype(np.float32)
    block = (np.arange(CELLS) % 24) < 16
    bed[np.ix_(block, block)] = np.nan
    water = np.where(np.isnan(bed), 0.0, np.maximum(6.1 + depth - bed, 0.0)).astype(np.float32)
    level = np.where(water > 0.0, bed + water, 0.0).astype(np.float32)
    still = np.zeros_like(water)
    return Water(-1600.0, 1600.0, 2.0, water, level, still, still, bed)


def test_a_moment_is_ready_before_the_next_is_due() -> None:
    before, after = city_under(0.1), city_under(0.2)
    _, drawn = picture_of(before, 0.0, POSE, WaterDress())

    def ready() -> None:
        """Everything has risen: no tile may be left as it is."""
        picture_of(between(before, after, 0.5), 0.0, POSE, WaterDress(), drawn)

    begun = thread_time()
    for _ in range(3):
        ready()
    took = (thread_time() - begun) / 3.0
    # At 1 minute a second and moments of 1 minute, a new one is due every second.
    report(
        "a moment of 2.56 million cells made ready", 1.0 / took, 1.0, at_least=True, detail=f"{took:.2f} s"
    )


def test_no_slice_of_drawing_holds_the_window() -> None:
    first, drawn = picture_of(city_under(0.1), 0.0, POSE, WaterDress())
    second, _ = picture_of(city_under(0.2), 0.0, POSE, WaterDress(), drawn)
    slices: list[float] = []
    # Python's own search for cycles comes when it comes, and is no part of this.
    gc.collect()
    gc.disable()
    with PictureStudio(scene_of(GROUND)) as studio:
        layer = WaterLayer(studio.painter)
        for picture in (first, second):
            begun = thread_time()
            layer.show(picture)
            slices.append(thread_time() - begun)
            complete = False
            while not complete:
                begun = thread_time()
                complete = layer.draw(SLICE)
                slices.append(thread_time() - begun)
        layer.clear()
    gc.enable()
    longest = max(slices)
    report(
        "the longest slice of drawing a moment",
        longest / ALLOWED,
        1.0,
        at_least=False,
        detail=f"{1000 * longest:.0f} ms, the {slices.index(longest) + 1}. of {len(slices)} slices",
    )


def test_a_flooded_street_costs_what_a_lake_and_a_dry_street_cost() -> None:
    """Through a flood the streets are seen, so both are drawn."""
    quality = replace(QUICK, mirror=0.0)
    picture, _ = picture_of(city_under(0.2), 0.0, POSE, WaterDress())

    def frame(studio: PictureStudio) -> float:
        """Return the processors' time of a frame, seconds: the least of a few."""
        taken = []
        for _ in range(4):
            begun = process_time()
            studio.render_picture(POSE, width=960, height=540, light=CLEAR, quality=quality)
            taken.append(process_time() - begun)
        return min(taken)

    with PictureStudio(scene_of(LAKE)) as studio:
        lake = frame(studio)
    with PictureStudio(scene_of(GROUND)) as studio:
        dry = frame(studio)
        layer = WaterLayer(studio.painter)
        layer.show(picture)
        layer.draw(1e9)
        flood = frame(studio)
        layer.clear()
    report(
        "a frame of a flooded city against one of a lake and one of dry ground",
        flood / (lake + dry),
        1.6,
        at_least=False,
        detail=f"{1000 * lake:.0f} + {1000 * dry:.0f} → {1000 * flood:.0f} ms",
    )
