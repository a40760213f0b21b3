"""A scene as water finds it: ground with what stands on it, roughness, waters at their levels, roofs' drains.

What depends only on unchanged layers is kept, so that another wall or pump costs no new look at the city.
It does not know rain, time or schemes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.base import AnalysisInputs, Port
from analysis.common import ports
from analysis.flood.domain import Domain
from analysis.flood.forcing.levels import local_level
from analysis.flood.params import FloodParams
from analysis.flood.setting import cover
from analysis.flood.setting.area import given_raster, grid_of
from analysis.flood.setting.changes import (
    DykeBreach,
    RaisedCells,
    barriers_of,
    breaches_of,
    raised_ground,
    with_barriers,
)
from analysis.flood.setting.land import Land, given_land, land_of
from analysis.flood.setting.obstacles import Houses, houses_of, stone_of, walls_of, ways_of
from analysis.flood.setting.roofs import catchment, without_pockets
from scene.frame import SceneFrame
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Role
from scene.payloads.arrays import F32, U8

DEM: Final = Port(
    "dem",
    "raster",
    BilingualText("代替场景地形的高程栅格", "A grid of ground in place of the scene's terrain"),
    unit="m",
    required=False,
)
HOUSES: Final = Port(
    "buildings", "solids", BilingualText("建筑", "Buildings"), (Role.BUILDINGS,), required=False
)
HERITAGE: Final = Port(
    "heritage", "solids", BilingualText("文物古迹", "Heritage"), (Role.HERITAGE,), required=False
)
STRUCTURES: Final = Port(
    "structures", "solids", BilingualText("构筑物（院墙）", "Structures (yard walls)"), (Role.STRUCTURES,),
    required=False,
)  # fmt: skip
#: Only a grid in its place makes it dispensable.
TERRAIN: Final = Port("terrain", "terrain", BilingualText("地形", "Ground"), (Role.TERRAIN,), unit="m")
#: Proposals may be built, and need not be.
PROPOSALS: Final = Port(
    "proposals", "proposals", BilingualText("方案", "Proposals"), (Role.PROPOSALS,), required=False
)
INPUTS: Final = (
    TERRAIN, ports.WATER, HOUSES, HERITAGE, STRUCTURES, ports.ROADS, ports.WATERWORKS, PROPOSALS,
    ports.PARCELS, DEM,
)  # fmt: skip

#: Cells with more of a house than this are in its way.
_MOSTLY: Final = 0.5
#: Larger pockets among houses are no yards, m².
_YARD: Final = 2000.0
#: In wider cells lanes would be shut by the houses beside them: there houses resist and do not block, metres.
WIDEST_BLOCKING: Final = 4.0
#: A lake of less depth than this is none, metres.
_FILM: Final = 0.001


@dataclass(frozen=True, eq=False)
class Setting:
    """Everything of the scene that a run starts from.

    Parameters
    ----------
    domain : Domain
    depth : ndarray of float32, shape (rows, cols)
        Water at the start, metres; 0 in walls and on dry land.
    waters : ndarray of uint8, shape (rows, cols)
        1 in lakes and canals.
    catchment : ndarray of float32, shape (rows, cols)
        Of how many cells the rain reaches each cell.
    soil : ndarray of uint8, shape (rows, cols)
        Index into `soils`.
    soils : tuple of str
        Soils of the table of the program, the first takes no water.
    quarter : ndarray of uint8, shape (rows, cols)
        Index into `quarters`.
    quarters : tuple of str
    body : ndarray of uint8, shape (rows, cols)
        Which water a cell is of: index into `bodies`, 0 on land.
    bodies : tuple of str
    blocked : int
        Cells that houses, halls and closed yards fill.
    barriers : tuple of RaisedCells
        Those that are put up later are not yet in the ground of the domain.
    breaches : tuple of DykeBreach
    notes : tuple of Message
        What is assumed about the setting, a sentence each.
    synthetic : bool
        Whether any layer of it is invented.
    """

    domain: Domain
    depth: F32
    waters: U8
    catchment: F32
    soil: U8
    soils: tuple[str, ...]
    quarter: U8
    quarters: tuple[str, ...]
    body: U8
    bodies: tuple[str, ...]
    blocked: int
    barriers: tuple[RaisedCells, ...]
    breaches: tuple[DykeBreach, ...]
    notes: tuple[Message, ...]
    synthetic: bool


def setting_of(
    inputs: AnalysisInputs, params: FloodParams, check: Callable[[], None], *, cell: float | None = None
) -> Setting:
    """Prepare what water flows over.

    Parameters
    ----------
    inputs : AnalysisInputs
    params : FloodParams
    check : callable
        Called between pieces of work; may raise to stop.
    cell : float, optional
        Another cell size than the parameters', for a preview; a grid that was given keeps its own.

    Raises
    ------
    InvalidRequest
        If there is no ground, or something lies off the area.
    Cancelled
        If the person asked to stop.
    """
    check()
    frame = inputs.scene.frame
    terrain, waters, buildings = inputs.at(TERRAIN), inputs.at(ports.WATER), inputs.at(HOUSES)
    given = inputs.at(DEM)
    if given:
        raster = given_raster(given)
        rows, cols = raster.shape
        grid = Grid(raster.west, raster.north, raster.cell, rows, cols)
        land, makings = given_land(raster, waters, grid, check), (given[0], *waters)
    else:
        grid = grid_of(params, params.cell if cell is None else cell, frame, terrain, buildings)
        land, makings = land_of(terrain, waters, grid, check), (*terrain, *waters)
    built = (*buildings, *_chosen(inputs.at(PROPOSALS), params.schemes))
    houses = houses_of(built, grid, check)
    stone = stone_of(inputs.at(HERITAGE), land, makings, check)
    check()
    in_water = np.isfinite(land.stage)
    bed = raised_ground(land.bed, grid, params, inputs.at(ports.PARCELS), frame, check)
    bed = np.fmax(bed, stone.raised)
    ways = ways_of(inputs.at(ports.ROADS), grid, check)
    led = (ways | in_water).astype(np.uint8)
    mode = _mode(params, grid)
    bed, open_cells = _with_houses(bed, houses, mode, params, led)
    open_cells &= ((stone.solid == 0) | (led > 0)) & np.isfinite(bed)
    if params.walls:
        open_cells &= (walls_of(inputs.at(STRUCTURES), land, check) == 0) | (ways > 0)
    check()
    opened = open_cells.astype(np.uint8)
    if mode == "blocking":
        opened, _ = without_pockets(opened, led, _YARD / grid.cell**2, check)
    barriers = barriers_of(bed, np.fmax(land.highest, bed), grid, params, frame)
    bed = with_barriers(bed, barriers)
    check()
    rain_on = catchment(opened, check, np.isfinite(land.bed))
    level, said = _stage(land, params, frame)
    depth = np.where(in_water & (opened > 0), level - bed, np.float32(0.0))
    depth = np.where(depth > _FILM, depth, np.float32(0.0)).astype(np.float32)
    check()
    watery = (in_water & (opened > 0)).astype(np.uint8)
    rough = cover.roughness(land.cover, watery)
    if mode == "resistance":
        full = np.float32(cover.house_roughness())
        rough = np.where(in_water, rough, rough + houses.share * (full - rough)).astype(np.float32)
    domain = Domain(grid, np.where(opened > 0, bed, np.float32(np.nan)), rough)
    nodes = [node for port in INPUTS for node in inputs.at(port)]
    soil, soils = cover.soils(land.cover, watery)
    return Setting(
        domain, depth, watery, rain_on, soil, soils, land.quarter, land.quarters, land.body, land.bodies,
        int(opened.size - opened.sum()), barriers, breaches_of(grid, params, frame),
        (*_notes(params, mode, watery), *said), _is_synthetic(nodes),
    )  # fmt: skip


def _mode(params: FloodParams, grid: Grid) -> str:
    """Return how houses stand in the way; in cells wider than lanes none blocks."""
    wide = params.buildings == "blocking" and grid.cell > WIDEST_BLOCKING
    return "resistance" if wide else params.buildings


def _with_houses(bed: F32, houses: Houses, mode: str, params: FloodParams, led: U8) -> tuple[F32, np.ndarray]:
    """Return the ground with the houses that raise it, and where those that block it leave it open."""
    filled = (houses.share >= _MOSTLY) & (led == 0)
    open_cells = np.ones(bed.shape, bool)
    if mode == "blocking":
        return bed, ~filled
    if mode == "raised" and len(houses.outdoor_ground):
        sill = houses.outdoor_ground[houses.owner] + np.float32(params.threshold)
        bed = np.where(filled, np.fmax(bed, sill), bed)
    return bed, open_cells


def _stage(land: Land, params: FloodParams, frame: SceneFrame) -> tuple[F32, tuple[Message, ...]]:
    """Return the level of the waters at the start, and what is to be said of it."""
    if params.water_level is None:
        return land.stage, ()
    level, said = local_level(params.water_level, params.scale, frame)
    return np.where(np.isfinite(land.stage), np.float32(level), land.stage), said


def _chosen(proposals: Sequence[Node], schemes: Sequence[str]) -> tuple[Node, ...]:
    """Return the layers of proposals of which any is built."""
    wanted = set(schemes)
    return tuple(node for node in proposals if wanted & {node.id, *getattr(node.payload, "ids", ())})


def _is_synthetic(nodes: Sequence[Node]) -> bool:
    return any(
        bool(node.provenance and node.provenance.synthetic) or bool(node.attributes.get("synthetic"))
        for node in nodes
    )


def _notes(params: FloodParams, mode: str, waters: U8) -> tuple[Message, ...]:
    said = []
    if mode == "blocking":
        said.append(
            msg(
                "Houses block; their roofs, and yards without a way out, drain to the nearest open cell; "
                "streets stay open along their centre lines."
            )
        )
    elif mode == "raised":
        said.append(msg("Houses let water in over a doorsill of {height:g} m.", height=params.threshold))
    else:
        said.append(
            msg(
                "Houses resist as rough ground (n = {n:g}, {source}).",
                n=cover.house_roughness(), source=cover.sources()["cover_houses"],
            )
        )  # fmt: skip
    said.append(msg("Decks of bridges are left out: water passes under them."))
    if not params.walls:
        said.append(msg("Yard walls are left out."))
    if waters.any() and params.water_level is None:
        said.append(msg("Lakes and canals begin at the level at which they lie in the scene."))
    return tuple(said)
