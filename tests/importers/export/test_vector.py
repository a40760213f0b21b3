"""Vector exports: they come back as they were, other readers understand them, what is cut is said."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.base import ImportTarget
from importers.export.base import ExportReport
from importers.export.registry import by_id
from importers.registry import for_file
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.node import Node, Role
from scene.payloads import Buildings, Instances, Polylines
from tests.contracts.layers import LAYERS, buildings, instances, lines

#: How far a coordinate may be off after a round trip, metres: nothing, or the digits that the format keeps.
PRECISION = {"geopackage": 0.0, "shapefile": 0.0, "geojson": 2e-4}


def export(exporter: str, node: Node, path: Path, **answers: object) -> ExportReport:
    worker = by_id(exporter).load()
    return worker.write([node], YANGZHOU_FRAME, path, worker.params_type(**answers), SilentFeedback())


def back(path: Path) -> Node:
    worker = for_file(path).load()
    target = ImportTarget(YANGZHOU_FRAME)
    return worker.read(path, worker.params_type(), target, SilentFeedback()).nodes[0]


def assert_same(before: Node, after: Node, metres: float, names: dict[str, str] | None = None) -> None:
    one, other = before.payload, after.payload
    assert type(one) is type(other)
    assert after.role is before.role
    assert isinstance(one, Buildings | Polylines)
    assert isinstance(other, Buildings | Polylines)
    assert other.ids == one.ids
    for key, values in vars(one).items():
        if isinstance(values, np.ndarray):
            np.testing.assert_allclose(getattr(other, key), values, rtol=0, atol=metres, err_msg=key)
    renamed = {(names or {}).get(key, key): values for key, values in one.columns.items()}
    assert list(other.columns) == list(renamed)
    for key, values in renamed.items():
        found = other.columns[key]
        if values.dtype.kind == "f":
            np.testing.assert_allclose(found, values, rtol=1e-6, atol=1e-12, err_msg=key)
        else:
            assert found.tolist() == values.tolist(), key


@pytest.mark.parametrize("kind", ["buildings", "lines"])
@pytest.mark.parametrize("exporter", PRECISION)
def test_what_is_exported_comes_back(exporter: str, kind: str, tmp_path: Path) -> None:
    node = LAYERS[kind]()
    path = tmp_path / f"扬州{by_id(exporter).suffix}"
    export(exporter, node, path)
    after = back(path)
    assert_same(node, after, PRECISION[exporter], {"field_9": "field_11"})
    assert node.provenance is None or (after.provenance is not None and after.provenance.synthetic)
    if kind == "buildings":
        assert after.attributes["column_titles"] == {"field_11": "结构"}


@pytest.mark.parametrize("exporter", PRECISION)
def test_zones_and_marks_of_an_import_come_back_with_their_role(exporter: str, tmp_path: Path) -> None:
    plain = buildings().payload
    assert isinstance(plain, Buildings)
    limits = {
        "limit_m": np.array([24.0, np.nan, 12.5], np.float32),
        "measured_from": np.array(["eaves", "top", "top"]),
        "source": np.array(["名城规划", "", "plan.gpkg"]),
    }
    zones = Node(buildings().name, Role.ZONES, replace(plain, columns=limits))
    marks = Polylines(
        lines().payload.vertices[[0, 2]],
        [0, 1, 2],
        ("m1", "m2"),
        {"kind": ["dropped", "note"], "text": ["环", ""]},
    )
    short = {"geopackage": {}, "geojson": {}, "shapefile": {"measured_from": "measured_f"}}[exporter]
    for number, node in enumerate([zones, Node(lines().name, Role.REPORT, marks)]):
        path = tmp_path / f"{number}{by_id(exporter).suffix}"
        export(exporter, node, path)
        assert_same(node, back(path), PRECISION[exporter], short)


@pytest.mark.parametrize("exporter", PRECISION)
def test_trees_come_back_as_trees(exporter: str, tmp_path: Path) -> None:
    from importers.common.tree_shapes import shape_of

    path = tmp_path / f"树{by_id(exporter).suffix}"
    before = instances().payload
    assert isinstance(before, Instances)
    before = replace(before, mesh=shape_of("willow")[0], outline=shape_of("willow")[1])
    report = export(exporter, replace(instances(), payload=before), path)
    assert not any("shape" in str(note) for note in report.notes)
    node = back(path)
    after = node.payload
    assert node.role is Role.TREES
    assert isinstance(after, Instances)
    np.testing.assert_array_equal(after.mesh.vertices, before.mesh.vertices)
    np.testing.assert_array_equal(after.outline.faces, before.outline.faces)
    np.testing.assert_allclose(after.positions, before.positions, atol=max(PRECISION[exporter], 1e-6))
    for name in ("heading", "scale", "colour"):
        np.testing.assert_allclose(getattr(after, name), getattr(before, name), rtol=1e-6, err_msg=name)


def test_trees_of_a_foreign_shape_come_back_as_broadleaf_trees_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    assert any("shape" in str(note) for note in export("geopackage", instances(), path).notes)
    worker = for_file(path).load()
    result = worker.read(path, worker.params_type(), ImportTarget(YANGZHOU_FRAME), SilentFeedback())
    assert isinstance(result.nodes[0].payload, Instances)
    assert any("broadleaf" in str(issue.message) for issue in result.issues)


@pytest.mark.parametrize("exporter", PRECISION)
def test_a_second_round_trip_changes_nothing(exporter: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}{by_id(exporter).suffix}" for number in (1, 2)]
    export(exporter, buildings(), paths[0])
    first = back(paths[0])
    export(exporter, first, paths[1])
    assert_same(first, back(paths[1]), PRECISION[exporter])


_WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=12)
_FIGURES = st.floats(width=32, allow_infinity=False, allow_nan=True)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(_WORDS, _FIGURES, st.integers(-(2**62), 2**62)), min_size=1, max_size=8),
    key=st.text("abcXYZ_09", min_size=1, max_size=14),
    corner=st.integers(-90_000 * 64, 90_000 * 64).map(lambda steps: steps / 64),
)
def test_any_attributes_survive_a_geopackage(
    rows: list[tuple[str, float, int]], key: str, corner: float, tmp_path: Path
) -> None:
    square = np.array([[0, 0], [16, 0], [16, 16], [0, 16]], np.float32)
    n = len(rows)
    payload = Buildings(
        np.concatenate([square + np.float32(corner) + 32 * row for row in range(n)]),
        np.arange(0, 4 * n + 1, 4),
        np.arange(n + 1),
        np.arange(n + 1),
        *(np.full(n, height, np.float32) for height in (1.1, 9.3, 12.7)),
        np.zeros(n, np.float32),
        tuple(f"b{row}" for row in range(n)),
        {
            key: np.array([word for word, _, _ in rows]),
            "figure": np.array([figure for _, figure, _ in rows], np.float32),
            "count": np.array([number for _, _, number in rows], np.int64),
        },
    )
    node = Node(buildings().name, Role.BUILDINGS, payload)
    path = tmp_path / "any.gpkg"
    export("geopackage", node, path)
    assert_same(node, back(path), 0.0)


def test_geojson_is_as_the_standard_asks(tmp_path: Path) -> None:
    path = tmp_path / "city.geojson"
    export("geojson", buildings(), path)
    document = json.loads(path.read_text("utf-8"))
    assert "crs" not in document
    first = document["features"][0]
    ring = np.array(first["geometry"]["coordinates"][0][0])
    assert ((ring > [119, 32]) & (ring < [120, 33])).all()
    ahead = ring[1:]
    assert (ring[:-1, 0] * ahead[:, 1] - ring[:-1, 1] * ahead[:, 0]).sum() > 0  # counter-clockwise
    assert first["properties"]["name_zh"] == "片石山房"
    assert first["properties"]["结构"] == "砖木"
    assert document["features"][1]["properties"]["floors"] is None


def test_another_system_is_written_when_asked_and_said(tmp_path: Path) -> None:
    path = tmp_path / "city.geojson"
    report = export("geojson", buildings(), path, crs="EPSG:4549")
    assert "4549" in path.read_text("utf-8")
    assert any("RFC 7946" in str(note) for note in report.notes)
    assert_same(buildings(), back(path), 2e-4, {"field_9": "field_11"})


@pytest.mark.parametrize("crs", ["EPSG:32651", "EPSG:4528", "4490"])
def test_a_geopackage_in_another_system_lies_at_the_same_place(crs: str, tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    export("geopackage", buildings(), path, crs=crs)
    assert_same(buildings(), back(path), 1e-3, {"field_9": "field_11"})


def test_a_system_that_is_none_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="names no coordinate system"):
        export("geopackage", buildings(), tmp_path / "city.gpkg", crs="Yangzhou")
    with pytest.raises(InvalidRequest, match="not converted"):
        export("geopackage", buildings(), tmp_path / "city.gpkg", crs="EPSG:4549+3855")
    assert not list(tmp_path.iterdir())


def test_geopandas_reads_what_is_written(tmp_path: Path) -> None:
    import geopandas

    path = tmp_path / "city.gpkg"
    export("geopackage", buildings(), path)
    frame = geopandas.read_file(path)
    assert frame.crs.to_epsg() == 4549
    assert frame.loc[0, "name_zh"] == "片石山房"
    assert frame.loc[0, "top"] == pytest.approx(12.25)
    assert frame.geometry.area.tolist() == pytest.approx([300.0, 125.0, 4.0], abs=1e-3)


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
def test_a_shapefile_states_its_encoding_and_cuts_names(encoding: str, tmp_path: Path) -> None:
    node = buildings()
    assert isinstance(node.payload, Buildings)
    columns = {
        "a_long_name_1": np.array(["一", "二", "三"]),
        "a_long_name_2": np.array(["x" * 300, "字" * 200, ""]),
        "huge": np.array([1e200, 1.0, np.nan]),
    }
    node = replace(node, payload=replace(node.payload, columns=columns))
    path = tmp_path / "city.shp"
    report = export("shapefile", node, path, encoding=encoding)
    assert path.with_suffix(".cpg").read_text() == encoding
    said = " ".join(str(note) for note in report.notes)
    assert "a_long_name_1 → a_long_nam, a_long_name_2 → a_long_n_1" in said
    assert "cut to 254 bytes: 2" in said
    assert "too large" in said
    payload = back(path).payload
    assert isinstance(payload, Buildings)
    assert payload.columns["a_long_nam"].tolist() == ["一", "二", "三"]


def test_letters_that_gbk_lacks_are_told(tmp_path: Path) -> None:
    node = lines()
    assert isinstance(node.payload, Polylines)
    node = replace(node, payload=replace(node.payload, columns={"name_zh": np.array(["𠮷野", "a", "b"])}))
    report = export("shapefile", node, tmp_path / "a.shp", encoding="GBK")
    assert any("GBK has not" in str(note) for note in report.notes)


def test_trees_are_written_as_spots(tmp_path: Path) -> None:
    import geopandas

    path = tmp_path / "trees.gpkg"
    report = export("geopackage", instances(), path)
    frame = geopandas.read_file(path)
    assert frame["height"].tolist() == [2.0, 4.0, 9.0, 3.0]
    assert frame["colour"].tolist() == ["#ffffff", "#c8d2be", "#000000", "#010203"]
    assert any("not the shape" in str(note) for note in report.notes)


def test_several_layers_share_a_geopackage(tmp_path: Path) -> None:
    import pyogrio

    worker = by_id("geopackage").load()
    nodes = [buildings(), lines(), buildings()]
    path = tmp_path / "all.gpkg"
    worker.write(nodes, YANGZHOU_FRAME, path, worker.params_type(), SilentFeedback())
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    assert names == ["何园 一带", "何园 一带 2", "何园 一带 3"]


@pytest.mark.parametrize("exporter", PRECISION)
def test_parts_that_overlap_stay_apart(exporter: str, tmp_path: Path) -> None:
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], np.float32)
    payload = Buildings(
        np.concatenate([square, square + 5]), [0, 4, 8], [0, 1, 2], [0, 2],
        *(np.array(levels, np.float32) for levels in ([0, 3], [3, 9], [3, 9])),
        np.zeros(1, np.float32), ("tower on a podium",),
    )  # fmt: skip
    node = replace(buildings(), payload=payload, attributes={})
    path = tmp_path / f"a{by_id(exporter).suffix}"
    export(exporter, node, path)
    assert_same(node, back(path), PRECISION[exporter])


def test_indices_of_an_older_file_go_with_it(tmp_path: Path) -> None:
    for ending in (".qix", ".sbn", ".shp.xml"):
        (tmp_path / f"city{ending}").write_bytes(b"of an older file")
    (tmp_path / "other.qix").write_bytes(b"of another file")
    export("shapefile", buildings(), tmp_path / "city.shp")
    kept = {file.name for file in tmp_path.iterdir()}
    assert kept == {"city.shp", "city.shx", "city.dbf", "city.prj", "city.cpg", "other.qix"}


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_database_that_is_open_elsewhere_is_not_replaced(ending: str, tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    path.write_bytes(b"older")
    (tmp_path / f"city.gpkg{ending}").write_bytes(b"half a transaction")
    with pytest.raises(InvalidRequest, match="open in another program"):
        export("geopackage", buildings(), path)
    assert path.read_bytes() == b"older"


def test_a_house_drawn_in_another_program_is_taken_with_an_assumed_height(tmp_path: Path) -> None:
    import geopandas

    path = tmp_path / "city.gpkg"
    export("geopackage", buildings(), path)
    frame = geopandas.read_file(path)
    fresh = frame.iloc[[0, 2]].copy()
    fresh["geometry"] = fresh.geometry.translate(200.0, 0.0)
    fresh.loc[:, ["outdoor_ground", "bottom", "eaves", "top"]] = np.nan
    fresh.iloc[0, fresh.columns.get_loc("id")] = None
    edited = geopandas.pd.concat([frame, fresh])
    edited.to_file(path, driver="GPKG", layer="edited")
    worker = for_file(path).load()
    result = worker.read(
        path, worker.params_type(layer="edited"), ImportTarget(YANGZHOU_FRAME), SilentFeedback()
    )
    payload = result.nodes[0].payload
    assert isinstance(payload, Buildings)
    assert payload.ids == ("YZ-001", "何园-2", "3", "new-4", "3-5")
    assert payload.columns["height_source"].tolist() == ["field", "floors", "assumed", "assumed", "assumed"]
    assert np.isfinite(payload.top).all()
    assert any("without a height" in str(issue.message) for issue in result.issues)


def test_the_places_of_boats_are_no_boats(tmp_path: Path) -> None:
    path = tmp_path / "boats.gpkg"
    export("geopackage", replace(instances(), role=Role.FURNITURE), path)
    assert back(path).role is Role.PLACES


def test_a_line_break_of_another_kind_does_not_break_a_feature(tmp_path: Path) -> None:
    node = lines()
    assert isinstance(node.payload, Polylines)
    words = ["二\u2028行", 'a "quote"', "tab\tand\nline"]
    node = replace(node, payload=replace(node.payload, columns={"name_zh": np.array(words)}))
    path = tmp_path / "a.geojson"
    export("geojson", node, path)
    features = json.loads(path.read_text("utf-8"))["features"]
    assert [feature["properties"]["name_zh"] for feature in features] == words
