"""The skyline in the city: a line along the tops of what forms it, coloured by who holds it.

It does not know how it was found.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analysis.skyline.looking import Change
from analysis.skyline.measures import Kind
from analysis.skyline.results import COLOURS, KIND_NAMES, middle_of, window_of
from scene.legend import LEGEND, VALUE, Entry, classes
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role, Style
from scene.payloads import Polylines

#: The line breaks where what forms it is so much nearer or farther than beside it.
_BREAK: Final = 1.15
LEGEND_OF_SKYLINE: Final = classes(
    BilingualText("天际线", "Skyline"),
    *(
        Entry(float(kind), colour, KIND_NAMES[kind], 3 if kind is Kind.PROPOSALS else 0)
        for kind, colour in COLOURS.items()
    ),
)


def node_of(changes: Sequence[Change], field: float, drop: float, provenance: Provenance) -> Node | None:
    """Return the skyline of one eye, with its schemes, within a field; None if there is nothing.

    Parameters
    ----------
    changes : sequence of Change
        Of one eye, one a scheme.
    field : float
        Degrees across.
    drop : float
        Curvature less refraction, 1/m.
    provenance : Provenance
    """
    outlook = changes[0].outlook
    _, columns = window_of(outlook, middle_of(changes), field)
    skyline = outlook.skyline(True)
    tangent, inverse = skyline.tangent.copy(), skyline.inverse.copy()
    kind, layer = outlook.kind(True).copy(), skyline.layer.copy()
    for number, change in enumerate(changes):
        pieces = change.outlines.silhouette.pieces
        for at in np.flatnonzero(change.leafy.top > -np.inf).tolist():
            bin_of, top = change.outlines.bin[at], change.leafy.top[at]
            if top > tangent[bin_of]:
                tangent[bin_of], kind[bin_of] = top, Kind.PROPOSALS
                inverse[bin_of] = pieces.q_high[pieces.start[at + 1] - 1]
                layer[bin_of] = -2 - number
    good = (kind[columns] != Kind.NOTHING) & outlook.seen[columns]
    columns = columns[good]
    if len(columns) < 2:
        return None
    distance = 1.0 / inverse[columns]
    bearing = outlook.bearing[columns]
    place = np.column_stack(
        [
            outlook.eye[0] + np.sin(bearing) * distance,
            outlook.eye[1] + np.cos(bearing) * distance,
            outlook.eye[2] + (tangent[columns] + drop * distance) * distance,
        ]
    )
    jump = np.maximum(distance[1:], distance[:-1]) > _BREAK * np.minimum(distance[1:], distance[:-1])
    bins = len(outlook.bearing)
    cut = jump | (np.diff(layer[columns]) != 0) | ((np.diff(columns) % bins) != 1)
    start = np.concatenate([[0], np.flatnonzero(cut) + 1, [len(columns)]]).astype(np.int32)
    held = kind[columns][start[:-1]]
    names = [KIND_NAMES[Kind(value)] for value in held.tolist()]
    lines = Polylines(
        place.astype(np.float32),
        start,
        tuple(f"{outlook.viewpoint.id}-{k}" for k in range(len(held))),
        {
            VALUE: held.astype(np.float64),
            "name_zh": np.array([name.zh for name in names]),
            "name_en": np.array([name.en for name in names]),
        },
    )
    name = outlook.viewpoint.name
    return Node(
        BilingualText(f"天际线:{name.zh}", f"Skyline from {name.en}"),
        Role.RESULT,
        lines,
        style=Style(line_width=3.0),
        provenance=provenance,
        attributes={LEGEND: LEGEND_OF_SKYLINE.as_json()},
    )
