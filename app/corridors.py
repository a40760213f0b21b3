"""View corridors as nodes: drawn from a viewing place to a landmark, made wider or narrower.

Every function returns a new node; making it happen is a command's work. It knows no mouse.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from analysis.common.rules import rule_book
from scene.errors import InvalidRequest
from scene.geometry.corridors import SECTION_HEIGHT, Kind
from scene.messages import NO_NAME, BilingualText, msg
from scene.node import Node, Provenance, Role, new_id
from scene.payloads import Polylines

#: What a person drew by hand is about this far off.
DRAWN_ACCURACY: Final = 1.0
#: A landmark nearer to its viewing place than this is the same place, metres.
NEAREST: Final = 5.0


def corridor_node(
    place: tuple[float, float, float],
    landmark: tuple[float, float, float],
    threshold: float,
    number: int,
    seen_from: BilingualText = NO_NAME,
    seen: BilingualText = NO_NAME,
) -> Node:
    """Return a corridor drawn in the view, with the widths of the rule table: assumed, and it says so.

    Parameters
    ----------
    place : tuple of float
        Foot of the viewing place, local metres.
    landmark : tuple of float
        Foot of the landmark.
    threshold : float
        Of the landmark over its foot, metres.
    number : int
        For its name, where nothing else names it.
    seen_from, seen : BilingualText
        Names of viewing place and landmark, empty if they have none.

    Raises
    ------
    InvalidRequest
        If landmark and viewing place are the same.
    """
    if np.hypot(landmark[0] - place[0], landmark[1] - place[1]) < NEAREST:
        raise InvalidRequest(
            msg("The landmark stands at the viewing place."),
            msg("Click a landmark farther away than {distance:.0f} m.", distance=NEAREST),
        )
    book = rule_book()
    name = _named(number, seen_from, seen)
    row = f"corridor-{new_id()[:8]}"
    columns = {
        "name_zh": np.array([name.zh]),
        "name_en": np.array([name.en]),
        "kind": np.array([str(Kind.VISTA)]),
        "eye_height": np.array([book.number("eye_height")]),
        "threshold_height": np.array([max(threshold, 0.0)]),
        "height": np.array([SECTION_HEIGHT]),
        "width_at_place": np.array([0.0]),
        "width_at_landmark": np.array([book.number("corridor_width")]),
        "wider_width": np.array([book.number("corridor_wider_width")]),
        "background_length": np.array([book.number("corridor_background")]),
        "silhouette": np.array([""]),
        "assumed": np.array(["yes"]),
    }
    lines = Polylines(np.array([place, landmark], np.float32), np.array([0, 2]), (row,), columns)
    return Node(
        name,
        Role.CORRIDORS,
        lines,
        provenance=Provenance("user", source="drawn in the view"),
        attributes={"accuracy_m": DRAWN_ACCURACY},
    )


def _named(number: int, seen_from: BilingualText, seen: BilingualText) -> BilingualText:
    if seen == NO_NAME:
        return BilingualText(f"视廊 {number}", f"Corridor {number}")
    if seen_from == NO_NAME:
        return BilingualText(f"望{seen.zh}", f"View of {seen.en}")
    return BilingualText(f"{seen_from.zh}望{seen.zh}", f"{seen_from.en} to {seen.en}")


def with_number(node: Node, row: int, column: str, value: float) -> Node:
    """Return the node with another number in one row; other rows without it stay unknown."""
    lines = _lines(node)
    values = lines.columns.get(column, np.full(lines.count, np.nan)).astype(np.float64)
    values[row] = value
    return replace(node, payload=replace(lines, columns={**lines.columns, column: values}))


def with_word(node: Node, row: int, column: str, word: str) -> Node:
    """Return the node with another word in one row."""
    lines = _lines(node)
    values = lines.columns.get(column, np.full(lines.count, "")).astype("U64")
    values[row] = word
    return replace(node, payload=replace(lines, columns={**lines.columns, column: values}))


def _lines(node: Node) -> Polylines:
    assert isinstance(node.payload, Polylines), "a corridor is a line"
    return node.payload
