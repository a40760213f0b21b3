"""From a scene to the figures of its plot, before anybody words them.

It knows which layers and columns hold what, and no rule's text.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.common.errors import P95, ErrorBudget, Term
from analysis.common.rules import RuleBook
from analysis.indicators.params import IndicatorParams
from analysis.indicators.plot import (
    Plot,
    Standing,
    area_sigma,
    green_on,
    models_on,
    polygon_of,
    standing_on,
)
from analysis.indicators.storeys import ROOFS, USES, Areas, Bodies, Roof, Use, floor_areas
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.graph import Snapshot
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Buildings
from scene.payloads.arrays import F64
from scene.schemes.scheme import schemes_of
from scene.schemes.site import site_of

#: Columns of plots that hold their planning conditions.
LIMITS = {
    "plot_ratio": ("plot_ratio_max", "far_max", "容积率上限", "容积率"),
    "density": ("density_max", "建筑密度上限", "建筑密度"),
    "green": ("green_min", "绿地率下限", "绿地率"),
}
_SIGMAS = {Role.PROPOSALS: "proposal_height_sigma", Role.BUILDINGS: "building_height_sigma"}


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The figures of a plot.

    Parameters
    ----------
    plot : Plot
    standing : tuple of Standing
        What stands on it.
    bodies : Bodies
        The same, as the rule of floor area reads it.
    areas : Areas
    models : tuple of Node
        Models on the plot, which have no storeys to count.
    green : float
        Planted area, square metres; nan if the project says of none.
    footprint : float
        Built-up area, square metres.
    footprint_variance : float
        Of it.
    floor_budget : ErrorBudget
        Of the floor area with what is counted for high storeys.
    """

    plot: Plot
    standing: tuple[Standing, ...]
    bodies: Bodies
    areas: Areas
    models: tuple[Node, ...]
    green: float
    footprint: float
    footprint_variance: float
    floor_budget: ErrorBudget

    @property
    def gross(self) -> float:
        """Floor area, square metres."""
        return math.fsum(self.areas.gross.tolist())

    @property
    def virtual(self) -> float:
        """What is counted over it for high storeys, square metres."""
        return math.fsum(self.areas.virtual.tolist())

    def ratio(self, *, virtual: bool = True) -> float:
        """Return the plot ratio, with or without what is counted for high storeys."""
        return (self.gross + (self.virtual if virtual else 0.0)) / self.plot.area

    def error_of(self, area: float, variance: float = 0.0) -> float:
        """Return the 95 % error of an area over the plot's, from the area's variance and the plot's."""
        plot = self.plot.area
        return P95 * math.hypot(math.sqrt(variance) / plot, area / plot**2 * self.plot.sigma)


def find(
    scene: Snapshot,
    at: Mapping[str, Sequence[Node]],
    params: IndicatorParams,
    book: RuleBook,
    check: Callable[[], None],
) -> Found:
    """Return the figures of the plot that is asked for.

    Parameters
    ----------
    scene : Snapshot
        As it is seen with a scheme.
    at : Mapping
        Nodes by the names of the ports.
    params : IndicatorParams
    book : RuleBook
    check : callable
        Raises if the person asked to stop.

    Raises
    ------
    InvalidRequest
        If there is no such plot, or none was chosen.
    """
    plot = _plot(scene, at["parcels"], params, book.number("outline_sigma"))
    found = []
    for each in standing_on(plot, at["buildings"]):
        check()
        found.append(each)
    standing = tuple(found)
    bodies = _bodies(standing, params, book, check)
    areas = floor_areas(bodies, book)
    outlines = np.array([_outline_sigma(each, book) for each in standing])
    from shapely import union_all

    footprint = float(union_all([each.shape for each in standing]).area) if standing else 0.0
    green = green_on(plot, at["parcels"])
    return Found(
        plot, standing, bodies, areas, models_on(plot, at["models"]), green, footprint,
        float((outlines**2).sum()), _budget(areas, outlines, book),
    )  # fmt: skip


def _outline_sigma(each: Standing, book: RuleBook) -> float:
    """Return the standard deviation of the area of a footprint."""
    own = each.node.attributes.get("accuracy_m")
    off = float(own) if isinstance(own, int | float) else book.number("outline_sigma")
    shapes = getattr(each.shape, "geoms", (each.shape,))
    rings = (np.asarray(shape.exterior.coords)[:-1] for shape in shapes if shape.geom_type == "Polygon")
    return math.sqrt(math.fsum(area_sigma(ring, off) ** 2 for ring in rings))


def _budget(areas: Areas, outlines: F64, book: RuleBook) -> ErrorBudget:
    """Return how far the floor area may be off; storeys that are assumed are assumed alike: it adds up."""
    together = float(areas.gross[areas.assumed].sum()) * book.number("assumed_storey_sigma")
    rounding, height, garage = (
        float((values**2).sum()) for values in (areas.by_rounding, areas.by_height, areas.by_garage)
    )
    storeys = msg("the number of storeys of {count} buildings", count=int(areas.assumed.sum()))
    return ErrorBudget(
        (
            Term("storeys", together**2 + rounding, storeys),
            Term("heights", height, msg("a survey of heights of buildings with high storeys")),
            Term("garages", garage, msg("the clear height of garages")),
            Term("outlines", float(((outlines * areas.floors) ** 2).sum()), msg("a survey of the outlines")),
        )
    )


def _plot(scene: Snapshot, parcels: Sequence[Node], params: IndicatorParams, sigma: float) -> Plot:
    if params.outline:
        return _outlined(params.outline, scene.frame, sigma)
    found = None
    if params.plot:
        rows = ((node, getattr(node.payload, "row_of_id", {}).get(params.plot, -1)) for node in parcels)
        found = next(((node, row) for node, row in rows if row >= 0), None)
        if found is None:
            raise InvalidRequest(
                msg("There is no plot called {plot}.", plot=params.plot),
                msg("Plots are the rows of layers of plots; leave the choice empty for the site."),
            )
    else:
        # A scene as it is seen holds one scheme, or none.
        site = site_of(scene, next((scheme.id for scheme in schemes_of(scene)), ""))
        if site is None:
            raise InvalidRequest(
                msg("Nobody has said which plot is the site."),
                msg("Draw the site, or take a plot as the site."),
            )
        found = (site.node, site.row)
    node, row = found
    payload = node.payload
    assert isinstance(payload, Buildings)
    first = payload.part_start[payload.building_start[row]]
    ring = payload.rings[payload.ring_start[first] : payload.ring_start[first + 1]].astype(np.float64)
    name = BilingualText(payload.text("name_zh", row), payload.text("name_en", row))
    named = BilingualText(name.zh or name.en, name.en or name.zh) if name.zh or name.en else node.name
    accuracy = node.attributes.get("accuracy_m")
    off = float(accuracy) if isinstance(accuracy, int | float) else sigma
    limits = {key: value for key in LIMITS if (value := _limit(payload, key, row)) is not None}
    return Plot(node.id, payload.ids[row], named, polygon_of(payload, row), area_sigma(ring, off), limits)


def _outlined(outline: Sequence[tuple[float, float]], frame: SceneFrame, sigma: float) -> Plot:
    from shapely import Polygon

    world = np.array([(x, y, frame.origin[2]) for x, y in outline])
    shape = Polygon(frame.to_local(world)[:, :2]) if len(outline) >= 3 else Polygon()
    if not shape.is_valid or shape.area < 1.0:
        raise InvalidRequest(
            msg("The outline of the site makes no area."),
            msg("Give three corners or more, one after the other, that do not cross."),
        )
    off = area_sigma(np.asarray(shape.exterior.coords)[:-1], sigma)
    return Plot("outline", "outline", BilingualText("用地", "Site"), shape, off, {})


def _limit(payload: Buildings, key: str, row: int) -> float | None:
    for column in LIMITS[key]:
        if column in payload.columns:
            value = _number(payload.columns[column][row])
            if value > 0.0:
                return value
    return None


def _number(value: object) -> float:
    try:
        return float(str(value).rstrip("%"))
    except ValueError:
        return math.nan


def _bodies(
    standing: Sequence[Standing], params: IndicatorParams, book: RuleBook, check: Callable[[], None]
) -> Bodies:
    rows = []
    for each in standing:
        check()
        rows.append(_body(each, params, book))
    table = np.array(rows, np.float64).reshape(-1, 10)
    area, footprint, height, sigma, floors, use, roof, rise, slenderness, attic = table.T
    return Bodies(
        area, footprint, height, sigma, floors, use.astype(np.int64), roof.astype(np.int64), rise,
        slenderness, attic > 0.0,
    )  # fmt: skip


def _body(each: Standing, params: IndicatorParams, book: RuleBook) -> tuple[float, ...]:
    payload, row = each.node.payload, each.row
    assert isinstance(payload, Buildings)
    parts = slice(payload.building_start[row], payload.building_start[row + 1])
    highest = int(parts.start + payload.eaves[parts].argmax())
    height = float(payload.eaves[highest] - payload.outdoor_ground[row])
    rise = float(payload.top[highest] - payload.eaves[highest])
    roof = ROOFS.get(payload.text("roof", row), Roof.FLAT)
    marked = payload.text("attic", row).lower() in ("true", "1", "1.0", "yes", "是", "有")
    attic = params.attics == "all" or (params.attics == "marked" and marked)
    return (
        each.volume / height if height > 0.0 else 0.0,
        each.footprint,
        height,
        _sigma(each.node, payload, row, book),
        _number(payload.columns["floors"][row]) if "floors" in payload.columns else math.nan,
        use_of(each.node, payload.text("use", row)),
        roof,
        rise,
        _slenderness(each) if roof is Roof.HIPPED else 1.0,
        float(attic and roof is not Roof.FLAT),
    )


def use_of(node: Node, word: str) -> Use:
    """Return the use that a word of the data means; a proposal without any is taken for housing."""
    known = next((use for use, words in USES.items() if word.strip().lower() in words), None)
    if known is not None:
        return known
    return Use.HOUSING if not word and node.role is Role.PROPOSALS else Use.OTHER


def _sigma(node: Node, payload: Buildings, row: int, book: RuleBook) -> float:
    own = _number(payload.columns["height_sigma"][row]) if "height_sigma" in payload.columns else math.nan
    return own if own >= 0.0 else book.number(_SIGMAS.get(node.role, "structure_height_sigma"))


def _slenderness(each: Standing) -> float:
    """Return width over length of the smallest rectangle about a footprint."""
    corners: F64 = np.asarray(each.shape.minimum_rotated_rectangle.exterior.coords)[:3]
    sides = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    return float(sides.min() / max(sides.max(), 1e-9))
