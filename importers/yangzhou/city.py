"""The built-in Yangzhou, put together: ground, water, houses, heritage, trees, views, proposals.

Every layer is synthetic and says so in its provenance. It does not know how a layer is made or drawn.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeAlias

from importers.yangzhou import cache, figures
from scene.feedback import Feedback, PartOf
from scene.frame import YANGZHOU_FRAME, SceneFrame
from scene.messages import BilingualText, msg
from scene.node import Node, Provenance, Role, Style
from scene.payloads import Buildings, Payload

if TYPE_CHECKING:
    from importers.yangzhou.buildings.massing import Masses
    from importers.yangzhou.trees import Stand

MAKER: Final = "yangzhou.city"
VERSION: Final = "1"

#: Layers that are there for the work, not for the eye; the paving of the roads is in the ground.
_UNSEEN: Final = (Role.ROUTES, Role.CORRIDORS, Role.ZONES, Role.ROADS, Role.WATERWORKS)

#: A node and what hangs under it.
Branch: TypeAlias = tuple[Node, tuple[Node, ...]]


def build(feedback: Feedback) -> tuple[SceneFrame, list[Branch]]:
    """Return the frame and the branches of the built-in city, from the disk if it was built before.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    branches = cache.load()
    if branches is None:
        feedback.progress(0.0, msg("Building the illustrative Yangzhou"))
        branches = compose(feedback)
        cache.store(branches)
    feedback.progress(1.0)
    return YANGZHOU_FRAME, branches


def compose(feedback: Feedback) -> list[Branch]:
    """Build every layer anew.

    What does not need the height of the ground is made beside it, on a second thread. What both threads
    read of the plan is there before the second begins: nothing is drawn twice, and no geometry is prepared
    by one thread (GEOS keeps an index in it) while the other asks it.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    from importers.yangzhou import (
        bridges,
        corridors,
        ground,
        place_names,
        proposals,
        roads,
        viewpoints,
        waters,
        waterworks,
        zones,
    )
    from importers.yangzhou.buildings import city as houses
    from importers.yangzhou.heritage import landmarks

    feedback.progress(0.01, msg("Shaping ground and water"))
    with ThreadPoolExecutor(1) as beside:
        modelled = beside.submit(landmarks.models, feedback.check)
        ground.breaklines()
        feedback.check()
        feedback.progress(0.3)
        outlined = beside.submit(_outlines, feedback.check)
        terrain = ground.ground()
        feedback.check()
        feedback.progress(0.7, msg("Building streets and houses"))
        models, (outlines, candidates) = modelled.result(), outlined.result()
    built = houses.make(outlines, ground.ground_height, PartOf(feedback, 0.75, 0.85))
    heritage = landmarks.make(models, figures.places(), ground.ground_height, PartOf(feedback, 0.85, 0.9))
    feedback.progress(0.9, msg("Planting trees"))
    grown = _tree_nodes(candidates, _together(built))
    feedback.check()
    protected = viewpoints.viewpoints()
    vistas = corridors.corridors(protected)
    views = (
        _node("viewpoints", "保护视点", "Protected viewpoints", Role.VIEWPOINTS, protected),
        _node("routes", "步道与游船线", "Walks and boat routes", Role.ROUTES, viewpoints.routes()),
        _node("corridors", "视廊(示例)", "View corridors (samples)", Role.CORRIDORS, vistas),
        _node("zones", "限高分区", "Height zones", Role.ZONES, zones.zones()),
    )
    samples = tuple(
        _node(payload.ids[0], name.zh, name.en, Role.PROPOSALS, payload)
        for name, payload in proposals.proposals()
    )
    return [
        _group(
            "land",
            "地面与水",
            "Ground and water",
            (
                _node("ground", "地面", "Ground", Role.TERRAIN, terrain),
                _node("water", "水面", "Water", Role.WATER, waters.water_surfaces()),
                _node("bridges", "道路桥梁", "Road bridges", Role.STRUCTURES, bridges.bridges()),
                _node("roads", "道路中心线", "Road centre lines", Role.ROADS, roads.roads()),
                _node(
                    "waterworks", "水闸与泵站", "Sluices and pumps", Role.WATERWORKS, waterworks.waterworks()
                ),
            ),
        ),
        _group("houses", "建筑", "Buildings", tuple(built)),
        _group("heritage", "文物古迹", "Heritage", tuple(heritage)),
        _group("trees", "树木", "Trees", grown),
        _group("views", "视点与线路", "Viewpoints and routes", views),
        _group("proposals", "报建方案", "Proposals", samples),
        _group(
            "names",
            "地名",
            "Place names",
            (_node("places", "地名标注", "Place labels", Role.PLACES, place_names.place_names()),),
        ),
    ]


def _outlines(check: Callable[[], None]) -> "tuple[dict[str, list[Masses]], Stand]":
    """Return the houses of each quarter and the trees that there is room for, not yet set on the ground."""
    from importers.yangzhou import trees
    from importers.yangzhou.buildings import city as houses

    return houses.outlines(check), trees.candidates()


def _tree_nodes(candidates: "Stand", houses: list[Buildings]) -> tuple[Node, ...]:
    from importers.yangzhou import trees

    return tuple(
        _node(f"trees.{kind.maker}", kind.name.zh, kind.name.en, Role.TREES, copies)
        for kind, copies in trees.trees(candidates, houses)
    )


def _together(nodes: list[Node]) -> list[Buildings]:
    """Return the footprint layers among some nodes."""
    return [node.payload for node in nodes if isinstance(node.payload, Buildings)]


def _node(key: str, zh: str, en: str, role: Role, payload: Payload) -> Node:
    return Node(
        BilingualText(zh, en),
        role,
        payload,
        style=Style(),
        visible=role not in _UNSEEN,
        provenance=_provenance(),
        attributes={"synthetic": True, "accuracy": "illustrative"},
        id=f"yangzhou.{key}",
    )


def _group(key: str, zh: str, en: str, children: tuple[Node, ...]) -> Branch:
    node = Node(BilingualText(zh, en), Role.GROUP, provenance=_provenance(), id=f"yangzhou.group.{key}")
    return (node, children)


def _provenance() -> Provenance:
    """Return whence the layers come; the levels they stand on are assumed, and said to be."""
    return Provenance(
        MAKER,
        VERSION,
        parameters={"water_level_m_assumed": figures.levels().water, "seed": 1757},
        source="assets/yangzhou: OpenStreetMap, published figures, and invention (示意 / illustrative)",
        credits=figures.CREDITS,
        synthetic=True,
    )
