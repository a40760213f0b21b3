"""The sight line that decides a verdict: from the eye, over what screens, to the proposal, and drawn.

It reads what the analysis returns and knows no window.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.common.verdict import Verdict
from scene.messages import BilingualText
from scene.node import Node, Role, Style
from scene.payloads import Polylines

Point = tuple[float, float, float]

#: The layer that shows it keeps its id, so that a new one takes the place of the old.
LAYER: Final = "governing sight line"
WIDTH: Final = 3.0


@dataclass(frozen=True, slots=True)
class SightLine:
    """From an eye to a proposal.

    Parameters
    ----------
    eye, end : tuple of float
        Local metres.
    edge : tuple of float, optional
        The edge of what screens the proposal; None where nothing does.
    colour : tuple of int, optional
        sRGB, of the verdict.
    """

    eye: Point
    end: Point
    edge: Point | None
    colour: tuple[int, int, int] | None


def sight_line(verdict: Verdict, nodes: Iterable[Node]) -> SightLine | None:
    """Return the governing sight line of a verdict from the layers of its result, None if none is there."""
    for node in nodes:
        lines = node.payload
        of = (node.attributes.get("proposal_node"), node.attributes.get("proposal"))
        if of != (verdict.node, verdict.subject) or not isinstance(lines, Polylines):
            continue
        if verdict.viewpoint not in lines.ids:
            continue
        row = lines.ids.index(verdict.viewpoint)
        vertices: list[Point] = [(x, y, z) for x, y, z in lines.line(row).tolist()]
        edge = vertices[1] if len(vertices) > 2 else None
        return SightLine(vertices[0], vertices[-1], edge, node.style.colour)
    return None


def drawn(line: SightLine) -> Node:
    """Return a layer with the line, and a point where it passes over the edge of the screen.

    No name stands at that point: seen from the viewpoint, it would cover the proposal just behind it.
    """
    vertices = [line.eye, line.end, *([line.edge] if line.edge else [])]
    rows = len(vertices) - 1
    return Node(
        BilingualText("控制视线", "Governing sight line"),
        Role.RESULT,
        Polylines(
            np.array(vertices, np.float32),
            np.array([0, 2, 3][: rows + 1], np.int32),
            ("line", "edge")[:rows],
        ),
        style=Style(colour=line.colour, line_width=WIDTH, point_size=WIDTH),
        id=LAYER,
    )
