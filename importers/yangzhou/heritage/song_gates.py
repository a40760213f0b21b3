"""The gates of Song Jiacheng (宋夹城): one at the south and one at the north end of the moated island.

It does not know the moat's water.
"""

from typing import Final

import numpy as np

from importers.yangzhou import figures
from importers.yangzhou.figures import Place
from importers.yangzhou.heritage.catalogue import SITE
from importers.yangzhou.heritage.city_gates import city_gate
from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.relief import GroundHeight
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role
from scene.payloads.arrays import F64

#: How far a gate stands inside the island's shore, metres.
_BACK: Final = 26.0
_NAMES: Final = {
    "south": BilingualText("宋夹城南门", "South gate of Song Jiacheng"),
    "north": BilingualText("宋夹城北门", "North gate of Song Jiacheng"),
}


def song_gates(place: Place, ground_height: GroundHeight, provenance: Provenance) -> list[Node]:
    """Return the two gates as nodes of role HERITAGE.

    Parameters
    ----------
    place : Place
        The middle of the island.
    ground_height : callable
        Heights of the ground at places of shape (n, 2).
    provenance : Provenance
    """
    model = city_gate(passage=4.6, half_length=15.0, thickness=10.0, height=7.5, bays=3)
    nodes = []
    for key, (xy, front) in gate_places(place).items():
        name = _NAMES[key]
        level = float(np.asarray(ground_height(np.array([xy])))[0])
        whole = MeshBuilder()
        whole.append(model, (xy[0], xy[1], level), -np.radians(front))
        mesh = whole.mesh({"name_zh": [name.zh], "name_en": [name.en]})
        attributes: dict[str, object] = {
            "accuracy_m": place.accuracy_m,
            "bearing_deg": front,
            "height_m": round(float(mesh.vertices[:, 2].max()) - level, 2),
            "height_source": "estimated",
            "foot_m": round(level, 2),
            "built_zh": "公园内重建",
            "built_en": "rebuilt in the park",
            "protection_zh": SITE.zh,
            "protection_en": SITE.en,
            "position_source": "estimated",
            "place": place.id,
            "synthetic": True,
        }
        gate_id = f"heritage.song_{key}_gate"
        nodes.append(
            Node(name, Role.HERITAGE, mesh, provenance=provenance, attributes=attributes, id=gate_id)
        )
    return nodes


def gate_places(place: Place) -> dict[str, tuple[tuple[float, float], float]]:
    """Return plan position and outward bearing of each gate, at the ends of the island in the moat."""
    islands = figures.waters()["song_moat"].rings[1:]
    centre = np.asarray(place.xy)
    shore = max(islands, key=lambda ring: float(np.ptp(ring[:, 0]) * np.ptp(ring[:, 1])))
    middle = (shore.min(axis=0) + shore.max(axis=0)) / 2.0 if len(shore) else centre
    found = {}
    for key, front in (("south", 180.0), ("north", 0.0)):
        sign = -1.0 if key == "south" else 1.0
        level = _shore_crossing(shore, float(middle[0]), sign)
        found[key] = ((float(middle[0]), level - sign * _BACK), front)
    return found


def _shore_crossing(shore: F64, x: float, sign: float) -> float:
    """Return the northernmost (`sign` 1) or southernmost (-1) y at which the shore crosses a meridian."""
    a, b = shore, np.roll(shore, -1, axis=0)
    crosses = (a[:, 0] - x) * (b[:, 0] - x) <= 0.0
    a, b = a[crosses], b[crosses]
    run = np.where(np.abs(b[:, 0] - a[:, 0]) < 1e-9, 1e-9, b[:, 0] - a[:, 0])
    y = a[:, 1] + (x - a[:, 0]) / run * (b[:, 1] - a[:, 1])
    return float(sign * np.max(sign * y))
