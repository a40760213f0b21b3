"""A node: one thing in the scene as a frozen value. A change is a replacement.

It does not know its parent or its children; the graph does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from scene.messages import BilingualText
from scene.payloads import Payload

NodeId = str


class Role(StrEnum):
    """What a layer is to the city, so that analyses and the window find what they need."""

    GROUP = "group"
    TERRAIN = "terrain"
    SURFACE = "surface"  # ground with roofs and trees on it: drawn and measured, never stood on
    IMAGERY = "imagery"  # pictures laid on the ground
    WATER = "water"
    WATERWORKS = "waterworks"  # sluices and pumping stations
    ROADS = "roads"
    BUILDINGS = "buildings"
    HERITAGE = "heritage"
    STRUCTURES = "structures"  # bridges, walls, quays: built, solid, not buildings
    TREES = "trees"
    FURNITURE = "furniture"  # boats, lamps: drawn, and of no account to an analysis
    VIEWPOINTS = "viewpoints"
    ROUTES = "routes"
    WALKS = "walks"  # routes of a meeting: drawn, and of no account to an analysis
    MEASURES = "measures"  # what a person measured: drawn, and of no account to an analysis
    PROPOSALS = "proposals"
    PLACES = "places"
    ZONES = "zones"  # areas in which a height is not to be exceeded
    PARCELS = "parcels"  # building land, plot by plot
    CORRIDORS = "corridors"  # view corridors: from a viewing place to what is to stay in sight
    POINTS = "points"
    MODEL = "model"
    RESULT = "result"
    AGENDA = "agenda"  # stops of a meeting: shown by nobody, kept with the scene
    OPINIONS = "opinions"  # what was said in a review: pins in the view, and of no account to an analysis
    SCHEME = "scheme"  # a group of what one scheme adds; below it, what it changes of the city
    REPORT = "report"  # marks of an import: drawn, and of no account to an analysis


@dataclass(frozen=True, slots=True)
class Style:
    """How a layer asks to be drawn.

    Parameters
    ----------
    opacity : float
        0 unseen to 1 solid.
    colour : tuple of int, optional
        sRGB 0 to 255 in place of the payload's own colours.
    colour_by : str
        Column, or ``class``, ``intensity``, ``height`` of a point cloud; empty for its own colours.
    point_size : float
        Pixels, for points.
    line_width : float
        Pixels, for lines.
    hidden_classes : tuple of int
        ASPRS classes of a point cloud that are not drawn.
    """

    opacity: float = 1.0
    colour: tuple[int, int, int] | None = None
    colour_by: str = ""
    point_size: float = 2.0
    line_width: float = 2.0
    hidden_classes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        # JSON, in which styles are kept, gives its tuples back as lists.
        object.__setattr__(self, "hidden_classes", tuple(self.hidden_classes))
        if self.colour is not None:
            object.__setattr__(self, "colour", tuple(self.colour))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a node or a result comes from, in enough detail to make it again.

    Parameters
    ----------
    maker : str
        Id of the importer or analysis, or ``user``.
    version : str
        Version of that importer or analysis.
    parameters : Mapping[str, object]
        JSON values it ran with.
    source : str
        File name, or what else the data was made from.
    sha256 : str
        Of the source file, hexadecimal; empty if there is none.
    credits : tuple of str
        Whom to name wherever the data is shown.
    synthetic : bool
        True if the data is invented; layer, legend and report must say so.
    """

    maker: str
    version: str = "1"
    parameters: Mapping[str, object] = field(default_factory=dict)
    source: str = ""
    sha256: str = ""
    credits: tuple[str, ...] = ()
    synthetic: bool = False


def new_id() -> NodeId:
    """Return an id that no other node has."""
    return uuid4().hex


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Node:
    """One layer, model or group.

    Parameters
    ----------
    name : BilingualText
        What the layer tree shows.
    role : Role
        What it is to the city.
    payload : Payload, optional
        Its geometry; none for a group.
    style : Style
        How it asks to be drawn.
    visible : bool
        Drawn or not. Analyses take hidden layers into account unless they are told not to.
    transform : ndarray of float64, shape (4, 4), optional
        From the payload's coordinates to local metres; none means they are local metres.
    provenance : Provenance, optional
        Where it comes from.
    attributes : Mapping[str, object]
        JSON values that belong to the whole node (``accuracy_m``, ``host``, ``position_source`` …).
    id : str
        Stable; a replacement keeps it.
    """

    name: BilingualText
    role: Role
    payload: Payload | None = None
    style: Style = field(default_factory=Style)
    visible: bool = True
    transform: NDArray[np.float64] | None = None
    provenance: Provenance | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)
    id: NodeId = field(default_factory=new_id)

    def __post_init__(self) -> None:
        object.__setattr__(self, "attributes", MappingProxyType(dict(self.attributes)))
        if self.transform is not None:
            matrix = np.array(self.transform, dtype=np.float64)
            if matrix.shape != (4, 4):
                raise ValueError(f"a transform is 4 x 4, not {matrix.shape}")
            matrix.setflags(write=False)
            object.__setattr__(self, "transform", matrix)
