"""Files that belong together are one data set; folders are looked through."""

import json
from pathlib import Path
from time import perf_counter

from app.gathering import MOST_FILES, gather


def touch(folder: Path, *names: str) -> list[Path]:
    made = []
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        made.append(path)
    return made


def names(sets: object) -> list[tuple[str, list[str]]]:
    return [(one.path.name, [path.name for path in one.companions]) for one in sets]  # type: ignore[attr-defined]


def test_a_shapefile_and_its_companions_are_one_layer(tmp_path: Path) -> None:
    files = touch(tmp_path, "建筑.dbf", "建筑.prj", "建筑.shp", "建筑.SHX", "建筑.shp.xml", "道路.shp")
    assert [("建筑.shp", ["建筑.dbf", "建筑.prj", "建筑.SHX", "建筑.shp.xml"]), ("道路.shp", [])] == names(
        gather(files)
    )


def test_a_companion_alone_stands_for_the_file_beside_it(tmp_path: Path) -> None:
    files = touch(tmp_path, "land.shp", "land.dbf", "lost.dbf")
    assert [("land.shp", ["land.dbf"]), ("lost.dbf", [])] == names(gather(files[1:]))


def test_a_model_takes_what_it_names(tmp_path: Path) -> None:
    touch(tmp_path, "塔.bin", "textures/roof tile.png", "other.png", "t.mtl", "brick.jpg")
    document = {
        "buffers": [{"uri": "塔.bin"}, {"uri": "data:application/octet-stream;base64,AA=="}],
        "images": [{"uri": "textures/roof%20tile.png"}],
    }
    (tmp_path / "塔.gltf").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    (tmp_path / "t.obj").write_text("mtllib t.mtl\nv 0 0 0\n")
    (tmp_path / "t.mtl").write_text("newmtl a\nmap_Kd -s 1 1 1 brick.jpg\n")
    found = dict(names(gather([tmp_path])))
    assert {"塔.gltf", "t.obj", "other.png"} == set(found)
    assert ["roof tile.png", "塔.bin"] == sorted(found["塔.gltf"])
    assert ["brick.jpg", "t.mtl"] == sorted(found["t.obj"])


def test_a_picture_takes_its_world_file(tmp_path: Path) -> None:
    files = touch(tmp_path, "map.jpg", "map.jgw", "map.jpg.aux.xml", "dem.tif", "dem.tfw")
    assert [("map.jpg", ["map.jgw", "map.jpg.aux.xml"]), ("dem.tif", ["dem.tfw"])] == names(gather(files))


def test_folders_are_looked_through_but_a_geodatabase_and_a_tileset_are_one(tmp_path: Path) -> None:
    touch(tmp_path, "share/city.gdb/a0001.gdbtable", "share/tiles/tileset.json", "share/tiles/0/0.b3dm")
    touch(tmp_path, "share/deep/er/land.geojson", "share/.hidden", "share/~$lock.docx")
    found = [one.path.name for one in gather([tmp_path / "share"])]
    assert ["city.gdb", "land.geojson", "tileset.json"] == found
    assert all(not one.companions for one in gather([tmp_path / "share"]))


def test_what_is_not_there_stays_in_the_list_to_be_said(tmp_path: Path) -> None:
    assert ["gone.shp"] == [one.path.name for one in gather([tmp_path / "gone.shp"])]


def test_a_share_of_thousands_of_files_is_gathered_at_once_and_up_to_a_limit(tmp_path: Path) -> None:
    for number in range(1_500):
        touch(tmp_path, f"d{number % 7}/{number}.shp", f"d{number % 7}/{number}.dbf")
    begun = perf_counter()
    found = gather([tmp_path])
    assert perf_counter() - begun < 5.0
    assert MOST_FILES == sum(1 + len(one.companions) for one in found)


def test_a_model_whose_text_is_a_trap_is_left_to_its_importer(tmp_path: Path) -> None:
    (tmp_path / "deep.gltf").write_text("[" * 200_000)
    (tmp_path / "odd.gltf").write_text(
        '{"buffers": [3, {"uri": 7}, {"uri": "../../etc/passwd"}], "images": {}}'
    )
    assert {"deep.gltf", "odd.gltf"} == {one.path.name for one in gather([tmp_path])}
