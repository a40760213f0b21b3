"""Grounds, lakes and short marches for the tests of the full scheme."""

import numpy as np

from analysis.flood.domain import Domain
from analysis.flood.shallow.scheme import ShallowWater
from scene.geometry.surface_raster import Grid


def scheme(ground, depth, *, cell=2.0, roughness=0.03, **options):
    """The scheme over a ground with some water in it."""
    ground = np.asarray(ground, dtype=np.float32)
    rough = np.broadcast_to(np.asarray(roughness, dtype=np.float32), ground.shape)
    domain = Domain(Grid(0.0, 0.0, cell, *ground.shape), ground, rough)
    return ShallowWater(domain, depth, **options)


def strip(ground, depth, *, rows=3, **options):
    """The scheme over a channel that is the same in every row."""
    ground = np.repeat(np.asarray(ground, dtype=float)[None], rows, axis=0)
    return scheme(ground, np.repeat(np.asarray(depth, dtype=float)[None], rows, axis=0), **options)


def run(water, seconds, after_step=None):
    """March without forcing; return the number of steps."""
    time, steps = 0.0, 0
    while time < seconds:
        step = min(water.longest_step(), seconds - time)
        water.step(step)
        time, steps = time + step, steps + 1
        if after_step is not None:
            after_step(time, step)
    return steps


def volume(water):
    return float((water.depth.astype(float) + water.carry).sum()) * water.domain.cell_area


def velocities(water):
    east, north = np.zeros_like(water.depth), np.zeros_like(water.depth)
    water.velocity(east, north)
    return east, north


def rough_town(seed, shape=(110, 150), roughness_of_bed=0.3, walls=0.04):
    """Humps, noise, a block of houses, and single cells of wall."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[: shape[0], : shape[1]]
    ground = 20.0 + np.sin(x / 9.0) * np.cos(y / 7.0) + roughness_of_bed * random.random(shape)
    ground[random.random(shape) < walls] = np.nan
    ground[40:56, 50:71] = np.nan
    return ground.astype(np.float32)


def lake(ground, level):
    """Depths of a lake, in double precision."""
    return np.where(np.isfinite(ground), np.maximum(0.0, level - np.nan_to_num(ground).astype(float)), 0.0)
