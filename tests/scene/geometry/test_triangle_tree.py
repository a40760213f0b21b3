"""The tree holds every triangle once, within the box of its leaf."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scene.geometry.triangle_tree import LEAF, triangle_tree


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 200), st.integers(0, 10**6))
def test_every_triangle_lies_in_its_leaf_and_every_leaf_in_all_above(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    vertices = random.uniform(-4000, 4000, (60, 3)).astype(np.float32)
    faces = random.integers(0, 60, (count, 3)).astype(np.int32)
    tree = triangle_tree(vertices, faces)

    assert sorted(tree.order.tolist()) == list(range(count))
    assert np.array_equal(faces[tree.order], tree.faces)
    for place in range(count):
        corners = vertices[tree.faces[place]]
        at = tree.leaves - 1 + place // LEAF
        while True:
            assert (tree.boxes[at, :3] <= corners).all()
            assert (tree.boxes[at, 3:] >= corners).all()
            if at == 0:
                break
            at = (at - 1) // 2


def test_triangles_that_are_near_one_another_share_a_leaf() -> None:
    random = np.random.default_rng(4)
    places = random.uniform(0, 1000, (4096, 1, 2))
    corners = np.concatenate([places + random.uniform(0, 1, (4096, 3, 2)), np.zeros((4096, 3, 1))], axis=2)
    tree = triangle_tree(
        corners.reshape(-1, 3).astype(np.float32), np.arange(3 * 4096, dtype=np.int32).reshape(-1, 3)
    )
    leaves = tree.boxes[tree.leaves - 1 :]
    wide = np.hypot(leaves[:, 3] - leaves[:, 0], leaves[:, 4] - leaves[:, 1])

    # Four of 4096 places in a square kilometre are about 30 m apart.
    assert np.median(wide) < 60.0
