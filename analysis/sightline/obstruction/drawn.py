"""The view to a body as it is drawn: sight lines, seen and hidden, what blocks them, what would have to go.

It does not know how they were found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from analysis.sightline.bodies import Body, faces_of
from analysis.sightline.obstruction.blockers import Blocker
from analysis.sightline.obstruction.looking import CASES, Look
from analysis.sightline.obstruction.views import View
from scene.geometry.ray_scene import RayScene
from scene.legend import FAIL, LABELLED, LEGEND, PASS, REVIEW, VALUE, Entry, Legend, classes, ramp
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role, Style
from scene.payloads import Polylines, TriangleMesh
from scene.payloads.arrays import F64

_SEEN, _HIDDEN = 1.0, 2.0
#: Blockers of one viewpoint that are drawn; the table has all.
_MOST: Final = 12
#: A blocker is drawn a little larger than it is, so that it lies over its own.
_LARGER: Final = 1.005
#: Where a sight line is aimed, between the lower and the upper edge of the middle column.
_AIMS: Final = (0.02, 0.5, 0.98)

LINES: Final = classes(
    BilingualText("视线", "Sight lines"),
    Entry(_SEEN, PASS, BilingualText("可见", "seen")),
    Entry(_HIDDEN, FAIL, BilingualText("被遮挡", "hidden"), 2),
)
_KINDS: Final = {Role.TREES: 1.0, Role.HERITAGE: 3.0, Role.PROPOSALS: 4.0}
BLOCKERS: Final = classes(
    BilingualText("遮挡物", "What blocks"),
    Entry(1.0, (0xB9, 0xA0, 0x5A), BilingualText("树木", "trees"), 2),
    Entry(2.0, REVIEW, BilingualText("建筑与构筑物", "buildings and structures"), 1),
    Entry(3.0, (0x8A, 0x5A, 0x83), BilingualText("古建", "heritage"), 1),
    Entry(4.0, FAIL, BilingualText("方案", "proposals"), 3),
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A polyline with what its row says."""

    vertices: list[tuple[float, float, float]]
    id: str
    value: float
    name: BilingualText


def nodes_of(
    body: Body, views: Sequence[View], looks: Sequence[Look], rays: RayScene, provenance: Provenance
) -> tuple[Node, ...]:
    """Return what is drawn of the view to a body, role RESULT; empty layers are left out."""

    def layer(
        zh: str, en: str, payload: Polylines | TriangleMesh | None, legend: Legend, named: bool = False
    ) -> Node | None:
        if payload is None:
            return None
        name = BilingualText(f"{zh}:{body.name.zh}", f"{en}: {body.name.en}")
        return Node(
            name, Role.RESULT, payload, style=Style(line_width=3.0), provenance=provenance,
            attributes={LEGEND: legend.as_json(), "target": body.id, LABELLED: named},
        )  # fmt: skip

    seen = [view for view in views if view.best() >= 0]
    where = {int(row): (look, k) for look in looks for k, row in enumerate(look.run.stations.tolist())}
    lines = [line for view in seen for line in _sight_lines(view, *where[int(view.rows[view.best()])])]
    excess = [line for view in seen for line in _excess_lines(view, rays)]
    share = ramp(BilingualText("可见比例", "Share seen"), "%", 0.0, 100.0)
    routes = [line for view in seen if view.viewpoint.is_route for line in _route_lines(view, looks, where)]
    made = (
        layer("视线", "Sight lines", _polylines(lines), LINES),
        layer("遮挡物", "What blocks", _blockers(seen, rays), BLOCKERS),
        layer("需降低的部分", "What would have to go", _polylines(excess), LINES, named=True),
        layer("沿游线的可见比例", "Share seen along routes", _polylines(routes), share),
    )
    return tuple(node for node in made if node is not None)


def _polylines(lines: Sequence[_Line]) -> Polylines | None:
    if not lines:
        return None
    return Polylines(
        np.array([vertex for line in lines for vertex in line.vertices], np.float32),
        np.cumsum([0, *(len(line.vertices) for line in lines)], dtype=np.int32),
        tuple(line.id for line in lines),
        {
            VALUE: np.array([line.value for line in lines]),
            "name_zh": np.array([line.name.zh for line in lines]),
            "name_en": np.array([line.name.en for line in lines]),
        },
    )


def _sight_lines(view: View, look: Look, eye: int) -> list[_Line]:
    """Return sight lines from one station to foot, middle and top, parted where something blocks them."""
    silhouette, hidden = look.run.silhouette, look.screens.hidden
    columns = np.flatnonzero(silhouette.of == eye)
    low, high = silhouette.lowest(), silhouette.highest()
    columns = columns[np.isfinite(low[columns])]
    column = int(columns[len(columns) // 2])
    own = slice(int(hidden.start[column]), int(hidden.start[column + 1]))
    pieces = slice(int(silhouette.pieces.start[column]), int(silhouette.pieces.start[column + 1]))
    end = 1.0 / float(silhouette.pieces.q_low[pieces].max())
    lines = []
    for number, aim in enumerate(_AIMS):
        tangent = float(low[column] + aim * (high[column] - low[column]))
        blocking = (hidden.low[own] <= tangent) & (hidden.high[own] >= tangent)
        at = 1.0 / float(hidden.near[own][blocking].max()) if blocking.any() else end
        stops = [0.0, at, end] if at < end else [0.0, end]
        for value, (start, stop) in zip((_SEEN, _HIDDEN), pairwise(stops), strict=False):
            vertices = [_along(look, eye, column, tangent, distance) for distance in (start, stop)]
            lines.append(
                _Line(vertices, f"{view.viewpoint.id}-{number}-{value:g}", value, view.viewpoint.name)
            )
    return lines


def _along(look: Look, eye: int, column: int, tangent: float, distance: float) -> tuple[float, float, float]:
    x, y, z = look.run.eye[eye].tolist()
    east, north = look.run.silhouette.way[column].tolist()
    rise = (tangent + look.run.drop * distance) * distance
    return (x + east * distance, y + north * distance, z + rise)


def _most_hiding(view: View) -> list[Blocker]:
    return sorted(view.blockers, key=lambda one: (-one.first, one.layer, one.row))[:_MOST]


def _excess_lines(view: View, rays: RayScene) -> list[_Line]:
    """Return upright lines from the highest point of each blocker down to the sight line over it."""
    lines = []
    for blocker in _most_hiding(view):
        x, y, z = blocker.top
        object_id, name = rays.name_of(blocker.layer, blocker.row)
        named = BilingualText(f"{name.zh} -{blocker.lose:.1f} m", f"{name.en} -{blocker.lose:.1f} m")
        lines.append(
            _Line([(x, y, z), (x, y, z - blocker.lose)], f"{view.viewpoint.id}:{object_id}", _HIDDEN, named)
        )
    return lines


def _route_lines(view: View, looks: Sequence[Look], where: dict[int, tuple[Look, int]]) -> list[_Line]:
    """Return the path, piece by piece, with the share seen from there in percent."""
    share: F64 = 100.0 * view.share[CASES[0]]
    eyes = [where[int(row)] for row in view.rows]
    places = np.array([look.run.eye[k] for look, k in eyes])
    lines = []
    for k in range(len(places) - 1):
        value = float(0.5 * (share[k] + share[k + 1]))
        vertices = [(float(x), float(y), float(z)) for x, y, z in places[k : k + 2]]
        lines.append(_Line(vertices, f"{view.viewpoint.id}-{k}", value, view.viewpoint.name))
    return lines


def _blockers(views: Sequence[View], rays: RayScene) -> TriangleMesh | None:
    """Return copies of what blocks most, each once; the ground is not copied."""
    chosen = {(one.layer, one.row): one for view in views for one in _most_hiding(view)}
    vertices, faces, feature = [], [], []
    values: list[float] = []
    ids: list[str] = []
    names: list[BilingualText] = []
    first = 0
    for layer, row in sorted(chosen):
        node, solid = rays.layers[layer].node, rays.layers[layer].solid
        if node.role is Role.TERRAIN:
            continue
        own = solid.faces[faces_of(solid, row)]
        corners, index = np.unique(own, return_inverse=True)
        body = solid.vertices[corners].astype(np.float64)
        middle = 0.5 * (body.min(axis=0) + body.max(axis=0))
        vertices.append(middle + _LARGER * (body - middle))
        faces.append(index.reshape(-1, 3) + first)
        feature.append(np.full(len(own), len(ids)))
        first += len(corners)
        object_id, name = rays.name_of(layer, row)
        values.append(_KINDS.get(node.role, 2.0))
        ids.append(object_id)
        names.append(name)
    if not ids:
        return None
    return TriangleMesh(
        np.concatenate(vertices).astype(np.float32),
        np.concatenate(faces).astype(np.int32),
        np.concatenate(feature).astype(np.int32),
        columns={
            VALUE: np.array(values),
            "id": np.array(ids),
            "name_zh": np.array([name.zh for name in names]),
            "name_en": np.array([name.en for name in names]),
        },
    )
