"""What a person measured in a meeting: its places and how well they are known, kept as rows of one layer.

The figures follow from the places (:mod:`scene.geometry.measuring`) and are reckoned anew whenever they are
shown. It knows no mouse and no rays.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import uuid4

import numpy as np

from scene.commands import Command, Insert, Remove, Replace
from scene.geometry.measuring import TITLES, Figure, Kind, figures_of
from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText, msg
from scene.node import Node, Provenance, Role, Style
from scene.payloads import Polylines
from scene.payloads.arrays import F64

#: Half the width of the 95 % interval of a normal distribution, in standard deviations.
P95: Final = 1.959964


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """Measured places.

    Parameters
    ----------
    kind : Kind
    places : ndarray of float64, shape (n, 3)
        Local metres.
    position_sigma, height_sigma : float
        Standard deviations of a place along each level axis and of its height, metres: of the worst of them.
    key : str
        Id of its row, stable.
    """

    kind: Kind
    places: F64
    position_sigma: float
    height_sigma: float
    key: str = field(default_factory=lambda: f"measure-{uuid4().hex[:8]}")

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What the places say, the main figure first."""
        return figures_of(self.kind, self.places, self.position_sigma, self.height_sigma)

    @property
    def words(self) -> BilingualText:
        """Kind and main figure with its 95 % error, as it is written in the view."""
        main, title = self.figures[0], TITLES[self.kind]
        said = figure_text(main)
        return BilingualText(f"{title.zh} {said}", f"{title.en} {said}")


def figure_text(figure: Figure) -> str:
    """Return a value with its unit and its 95 % error."""
    if not np.isfinite(figure.value):
        return "–"
    quantity = figure.quantity
    error = P95 * figure.sigma
    if not np.isfinite(error):
        return quantity.text(figure.value)
    value = f"{figure.value:.{quantity.decimals}f} ± {error:.{quantity.decimals}f}"
    return f"{value} {quantity.unit}".rstrip()


def measures_of(scene: SceneGraph | Snapshot) -> tuple[Measure, ...]:
    """Return what was measured, in its order; what is no measurement is left out."""
    return tuple(one for node in scene.of_role(Role.MEASURES) for one in _rows(node))


def _rows(node: Node) -> Iterator[Measure]:
    lines = node.payload
    if not isinstance(lines, Polylines):
        return
    kinds = lines.columns.get("kind")
    sigmas = [lines.columns.get(key) for key in ("position_sigma", "height_sigma")]
    for row in range(lines.count):
        if kinds is None or str(kinds[row]) not in tuple(Kind):
            continue
        kind, places = Kind(str(kinds[row])), lines.line(row).astype(np.float64)
        if kind is Kind.AREA and len(places) > 3:
            places = places[:-1]  # drawn round to where it began
        found = [float("nan") if column is None else float(column[row]) for column in sigmas]
        yield Measure(kind, places, found[0], found[1], lines.ids[row])


def measure_at(node: Node, row: int) -> Measure | None:
    """Return the measurement in a row of the layer that holds them; None if it is none."""
    ids = getattr(node.payload, "ids", ())
    key = ids[row] if 0 <= row < len(ids) else ""
    return next((one for one in _rows(node) if one.key == key), None)


def add_measure(scene: SceneGraph, measure: Measure) -> Command:
    """Return the command that keeps a measurement."""
    label = msg("Keep the measurement {name}", name=measure.words)
    holder = next(iter(scene.of_role(Role.MEASURES)), None)
    if holder is None:
        node = Node(
            BilingualText("量测", "Measurements"),
            Role.MEASURES,
            lines_of((measure,)),
            style=Style(colour=(0xB5, 0x43, 0x2E), line_width=3.0),
            provenance=Provenance("user", source="measured in the view"),
        )
        return Insert([node], label=label)
    return Replace(scene, [replace(holder, payload=lines_of((*_rows(holder), measure)))], label)


def remove_measures(scene: SceneGraph, keys: frozenset[str]) -> Command | None:
    """Return the command that forgets measurements; None if none is among the keys."""
    holder = next(iter(scene.of_role(Role.MEASURES)), None)
    if holder is None:
        return None
    left = tuple(one for one in _rows(holder) if one.key not in keys)
    if not left:
        return Remove(scene, holder.id)
    return Replace(
        scene, [replace(holder, payload=lines_of(left))], msg("Forget {count} measurements", count=len(keys))
    )


def lines_of(measures: tuple[Measure, ...]) -> Polylines:
    """Return measurements as a layer of lines that say their main figure."""
    drawn = [
        np.vstack([one.places, one.places[:1]]) if one.kind is Kind.AREA else one.places for one in measures
    ]
    return Polylines(
        np.concatenate([np.zeros((0, 3)), *drawn]).astype(np.float32),
        np.concatenate([[0], np.cumsum([len(one) for one in drawn])]).astype(np.int32),
        tuple(one.key for one in measures),
        {
            "name_zh": np.array([one.words.zh for one in measures], dtype=np.str_),
            "name_en": np.array([one.words.en for one in measures], dtype=np.str_),
            "kind": np.array([str(one.kind) for one in measures], dtype=np.str_),
            "position_sigma": np.array([one.position_sigma for one in measures], np.float32),
            "height_sigma": np.array([one.height_sigma for one in measures], np.float32),
        },
    )
