"""View corridors: lines from a viewing place to a landmark, with the widths and levels that fields give.

A line of two points is a place and a landmark, one of three a viewing place of two points and a landmark.
Levels in the file become heights over the ground under the line's ends. It does not know rules or what
intrudes.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue, ImportTarget
from importers.common.fields import Fields, plain
from importers.common.measures import lengths, texts
from importers.footprints.outlines import polylines_of
from importers.footprints.shapes import Shapes
from importers.footprints.table import Table
from importers.issues import tell
from scene.geometry.rows import rows_of
from scene.messages import msg
from scene.payloads import Polylines
from scene.payloads.arrays import F64, Column

#: Columns of a corridor and the fields that hold them, in the form that ``plain`` gives, best names first.
_NUMBERS: Final[dict[str, tuple[str, ...]]] = {
    "eye_height": ("视高", "眼高", "视点高", "eyeheight"),
    "threshold_height": ("门槛高", "门槛高度", "thresholdheight"),
    "height": ("断面高度", "视廊高度", "sectionheight"),
    "width_at_place": ("视点宽度", "起点宽度", "widthatplace"),
    "width_at_landmark": (
        "视廊宽度", "地标宽度", "廊道宽度", "widthatlandmark", "corridorwidth", "宽度", "width",
    ),
    "wider_width": ("协商区宽度", "协调区宽度", "widerwidth", "consultationwidth"),
    "background_length": ("背景长度", "backgroundlength", "background"),
}  # fmt: skip
_LEVELS: Final = (
    "门槛高程",
    "门槛标高",
    "控制高程",
    "控制标高",
    "thresholdlevel",
    "threshold",
    "thresholdaod",
)
_KIND_FIELDS: Final = ("视廊类型", "视廊类别", "类型", "类别", "corridorkind", "kind", "type")
_SILHOUETTE: Final = ("轮廓保护", "天际轮廓", "silhouette", "protectedsilhouette")
_RULES: Final = ("控制要求", "规则", "rule")
_SOURCES: Final = ("依据", "规划依据", "文号", "来源", "source", "basis")
#: Words that stand for a kind, and the kind.
_KINDS: Final = (
    ("锥", "cone"), ("cone", "cone"), ("街", "street"), ("street", "street"), ("箱", "box"), ("box", "box"),
)  # fmt: skip
#: Fields that no other layer of lines has.
_TELLING: Final = frozenset((
    *_NUMBERS["threshold_height"], *_LEVELS[:5], *_NUMBERS["wider_width"], "视廊宽度", "widthatlandmark",
    "corridorwidth", "视廊类型", "视廊类别", "corridorkind",
))  # fmt: skip
#: Width of a corridor for which the file gives none, metres.
_ASSUMED_WIDTH: Final = 60.0
_YES: Final = ("yes", "y", "true", "1", "是", "有")


def looks_like_corridors(shapes: Shapes, table: Table) -> bool:
    """Return whether a layer holds lines and says something that only view corridors have."""
    return not shapes.any_areal and any(plain(name) in _TELLING for name in table.columns)


def corridors_of(
    table: Table, local: Shapes, fields: Fields, target: ImportTarget, lift: float, issues: list[ImportIssue]
) -> tuple[Polylines, dict[str, str]] | None:
    """Return a layer as view corridors, with the titles of its columns; None if no line is one.

    Parameters
    ----------
    table : Table
        The layer.
    local : Shapes
        Its geometries in local metres.
    fields : Fields
        Which columns hold names and ids.
    target : ImportTarget
        Holds the terrain.
    lift : float
        Level of the local z 0 in the file's heights, metres.
    issues : list of ImportIssue
        Is told what was dropped and assumed.
    """
    found = polylines_of(table, local, fields, target, issues)
    if found is None:
        return None
    lines, titles = found
    sizes = np.diff(lines.line_start)
    sound = np.flatnonzero((sizes == 2) | (sizes == 3))
    tell(
        issues,
        "dropped",
        "Lines that are no corridor, as they have neither two nor three points: {count} (rows {rows}).",
        np.flatnonzero((sizes != 2) & (sizes != 3)),
    )
    if not len(sound):
        return None
    lines = rows_of(lines, sound)
    by_name = {plain(titles.get(key, key)): key for key in reversed(tuple(lines.columns))}
    columns = {key: values for key, values in lines.columns.items() if key not in _NUMBERS}
    for column, names in _NUMBERS.items():
        columns[column] = _metres(lines, by_name, names)
    level = _metres(lines, by_name, _LEVELS)
    foot = lines.vertices[lines.line_start[1:] - 1, 2].astype(np.float64)
    over = level - lift - foot
    columns["threshold_height"] = np.where(np.isfinite(over), over, columns["threshold_height"])
    columns["width_at_landmark"] = _widths(columns["width_at_landmark"], issues)
    columns["kind"] = _kinds(lines, by_name)
    said = np.char.lower(_words(lines, by_name, _SILHOUETTE))
    columns["silhouette"] = np.where(np.isin(said, _YES), "yes", "")
    for stem, names in (("rule", _RULES), ("source", _SOURCES)):
        words = _words(lines, by_name, names)
        columns |= {f"{stem}_zh": words, f"{stem}_en": words}
    columns["assumed"] = np.where(columns["source_zh"] == "", "yes", "")
    return Polylines(lines.vertices, lines.line_start, lines.ids, columns), titles


def _column(lines: Polylines, by_name: dict[str, str], names: tuple[str, ...]) -> Column | None:
    key = next((by_name[name] for name in names if name in by_name), None)
    return None if key is None else lines.columns[key]


def _metres(lines: Polylines, by_name: dict[str, str], names: tuple[str, ...]) -> F64:
    values = _column(lines, by_name, names)
    return np.full(lines.count, np.nan) if values is None else lengths(values, 3.0)[0]


def _words(lines: Polylines, by_name: dict[str, str], names: tuple[str, ...]) -> NDArray[np.str_]:
    values = _column(lines, by_name, names)
    return np.full(lines.count, "", np.str_) if values is None else texts(values)


def _widths(given: Column, issues: list[ImportIssue]) -> F64:
    known = np.isfinite(given) & (given > 0.0)
    if not known.all():
        said = msg("Corridors without a width, taken as {width:.0f} m: {count}.",
                   width=_ASSUMED_WIDTH, count=int((~known).sum()))  # fmt: skip
        issues.append(ImportIssue("note", said))
    return np.where(known, given, _ASSUMED_WIDTH)


def _kinds(lines: Polylines, by_name: dict[str, str]) -> NDArray[np.str_]:
    said = np.char.lower(_words(lines, by_name, _KIND_FIELDS))
    kinds = np.full(lines.count, "protected_vista")
    for word, kind in reversed(_KINDS):
        kinds[np.char.find(said, word) >= 0] = kind
    return kinds
