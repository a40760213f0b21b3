"""A proposal is drawn with each part at its own top, its parapet and its mast."""

from dataclasses import replace

import numpy as np

from app.viewport.visuals.proposals import proposed
from scene.geometry.proposals import footprint_proposal, point_proposal
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings

NAME = BilingualText("楼", "tower")
RING = [[0, 0], [20, 0], [20, 10], [0, 10]]


def node(buildings: Buildings, **columns: float) -> Node:
    added = {key: np.array([value]) for key, value in columns.items()}
    return Node(NAME, Role.PROPOSALS, replace(buildings, columns={**buildings.columns, **added}))


def test_parapet_and_mast_rise_over_the_roof() -> None:
    (one,) = proposed(node(footprint_proposal(RING, 5.0, 30.0, "t", NAME), parapet=1.5, mast=8.0))

    assert one.bodies[0].top == 36.5
    assert one.mast == (35.0, 43.0)
    assert one.top == 43.0
    assert one.place == (10.0, 5.0)


def test_without_them_nothing_is_added_and_a_balloon_has_neither() -> None:
    (plain,) = proposed(node(footprint_proposal(RING, 5.0, 30.0, "t", NAME)))
    (balloon,) = proposed(node(point_proposal((3.0, 4.0), 5.0, 30.0, "b", NAME), parapet=1.0, mast=9.0))

    assert (plain.top, plain.mast) == (35.0, None)
    assert (balloon.top, balloon.mast) == (35.0, None)


def test_each_part_has_its_own_top() -> None:
    one = footprint_proposal(RING, 0.0, 30.0, "t", NAME)
    two = replace(
        one,
        rings=np.concatenate([one.rings, one.rings + np.float32(25.0)]),
        ring_start=np.array([0, 4, 8], np.int32),
        part_start=np.array([0, 1, 2], np.int32),
        building_start=np.array([0, 2], np.int32),
        bottom=np.zeros(2, np.float32),
        eaves=np.array([30.0, 12.0], np.float32),
        top=np.array([30.0, 12.0], np.float32),
    )
    (drawn,) = proposed(node(two))

    assert [body.top for body in drawn.bodies] == [30.0, 12.0]
    assert drawn.top == 30.0
