"""Rain of a file as a run of the analysis takes it: a table, a NetCDF file, and one that is not there."""

from pathlib import Path

import numpy as np
import pytest

from analysis.base import AnalysisInputs
from analysis.flood.account import Account
from analysis.flood.driving import driving_of
from analysis.flood.forcing.rain import METRES
from analysis.flood.params import FloodParams
from analysis.flood.setting.setting import TERRAIN, setting_of
from analysis.flood.waterside import table_of
from scene.errors import InvalidRequest, UnreadableFile
from scene.frame import YANGZHOU_FRAME
from tests.analysis.flood.forcing.still_water import StillWater
from tests.analysis.flood.forcing.test_rain_file import RATES, written
from tests.analysis.flood.setting.test_setting import nothing, plain
from tests.analysis.sightline.cities import snapshot


def fallen(file: Path, minutes: float, gauges: tuple[tuple[float, float], ...] = ()) -> float:
    """Return the millimetres that a file's rain brings to plain ground."""
    asked = FloodParams.model_validate(
        {
            "whole_scene": True,
            "cell": 5.0,
            "rain": "rain_file",
            "rain_file": str(file),
            "rain_minutes": minutes,
            "after_minutes": 0.0,
            "start": "2020-07-17T08:00:00+00:00",
            "gauges": gauges,
        }
    )
    inputs = AnalysisInputs(snapshot(plain(cut=False)))
    setting = setting_of(inputs, asked, nothing)
    driving = driving_of(setting, asked, inputs, 4.0)
    rain, account = driving.forcing[0], Account()
    assert rain.key == "rain"
    scheme = StillWater(np.asarray(setting.domain.ground), cell=5.0)
    rain.apply(scheme, 0.0, 60.0 * minutes, account)
    assert driving.rain_end == pytest.approx(60.0 * min(minutes, 30.0))
    return 1000.0 * account.rain / (setting.domain.cell_area * setting.domain.ground.size)


def test_a_netcdf_file(tmp_path: Path) -> None:
    rates = RATES[:, 3, 3]
    wanted = 1000.0 * METRES * 600.0 * rates.sum()
    assert fallen(written(tmp_path / "雨.nc"), 60.0) == pytest.approx(wanted, rel=1e-6)


def test_a_table(tmp_path: Path) -> None:
    path = tmp_path / "rain.csv"
    path.write_text("时间(min),雨量(mm)\n0,1\n10,2\n20,0.5\n", "gb18030")
    assert fallen(path, 60.0) == pytest.approx(3.5, rel=1e-6)
    assert fallen(path, 15.0) == pytest.approx(2.0, rel=1e-6)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for name in ("none.nc", "none.csv"):
        with pytest.raises(UnreadableFile):
            fallen(tmp_path / name, 10.0)


def test_of_several_columns_the_first_is_taken_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "gauges.csv"
    path.write_text("时间(min),瓜洲 mm,三江营 mm\n0,1,9\n10,2,9\n", "utf-8")
    table = table_of(str(path), "rain", FloodParams())
    assert table.series[0].values.tolist() == [6.0, 12.0, 0.0]
    assert "瓜洲" in str(table.notes[-1])
    assert "2 columns" in str(table.notes[-1])


def test_with_the_places_of_its_gauges_every_cell_has_the_rain_of_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "gauges.csv"
    path.write_text("时间(min),瓜洲 mm,三江营 mm\n0,1,9\n10,2,9\n20,0.5,9\n", "utf-8")
    ground = AnalysisInputs(snapshot(plain(cut=False))).at(TERRAIN)[0].payload
    west, south, east, north = ground.bounds()
    x, y, _ = YANGZHOU_FRAME.origin
    x, y = x + 0.5 * (west + east), y + 0.5 * (south + north)
    one, other = (x - 0.5 * (east - west), y), (x + 0.5 * (east - west), y)
    assert fallen(path, 60.0, (one, other)) == pytest.approx(0.5 * (3.5 + 27.0), rel=1e-6)
    assert fallen(path, 60.0, (other, (x + 9e5, y))) == pytest.approx(3.5, rel=1e-6)
    with pytest.raises(InvalidRequest, match="2 columns of rain, and the places of 1 gauges"):
        fallen(path, 60.0, (one,))
