"""Fields are found by the names officers give them, and heights are read as they write them."""

from pathlib import Path

import numpy as np
import pytest

from importers.common.encodings import codec_of, of_shapefile
from importers.common.fields import guess_fields
from importers.common.measures import counts, lengths, texts


@pytest.mark.parametrize(
    ("text", "metres", "about"),
    [
        ("12.5", 12.5, False),
        ("12m", 12.0, False),
        ("12,5 米", 12.5, False),
        ("1250cm", 12.5, False),
        ("40 ft", 12.192, False),
        ("１２ｍ", 12.0, False),
        ("约20米", 20.0, True),
        ("3层", 9.0, True),
        ("地上6层/地下2层", 18.0, True),
        ("十二层", 36.0, True),
        ("8-12m", 12.0, False),
        ("15 m left", 15.0, False),
    ],
)
def test_heights_are_read_as_people_write_them(text: str, metres: float, about: bool) -> None:
    read, approximate = lengths(np.array([text], dtype=object), 3.0)
    assert read[0] == pytest.approx(metres)
    assert approximate[0] == about


def test_what_is_no_height_is_unknown() -> None:
    read, _ = lengths(np.array(["", "无", None, "abc"], dtype=object), 3.0)
    assert np.isnan(read).all()


def test_floors_above_ground_are_counted() -> None:
    floors = counts(np.array(["6", "6/-1", "地下2层", "18F", "二十三层", "6-8层"], dtype=object))
    np.testing.assert_array_equal(floors, [6, 6, np.nan, 18, 23, 8])


@pytest.mark.parametrize(
    "name", ["高度", "楼高", "建筑高度", "Height", "BLDG_HEIGHT", "HAUTEUR", "roof height"]
)
def test_a_height_field_is_recognised(name: str) -> None:
    assert guess_fields({"x": np.array([1.0]), name: np.array([12.0])}).height == name


@pytest.mark.parametrize("name", ["层数", "Floor", "floors", "building:levels", "地上层数"])
def test_a_floors_field_is_recognised(name: str) -> None:
    assert guess_fields({name: np.array(["3", "6"])}).floors == name


def test_a_field_with_the_right_name_and_nothing_in_it_is_passed_over() -> None:
    columns = {
        "height": np.array([0.0, np.nan]),
        "楼高": np.array(["12m", ""]),
        "min_height": np.array([3.0, 3.0]),
    }
    assert guess_fields(columns).height == "楼高"
    assert guess_fields({"min_height": np.array([3.0])}).height == ""


def test_an_id_field_must_name_every_row_once() -> None:
    assert guess_fields({"Id": np.array([0, 0])}).id == ""
    assert guess_fields({"编号": np.array(["a", "b"]), "id": np.array([1, 2])}).id == "编号"


def test_whole_floats_are_written_without_a_point() -> None:
    assert texts(np.array([134752115.0, 2.5, np.nan])).tolist() == ["134752115", "2.5", ""]


@pytest.mark.parametrize(
    ("said", "codec"),
    [("UTF-8", "utf-8"), ("GBK", "gb18030"), ("936", "gb18030"), ("ANSI 936", "gb18030"), ("1252", "cp1252"),
     ("65001", "utf-8"), ("nonsense", "")],
)  # fmt: skip
def test_encodings_go_by_many_names(said: str, codec: str) -> None:
    assert codec_of(said) == codec


def dbf(path: Path, cells: list[bytes], width: int, language: int = 0) -> Path:
    """Write the table of a shapefile by hand: one text field named in ASCII."""
    head = bytearray(32)
    head[0], head[29] = 3, language
    head[4:8] = len(cells).to_bytes(4, "little")
    head[8:10] = (65).to_bytes(2, "little")
    head[10:12] = (width + 1).to_bytes(2, "little")
    field = b"NAME".ljust(11, b"\0") + b"C" + bytes(4) + bytes([width]) + bytes(15)
    path.with_suffix(".dbf").write_bytes(
        bytes(head) + field + b"\r" + b"".join(b" " + cell.ljust(width) for cell in cells) + b"\x1a"
    )
    return path


def test_text_decides_where_nothing_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    assert of_shapefile(dbf(path, ["文昌阁".encode()], 20)).name == "utf-8"
    assert of_shapefile(dbf(path, ["文昌阁".encode("gbk")], 20)).name == "gb18030"
    assert of_shapefile(dbf(path, [b"plain"], 20)).name == "utf-8"
    assert of_shapefile(dbf(path, [b"\xff\xff\x80 x"], 20)).fits is False


def test_a_lying_cpg_is_found_out(tmp_path: Path) -> None:
    path = dbf(tmp_path / "a.shp", ["大明寺".encode("gbk")], 20)
    path.with_suffix(".cpg").write_text("UTF-8")
    found = of_shapefile(path)
    assert found.name == "gb18030"
    assert found.contradicts


def test_a_character_cut_by_its_field_does_not_spoil_the_encoding(tmp_path: Path) -> None:
    assert of_shapefile(dbf(tmp_path / "a.shp", ["瘦西湖".encode()[:8]], 8)).name == "utf-8"
