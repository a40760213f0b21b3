"""What nobody can have meant in a layer of footprints is told, feature by feature, and nothing is lost."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from importers.common.overlaps import overlapping
from scene.errors import AnswerNeeded
from tests.importers.test_footprints import area, buildings_of, geopackage, read, said, square, write


def issue(result, part: str):
    (found,) = [issue for issue in result.issues if part in str(issue.message)]
    return found


def test_what_nobody_can_have_meant_is_told_with_ids(tmp_path: Path) -> None:
    heights = ["12m", "0", "很高", "", "-3", "800", "9", "9", "9"]
    shapes = [square(30 * k, 0) for k in range(6)] + [square(300, 0), square(300, 0), square(306, 1, 8)]
    ids = [f"b{k}" for k in range(9)]
    result = read(geopackage(tmp_path / "a.gpkg", shapes, 高度=heights, 编号=ids), default_height=6.0)
    assert "read out of 7 of 8" in said(result)
    for part, wanted in (
        ("is 0: 1", ("b1",)),
        ("says no height: 1", ("b2",)),
        ("cannot be: 2", ("b4", "b5")),
        ("Buildings without a height", ("b1", "b2", "b3", "b4", "b5")),
    ):
        assert issue(result, part).marks.ids == wanted, part
    buildings = buildings_of(result)
    assert buildings.count == 9
    assert set(buildings.columns["height_source"]) == {"field", "assumed"}
    assert (buildings.columns["height_sigma"] > 0).all()


def test_a_house_in_the_yard_of_another_does_not_overlap_it(tmp_path: Path) -> None:
    around = shapely.Polygon(square(0, 0, 40).exterior, [square(10, 10, 20).exterior])
    result = read(geopackage(tmp_path / "b.gpkg", [around, square(12, 12, 15)], height=[9.0, 9.0]))
    assert not len(overlapping(buildings_of(result)))


def test_plain_rings_and_shapely_agree_on_what_is_sound(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    shapes = []
    for k in range(400):
        corners = random.integers(0, 6, (random.integers(3, 8), 2)) + np.array([446000 + 10 * k, 3586000])
        shapes.append(shapely.Polygon(corners))
    result = read(geopackage(tmp_path / "a.gpkg", shapes, height=np.full(400, 9.0)))
    buildings = buildings_of(result)
    mended = shapely.make_valid(np.array(shapes))
    assert area(buildings) == pytest.approx(shapely.area(mended).sum(), rel=1e-6)
    crossing = np.flatnonzero(~shapely.is_valid(shapes) & (shapely.area(mended) >= 0.01))
    np.testing.assert_array_equal(issue(result, "Self-crossing").marks.rows, crossing)


def test_a_missing_table_is_told_and_the_height_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.shp", [square(0, 0), square(20, 0)], "ESRI Shapefile", height=[3.0, 4.0])
    path.with_suffix(".dbf").unlink()
    with pytest.raises(AnswerNeeded) as caught:
        read(path)
    assert caught.value.parameter == "height_field"
    result = read(path, default_height=6.0)
    assert buildings_of(result).count == 2
    assert "no table (.dbf)" in said(result)
    path.with_suffix(".shx").unlink()
    assert buildings_of(read(path, default_height=6.0)).count == 2


@pytest.mark.parametrize(("language", "codec"), [(0x4D, "gbk"), (0x57, "utf-8"), (0x57, "gbk")])
def test_the_language_byte_helps_or_says_nothing(tmp_path: Path, language: int, codec: str) -> None:
    path = write(
        tmp_path / "a.shp", [square(0, 0)], "ESRI Shapefile", encoding=codec, height=[3.0], name=["瘦西湖"]
    )
    path.with_suffix(".cpg").unlink(missing_ok=True)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = language
    path.with_suffix(".dbf").write_bytes(table)
    assert buildings_of(read(path)).text("name_zh", 0) == "瘦西湖"
