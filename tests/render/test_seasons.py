"""Trees in leaf hide the sky; bare ones are branches against it; evergreens keep their needles."""

from dataclasses import replace

import numpy as np
import pytest

from app.viewport.optics import Pose
from app.viewport.visuals.bare_trees import COARSE, FINE, without_leaves
from app.viewport.visuals.base import Look
from importers.yangzhou.heritage import trees
from scene.node import Node, Role
from scene.payloads import Instances, TriangleMesh
from scene.season import BARE, LEAF
from tests.render.world import GROUND, node, picture, scene_of

POSE = Pose((0.0, -20.0, 9.0), (0.0, 0.0, 11.0), 40.0)


def tree(shape: tuple[TriangleMesh, TriangleMesh]) -> Node:
    place = np.array([[0, 0, 6]], np.float32)
    return node(
        Instances(*shape, place, np.zeros(1, np.float32), np.full((1, 3), 10, np.float32)), Role.TREES
    )


def crown(one: Node, season: str) -> np.ndarray:
    """Return the part of the picture where the crown is, less what is there without a tree."""
    seen, empty = (picture(scene_of(GROUND, *some), POSE, look=Look(season=season)) for some in ((one,), ()))
    difference: np.ndarray = np.abs(seen - empty).sum(axis=2)[40:110, 110:210]
    return difference


def covered(one: Node, season: str) -> float:
    return float((crown(one, season) > 40).mean())


def test_a_bare_crown_is_branches_with_the_sky_between_them() -> None:
    one = tree(trees.broadleaf())
    assert covered(one, LEAF) > 0.5
    assert 0.04 < covered(one, BARE) < 0.5 * covered(one, LEAF)
    # Branches, not a veil: where one is, it is as dark as wood.
    assert np.percentile(crown(one, BARE), 97) > 200
    assert np.median(crown(one, BARE)) < 20


EVERGREENS = (tree(trees.conifer()), replace(tree(trees.willow()), attributes={"evergreen": True}))


@pytest.mark.parametrize("one", EVERGREENS, ids=["by their shape", "by what is said"])
def test_evergreens_look_the_same_all_year(one: Node) -> None:
    assert np.array_equal(crown(one, BARE), crown(one, LEAF))


@pytest.mark.parametrize("shape", [trees.broadleaf, trees.tall_broadleaf, trees.willow, trees.peach])
def test_a_bare_tree_costs_no_more_and_fills_the_same_crown(shape: object) -> None:
    mesh, outline = shape()  # type: ignore[operator]
    fine = without_leaves(mesh, FINE)
    assert len(fine.faces) <= len(mesh.faces)
    assert len(without_leaves(mesh, COARSE).faces) <= len(outline.faces) + 2
    low, high = fine.vertices.min(axis=0), fine.vertices.max(axis=0)
    assert low[2] == pytest.approx(0.0, abs=0.02)
    assert 0.85 < high[2] <= 1.0
    assert np.all(high[:2] - low[:2] > 0.55)
