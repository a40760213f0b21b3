"""Which boats are under way on the lake and on the canal of the built-in city.

It does not know the shapes of boats.
"""

from typing import Final

import numpy as np

from importers.yangzhou import figures
from importers.yangzhou.heritage.boats import Boat, boats_along, painted_boat, rowing_boat
from scene.messages import BilingualText
from scene.node import Node, Provenance
from scene.payloads.arrays import F64

#: Where on the lake route each boat is, as a share of its length; a negative share goes the other way.
_PAINTED: Final = (0.06, -0.36, 0.62, 0.83)
_DRAGON: Final = (-0.22, 0.47)
_ROWING: Final = (0.13, 0.415, -0.56, 0.72, -0.93)
#: Metres along the canal from the Dongguan ferry, and whether the boat goes along the line (1) or back (-1).
_CANAL: Final = ((-420.0, 1.0), (-130.0, -1.0), (260.0, 1.0), (610.0, -1.0))


def fleet(provenance: Provenance) -> list[Node]:
    """Return the boats, one node a kind, of role FURNITURE."""
    lake = next(row for row in figures.table("viewpoints")["route"] if row["id"] == "lake_boat")
    route = figures.to_local(lake["line"])
    canal = figures.waters()["ancient_canal"].line
    painted, rowing = painted_boat(), rowing_boat()

    def kind(
        key: str, name: BilingualText, boat: Boat, line: F64, shares: tuple[float, ...], offset: float
    ) -> Node:
        return boats_along(
            line,
            figures.levels().water,
            shares,
            boat,
            name=name,
            node_id=f"heritage.{key}",
            provenance=provenance,
            offset=offset,
        )

    return [
        kind("painted_boats", BilingualText("画舫", "Painted boats"), painted, route, _PAINTED, 4.0),
        kind(
            "dragon_boats",
            BilingualText("龙头画舫", "Dragon boats"),
            painted_boat(dragon=True),
            route,
            _DRAGON,
            4.0,
        ),
        kind("rowing_boats", BilingualText("小船", "Rowing boats"), rowing, route, _ROWING, 8.0),
        kind(
            "canal_boats",
            BilingualText("古运河画舫", "Canal boats"),
            painted,
            canal,
            _canal_shares(canal),
            6.0,
        ),
    ]


def _canal_shares(canal: F64) -> tuple[float, ...]:
    """Return the boats' places off the ferry as signed shares of the canal's length."""
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(canal, axis=0), axis=1))])
    away = np.linalg.norm(canal - np.asarray(figures.places()["dongguan_ferry"].xy), axis=1)
    ferry = float(run[int(np.argmin(away))])
    return tuple(way * (ferry + ahead) / float(run[-1]) for ahead, way in _CANAL)
