"""The face of the earth where a section cuts the ground: a curtain from the ground down, laid over the view.

It is made away from the window's thread and follows the section as it is dragged. What else is cut is filled
by the pictures themselves.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QObject, Slot

from app.viewport.section import Section, Shape
from app.workbench import Workbench
from scene.feedback import Feedback
from scene.materials import Material
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from app.jobs import Job
    from scene.geometry.ground import GroundHeights

LANE: Final = "section"
#: Half the length of a plane's face, metres between two places on it, and how deep below the lowest it goes.
REACH: Final = 1_500.0
APART: Final = 4.0
DEEP: Final = 8.0
#: It stands this far within what is left, or it would be cut away itself, metres.
WITHIN: Final = 0.02


class SectionFace(QObject):
    """Keeps the face of the earth in step with the section of the view.

    Parameters
    ----------
    bench : Workbench
        With its view in place.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._ground: tuple[tuple[Node, ...], GroundHeights] | None = None
        self._busy = self._again = False
        bench.view.section_changed.connect(self._renew)

    @Slot(object)
    def _renew(self, section: Section | None = None) -> None:
        if section is None:
            self._bench.lay_over("section", ())
        elif self._busy:
            self._again = True
        else:
            self._ask(section)

    def _ask(self, section: Section) -> None:
        self._busy, self._again = True, False
        terrain, held = self._bench.session.shown.graph.of_role(Role.TERRAIN), self._ground

        def task(feedback: Feedback) -> "tuple[Node | None, tuple[tuple[Node, ...], GroundHeights]]":
            from scene.geometry.ground import GroundHeights

            ground = held if held is not None and held[0] == terrain else (terrain, GroundHeights.of(terrain))
            return face_of(section, ground[1]), ground

        job = self._bench.jobs.run(task, msg("Cutting the ground"), self._lay, lane=LANE, quiet=True)
        job.ended.connect(self._on_end)

    def _lay(self, made: "tuple[Node | None, tuple[tuple[Node, ...], GroundHeights]]") -> None:
        face, self._ground = made
        whole = self._bench.view.section is None
        self._bench.lay_over("section", () if face is None or whole else (face,))

    @Slot(object)
    def _on_end(self, job: "Job") -> None:
        self._busy = False
        if self._again:
            self._renew(self._bench.view.section)


def face_of(section: Section, ground: "GroundHeights") -> Node | None:
    """Return the face of the earth that a section cuts, None where there is no ground."""
    if not ground:
        return None
    meshes = [_curtain(line, ground, section) for line in _lines(section)]
    vertices = [vertices for vertices, _ in meshes]
    if not sum(len(faces) for _, faces in meshes):
        return None
    starts = np.concatenate([[0], np.cumsum([len(one) for one in vertices])[:-1]])
    faces = np.concatenate([faces + start for (_, faces), start in zip(meshes, starts, strict=True)])
    mesh = TriangleMesh(
        np.concatenate(vertices).astype(np.float32),
        faces.astype(np.int32),
        material_of_face=np.full(len(faces), Material.EARTH, np.uint8),
    )
    return Node(BilingualText("剖切面", "Face of the section"), Role.MODEL, mesh, id="section.earth")


def _lines(section: Section) -> list[F64]:
    """Return where the section meets the ground in plan, what is taken away to the right, shape (n, 2)."""
    centre, normal, across = np.asarray(section.centre)[:2], section.normal[:2], section.across[:2]
    if section.shape is Shape.PLANE:
        steps = np.arange(-REACH, REACH + APART, APART)
        return [centre - WITHIN * normal + steps[:, None] * across]
    wide, deep = (section.half[0] - WITHIN) * across, (section.half[1] - WITHIN) * normal
    corners = [centre + x * wide + y * deep for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return [_between(one, other) for other, one in zip(corners, [*corners[1:], corners[0]], strict=True)]


def _between(one: F64, other: F64) -> F64:
    """Return places from one to another, shape (n, 2)."""
    count = max(int(np.linalg.norm(other - one) / APART), 1) + 1
    found: F64 = one + np.linspace(0.0, 1.0, count)[:, None] * (other - one)
    return found


def _curtain(line: F64, ground: "GroundHeights", section: Section) -> tuple[F64, F64]:
    """Return vertices and faces from the ground down, facing what is taken away."""
    top = ground.heights(line).astype(np.float64)
    known = np.isfinite(top)
    if section.shape is Shape.BOX:
        floor = section.centre[2] - section.half[2] + WITHIN
        known &= top > floor
    if not known.any():
        return np.zeros((0, 3)), np.zeros((0, 3), np.int64)
    foot = np.full(len(top), float(np.nanmin(top)) - DEEP)
    if section.shape is Shape.BOX:
        foot = np.maximum(foot, floor)
    vertices = np.concatenate([np.column_stack([line, top]), np.column_stack([line, foot])])
    vertices = np.nan_to_num(vertices)
    here = np.flatnonzero(known[:-1] & known[1:])
    a, b, c, d = here, here + 1, here + 1 + len(line), here + len(line)
    return vertices, np.concatenate([np.column_stack([a, b, c]), np.column_stack([a, c, d])])
