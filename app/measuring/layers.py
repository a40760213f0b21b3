"""Layers of buildings that are measured, and what becomes of them. It does not know in what."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from scene.errors import InvalidRequest
from scene.geometry.footprint_heights import MeasuredHeights, with_heights
from scene.graph import Snapshot
from scene.messages import Message, msg
from scene.node import Node, Role
from scene.payloads import Buildings

#: Whose heights are measured: of buildings whose height nobody knew, or of all.
Which: TypeAlias = Literal["assumed", "all"]


@dataclass(frozen=True, slots=True)
class MeasuredLayer:
    """A layer with the heights that something in the scene gave it.

    Parameters
    ----------
    node : Node
        The layer, changed.
    changed : int
        Buildings that have another height now.
    unknown : int
        Buildings that should have one and of which nothing was seen.
    told : Message
        What is said of it.
    """

    node: Node
    changed: int
    unknown: int
    told: Message


def layers_of(scene: Snapshot) -> tuple[Node, ...]:
    """Return the layers of buildings whose heights can be measured: those that lie in local metres."""
    found = scene.of_role(Role.BUILDINGS, Role.PROPOSALS)
    return tuple(
        n for n in found if isinstance(n.payload, Buildings) and n.payload.count and n.transform is None
    )


def with_measured(
    layer: Node, measured: MeasuredHeights, source: str, which: Which, told: Message, nothing: Message
) -> MeasuredLayer:
    """Return a layer with measured heights.

    Parameters
    ----------
    layer : Node
        Buildings.
    measured : MeasuredHeights
        Of their parts; nan where nothing was seen.
    source : str
        What ``height_source`` says of the buildings that are changed.
    which : str
        Whose heights are taken over.
    told : Message
        The sentence afterwards, with ``{count}``, ``{unknown}`` and ``{name}`` still to be filled.
    nothing : Message
        What is said if no building got a height.

    Raises
    ------
    InvalidRequest
        If none did.
    """
    buildings = layer.payload
    assert isinstance(buildings, Buildings)
    changed, rows = with_heights(buildings, measured, source=source, which=which)
    if not len(rows):
        raise InvalidRequest(
            nothing, msg("Check that both lie in the same place, and whether all heights are asked for.")
        )
    seen = np.isfinite(measured.height)
    known = np.bincount(buildings.building_of_part[seen], minlength=buildings.count) > 0
    asked = np.ones(buildings.count, bool)
    if which == "assumed" and "height_source" in buildings.columns:
        asked = np.isin(buildings.columns["height_source"], ("", "assumed"))
    unknown = int((asked & ~known).sum())
    sentence = Message(told.template, {"count": len(rows), "unknown": unknown, "name": layer.name})
    return MeasuredLayer(replace(layer, payload=changed), len(rows), unknown, sentence)
