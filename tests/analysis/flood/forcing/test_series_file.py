"""Tables of rain, levels and discharges as people write them; and what they get where a table is broken."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from analysis.flood.forcing.series_file import read_series
from analysis.flood.forcing.series_units import Kind, scale_in, unit_in
from analysis.flood.forcing.time_text import moment_of, seconds_of_unit
from scene.errors import AnswerNeeded, InvalidRequest, UnreadableFile, WeiyangError

START = datetime.fromisoformat("2020-07-17T08:00:00+08:00")


def table(folder: Path, text: str, encoding: str = "utf-8", name: str = "雨量站.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


SAME_RAIN = {
    "seconds": "t_s,rain_mm_h\n0,12\n300,24\n600,6\n",
    "minutes": "时间(min),雨强(mm/h)\n0,12\n5,24\n10,6\n",
    "hours": "时间（小时），雨强（毫米/小时）\n0，12\n0.083333333333，24\n0.166666666667，6\n",
    "clock": "时间,雨量(mm)\n00:00,1\n00:05,2\n00:10,0.5\n",
    "clock with seconds": "time;rain [mm]\n0:00:00;1,0\n0:05:00;2,0\n0:10:00;0,5\n",
    "iso": "time,rain (mm)\n2020-07-17T08:00+08:00,1\n2020-07-17T08:05+08:00,2\n2020-07-17T00:10Z,0.5\n",
    "slashes": "时刻\t雨强mm/min\n2020/7/17 8:00\t0.2\n2020/7/17 8:05\t0.4\n2020/7/17 8:10\t0.1\n",
    "chinese date": "时刻,L/(s·ha)\n2020年7月17日8时,33.333333333\n2020年7月17日8时5分,66.666666667\n"
    "2020年7月17日8时10分,16.666666667\n",
    "compact": "time mm/h\n202007170800 12\n202007170805 24\n202007170810 6\n",
    "date and clock apart": "日期,时间,雨量(mm)\n"
    "2020-07-17,08:00,1\n2020-07-17,08:05,2\n2020-07-17,08:10,0.5\n",
    "blanks": "date time mm\n2020-07-17 08:00 1\n2020-07-17 08:05 2\n2020-07-17 08:10 0.5\n",
    "counted": "序号,时间(s),雨量(mm)\n1,0,1\n2,300,2\n3,600,0.5\n",
    "titles and comments": "# from a gauge\n扬州站,\n站号,58245\n时间(s),雨量(mm)\n\n0,1\n300,2\n600,0.5\n",
    "full-width": "时间（ｓ）,雨量（㎜）\n０,１\n３００,２\n６００,０．５\n",
}


@pytest.mark.parametrize("text", SAME_RAIN.values(), ids=SAME_RAIN.keys())
def test_the_same_rain_however_it_is_written(tmp_path: Path, text: str) -> None:
    (rain,) = read_series(table(tmp_path, text), "rain", starts=START).series
    assert rain.times == pytest.approx([0.0, 300.0, 600.0, 900.0], abs=1e-6)
    assert rain.values == pytest.approx([12.0, 24.0, 6.0, 0.0], rel=1e-9)
    assert rain.between(0.0, 1e6) / 3600.0 == pytest.approx(3.5)
    assert rain.at(1e6) == 0.0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    found = read_series(table(tmp_path, "时间(分),雨量(毫米)\r\n0,1\r\n5,2\r\n", encoding), "rain")
    assert found.series[0].values.tolist() == [12.0, 24.0, 0.0]
    assert "雨量" in found.series[0].name.zh


def test_rows_that_stand_at_the_end_of_their_step(tmp_path: Path) -> None:
    path = table(tmp_path, "时间,雨量(mm)\n00:05,1\n00:10,2\n")
    (rain,) = read_series(path, "rain", stamped="end").series
    assert rain.times.tolist() == [0.0, 300.0, 600.0]
    assert rain.values == pytest.approx([12.0, 24.0, 0.0])
    dated = table(tmp_path, "t,mm\n2020-07-17 09:00,1\n2020-07-17 10:00,2\n")
    (rain,) = read_series(dated, "rain", stamped="end").series
    assert rain.times.tolist() == [0.0, 3600.0, 7200.0]


def test_a_clock_goes_on_over_midnight_and_counts_from_its_first_row(tmp_path: Path) -> None:
    found = read_series(table(tmp_path, "t,水位(m)\n23:50,5\n23:55,5.5\n00:00,6\n00:05,5.5\n"), "level")
    assert found.series[0].times.tolist() == [0.0, 300.0, 600.0, 900.0]
    assert "first row" in str(found.notes[0])


def test_dates_count_from_the_start_of_the_run(tmp_path: Path) -> None:
    path = table(tmp_path, "t,m3/s\n2020-07-17 07:00,5\n2020-07-17 09:00,8\n")
    found = read_series(path, "discharge", starts=START)
    assert found.series[0].times.tolist() == [-3600.0, 3600.0]  # in the zone of the run
    assert found.series[0].at(0.0) == 6.5
    assert found.notes == ()


def test_gauges_side_by_side(tmp_path: Path) -> None:
    found = read_series(table(tmp_path, "时间(h),瓜洲 mm,三江营 mm\n0,1,2\n1,3,4\n"), "rain")
    assert [series.values.tolist() for series in found.series] == [[1.0, 3.0, 0.0], [2.0, 4.0, 0.0]]
    assert "三江营" in found.series[1].name.zh


def test_levels_say_their_scale_where_they_do(tmp_path: Path) -> None:
    path = table(tmp_path, "时间(h),水位(吴淞，m),水位(1985,m)\n0,7,5.2\n1,8,6.2\n".replace("1985,", "1985 "))
    assert read_series(path, "level").scales == ("wusong", "EPSG:5737")
    assert read_series(table(tmp_path, "h,水位\n0,7\n"), "level").scales == ("",)


def test_centimetres_and_litres(tmp_path: Path) -> None:
    assert read_series(table(tmp_path, "s,水位(cm)\n0,512\n"), "level").series[0].at(0.0) == pytest.approx(
        5.12
    )
    assert read_series(table(tmp_path, "s,流量(L/s)\n0,512\n"), "discharge").series[0].at(
        0.0
    ) == pytest.approx(0.512)


def test_rain_without_a_unit_is_asked_for(tmp_path: Path) -> None:
    path = table(tmp_path, "时间,雨量\n0,1\n300,2\n")
    with pytest.raises(AnswerNeeded, match="in which unit") as asked:
        read_series(path, "rain")
    assert asked.value.parameter == "unit"
    assert read_series(path, "rain", unit="mm").series[0].values.tolist() == [12.0, 24.0, 0.0]


BROKEN = {
    "gap": ("s,mm\n0,1\n300,\n", "line 3: “” is not a number"),
    "word": ("s,mm\n0,1\n300,缺测\n", "“缺测” is not a number"),
    "nan": ("s,mm\n0,1\n300,nan\n", "row 2 is not a number"),
    "short row": ("s,mm\n0,1\n300\n", "line 3"),
    "back in time": ("s,mm\n0,1\n300,1\n200,1\n", "time of row 3"),
    "mixed times": ("t,mm\n0,1\n00:10,1\n", "line 3: “00:10” is not a time"),
    "no such date": ("t,mm\n2020-02-30,1\n", "no row that begins with a time"),
    "only headings": ("t,mm\n", "no row that begins with a time"),
    "empty": ("", "no row that begins with a time"),
    "time alone": ("t\n0\n300\n", "a time and nothing else"),
    "unit that cannot be": ("s,mm\n0,1\n1,2\n", "cannot be"),
    "negative": ("s,mm/h\n0,-9999\n300,1\n", "cannot be"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_table_gets_a_sentence_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WeiyangError) as broken:
        read_series(table(tmp_path, text), "rain")
    assert said in str(broken.value)
    assert broken.value.hint is not None


def test_what_is_no_text_or_not_there(tmp_path: Path) -> None:
    for path in (table(tmp_path, "\0\1\2\0" * 50), tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(UnreadableFile):
            read_series(path, "rain")


def test_any_bytes_give_a_series_or_a_sentence(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    good = SAME_RAIN["date and clock apart"].encode("gb18030")
    path = tmp_path / "fuzz.csv"
    for _ in range(300):
        raw = bytearray(good)
        for _ in range(random.integers(1, 6)):
            raw[random.integers(len(raw))] = random.integers(256)
        path.write_bytes(bytes(raw))
        try:
            found = read_series(path, "rain", unit="mm")
        except WeiyangError:
            continue
        assert all(np.isfinite(series.values).all() for series in found.series)


@pytest.mark.parametrize(
    ("heading", "kind", "factor"),
    [
        ("rain_mm_h", "rain", 1.0),
        ("pr (kg m-2 s-1)", "rain", 3600.0),
        ("雨强 mm / min", "rain", 60.0),
        ("P [mm]", "rain", 3600.0),
        ("水位/m", "level", 1.0),
        ("Q (m³/s)", "discharge", 1.0),
        ("流量（立方米/秒）", "discharge", 1.0),
    ],
)
def test_units(heading: str, kind: Kind, factor: float) -> None:
    unit = unit_in(heading, kind)
    assert unit is not None
    assert unit.factor == pytest.approx(factor)


@pytest.mark.parametrize("heading", ["rain", "commune", "gamma", "雨量", "km/h"])
def test_words_that_hold_a_unit_s_letters_name_none(heading: str) -> None:
    assert unit_in(heading, "rain") is None


def test_units_of_time() -> None:
    wanted = {
        "时间": 1.0,
        "时间(h)": 3600.0,
        "t_min": 60.0,
        "小时": 3600.0,
        "历时（分钟）": 60.0,
        "time [s]": 1.0,
        "d": 86400.0,
    }
    assert {heading: seconds_of_unit(heading) for heading in wanted} == wanted


@pytest.mark.parametrize("text", ["25:61", "2020-13-01", "abc", "", "12:00:99", "2020-07-17 25:00"])
def test_what_is_no_time(text: str) -> None:
    assert moment_of(text) is None


def test_the_scale_of_a_heading() -> None:
    assert scale_in("水位(85高程)") == "EPSG:5737"
    assert scale_in("Guazhou gauge") == ""


def test_a_series_in_a_unit_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="cannot be"):
        read_series(table(tmp_path, "s,水位\n0,512000\n"), "level")
