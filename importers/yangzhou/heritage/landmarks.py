"""Sets every landmark on its place: bearing, level, one node each; and tells where eyes in them stand.

Walls of their courts and the boats on the water come with them.

It does not know the models' shapes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from importers.yangzhou import figures
from importers.yangzhou.figures import Place
from importers.yangzhou.heritage.catalogue import LANDMARKS, Landmark
from importers.yangzhou.heritage.fleet import fleet
from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.precinct_walls import precinct_walls
from importers.yangzhou.heritage.song_gates import song_gates
from importers.yangzhou.relief import GroundHeight
from scene.feedback import Feedback
from scene.messages import msg
from scene.node import Node, Provenance, Role

MAKER: Final = "yangzhou.heritage"


@dataclass(frozen=True, slots=True)
class Eye:
    """A viewpoint that a model hosts, in local metres.

    Parameters
    ----------
    host : str
        Id of the node.
    name : str
        ``deck``, ``upper_floor`` …
    foot : tuple of float
        x, y, z of the floor under the feet; the eye is above it.
    facing : float
        Bearing it looks to, degrees clockwise from north.
    free : float
        Degrees on either side of that in which nothing of the host stands, 1.6 m above the floor.
    """

    host: str
    name: str
    foot: tuple[float, float, float]
    facing: float
    free: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a model's own frame lies: origin in local metres, and the turn of its axes, radians."""

    origin: tuple[float, float, float]
    turn: float

    def point(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        """Return local metres of a point in the model's frame."""
        cos, sin = float(np.cos(self.turn)), float(np.sin(self.turn))
        east, north, up = self.origin
        return (east + x * cos - y * sin, north + x * sin + y * cos, up + z)


def standing(landmark: Landmark, place: Place, ground_height: GroundHeight) -> Standing:
    """Return where a landmark stands.

    On land it takes the ground at its middle, but stands no lower than half a metre under the highest
    ground that it covers; its terrace reaches down where the ground falls away.
    """
    turn = -float(np.radians(landmark.front))
    x, y, _ = Standing((*place.xy, 0.0), turn).point(*landmark.shift, 0.0)
    if landmark.on_water:
        return Standing((x, y, figures.levels().water), turn)
    angle = np.linspace(0.0, 2.0 * np.pi, 12, endpoint=False)
    ring = 0.6 * landmark.reach * np.column_stack([np.cos(angle), np.sin(angle)])
    spots = np.vstack([np.zeros((1, 2)), ring]) + np.array([x, y])
    heights = np.asarray(ground_height(spots), dtype=np.float64)
    level = max(float(heights[0]), float(np.nanmax(heights)) - 0.5)
    return Standing((x, y, level), turn)


def models(check: Callable[[], None]) -> dict[str, MeshBuilder]:
    """Return the model of each landmark in its own frame, by id.

    Parameters
    ----------
    check : callable
        Asked between models; raises if the person asked to stop.
    """
    found = {}
    for landmark in LANDMARKS:
        check()
        found[landmark.id] = landmark.build()
    return found


def make(
    built: Mapping[str, MeshBuilder],
    places: Mapping[str, Place],
    ground_height: GroundHeight,
    feedback: Feedback,
) -> list[Node]:
    """Return the landmarks (role HERITAGE), their court walls (STRUCTURES) and the boats (FURNITURE).

    Vertices are local metres.

    Parameters
    ----------
    built : mapping of str to MeshBuilder
        From :func:`models`.
    places : mapping of str to Place
        :func:`importers.yangzhou.figures.places`.
    ground_height : callable
        Heights of the ground at places of shape (n, 2).
    feedback : Feedback
    """
    nodes = []
    for index, landmark in enumerate(LANDMARKS):
        feedback.check()
        feedback.progress(index / len(LANDMARKS), msg("Building the heritage models"))
        place = places[landmark.place]
        nodes.append(_node(landmark, built[landmark.id], place, standing(landmark, place, ground_height)))
    nodes += song_gates(places["song_jiacheng"], ground_height, provenance())
    nodes.append(precinct_walls(places, ground_height, provenance()))
    nodes += fleet(provenance())
    feedback.progress(1.0)
    return nodes


def provenance() -> Provenance:
    """Return whence the models come."""
    return Provenance(
        MAKER,
        source="参数化模型，依公开数据，其余尺寸为估计 / "
        "parametric models after published figures; other measures estimated",
        credits=figures.CREDITS,
        synthetic=True,
    )


def _node(landmark: Landmark, model: MeshBuilder, place: Place, stand: Standing) -> Node:
    name = landmark.name or place.name
    whole = MeshBuilder()
    whole.append(model, stand.origin, stand.turn)
    mesh = whole.mesh({"name_zh": [name.zh], "name_en": [name.en]})
    top = float(mesh.vertices[:, 2].max())
    attributes: dict[str, object] = {
        "accuracy_m": place.accuracy_m,
        "bearing_deg": landmark.front,
        "height_m": round(landmark.height_m or top - stand.origin[2], 2),
        "height_source": "published" if landmark.height_m else "estimated",
        "foot_m": round(stand.origin[2], 2),
        "built_zh": landmark.built.zh,
        "built_en": landmark.built.en,
        "protection_zh": landmark.protection.zh,
        "protection_en": landmark.protection.en,
        "position_source": place.source,
        "place": place.id,
        "synthetic": True,
    }
    return Node(
        name,
        Role.HERITAGE,
        mesh,
        provenance=provenance(),
        attributes=attributes,
        id=f"heritage.{landmark.id}",
    )


def eyes(places: Mapping[str, Place], ground_height: GroundHeight) -> tuple[Eye, ...]:
    """Return where eyes stand in the landmarks: the open places that protected viewpoints are hosted at."""
    found = []
    for landmark in LANDMARKS:
        if not landmark.eyes:
            continue
        stand = standing(landmark, places[landmark.place], ground_height)
        for eye in landmark.eyes:
            facing = (landmark.front + eye.outward) % 360.0
            found.append(Eye(f"heritage.{landmark.id}", eye.name, stand.point(*eye.at), facing, eye.free))
    return tuple(found)


def sites(places: Mapping[str, Place]) -> dict[str, tuple[tuple[float, float], float]]:
    """Return centre and radius of the ground each landmark needs, so that nothing else is built there."""
    found = {}
    for landmark in LANDMARKS:
        frame = Standing((*places[landmark.place].xy, 0.0), -float(np.radians(landmark.front)))
        x, y, _ = frame.point(*landmark.shift, 0.0)
        found[f"heritage.{landmark.id}"] = ((x, y), landmark.reach)
    return found
