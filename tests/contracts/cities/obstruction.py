"""A pagoda behind a wall, trees and a proposal, a pavilion and a walk to look from."""

from scene.geometry.proposals import footprint_proposal
from scene.graph import Snapshot
from scene.messages import BilingualText
from scene.node import Role
from tests.analysis.sightline.cities import (
    box,
    ground,
    node,
    planned,
    route,
    snapshot,
    tree,
    viewpoint,
    wall,
)

ID = "sightline.obstruction"
PARAMETERS = {"target": "pagoda", "required_share": 60.0}


def city() -> Snapshot:
    ring = [[300.0, -20.0], [310.0, -20.0], [310.0, 3.0], [300.0, 3.0]]
    plan = footprint_proposal(ring, 0.0, 30.0, "plan", BilingualText("案", "plan"))
    return snapshot(
        ground(),
        node("pagoda", box((800, -10, 0), (815, 10, 60)), Role.HERITAGE),
        wall((100, -300, 0), (101, 300, 3.0)),
        tree((90, -2, 0), (91, 1, 6)),
        viewpoint(),
        route([(-40, -40, 0), (-40, 40, 0)]),
        planned(plan, "plan"),
    )
