"""PLY and text: headers held against lengths, both byte orders, columns by name, by figures, or as told."""

from pathlib import Path

import numpy as np
import pytest

from importers.base import ImportTarget
from importers.pointcloud import streams
from importers.pointcloud.columns import guessed, named
from importers.pointcloud.text import dialect_of
from importers.registry import by_id, for_file
from scene.errors import UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.payloads import PointCloud, StreamedPoints
from tests.importers.samples import shared

EAST, NORTH = 446_000.0, 3_586_000.0


def read(path: Path, **answers):
    worker = for_file(path).load()
    params = worker.params_type(**{"crs": "EPSG:4549", **answers})
    return worker.read(path, params, ImportTarget(YANGZHOU_FRAME), SilentFeedback())


def cloud(path: Path, **answers) -> PointCloud:
    payload = read(path, **answers).nodes[0].payload
    assert isinstance(payload, PointCloud)
    return payload


def rows(count: int = 50) -> np.ndarray:
    random = np.random.default_rng(3)
    places = random.uniform((EAST, NORTH, 3), (EAST + 40, NORTH + 40, 20), (count, 3)).round(2)
    return np.hstack([places, random.integers(0, 256, (count, 3)), random.integers(900, 4000, (count, 1))])


def ply(path: Path, form: str, fields: list[tuple[str, str, str]], table: np.ndarray, tail: str = "") -> Path:
    properties = "".join(f"property {word} {name}\n" for name, word, _ in fields)
    head = (
        f"ply\nformat {form} 1.0\ncomment 扫描\nelement vertex {len(table)}\n{properties}{tail}end_header\n"
    )
    if form == "ascii":
        body = "\n".join(" ".join(f"{value:g}" if value == int(value) else f"{value:.2f}" for value in row)
                         for row in table).encode() + b"\n"  # fmt: skip
    else:
        order = "<" if "little" in form else ">"
        records = np.zeros(len(table), [(name, order + kind) for name, _, kind in fields])
        for (name, _, _), values in zip(fields, table.T, strict=True):
            records[name] = values
        body = records.tobytes()
    path.write_bytes(head.encode() + body)
    return path


FIELDS = [
    ("x", "double", "f8"), ("y", "float64", "f8"), ("z", "float", "f4"), ("red", "uchar", "u1"),
    ("green", "uint8", "u1"), ("blue", "uchar", "u1"), ("scalar_Intensity", "float32", "f4"),
]  # fmt: skip


@pytest.mark.parametrize("form", ["ascii", "binary_little_endian", "binary_big_endian"])
def test_ply_of_every_form_is_the_same_cloud(tmp_path: Path, form: str) -> None:
    table = rows()
    path = ply(tmp_path / "点.ply", form, FIELDS, table)
    assert for_file(path).id == "points.ply"
    found = cloud(path)
    np.testing.assert_allclose(found.positions, table[:, :3] - (EAST, NORTH, 0), atol=0.002)
    np.testing.assert_array_equal(found.colour, table[:, 3:6])
    np.testing.assert_array_equal(found.intensity, table[:, 6])
    assert found.classification is None


def test_ply_with_faces_is_a_model(tmp_path: Path) -> None:
    path = ply(
        tmp_path / "a.ply",
        "ascii",
        FIELDS,
        rows(),
        "element face 1\nproperty list uchar int vertex_indices\n",
    )
    path.write_bytes(path.read_bytes() + b"3 0 1 2\n")
    assert for_file(path).id == "model.ply"


def test_ply_that_says_it_has_no_faces_is_a_cloud(tmp_path: Path) -> None:
    tail = "element face 0\nproperty list uchar int vertex_indices\n"
    assert for_file(ply(tmp_path / "a.ply", "ascii", FIELDS, rows(), tail)).id == "points.ply"


@pytest.mark.parametrize(
    ("form", "change", "said"),
    [
        ("ascii", (b"vertex 50", b"vertex 51"), "holds 51 points but 50"),
        ("ascii", (b"vertex 50", b"vertex 4000000000"), "has room for"),
        ("binary_little_endian", (b"vertex 50", b"vertex 51"), "has room for 50"),
        ("binary_little_endian", (b"vertex 50", b"vertex 99999999999999999999"), "has room for 50"),
        ("binary_big_endian", (b"property double x", b"property string x"), "cannot be read"),
        ("binary_big_endian", (b"property double x", b"property double q"), "no x, y and z"),
        ("ascii", (b"format ascii", b"format klingon"), "broken header"),
        ("ascii", (b"end_header", b"end_of_all"), "no end"),
    ],
)
def test_ply_that_lies_gets_one_sentence(tmp_path: Path, form: str, change, said: str) -> None:
    path = ply(tmp_path / "点.ply", form, FIELDS, rows())
    path.write_bytes(path.read_bytes().replace(*change))
    worker = by_id("points.ply").load()
    with pytest.raises(UnreadableFile, match=rf"点\.ply.*{said}"):
        worker.read(path, worker.params_type(crs="EPSG:4549"), ImportTarget(YANGZHOU_FRAME), SilentFeedback())


def test_colours_that_are_shares_of_one(tmp_path: Path) -> None:
    table = rows()
    table[:, 3:6] /= 255.0
    fields = [(name, "float" if "f" not in kind else word, "f4" if "f" not in kind else kind)
              for name, word, kind in FIELDS]  # fmt: skip
    found = cloud(ply(tmp_path / "a.ply", "binary_little_endian", fields, table))
    np.testing.assert_array_equal(found.colour, rows()[:, 3:6])


@pytest.mark.parametrize(
    ("name", "separator", "head"),
    [
        ("a.xyz", " ", ""),
        ("a.csv", ",", "X,Y,Z,R,G,B,Intensity\n"),
        ("a.csv", ";", "Easting;Northing;Height;Red;Green;Blue;Reflectance\n"),
        ("a.txt", "\t", "# a comment\n#x y z red green blue intensity\n"),
        ("a.txt", "  ", "//X Y Z R G B I\n"),
        ("a.pts", " ", "50\n"),
        ("a.csv", ",", "\ufeff东坐标,北坐标,高程,r,g,b,强度\n"),
    ],
)
def test_tables_of_every_kind_are_the_same_cloud(
    tmp_path: Path, name: str, separator: str, head: str
) -> None:
    table = rows()
    forms = ["%.2f"] * 3 + ["%.0f"] * 4
    lines = "\n".join(
        separator.join(form % value for form, value in zip(forms, row, strict=True)) for row in table
    )
    path = tmp_path / name
    path.write_text(head + lines, "utf-8")
    assert for_file(path).id == "points.xyz"
    found = cloud(path)
    np.testing.assert_allclose(found.positions, table[:, :3] - (EAST, NORTH, 0), atol=0.002)
    np.testing.assert_array_equal(found.colour, table[:, 3:6])
    np.testing.assert_array_equal(found.intensity, table[:, 6])


def test_decimal_commas(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = [f"{EAST + k:.0f},25;{NORTH + k:.0f},5;{k},125\n" for k in (3, 1, 7) * 5]
    path.write_text("".join(lines))
    assert cloud(path).positions[0].tolist() == [3.25, 3.5, 3.125]


def test_columns_as_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    np.savetxt(path, rows()[:, [6, 1, 0, 2]], "%.2f")
    found = cloud(path, columns="intensity y x z")
    np.testing.assert_allclose(found.positions, rows()[:, :3] - (EAST, NORTH, 0), atol=0.002)
    np.testing.assert_array_equal(found.intensity, rows()[:, 6])
    with pytest.raises(UnreadableFile, match="4 columns"):
        cloud(path, columns="- - - - x y z")
    with pytest.raises(ValueError, match="klingon"):
        cloud(path, columns="x y klingon")


def test_columns_by_their_figures() -> None:
    table = np.hstack([rows(), np.tile([[2.0], [6.0]], (25, 1))])
    assert guessed(table) == {
        "x": 0, "y": 1, "z": 2, "red": 3, "green": 4, "blue": 5, "intensity": 6, "classification": 7,
    }  # fmt: skip
    assert guessed(table[:, [0, 1, 2, 6, 3, 4, 5]])["red"] == 4
    assert guessed(table[:, :3]) == {"x": 0, "y": 1, "z": 2}
    titles = ["X[m]", "Y [m]", "Z(m)", "Scalar_field", "scalar_Classification"]
    assert named(titles) == {"x": 0, "y": 1, "z": 2, "classification": 4}


@pytest.mark.parametrize(
    "text",
    [
        "name,height\na,3\n",
        "lon,lat,name\n119.4,32.4,tower\n",
        "1 2\n3 4\n",
        "a b c\nd e f\n",
        "ncols 4\nnrows 3\n",
    ],
)
def test_other_tables_are_left_to_others(text: str) -> None:
    assert not by_id("points.xyz").load().accepts(Path("a.csv"), text.encode())


def test_a_regular_grid_is_terrain(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_text("".join(f"{EAST + x} {NORTH - y} {x + y}\n" for y in range(20) for x in range(20)))
    assert for_file(path).id == "terrain.xyz"


@pytest.mark.parametrize("text", ["1 2 3\n" * 20 + "1 2 x\n", "1 2 3\n" * 20 + "1 2 3 4 5\n"])
def test_a_row_that_is_none_gets_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xyz"
    path.write_text(text)
    worker = by_id("points.xyz").load()
    with pytest.raises(UnreadableFile, match=r"a\.xyz"):
        worker.read(
            path,
            worker.params_type(easting=EAST, northing=NORTH),
            ImportTarget(YANGZHOU_FRAME),
            SilentFeedback(),
        )


def test_points_without_a_place_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    np.savetxt(path, rows()[:, :3], "%.2f")
    path.write_text(path.read_text() + f"{EAST} nan 4\n")
    result = read(path)
    assert len(result.nodes[0].payload.positions) == 50
    assert any(issue.severity == "dropped" for issue in result.issues)


@pytest.mark.parametrize("form", ["ascii", "binary_little_endian", "xyz"])
def test_large_tables_are_streamed(tmp_path: Path, form: str) -> None:
    table = rows(30_000)
    if form == "xyz":
        path = tmp_path / "a.xyz"
        np.savetxt(path, table, "%.2f %.2f %.2f %d %d %d %d")
    else:
        path = ply(tmp_path / "a.ply", form, FIELDS, table)
    payload = read(path, most_points=1000).nodes[0].payload
    assert isinstance(payload, StreamedPoints)
    assert payload.total == 30_000
    reader = streams.prepare(payload, tmp_path / "cache", SilentFeedback())
    blocks = [reader.read(row) for row in range(len(reader.blocks.count))]
    assert sum(len(block.positions) for block in blocks) == 30_000
    places = np.concatenate([block.positions for block in blocks])
    np.testing.assert_allclose(np.sort(places[:, 0]), np.sort(table[:, 0] - EAST), atol=0.002)


def test_cloudcompare() -> None:
    path = shared("mesh", "trimesh", "points_cloudcompare.xyz")
    worker = for_file(path).load()
    result = worker.read(path, worker.params_type(crs="EPSG:32632"), ImportTarget(), SilentFeedback())
    found = result.nodes[0].payload
    assert len(found.positions) == 101
    assert found.colour[0].tolist() == [117, 73, 49]


def test_a_table_of_words_has_no_dialect() -> None:
    assert dialect_of(b"\x00\x01\x02") is None
    assert dialect_of(b"no figures here at all\nnone\n") is None
