"""Heights of buildings from surface models: how far roofs stand above the ground, cell by cell.

The verb behind the window's dialog and the command line. It knows no Qt.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.geometry.footprint_heights import cells_in, measured_heights, with_heights
from scene.geometry.ground import GroundHeights
from scene.graph import Snapshot
from scene.messages import Message, msg
from scene.node import Node, Role
from scene.payloads import Buildings, Raster

#: What ``height_source`` says of a building that was measured here.
SOURCE = "surface"


@dataclass(frozen=True, slots=True)
class MeasuredInSurface:
    """A layer with the heights that surfaces gave it.

    Parameters
    ----------
    node : Node
        The layer, changed.
    changed : int
        Buildings that have another height now.
    unknown : int
        Buildings that should have one and that stand in no surface.
    """

    node: Node
    changed: int
    unknown: int

    @property
    def told(self) -> Message:
        """What is said of it."""
        return msg(
            "{count} buildings of {name} have heights from the surface model; {unknown} do not stand in it.",
            count=self.changed, unknown=self.unknown, name=self.node.name,
        )  # fmt: skip


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
    which: Literal["assumed", "all"],
    feedback: Feedback,
) -> MeasuredInSurface:
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
    changed, rows = with_heights(buildings, measured, source=SOURCE, which=which)
    if not len(rows):
        raise InvalidRequest(
            msg("The surface model gives no building of {name} a height.", name=layer.name),
            msg("Check that both lie in the same place, and whether all heights are asked for."),
        )
    known = np.bincount(buildings.building_of_part[np.isfinite(measured.height)], minlength=buildings.count)
    asked = np.ones(buildings.count, bool)
    if which == "assumed" and "height_source" in buildings.columns:
        asked = np.isin(buildings.columns["height_source"], ("", "assumed"))
    feedback.progress(1.0)
    return MeasuredInSurface(replace(layer, payload=changed), len(rows), int((asked & (known == 0)).sum()))
