"""What a verified view found as tables and as a wire line. It does not know how it was found."""

from typing import Final

import numpy as np

from analysis.base import Column, Table
from analysis.verified.camera import Camera
from analysis.verified.params import VerifiedParams
from analysis.verified.request import Request, control_points
from analysis.verified.shown import Seen, Wire
from scene.frame import SceneFrame
from scene.legend import FAIL, LEGEND, VALUE, Entry, Legend, classes
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role, Style
from scene.payloads import Polylines
from scene.units import (
    BEARING,
    DISTANCE,
    VERIFIED_ANGLE,
    VERIFIED_RESIDUAL,
    VERIFIED_SHARE,
)

#: Values of the wire line.
HIDDEN: Final = 0.0
SEEN: Final = 1.0
#: Attribute of the layer that holds the wire line.
WIRE: Final = "wire"

_CAMERA: Final = (
    Column("key", BilingualText("键", "Key"), on_paper=False),
    Column("item", BilingualText("项目", "Item")),
    Column("value", BilingualText("数值", "Number"), on_paper=False),
    Column("shown", BilingualText("值", "Value")),
    Column("unit", BilingualText("单位", "Unit")),
    Column("error_95", BilingualText("误差(95%)", "Error (95 %)")),
)
_PROPOSALS: Final = (
    Column("proposal", BilingualText("方案编号", "Proposal id"), on_paper=False),
    Column("node", BilingualText("图层", "Layer"), on_paper=False),
    Column("name", BilingualText("方案", "Proposal")),
    Column("distance", DISTANCE.title, DISTANCE),
    Column("bearing", BEARING.title, BEARING),
    Column("share", VERIFIED_SHARE.title, VERIFIED_SHARE),
    Column("share_bare", BilingualText("可见比例(不计树木)", "Visible share without trees"), VERIFIED_SHARE),
    Column("angle", VERIFIED_ANGLE.title, VERIFIED_ANGLE),
    Column("angle_whole", BilingualText("整体立体角", "Solid angle of all of it"), VERIFIED_ANGLE),
    Column("in_picture", BilingualText("在画面内", "Inside the picture")),
)
_POINTS: Final = (
    Column("number", BilingualText("序号", "Number")),
    Column("east", BilingualText("东坐标", "Easting")),
    Column("north", BilingualText("北坐标", "Northing")),
    Column("height", BilingualText("高程", "Height")),
    Column("column", BilingualText("列", "Column"), VERIFIED_RESIDUAL),
    Column("row", BilingualText("行", "Row"), VERIFIED_RESIDUAL),
    Column("residual", VERIFIED_RESIDUAL.title, VERIFIED_RESIDUAL),
)


def camera_table(request: Request, params: VerifiedParams, frame: SceneFrame) -> Table:
    """Return everything that makes the picture again."""
    camera, solution = request.camera, request.solution
    east, north, height = frame.to_world(np.array([camera.eye]))[0].tolist()
    nan = float("nan")
    place = params.position_accuracy
    error = np.array([nan, nan, nan, nan, place, place, nan])
    if solution is not None:
        error = np.where(np.isfinite(solution.errors), solution.errors, error)
    above = camera.eye[2] - request.stand.ground
    wide, high = camera.horizontal_field, camera.vertical_field
    focal_mm = camera.focal * params.sensor_width / camera.width
    rows = [
        _row("east", "东坐标", "Easting", east, 3, "m", error[4]),
        _row("north", "北坐标", "Northing", north, 3, "m", error[5]),
        _row("level", "镜头高程", "Level of the lens", height, 3, "m", error[6]),
        _row("eye_height", "镜头距地", "Lens above the ground", above, 2, "m", nan),
        _row("bearing", "方位角", "Bearing from grid north", camera.bearing, 3, "°", error[0]),
        _row("pitch", "俯仰角", "Pitch", camera.pitch, 3, "°", error[1]),
        _row("roll", "横滚角", "Roll", camera.roll, 3, "°", error[2]),
        _row("horizontal_field", "水平视场角", "Horizontal field of view", wide, 2, "°", nan),
        _row("vertical_field", "竖向视场角", "Vertical field of view", high, 2, "°", nan),
        _row(
            "focal_length", "焦距", "Focal length", focal_mm, 2, "mm",
            error[3] * params.sensor_width / camera.width,
        ),
        _row("sensor_width", "画幅宽度", "Width of the sensor", params.sensor_width, 1, "mm", nan),
        _row("width", "画面宽", "Width of the picture", float(camera.width), 0, "px", nan),
        _row("height", "画面高", "Height of the picture", float(camera.height), 0, "px", nan),
    ]  # fmt: skip
    if solution is not None:
        rows.append(_row("rms", "重投影误差(均方根)", "Reprojection error (rms)", solution.rms, 2, "px", nan))
    return Table("camera", BilingualText("相机", "Camera"), _CAMERA, tuple(rows))


def _row(
    key: str, zh: str, en: str, value: float, decimals: int, unit: str, error: float
) -> tuple[object, ...]:
    shown = f"{value:.{decimals}f}" if np.isfinite(value) else "–"
    doubt = f"± {error:.{max(decimals, 2)}f}" if np.isfinite(error) else "–"
    return (key, BilingualText(zh, en), float(value), shown, unit, doubt)


def proposal_row(
    node: str, id_: str, name: BilingualText, vertices: np.ndarray, camera: Camera, seen: Seen
) -> tuple[object, ...]:
    """Return the row of one proposal."""
    middle = vertices[:, :2].astype(np.float64).mean(axis=0) - camera.eye[:2]
    at = camera.project(vertices)
    inside = (at[:, 2] > 0) & (at[:, 0] >= 0) & (at[:, 0] < camera.width)
    inside &= (at[:, 1] >= 0) & (at[:, 1] < camera.height)
    whole = seen.whole if seen.whole > 0 else float("nan")
    return (
        id_,
        node,
        name,
        float(np.hypot(*middle)),
        float(np.degrees(np.arctan2(middle[0], middle[1]))) % 360.0,
        100.0 * seen.leafy / whole,
        100.0 * seen.bare / whole,
        seen.leafy,
        seen.whole,
        bool(inside.all()),
    )


def proposals_table(rows: list[tuple[object, ...]]) -> Table:
    """Return the table of the proposals."""
    return Table(
        "proposals", BilingualText("方案的可见部分", "What of the proposals is seen"), _PROPOSALS, tuple(rows)
    )


def points_table(request: Request, params: VerifiedParams, frame: SceneFrame) -> Table | None:
    """Return how well the camera draws the control points, None without them."""
    if request.solution is None:
        return None
    _, pixels = control_points(params, frame)
    rows = tuple(
        (
            k + 1,
            *(f"{value:.3f}" for value in params.control_points[k][:3]),
            float(pixels[k, 0]),
            float(pixels[k, 1]),
            float(np.linalg.norm(request.solution.residuals[k])),
        )
        for k in range(len(pixels))
    )
    return Table("control_points", BilingualText("控制点", "Control points"), _POINTS, rows)


def wire_node(wires: list[tuple[str, Wire]], provenance: Provenance) -> Node:
    """Return the wire line of all proposals as a layer: solid where seen, faint where hidden."""
    ends = np.concatenate([wire.ends for _, wire in wires])
    seen = np.concatenate([wire.is_seen for _, wire in wires])
    owner = np.repeat([id_ for id_, _ in wires], [len(wire.ends) for _, wire in wires])
    count = len(ends)
    lines = Polylines(
        ends.reshape(-1, 3).astype(np.float32),
        np.arange(count + 1, dtype=np.int32) * np.int32(2),
        tuple(f"{name}/{k}" for k, name in enumerate(owner.tolist())),
        {VALUE: np.where(seen, SEEN, HIDDEN), "proposal": owner.astype(str)},
    )
    return Node(
        BilingualText("线框", "Wire line"),
        Role.RESULT,
        lines,
        style=Style(line_width=2.0),
        provenance=provenance,
        attributes={LEGEND: wire_legend().as_json(), WIRE: True},
    )


def wire_legend() -> Legend:
    """Return what the wire line's colours say."""
    return classes(
        BilingualText("方案线框", "Wire line of the proposals"),
        Entry(HIDDEN, (0x7A, 0x80, 0x86), BilingualText("被遮挡", "Hidden"), 2),
        Entry(SEEN, FAIL, BilingualText("可见", "Seen")),
    )
