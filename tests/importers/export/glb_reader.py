"""A GLB taken apart with numpy alone, so that what is written is judged by another hand than the writer's."""

import json
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

_TYPES = {5120: "i1", 5121: "u1", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTH = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}


class Glb:
    """A GLB with its chunks checked against its header."""

    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        magic, version, length = struct.unpack_from("<4sII", content)
        assert (magic, version, length) == (b"glTF", 2, len(content))
        size, kind = struct.unpack_from("<I4s", content, 12)
        assert kind == b"JSON"
        assert size % 4 == 0
        self.document: dict[str, Any] = json.loads(content[20 : 20 + size])
        binary, kind = struct.unpack_from("<I4s", content, 20 + size)
        assert kind == b"BIN\0"
        assert 28 + size + binary == length
        self.buffer = content[28 + size :]
        assert 0 <= len(self.buffer) - self.document["buffers"][0]["byteLength"] < 8

    def accessor(self, number: int) -> np.ndarray[Any, Any]:
        accessor = self.document["accessors"][number]
        view = self.document["bufferViews"][accessor["bufferView"]]
        kind, width = np.dtype(_TYPES[accessor["componentType"]]), _WIDTH[accessor["type"]]
        stride = view.get("byteStride", kind.itemsize * width)
        assert view["byteOffset"] % kind.itemsize == 0
        assert stride % 4 == 0 or accessor["type"] == "SCALAR"
        assert stride * (accessor["count"] - 1) + kind.itemsize * width <= view["byteLength"]
        assert view["byteOffset"] + view["byteLength"] <= len(self.buffer)
        values = np.ndarray(
            (accessor["count"], width), kind, self.buffer, view["byteOffset"], (stride, kind.itemsize)
        )
        if accessor.get("normalized"):
            return values / np.iinfo(kind).max
        return values

    def view(self, number: int) -> bytes:
        view = self.document["bufferViews"][number]
        return self.buffer[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]

    def primitive(self, mesh: int) -> tuple[dict[str, np.ndarray[Any, Any]], np.ndarray[Any, Any]]:
        """Return the attributes and the faces of a mesh."""
        primitive = self.document["meshes"][mesh]["primitives"][0]
        attributes = {name: self.accessor(number) for name, number in primitive["attributes"].items()}
        assert len({len(values) for values in attributes.values()}) == 1
        faces = self.accessor(primitive["indices"]).reshape(-1, 3)
        assert faces.max() < len(attributes["POSITION"])
        accessor = self.document["accessors"][primitive["attributes"]["POSITION"]]
        np.testing.assert_allclose(accessor["min"], attributes["POSITION"].min(axis=0), rtol=1e-6)
        np.testing.assert_allclose(accessor["max"], attributes["POSITION"].max(axis=0), rtol=1e-6)
        return attributes, faces

    def columns(self, table: int) -> dict[str, list[Any]]:
        """Return a property table by the names that people read."""
        metadata = self.document["extensions"]["EXT_structural_metadata"]
        held = metadata["propertyTables"][table]
        declared = metadata["schema"]["classes"][held["class"]]["properties"]
        kinds = {"FLOAT32": "<f4", "FLOAT64": "<f8", "INT32": "<i4", "UINT8": "u1", "INT64": "<i8"}
        found: dict[str, list[Any]] = {}
        for key, stored in held["properties"].items():
            title, content = declared[key]["name"], self.view(stored["values"])
            if declared[key]["type"] == "STRING":
                ends = np.frombuffer(self.view(stored["stringOffsets"]), "<u4")
                found[title] = [content[a:b].decode() for a, b in pairwise(ends)]
            else:
                found[title] = np.frombuffer(content, kinds[declared[key]["componentType"]]).tolist()
            assert len(found[title]) == held["count"]
        return found


def z_up(positions: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.column_stack([positions[:, 0], -positions[:, 2], positions[:, 1]])


def srgb(linear: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    share = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.round(255.0 * share).astype(np.uint8)
