"""Tilesets that list no tiles but bits: quadtrees, octrees, and trees that lie about themselves."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scene.errors import UnreadableFile
from tests.importers.test_tiles3d import HOME, glb, heights, mesh_of, padded, read, said, tile, write


def implicit(
    folder: Path, scheme: str, subtree: dict[str, Any], files: dict[str, bytes], **extra: Any
) -> Path:
    tiling = {
        "subdivisionScheme": scheme,
        "subtreeLevels": 2,
        "availableLevels": 3,
        "subtrees": {"uri": "s/{level}.{x}.{y}" + (".{z}" if scheme == "OCTREE" else "") + ".json"},
        **extra,
    }
    template = "{level}-{x}-{y}" + ("-{z}" if scheme == "OCTREE" else "") + ".glb"
    root = tile(template, transform=HOME, refine="REPLACE", geometricError=8, implicitTiling=tiling)
    zero = "s/0.0.0.json" if scheme == "QUADTREE" else "s/0.0.0.0.json"
    return write(folder, root, {zero: json.dumps(subtree).encode(), **files})


def bits(*rows: int, length: int = 8) -> bytes:
    numbers = np.zeros(length, np.uint8)
    numbers[list(rows)] = 1
    return np.packbits(numbers, bitorder="little").tobytes()


def test_implicit_quadtrees_take_tiles_from_their_bits(tmp_path: Path) -> None:
    # Tiles: the root, its children 0 and 3; contents: the root, child 3; a subtree below child 0's child 2.
    stream = bits(0, 1, 4) + bits(0, 4) + bits(2, length=16)
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "bits.bin").write_bytes(stream)
    views = [{"buffer": 0, "byteOffset": k, "byteLength": n} for k, n in ((0, 1), (1, 1), (2, 2))]
    top = {
        "buffers": [{"uri": "bits.bin", "byteLength": 4}],
        "bufferViews": views,
        "tileAvailability": {"bitstream": 0},
        "contentAvailability": [{"bitstream": 1}],
        "childSubtreeAvailability": {"bitstream": 2},
    }
    text = padded({"tileAvailability": {"constant": 0}, "childSubtreeAvailability": {"constant": 0}})
    lower = json.loads(text) | {"tileAvailability": {"constant": 1}, "contentAvailability": [{"constant": 1}]}
    body = padded(lower)
    binary = b"subt" + struct.pack("<IQQ", 1, len(body), 0) + body
    files = {"0-0-0.glb": glb(), "1-1-1.glb": glb(scale=[2, 2, 2]), "2-0-1.glb": glb(scale=[3, 3, 3])}
    path = implicit(tmp_path, "QUADTREE", top, {**files, "s/2.0.1.json": binary})
    assert sorted(heights(path)) == [2, 3]


def test_implicit_octrees_count_in_three_directions(tmp_path: Path) -> None:
    top = {
        "tileAvailability": {"constant": 1},
        "contentAvailability": [{"constant": 1}],
        "childSubtreeAvailability": {"constant": 0},
    }
    files = {f"1-{x}-{y}-{z}.glb": glb() for x in (0, 1) for y in (0, 1) for z in (0, 1)}
    result = read(implicit(tmp_path, "OCTREE", top, files))
    assert len(mesh_of(result).faces) == 8
    assert "0-0-0-0.glb" in said(result)


def test_an_implicit_tree_without_end_is_refused(tmp_path: Path) -> None:
    one = {"constant": 1}
    top = {"tileAvailability": one, "contentAvailability": [{"constant": 0}], "childSubtreeAvailability": one}
    path = implicit(tmp_path, "OCTREE", top, {}, subtreeLevels=8, availableLevels=8)
    with pytest.raises(UnreadableFile, match="no end"):
        read(path)


def test_bits_that_are_not_there_are_refused(tmp_path: Path) -> None:
    top = {
        "buffers": [{"byteLength": 0}],
        "bufferViews": [{"buffer": 0, "byteOffset": 0, "byteLength": 0}],
        "tileAvailability": {"bitstream": 0},
        "childSubtreeAvailability": {"constant": 0},
    }
    with pytest.raises(UnreadableFile, match="bits do not fit"):
        read(implicit(tmp_path, "QUADTREE", top, {}))
