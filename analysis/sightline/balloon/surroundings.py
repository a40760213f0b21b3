"""The city around a proposal: what screens it from which station, and between which elevations to look.

It does not know which stations matter, or what is made of the gaps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.sightline.balloon.fan import Fan
from analysis.sightline.balloon.kernels import roof_tangent_limit
from analysis.sightline.balloon.side_by_side import side_by_side
from analysis.sightline.balloon.targets import Part, Proposal
from analysis.sightline.column_arrays import Blocked, Columns
from analysis.sightline.column_kernels import noted_layers
from analysis.sightline.column_skyline import HORIZON, STEEPEST, raise_skyline
from analysis.sightline.columns import block, block_hinted, nothing_blocked, nothing_noted
from analysis.sightline.stations import Stations
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.geometry.solids import Solid
from scene.geometry.triangle_tree import TriangleTree
from scene.node import NodeId, Role
from scene.payloads.arrays import F64, I32

#: So many things at most are put down that block one of them.
_HINTS: Final = 48


@dataclass(frozen=True, slots=True)
class Optics:
    """How one looks.

    Parameters
    ----------
    step : float
        Greatest angle between two columns, radians.
    drop : float
        Curvature less refraction, ``(1 - k) / 2R``, 1/m.
    greatest_height : float
        Above outdoor ground, up to which a proposal is looked for, metres.
    spacing : float
        Greatest distance between two stations of a route, metres.
    """

    step: float
    drop: float
    greatest_height: float
    spacing: float


@dataclass(frozen=True, slots=True)
class Aim:
    """A few stations of one host, and the columns in which they see one part of a proposal.

    Parameters
    ----------
    eye : ndarray of float64, shape (k, 3)
    fan : Fan
        Without the columns outside a viewpoint's open side.
    host : str
        Node that does not screen, empty if none.
    """

    eye: F64
    fan: Fan
    host: NodeId


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What stands around.

    Parameters
    ----------
    rays : RayScene
    ground : GroundHeights
        Where the foot of a proposal meets the ground.
    optics : Optics
    """

    rays: RayScene
    ground: GroundHeights
    optics: Optics

    def aim(self, part: Part, stations: Stations, rows: I32) -> Aim:
        """Return the columns of a part from some stations, all of one host."""
        eye = np.ascontiguousarray(stations.eye[rows])
        fan = part.fan(eye, self.optics.step)
        looking = [stations.viewpoints[of] for of in stations.of[rows]]
        if any(viewpoint.opening < 360.0 for viewpoint in looking):
            seeing = np.ones(len(fan.of), np.bool_)
            for k, viewpoint in enumerate(looking):
                own = fan.of == k
                seeing[own] = viewpoint.sees_towards(fan.way[own])
            fan = fan.chosen(seeing)
        return Aim(eye, fan, looking[0].host)

    def columns(self, aim: Aim, proposal: Proposal, height: float | F64) -> Columns:
        """Say between which elevations a proposal may be seen: from its foot to a height.

        Parameters
        ----------
        aim : Aim
        proposal : Proposal
        height : float or ndarray of float64, shape (k,)
            Above outdoor ground, metres, for all eyes or for each.
        """
        fan, drop = aim.fan, self.optics.drop
        own = aim.eye[fan.of]
        foot = fan.foot
        if self.ground:
            # What is under the ground is not part of the proposal; a sliver of it would show over the edge.
            level = self.ground.exact(own[:, :2] + fan.foot_distance[:, None] * fan.way)
            foot = np.fmax(foot, level)
        low = (foot - own[:, 2]) / fan.foot_distance - drop * fan.foot_distance
        raised = np.broadcast_to(np.asarray(height, np.float64) - proposal.height, len(aim.eye))
        high = roof_tangent_limit(fan, aim.eye, np.ascontiguousarray(raised), drop)
        return Columns(np.ascontiguousarray(own), np.ascontiguousarray(fan.way), fan.reach, low, high)

    def block(self, columns: Columns, blocked: Blocked, host: NodeId, *, trees: bool) -> Blocked:
        """Add what the trees block, or all that is no tree; see :func:`analysis.sightline.columns.block`."""
        for number, solid in self._screens(columns, host, trees):
            blocked = block(columns, solid, number, self.optics.drop, blocked)
        return blocked

    def block_side_by_side(self, columns: Columns, of: I32, host: NodeId, kinds: tuple[bool, ...]) -> Blocked:
        """Return what is blocked in columns that lie side by side, as fans of neighbouring eyes do.

        A few columns are looked along in full; what blocks them is tried first in those between. What is
        left open after that is looked along in full too.

        Parameters
        ----------
        columns : Columns
        of : ndarray of int32, shape (n,)
            The eye of each; columns of one eye follow one another.
        host : str
            Node that does not screen, empty if none.
        kinds : tuple of bool
            Trees (True) and what is no tree (False) in the order in which to look at them.
        """
        drop, n = self.optics.drop, len(of)
        screens = [pair for trees in kinds for pair in self._screens(columns, host, trees)]
        blocked, noted = nothing_blocked(n), nothing_noted(n, _HINTS)
        helpful = np.zeros(len(self.rays.layers), np.bool_)
        for rows, asked in side_by_side(of):
            noted_layers(noted, helpful)
            for number, solid in screens:
                if helpful[number]:
                    blocked = block_hinted(columns, solid, number, drop, blocked, rows, asked, noted)
            for number, solid in screens:
                blocked = block(columns, solid, number, drop, blocked, rows, noted)
        return blocked

    def skyline(self, aim: Aim) -> F64:
        """Return the highest elevation tangent that trees or anything else reach in each column.

        Columns without width are left at minus infinity.
        """
        found = np.full(len(aim.fan.of), -np.inf)
        wide = np.flatnonzero(aim.fan.width > 0.0)
        if not len(wide):
            return found
        eye, way = aim.eye[aim.fan.of[wide]], np.ascontiguousarray(aim.fan.way[wide])
        none = np.zeros(len(wide))
        columns = Columns(eye, way, np.full(len(wide), HORIZON), none, none)
        reached = np.full(len(wide), -STEEPEST)
        for trees in (True, False):
            for _, solid in self._screens(columns, aim.host, trees):
                raise_skyline(columns, solid, self.optics.drop, reached)
        found[wide] = reached
        return found

    def _screens(self, columns: Columns, host: NodeId, trees: bool) -> Iterator[tuple[int, Solid]]:
        """Yield layers that may stand in the columns, with their numbers."""
        if not len(columns.reach):
            return
        ends = columns.eye[:, :2] + columns.reach[:, None] * columns.way
        both = np.concatenate([columns.eye[:, :2], ends])
        low, high = both.min(axis=0), both.max(axis=0)
        # The ground comes last: it screens little that buildings and trees do not, and asks for most work.
        layers = sorted(enumerate(self.rays.layers), key=lambda pair: pair[1].node.role is Role.TERRAIN)
        for number, layer in layers:
            apart = layer.is_tree is not trees or (host and layer.node.id == host)
            if not apart and _meets(layer.solid.tree, low, high):
                yield number, layer.solid


def _meets(tree: TriangleTree, low: F64, high: F64) -> bool:
    """Say whether the box around a layer and a rectangle of the plan have anything in common."""
    return bool((tree.boxes[0, 0:2] <= high).all() and (tree.boxes[0, 3:5] >= low).all())
