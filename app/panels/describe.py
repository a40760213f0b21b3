"""What a node or one of its rows is, in words: pairs of title and value, units from the quantities.

It does not know widgets, so that a report can say the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.i18n import quantity_text
from app.wording import Text
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import (
    Buildings,
    GroundPicture,
    Instances,
    PointCloud,
    Polylines,
    Raster,
    StreamedPoints,
    TriangleMesh,
)
from scene.payloads.arrays import Column
from scene.units import EAVES_HEIGHT, ELEVATION, FOOTPRINT_AREA, HEIGHT, QUANTITIES, Quantity, declare

FOOT_LEVEL: Final = declare("bottom", "底部高程", "Elevation of the foot", "m", 2)
EAVES_LEVEL: Final = declare("eaves", "檐口高程", "Elevation of the eaves", "m", 2)
TOP_LEVEL: Final = declare("top", "顶部高程", "Elevation of the top", "m", 2)
ZONE_AREA: Final = declare("zone_area", "面积", "Area", "m²", 0)
LENGTH: Final = declare("length", "长度", "Length", "m", 0)
HEIGHT_SIGMA: Final = declare("height_sigma", "高度标准差", "Standard deviation of the height", "m", 2)
POSITION_ACCURACY: Final = declare("accuracy_m", "平面精度", "Position accuracy", "m", 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the inspector."""

    title: Text
    value: Text


#: What columns and attributes are called; one that is not here is shown under its own name.
COLUMN_TITLES: Final[dict[str, BilingualText]] = {
    "use": BilingualText("用途", "Use"),
    "roof": BilingualText("屋顶", "Roof"),
    "material": BilingualText("材料", "Material"),
    "quarter": BilingualText("片区", "Quarter"),
    "height_source": BilingualText("高度来源", "Source of the height"),
    "height_sigma": HEIGHT_SIGMA.title,
    "overhang": BilingualText("出檐", "Eaves overhang"),
    "floors": BilingualText("层数", "Storeys"),
    "eye_height": BilingualText("视高", "Eye height"),
    "facing": BilingualText("朝向", "Facing"),
    "opening": BilingualText("视野", "Field of view"),
    "kind": BilingualText("类别", "Kind"),
    "style": BilingualText("式样", "Style"),
    "heritage": BilingualText("文物级别", "Heritage listing"),
    "built": BilingualText("年代", "Built"),
    "accuracy_m": POSITION_ACCURACY.title,
    "position_source": BilingualText("位置来源", "Source of the position"),
    "source": BilingualText("来源", "Source"),
    "level": BilingualText("水位", "Level"),
    "height_m": BilingualText("总高", "Height"),
    "foot_m": BilingualText("底部高程", "Elevation of the foot"),
    "bearing_deg": BilingualText("朝向", "Facing"),
    "protection": BilingualText("保护级别", "Protection"),
    "accuracy": BilingualText("精度", "Accuracy"),
    "roof_material": BilingualText("屋面", "Roofing"),
    "gable": BilingualText("山墙", "Gable"),
    "parapet": BilingualText("女儿墙", "Parapet"),
    "rule": BilingualText("规则", "Rule"),
    "stands": BilingualText("立于", "Stands on"),
    "host": BilingualText("所在建筑", "Host"),
    "height_cap_m": BilingualText("限高", "Height cap"),
    "limit_m": BilingualText("限高", "Height limit"),
    "threshold_height": BilingualText("门槛高(自地标底部)", "Threshold over the landmark's foot"),
    "width_at_place": BilingualText("视点处宽度", "Width at the viewing place"),
    "width_at_landmark": BilingualText("地标处宽度", "Width at the landmark"),
    "wider_width": BilingualText("协商区宽度", "Width of the consultation area"),
    "background_length": BilingualText("背景长度", "Length of the background"),
    "silhouette": BilingualText("轮廓天空受保护", "Sky behind the silhouette protected"),
    "assumed": BilingualText("假定", "Assumed"),
    "measured_from": BilingualText("限高量至", "Limit measured to"),
    "form": BilingualText("形式", "Form"),
    "edited": BilingualText("人工修改", "Edited by hand"),
    "road": BilingualText("道路", "Road"),
    "points_in_file": BilingualText("文件中的点数", "Points in the file"),
    "up_axis": BilingualText("向上的轴", "Axis that points up"),
    "id": BilingualText("编号", "Id"),
    "lod": BilingualText("细节层次", "Level of detail"),
    "height": HEIGHT.title,
    "bottom": FOOT_LEVEL.title,
    "eaves": EAVES_LEVEL.title,
    "top": TOP_LEVEL.title,
    "theme": BilingualText("贴图主题", "Set of textures"),
    "measuredHeight": BilingualText("文件所载高度", "Height as the file states it"),
    "storey": BilingualText("楼层", "Storey"),
    "manner": BilingualText("方式", "Way of going"),
    "pace": BilingualText("步速", "Pace"),
}

#: Units of columns that are measured without being a quantity of their own.
COLUMN_UNITS: Final[dict[str, str]] = {
    "measuredHeight": "m",
    "overhang": "m",
    "pace": "m/s",
    "eye_height": "m",
    "facing": "°",
    "opening": "°",
    "height_m": "m",
    "foot_m": "m",
    "bearing_deg": "°",
    "parapet": "m",
    "height_cap_m": "m",
    "limit_m": "m",
    "threshold_height": "m",
    "width_at_place": "m",
    "width_at_landmark": "m",
    "wider_width": "m",
    "background_length": "m",
}

#: Said elsewhere in the inspector, or of use to the program only.
UNTOLD: Final = frozenset({"synthetic", "place", "quarter", "column_titles", "layer"})

#: Words that stand in text columns.
VALUES: Final[dict[str, BilingualText]] = {
    "walk": BilingualText("步行", "on foot"),
    "boat": BilingualText("游船", "by boat"),
    "fly": BilingualText("飞行", "flying"),
    "flat": BilingualText("平屋顶", "flat"),
    "gabled": BilingualText("双坡（硬山）", "gabled"),
    "hipped": BilingualText("四坡", "hipped"),
    "pyramidal": BilingualText("攒尖", "pyramidal"),
    "xieshan": BilingualText("歇山", "hip-and-gable"),
    "residential": BilingualText("居住", "residential"),
    "commercial": BilingualText("商业", "commercial"),
    "office": BilingualText("办公", "office"),
    "public": BilingualText("公共", "public"),
    "industrial": BilingualText("工业", "industrial"),
    "proposal": BilingualText("拟建", "proposed"),
    "synthetic": BilingualText("虚拟示意", "synthetic"),
    "surveyed": BilingualText("实测", "surveyed"),
    "measured": BilingualText("实测", "measured"),
    "assumed": BilingualText("假定", "assumed"),
    "floors": BilingualText("由层数推算", "from storeys"),
    "points": BilingualText("由点云量得", "measured in a point cloud"),
    "points_unclassified": BilingualText("由未分类点云量得", "measured in a point cloud without classes"),
    "surface": BilingualText("由表面模型量得", "measured in a surface model"),
    "published": BilingualText("公开资料", "published"),
    "drawn": BilingualText("在视图中绘制", "drawn in the view"),
    "estimated": BilingualText("估计", "estimated"),
    "illustrative": BilingualText("示意", "illustrative"),
    "garden": BilingualText("园林", "garden"),
    "brick": BilingualText("青砖", "grey brick"),
    "lime": BilingualText("粉墙", "lime wash"),
    "modern": BilingualText("现代", "modern"),
    "red": BilingualText("朱红", "red"),
    "tile": BilingualText("小青瓦", "grey tile"),
    "ground": BilingualText("地面", "the ground"),
    "deck": BilingualText("桥面", "a deck"),
    "water": BilingualText("水面", "the water"),
    "balloon": BilingualText("红气球", "red balloon"),
    "building": BilingualText("建筑", "building"),
    "protected_vista": BilingualText("受保护远景", "protected vista"),
    "cone": BilingualText("视锥", "view cone"),
    "street": BilingualText("街道对景", "street vista"),
    "box": BilingualText("箱形视廊", "box"),
    "yes": BilingualText("是", "yes"),
    "point": BilingualText("气球", "balloon"),
    "ming_qing": BilingualText("明清历史城区", "Ming-Qing city"),
    "design": BilingualText("设计值", "design value"),
    "place": BilingualText("位置", "place"),
    "height": BilingualText("高度", "height"),
    "height place": BilingualText("高度、位置", "height and place"),
    "place height": BilingualText("位置、高度", "place and height"),
    "OSM": BilingualText("OpenStreetMap", "OpenStreetMap"),
    "eaves": BilingualText("檐口", "the eaves"),
    "top": BilingualText("最高点", "the highest point"),
    "invented": BilingualText("虚构", "invented"),
    "model": BilingualText("三维模型", "three-dimensional model"),
    "block": BilingualText("体块模型", "block model"),
    "Building": BilingualText("建筑", "building"),
    "Bridge": BilingualText("桥梁", "bridge"),
    "Road": BilingualText("道路", "road"),
    "WaterBody": BilingualText("水体", "water"),
    "LandUse": BilingualText("用地", "land use"),
    "PlantCover": BilingualText("植被", "vegetation"),
}

ROLE_NAMES: Final[dict[Role, BilingualText]] = {
    Role.GROUP: BilingualText("编组", "Group"),
    Role.TERRAIN: BilingualText("地形", "Terrain"),
    Role.SURFACE: BilingualText("表面模型", "Surface model"),
    Role.IMAGERY: BilingualText("影像", "Imagery"),
    Role.WATER: BilingualText("水面", "Water"),
    Role.ROADS: BilingualText("道路", "Roads"),
    Role.WATERWORKS: BilingualText("水闸泵站", "Waterworks"),
    Role.BUILDINGS: BilingualText("建筑", "Buildings"),
    Role.HERITAGE: BilingualText("古迹", "Heritage"),
    Role.STRUCTURES: BilingualText("构筑物", "Structures"),
    Role.TREES: BilingualText("树木", "Trees"),
    Role.FURNITURE: BilingualText("小品", "Furniture"),
    Role.VIEWPOINTS: BilingualText("保护视点", "Protected viewpoints"),
    Role.ROUTES: BilingualText("游线", "Routes"),
    Role.WALKS: BilingualText("漫游线路", "Routes of the meeting"),
    Role.MEASURES: BilingualText("量测", "Measurements"),
    Role.PROPOSALS: BilingualText("方案", "Proposals"),
    Role.PLACES: BilingualText("地名", "Place names"),
    Role.ZONES: BilingualText("控制区", "Control zones"),
    Role.CORRIDORS: BilingualText("视廊", "View corridors"),
    Role.PARCELS: BilingualText("地块", "Parcels"),
    Role.POINTS: BilingualText("点云", "Point cloud"),
    Role.MODEL: BilingualText("模型", "Model"),
    Role.RESULT: BilingualText("分析结果", "Result"),
    Role.AGENDA: BilingualText("会审议程", "Agenda"),
    Role.OPINIONS: BilingualText("会审意见", "Opinion"),
    Role.SCHEME: BilingualText("比选方案", "Scheme"),
    Role.REPORT: BilingualText("导入报告", "Import report"),
}


def row_name(node: Node, row: int) -> BilingualText | None:
    """Return the name of a row, None if it has none."""
    columns = getattr(node.payload, "columns", {})
    names = [_cell(columns.get(key), row) for key in ("name_zh", "name_en")]
    return BilingualText(*names) if row >= 0 and any(names) else None


def describe(node: Node, row: int = -1) -> tuple[Line, ...]:
    """Return what is known of a node, or of one row of it (-1: the whole)."""
    return tuple(_row_lines(node, row) if row >= 0 else _node_lines(node))


def _node_lines(node: Node) -> Iterator[Line]:
    yield Line(msg("Kind"), ROLE_NAMES[node.role])
    payload = node.payload
    if isinstance(payload, Buildings):
        counted = {Role.ZONES: msg("Zones"), Role.PARCELS: msg("Plots")}.get(node.role, msg("Buildings"))
        yield Line(counted, f"{payload.count:,}")
    elif isinstance(payload, Instances):
        yield Line(msg("Copies"), f"{payload.count:,}")
    elif isinstance(payload, Polylines):
        yield Line(msg("Lines and points"), f"{payload.count:,}")
    elif isinstance(payload, TriangleMesh):
        yield Line(msg("Triangles"), f"{len(payload.faces):,}")
        if len(payload.vertices) and node.transform is None:
            low, high = float(payload.vertices[:, 2].min()), float(payload.vertices[:, 2].max())
            yield Line(msg("Elevation from"), quantity_text(ELEVATION, low))
            yield Line(msg("Elevation to"), quantity_text(ELEVATION, high))
    elif isinstance(payload, PointCloud):
        yield Line(msg("Points"), f"{len(payload.positions):,}")
        if payload.total > len(payload.positions):
            yield Line(msg("Points in the source"), f"{payload.total:,}")
    elif isinstance(payload, StreamedPoints):
        yield Line(msg("Points"), f"{payload.total:,}")
        yield Line(msg("Read from"), payload.link.path.name)
    elif isinstance(payload, GroundPicture):
        rows, cols = payload.shape
        yield Line(msg("Picture"), f"{cols:,} × {rows:,}")
        yield Line(msg("Pixel"), f"{payload.pixel:.3g} m")
    elif isinstance(payload, Raster):
        rows, cols = payload.shape
        yield Line(msg("Grid"), f"{cols:,} × {rows:,}")
        yield Line(msg("Cell"), f"{payload.cell:g} m")
        yield Line(msg("Quantity"), payload.quantity.title)
    yield from _attribute_lines(node)


def _attribute_lines(node: Node) -> Iterator[Line]:
    for key, value in _paired(node.attributes).items():
        if isinstance(value, BilingualText):
            yield Line(COLUMN_TITLES.get(key, key), value)
        told = isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
        if told and key not in UNTOLD:
            yield Line(COLUMN_TITLES.get(key, key), _worded(key, value))


def _paired(attributes: Mapping[str, object]) -> dict[str, object]:
    """Return attributes; those that come in two languages (``built_zh``, ``built_en``) as one."""
    found: dict[str, object] = {}
    for key, value in attributes.items():
        stem, _, language = key.rpartition("_")
        if language not in ("zh", "en") or f"{stem}_zh" not in attributes or f"{stem}_en" not in attributes:
            found[key] = value
        elif value:
            found[stem] = BilingualText(str(attributes[f"{stem}_zh"]), str(attributes[f"{stem}_en"]))
    return found


def _row_lines(node: Node, row: int) -> Iterator[Line]:
    yield Line(msg("Layer"), node.name)
    payload = node.payload
    if node.role in (Role.ZONES, Role.PARCELS) and isinstance(payload, Buildings):
        yield Line(ZONE_AREA.title, quantity_text(ZONE_AREA, footprint_area(payload, row)))
    elif isinstance(payload, Buildings):
        yield from _building_lines(payload, row)
    elif node.role is Role.MEASURES:
        yield from _measure_lines(node, row)
        return  # its columns are what the figures follow from
    elif isinstance(payload, Polylines):
        yield from _polyline_lines(payload, row)
    elif isinstance(payload, TriangleMesh) and node.role is not Role.WATER:
        yield from _attribute_lines(node)  # a model is one thing: what is known of it stands on the node
    columns = getattr(payload, "columns", {})
    ids = getattr(payload, "ids", ())
    for key, column in columns.items():
        if key in ("name_zh", "name_en") or row >= len(column):
            continue
        value = column[row].item() if hasattr(column[row], "item") else column[row]
        if value != "" and value == value:  # noqa: PLR0124  # nan is not itself
            yield Line(COLUMN_TITLES.get(key) or _title_in_file(node, key), _worded(key, value))
    if row < len(ids):
        yield Line(msg("Id"), ids[row])


def _title_in_file(node: Node, key: str) -> str:
    """Return what the source file calls a column: keys stay ASCII, titles need not."""
    titles = node.attributes.get("column_titles")
    return str(titles.get(key, key)) if isinstance(titles, Mapping) else key


def _building_lines(buildings: Buildings, row: int) -> Iterator[Line]:
    first, last = buildings.building_start[row], buildings.building_start[row + 1]
    if first == last:
        return
    ground = float(buildings.outdoor_ground[row])
    top, eaves = float(buildings.top[first:last].max()), float(buildings.eaves[first:last].max())
    yield Line(HEIGHT.title, quantity_text(HEIGHT, top - ground))
    if abs(top - eaves) > 0.005:
        yield Line(EAVES_HEIGHT.title, quantity_text(EAVES_HEIGHT, eaves - ground))
    yield Line(BilingualText("室外地面", "Outdoor ground"), quantity_text(ELEVATION, ground))
    yield Line(FOOTPRINT_AREA.title, quantity_text(FOOTPRINT_AREA, footprint_area(buildings, row)))


def footprint_area(buildings: Buildings, row: int) -> float:
    """Return the area of a building's footprint in square metres, holes taken off (shoelace formula)."""
    total = 0.0
    for part in range(buildings.building_start[row], buildings.building_start[row + 1]):
        for ring in range(buildings.part_start[part], buildings.part_start[part + 1]):
            corners = buildings.rings[buildings.ring_start[ring] : buildings.ring_start[ring + 1]]
            x, y = (corners - corners[0]).astype(np.float64).T
            # Outer rings run counter-clockwise and holes clockwise, so holes count negative by themselves.
            total += 0.5 * float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))
    return total


def _polyline_lines(lines: Polylines, row: int) -> Iterator[Line]:
    vertices = lines.line(row).astype(np.float64)
    if len(vertices) > 1:
        length = float(np.linalg.norm(np.diff(vertices, axis=0), axis=1).sum())
        yield Line(LENGTH.title, quantity_text(LENGTH, length))
    elif len(vertices):
        yield Line(ELEVATION.title, quantity_text(ELEVATION, float(vertices[0, 2])))


def _measure_lines(node: Node, row: int) -> Iterator[Line]:
    from scene.review.measure import figure_text, measure_at

    measure = measure_at(node, row)
    for figure in () if measure is None else measure.figures:
        yield Line(figure.quantity.title, figure_text(figure))


def _cell(column: Column | None, row: int) -> str:
    return "" if column is None or not 0 <= row < len(column) else str(column[row])


def _worded(key: str, value: object) -> Text:
    if isinstance(value, str):
        return VALUES.get(value, value)
    quantity: Quantity | None = QUANTITIES.get(key)
    if quantity is not None and isinstance(value, int | float):
        return quantity_text(quantity, float(value))
    unit = COLUMN_UNITS.get(key, "")
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{text} {unit}" if unit else text
