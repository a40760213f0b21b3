"""Houses, heritage and roads that the water reached, as layers coloured by depth.

It does not know who draws them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.flood.impacts.buildings import BuildingImpacts
from analysis.flood.impacts.facts import RunFacts
from analysis.flood.impacts.road_cuts import CLOSED_LIMIT, LANE_LIMIT, RoadCuts
from analysis.flood.record.legends import inside_legend, lane_legend
from scene.geometry.placed import placed
from scene.geometry.rows import rows_of
from scene.legend import LEGEND, VALUE, Legend
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Payload, Polylines, TriangleMesh
from scene.units import LANE_DEPTH, OVER_SILL

#: Columns of a layer of houses that the result keeps.
_KEPT: Final = ("name_zh", "name_en", "use", "roof")


def wet_buildings(impacts: BuildingImpacts, facts: RunFacts) -> tuple[Node, ...]:
    """Return all houses that took in water as one layer, and each heritage item that did as its own."""
    over = impacts.over()
    columns: dict[str, NDArray[Any]] = {
        VALUE: over.astype(np.float64),
        "over_sill_m": over.astype(np.float64),
        "outside_m": impacts.outside().astype(np.float64),
        "first_wet_min": impacts.first_wet / 60.0,
        "wet_min": impacts.wet / 60.0,
        "speed_m_s": impacts.speed().astype(np.float64),
        "hazard": impacts.classes().astype(np.int32),
        "damage_percent": 100.0 * impacts.damage(),
        "floor_area_m2": impacts.plans.area,
    }
    legend = inside_legend()
    made = []
    layers = [
        _layer(impacts, number, columns)
        for number, node in enumerate(impacts.plans.nodes)
        if isinstance(node.payload, Buildings)
    ]
    whole = [layer for layer in layers if layer is not None]
    if whole:
        name = BilingualText("进水房屋", "Houses that took in water")
        made.append(_node(name, _joined(whole), legend, facts, OVER_SILL.key))
    for item in np.flatnonzero(impacts.is_wet & impacts.plans.is_heritage).tolist():
        node = impacts.plans.nodes[int(impacts.plans.node_of[item])]
        if isinstance(node.payload, TriangleMesh):
            name = BilingualText(f"进水：{node.name.zh}", f"Under water: {node.name.en}")
            mesh = _coloured(node, node.payload, {key: values[item] for key, values in columns.items()})
            made.append(_node(name, mesh, legend, facts, OVER_SILL.key))
    return tuple(made)


def _layer(impacts: BuildingImpacts, number: int, columns: Mapping[str, NDArray[Any]]) -> Buildings | None:
    """Return the wet houses of one layer in local metres, with what the water did to them."""
    plans = impacts.plans
    items = np.flatnonzero((plans.node_of == number) & impacts.is_wet)
    if not len(items):
        return None
    node = plans.nodes[number]
    assert isinstance(node.payload, Buildings)
    chosen = rows_of(node.payload, plans.row_of[items].astype(np.int64))
    n = chosen.count
    kept = {key: np.asarray(chosen.columns.get(key, np.full(n, "")), np.str_) for key in _KEPT}
    kept["layer"] = np.full(n, node.name.zh)
    rings, rise = chosen.rings, np.float32(0.0)
    if node.transform is not None:
        flat = np.column_stack([rings, np.zeros(len(rings), np.float32)])
        rings, rise = placed(flat, node.transform)[:, :2], np.float32(node.transform[2, 3])
    return replace(
        chosen,
        rings=rings,
        bottom=chosen.bottom + rise,
        eaves=chosen.eaves + rise,
        top=chosen.top + rise,
        outdoor_ground=chosen.outdoor_ground + rise,
        columns={**kept, **{key: values[items] for key, values in columns.items()}},
    )


def _joined(layers: Sequence[Buildings]) -> Buildings:
    """Return several layers of the same columns as one; an id that is taken gets its layer's number."""
    seen: set[str] = set()
    ids: list[str] = []
    for number, layer in enumerate(layers):
        for name in layer.ids:
            ids.append(f"{name}@{number}" if name in seen else name)
            seen.add(ids[-1])

    def starts(name: str) -> NDArray[np.int32]:
        counts = [np.diff(getattr(layer, name)) for layer in layers]
        return np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int32)

    def whole(name: str) -> NDArray[np.float32]:
        return np.concatenate([getattr(layer, name) for layer in layers])

    return Buildings(
        whole("rings"), starts("ring_start"), starts("part_start"), starts("building_start"),
        whole("bottom"), whole("eaves"), whole("top"), whole("outdoor_ground"), tuple(ids),
        {key: np.concatenate([layer.columns[key] for layer in layers]) for key in layers[0].columns},
    )  # fmt: skip


def _coloured(node: Node, mesh: TriangleMesh, values: Mapping[str, Any]) -> TriangleMesh:
    """Return a model in local metres as one feature with some values."""
    named = {"name_zh": np.array([node.name.zh]), "name_en": np.array([node.name.en])}
    return TriangleMesh(
        placed(mesh.vertices, node.transform),
        mesh.faces,
        columns={**named, **{key: np.array([value]) for key, value in values.items()}},
    )


def cut_roads(cuts: RoadCuts, facts: RunFacts) -> tuple[Node, ...]:
    """Return the pieces of road on which no lane stayed passable."""
    over = np.flatnonzero(cuts.of_piece.peak > cuts.of_piece.limits[LANE_LIMIT])
    if not len(over):
        return ()
    pieces, of = cuts.pieces, cuts.of_piece
    level = np.where(np.isfinite(pieces.level[over]), pieces.level[over], 0.0)
    ends = pieces.ends[over].reshape(-1, 2)
    vertices = np.column_stack([ends, np.repeat(level, 2)]).astype(np.float32)
    names = [pieces.names[road] for road in pieces.road_of[over].tolist()]
    columns: dict[str, NDArray[Any]] = {
        "name_zh": np.array([name.zh for name in names]),
        "name_en": np.array([name.en for name in names]),
        VALUE: of.peak[over],
        "lane_first_min": of.first[LANE_LIMIT, over] / 60.0,
        "lane_min": of.total[LANE_LIMIT, over] / 60.0,
        "closed_first_min": of.first[CLOSED_LIMIT, over] / 60.0,
        "closed_min": of.total[CLOSED_LIMIT, over] / 60.0,
        "width": pieces.width[over],
    }
    lines = Polylines(
        vertices,
        np.arange(0, 2 * len(over) + 1, 2, dtype=np.int32),
        tuple(f"piece-{piece}" for piece in over.tolist()),
        columns,
    )
    name = BilingualText("受阻道路", "Roads cut")
    node = _node(name, lines, lane_legend(), facts, LANE_DEPTH.key)
    return (replace(node, attributes={**node.attributes, "drawn_as": "street"}),)


def _node(name: BilingualText, payload: Payload, legend: Legend, facts: RunFacts, quantity: str) -> Node:
    return Node(
        name,
        Role.RESULT,
        payload,
        provenance=facts.provenance,
        attributes={LEGEND: legend.as_json(), "quantity": quantity},
    )
