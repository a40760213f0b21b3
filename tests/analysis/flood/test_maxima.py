"""Greatest values against an obvious twin, cell by cell in Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.flood.crew import Crew
from analysis.flood.domain import Domain
from analysis.flood.frame import Frame
from analysis.flood.record.bands import in_bands
from analysis.flood.record.hazard import Hazard
from analysis.flood.record.maxima import FILM, Maxima
from tests.analysis.flood.waters import flat, frame

HAZARD = Hazard.of("defra_2008")


def twin(frames: list[Frame], hazard: Hazard, wet_depth: float, deep_depth: float) -> dict[str, np.ndarray]:
    shape = frames[0].depth.shape
    found = {name: np.zeros(shape) for name in ("depth", "speed", "depth_speed", "hazard", "wet", "deep")}
    found["level"] = np.full(shape, -np.inf)
    found["arrival"] = np.full(shape, np.nan)
    for k, now in enumerate(frames):
        past = now.time - frames[k - 1].time if k else 0.0
        for cell in np.ndindex(shape):
            d = float(now.depth[cell])
            if d > found["depth"][cell]:
                found["depth"][cell] = d
                found["level"][cell] = max(found["level"][cell], float(now.ground[cell]) + d)
            if np.isnan(found["arrival"][cell]) and d > np.float32(wet_depth):
                before = float(frames[k - 1].depth[cell]) if k else d
                share = (d - wet_depth) / (d - before) if d > before else 0.0
                found["arrival"][cell] = now.time - past * share
            if d < np.float32(FILM):
                continue
            v = float(np.hypot(now.east[cell], now.north[cell]))
            found["speed"][cell] = max(found["speed"][cell], v)
            found["depth_speed"][cell] = max(found["depth_speed"][cell], d * v)
            rating = hazard.rated(np.array([d], np.float32), np.array([v], np.float32))[0]
            found["hazard"][cell] = max(found["hazard"][cell], rating)
            found["wet"][cell] += past * (d > np.float32(wet_depth))
            found["deep"][cell] += past * (d > np.float32(deep_depth))
    return found


def frames_of(domain: Domain, seed: int, count: int) -> list[Frame]:
    random = np.random.default_rng(seed)
    made = []
    for k in range(count):
        depth = np.maximum(random.normal(0.05, 0.3, domain.shape), 0.0)
        depth[: domain.shape[0] // 2] *= random.random() < 0.5  # whole tiles dry now and then
        depth[:, domain.shape[1] // 2 :] *= random.random() < 0.5
        east, north = random.normal(0.0, 1.0, (2, *domain.shape))
        made.append(frame(domain, 10.0 * k + (k > 3) * 5.0, depth, east, north))
    return made


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
@pytest.mark.parametrize("method", ["defra_2008", "aidr"])
def test_maxima_are_those_of_the_obvious_loop(method: str, seed: int) -> None:
    domain = flat(70, 140, level=3.0)
    frames = frames_of(domain, seed, 6)
    hazard = Hazard.of(method)  # type: ignore[arg-type]
    maxima = Maxima(domain, hazard)
    for now in frames:
        maxima.observe(now)
    for name, expected in twin(frames, hazard, 0.05, 0.15).items():
        assert np.allclose(getattr(maxima, name), expected, rtol=1e-5, atol=2e-4, equal_nan=True), name


def test_arrival_is_interpolated_between_two_looks() -> None:
    domain = flat(4, 4)
    maxima = Maxima(domain, HAZARD)
    maxima.observe(frame(domain, 0.0, 0.0))
    maxima.observe(frame(domain, 10.0, 0.03))
    maxima.observe(frame(domain, 20.0, 0.07))
    assert maxima.arrival == pytest.approx(np.full((4, 4), 15.0), abs=1e-3)


def test_walls_and_dry_cells_stay_without_values() -> None:
    domain = flat(4, 4)
    ground = np.array(domain.ground)
    ground[1, 1] = np.nan
    domain = Domain(domain.grid, ground, domain.roughness)
    maxima = Maxima(domain, HAZARD)
    maxima.observe(frame(domain, 0.0, 0.2))
    assert maxima.depth[1, 1] == 0.0
    assert np.isneginf(maxima.level[1, 1])
    assert maxima.classes[1, 1] == 0
    assert np.isnan(maxima.arrival[1, 1])


def test_a_restart_gives_the_same_to_the_bit() -> None:
    domain = flat(70, 70)
    frames = frames_of(domain, 4, 8)
    whole, first, second = (Maxima(domain, HAZARD) for _ in range(3))
    for now in frames:
        whole.observe(now)
    for now in frames[:4]:
        first.observe(now)
    second.restore({key: np.array(value) for key, value in first.state().items()})
    for now in frames[4:]:
        second.observe(now)
    for key, value in whole.state().items():
        assert np.array_equal(np.asarray(value), np.asarray(second.state()[key])), key


def test_memory_is_32_bytes_a_cell() -> None:
    maxima = Maxima(flat(128, 128), HAZARD)
    total = sum(np.asarray(value).nbytes for value in maxima.state().values())
    assert total <= 32 * 128 * 128 + 64


@pytest.mark.parametrize("threads", [1, 2, 3, 8])
def test_bands_cover_every_active_row_once(threads: int) -> None:
    active = (np.random.default_rng(threads).random((40, 9)) < 0.3).astype(np.uint8)
    active[10:17] = 0
    seen: list[int] = []
    in_bands(active, lambda first, last: seen.extend(range(first, last)), Crew(threads))
    assert sorted(seen) == list(range(40))
