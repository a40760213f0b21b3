"""What changes of each skyline, as tables and as a chart of elevation over bearing.

It does not know how it was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from analysis.base import Chart, Column, Series, Table
from analysis.sightline.panorama import NOTHING, Skyline
from analysis.skyline.looking import SQUARE_DEGREES, Addition, Change, Outlook
from analysis.skyline.measures import Kind, shares_of, sky_cut, turning_points
from analysis.skyline.verdicts import judged, place_name
from scene.geometry.ray_scene import RayScene
from scene.legend import FAIL, REVIEW
from scene.messages import NO_NAME, BilingualText
from scene.payloads.arrays import F64
from scene.units import (
    ANGULAR_HEIGHT,
    BEARING,
    DISTANCE,
    SKY_CUT,
    SKYLINE_SHARE,
    SOLID_ANGLE,
    SOLID_ANGLE_ERROR,
    STATION,
)

#: sRGB of who holds the skyline.
COLOURS: Final = {
    Kind.GROUND: (0xC6, 0xBA, 0x9E),
    Kind.TREES: (0x9C, 0xA5, 0x8C),
    Kind.BUILDINGS: (0xBF, 0xBC, 0xB6),
    Kind.STRUCTURES: (0xA8, 0x9F, 0x94),
    Kind.HERITAGE: (0x7C, 0x5B, 0x84),
    Kind.PROPOSALS: FAIL,
}
KIND_NAMES: Final = {
    Kind.GROUND: BilingualText("地面", "ground"),
    Kind.TREES: BilingualText("树木", "trees"),
    Kind.BUILDINGS: BilingualText("建筑", "buildings"),
    Kind.STRUCTURES: BilingualText("构筑物", "structures"),
    Kind.HERITAGE: BilingualText("古建", "heritage"),
    Kind.PROPOSALS: BilingualText("方案", "proposals"),
}
_HELD: Final = (Kind.HERITAGE, Kind.BUILDINGS, Kind.STRUCTURES, Kind.TREES, Kind.GROUND)


def _share(kind: Kind, after: bool) -> Column:
    name = KIND_NAMES[kind]
    zh, en = ("含方案", "with the scheme") if after else ("现状", "existing")
    key = f"{kind.name.lower()}_{'after' if after else 'before'}"
    paper = kind in {Kind.HERITAGE, Kind.BUILDINGS, Kind.PROPOSALS}
    return Column(
        key, BilingualText(f"{name.zh}占比({zh})", f"Held by {name.en}, {en}"), SKYLINE_SHARE, paper
    )


_CHANGE_COLUMNS: Final = (
    Column("scheme", BilingualText("方案", "Scheme"), on_paper=False),
    Column("viewpoint", BilingualText("视点", "Viewpoint"), on_paper=False),
    Column("scheme_name", BilingualText("方案名称", "Name of the scheme")),
    Column("viewpoint_name", BilingualText("视点名称", "Viewpoint name")),
    Column("station", BilingualText("里程", "Station"), STATION, on_paper=False),
    Column("trees", BilingualText("计树木", "With trees")),
    Column("added", BilingualText("天际线以上新增", "Added above the skyline"), SOLID_ANGLE),
    Column("protected", BilingualText("其中在受保护净空内", "Of this, in protected sky"), SOLID_ANGLE),
    *(_share(kind, after) for kind in _HELD for after in (False, True)),
    _share(Kind.PROPOSALS, True),
    Column("highest_before", BilingualText("最高仰角(现状)", "Highest, existing"), ANGULAR_HEIGHT),
    Column("highest_after", BilingualText("最高仰角(含方案)", "Highest, with the scheme"), ANGULAR_HEIGHT),
    Column("cut_before", BilingualText("遮蔽天空(现状)", "Sky cut, existing"), SKY_CUT),
    Column("cut_after", BilingualText("遮蔽天空(含方案)", "Sky cut, with the scheme"), SKY_CUT),
    Column("turns_before", BilingualText("转折点数(现状)", "Turning points, existing"), on_paper=False),
    Column(
        "turns_after", BilingualText("转折点数(含方案)", "Turning points, with the scheme"), on_paper=False
    ),
)

_ADDITION_COLUMNS: Final = (
    Column("proposal", BilingualText("方案建筑", "Proposed building"), on_paper=False),
    Column("viewpoint", BilingualText("视点", "Viewpoint"), on_paper=False),
    Column("outcome", BilingualText("结论", "Outcome")),
    Column("proposal_name", BilingualText("名称", "Name"), on_paper=False),
    Column("viewpoint_name", BilingualText("视点名称", "Viewpoint name")),
    Column("added", BilingualText("新增(计树木)", "Added, with trees"), SOLID_ANGLE),
    Column("added_bare", BilingualText("新增(不计树木)", "Added, without trees"), SOLID_ANGLE),
    Column("error_95", BilingualText("误差(95%)", "Error (95 %)"), SOLID_ANGLE_ERROR),
    Column("protected", BilingualText("在受保护净空内", "In protected sky"), SOLID_ANGLE),
    Column("heritage", BilingualText("所及古建", "Heritage concerned")),
    Column("over", BilingualText("高出天际线", "Over the skyline"), ANGULAR_HEIGHT),
    Column(
        "slack", BilingualText("低于天际线(不计树木)", "Under the skyline, without trees"), ANGULAR_HEIGHT
    ),
    Column("bearing", BilingualText("方位角", "Bearing"), BEARING),
    Column("distance", BilingualText("距离", "Distance"), DISTANCE),
)


def tables_of(changes: Sequence[Change], additions: Sequence[Addition], rays: RayScene) -> tuple[Table, ...]:
    """Return the figures of each scheme and eye, with and without trees, and of each building and eye."""
    return (
        Table(
            "skyline",
            BilingualText("天际线", "Skylines"),
            _CHANGE_COLUMNS,
            tuple(_change_row(change, trees) for change in changes for trees in (True, False)),
        ),
        Table(
            "additions",
            BilingualText("各方案建筑对天际线的新增", "What each proposed building adds"),
            _ADDITION_COLUMNS,
            tuple(_addition_row(addition, rays) for addition in additions),
            subject="proposal",
        ),
    )


@dataclass(frozen=True, eq=False)
class _Line:
    """Figures of one skyline in the open side."""

    shares: F64
    highest: float
    cut: float  # percent of the sky over a level horizon
    turns: int

    @classmethod
    def of(cls, tangent: F64, shares: F64, seen: NDArray[np.bool_]) -> "_Line":
        elevation = _elevation(tangent[seen])
        highest = float(np.nanmax(elevation, initial=-90.0))
        return cls(shares, highest, sky_cut(elevation), turning_points(elevation))


_STANDING: "WeakKeyDictionary[Skyline, tuple[bytes, _Line]]" = WeakKeyDictionary()


def _standing(outlook: Outlook, trees: bool) -> _Line:
    """Return the figures of what stands, kept with its skyline and open side."""
    skyline, side = outlook.skyline(trees), outlook.seen.tobytes()
    known = _STANDING.get(skyline)
    if known is None or known[0] != side:
        line = _Line.of(skyline.tangent, shares_of(outlook.kind(trees), outlook.seen), outlook.seen)
        known = _STANDING[skyline] = (side, line)
    return known[1]


def _change_row(change: Change, trees: bool) -> tuple[object, ...]:
    outlook, added = change.outlook, change.added(trees)
    before, held = _standing(outlook, trees), change.held(trees)
    after = before
    if held.any():
        kind, seen = outlook.kind(trees), outlook.seen
        lost = 100.0 * np.bincount(kind[seen], held[seen], minlength=len(Kind)) / max(int(seen.sum()), 1)
        after = _Line.of(change.raised(trees), before.shares - lost, seen)
    return (
        change.scheme.id,
        outlook.viewpoint.id,
        change.scheme.name,
        outlook.viewpoint.name,
        outlook.station,
        trees,
        float(added.area.sum()) * SQUARE_DEGREES,
        float(added.protected.sum()) * SQUARE_DEGREES,
        *(float(line.shares[one]) for one in _HELD for line in (before, after)),
        float(before.shares.sum() - after.shares.sum()),
        before.highest,
        after.highest,
        before.cut,
        after.cut,
        before.turns,
        after.turns,
    )


def _elevation(tangent: F64) -> F64:
    found: F64 = np.where(tangent > NOTHING, np.degrees(np.arctan(tangent)), np.nan)
    return found


def _addition_row(addition: Addition, rays: RayScene) -> tuple[object, ...]:
    heritage = rays.layers[addition.heritage].node.name if addition.heritage >= 0 else NO_NAME
    return (
        addition.body.id.rpartition("/")[2],
        addition.change.outlook.viewpoint.id,
        judged(addition, rays)[0].value,
        addition.body.name,
        place_name(addition),
        addition.leafy,
        addition.bare,
        addition.error_95,
        addition.protected,
        heritage,
        addition.over,
        addition.slack,
        addition.bearing,
        addition.distance,
    )


def middle_of(changes: Sequence[Change]) -> float:
    """Return the bearing around which picture and chart of one eye are laid, radians: that of the schemes."""
    ways = np.concatenate([change.outlines.silhouette.way for change in changes])
    if not len(ways):
        outlook = changes[0].outlook
        return float(np.radians(outlook.viewpoint.facing))
    east, north = ways.mean(axis=0)
    return float(np.arctan2(east, north) % (2.0 * np.pi))


def window_of(outlook: Outlook, middle: float, field: float) -> tuple[F64, NDArray[np.int64]]:
    """Return the bearings, degrees and rising without a break, and columns of a field around a middle."""
    bins = len(outlook.bearing)
    half = min(field / 360.0, 1.0) * bins / 2.0
    centre = middle / (2.0 * np.pi) * bins
    numbers = np.arange(int(np.ceil(centre - half)), int(np.floor(centre + half)), dtype=np.int64)
    bearing: F64 = (numbers.astype(np.float64) + 0.5) * (360.0 / bins)
    return bearing, numbers % bins


def chart_of(changes: Sequence[Change], field: float) -> Chart:
    """Return elevation over bearing: what stands, what of it is heritage, and what each scheme adds.

    Parameters
    ----------
    changes : sequence of Change
        Of one eye, one a scheme.
    field : float
        Degrees across.
    """
    outlook = changes[0].outlook
    bearing, columns = window_of(outlook, middle_of(changes), field)
    seen = outlook.seen[columns]
    existing = np.where(seen, _elevation(outlook.skyline(True).tangent[columns]), np.nan)
    bare = np.where(seen, _elevation(outlook.skyline(False).tangent[columns]), np.nan)
    foot = np.full(len(columns), min(float(np.nanmin(existing, initial=0.0)), 0.0))
    series = [
        Series("existing", BilingualText("现状(计树木)", "existing, with trees"), bearing, existing,
               COLOURS[Kind.TREES], foot),
        Series("bare", BilingualText("现状(不计树木)", "existing, without trees"), bearing, bare,
               (0x6B, 0x66, 0x60), None, True),
    ]  # fmt: skip
    mine = outlook.kind(True)[columns] == Kind.HERITAGE
    if mine.any():
        held = np.where(mine, existing, np.nan)
        title = KIND_NAMES[Kind.HERITAGE]
        series.append(Series("heritage", title, bearing, held, COLOURS[Kind.HERITAGE], foot))
    for number, change in enumerate(changes):
        raised = np.where(seen, _elevation(change.raised(True)[columns]), np.nan)
        adds = raised > existing + 1e-9
        if adds.any():
            wide = adds.copy()  # one column more on either side, so that the sides are drawn
            wide[1:] |= adds[:-1]
            wide[:-1] |= adds[1:]
            colour = FAIL if change.leafy.protected.sum() > 0.0 else REVIEW
            line = np.where(wide, raised, np.nan)
            series.append(Series(f"scheme_{number}", change.scheme.name, bearing, line, colour, existing))
    name, station = outlook.viewpoint.name, outlook.station
    at = f" {station:.0f} m" if outlook.viewpoint.is_route else ""
    title = BilingualText(f"天际线:{name.zh}{at}", f"Skyline from {name.en}{at}")
    key = f"skyline_{outlook.viewpoint.id}" + (f"_{station:.0f}" if at else "")
    return Chart(key, title, BEARING, ANGULAR_HEIGHT, tuple(series))
