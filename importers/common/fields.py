"""Which attribute field holds a height, a number of floors, a name, an id.

Field names are those of Chinese and international deliveries. It does not know buildings.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from importers.common.measures import counts, is_unique, lengths, texts
from scene.payloads.arrays import Column

#: Best names first, in the form that :func:`plain` gives.
HEIGHT_NAMES: Final = (
    "建筑高度", "建筑物高度", "房屋高度", "楼高", "高度", "檐口高度", "height", "buildingheight",
    "bldgheight", "bldheight", "heightm", "measuredheight", "roofheight", "relheight", "jzgd", "hauteur",
    "hoogte", "höhe", "hoehe", "altura", "hgt", "gao",
)  # fmt: skip
FLOORS_NAMES: Final = (
    "地上层数", "建筑层数", "楼层数", "层数", "总层数", "楼层", "floors", "floor", "floornum", "numfloors",
    "storeys", "stories", "levels", "buildinglevels", "numstories", "storey", "cengshu", "cs",
)  # fmt: skip
CHINESE_NAME_NAMES: Final = (
    "namezh",
    "namechn",
    "namecn",
    "建筑名称",
    "名称",
    "楼名",
    "地名",
    "单位名称",
    "全称",
)
NAME_NAMES: Final = ("name", "mingcheng", "title", "label")
ENGLISH_NAME_NAMES: Final = ("nameen", "nameeng", "englishname", "英文名称", "英文名")
ID_NAMES: Final = (
    "buildingid", "bldgid", "建筑编号", "房屋编号", "编号", "osmid", "gmlid", "uuid", "guid", "gid",
    "objectid", "fid", "id",
)  # fmt: skip


#: Fields of control plans: how high a building may be.
LIMIT_NAMES: Final = (
    "限高", "建筑限高", "限高值", "控高", "建筑控高", "控制高度", "高度控制", "建筑控制高度", "限制高度",
    "高度限制", "檐口限高", "最大建筑高度", "最高建筑高度", "maxheight", "heightlimit", "heightmax", "maxhgt",
    "limitheight", "heightcap", "hlimit", "limitm", "limit", "xiangao", "konggao", "xg",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the fields that matter, each empty if there is none."""

    height: str = ""
    floors: str = ""
    name: str = ""
    name_en: str = ""
    id: str = ""
    limit: str = ""


def plain(name: str) -> str:
    """Return a field name without case, spaces and punctuation."""
    return re.sub(r"[\s_\-:.()()]", "", unicodedata.normalize("NFKC", name)).casefold()


def guess_fields(columns: Mapping[str, Column]) -> Fields:
    """Return which columns hold what, by name first and by content second.

    Parameters
    ----------
    columns : Mapping[str, ndarray]
        Columns, or the first rows of them.
    """
    limit = _first(columns, LIMIT_NAMES, _holds_limits, ("限高", "控高"))
    others = {name: values for name, values in columns.items() if name != limit}
    return Fields(
        height=_first(others, HEIGHT_NAMES, _holds_heights, ("height", "高度")),
        floors=_first(columns, FLOORS_NAMES, _holds_floors, ("层数",)),
        name=_first(columns, (*CHINESE_NAME_NAMES, *NAME_NAMES), _holds_text),
        name_en=_first(columns, ENGLISH_NAME_NAMES, _holds_text),
        id=_first(columns, ID_NAMES, _holds_ids),
        limit=limit,
    )


def _first(
    columns: Mapping[str, Column],
    names: tuple[str, ...],
    fits: Callable[[Column], bool],
    parts: tuple[str, ...] = (),
) -> str:
    """Return the first fitting column of a list of names, else one whose name contains one of the parts."""
    by_name = {plain(column): column for column in reversed(tuple(columns))}
    for name in names:
        if name in by_name and fits(columns[by_name[name]]):
            return by_name[name]
    for short, column in by_name.items():
        fitting = any(part in short for part in parts) and not short.startswith(("min", "base", "ground"))
        if fitting and fits(columns[column]):
            return column
    return ""


def _holds_heights(values: Column) -> bool:
    metres, _ = lengths(values, 3.0)
    return bool(np.any((metres > 0.0) & (metres < 1000.0)))


def _holds_limits(values: Column) -> bool:
    metres, _ = lengths(values, 3.0)
    return bool(np.any((metres >= 0.0) & (metres < 1000.0)))


def _holds_floors(values: Column) -> bool:
    floors = counts(values)
    return bool(np.any((floors > 0.0) & (floors < 200.0)))


def _holds_text(values: Column) -> bool:
    return values.dtype.kind in "OU" and any(str(value).strip() for value in values if value is not None)


def _holds_ids(values: Column) -> bool:
    return is_unique(texts(values))
