"""Building the mesh of 100,000 footprints, against one call of trimesh for each of them."""

import time

import numpy as np
import pytest
import shapely
import trimesh

from scene.geometry.building_mesh import derive_mesh
from scene.payloads.buildings import Buildings
from tests.benchmarks.ratio import report, seconds

COUNT, SAMPLE = 100_000, 1_000


def footprints(count):
    """60 % rectangles, 30 % L plans, 10 % rings of 12 to 20 corners; lognormal heights."""
    chance = np.random.default_rng(20)
    rings = []
    for k in range(count):
        w, d = chance.uniform(7.0, 30.0, 2)
        if k % 10 < 6:
            ring = np.array([(0, 0), (w, 0), (w, d), (0, d)])
        elif k % 10 < 9:
            ring = np.array([(0, 0), (w, 0), (w, 0.4 * d), (0.4 * w, 0.4 * d), (0.4 * w, d), (0, d)])
        else:
            n = int(chance.integers(12, 21))
            angles = np.linspace(0.0, 2.0 * np.pi, n, endpoint=False)
            ring = np.c_[np.cos(angles), np.sin(angles)] * chance.uniform(0.5 * w, w, (n, 1))
        rings.append(ring + chance.uniform(-8000.0, 8000.0, 2))
    return rings, np.clip(chance.lognormal(2.3, 0.6, count), 3.0, 150.0)


@pytest.mark.benchmark
@pytest.mark.parametrize("count", [COUNT], ids=["100k footprints"])
def test_the_mesh_of_a_city_beats_one_extrusion_after_the_other(count):
    rings, heights = footprints(count)
    starts = np.concatenate(([0], np.cumsum([len(ring) for ring in rings])))
    one_each = np.arange(count + 1)
    zeros = np.zeros(count)
    city = Buildings(
        np.concatenate(rings),
        starts,
        one_each,
        one_each,
        zeros,
        heights,
        heights,
        zeros,
        tuple(map(str, range(count))),
    )
    ours = seconds(lambda: derive_mesh(city, closed=True), times=3)

    polygons = [shapely.Polygon(ring) for ring in rings[:SAMPLE]]
    begun = time.perf_counter()
    solids = [
        trimesh.creation.extrude_polygon(polygon, height)
        for polygon, height in zip(polygons, heights, strict=False)
    ]
    theirs = (time.perf_counter() - begun) * count / SAMPLE

    mesh = derive_mesh(city, np.arange(SAMPLE), closed=True)
    a, b, c = np.moveaxis(np.asarray(mesh.vertices, np.float64)[mesh.faces], 1, 0)
    volume = float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0)
    assert volume == pytest.approx(sum(solid.volume for solid in solids), rel=1e-3)
    report(
        "mesh of 100,000 footprints, against trimesh.creation.extrude_polygon one by one",
        theirs / ours,
        20.0,
        at_least=True,
        detail=f"{ours:.3f} s against {theirs:.1f} s, scaled from {SAMPLE:,} of them; same volume",
    )
