"""What each viewpoint sees, and what stands in its way, as tables and as a profile along each route.

It does not know how it was found.
"""

import math
from collections.abc import Iterable

import numpy as np

from analysis.base import Chart, Column, Series, Table
from analysis.sightline.bodies import Body
from analysis.sightline.obstruction.blockers import Blocker
from analysis.sightline.obstruction.looking import CASES, Case
from analysis.sightline.obstruction.views import View
from analysis.sightline.stations import Stations
from scene.geometry.ray_scene import RayScene
from scene.legend import FAIL, PASS, REVIEW
from scene.messages import NO_NAME, BilingualText
from scene.node import Role
from scene.payloads.arrays import F64
from scene.units import (
    BEARING,
    DISTANCE,
    ELEVATION,
    HEIGHT_TO_LOSE,
    HIDDEN_SHARE,
    PATH_LENGTH,
    SEEN_SHARE,
    SHARE_ERROR,
    SOLID_ANGLE,
    STATION,
)

#: What a case is called, in the order of :data:`CASES`.
_CASE_NAMES = {
    Case(True, True): BilingualText("现状树木,含方案", "with trees and proposals"),
    Case(False, True): BilingualText("不计树木,含方案", "without trees, with proposals"),
    Case(True, False): BilingualText("现状树木,不含方案", "with trees, without proposals"),
    Case(False, False): BilingualText("不计树木,不含方案", "without trees and proposals"),
}
_KINDS = {
    Role.TERRAIN: BilingualText("地面", "ground"),
    Role.TREES: BilingualText("树木", "tree"),
    Role.BUILDINGS: BilingualText("建筑", "building"),
    Role.HERITAGE: BilingualText("古建", "heritage"),
    Role.PROPOSALS: BilingualText("方案", "proposal"),
}
_STRUCTURE = BilingualText("构筑物", "structure")
#: Square degrees in a steradian.
SQUARE_DEGREES = (180.0 / math.pi) ** 2


def _share(case: Case, key: str) -> Column:
    name = _CASE_NAMES[case]
    title = BilingualText(f"可见比例({name.zh})", f"Share seen, {name.en}")
    return Column(key, title, SEEN_SHARE, on_paper=case.proposals)


_VIEW_COLUMNS = (
    Column("target", BilingualText("目标", "Looked at"), on_paper=False),
    Column("viewpoint", BilingualText("视点", "Viewpoint"), on_paper=False),
    Column("target_name", BilingualText("目标名称", "Name of what is looked at"), on_paper=False),
    Column("viewpoint_name", BilingualText("视点名称", "Viewpoint name")),
    _share(CASES[0], "share"),
    Column("error_95", BilingualText("误差(95%)", "Error (95 %)"), SHARE_ERROR),
    _share(CASES[1], "share_bare"),
    _share(CASES[2], "share_before"),
    _share(CASES[3], "share_before_bare"),
    Column("best_station", BilingualText("最佳里程", "Station that sees most"), STATION),
    Column("best_share", BilingualText("该处可见比例", "Share seen from there"), SEEN_SHARE),
    Column("distance", BilingualText("距离", "Distance"), DISTANCE),
    Column("bearing", BilingualText("方位角", "Bearing"), BEARING, on_paper=False),
    Column("solid_angle", BilingualText("轮廓立体角", "Solid angle of the silhouette"), SOLID_ANGLE),
    Column("blockers", BilingualText("遮挡物数量", "Objects in the way")),
    Column("path", BilingualText("游线长度", "Length of path"), PATH_LENGTH),
    Column("path_half", BilingualText("可见过半的游线长度", "Path with half of it seen"), PATH_LENGTH),
    Column(
        "path_half_before",
        BilingualText("可见过半的游线长度(不含方案)", "Path with half of it seen, without proposals"),
        PATH_LENGTH,
        on_paper=False,
    ),
)

_BLOCKER_COLUMNS = (
    Column("target", BilingualText("目标", "Looked at"), on_paper=False),
    Column("viewpoint", BilingualText("视点", "Viewpoint"), on_paper=False),
    Column("viewpoint_name", BilingualText("视点名称", "Viewpoint name")),
    Column("order", BilingualText("次序", "Order")),
    Column("object", BilingualText("遮挡物编号", "Object"), on_paper=False),
    Column("object_name", BilingualText("遮挡物", "Object's name")),
    Column("kind", BilingualText("类别", "Kind")),
    Column("station", BilingualText("里程", "Station"), STATION),
    Column("distance", BilingualText("进入视线的距离", "Enters the line at"), DISTANCE),
    Column("alone", BilingualText("单独遮挡", "Hides alone"), HIDDEN_SHARE),
    Column("first", BilingualText("依次遮挡", "Hides as the nearest"), HIDDEN_SHARE),
    Column("first_bare", BilingualText("依次遮挡(不计树木)", "Hides as the nearest, no trees"), HIDDEN_SHARE),
    Column("only", BilingualText("移除后可见", "Seen if it were gone"), SEEN_SHARE),
    Column("lose", BilingualText("需降低", "Would have to lose"), HEIGHT_TO_LOSE),
    Column("next", BilingualText("其后遮挡物", "Blocks next")),
    Column("path", BilingualText("受遮挡的游线长度", "Path on which it hides something"), PATH_LENGTH),
    Column("east", BilingualText("东(局部)", "East, local"), ELEVATION, on_paper=False),
    Column("north", BilingualText("北(局部)", "North, local"), ELEVATION, on_paper=False),
    Column("level", BilingualText("高程", "Elevation"), ELEVATION, on_paper=False),
)

_PROFILE_COLUMNS = (
    Column("target", BilingualText("目标", "Looked at"), on_paper=False),
    Column("viewpoint", BilingualText("视点", "Viewpoint"), on_paper=False),
    Column("station", BilingualText("里程", "Station"), STATION),
    *(_share(case, key) for case, key in zip(CASES, ("share", "bare", "before", "before_bare"), strict=True)),
    Column("error_95", BilingualText("误差(95%)", "Error (95 %)"), SHARE_ERROR, on_paper=False),
)


def kind_of(role: Role) -> BilingualText:
    """Return what an object of some role is called."""
    return _KINDS.get(role, _STRUCTURE)


def tables_of(body: Body, views: list[View], stations: Stations, rays: RayScene) -> tuple[Table, ...]:
    """Return the figures of all viewpoints, of all objects, and of all stations of routes; none is empty."""
    rows = tuple(row for view in views for row in _blocker_rows(body, view, rays))
    along = tuple(row for view in views if view.viewpoint.is_route for row in _profile_rows(body, view))
    tables = [
        Table(
            "views",
            BilingualText("各视点所见", "What each viewpoint sees"),
            _VIEW_COLUMNS,
            tuple(_view_row(body, view, stations) for view in views),
            subject="target",
        ),
        Table(
            "blockers",
            BilingualText("视线上的遮挡物", "Objects in the way"),
            _BLOCKER_COLUMNS,
            rows,
            subject="target",
        ),
        Table(
            "profile",
            BilingualText("沿游线的可见比例", "Share seen along routes"),
            _PROFILE_COLUMNS,
            along,
            subject="target",
        ),
    ]
    return tuple(table for table in tables if table.rows)


def _view_row(body: Body, view: View, stations: Stations) -> tuple[object, ...]:
    best = view.best()
    nan = math.nan
    off = body.point - stations.eye[view.rows[max(best, 0)]]
    route = view.viewpoint.is_route
    return (
        body.id or "point",
        view.viewpoint.id,
        body.name,
        view.viewpoint.name,
        100.0 * view.mean(CASES[0]),
        100.0 * view.mean_error(CASES[0]),
        *(100.0 * view.mean(case) for case in CASES[1:]),
        float(view.along[best]) if route and best >= 0 else nan,
        100.0 * float(view.share[CASES[0]][best]) if best >= 0 else nan,
        float(np.hypot(off[0], off[1])),
        float(np.degrees(np.arctan2(off[0], off[1])) % 360.0),
        float(view.angle[max(best, 0)]) * SQUARE_DEGREES if body.shape is not None else nan,
        len(view.blockers),
        float(view.weight.sum()) if route else nan,
        view.metres(CASES[0]) if route else nan,
        view.metres(CASES[2]) if route else nan,
    )


def _blocker_rows(body: Body, view: View, rays: RayScene) -> Iterable[tuple[object, ...]]:
    route = view.viewpoint.is_route
    along = dict(zip(view.rows.tolist(), view.along.tolist(), strict=True))
    for order, blocker in enumerate(view.blockers, 1):
        object_id, name = rays.name_of(blocker.layer, blocker.row)
        yield (
            body.id or "point",
            view.viewpoint.id,
            view.viewpoint.name,
            order,
            object_id,
            name,
            kind_of(rays.layers[blocker.layer].node.role),
            along[blocker.station] if route else math.nan,
            blocker.distance,
            100.0 * blocker.alone,
            100.0 * blocker.first,
            100.0 * blocker.first_bare,
            100.0 * blocker.only,
            blocker.lose,
            next_name(blocker, rays),
            blocker.path if route else math.nan,
            *blocker.place,
        )


def next_name(blocker: Blocker, rays: RayScene) -> BilingualText:
    """Return the name of what blocks next if a blocker were gone."""
    if blocker.next_layer < 0:
        return NO_NAME
    return rays.name_of(blocker.next_layer, blocker.next_row)[1]


def _profile_rows(body: Body, view: View) -> Iterable[tuple[object, ...]]:
    columns = [100.0 * view.share[case] for case in CASES]
    for k, station in enumerate(view.along.tolist()):
        yield (
            body.id or "point",
            view.viewpoint.id,
            station,
            *(float(column[k]) for column in columns),
            100.0 * float(view.error[CASES[0]][k]),
        )


def charts_of(body: Body, views: list[View], proposals: bool) -> tuple[Chart, ...]:
    """Return the share seen over the station, one chart a route.

    Parameters
    ----------
    body : Body
    views : list of View
    proposals : bool
        Whether there are any; if not, before and after are one.
    """
    return tuple(_chart(body, view, proposals) for view in views if view.viewpoint.is_route)


def _chart(body: Body, view: View, proposals: bool) -> Chart:
    def line(key: str, case: Case, colour: tuple[int, int, int], dashed: bool, filled: F64 | None) -> Series:
        name = _CASE_NAMES[case]
        title = (
            name
            if proposals
            else BilingualText(name.zh.split(",")[0], name.en.split(" and ")[0].split(",")[0])
        )
        return Series(key, title, view.along, 100.0 * view.share[case], colour, filled, dashed)

    series = [line("share", CASES[0], PASS, False, np.zeros(len(view.along)))]
    series.append(line("bare", CASES[1], REVIEW, True, None))
    if proposals:
        series.append(line("before", CASES[2], FAIL, True, None))
    title = BilingualText(
        f"{body.name.zh}:沿{view.viewpoint.name.zh}的可见比例",
        f"{body.name.en}: share seen along {view.viewpoint.name.en}",
    )
    return Chart(
        f"profile_{view.viewpoint.id}", title, STATION, SEEN_SHARE, tuple(series), body.id or "point"
    )
