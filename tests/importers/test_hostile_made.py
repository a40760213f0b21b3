"""Files made to hurt: entity bombs and external entities, archives that climb or swell, reads elsewhere."""

import json
import re
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from importers.base import ImportResult, ImportTarget
from importers.registry import by_id, for_file
from scene.errors import WeiyangError
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from tests.contracts.samples import ANSWERS, SAMPLES
from tests.contracts.trial import OPENED, tried

PLACE = {"longitude": 119.42822, "latitude": 32.39638}
SECRET = "never to be seen"

#: Files that are XML, or hold some.
XML = [name for name in ("footprints.kml", "city.citygml", "osm.xml", "model.collada") if name in SAMPLES]

_opened: list[str] = []
_ears: list[bool] = []


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _ears and event in ("open", "socket.connect", "urllib.Request"):
        _opened.append(str(arguments[0] if event == "open" else arguments[-1]))


sys.addaudithook(_hear)


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect every file that Python opens and every address that it asks."""
    _opened.clear()
    _ears.append(True)
    try:
        yield _opened
    finally:
        _ears.clear()


def in_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "outside" / "inside"
    folder.mkdir(parents=True)
    return folder


def read(path: Path, answers: dict[str, object]) -> ImportResult | WeiyangError:
    """Read in this process, whatever the library."""
    try:
        worker = for_file(path).load()
        params = worker.params_type(**answers)
        return worker.read(path, params, ImportTarget(YANGZHOU_FRAME), SilentFeedback())
    except WeiyangError as sentence:
        return sentence


def everything(result: ImportResult | WeiyangError) -> str:
    """Return all text of a result."""
    if isinstance(result, WeiyangError):
        return str(result)
    texts = [str(issue.message) for issue in result.issues]
    for node in result.nodes:
        texts += [str(node.name), str(dict(node.attributes))]
        for column in getattr(node.payload, "columns", {}).values():
            texts += [str(value) for value in np.ravel(column)]
    return " ".join(texts)


BOMB = "<!DOCTYPE bomb [<!ENTITY a0 'boom'>{}]>".format(
    "".join(f"<!ENTITY a{k} '{f'&a{k - 1};' * 12}'>" for k in range(1, 11))
)


def with_head(content: str, head: str, entity: str) -> str:
    """Put a document type after the declaration, and an entity into every name."""
    declared, _, rest = content.partition("?>") if content.startswith("<?xml") else ("", "", content)
    rest = rest.replace("何园", f"&{entity};何园").replace("<name>", f"<name>&{entity};")
    if f"&{entity};" not in rest:
        rest = re.sub(r">([^<\s][^<]*)<", rf">&{entity};\1<", rest, count=1)
    if f"&{entity};" not in rest:
        rest = rest.replace(' v="', f' v="&{entity};')
    assert f"&{entity};" in rest
    return (f"{declared}?>" if declared else "") + head + rest


@pytest.mark.parametrize("importer", XML)
def test_an_entity_bomb_does_not_go_off(importer: str, tmp_path: Path) -> None:
    path = SAMPLES[importer](in_folder(tmp_path))
    path.write_text(with_head(path.read_text("utf-8"), BOMB, "a10"), "utf-8")
    started = time.monotonic()
    outcome, wrong = tried(path, ANSWERS.get(importer, {}), for_file(path))
    assert not wrong
    assert time.monotonic() - started < 10.0
    assert "boomboom" not in outcome


@pytest.mark.parametrize("importer", XML)
@pytest.mark.parametrize("where", ["../secret.txt", "file://{folder}/secret.txt", "http://127.0.0.1:9/x"])
def test_an_external_entity_is_not_fetched(importer: str, where: str, tmp_path: Path) -> None:
    folder = in_folder(tmp_path)
    (folder.parent / "secret.txt").write_text(SECRET, "utf-8")
    path = SAMPLES[importer](folder)
    address = where.format(folder=folder.parent)
    head = f"<!DOCTYPE x [<!ENTITY secret SYSTEM '{address}'>]>"
    path.write_text(with_head(path.read_text("utf-8"), head, "secret"), "utf-8")
    with listening() as opened:
        result = read(path, ANSWERS.get(importer, {}))
    assert opened
    assert SECRET not in everything(result)
    assert not [name for name in opened if "secret" in name or "127.0.0.1" in name]


def kmz(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_an_archive_does_not_climb_out_of_its_folder(tmp_path: Path) -> None:
    folder = in_folder(tmp_path)
    good = SAMPLES["footprints.kml"](folder)
    content = good.read_bytes()
    good.unlink()
    path = kmz(folder / "规划.kmz", {"../../climbed.kml": content, "/tmp/climbed.kml": content})
    _, wrong = tried(path, {}, for_file(path))
    assert not wrong
    assert not list(tmp_path.rglob("climbed*"))
    assert not Path("/tmp/climbed.kml").exists()


def test_an_archive_does_not_swell(tmp_path: Path) -> None:
    folder = in_folder(tmp_path)
    path = kmz(folder / "规划.kmz", {"doc.kml": b"<kml>" + b" " * (1 << 30)})
    started = time.monotonic()
    outcome, wrong = tried(path, {}, for_file(path))
    assert outcome != OPENED
    assert not wrong
    assert time.monotonic() - started < 30.0


@pytest.mark.skipif("model.3mf" not in SAMPLES, reason="no importer of 3MF")
def test_a_printing_file_does_not_swell_or_climb(tmp_path: Path) -> None:
    folder = in_folder(tmp_path)
    swelling = kmz(folder / "塔.3mf", {"3D/3dmodel.model": b"<model>" + b" " * (600 << 20)})
    started = time.monotonic()
    outcome, wrong = tried(swelling, PLACE, for_file(swelling))
    assert outcome != OPENED
    assert not wrong
    assert time.monotonic() - started < 30.0
    climbing = kmz(folder / "塔.3mf", {"../../climbed.model": b"<model/>", "3D/3dmodel.model": b"<model/>"})
    _, wrong = tried(climbing, PLACE, for_file(climbing))
    assert not wrong
    assert not list(tmp_path.rglob("climbed*"))


OUTSIDE = ["../secret.bin", "..%2Fsecret.bin", "{folder}/secret.bin", "file://{folder}/secret.bin",
           "http://127.0.0.1:9/secret.bin", "inside/../../secret.bin"]  # fmt: skip


def gltf(folder: Path, buffer: str, picture: str) -> Path:
    """Write a triangle whose buffer and picture lie elsewhere."""
    document = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "material": 0}]}],
        "materials": [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        "textures": [{"source": 0}],
        "images": [{"uri": picture}],
        "buffers": [{"byteLength": 36, "uri": buffer}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "accessors": [
            {
                "bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3",
                "min": [0, 0, 0], "max": [1, 1, 0],
            }
        ],
    }  # fmt: skip
    path = folder / "塔.gltf"
    path.write_text(json.dumps(document), "utf-8")
    return path


@pytest.mark.parametrize("where", OUTSIDE)
def test_gltf_reads_nothing_outside_its_folder(where: str, tmp_path: Path) -> None:
    folder = in_folder(tmp_path)
    triangle = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32).tobytes()
    (folder.parent / "secret.bin").write_bytes(triangle)
    (folder / "own.bin").write_bytes(triangle)
    address = where.format(folder=folder.parent)
    for buffer, picture in ((address, "own.png"), ("own.bin", address)):
        path = gltf(folder, buffer, picture)
        with listening() as opened:
            result = read(path, PLACE)
        assert not [name for name in opened if "secret" in name or "127.0.0.1" in name]
        if buffer == address:
            assert isinstance(result, WeiyangError)
            assert path.name in str(result)


@pytest.mark.parametrize("where", OUTSIDE)
def test_obj_reads_nothing_outside_its_folder(where: str, tmp_path: Path) -> None:
    folder = in_folder(tmp_path)
    (folder.parent / "secret.bin").write_text("newmtl a\nKd 1 0 0\n", "utf-8")
    address = where.format(folder=folder.parent)
    (folder / "own.mtl").write_text(f"newmtl a\nKd 1 0 0\nmap_Kd {address}\n", "utf-8")
    for library in (address, "own.mtl"):
        path = folder / "塔.obj"
        words = f"mtllib {library}\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1\nusemtl a\n"
        path.write_text(words + "f 1/1 2/2 3/3\n", "utf-8")
        with listening() as opened:
            read(path, PLACE)
        assert not [name for name in opened if "secret" in name or "127.0.0.1" in name]


def test_a_virtual_raster_under_another_name_is_no_way_out(tmp_path: Path) -> None:
    folder = in_folder(tmp_path)
    secret = SAMPLES["terrain.geotiff"](folder.parent)
    virtual = f"""<VRTDataset rasterXSize="40" rasterYSize="30"><SRS>EPSG:4549</SRS>
        <GeoTransform>446000,10,0,3586100,0,-10</GeoTransform><VRTRasterBand dataType="Float32" band="1">
        <SimpleSource><SourceFilename relativeToVRT="0">{secret}</SourceFilename><SourceBand>1</SourceBand>
        </SimpleSource></VRTRasterBand></VRTDataset>"""
    for suffix in (".tif", ".asc", ".gpkg", ".dem", ".hgt", ".xyz", ".png"):
        path = folder / f"地形{suffix}"
        path.write_text(virtual, "utf-8")
        assert isinstance(read(path, {}), WeiyangError), suffix


def tileset(folder: Path, root: dict[str, object], **more: object) -> Path:
    path = folder / "tileset.json"
    document = {"asset": {"version": "1.1"}, "geometricError": 100, "root": root, **more}
    path.write_text(json.dumps(document), "utf-8")
    return path


#: A box about the Wenchang Pavilion: middle in EPSG:4978 and half axes, metres.
BOX = {"box": [-2648556.0, 4694793.0, 3397446.0, 500, 0, 0, 0, 500, 0, 0, 0, 500]}


@pytest.mark.skipif("tiles.tileset" not in SAMPLES, reason="no importer of 3D Tiles")
@pytest.mark.parametrize("where", OUTSIDE)
def test_tiles_are_read_from_their_folder_only(where: str, tmp_path: Path) -> None:
    folder = in_folder(tmp_path)
    (folder.parent / "secret.bin").write_bytes(b"glTF" + bytes(100))
    address = where.format(folder=folder.parent)
    root = {"boundingVolume": BOX, "geometricError": 0, "refine": "ADD", "content": {"uri": address}}
    path = tileset(folder, root)
    with listening() as opened:
        result = read(path, {})
    assert isinstance(result, WeiyangError)
    assert not [name for name in opened if "secret" in name or "127.0.0.1" in name]


@pytest.mark.skipif("tiles.tileset" not in SAMPLES, reason="no importer of 3D Tiles")
def test_a_tileset_that_names_itself_comes_to_an_end(tmp_path: Path) -> None:
    folder = in_folder(tmp_path)
    root = {
        "boundingVolume": BOX, "geometricError": 50, "refine": "ADD", "content": {"uri": "tileset.json"},
        "children": [
            {"boundingVolume": BOX, "geometricError": 9, "content": {"uri": "tileset.json"}} for _ in range(4)
        ],
    }  # fmt: skip
    path = tileset(folder, root)
    started = time.monotonic()
    outcome, wrong = tried(path, {}, for_file(path))
    assert outcome != OPENED
    assert not wrong
    assert time.monotonic() - started < 20.0


@pytest.mark.skipif("tiles.tileset" not in SAMPLES, reason="no importer of 3D Tiles")
def test_a_deep_tileset_is_refused_and_a_huge_implicit_one(tmp_path: Path) -> None:
    folder = in_folder(tmp_path)
    tile = json.dumps({"boundingVolume": BOX, "geometricError": 1})[:-1] + ', "children": ['
    deep = tileset(folder, {})
    whole = deep.read_text("utf-8").replace("{}", tile * 5000 + "{}" + "]}" * 5000)
    deep.write_text(whole, "utf-8")
    outcome, wrong = tried(deep, {}, for_file(deep))
    assert outcome != OPENED
    assert not wrong
    subtree = {
        "tileAvailability": {"constant": 1}, "contentAvailability": [{"constant": 1}],
        "childSubtreeAvailability": {"constant": 1},
    }  # fmt: skip
    text = json.dumps(subtree).encode()
    text += b" " * (-len(text) % 8)
    header = b"subt" + (1).to_bytes(4, "little") + len(text).to_bytes(8, "little") + bytes(8)
    (folder / "s.subtree").write_bytes(header + text)
    huge = tileset(
        folder,
        {
            "boundingVolume": BOX, "geometricError": 100, "refine": "ADD", "content": {"uri": "c.glb"},
            "implicitTiling": {
                "subdivisionScheme": "OCTREE", "subtreeLevels": 10, "availableLevels": 30,
                "subtrees": {"uri": "s.subtree"},
            },
        },
    )  # fmt: skip
    started = time.monotonic()
    _, wrong = tried(huge, {}, for_file(huge))
    assert not wrong
    assert time.monotonic() - started < 30.0


JSON_HEADS = {
    "model.gltf": ('{"asset": {"version": "2.0"}, "extras": ', ".gltf"),
    "footprints.geojson": ('{"type": "FeatureCollection", "features": [], "x": ', ".geojson"),
    "city.cityjson": ('{"type": "CityJSON", "version": "2.0", "CityObjects": {}, "x": ', ".city.json"),
    "city.cityjsonseq": ('{"type": "CityJSON", "version": "2.0", "x": ', ".city.jsonl"),
    "tiles.tileset": ('{"asset": {"version": "1.1"}, "x": ', ".json"),
}


@pytest.mark.parametrize("importer", [name for name in JSON_HEADS if name in SAMPLES])
@pytest.mark.parametrize("nest", ["[", '{"a":'])
def test_json_of_a_hundred_thousand_levels_is_one_sentence(importer: str, nest: str, tmp_path: Path) -> None:
    head, suffix = JSON_HEADS[importer]
    path = tmp_path / f"规划{suffix}"
    path.write_text(head + nest * 100_000 + "0" + ("]" if nest == "[" else "}") * 100_000 + "}", "utf-8")
    outcome, wrong = tried(path, ANSWERS.get(importer, {}), by_id(importer))
    assert outcome != OPENED
    assert not wrong


def sparse_tiff(path: Path, side: int, bands: int, kind: str) -> Path:
    """Write a GeoTIFF that declares far more cells than it holds."""
    import rasterio
    from affine import Affine

    shape = Affine(0.5, 0.0, 446000.0, 0.0, -0.5, 3586100.0)
    with rasterio.open(
        path, "w", driver="GTiff", width=side, height=side, count=bands, dtype=kind, crs="EPSG:4549",
        transform=shape, tiled=True, compress="deflate", sparse_ok=True, bigtiff="yes",
        blockxsize=4096, blockysize=4096,
    ):  # fmt: skip
        pass
    return path


@pytest.mark.parametrize(("bands", "kind"), [(1, "float32"), (3, "uint8")])
def test_a_raster_that_declares_more_than_it_holds(bands: int, kind: str, tmp_path: Path) -> None:
    path = sparse_tiff(in_folder(tmp_path) / "地形.tif", 140_000, bands, kind)
    started = time.monotonic()
    outcome, wrong = tried(path, {}, for_file(path))
    assert "far more than it can hold" in outcome
    assert not wrong
    assert time.monotonic() - started < 10.0


def test_a_picture_that_swells(tmp_path: Path) -> None:
    import struct
    import zlib

    side = 12_000
    rows = zlib.compress(bytes((side * 3 + 1) * side), 9)

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    path = in_folder(tmp_path) / "航片.png"
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    path.with_suffix(".pgw").write_text("0.5\n0\n0\n-0.5\n446000\n3586000\n", "ascii")
    started = time.monotonic()
    outcome, wrong = tried(path, {"crs": "EPSG:4549"}, for_file(path))
    assert not wrong, outcome
    assert time.monotonic() - started < 30.0
