"""All houses of the built-in Yangzhou as layers, quarter by quarter.

It picks the grammar of each quarter and checks what it gets; it does not know how a house is shaped.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from importers.yangzhou import figures, paths, streets
from importers.yangzhou.buildings import low_houses, new_town
from importers.yangzhou.buildings.courts import courts
from importers.yangzhou.buildings.lane_details import lane_details
from importers.yangzhou.buildings.lots import cut
from importers.yangzhou.buildings.massing import Masses, layer
from importers.yangzhou.buildings.old_city import old_city
from importers.yangzhou.buildings.slabs import slabs
from importers.yangzhou.buildings.surroundings import far_from_lake
from importers.yangzhou.buildings.yard_walls import yard_wall_mesh
from importers.yangzhou.figures import Quarter
from importers.yangzhou.relief import GroundHeight
from scene.feedback import Feedback
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role
from scene.payloads import Payload

if TYPE_CHECKING:
    from shapely import Polygon

#: Prefix of the ids in a layer, by quarter; others take their first letters.
PREFIXES: Final = {"ming_qing": "mq"}
#: How many halls stand in a park.
PAVILIONS: Final = {"lake_park": 14, "song_jiacheng": 7, "shugang": 6}
VERSION: Final = "1"


def outlines(check: Callable[[], None]) -> dict[str, list[Masses]]:
    """Return the houses of every quarter in which there are any, before they are set on the ground.

    Parameters
    ----------
    check : callable
        Asked between quarters; raises if the person asked to stop.
    """
    found = {}
    for order, key in enumerate(figures.quarters()):
        check()
        batches = outlines_of(key, order)
        if sum(map(len, batches)):
            found[key] = batches
    return found


def make(houses: Mapping[str, list[Masses]], ground_height: GroundHeight, feedback: Feedback) -> list[Node]:
    """Set the houses of every quarter on the ground.

    Parameters
    ----------
    houses : mapping of str to list of Masses
        From :func:`outlines`.
    ground_height : callable
        Heights of the ground at points, shape (n, 2) to (n,), metres.
    feedback : Feedback
        Asked for cancel between quarters.

    Returns
    -------
    list of Node
        One layer of buildings a quarter, then yard walls and the details of the lanes.
    """
    nodes = []
    for order, (key, batches) in enumerate(houses.items()):
        feedback.check()
        feedback.progress(order / len(houses))
        buildings = layer(batches, PREFIXES.get(key, key), key, ground_height)
        nodes.append(_node(figures.quarters()[key].name, Role.BUILDINGS, buildings, key))
    walls = yard_wall_mesh(old_city().walls, ground_height)
    nodes.append(_node(BilingualText("院墙", "Yard walls"), Role.STRUCTURES, walls, "yard_walls"))
    rng = np.random.default_rng([streets.SEED, 7000])
    details = lane_details(old_city().fronts, ground_height, rng)
    nodes.append(_node(BilingualText("街巷细部", "Lane details"), Role.FURNITURE, details, "lane_details"))
    feedback.progress(1.0)
    return nodes


def outlines_of(key: str, order: int) -> list[Masses]:
    """Return the houses of one quarter, the `order`-th in the table."""
    return _standing(houses_of(key, figures.quarters()[key], order), key)


def houses_of(key: str, quarter: Quarter, order: int) -> list[Masses]:
    """Return the houses of one quarter, in its grammar."""
    rng = np.random.default_rng([streets.SEED, 6000 + order])
    if quarter.grammar == "ming_qing":
        return list(old_city().houses)
    blocks = list(streets.blocks(key))
    if quarter.grammar == "old_suburb":
        return _old_suburb(blocks, rng, quarter.height_cap_m)
    if quarter.grammar in ("slab_housing", "tower_district"):
        high = [block for block in blocks if far_from_lake(block)]
        low = [block for block in blocks if not far_from_lake(block)]
        return [*_estates(high, rng, quarter), *low_houses.rows(low, rng)]
    if quarter.grammar == "garden_suburb":
        return low_houses.villas(blocks, rng, cap=quarter.height_cap_m)
    if quarter.grammar == "village":
        from shapely import union_all

        return low_houses.villages(blocks, rng, fields=union_all(list(paths.fields())))
    return low_houses.pavilions(blocks, rng, count=PAVILIONS.get(key, 0))


def _estates(blocks: "list[Polygon]", rng: np.random.Generator, quarter: Quarter) -> list[Masses]:
    """Return slabs, or the mix of a tower district; every twelfth slab block is a school or an office."""
    if quarter.grammar == "tower_district":
        return new_town.new_town(blocks, rng, cap=quarter.height_cap_m)
    public = rng.random(len(blocks)) < 0.08
    housing = [block for block, other in zip(blocks, public, strict=True) if not other]
    found = slabs(housing, rng, floors=(5, 6), cap=quarter.height_cap_m)
    for block, other in zip(blocks, public, strict=True):
        if other:
            found += new_town.offices(block, rng, cap=quarter.height_cap_m)
    return found


def _old_suburb(blocks: "list[Polygon]", rng: np.random.Generator, cap: float) -> list[Masses]:
    """Return courts, terraces and low slabs, one kind a block; no slabs near the lake."""
    kinds = rng.choice(3, len(blocks), p=(0.12, 0.24, 0.64))
    kinds = np.array(
        [kind if kind < 2 or far_from_lake(block) else 0 for block, kind in zip(blocks, kinds, strict=True)]
    )
    by_kind = [[block for block, kind in zip(blocks, kinds, strict=True) if kind == k] for k in range(3)]
    lots = cut(
        by_kind[0], rng, width=(11.0, 16.0), depth=21.0, setback=(0.2, 0.9), alley=(1.2, 2.4), alley_share=0.3
    )
    return [
        courts(lots, rng, horse_heads=0.03, two_storeys=0.3).houses,
        *low_houses.rows(by_kind[1], rng),
        *slabs(by_kind[2], rng, floors=(4, 5), cap=cap),
    ]


def _standing(batches: list[Masses], key: str) -> list[Masses]:
    """Drop houses that leave their block: into a street, a water or a precinct."""
    from shapely import STRtree, polygons

    batches = [batch for batch in batches if len(batch)]
    if not batches:
        return []
    houses = STRtree(np.concatenate([polygons(batch.corners) for batch in batches]))
    inside = np.zeros(len(houses), bool)
    inside[houses.query(np.array(streets.blocks(key)), predicate="covers")[1]] = True
    ends = np.cumsum([len(batch) for batch in batches])
    return [batch.take(mask) for batch, mask in zip(batches, np.split(inside, ends[:-1]), strict=True)]


def _node(name: BilingualText, role: Role, payload: Payload, key: str) -> Node:
    return Node(
        name,
        role,
        payload,
        provenance=Provenance("yangzhou.buildings", VERSION, credits=figures.CREDITS, synthetic=True),
        attributes={"synthetic": True, "quarter": key},
        id=f"yangzhou-buildings-{key}",
    )
