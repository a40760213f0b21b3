"""What a job names one by one becomes forcing at its place, in its datum, with its rule."""

import math
from pathlib import Path

import numpy as np
import pytest

from analysis.flood.account import Account
from analysis.flood.forcing.base import Forcing
from analysis.flood.forcing.hydrograph import Series, series
from analysis.flood.forcing.structures import Gate, Pump
from analysis.flood.named import named_forcing
from analysis.flood.params import FloodParams
from scene.errors import InvalidRequest
from scene.frame import YANGZHOU_FRAME, SceneFrame
from scene.messages import BilingualText, Message
from tests.analysis.flood.forcing.still_water import StillWater, exchanged, flat

FRAME = SceneFrame("EPSG:4549", (500_000.0, 3_500_000.0, 2.0), YANGZHOU_FRAME.vertical)


def named(scheme: StillWater, **params: object) -> tuple[list[Forcing], list[Message]]:
    asked = FloodParams.model_validate(params)
    return named_forcing(asked, scheme.domain, FRAME, read)


def read(file: str) -> Series:
    return series(BilingualText.same(file), [(0.0, 1.0), (10.0, 3.0)], "m³/s")


def place(x: float, y: float) -> tuple[float, float]:
    return (500_000.0 + x, 3_500_000.0 + y)


def test_nothing_named_is_nothing() -> None:
    assert named(flat()) == ([], [])


def test_inlets_drain_their_cells() -> None:
    scheme, account = flat(depth=0.2), Account()
    (inlets,), (told,) = named(scheme, inlets=[{"place": place(1.0, 139.0)}, {"place": place(259.0, 1.0)}])
    exchanged(inlets, scheme, 0.0, 2.0, account)
    assert account.drained == pytest.approx(2 * 2.0 * 0.05, rel=1e-6)  # the pipe's capacity
    assert scheme.water[0, 0] < 0.2
    assert scheme.water[69, 129] < 0.2
    assert "2 inlets" in str(told)


def test_sources_by_a_figure_and_by_a_file() -> None:
    scheme, account = flat(), Account()
    sources = [
        {"place": place(50.0, 50.0), "discharge": 4.0},
        {"place": place(90.0, 50.0), "file": "burst.csv"},
    ]
    forcing, _ = named(scheme, sources=sources)
    for force in forcing:
        exchanged(force, scheme, 0.0, 10.0, account)
    assert account.inflow == pytest.approx(40.0 + 20.0, rel=1e-9)
    assert scheme.water[45, 25] > 0.0


def test_an_outlet_follows_its_curve() -> None:
    scheme, account = flat(depth=1.5), Account()
    outlets = [{"place": place(50.0, 50.0), "radius": 20.0, "curve": [[3.0, 0.0], [4.0, 6.0]]}]
    (outlet,), _ = named(scheme, outlets=outlets)
    exchanged(outlet, scheme, 0.0, 1.0, account)
    assert account.outflow == pytest.approx(3.0, rel=1e-6)  # 1.5 m over a zero of 2 m


def test_a_pump_s_levels_are_in_the_datum_that_is_stated() -> None:
    pump = {
        "place": place(50.0, 50.0),
        "capacity": 2.0,
        "start": 7.0,
        "stop": 6.5,
        "minutes": [[0, 10], [20, 30]],
    }
    (there,), _ = named(flat(), pump_sets=[pump], datum="wusong")
    assert isinstance(there, Pump)
    assert there.rule.start == pytest.approx(7.0 - 1.8 - 2.0)
    assert there.rule.spans == ((0.0, 600.0), (1200.0, 1800.0))
    assert there.given_to is None
    (off,), _ = named(flat(), pump_sets=[pump], pumps=False)
    assert isinstance(off, Pump)
    assert off.capacity == 0.0
    (off,), _ = named(flat(), pump_sets=[pump | {"off": True}])
    assert "out of service" in str(off.notes(60.0)[0])


def test_a_pump_without_levels_always_runs() -> None:
    scheme, account = flat(depth=1.0), Account()
    pumps = [{"place": place(50.0, 50.0), "to": place(200.0, 50.0), "capacity": 2.0}]
    (pump,), _ = named(scheme, pump_sets=pumps)
    exchanged(pump, scheme, 0.0, 5.0, account)
    assert isinstance(pump, Pump)
    assert pump.moved == pytest.approx(10.0)
    assert account == Account()


def test_a_sluice_to_a_level_outside() -> None:
    scheme, account = flat(depth=3.0), Account()
    sluice = {"place": place(50.0, 50.0), "capacity": 9.0, "width": 4.0, "sill": 3.0, "outside": 3.5}
    (gate,), _ = named(scheme, sluices=[sluice])
    assert isinstance(gate, Gate)
    assert gate.opening.sill == 1.0
    assert gate.opening.height == math.inf
    exchanged(gate, scheme, 0.0, 1.0, account)
    assert account.pumped_out == pytest.approx(9.0)
    _, (told,) = named(scheme, sluices=[sluice], datum="guazhou")
    assert "assumed" in str(told)


def test_a_sluice_out_of_the_area_needs_a_level_there() -> None:
    with pytest.raises(InvalidRequest, match="no level outside"):
        named(flat(), sluices=[{"place": place(5.0, 5.0), "capacity": 9.0, "width": 4.0, "sill": 3.0}])


@pytest.mark.parametrize("key", ["inlets", "sources", "pump_sets"])
def test_a_place_outside_the_area_gets_a_sentence(key: str) -> None:
    far: dict[str, object] = {"place": place(5000.0, 5.0)}
    if key == "pump_sets":
        far["capacity"] = 1.0
    with pytest.raises(InvalidRequest, match="outside the area"):
        named(flat(), **{key: [far]})


def test_a_place_in_a_wall_gets_a_sentence() -> None:
    ground = np.zeros((10, 10), np.float32)
    ground[5, 5] = np.nan
    with pytest.raises(InvalidRequest, match="touches no cell"):
        named(StillWater(ground), sources=[{"place": place(11.0, 9.0), "radius": 0.5}])


def test_a_file_that_is_no_table_is_named(tmp_path: Path) -> None:
    asked = FloodParams.model_validate(
        {"sources": [{"place": place(5.0, 5.0), "file": str(tmp_path / "no.csv")}]}
    )

    def refuse(file: str) -> Series:
        raise InvalidRequest(Message(file))

    with pytest.raises(InvalidRequest, match=r"no\.csv"):
        named_forcing(asked, flat().domain, FRAME, refuse)
