"""Points of pnts tiles: plain, quantised or compressed by Draco, with their colours.

It does not know the tree of tiles.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from importers.models.gltf import draco
from importers.models.part import Cloud
from importers.tiles3d.containers import Container
from importers.tiles3d.features import numbers_of
from importers.tiles3d.placing import centre_of, number_of, positions_of
from scene.payloads.arrays import U8


def cloud_of(tile: Container) -> Cloud:
    """Return the points of a tile.

    Raises
    ------
    ValueError, KeyError, TypeError
        If its table does not fit its body.
    """
    table, binary = tile.features, tile.features_binary
    count = number_of(table, "POINTS_LENGTH", binary)
    centre = centre_of(table, binary)
    packed = table.get("extensions", {}).get("3DTILES_draco_point_compression")
    if packed is not None:
        held = _unpacked(packed, binary, count)
        colour = held.get("RGB", held.get("RGBA"))
        return Cloud(
            held["POSITION"].astype(np.float64) + centre,
            None if colour is None else colour[:, :3].astype(np.uint8),
        )
    return Cloud(positions_of(table, binary, count) + centre, _colour(table, binary, count))


def _unpacked(packed: dict[str, Any], binary: bytes, count: int) -> dict[str, NDArray[Any]]:
    first, length = int(packed["byteOffset"]), int(packed["byteLength"])
    if first < 0 or length < 0 or first + length > len(binary):
        raise ValueError("compressed points reach beyond their table")
    attributes = draco.decoded(binary[first : first + length]).attributes
    held = {
        name: attributes[int(number)]
        for name, number in packed["properties"].items()
        if int(number) in attributes
    }
    if any(len(values) != count for values in held.values()):
        raise ValueError("compressed points are not as many as declared")
    return held


def _colour(table: dict[str, Any], binary: bytes, count: int) -> U8 | None:
    if "RGB" in table:
        return numbers_of(table["RGB"], binary, count, "u1", 3)
    if "RGBA" in table:
        return numbers_of(table["RGBA"], binary, count, "u1", 4)[:, :3]
    if "RGB565" in table:
        stored = numbers_of(table["RGB565"], binary, count, "<u2", 1)[:, 0]
        bands = [(stored >> 11) * 255 // 31, (stored >> 5 & 63) * 255 // 63, (stored & 31) * 255 // 31]
        return np.column_stack(bands).astype(np.uint8)
    constant = table.get("CONSTANT_RGBA")
    if isinstance(constant, list) and len(constant) == 4:
        return np.tile(np.array(constant[:3], dtype=np.uint8), (count, 1))
    return None
