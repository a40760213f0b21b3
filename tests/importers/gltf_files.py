"""Small glTF files, put together by hand. It does not know what reads them."""

import base64
import json
import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np

COMPONENT = {"i1": 5120, "u1": 5121, "i2": 5122, "u2": 5123, "u4": 5125, "f4": 5126}
KIND = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}


@dataclass
class Gltf:
    """A document that grows: arrays become accessors, one buffer holds them."""

    document: dict[str, Any] = field(
        default_factory=lambda: {
            "asset": {"version": "2.0"},
            "accessors": [],
            "bufferViews": [],
            "meshes": [],
            "nodes": [],
            "scenes": [{"nodes": []}],
            "scene": 0,
        }
    )
    content: bytes = b""

    def view(self, content: bytes, **extra: Any) -> int:
        self.content += bytes(-len(self.content) % 8)
        declared = {"buffer": 0, "byteOffset": len(self.content), "byteLength": len(content), **extra}
        self.document["bufferViews"].append(declared)
        self.content += content
        return len(self.document["bufferViews"]) - 1

    def accessor(self, values: Any, kind: str = "f4", **extra: Any) -> int:
        array = np.asarray(values, dtype=f"<{kind}")
        rows = array.reshape(len(array), -1)
        declared = {
            "componentType": COMPONENT[kind],
            "count": len(rows),
            "type": KIND[rows.shape[1]],
            **extra,
        }
        if "bufferView" not in extra:
            declared["bufferView"] = self.view(rows.tobytes())
        self.document["accessors"].append(declared)
        return len(self.document["accessors"]) - 1

    def mesh(self, primitive: dict[str, Any], **node: Any) -> None:
        self.document["meshes"].append({"primitives": [primitive]})
        self.document["nodes"].append({"mesh": len(self.document["meshes"]) - 1, **node})
        self.document["scenes"][0]["nodes"].append(len(self.document["nodes"]) - 1)

    def triangle(self, **node: Any) -> None:
        """Add a triangle at the origin: 1 to the right, 1 up."""
        self.mesh({"attributes": {"POSITION": self.accessor([(0, 0, 0), (1, 0, 0), (0, 1, 0)])}}, **node)

    def glb(self) -> bytes:
        buffers = [{"byteLength": len(self.content)}]
        text = json.dumps({"buffers": buffers, **self.document}).encode()
        text += b" " * (-len(text) % 4)
        binary = self.content + bytes(-len(self.content) % 4)
        chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
        chunks += struct.pack("<II", len(binary), 0x004E4942) + binary
        return b"glTF" + struct.pack("<II", 2, 12 + len(chunks)) + chunks

    def gltf(self) -> bytes:
        data = "data:application/octet-stream;base64," + base64.b64encode(self.content).decode()
        buffers = [{"byteLength": len(self.content), "uri": data}]
        return json.dumps({"buffers": buffers, **self.document}).encode()


def png(pixels: Any) -> bytes:
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.fromarray(np.asarray(pixels, np.uint8)).save(held, "PNG")
    return held.getvalue()
