"""glTF in all its ways to store the same triangles, and in the ways it breaks."""

from pathlib import Path

import numpy as np
import pytest

from importers.base import ImportIssue
from importers.models.assembly import Assembly, assembled
from importers.models.gltf.container import document_of
from importers.models.gltf.scene import parts_of
from importers.models.neighbours import Neighbours
from scene.errors import UnreadableFile
from tests.importers.gltf_files import Gltf, png
from tests.importers.test_meshopt import packed


def read(content: bytes, folder: Path = Path("there")) -> tuple[Assembly, list[str]]:
    issues: list[ImportIssue] = []
    parts, _ = parts_of(content, Neighbours.of(folder / "a.glb"), issues)
    return assembled(parts, folder / "a.glb", issues), [str(issue.message) for issue in issues]


def corners(model: Assembly) -> list[list[list[float]]]:
    return np.round(model.vertices[model.faces], 5).tolist()


PLAIN = [[[0, 0, 0], [1, 0, 0], [0, 1, 0]]]


def test_embedded_and_binary_are_the_same() -> None:
    model = Gltf()
    model.triangle()
    assert corners(read(model.glb())[0]) == corners(read(model.gltf())[0]) == PLAIN


def test_quantised_positions_are_what_their_node_makes_of_them() -> None:
    model = Gltf({**Gltf().document, "extensionsRequired": ["KHR_mesh_quantization"]})
    stored = model.accessor([(0, 0, 0), (127, 0, 0), (0, 127, 0)], "i1", normalized=True)
    model.mesh({"attributes": {"POSITION": stored}}, scale=[2, 2, 2], translation=[10, 0, 0])
    out, issues = read(model.glb())
    assert corners(out) == [[[10, 0, 0], [12, 0, 0], [10, 2, 0]]]
    assert not issues


def test_interleaved_and_sparse_accessors() -> None:
    model = Gltf()
    rows = np.array([(0, 0, 0, 9, 9), (1, 0, 0, 9, 9), (0, 0, 7, 9, 9)], "<f4")
    view = model.view(rows.tobytes(), byteStride=20)
    indices, values = (
        model.view(np.array([2], "<u2").tobytes()),
        model.view(np.array([0, 1, 0], "<f4").tobytes()),
    )
    sparse = {
        "count": 1,
        "indices": {"bufferView": indices, "componentType": 5123},
        "values": {"bufferView": values},
    }
    stored = model.accessor(rows[:, :3], bufferView=view, sparse=sparse)
    model.mesh({"attributes": {"POSITION": stored}})
    assert corners(read(model.glb())[0]) == PLAIN


@pytest.mark.parametrize(("mode", "faces"), [(4, 1), (5, 2), (6, 2), (1, 0)])
def test_lists_strips_and_fans(mode: int, faces: int) -> None:
    model = Gltf()
    model.triangle()
    corners_of_square = model.accessor([(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 0)])
    order = model.accessor([0, 1, 2, 3] if mode == 5 else [0, 1, 3, 2], "u2")
    model.mesh({"attributes": {"POSITION": corners_of_square}, "indices": order, "mode": mode})
    out, issues = read(model.glb())
    assert len(out.faces) == 1 + faces
    triangles = out.vertices[out.faces]
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    assert (normals[:, 2] > 0).all()
    assert bool(issues) == (mode == 1)


def test_meshopt_views_stand_for_the_same_triangles() -> None:
    model = Gltf({**Gltf().document, "extensionsRequired": ["EXT_meshopt_compression"]})
    points = np.zeros((3, 4), "<u2")
    points[1, 0] = points[2, 1] = 500
    held = {}
    for name, stream, mode, count, stride in (
        ("points", packed(points.view(np.uint8)).tobytes(), "ATTRIBUTES", 3, 8),
        ("faces", bytes.fromhex("e1f000") + bytes(15), "TRIANGLES", 3, 2),
    ):
        at = model.view(stream)
        where = model.document["bufferViews"][at]
        packed_view = {**where, "mode": mode, "count": count, "byteStride": stride}
        where.update(buffer=1, byteOffset=0, byteLength=count * stride)
        where["extensions"] = {"EXT_meshopt_compression": packed_view}
        held[name] = at
    model.document["buffers"] = [{"byteLength": len(model.content)}, {"byteLength": 100}]
    stored = model.accessor(points[:, :3], "u2", bufferView=held["points"])
    order = model.accessor([0, 1, 2], "u2", bufferView=held["faces"])
    model.mesh({"attributes": {"POSITION": stored}, "indices": order}, scale=[0.002, 0.002, 0.002])
    out, issues = read(model.glb())
    assert corners(out) == PLAIN
    assert not issues


def test_draco_stands_for_the_same_triangles() -> None:
    DracoPy = pytest.importorskip("DracoPy")
    points = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0)], np.float32)
    stream = DracoPy.encode(points, np.array([(0, 1, 2)], np.uint32), quantization_bits=14)
    model = Gltf()
    view = model.view(stream)
    bare = {"componentType": 5126, "count": 3, "type": "VEC3"}
    model.document["accessors"] = [bare, {"componentType": 5125, "count": 3, "type": "SCALAR"}]
    packed_part = {"bufferView": view, "attributes": {"POSITION": 0}}
    model.mesh(
        {
            "attributes": {"POSITION": 0},
            "indices": 1,
            "extensions": {"KHR_draco_mesh_compression": packed_part},
        }
    )
    out, _ = read(model.glb())
    np.testing.assert_allclose(np.sort(out.vertices, axis=0), np.sort(points, axis=0), atol=1e-3)
    broken = Gltf({**model.document}, model.content[:20] + b"\xff\xff\xff\xff\x0f" + model.content[25:])
    with pytest.raises(UnreadableFile, match="Draco"):
        read(broken.glb())


def test_copies_of_a_mesh_stand_where_the_list_says() -> None:
    model = Gltf()
    move = model.accessor([(0, 0, 0), (5, 0, 0)])
    model.triangle(extensions={"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": move}}})
    assert read(model.glb())[0].vertices[:, 0].tolist() == [0, 1, 0, 5, 6, 5]


def textured(model: Gltf, image: bytes, uv: list[tuple[float, float]], **info: object) -> None:
    document = model.document
    document.setdefault("images", []).append({"bufferView": model.view(image), "mimeType": "image/png"})
    document.setdefault("textures", []).append({"source": len(document["images"]) - 1})
    texture = {"index": len(document["textures"]) - 1, **info}
    material = {"pbrMetallicRoughness": {"baseColorTexture": texture}}
    document.setdefault("materials", []).append(material)
    points = model.accessor([(0, 0, 0), (1, 0, 0), (0, 1, 0)])
    model.mesh(
        {
            "attributes": {"POSITION": points, "TEXCOORD_0": model.accessor(uv)},
            "material": len(document["materials"]) - 1,
        }
    )


def shown(model: Assembly) -> list[list[int]]:
    """Return the texel under each vertex."""
    assert model.texture is not None
    assert model.uv is not None
    rows, cols = model.texture.shape[:2]
    col = np.clip((model.uv[:, 0] * cols).astype(int), 0, cols - 1)
    row = np.clip(((1 - model.uv[:, 1]) * rows).astype(int), 0, rows - 1)
    return model.texture[row, col, :3].tolist()


FOUR = [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 0]]]


def test_textures_and_plain_colours_share_one_sheet() -> None:
    model = Gltf()
    textured(model, png(FOUR), [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75)])
    textured(model, png(np.full((2, 2, 3), 9)), [(0.5, 0.5)] * 3)
    model.document["materials"].append({"pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1]}})
    points = model.accessor([(0, 0, 0), (1, 0, 0), (0, 1, 0)])
    model.mesh({"attributes": {"POSITION": points}, "material": 2})
    out, issues = read(model.glb())
    assert shown(out) == [[255, 0, 0], [0, 255, 0], [0, 0, 255], *[[9, 9, 9]] * 3, *[[255, 0, 0]] * 3]
    assert not issues


def test_a_texture_can_be_moved_turned_and_scaled() -> None:
    transform = {"KHR_texture_transform": {"offset": [0.5, 0.0], "scale": [0.5, 1.0]}}
    model = Gltf()
    textured(model, png(FOUR), [(0.1, 0.1), (0.9, 0.1), (0.5, 0.9)], extensions=transform)
    assert shown(read(model.glb())[0]) == [[0, 255, 0], [0, 255, 0], [255, 255, 0]]


@pytest.mark.parametrize(("mode", "holes"), [("OPAQUE", None), ("MASK", 2), ("BLEND", 1)])
def test_holes_are_cut_out_of_pictures_that_ask_for_it(mode: str, holes: int | None) -> None:
    model = Gltf()
    alpha = np.array([[[9, 9, 9, 0], [9, 9, 9, 100]], [[9, 9, 9, 200], [9, 9, 9, 255]]])
    textured(model, png(alpha), [(0, 0), (1, 0), (0, 1)])
    model.document["materials"][0].update(alphaMode=mode)
    texture = read(model.glb())[0].texture
    assert (None if texture.shape[2] == 3 else int((texture[..., 3] == 0).sum())) == holes


def test_a_texture_that_cannot_be_decoded_leaves_the_triangles() -> None:
    model = Gltf()
    textured(model, b"\xabKTX 20\xbb\r\n\x1a\n" + bytes(80), [(0, 0), (1, 0), (0, 1)])
    textured(model, b"not a picture", [(0, 0), (1, 0), (0, 1)])
    out, issues = read(model.glb())
    assert len(out.faces) == 2
    assert out.texture is None
    assert any("KTX2" in text and "Export" in text for text in issues)
    assert any("cannot be decoded;" in text for text in issues)


def test_vertex_colours_are_linear_light() -> None:
    model = Gltf()
    points = model.accessor([(0, 0, 0), (1, 0, 0), (0, 1, 0)])
    shade = model.accessor([(0.2140, 0, 1)] * 3)
    model.mesh({"attributes": {"POSITION": points, "COLOR_0": shade}})
    assert read(model.glb())[0].colour.tolist() == [[127, 0, 255]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"nodes": [{"mesh": 0, "children": [0]}]}, "two places"),
        ({"nodes": [{"mesh": 7}]}, "leads nowhere"),
        ({"nodes": [{"mesh": -1}]}, "leads nowhere"),
        ({"nodes": "?"}, "leads nowhere"),
        ({"meshes": [{"primitives": [{"attributes": {"POSITION": "0"}}]}]}, "leads nowhere"),
        ({"accessors": [{"bufferView": 0, "componentType": 5126, "count": 9, "type": "VEC3"}]}, "beyond"),
        (
            {"accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC2"}]},
            "fit together",
        ),
        ({"bufferViews": [{"buffer": 0, "byteLength": 36, "byteOffset": 4}]}, "beyond"),
        ({"buffers": [{"byteLength": 2**40}]}, "cut off"),
        ({"buffers": [{"byteLength": 36, "uri": "data:;base64,@@"}]}, "cannot be decoded"),
        ({"scenes": []}, None),
    ],
)
def test_what_contradicts_itself_gets_one_sentence(change: dict[str, object], said: str | None) -> None:
    model = Gltf()
    model.triangle()
    content = Gltf({**model.document, **change}, model.content).glb()
    if said is None:
        assert len(read(content)[0].faces) == 1
        return
    with pytest.raises(UnreadableFile, match=said) as caught:
        read(content)
    assert caught.value.hint is not None


def test_a_face_beyond_the_vertices_is_refused() -> None:
    model = Gltf()
    points = model.accessor([(0, 0, 0), (1, 0, 0), (0, 1, 0)])
    model.mesh({"attributes": {"POSITION": points}, "indices": model.accessor([0, 1, 3], "u1")})
    with pytest.raises(UnreadableFile, match="names a vertex that is not there"):
        read(model.glb())


def test_copies_of_copies_are_no_bomb() -> None:
    model = Gltf()
    points = model.accessor(np.zeros((30_000, 3)))
    many = model.accessor(np.zeros((100_000, 3)))
    model.mesh(
        {"attributes": {"POSITION": points}},
        extensions={"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": many}}},
    )
    with pytest.raises(UnreadableFile, match="more faces than can be shown"):
        read(model.glb())


def test_a_description_of_millions_of_things_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    content = b'{"asset": {"version": "2.0"}, "nodes": [' + b"{}," * 5_000_001 + b"{}]}"
    with pytest.raises(UnreadableFile, match="more than 5,000,000 things"):
        document_of(content, tmp_path / "many.gltf")
