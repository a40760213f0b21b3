"""What a job file names one by one: inlets of drains, sources, pumps and sluices, made into forcing.

It does not know what the scene holds of such things.
"""

import math
from collections.abc import Callable

import numpy as np

from analysis.flood.domain import Domain
from analysis.flood.forcing.base import Forcing
from analysis.flood.forcing.boundaries import DischargeBoundary
from analysis.flood.forcing.cells import disc_cells
from analysis.flood.forcing.hydrograph import Series, constant
from analysis.flood.forcing.inlets import Grates, Inlets
from analysis.flood.forcing.levels import local_level
from analysis.flood.forcing.outflow import RatingCurve
from analysis.flood.forcing.structures import Gate, Opening, Pump, Rule
from analysis.flood.params import FloodParams
from analysis.flood.requests import Outlet, Place, PumpSet, Sluice, Source
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.messages import BilingualText, Message, msg
from scene.payloads.arrays import I32

#: Reads discharges over time from a file that a source names.
Reader = Callable[[str], Series]


def named_forcing(
    params: FloodParams, domain: Domain, frame: SceneFrame, read: Reader
) -> tuple[list[Forcing], list[Message]]:
    """Return what a job names as forcing, and what is to be said of it.

    Parameters
    ----------
    params : FloodParams
    domain : Domain
    frame : SceneFrame
        Places are in its coordinates, levels in the datum that the parameters state.
    read : callable
        Reads a file of discharges.

    Raises
    ------
    InvalidRequest
        If a place lies outside of the area or in a wall, or a figure cannot be.
    UnreadableFile
        If a file of discharges is no table.
    """
    found: list[Forcing] = []
    said: list[Message] = []
    if params.inlets:
        found.append(_inlets(params, domain, frame))
        said.append(msg("Storm drains have {count} inlets at single places.", count=len(params.inlets)))
    for number, source in enumerate(params.sources, 1):
        found.append(_source(number, source, domain, frame, read))
    for number, outlet in enumerate(params.outlets, 1):
        curve, told = _outlet(number, outlet, params, domain, frame)
        found.append(curve)
        said += [message for message in told if message not in said]
    for number, pump in enumerate(params.pump_sets, 1):
        found.append(_pump(number, pump, params, domain, frame))
    for number, sluice in enumerate(params.sluices, 1):
        gate, told = _sluice(number, sluice, params, domain, frame)
        found.append(gate)
        said += [message for message in told if message not in said]
    return found, said


def _inlets(params: FloodParams, domain: Domain, frame: SceneFrame) -> Inlets:
    name = BilingualText("雨水口", "An inlet")
    cells = [_cells(name, domain, frame, inlet.place, 0.0)[0] for inlet in params.inlets]
    figures = np.array([(inlet.perimeter, inlet.area, inlet.capacity) for inlet in params.inlets])
    return Inlets(domain, Grates(np.array(cells, np.int32), figures[:, 0], figures[:, 1], figures[:, 2]))


def _source(
    number: int, source: Source, domain: Domain, frame: SceneFrame, read: Reader
) -> DischargeBoundary:
    name = BilingualText(f"水源 {number}", f"Source {number}")
    flow = read(source.file) if source.file else constant(name, source.discharge, "m³/s")
    cells = _cells(name, domain, frame, source.place, source.radius)
    return DischargeBoundary(f"source_{number}", domain, cells, flow)


def _outlet(
    number: int, outlet: Outlet, params: FloodParams, domain: Domain, frame: SceneFrame
) -> tuple[RatingCurve, tuple[Message, ...]]:
    name = BilingualText(f"出口 {number}", f"Outlet {number}")
    shift, told = local_level(0.0, params.scale, frame)
    figures = np.array(outlet.curve)
    cells = _cells(name, domain, frame, outlet.place, outlet.radius)
    curve = RatingCurve(f"outlet_{number}", name, domain, cells, figures[:, 0] + shift, figures[:, 1])
    return curve, told


def _pump(number: int, pump: PumpSet, params: FloodParams, domain: Domain, frame: SceneFrame) -> Pump:
    name = BilingualText(f"水泵 {number}", f"Pump {number}")
    start, stop = (
        -math.inf if level is None else local_level(level, params.scale, frame)[0]
        for level in (pump.start, pump.stop)
    )
    rule = Rule(start, stop, _spans(pump))
    ends = _ends(name, pump, domain, frame)
    return Pump(f"pump_set_{number}", name, domain, *ends, _capacity(pump, params), rule)


def _sluice(
    number: int, sluice: Sluice, params: FloodParams, domain: Domain, frame: SceneFrame
) -> tuple[Gate, tuple[Message, ...]]:
    name = BilingualText(f"水闸 {number}", f"Sluice {number}")
    sill, told = local_level(sluice.sill, params.scale, frame)
    outside = None
    if sluice.outside is not None:
        level = local_level(sluice.outside, params.scale, frame)[0]
        outside = constant(BilingualText(f"{name.zh}外水位", f"Level outside of {name.en}"), level, "m")
    rule = Rule(sluice.opens_at, 0.0, _spans(sluice))
    height = math.inf if sluice.height is None else sluice.height
    gate = Gate(
        f"sluice_{number}", name, domain, *_ends(name, sluice, domain, frame), _capacity(sluice, params),
        rule, Opening(sluice.width, sill, height), outside, sluice.both_ways,
    )  # fmt: skip
    return gate, told


def _capacity(works: PumpSet | Sluice, params: FloodParams) -> float:
    """Return what works move: out of service nothing, though they look at their levels all the same."""
    return 0.0 if works.off or not params.pumps else works.capacity


def _ends(
    name: BilingualText, works: PumpSet | Sluice, domain: Domain, frame: SceneFrame
) -> tuple[I32, I32 | None]:
    taken_from = _cells(name, domain, frame, works.place, works.radius)
    return taken_from, None if works.to is None else _cells(name, domain, frame, works.to, works.radius)


def _spans(works: PumpSet | Sluice) -> tuple[tuple[float, float], ...]:
    return tuple((60.0 * begun, 60.0 * ended) for begun, ended in works.minutes)


def _cells(name: BilingualText, domain: Domain, frame: SceneFrame, place: Place, radius: float) -> I32:
    """Return the cells about a place.

    Raises
    ------
    InvalidRequest
        If it lies outside of the area.
    """
    cells = disc_cells(domain.grid, place[0] - frame.origin[0], place[1] - frame.origin[1], radius)
    if not cells.size:
        raise InvalidRequest(
            msg("{name} lies outside the area.", name=name),
            msg("Give its place in the coordinates of the project, or choose another area."),
        )
    return cells
