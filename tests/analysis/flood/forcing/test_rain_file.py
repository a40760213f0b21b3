"""Rain in space and time: rates, places, units and times of NetCDF files, and what broken ones get."""

import itertools
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from analysis.flood.account import Account
from analysis.flood.forcing.rain import METRES, Rain
from analysis.flood.forcing.rain_file import RainField, read_rain_field
from scene.errors import AnswerNeeded, InvalidRequest, UnreadableFile, WeiyangError
from scene.frame import YANGZHOU_FRAME
from scene.geometry.surface_raster import Grid
from tests.analysis.flood.forcing.still_water import exchanged, flat

#: 4 km by 3 km about the frame's origin, in the file's cells of 1 km.
GRID = Grid(-2000.0, 1500.0, 50.0, 60, 80)
X = 446_000.0 + 1000.0 * np.arange(-3, 4)
Y = 3_586_000.0 + 1000.0 * np.arange(-3, 4)
RATES = np.arange(3 * 7 * 7, dtype=float).reshape(3, 7, 7)


def written(path: Path, rates: np.ndarray = RATES, **more: object) -> Path:
    """Write a NetCDF 3 file; `more` overrides units, names and axes."""
    from scipy.io import netcdf_file

    said = {
        "x": X,
        "y": Y,
        "t": [0.0, 10.0, 20.0],
        "unit": "mm/h",
        "since": "minutes since 2020-07-17 08:00:00",
        "names": ("rain",),
        "axes": ("projection_x_coordinate", "projection_y_coordinate", "m", "m"),
    } | more
    file = netcdf_file(path, "w", version=2)
    file.Conventions = "CF-1.6"
    for name, values in (("time", said["t"]), ("y", said["y"]), ("x", said["x"])):
        file.createDimension(name, len(values))
        axis = file.createVariable(name, "f8", (name,))
        axis[:] = values
        if name == "time":
            axis.units = said["since"]
        elif said["axes"]:
            axis.standard_name = said["axes"][name == "y"]
            axis.units = said["axes"][2 + (name == "y")]
    for name in said["names"]:
        rain = file.createVariable(name, "f4", ("time", "y", "x"))
        rain[:] = rates
        rain.units = said["unit"]
        rain._FillValue = np.float32(-9999.0)
    file.close()
    return path


def rate_at(field: RainField, row: int, col: int, step: int) -> float:
    return float(field.rates[step, field.zone[row, col]])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "梅雨.nc"


def test_every_cell_takes_the_rain_of_the_cell_it_lies_in(path: Path) -> None:
    field = read_rain_field(written(path), GRID, YANGZHOU_FRAME)
    assert field.edges.tolist() == [0.0, 600.0, 1200.0, 1800.0]
    for row, col in ((0, 0), (59, 79), (30, 40), (7, 66)):
        x = -2000.0 + 50.0 * (col + 0.5)
        y = 1500.0 - 50.0 * (row + 0.5)
        index = round(y / 1000.0) + 3, round(x / 1000.0) + 3
        for step in range(3):
            assert rate_at(field, row, col, step) == RATES[(step, *index)]
    assert any("coordinate system" in str(note) for note in field.notes(0.0))


def test_longitude_and_latitude(path: Path) -> None:
    lon, lat = 119.3 + 0.05 * np.arange(5), 32.3 + 0.05 * np.arange(4)
    rates = np.broadcast_to(lon[None, None, :], (3, 4, 5)) - 100.0
    axes = ("longitude", "latitude", "degrees_east", "degrees_north")
    field = read_rain_field(written(path, rates, x=lon, y=lat, axes=axes), GRID, YANGZHOU_FRAME)
    # The origin lies at 119.4260 E; the border of two cells at 119.425 E is 94 m west of it.
    assert rate_at(field, 30, 37, 0) == pytest.approx(19.40, abs=1e-5)
    assert rate_at(field, 30, 41, 0) == pytest.approx(19.45, abs=1e-5)


def test_what_falls_is_exact_however_it_is_cut(path: Path) -> None:
    field = read_rain_field(written(path), GRID, YANGZHOU_FRAME)
    whole = field.falls(0.0, 5000.0)
    assert whole == pytest.approx(field.rates.sum(axis=0) * 600.0 * METRES)
    cuts = [-50.0, 13.0, 600.0, 1250.0, 1799.0, 5000.0]
    pieces = sum(field.falls(one, other) for one, other in itertools.pairwise(cuts))
    assert pieces == pytest.approx(whole, rel=1e-12)
    assert [field.next_change(time) for time in (0.0, 599.0, 1800.0)] == [600.0, 600.0, np.inf]
    assert "ends at 30.0 min" in str(field.notes(3600.0)[-1])


def test_it_rains_into_cells(path: Path) -> None:
    field = read_rain_field(written(path), GRID, YANGZHOU_FRAME)
    scheme, account = flat(60, 80, depth=0.5, cell=50.0), Account()
    rain = Rain(field, np.ones((60, 80), np.float32), field.zone)
    exchanged(rain, scheme, 0.0, 900.0, account)
    assert account.rain == pytest.approx(field.falls(0.0, 900.0)[field.zone].sum() * 2500.0, rel=1e-6)


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("mm/h", 1.0), ("kg m-2 s-1", 3600.0), ("mm", 6.0), ("mm hr-1", 1.0), ("mm/day", 1 / 24)],
)
def test_units(path: Path, unit: str, factor: float) -> None:
    field = read_rain_field(written(path, np.full((3, 7, 7), 0.25), unit=unit), GRID, YANGZHOU_FRAME)
    assert field.rates == pytest.approx(np.full(field.rates.shape, 0.25 * factor), rel=1e-6)


@pytest.mark.parametrize(
    ("since", "first"),
    [("hours since 2020-07-17 00:00:00", 0.0), ("seconds since 2020-07-17T00:30:00Z", 1800.0)],
)
def test_dates_count_from_the_start_of_the_run(path: Path, since: str, first: float) -> None:
    start = datetime.fromisoformat("2020-07-17T08:00:00+08:00")
    field = read_rain_field(written(path, since=since), GRID, YANGZHOU_FRAME, starts=start)
    assert field.edges[0] == first


def test_netcdf_4(path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    with h5py.File(path, "w") as file:
        axes = {"time": np.array([0.0, 600.0, 1200.0]), "y": Y, "x": X}
        for name, values in axes.items():
            file[name] = values
            file[name].make_scale(name)
        file["time"].attrs["units"] = "seconds since 2020-07-17 08:00:00"
        for name in ("x", "y"):
            file[name].attrs["units"] = "m"
            file[name].attrs["standard_name"] = f"projection_{name}_coordinate"
        file["rain"] = RATES.astype(np.float32)
        file["rain"].attrs["units"] = "mm/h"
        for index, name in enumerate(axes):
            file["rain"].dims[index].attach_scale(file[name])
    field = read_rain_field(path, GRID, YANGZHOU_FRAME)
    assert rate_at(field, 30, 40, 1) == RATES[1, 3, 3]


def test_a_file_with_several_variables_asks_which(path: Path) -> None:
    written(path, names=("alpha", "beta"))
    with pytest.raises(AnswerNeeded, match="alpha, beta"):
        read_rain_field(path, GRID, YANGZHOU_FRAME)
    assert read_rain_field(path, GRID, YANGZHOU_FRAME, variable="beta").rates.shape[0] == 3
    written(path, names=("cloud", "precipitation"))
    assert read_rain_field(path, GRID, YANGZHOU_FRAME).rates.shape[0] == 3


def test_what_is_missing_or_wrong_gets_a_sentence(path: Path) -> None:
    def refused(error: type[WeiyangError], said: str, rates: np.ndarray = RATES, **more: object) -> None:
        with pytest.raises(error) as wrong:
            read_rain_field(written(path, rates, **more), GRID, YANGZHOU_FRAME)
        assert said in str(wrong.value)
        assert wrong.value.hint is not None

    gap, far = RATES.copy(), X + 500_000.0
    gap[1, 3, 3] = -9999.0
    refused(InvalidRequest, "step 2 has no rain", gap)
    refused(InvalidRequest, "cannot be", RATES - 50.0)
    refused(InvalidRequest, "cannot be", RATES, unit="m/s")
    refused(InvalidRequest, "does not cover", x=far)
    refused(InvalidRequest, "do not rise", t=[0.0, 20.0, 10.0])
    refused(AnswerNeeded, "in which unit", unit="1")
    refused(UnreadableFile, "when its rain falls", since="m")
    refused(UnreadableFile, "where its cells lie", axes=())


def test_what_is_no_netcdf_gets_a_sentence(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole.nc").read_bytes()
    for number, raw in enumerate(
        (b"", b"CDF", whole[:300], b"\x89HDF\r\n\x1a\n" + bytes(200), b"a,b\n1,2\n")
    ):
        path = tmp_path / f"broken{number}.nc"
        path.write_bytes(raw)
        with pytest.raises(WeiyangError):
            read_rain_field(path, GRID, YANGZHOU_FRAME)
    with pytest.raises(UnreadableFile):
        read_rain_field(tmp_path / "nothing.nc", GRID, YANGZHOU_FRAME)
