"""From a city model to nodes: chosen, placed, cleaned, turned outward, cut into triangles, dressed.

It does not know formats.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue, ImportTarget
from importers.citymodel.facts import facts_of
from importers.citymodel.families import Choice, chosen
from importers.citymodel.footprints import buildings_of
from importers.citymodel.kinds import GROUND_COVERS, LAYERS, role_of
from importers.citymodel.looks import Dress, card, own_colours, pictured, pictures_of, told_or_seen
from importers.citymodel.objects import CityFile, CityObjects
from importers.citymodel.own import own_buildings
from importers.citymodel.params import CityParams
from importers.citymodel.placing import placed
from importers.citymodel.polygons import Planes, cleaned, planes_of, triangles_of
from importers.citymodel.shells import inside_out, outward, without_duplicates
from importers.common.provenance import layer_name
from scene.errors import UnreadableFile
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.materials import COLOUR, Material
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import TriangleMesh
from scene.payloads.arrays import I32, U8

#: A coordinate beyond this belongs to no place on Earth in any unit.
_FARTHEST: Final = 1e10
#: In this order the layers come.
_ORDER: Final = (
    Role.BUILDINGS, Role.STRUCTURES, Role.TREES, Role.ROADS, Role.WATER, Role.TERRAIN, Role.FURNITURE,
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """Nodes of a city model, without provenance.

    Parameters
    ----------
    nodes : tuple of Node
    frame : SceneFrame
    companions : tuple of Path
        Pictures read.
    """

    nodes: tuple[Node, ...]
    frame: SceneFrame
    companions: tuple[Path, ...]


def built(
    file: CityFile,
    path: Path,
    params: CityParams,
    target: ImportTarget,
    feedback: Feedback,
    issues: list[ImportIssue],
) -> Built:
    """Return the layers that a city model becomes.

    Raises
    ------
    UnreadableFile
        If there is nothing to show.
    AnswerNeeded
        If the coordinate system is not known.
    OutOfReach
        If it lies too far from the scene.
    """
    own = own_buildings(file, layer_name(path, params), path.name, params, target, issues)
    if own is not None:
        feedback.progress(0.95)
        return Built((own[0],), own[1].frame, ())
    choice = chosen(file.model, params.lod)
    roles = np.array([role_of(one.kind) for one in file.model.objects], dtype=object)
    role_of_polygon = roles[choice.root[file.model.object_of_polygon]]
    shown = choice.shown & ~_prototypes(file.model)
    if not params.surroundings:
        shown &= role_of_polygon == Role.BUILDINGS
    model = _possible(file.model.of_polygons(shown), issues)
    if not len(model.xyz):
        raise UnreadableFile(
            msg("{file} holds no city object with a shape.", file=path.name),
            msg("Check that the right layer was exported, with its geometry."),
        )
    where = placed(
        model.xyz, file.system, file.authority_order, params, target, path.name,
        lambda xyz: inside_out(model, xyz), issues,
    )  # fmt: skip
    feedback.progress(0.6)
    feedback.check()
    model, planes = cleaned(model, where.xyz, issues)
    model = without_duplicates(model, issues)
    planes = planes_of(model)
    flat = (model.lod_of_polygon < 1) & (roles[choice.root[model.object_of_polygon]] == Role.BUILDINGS)
    outlines, model, planes = model.of_polygons(flat), model.of_polygons(~flat), _some(planes, ~flat)
    model, planes = _facing_outward(model, planes, issues)
    feedback.progress(0.7)
    feedback.check()
    images: dict[int, U8] = {}
    companions: tuple[Path, ...] = ()
    if params.textures:
        images, companions = pictures_of(model, model.image_of_polygon, path, feedback, issues)
    feedback.progress(0.8)
    name = layer_name(path, params)
    attributes = {"theme": file.theme} if file.theme else {}
    nodes: list[Node] = []
    if len(outlines.xyz):
        nodes.append(
            Node(name, Role.BUILDINGS, buildings_of(outlines, choice, target, issues), attributes=attributes)
        )
    for role, title, wanted in _layers(model, choice, roles):
        feedback.check()
        only = role is Role.BUILDINGS and not nodes
        label = name if only else BilingualText(f"{name.zh} {title.zh}", f"{name.en} {title.en}")
        nodes.append(
            _node(
                model.of_polygons(wanted),
                _some(planes, wanted),
                choice,
                role,
                label,
                images,
                attributes,
                issues,
            )
        )
    if not nodes:
        raise UnreadableFile(
            msg("{file} holds no usable polygon.", file=path.name),
            msg("Check that the right layer was exported, with its geometry."),
        )
    feedback.progress(0.95)
    return Built(tuple(nodes), where.frame, companions)


def _possible(model: CityObjects, issues: list[ImportIssue]) -> CityObjects:
    """Return a model without polygons that have a coordinate which no place has."""
    odd = ~(np.abs(model.xyz) < _FARTHEST).all(axis=1)  # also true for nan
    if not odd.any():
        return model
    lost = np.zeros(len(model.polygon_start) - 1, dtype=bool)
    lost[model.polygon_of_ring[model.ring_of_vertex[odd]]] = True
    said = msg("Polygons with a coordinate that no place has, left out: {count}.", count=int(lost.sum()))
    issues.append(ImportIssue("dropped", said))
    return model.of_polygons(~lost)


def _prototypes(model: CityObjects) -> NDArray[np.bool_]:
    is_prototype = np.array([one.kind == "Prototype" for one in model.objects], dtype=bool)
    result: NDArray[np.bool_] = is_prototype[model.object_of_polygon]
    return result


def _some(planes: Planes, wanted: NDArray[np.bool_]) -> Planes:
    return Planes(planes.normal[wanted], planes.area[wanted], planes.origin[wanted], planes.off[wanted])


def _facing_outward(
    model: CityObjects, planes: Planes, issues: list[ImportIssue]
) -> tuple[CityObjects, Planes]:
    """Return a model with its polygons turned outward; a turned polygon has its rings run the other way."""
    if not len(planes.area):
        return model, planes
    key = (
        model.object_of_polygon.astype(np.int64) * (int(model.shell_of_polygon.max()) + 2)
        + model.shell_of_polygon
        + 1
    )
    _, group = np.unique(key, return_inverse=True)
    turned = outward(model, planes, group.astype(np.int32), int(group.max()) + 1, issues)
    if not turned.any():
        return model, planes
    ring = model.ring_of_vertex
    at = np.arange(len(ring))
    backwards = model.ring_start[ring] + model.ring_start[ring + 1] - 1 - at
    order = np.where(turned[model.polygon_of_ring[ring]], backwards, at)
    uv = None if model.uv is None else model.uv[order]
    normal = np.where(turned[:, None], -planes.normal, planes.normal)
    origin = model.xyz[order][model.ring_start[model.polygon_start[:-1]]]
    return replace(model, xyz=model.xyz[order], uv=uv), Planes(normal, planes.area, origin, planes.off)


def _layers(
    model: CityObjects, choice: Choice, roles: NDArray[np.object_]
) -> list[tuple[Role, BilingualText, NDArray[np.bool_]]]:
    """Return role, title and polygons of each layer that has any."""
    root = choice.root[model.object_of_polygon]
    role = roles[root]
    kind = np.array([one.kind for one in model.objects], dtype=object)[root]
    layers: list[tuple[Role, BilingualText, NDArray[np.bool_]]] = []
    for one in _ORDER:
        left = role == one
        if one is Role.ROADS:
            for cover, (title, _) in GROUND_COVERS.items():
                layers.append((one, title, left & (kind == cover)))
                left &= kind != cover
        layers.append((one, LAYERS[one][0], left))
    return [layer for layer in layers if layer[2].any()]


def _node(
    model: CityObjects,
    planes: Planes,
    choice: Choice,
    role: Role,
    name: BilingualText,
    images: dict[int, U8],
    attributes: dict[str, str],
    issues: list[ImportIssue],
) -> Node:
    """Return one layer."""
    rows, found = np.unique(choice.root[model.object_of_polygon], return_inverse=True)
    row: I32 = np.asarray(found, dtype=np.int32)
    triangles, polygon = triangles_of(model, planes, issues)
    edges = model.ring_start[model.polygon_start[:-1]]
    low, high = np.minimum.reduceat(model.xyz[:, 2], edges), np.maximum.reduceat(model.xyz[:, 2], edges)
    dress = _dress(model, planes, role, row, images)
    facts = facts_of(model, choice, row, rows.astype(np.int32), low, high)
    mesh = TriangleMesh(
        model.xyz.astype(np.float32), triangles, row[polygon], dress.colour[polygon], dress.material[polygon],
        dress.uv, dress.texture, facts.columns,
    )  # fmt: skip
    held: dict[str, object] = dict(attributes)
    if facts.titles:
        held["column_titles"] = facts.titles
    return Node(name, role, mesh, attributes=held)


def _dress(model: CityObjects, planes: Planes, role: Role, row: I32, images: dict[int, U8]) -> Dress:
    surface = told_or_seen(model, planes.normal)
    if role in (Role.BUILDINGS, Role.STRUCTURES):
        colour, material = card(model, surface, row)
    else:
        made_of = LAYERS[role][1]
        kind = model.objects[int(model.object_of_polygon[0])].kind
        made_of = GROUND_COVERS[kind][1] if kind in GROUND_COVERS else made_of
        material = np.full(len(row), int(made_of), dtype=np.uint8)
        colour = own_colours(model, np.tile(np.array(COLOUR[Material(made_of)], np.uint8), (len(row), 1)))
    return pictured(model, colour, material, images)
