"""Real places as scenes to analyse: files as they came, with a viewpoint, a walk and a proposal put in.

Each says where its figures were looked up. It does not know what is asked of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from app.importing import read_file
from app.session import Session
from scene.commands import Insert
from scene.feedback import SilentFeedback
from scene.geometry.ground import GroundHeights
from scene.geometry.proposals import footprint_proposal
from scene.geometry.ray_scene import RayScene
from scene.graph import Snapshot
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Polylines
from tests.validation.table import gathered

Place = tuple[float, float]


def suzhou() -> Session:
    """Old-town footprints with storeys (web map, datum not stated) on a flat ground at 4 m, EPSG:32651."""
    path = gathered("china", "suzhou", "bd_demo_2.json")
    session = Session.empty()
    _read(session, _flat_ground((271_000.0, 3_464_000.0), 3_000.0, 4.0), surface="terrain")
    _read(session, path)
    ring = [(-15.0, -10.0), (15.0, -10.0), (15.0, 10.0), (-15.0, 10.0)]
    _people(session, look_from=(0.0, -500.0), towards=(0.0, 300.0), ring=ring, height=60.0)
    return session


def delft() -> Session:
    """Buildings of 3dfier as CityJSON over ground points of AHN3; EPSG:28992 + NAP."""
    buildings = gathered("citymodel", "cityjson_cjio", "delft.json")
    session = Session.empty()
    _read(session, _ground_of_points(gathered("pointcloud", "delft_3dfier", "ahn3", "ahn3_cropped_1.laz")))
    _read(session, buildings)
    ring = [(-10.0, -8.0), (10.0, -8.0), (10.0, 8.0), (-10.0, 8.0)]
    _people(session, look_from=(-60.0, -50.0), towards=(50.0, 40.0), ring=ring, height=40.0)
    return session


def athens() -> Session:
    """A surface model of a quarter as ground, 1 m; EPSG:2100."""
    session = Session.empty()
    _read(session, gathered("dem", "athens", "DSM.tif"), surface="terrain")
    ring = [(-8.0, -8.0), (8.0, -8.0), (8.0, 8.0), (-8.0, 8.0)]
    _people(session, look_from=(-120.0, -120.0), towards=(120.0, 110.0), ring=ring, height=45.0)
    return session


def goteborg() -> Session:
    """A surface model with roofs, 1 m; SWEREF99 12 00."""
    session = Session.empty()
    path = gathered("dem", "goteborg", "Goteborg_SWEREF99_1200", "DSM_KRbig.tif")
    _read(session, path, surface="terrain")
    ring = [(-8.0, -8.0), (8.0, -8.0), (8.0, 8.0), (-8.0, 8.0)]
    _people(session, look_from=(-75.0, 40.0), towards=(70.0, -60.0), ring=ring, height=60.0)
    return session


CITIES: dict[str, Callable[[], Session]] = {
    "suzhou": suzhou,
    "delft": delft,
    "athens": athens,
    "goteborg": goteborg,
}


@cache
def scene_of(name: str) -> Snapshot:
    """Return a place as a scene; raises Absent where its files are not there."""
    return CITIES[name]().scene.snapshot()


def _read(session: Session, path: Path, **answers: object) -> None:
    command, _ = read_file(session, path, answers, feedback=SilentFeedback())
    session.run(command)


def _people(session: Session, look_from: Place, towards: Place, ring: list[Place], height: float) -> None:
    """Put in somebody who looks, a walk of 60 m, and a proposal; places are from the middle of the scene."""
    scene = session.scene.snapshot()
    ground = GroundHeights.of(scene.of_role(Role.TERRAIN))
    west, south, east, north = _bounds(scene)
    middle = np.array([(west + east) / 2, (south + north) / 2])

    def on_ground(place: Place) -> tuple[float, float, float]:
        x, y = middle + np.array(place)
        return (float(x), float(y), float(ground.exact(np.array([[x, y]]))[0]))

    look_from = _in_the_open(scene, look_from, on_ground)
    eye = on_ground(look_from)
    ends = [on_ground((look_from[0] + step, look_from[1])) for step in (0.0, 30.0, 60.0)]
    names = {"name_zh": ["视点"], "name_en": ["Viewpoint"], "eye_height": [1.6]}
    viewpoint = Polylines(np.array([eye], np.float32), np.array([0, 1], np.int32), ("place",), names)
    walk = Polylines(np.array(ends, np.float32), np.array([0, 3], np.int32), ("walk",), {"eye_height": [1.6]})
    x, y, z = on_ground(towards)
    corners = np.array(ring) + np.array([x, y])
    plan = footprint_proposal(corners, z, height, "tower", BilingualText("塔楼", "Tower"))
    vista = Polylines(
        np.array([eye, (x, y, z)], np.float32),
        np.array([0, 2], np.int32),
        ("vista",),
        {
            "name_zh": ["远景"],
            "name_en": ["Vista"],
            "kind": ["protected_vista"],
            "eye_height": [1.6],
            "threshold_height": [12.0],
            "width_at_place": [2.0],
            "width_at_landmark": [40.0],
            "wider_width": [80.0],
            "background_length": [50.0],
            "silhouette": [""],
            "assumed": ["yes"],
        },
    )
    cap = replace(
        plan, ids=("cap",), columns={"limit_m": [24.0], "measured_from": ["top"], "source": ["test"]}
    )
    for name, role, payload in (
        ("viewpoints", Role.VIEWPOINTS, viewpoint),
        ("walk", Role.ROUTES, walk),
        ("proposal", Role.PROPOSALS, plan),
        ("corridor", Role.CORRIDORS, vista),
        ("zone", Role.ZONES, cap),
    ):
        session.run(Insert([Node(BilingualText.same(name), role, payload, id=name)]))


def _in_the_open(scene: Snapshot, place: Place, on_ground: Callable[[Place], Sequence[float]]) -> Place:
    """Return a place nearby that has nothing over it for some metres around, looking along a spiral."""
    rays = RayScene.of(scene)
    turn = np.linspace(0.0, 2.0 * np.pi, 12, endpoint=False)
    around = np.concatenate(
        [np.zeros((1, 2)), *(r * np.column_stack([np.cos(turn), np.sin(turn)]) for r in (3, 6))]
    )
    for step in range(400):
        at = (place[0] + step * np.cos(step), place[1] + step * np.sin(step))
        eyes = np.array([on_ground((at[0] + x, at[1] + y)) for x, y in around]) + np.array([0.0, 0.0, 1.6])
        sky = eyes + np.array([0.0, 0.0, 500.0])
        if np.isfinite(eyes).all() and not rays.occluded(eyes, sky, trees=True).any():
            return (float(at[0]), float(at[1]))
    raise AssertionError("there is no open place")


def _bounds(scene: Snapshot) -> tuple[float, float, float, float]:
    corners = [layer.solid.vertices[:, :2] for layer in RayScene.of(scene).layers]
    low = np.min([np.nanmin(each, axis=0) for each in corners], axis=0)
    high = np.max([np.nanmax(each, axis=0) for each in corners], axis=0)
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _ground_of_points(path: Path, cell: float = 2.0) -> Path:
    """Return the mean of a cloud's ground points (class 2) as a raster, holes filled from the nearest."""
    import laspy
    from scipy.ndimage import distance_transform_edt

    points = laspy.read(path)
    ground = np.asarray(points.classification) == 2
    x, y, z = (np.asarray(axis)[ground] for axis in (points.x, points.y, points.z))
    west, north = np.floor(x.min()), np.ceil(y.max())
    col, row = ((x - west) / cell).astype(int), ((north - y) / cell).astype(int)
    shape = (row.max() + 1, col.max() + 1)
    total, count = np.zeros(shape), np.zeros(shape)
    np.add.at(total, (row, col), z)
    np.add.at(count, (row, col), 1)
    empty = count == 0
    nearest = distance_transform_edt(empty, return_distances=False, return_indices=True)
    mean = (total / np.maximum(count, 1))[tuple(nearest)]
    return _written("ground.tif", mean, "EPSG:28992", west, north, cell)


def _flat_ground(south_west: Place, edge: float, level: float) -> Path:
    cells = int(edge / 10.0)
    values = np.full((cells, cells), level)
    return _written("flat.tif", values, "EPSG:32651", south_west[0], south_west[1] + edge, 10.0)


def _written(name: str, values: np.ndarray, crs: str, west: float, north: float, cell: float) -> Path:
    import rasterio
    from affine import Affine

    path = Path(mkdtemp()) / name
    rows, cols = values.shape
    placed = Affine(cell, 0.0, west, 0.0, -cell, north)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=rows,
        width=cols,
        count=1,
        dtype="float32",
        crs=crs,
        transform=placed,
    ) as file:
        file.write(values.astype(np.float32), 1)
    return path
