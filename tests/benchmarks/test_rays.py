"""Lines of sight through half a million houses with roofs on rolling ground, against Embree on two threads.

The peer has all triangles in one scene, its rays ready in its own format and cut off at the same margins, and
is asked from two Python threads. Ours is :class:`RayScene` as the analyses ask it, from float64 places.
"""

import gc
import resource
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import perf_counter, process_time

import numpy as np
import pytest

from scene.geometry.ray_scene import MARGIN, RayScene
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings
from tests.benchmarks import roofed_city
from tests.benchmarks.ratio import report

HOUSES = 500_000
RAYS = 2_000_000
TIMES = 5


class Peer:
    """embreex over all triangles of some layers, as one scene, asked from two threads."""

    def __init__(self, rays: RayScene) -> None:
        from embreex.mesh_construction import TriangleMesh
        from embreex.rtcore_scene import EmbreeScene

        solids = [layer.solid for layer in rays.layers]
        first = np.cumsum([0, *(len(solid.vertices) for solid in solids)])
        vertices = np.concatenate([solid.vertices for solid in solids])
        faces = np.concatenate([solid.faces + np.int32(at) for solid, at in zip(solids, first, strict=False)])
        begun = perf_counter()
        self._scene = EmbreeScene()
        TriangleMesh(self._scene, vertices, faces)
        self._scene.run(np.zeros((1, 3), np.float32), np.ones((1, 3), np.float32), query="OCCLUDED")
        self.build_seconds = perf_counter() - begun

    def ready(self, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, ...]:
        way = ends - starts
        share = np.minimum(MARGIN / np.linalg.norm(way, axis=1), 0.5)[:, None]
        origins = (starts + share * way).astype(np.float32)
        return origins, (ends - share * way - origins).astype(np.float32), np.ones(len(origins), np.float32)

    def occluded(self, ready: tuple[np.ndarray, ...]) -> np.ndarray:
        half = len(ready[0]) // 2
        halves = [[part[:half] for part in ready], [part[half:] for part in ready]]
        with ThreadPoolExecutor(2) as threads:
            found = threads.map(lambda rays: self._scene.run(*rays, query="OCCLUDED") >= 0, halves)
            return np.concatenate(list(found))


def nodes_of(houses: int) -> tuple[Node, Node]:
    return (
        Node(BilingualText("房屋", "houses"), Role.BUILDINGS, roofed_city.city(houses), id="houses"),
        Node(BilingualText("地面", "ground"), Role.TERRAIN, roofed_city.terrain(houses), id="ground"),
    )


@pytest.fixture(scope="module")
def standing() -> tuple[RayScene, Peer]:
    rays = RayScene(nodes_of(HOUSES))
    peer = Peer(rays)
    begun = perf_counter()
    rays.occluded(*roofed_city.sights(HOUSES, 30_000), trees=True)
    ours, triangles = perf_counter() - begun, sum(layer.solid.size for layer in rays.layers)
    print(
        f"\n{triangles:,} triangles; embreex builds in {peer.build_seconds:.1f} s, ours in {ours:.1f} s; "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB at most, with both"
    )
    gc.collect()
    return rays, peer


@pytest.mark.benchmark
@pytest.mark.parametrize("kind", ["camera", "sights", "sun"])
def test_lines_of_sight_through_half_a_million_houses(standing: tuple[RayScene, Peer], kind: str) -> None:
    rays, peer = standing
    starts, ends = getattr(roofed_city, kind)(HOUSES, RAYS)
    ready = peer.ready(starts, ends)
    ours, theirs, busy = [], [], np.zeros(2)
    for _ in range(TIMES):  # in turn, so that another program's work falls on both
        begun, used = perf_counter(), process_time()
        found = rays.occluded(starts, ends, trees=True)
        ours.append(perf_counter() - begun)
        busy[0] += process_time() - used
        begun, used = perf_counter(), process_time()
        expected = peer.occluded(ready)
        theirs.append(perf_counter() - begun)
        busy[1] += process_time() - used
    differ = int((found != expected).sum())
    assert differ <= 1e-5 * len(starts)
    fast, slow = np.median(ours), np.median(theirs)
    report(
        f"rays, {kind}, {HOUSES:,} houses with roofs and ground, against embreex on two threads", slow / fast,
        1.0, at_least=True,
        detail=f"{len(starts) / fast / 1e6:.1f} against {len(starts) / slow / 1e6:.1f} million a second, "
        f"{busy[1] / busy[0]:.2f} × by the processors' time; "
        f"{differ} of {len(starts):,} answers differ; {found.mean():.0%} hidden",
    )  # fmt: skip


@pytest.mark.benchmark
def test_one_moved_house_of_half_a_million(standing: tuple[RayScene, Peer]) -> None:
    rays, peer = standing
    rays.prepare()
    houses, ground = (layer.node for layer in rays.layers)
    before = houses.payload
    assert isinstance(before, Buildings)
    taken = []
    for row in range(HOUSES // 2, HOUSES // 2 + TIMES):
        begun = perf_counter()
        first, last = before.ring_start[[row, row + 1]]
        rings = before.rings.copy()
        rings[first:last] += 15.0
        after = RayScene([replace(houses, payload=replace(before, rings=rings)), ground])
        inside = 0.7 * rings[first] + 0.3 * rings[first:last].mean(axis=0)
        place = np.append(inside, before.bottom[row] + 4.0)
        hit = after.first_hit(place + np.array([0.0, 0.0, 400.0]), [place], trees=True)
        taken.append(perf_counter() - begun)
        assert row == hit.row[0]
    ours = np.median(taken)
    report(
        f"one house of {HOUSES:,} moved, next exact answer, against building one Embree scene of all",
        peer.build_seconds / ours, 50.0, at_least=True,
        detail=f"{ours * 1000:.0f} ms (the first {taken[0] * 1000:.0f}) against {peer.build_seconds:.1f} s",
    )  # fmt: skip


@pytest.mark.benchmark
def test_one_look_is_answered_before_a_hand_notices(standing: tuple[RayScene, Peer]) -> None:
    rays, _ = standing
    rays.prepare()
    starts, ends = roofed_city.camera(HOUSES, 400)
    taken = []
    for start, end in zip(starts, ends, strict=True):
        begun = perf_counter()
        rays.first_hit(start, [end], trees=True)
        taken.append(perf_counter() - begun)
    usual, rare = np.percentile(taken, [50, 95])
    report(
        f"one look of 4 km among {HOUSES:,} houses, against a millisecond", usual / 1e-3, 1.0, at_least=False,
        detail=f"{usual * 1e3:.3f} ms, one in twenty over {rare * 1e3:.3f}",
    )  # fmt: skip
