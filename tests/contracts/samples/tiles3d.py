"""Small tilesets, one for each importer."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

Make = Callable[[Path], Path]


def standing_at(longitude: float, latitude: float) -> list[float]:
    """Return the transform of a tile that stands upright on the Earth, column by column."""
    from pyproj import Transformer

    way = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    lon, lat = np.radians(longitude), np.radians(latitude)
    east = (-np.sin(lon), np.cos(lon), 0.0)
    north = (-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat))
    up = (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    place = way.transform(longitude, latitude, 0.0)
    return [float(x) for x in (*east, 0, *north, 0, *up, 0, *place, 1)]


def tileset(folder: Path) -> Path:
    import trimesh

    path = folder / "扬州 瓦片.json"
    trimesh.creation.box((4.0, 6.0, 4.0)).export(folder / "塔.glb")
    document = {
        "asset": {"version": "1.1"},
        "geometricError": 100,
        "root": {
            "transform": standing_at(119.42822, 32.39638),
            "boundingVolume": {"box": [0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 3]},
            "geometricError": 0,
            "refine": "ADD",
            "content": {"uri": "塔.glb"},
        },
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


SAMPLES: dict[str, Make] = {"tiles.tileset": tileset}

#: Answers without which a sample leaves a question open.
ANSWERS: dict[str, dict[str, object]] = {}
