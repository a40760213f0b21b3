"""Packets of rays answer as single rays do, in any order and by any number of threads."""

import gc
from weakref import ref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scene.geometry import ray_order, ray_pieces
from scene.geometry.ray_caster import EmbreeCaster, PacketCaster, TreeCaster
from scene.geometry.ray_embree import EmbreeTriangles, library
from scene.geometry.ray_pieces import in_pieces
from scene.geometry.triangle_tree import triangle_tree
from scene.payloads.arrays import F64

needs_embree = pytest.mark.skipif(library() is None, reason="no Embree wheel that the kernels know")


def heap(seed: int, count: int = 4000):
    random = np.random.default_rng(seed)
    centre = random.uniform([-200, -200, 0], [200, 200, 40], (count, 1, 3))
    vertices = (centre + random.normal(0, 5, (count, 3, 3))).astype(np.float32).reshape(-1, 3)
    return vertices, np.arange(3 * count, dtype=np.int32).reshape(-1, 3)


def segments(seed: int, count: int) -> tuple[F64, F64]:
    starts, ends = np.random.default_rng(seed).uniform([-250, -250, -5], [250, 250, 60], (2, count, 3))
    return starts, ends


@needs_embree
@pytest.mark.parametrize("together", [False, True], ids=["pell-mell", "side by side"])
def test_packets_answer_as_our_tree_does(together: bool) -> None:
    vertices, faces = heap(1)
    starts, ends = segments(2, 20_003)
    if together:
        starts[:] = starts[0]
        ends = np.column_stack([np.full(20_003, 240.0), np.linspace(-240, 240, 20_003), ends[:, 2] / 5])
    tree = TreeCaster(vertices, triangle_tree(vertices, faces))
    packets = PacketCaster(library(), vertices, faces)
    share, face = tree.first(starts, ends)
    other_share, other_face = packets.first(starts, ends)
    same = face == other_face

    # Which triangle is met first is told in float32: few of 20,000 rays graze an edge by under a millimetre.
    assert (~same).sum() <= 4
    assert 2_000 < (face >= 0).sum() < 20_000
    # Where it is met is told in float64, by the same sum.
    assert np.array_equal(share[same], other_share[same])
    assert (tree.blocked(starts, ends) != packets.blocked(starts, ends)).sum() <= 4


@needs_embree
def test_packets_answer_as_the_wrapper_of_the_wheel_does() -> None:
    vertices, faces = heap(3)
    starts, ends = segments(4, 20_000)
    wrapper, packets = EmbreeCaster(vertices, faces), PacketCaster(library(), vertices, faces)

    assert (wrapper.blocked(starts, ends) != packets.blocked(starts, ends)).sum() <= 1
    assert (wrapper.first(starts, ends)[1] != packets.first(starts, ends)[1]).sum() <= 1


@needs_embree
@pytest.mark.parametrize("kind", ["packets", "wrapper", "tree"])
def test_what_is_known_is_not_asked_again(kind: str) -> None:
    vertices, faces = heap(5, 500)
    starts, ends = segments(6, 3_001)
    casters = {
        "packets": lambda: PacketCaster(library(), vertices, faces),
        "wrapper": lambda: EmbreeCaster(vertices, faces),
        "tree": lambda: TreeCaster(vertices, triangle_tree(vertices, faces)),
    }
    caster = casters[kind]()
    known = np.arange(3_001) % 3 == 0
    before = known.copy()
    share, face = caster.first(starts, ends)
    middle = np.nanmedian(np.where(face >= 0, share, np.nan))
    until = np.where(known, middle, np.inf)
    nearer_share, nearer_face = caster.first(starts, ends, until)

    assert np.array_equal(known | caster.blocked(starts, ends), caster.blocked(starts, ends, known))
    assert np.array_equal(before, known)
    assert np.array_equal(np.where(share < until, face, -1), nearer_face)
    assert np.allclose(np.where(share < until, share, np.inf), nearer_share, rtol=1e-6)


@needs_embree
def test_a_ray_straight_up_one_of_no_length_and_one_of_nan_do_no_harm() -> None:
    vertices = np.array([[-5, -5, 4], [5, -5, 4], [0, 5, 4]], np.float32)
    caster = PacketCaster(library(), vertices, np.array([[0, 1, 2]], np.int32))
    starts = np.array([[0, 0, 0], [0, 0, 4], [0, 0, np.nan], [0, 0, 9], [1, 0, 4.0]])
    ends = np.array([[0, 0, 8], [0, 0, 4], [0, 0, 9], [0, 0, 0], [9, 0, 4.0]])

    assert [True, False, False, True, False] == caster.blocked(starts, ends).tolist()
    assert np.allclose([0.5, np.inf, np.inf, 5 / 9, np.inf], caster.first(starts, ends)[0])


@needs_embree
def test_a_scene_of_embree_goes_with_its_caster() -> None:
    scene = EmbreeTriangles(library(), *heap(7, 10))
    kept = ref(scene)
    del scene
    gc.collect()

    assert kept() is None


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4000), st.integers(0, 10**6))
def test_an_order_side_by_side_holds_every_ray_once(count: int, seed: int) -> None:
    starts, ends = segments(seed, count)
    ends[::7] = np.nan
    order = ray_order.side_by_side(starts, ends)

    assert np.array_equal(np.arange(count), np.sort(order))


def test_rays_side_by_side_are_near_one_another() -> None:
    starts, ends = segments(8, 20_000)
    order = ray_order.side_by_side(starts, ends)
    middle = (starts + ends)[:, :2] / 2.0
    jump = np.linalg.norm(np.diff(middle[order], axis=0), axis=1)

    assert ray_order.scattered(starts, ends)
    assert not ray_order.scattered(starts[:1], np.column_stack([np.linspace(50, 90, 999)] * 3))
    assert np.median(jump) < 3.0


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("one_eye", [False, True])
def test_pieces_are_cut_off_alike_whatever_the_number_of_threads(
    monkeypatch: pytest.MonkeyPatch, threads: int, one_eye: bool
) -> None:
    monkeypatch.setattr(ray_pieces, "PIECE", 64)
    eyes, targets = segments(9, 1000)
    eyes = np.ascontiguousarray(eyes[:1]) if one_eye else eyes
    targets[0] = eyes[0] + 0.01
    cut = np.empty((1000, 7))

    def cast(rows, starts, ends, length):
        cut[rows] = np.column_stack([starts, ends, length])

    in_pieces(cast, eyes, targets, margin=0.02, many=10_000)
    whole = cut.copy()
    cut[:] = np.nan
    in_pieces(cast, eyes, targets, margin=0.02, many=10, threads=threads)

    assert np.array_equal(whole, cut)
    assert np.allclose(
        np.linalg.norm(whole[1:, :3] - eyes[1:] if not one_eye else whole[1:, :3] - eyes, axis=1), 0.02
    )


def test_an_error_in_a_piece_is_not_lost() -> None:
    def cast(rows, starts, ends, length):
        raise RuntimeError("in a piece")

    with pytest.raises(RuntimeError, match="in a piece"):
        in_pieces(cast, *segments(1, 50), margin=0.02, many=10)
