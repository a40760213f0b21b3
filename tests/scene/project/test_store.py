"""A project file holds a scene to the bit, opens elsewhere, and is refused when it must be."""

import sqlite3
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest

from scene.errors import Cancelled, ProjectProblem
from scene.feedback import SilentFeedback
from scene.graph import Snapshot
from scene.project.store import ProjectStore
from tests.scene.project.cities import buildings, city


def same(one: object, other: object) -> bool:
    """Return whether two values are equal to the bit, arrays and payloads included."""
    if isinstance(one, np.ndarray):
        numbers = one.dtype.kind == "f"
        return one.dtype.kind == other.dtype.kind and np.array_equal(one, other, equal_nan=numbers)
    if is_dataclass(one):
        return type(one) is type(other) and all(
            same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)
        )
    if hasattr(one, "keys"):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return one == other


def opened(path: Path) -> Snapshot:
    return ProjectStore(path).open().snapshot


def test_everything_comes_back_to_the_bit(tmp_path: Path) -> None:
    snapshot = city().snapshot()
    path = tmp_path / "扬州 项目.gpkg"

    ProjectStore(path).save(snapshot)
    read = opened(path)

    assert snapshot.frame == read.frame
    assert snapshot.parents == read.parents
    for before, after in zip(snapshot.nodes, read.nodes, strict=True):
        assert same(before, after), before.id
    assert [path] == list(tmp_path.iterdir())


def test_other_programs_open_its_layers(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    ProjectStore(path).save(city().snapshot())

    layers = dict(pyogrio.list_layers(path))
    houses = pyogrio.read_dataframe(path, layer="houses")

    assert {"houses", "viewpoints", "weiyang_node"} == set(layers)
    assert 20 == len(houses)
    assert houses.geometry.is_valid.all()
    assert "EPSG:4549" == houses.crs.to_string()
    assert houses.total_bounds[0] > 440_000
    assert "第3栋" == houses["name_zh"][3]


def test_a_second_save_writes_only_the_row_that_changed(tmp_path: Path) -> None:
    scene, path = city(), tmp_path / "city.gpkg"
    store = ProjectStore(path)
    store.save(scene.snapshot())
    connection = sqlite3.connect(path)
    connection.execute("UPDATE houses SET name_zh = 'edited elsewhere' WHERE id = 'b7'")
    connection.commit()
    connection.close()
    store = ProjectStore(path)
    node = store.open().graph().node("houses")
    floors = node.payload.columns["floors"].copy()
    floors[3] = 99
    scene = ProjectStore(path).open().graph()
    edited = replace(node.payload, columns={**node.payload.columns, "floors": floors})
    scene.replace(replace(node, payload=edited))
    before = sqlite3.connect(path).execute("SELECT rowid, * FROM houses").fetchall()

    store.save(scene.snapshot())

    after = sqlite3.connect(path).execute("SELECT rowid, * FROM houses").fetchall()
    assert [3] == [row for row in range(20) if before[row] != after[row]]
    assert "edited elsewhere" == opened(path).get("houses").payload.text("name_zh", 7)


def test_removed_layers_and_their_arrays_leave_the_file(tmp_path: Path) -> None:
    scene, path = city(), tmp_path / "city.gpkg"
    store = ProjectStore(path)
    store.save(scene.snapshot())
    for node_id in ("city", "trees", "cloud"):
        scene.remove(node_id)

    store.save(scene.snapshot())

    connection = sqlite3.connect(path)
    assert 0 == connection.execute("SELECT count(*) FROM weiyang_blob").fetchone()[0]
    assert ["viewpoints"] == [name for name, _ in pyogrio.list_layers(path) if name != "weiyang_node"]
    assert ["views", "v"] == [node.id for node in opened(path).nodes]


def test_order_and_parents_survive_moves(tmp_path: Path) -> None:
    scene, path = city(), tmp_path / "city.gpkg"
    store = ProjectStore(path)
    store.save(scene.snapshot())
    scene.move("trees", "city", 1)
    scene.move("views", None, 0)

    store.save(scene.snapshot())

    assert [node.id for node in scene.walk()] == [node.id for node in opened(path).nodes]


def test_a_cancelled_save_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    scene, path = city(), tmp_path / "city.gpkg"
    store = ProjectStore(path)
    store.save(scene.snapshot())
    before = path.read_bytes()
    scene.replace(replace(scene.node("houses"), payload=buildings(30)))
    feedback = SilentFeedback()
    feedback.cancel()

    with pytest.raises(Cancelled):
        store.save(scene.snapshot(), feedback=feedback)

    assert before == path.read_bytes()
    store.save(scene.snapshot())
    assert 30 == opened(path).get("houses").payload.count


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a project"),
        (b"PK\x03\x04" * 300, "damaged"),
        (None, "not there"),
    ],
)
def test_what_is_no_project_gets_a_sentence(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "x.gpkg"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ProjectProblem, match=sentence):
        ProjectStore(path).open()


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    ProjectStore(path).save(city().snapshot())
    connection = sqlite3.connect(path)
    connection.execute("UPDATE weiyang_meta SET value = '999' WHERE key = 'schema_version'")
    connection.commit()

    with pytest.raises(ProjectProblem, match="newer version"):
        ProjectStore(path).open()


def test_a_damaged_array_is_found_by_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    ProjectStore(path).save(city().snapshot())
    connection = sqlite3.connect(path)
    connection.execute("UPDATE weiyang_blob SET data = zeroblob(length(data))")
    connection.commit()

    with pytest.raises(ProjectProblem, match="damaged"):
        ProjectStore(path).open()


def test_a_file_changed_by_another_program_is_not_overwritten(tmp_path: Path) -> None:
    scene, path = city(), tmp_path / "city.gpkg"
    store = ProjectStore(path)
    store.save(scene.snapshot())
    with path.open("ab") as file:
        file.write(b"\0" * 4096)

    with pytest.raises(ProjectProblem, match="another program"):
        store.save(scene.snapshot())


def test_a_locked_file_says_so(tmp_path: Path) -> None:
    scene, path = city(), tmp_path / "city.gpkg"
    store = ProjectStore(path)
    store.save(scene.snapshot())
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(ProjectProblem, match="in use"):
        store.save(scene.snapshot())
    other.rollback()
