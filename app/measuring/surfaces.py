"""Heights of buildings from surface models: how far roofs stand above the ground, cell by cell.

It knows no Qt.
"""

from collections.abc import Sequence

import numpy as np

from app.measuring.layers import MeasuredLayer, Which, with_measured
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.geometry.footprint_heights import cells_in, measured_heights
from scene.geometry.ground import GroundHeights
from scene.graph import Snapshot
from scene.messages import msg
from scene.node import Node, Role
from scene.payloads import Buildings, Raster

#: What ``height_source`` says of a building that was measured here.
SOURCE = "surface"


def surfaces_of(scene: Snapshot) -> tuple[Node, ...]:
    """Return the surface models of a scene."""
    return tuple(
        node for node in scene.of_role(Role.SURFACE)
        if isinstance(node.payload, Raster) and node.transform is None
    )  # fmt: skip


def measure_in(
    layer: Node,
    surfaces: Sequence[Node],
    terrain: Sequence[Node],
    which: Which,
    feedback: Feedback,
) -> MeasuredLayer:
    """Return a layer of buildings with heights from surface models.

    Parameters
    ----------
    layer : Node
        Buildings.
    surfaces : sequence of Node
        Rasters of roofs and trees; where two cover a building, all their cells count.
    terrain : sequence of Node
        The ground below them.
    which : str
        ``assumed``: only buildings whose height nobody knew; ``all``.
    feedback : Feedback

    Raises
    ------
    InvalidRequest
        If there is no ground, or no surface shows any of the buildings.
    Cancelled
        If the person asked to stop.
    """
    buildings = layer.payload
    assert isinstance(buildings, Buildings)
    ground = GroundHeights.of(terrain)
    if not ground:
        raise InvalidRequest(
            msg("The scene has no terrain from which the heights of roofs could be measured."),
            msg("Import the terrain model (DTM) that belongs to the surface model (DSM)."),
        )
    parts, roofs, levels = [], [], []
    for number, node in enumerate(surfaces):
        feedback.check()
        assert isinstance(node.payload, Raster)
        xy, part, z = cells_in(buildings, node.payload)
        parts.append(part)
        roofs.append(z)
        levels.append(ground.exact(xy))
        feedback.progress((number + 1) / (len(surfaces) + 1))
    feedback.check()
    measured = measured_heights(
        buildings, np.concatenate(parts), np.concatenate(roofs), np.concatenate(levels)
    )
    told = msg(
        "{count} buildings of {name} have heights from the surface model; {unknown} do not stand in it."
    )
    nothing = msg("The surface model gives no building of {name} a height.", name=layer.name)
    layer_now = with_measured(layer, measured, SOURCE, which, told, nothing)
    feedback.progress(1.0)
    return layer_now
