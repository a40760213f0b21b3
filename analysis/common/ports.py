"""The ports that analyses of sight share: what screens, where one looks from, what is judged.

It does not know who asks.
"""

from analysis.base import Port
from scene.messages import BilingualText
from scene.node import Role

TERRAIN = Port(
    "terrain", "terrain", BilingualText("地形", "Ground"), (Role.TERRAIN,), unit="m", required=False
)
SOLIDS = Port(
    "solids",
    "solids",
    BilingualText("建筑、古建与构筑物", "Buildings, heritage and structures that screen"),
    (Role.BUILDINGS, Role.HERITAGE, Role.STRUCTURES, Role.MODEL),
    required=False,
)
WATER = Port("water", "solids", BilingualText("水面", "Water"), (Role.WATER,), required=False)
TREES = Port("trees", "trees", BilingualText("树木", "Trees"), (Role.TREES,), required=False)
VIEWPOINTS = Port(
    "viewpoints",
    "viewpoints",
    BilingualText("受保护的视点与游线", "Protected viewpoints and routes"),
    (Role.VIEWPOINTS, Role.ROUTES),
)
PROPOSALS = Port("proposals", "proposals", BilingualText("方案", "Proposals"), (Role.PROPOSALS,))
ZONES = Port("zones", "zones", BilingualText("限高分区", "Height zones"), (Role.ZONES,), required=False)
PARCELS = Port("parcels", "parcels", BilingualText("地块", "Parcels"), (Role.PARCELS,), required=False)
CORRIDORS = Port("corridors", "corridors", BilingualText("视廊", "View corridors"), (Role.CORRIDORS,))
ROADS = Port(
    "roads", "roads", BilingualText("道路中心线", "Road centre lines"), (Role.ROADS,), required=False
)
WATERWORKS = Port(
    "waterworks",
    "nodes",
    BilingualText("水闸与泵站", "Sluices and pumps"),
    (Role.WATERWORKS,),
    required=False,
)
