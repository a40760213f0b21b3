"""Proposals as targets: what of them an eye looks at, column by column, and how that moves with the height.

The roof of a proposal moves up and down as a whole; its foot stays. A column of it is therefore a foot and
the upper hull of its roof line: whatever the height, the highest elevation is at a corner of that hull.
Its height is that of its roof. A parapet (column ``parapet``, metres above flat roofs) and a mast (column
``mast``, metres above the highest roof, at the middle of that part) ride on it and are looked for too.
It does not know what stands in between.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from analysis.sightline.balloon.fan import Fan, fan_over
from analysis.sightline.errors import accuracy_of
from scene.errors import InvalidRequest
from scene.geometry.building_mesh import analysis_mesh
from scene.geometry.placed import placed
from scene.geometry.proposal_mesh import mast_over, parapet_over, with_parapets
from scene.geometry.proposals import POINT, mast_of
from scene.messages import NO_NAME, BilingualText, msg
from scene.node import Node, NodeId
from scene.payloads import Buildings
from scene.payloads.arrays import F32, F64, I32


@dataclass(frozen=True, eq=False)
class Part:
    """One volume of a proposal.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
        Of its walls and roof at the proposal's own height, local metres.
    faces : ndarray of int32, shape (m, 3)
    is_point : bool
        Only the middle of the top counts.
    is_mast : bool
        It is reported apart from the body.
    """

    vertices: F32
    faces: I32
    is_point: bool
    is_mast: bool = False

    def fan(self, eye: F64, step: float) -> Fan:
        """Return its columns as seen from some eyes, no more than `step` radians apart."""
        return fan_over(self.vertices, self.faces, self.is_point, eye, step)


@dataclass(frozen=True, eq=False)
class Proposal:
    """A building that is proposed.

    Parameters
    ----------
    node : str
        Node that holds it.
    id : str
        Stable name.
    name : BilingualText
    outdoor_ground : float
        Local z from which its height is measured.
    height : float
        Of its highest roof above outdoor ground, without parapet and mast, metres.
    height_sigma : float
        Standard deviation of that height, metres; nan if not given.
    accuracy : float
        95 % accuracy of its position, metres; 0 if not given.
    parts : tuple of Part
    still : bytes
        What stays the same while it only grows: while it is equal, it stands where it stood.
    """

    node: NodeId
    id: str
    name: BilingualText
    outdoor_ground: float
    height: float
    height_sigma: float
    accuracy: float
    parts: tuple[Part, ...]
    still: bytes = b""

    @property
    def has_mast(self) -> bool:
        """Whether a mast is to be told from the body."""
        return any(part.is_mast for part in self.parts)

    @cached_property
    def whole(self) -> Part:
        """All parts as one volume: what is counted once however many parts there are."""
        if len(self.parts) == 1:
            return self.parts[0]
        before = np.cumsum([0, *(len(part.vertices) for part in self.parts)])
        faces = [part.faces + first for part, first in zip(self.parts, before, strict=False)]
        vertices = np.concatenate([part.vertices for part in self.parts])
        return Part(vertices, np.concatenate(faces).astype(np.int32), self.is_point)

    @property
    def is_point(self) -> bool:
        """Whether only its top point counts."""
        return self.parts[0].is_point

    def plan(self) -> F64:
        """Return the corners of its footprint, shape (n, 2)."""
        return np.concatenate([part.vertices[:, :2] for part in self.parts]).astype(np.float64)


def proposals_in(nodes: Iterable[Node]) -> Iterator[Proposal]:
    """Yield the proposals of some nodes.

    Raises
    ------
    InvalidRequest
        If a proposal has no height or no area.
    """
    for node in nodes:
        if isinstance(node.payload, Buildings):
            raised = with_parapets(node.payload)
            for row in range(node.payload.count):
                yield _proposal(node, node.payload, raised, row)


def chosen_proposals(nodes: Iterable[Node], wanted: Collection[str]) -> list[Proposal]:
    """Return the proposals of some ids, or all if none is wanted.

    Raises
    ------
    InvalidRequest
        If one is not there, or there is none at all.
    """
    found = list(proposals_in(nodes))
    present = {proposal.id for proposal in found}
    for name in wanted:
        if name not in present:
            raise InvalidRequest(
                msg("There is no proposal called {proposal}.", proposal=name),
                msg("Choose among those of the project, or leave the choice empty for all."),
            )
    found = [one for one in found if not wanted or one.id in wanted]
    if not found:
        raise InvalidRequest(
            msg("There is no proposal to look at."),
            msg("Draw one, import one, or open a project that has some."),
        )
    return found


def _proposal(node: Node, buildings: Buildings, raised: Buildings, row: int) -> Proposal:
    first, stop = buildings.building_start[row], buildings.building_start[row + 1]
    name = BilingualText(buildings.text("name_zh", row), buildings.text("name_en", row))
    if name == NO_NAME:
        name = BilingualText.same(buildings.ids[row])
    shift = 0.0 if node.transform is None else float(node.transform[2, 3])
    ground = float(buildings.outdoor_ground[row]) + shift
    height = float(buildings.top[first:stop].max(initial=-np.inf)) + shift - ground
    is_point = buildings.text("form", row) == POINT
    parapet, mast = parapet_over(buildings, row), mast_over(buildings, row)
    parts = []
    for part in range(first, stop):
        mesh = analysis_mesh(_part_alone(raised, row, int(part)))
        if len(mesh.faces):
            parts.append(Part(placed(mesh.vertices, node.transform), mesh.faces, is_point))
    if not parts or not height > 0.0:
        raise InvalidRequest(
            msg("The proposal {proposal} has no area or no height.", proposal=name),
            msg("Draw its footprint again, or give it a height."),
        )
    if mast > 0.0:
        # Here, unlike in the solid of a proposal, a mast reaches down to the ground, and parts are apart: the
        # roof of a part moves while its foot stays, and a mast that stood on the roof would be left behind.
        mesh = analysis_mesh(mast_of(buildings, row, mast, from_ground=True))
        parts.append(Part(placed(mesh.vertices, node.transform), mesh.faces, False, is_mast=True))
    sigmas = buildings.columns.get("height_sigma")
    sigma = float("nan") if sigmas is None else float(sigmas[row])
    still = _still(node, buildings, row, (parapet, mast))
    return Proposal(
        node.id, buildings.ids[row], name, ground, height, sigma, accuracy_of(node), tuple(parts), still
    )


def _still(node: Node, buildings: Buildings, row: int, additions: tuple[float, float]) -> bytes:
    """Return corners, ground, roofs and what rides on them, but for the height; heights to a millimetre."""
    parts = slice(buildings.building_start[row], buildings.building_start[row + 1])
    rings = slice(buildings.part_start[parts.start], buildings.part_start[parts.stop])
    corners = slice(buildings.ring_start[rings.start], buildings.ring_start[rings.stop])
    top, ground = buildings.top[parts].astype(np.float64), float(buildings.outdoor_ground[row])
    levels = [top - top.max(), buildings.eaves[parts] - top.max(), buildings.bottom[parts] - ground]
    told = [
        buildings.rings[corners].tobytes(),
        (buildings.ring_start[rings] - corners.start).tobytes(),
        np.round(1e3 * np.concatenate([*levels, additions, [ground]])).tobytes(),
        b"" if node.transform is None else node.transform.tobytes(),
        f"{buildings.text('form', row)}/{buildings.text('roof', row)}".encode(),
    ]
    return b"/".join(told)


def _part_alone(buildings: Buildings, row: int, part: int) -> Buildings:
    """Return one part of one building as a layer of its own."""
    first, stop = buildings.part_start[part], buildings.part_start[part + 1]
    start = buildings.ring_start[first : stop + 1]
    one = slice(part, part + 1)
    return replace(
        buildings,
        rings=buildings.rings[start[0] : start[-1]],
        ring_start=start - start[0],
        part_start=np.array([0, stop - first], np.int32),
        building_start=np.array([0, 1], np.int32),
        bottom=buildings.bottom[one],
        eaves=buildings.eaves[one],
        top=buildings.top[one],
        outdoor_ground=buildings.outdoor_ground[row : row + 1],
        ids=(buildings.ids[row],),
        columns={key: values[row : row + 1] for key, values in buildings.columns.items()},
    )
