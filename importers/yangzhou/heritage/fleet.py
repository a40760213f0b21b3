"""Which boats are under way on the lake and on the canal of the built-in city.

It does not know the shapes of boats.
"""

from typing import Final

from importers.yangzhou import figures
from importers.yangzhou.heritage.boats import boats_along, painted_boat, rowing_boat
from scene.messages import BilingualText
from scene.node import Node, Provenance

#: Where on the route of a line each boat is, as a share of its length; a negative share goes the other way.
_PAINTED: Final = {"lake_boat": (0.06, -0.36, 0.62, 0.83), "canal_boat": (0.25, -0.55, 0.8)}
_DRAGON: Final = {"lake_boat": (-0.22, 0.47)}
_ROWING: Final = {"lake_boat": (0.13, 0.415, -0.56, 0.72, -0.93), "canal_boat": (0.4, -0.7)}


def fleet(provenance: Provenance) -> list[Node]:
    """Return the boats, one node a kind and water, of role FURNITURE."""
    water = figures.levels().water
    routes = {row["id"]: figures.to_local(row["line"]) for row in figures.table("viewpoints")["route"]}
    kinds = (
        ("painted_boats", BilingualText("画舫", "Painted boats"), painted_boat(), _PAINTED, 4.0),
        ("dragon_boats", BilingualText("龙头画舫", "Dragon boats"), painted_boat(dragon=True), _DRAGON, 4.0),
        ("rowing_boats", BilingualText("小船", "Rowing boats"), rowing_boat(), _ROWING, 8.0),
    )
    return [
        boats_along(
            routes[route],
            water,
            shares,
            boat,
            name=name,
            node_id=f"heritage.{key}.{route}",
            provenance=provenance,
            offset=offset,
        )
        for key, name, boat, places, offset in kinds
        for route, shares in places.items()
    ]
