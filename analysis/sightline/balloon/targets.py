"""Proposals as targets: what of them an eye looks at, column by column, and how that moves with the height.

The roof of a proposal moves up and down as a whole; its foot stays. A column of it is therefore a foot and
the upper hull of its roof line: whatever the height, the highest elevation is at a corner of that hull.
It does not know what stands in between.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from analysis.sightline.balloon.fan import Fan, fan_over
from analysis.sightline.errors import accuracy_of
from scene.errors import InvalidRequest
from scene.geometry.building_mesh import analysis_mesh
from scene.geometry.placed import placed
from scene.geometry.proposals import POINT
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
    """

    vertices: F32
    faces: I32
    is_point: bool

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
        Of its highest point above outdoor ground, metres.
    height_sigma : float
        Standard deviation of that height, metres; nan if not given.
    accuracy : float
        95 % accuracy of its position, metres; 0 if not given.
    parts : tuple of Part
    """

    node: NodeId
    id: str
    name: BilingualText
    outdoor_ground: float
    height: float
    height_sigma: float
    accuracy: float
    parts: tuple[Part, ...]

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
            for row in range(node.payload.count):
                yield _proposal(node, node.payload, row)


def _proposal(node: Node, buildings: Buildings, row: int) -> Proposal:
    first, stop = buildings.building_start[row], buildings.building_start[row + 1]
    name = BilingualText(buildings.text("name_zh", row), buildings.text("name_en", row))
    if name == NO_NAME:
        name = BilingualText.same(buildings.ids[row])
    shift = 0.0 if node.transform is None else float(node.transform[2, 3])
    ground = float(buildings.outdoor_ground[row]) + shift
    height = float(buildings.top[first:stop].max(initial=-np.inf)) + shift - ground
    is_point = buildings.text("form", row) == POINT
    parts = []
    for part in range(first, stop):
        mesh = analysis_mesh(_part_alone(buildings, row, int(part)))
        if len(mesh.faces):
            parts.append(Part(placed(mesh.vertices, node.transform), mesh.faces, is_point))
    if not parts or not height > 0.0:
        raise InvalidRequest(
            msg("The proposal {proposal} has no area or no height.", proposal=name),
            msg("Draw its footprint again, or give it a height."),
        )
    sigmas = buildings.columns.get("height_sigma")
    sigma = float("nan") if sigmas is None else float(sigmas[row])
    return Proposal(node.id, buildings.ids[row], name, ground, height, sigma, accuracy_of(node), tuple(parts))


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
