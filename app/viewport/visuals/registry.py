"""Which visual draws which node: by role where the role has a look of its own, else by payload."""

from typing import Final

import numpy as np

from app.legends import is_painted
from app.viewport.visuals.base import Look, Maker, Visual
from app.viewport.visuals.buildings import BuildingsVisual
from app.viewport.visuals.corridors import CorridorsVisual
from app.viewport.visuals.imagery import PictureVisual
from app.viewport.visuals.instances import InstancesVisual
from app.viewport.visuals.lines import LinesVisual
from app.viewport.visuals.marks import MarksVisual
from app.viewport.visuals.measures import MeasuresVisual
from app.viewport.visuals.meshes import MeshVisual
from app.viewport.visuals.places import NamesOnly, name_pieces
from app.viewport.visuals.points import PointCloudVisual
from app.viewport.visuals.proposals import ProposalVisual
from app.viewport.visuals.results import FacesVisual, SolidsVisual
from app.viewport.visuals.results import LinesVisual as PaintedLines
from app.viewport.visuals.results_ground import raster_visual
from app.viewport.visuals.terrain import TerrainVisual
from app.viewport.visuals.zones import ZonesVisual
from scene.node import Node, Role
from scene.payloads.buildings import Buildings
from scene.payloads.instances import Instances
from scene.payloads.lines import Polylines
from scene.payloads.mesh import TriangleMesh
from scene.payloads.picture import GroundPicture
from scene.payloads.pin import Pin
from scene.payloads.points import PointCloud
from scene.payloads.raster import Raster
from scene.payloads.streamed import StreamedPoints


def names_or_outlines(node: Node, look: Look) -> Visual:
    """Return the visual of places: districts show their outlines, mere points nothing but their names."""
    assert isinstance(node.payload, Polylines)
    outlined = bool((np.diff(node.payload.line_start) > 1).any())
    return LinesVisual(node, look) if outlined else NamesOnly(node, look)


BY_PAYLOAD: Final[dict[type, Maker]] = {
    Buildings: BuildingsVisual,
    TriangleMesh: MeshVisual,
    Raster: TerrainVisual,
    GroundPicture: PictureVisual,
    Instances: InstancesVisual,
    PointCloud: PointCloudVisual,
    StreamedPoints: PointCloudVisual,
    Polylines: LinesVisual,
}
#: What is coloured by the legend of a result.
PAINTED: Final[dict[type, Maker]] = {
    Raster: raster_visual,
    TriangleMesh: FacesVisual,
    Buildings: SolidsVisual,
    Polylines: PaintedLines,
}
BY_ROLE: Final[dict[Role, dict[type, Maker]]] = {
    Role.PLACES: {Polylines: names_or_outlines},
    Role.REPORT: {Polylines: MarksVisual},
    Role.MEASURES: {Polylines: MeasuresVisual},
    Role.ZONES: {Buildings: ZonesVisual},
    Role.PARCELS: {Buildings: ZonesVisual},
    Role.CORRIDORS: {Polylines: CorridorsVisual},
    Role.PROPOSALS: {Buildings: ProposalVisual, Polylines: ProposalVisual},
}


def visual_for(node: Node, look: Look, before: Visual | None = None) -> Visual | None:
    """Return the visual of a node with its names added; None for a group, and for a pin of the pane.

    Parameters
    ----------
    node : Node
    look : Look
    before : Visual, optional
        The visual of an earlier state of the node, from which pieces may be taken over.
    """
    if node.payload is None or isinstance(node.payload, Pin):
        return None
    painted = PAINTED if is_painted(node) else {}
    for kind in type(node.payload).__mro__:
        maker = painted.get(kind) or BY_ROLE.get(node.role, {}).get(kind) or BY_PAYLOAD.get(kind)
        if maker is not None:
            follows = maker is BuildingsVisual and before is not None
            visual = BuildingsVisual(node, look, before) if follows else maker(node, look)
            visual.pieces = [*visual.pieces, *name_pieces(node, look)]
            return visual
    raise TypeError(f"nothing draws a {type(node.payload).__name__}")
