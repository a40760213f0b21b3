"""What a proposal does to what is seen of a heritage item, viewpoint by viewpoint, by rays.

It does not know limits, degrees or sheets.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from analysis.sightline.balloon.targets import Proposal
from analysis.sightline.stations import Viewpoint
from analysis.verified.shown import Cells, cells
from scene.feedback import Feedback
from scene.geometry.proposals import THICKNESS
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText
from scene.node import Node
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F32, F64

#: Rays along a side of the grid over a body.
MOST = 64
#: Metres beyond which nothing hides the sky.
SKY = 12_000.0


@dataclass(frozen=True, eq=False)
class Body:
    """Something that is looked at.

    Parameters
    ----------
    id : str
    name : BilingualText
    vertices : ndarray of float32, shape (n, 3)
    rays : RayScene
        It alone.
    nodes : tuple of str
        Nodes that hold it, which do not screen it.
    narrowest : float
        Thickness of its thinnest part, metres, if rays are to be that dense: of a mast.
    """

    id: str
    name: BilingualText
    vertices: F32
    rays: RayScene
    nodes: tuple[str, ...] = ()
    narrowest: float = np.inf


@dataclass(frozen=True, slots=True)
class Numbers:
    """What one viewpoint sees of an item and a proposal together.

    Parameters
    ----------
    height : float
        Metres of the proposal that are seen, the most in one upright.
    skyline : float
        Share of the field about the item in which the proposal tops all else, per cent.
    cut, backed : float
        Share of the item's silhouette that the proposal hides, and over which it rises behind, per cent.
    """

    height: float
    skyline: float
    cut: float
    backed: float

    @property
    def silhouette(self) -> float:
        """Share of the silhouette that is cut or backed, the larger, per cent."""
        return max(self.cut, self.backed)


NOTHING = Numbers(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Look:
    """What an eye sees of a proposal.

    Parameters
    ----------
    ends : ndarray of float64, shape (n, 3)
        Places of it that are seen.
    height : float
        Metres of it that are seen, the most in one upright.
    bearings : ndarray of float64, shape (k,)
        Of its uprights that stand out against the sky, radians.
    step : float
        Between two uprights, radians.
    """

    ends: F64
    height: float
    bearings: F64
    step: float


def body_of_proposal(proposal: Proposal) -> Body:
    """Return a proposal as something that is looked at."""
    shifts = np.cumsum([0, *(len(part.vertices) for part in proposal.parts)])
    faces = np.concatenate(
        [part.faces + shift for part, shift in zip(proposal.parts, shifts[:-1], strict=True)]
    )
    vertices = np.concatenate([part.vertices for part in proposal.parts])
    body = _body(proposal.id, proposal.name, vertices, faces, (proposal.node,))
    return replace(body, narrowest=THICKNESS) if proposal.has_mast else body


def bodies_of_heritage(nodes: Iterable[Node]) -> list[Body]:
    """Return the heritage items of some nodes, one a node."""
    found = []
    for node in nodes:
        rays = RayScene([node])
        if rays.layers:
            vertices = rays.layers[0].solid.vertices
            found.append(Body(node.id, node.name, vertices.astype(np.float32), rays, (node.id,)))
    return found


def _body(id_: str, name: BilingualText, vertices: F32, faces: np.ndarray, nodes: tuple[str, ...]) -> Body:
    from scene.node import Role

    alone = Node(name, Role.MODEL, TriangleMesh(vertices, faces.astype(np.int32)))
    return Body(id_, name, vertices, RayScene([alone]), nodes)


def look_at(
    proposal: Body, eye: F64, viewpoint: Viewpoint, city: RayScene, feedback: Feedback
) -> Look | None:
    """Return what an eye sees of a proposal, None if it sees nothing of it."""
    middle = proposal.vertices[:, :2].astype(np.float64).mean(axis=0) - eye[:2]
    if not bool(viewpoint.sees_towards((middle / max(float(np.hypot(*middle)), 1e-9))[None])[0]):
        return None
    met = cells(proposal.vertices, eye, proposal.rays, MOST, feedback, proposal.narrowest)
    if met is None or not len(met.ends):
        return None
    feedback.check()
    open_ = ~city.occluded(eye, met.ends, trees=True, ignore=_host(viewpoint))
    if not open_.any():
        return None
    away = np.hypot(*(met.ends[:, :2] - eye[:2]).T)
    rise = np.bincount(met.column[open_], (met.step * away)[open_])
    bearings = []
    feedback.check()
    for column in np.unique(met.column[open_]).tolist():
        own = np.flatnonzero((met.column == column) & open_)
        top = met.ends[own[np.argmax(met.ends[own, 2])]]
        bearings.append((np.arctan2(*(top[:2] - eye[:2])), top))
    tops = np.array([top for _, top in bearings])
    beyond = tops - eye
    beyond[:, 2] += 1.5 * met.step * np.hypot(beyond[:, 0], beyond[:, 1])
    beyond /= np.linalg.norm(beyond, axis=1, keepdims=True)
    feedback.check()
    ends = eye + SKY * beyond
    sky = ~city.occluded(eye, ends, trees=True, ignore=_host(viewpoint))
    sky &= ~proposal.rays.occluded(eye, ends, trees=False)
    turns = np.array([float(bearing) for bearing, _ in bearings])
    return Look(met.ends[open_], float(rise.max()), turns[sky], met.step)


def seen_of(item: Body, eye: F64, viewpoint: Viewpoint, city: RayScene, feedback: Feedback) -> Cells | None:
    """Return the rays by which an eye sees an item as things stand, None if it sees nothing of it."""
    met = cells(item.vertices, eye, item.rays, MOST // 2, feedback)
    if met is None or not len(met.ends):
        return None
    feedback.check()
    open_ = ~city.occluded(eye, met.ends, trees=True, ignore=(*_host(viewpoint), *item.nodes))
    if not open_.any():
        return None
    return Cells(met.ends[open_], met.size[open_], met.column[open_], met.step)


def together(item: Cells, look: Look, proposal: Body, eye: F64, field: float) -> Numbers:
    """Return what an eye sees of an item and a proposal together; nothing if they are too far apart.

    Parameters
    ----------
    item : Cells
        What is seen of the item.
    look : Look
        What is seen of the proposal.
    proposal : Body
    eye : ndarray of float64, shape (3,)
    field : float
        Degrees about the item.
    """
    ways = item.ends[:, :2] - eye[:2]
    bearings = np.arctan2(ways[:, 0], ways[:, 1])
    centre = float(np.arctan2(np.sin(bearings).mean(), np.cos(bearings).mean()))
    off = _turn(bearings - centre)
    seen = look.ends[:, :2] - eye[:2]
    aside = _turn(np.arctan2(seen[:, 0], seen[:, 1]) - centre)
    half = np.radians(field) / 2.0
    if not (np.abs(aside) <= half).any():
        return NOTHING
    sky = _turn(look.bearings - centre)
    inside = sky[np.abs(sky) <= half]
    hidden = proposal.rays.occluded(eye, item.ends, trees=False)
    cut = float(item.size[hidden].sum() / item.size.sum())
    low, high = float(off.min()), float(off.max())
    away, own = np.hypot(*seen.T), float(np.hypot(*ways.T).mean())
    behind = aside[(away > own) & (aside >= low) & (aside <= high)]
    bins = max(int((high - low) / look.step), 1)
    filled = np.unique(((behind - low) / max(high - low, 1e-9) * bins).astype(np.int64).clip(0, bins - 1))
    return Numbers(
        look.height,
        100.0 * min(len(inside) * look.step / (2.0 * half), 1.0),
        100.0 * cut,
        100.0 * len(filled) / bins,
    )


def _host(viewpoint: Viewpoint) -> tuple[str, ...]:
    return (viewpoint.host,) if viewpoint.host else ()


def _turn(angle: F64) -> F64:
    """Return angles between -π and π."""
    found: F64 = (angle + np.pi) % (2.0 * np.pi) - np.pi
    return found
