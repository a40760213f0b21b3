"""Meshes, rasters, points and instances as named arrays and a little JSON, and back.

Buildings and lines are not here: their feature tables are the truth (``scene.project.features``).
It does not know SQL.
"""

import os
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scene.frame import SceneFrame
from scene.payloads import GroundPicture, Instances, Pin, PointCloud, Raster, StreamedPoints, TriangleMesh
from scene.payloads.streamed import LinkedFile
from scene.units import QUANTITIES

Arrays: TypeAlias = dict[str, NDArray[Any]]
Json: TypeAlias = dict[str, Any]
Held: TypeAlias = TriangleMesh | Raster | GroundPicture | PointCloud | StreamedPoints | Instances | Pin

_MESH_ARRAYS = ("vertices", "faces", "feature_of_face", "colour_of_face", "material_of_face", "uv", "texture")
_POINT_ARRAYS = ("positions", "colour", "classification", "intensity")
_INSTANCE_ARRAYS = ("positions", "heading", "scale", "colour")
_COLUMN = "column:"


def _present(value: object, names: tuple[str, ...], prefix: str = "") -> Arrays:
    found = {prefix + name: getattr(value, name) for name in names}
    return {name: array for name, array in found.items() if array is not None}


def _mesh_arrays(mesh: TriangleMesh, prefix: str = "") -> Arrays:
    arrays = _present(mesh, _MESH_ARRAYS, prefix)
    return arrays | {f"{prefix}{_COLUMN}{name}": column for name, column in mesh.columns.items()}


def _mesh(arrays: Arrays, prefix: str = "") -> TriangleMesh:
    own = {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
    columns = {name.removeprefix(_COLUMN): own[name] for name in own if name.startswith(_COLUMN)}
    return TriangleMesh(**{name: own[name] for name in _MESH_ARRAYS if name in own}, columns=columns)


def encode(payload: Held, folder: Path) -> tuple[Json, Arrays]:
    """Return the JSON description and the arrays of a payload.

    Parameters
    ----------
    payload : Held
    folder : Path
        Where the project file lies; files that the payload links to are named from there.
    """
    match payload:
        case TriangleMesh():
            return {"kind": "mesh"}, _mesh_arrays(payload)
        case Raster():
            json = {
                "kind": "raster",
                "cell": payload.cell,
                "west": payload.west,
                "north": payload.north,
                "quantity": payload.quantity.key,
            }
            return json, _present(payload, ("values", "cover"))
        case GroundPicture():
            return {"kind": "picture", "place": payload.place.tolist()}, {"pixels": payload.pixels}
        case PointCloud() | StreamedPoints():
            return _cloud_json(payload, folder)
        case Instances():
            arrays = _present(payload, _INSTANCE_ARRAYS)
            arrays |= _mesh_arrays(payload.mesh, "mesh/") | _mesh_arrays(payload.outline, "outline/")
            return {"kind": "instances"}, arrays
        case Pin():
            return {"kind": "pin", "place": payload.place.tolist()}, {"picture": payload.picture}


def decode(json: Json, arrays: Arrays, folder: Path) -> Held:
    """Return the payload again.

    Parameters
    ----------
    json : dict
        Its description.
    arrays : dict of ndarray
        What it holds.
    folder : Path
        Where the project file lies now.

    Raises
    ------
    ValueError
        If the kind is unknown or the arrays do not fit.
    """
    match json["kind"]:
        case "mesh":
            return _mesh(arrays)
        case "raster":
            quantity = QUANTITIES[json["quantity"]]
            return Raster(
                arrays["values"], json["cell"], json["west"], json["north"], quantity, arrays.get("cover")
            )
        case "picture":
            return GroundPicture(arrays["pixels"], np.array(json["place"], dtype=np.float64))
        case "points" | "streamed points":
            return _cloud(json, arrays, folder)
        case "instances":
            own = {name: arrays[name] for name in _INSTANCE_ARRAYS if name in arrays}
            return Instances(_mesh(arrays, "mesh/"), _mesh(arrays, "outline/"), **own)
        case "pin":
            return Pin(np.array(json["place"], dtype=np.float64), arrays["picture"])
        case kind:
            raise ValueError(f"unknown kind of payload {kind!r}")


def _cloud_json(cloud: PointCloud | StreamedPoints, folder: Path) -> tuple[Json, Arrays]:
    if isinstance(cloud, StreamedPoints):
        return _streamed(cloud, folder), _present(cloud.sample, _POINT_ARRAYS)
    return {"kind": "points", "total": cloud.total}, _present(cloud, _POINT_ARRAYS)


def _cloud(json: Json, arrays: Arrays, folder: Path) -> PointCloud | StreamedPoints:
    own = {name: arrays[name] for name in _POINT_ARRAYS if name in arrays}
    sample = PointCloud(**own, total=json["total"])
    if json["kind"] == "points":
        return sample
    low, high = (tuple(json[name]) for name in ("low", "high"))
    crs, origin, vertical = json["frame"]
    return StreamedPoints(
        sample, json["total"], low, high, _link(json["link"], folder), json["recipe"],
        SceneFrame(crs, tuple(origin), vertical),
    )  # fmt: skip


def _streamed(payload: StreamedPoints, folder: Path) -> Json:
    link, frame = payload.link, payload.frame
    try:
        beside = Path(os.path.relpath(link.path, folder)).as_posix()
    except ValueError:  # another drive
        beside = ""
    return {
        "kind": "streamed points",
        "total": payload.total,
        "low": payload.low,
        "high": payload.high,
        "link": {"beside": beside, "path": str(link.path), "size": link.size, "sha256": link.sha256},
        "recipe": dict(payload.recipe),
        "frame": [frame.crs, frame.origin, frame.vertical],
    }


def _link(json: Json, folder: Path) -> LinkedFile:
    """Return the linked file: where it lies from the project's folder, else where it was last seen."""
    beside = folder / json["beside"] if json["beside"] else None
    path = beside if beside is not None and beside.exists() else Path(json["path"])
    return LinkedFile(Path(os.path.normpath(path)), json["size"], json["sha256"])
