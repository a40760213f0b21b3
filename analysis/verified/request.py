"""From parameters to the camera: where it stands, which way it looks, and how control points turn it.

The window and the command line ask here too, so that what is painted is what was computed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from analysis.common.rules import RuleBook, rule_book
from analysis.verified.camera import Camera, focal_pixels
from analysis.verified.params import VerifiedParams
from analysis.verified.solve import Solution, solve
from scene.errors import InvalidRequest, UnreadableFile
from scene.frame import SceneFrame
from scene.geometry.ground import GroundHeights
from scene.geometry.placed import placed
from scene.messages import NO_NAME, BilingualText, msg
from scene.node import Node
from scene.payloads import Buildings, Polylines
from scene.payloads.arrays import F64


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where the camera stands.

    Parameters
    ----------
    eye : tuple of float
        Local metres.
    ground : float
        Level of the ground there; nan where there is none.
    name : BilingualText
    id : str
        Of the viewpoint, empty for a position.
    host : str
        Node whose solid holds it and does not screen it; empty if none.
    facing : float
        Middle of the viewpoint's open side, degrees; nan if it has none.
    """

    eye: tuple[float, float, float]
    ground: float
    name: BilingualText
    id: str = ""
    host: str = ""
    facing: float = float("nan")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked.

    Parameters
    ----------
    stand : Standpoint
    camera : Camera
        As solved, if there are control points.
    solution : Solution or None
    moment : datetime
    """

    stand: Standpoint
    camera: Camera
    solution: Solution | None
    moment: datetime


def request_of(
    params: VerifiedParams,
    frame: SceneFrame,
    terrain: Iterable[Node],
    viewpoints: Iterable[Node],
    proposals: Iterable[Node],
) -> Request:
    """Return the camera that parameters ask for.

    Raises
    ------
    InvalidRequest
        If the camera cannot stand there, or no camera fits the control points.
    UnreadableFile
        If the photograph cannot be read.
    """
    book = rule_book().with_overrides(params.rules)
    stand = _standpoint(params, frame, GroundHeights.of(terrain), tuple(viewpoints))
    width, height = photograph_size(params) or (params.width, params.height)
    field = params.field_of_view
    focal = focal_pixels(width, field)
    if params.focal_length is not None:
        focal = params.focal_length / params.sensor_width * width
    bearing = _bearing(params, stand, proposals)
    camera = Camera(stand.eye, bearing, params.pitch, 0.0, focal, width, height, params.distortion)
    solution = _solved(params, frame, camera, book)
    if solution is not None:
        camera = solution.camera
        stand = replace(stand, eye=camera.eye)
    return Request(stand, camera, solution, moment_of(params.moment))


def moment_of(text: str) -> datetime:
    """Return the moment that a text names.

    Raises
    ------
    InvalidRequest
        If it names none, or has no time zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidRequest(
            msg("{text} is no moment with a time zone.", text=text),
            msg("Write it as 2026-04-15T09:00+08:00."),
        )
    return moment


def photograph_size(params: VerifiedParams) -> tuple[int, int] | None:
    """Return columns and rows of the photograph, None if there is none.

    Raises
    ------
    UnreadableFile
        If the file is no picture.
    """
    if not params.photograph:
        return None
    from PIL import Image, UnidentifiedImageError

    path = Path(params.photograph)
    try:
        with Image.open(path) as picture:
            width, height = picture.size
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as problem:
        raise UnreadableFile(
            msg("The photograph {file} cannot be opened.", file=path.name),
            msg("Check the path; JPEG, PNG and TIFF are read."),
        ) from problem
    if not params.control_points:
        raise InvalidRequest(
            msg("A photograph is laid under the wire line by control points, and there are none."),
            msg("Give four or more places with easting, northing, height, column and row."),
        )
    return int(width), int(height)


def control_points(params: VerifiedParams, frame: SceneFrame) -> tuple[F64, F64]:
    """Return places in local metres, shape (n, 3), and their pixels, shape (n, 2)."""
    given = np.array(params.control_points, np.float64).reshape(-1, 5)
    places = given[:, :3].copy()
    places[:, :2] -= frame.origin[:2]
    places[:, 2] -= frame.origin[2]
    return places, given[:, 3:]


def _solved(params: VerifiedParams, frame: SceneFrame, camera: Camera, book: RuleBook) -> Solution | None:
    if not params.control_points:
        return None
    points, pixels = control_points(params, frame)
    worst = book.number("reprojection_limit") / 100.0 * camera.width
    return solve(points, pixels, camera, with_position=params.solve_position, worst=worst)


def _standpoint(
    params: VerifiedParams, frame: SceneFrame, ground: GroundHeights, viewpoints: tuple[Node, ...]
) -> Standpoint:
    if params.position is not None:
        x, y = (given - own for given, own in zip(params.position, frame.origin[:2], strict=True))
        stand = Standpoint((x, y, 0.0), float("nan"), BilingualText("测定机位", "Surveyed position"))
        rise = params.eye_height
    else:
        stand, rise = _at_viewpoint(params, viewpoints)
    x, y, foot = stand.eye
    level = float(ground.exact(np.array([[x, y]]))[0]) if ground else float("nan")
    if params.level is not None:
        z = params.level - frame.origin[2]
    elif params.position is None:
        z = foot + rise
    elif np.isfinite(level):
        z = level + rise
    else:
        raise InvalidRequest(
            msg("There is no ground where the camera stands, and the level of its lens is not given."),
            msg("Give the level of the lens, or a position on the terrain."),
        )
    if np.isfinite(level) and z < level:
        raise InvalidRequest(
            msg("The camera lies {depth:.1f} m under the ground.", depth=level - z),
            msg("Check position and level of the lens, and their datum."),
        )
    return replace(stand, eye=(x, y, z), ground=level)


def _at_viewpoint(params: VerifiedParams, nodes: tuple[Node, ...]) -> tuple[Standpoint, float]:
    for node in nodes:
        lines = node.payload
        if not isinstance(lines, Polylines):
            continue
        for row in range(lines.count):
            if params.viewpoint in ("", lines.ids[row]):
                return _standing_at(params, node, lines, row)
    if params.viewpoint:
        raise InvalidRequest(
            msg("There is no viewpoint called {viewpoint}.", viewpoint=params.viewpoint),
            msg("Choose among those of the project, or give a position."),
        )
    raise InvalidRequest(
        msg("There is no viewpoint to look from."),
        msg("Add a protected viewpoint or a route, or open a project that has them."),
    )


def _standing_at(params: VerifiedParams, node: Node, lines: Polylines, row: int) -> tuple[Standpoint, float]:
    def text(column: str) -> str:
        return str(lines.columns[column][row]) if column in lines.columns else ""

    def number(column: str) -> float:
        return float(lines.columns[column][row]) if column in lines.columns else float("nan")

    x, y, z = placed(lines.line(row)[:1], node.transform)[0].tolist()
    name = BilingualText(text("name_zh"), text("name_en"))
    own = number("eye_height")
    rise = own if np.isfinite(own) else params.eye_height
    stand = Standpoint(
        (x, y, z),
        float("nan"),
        name if name != NO_NAME else BilingualText.same(lines.ids[row]),
        lines.ids[row],
        text("host"),
        number("facing"),
    )
    return stand, rise


def _bearing(params: VerifiedParams, stand: Standpoint, proposals: Iterable[Node]) -> float:
    if params.bearing is not None:
        return params.bearing
    places = []
    for node in proposals:
        buildings = node.payload
        if isinstance(buildings, Buildings) and len(buildings.rings):
            for row in range(buildings.count):
                if params.proposals and buildings.ids[row] not in params.proposals:
                    continue
                corner = buildings.rings[buildings.first_ring_vertex[row]]
                shift = (0.0, 0.0) if node.transform is None else node.transform[:2, 3]
                places.append(np.asarray(corner, np.float64) + shift - stand.eye[:2])
    if not places:
        return stand.facing % 360.0 if np.isfinite(stand.facing) else 0.0
    nearest = min(places, key=lambda way: float(np.hypot(way[0], way[1])))
    return float(np.degrees(np.arctan2(nearest[0], nearest[1]))) % 360.0
