"""Small files of OpenStreetMap, one for each importer."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

Make = Callable[[Path], Path]


def xml(folder: Path) -> Path:
    """Write thirty houses by the lake."""
    from pyproj import Transformer

    back = Transformer.from_crs("EPSG:4549", "EPSG:4326", always_xy=True)
    path = folder / "扬州 街区.osm"
    nodes, ways = [], []
    for house in range(30):
        west, south = 446000.0 + 20.0 * house, 3586000.0
        corners = np.array([(0, 0), (10, 0), (10, 12), (0, 12)]) + np.array([west, south])
        lon, lat = back.transform(*corners.T)
        first = 1 + 4 * house
        nodes += [
            f'<node id="{first + k}" version="1" lat="{lat[k]:.7f}" lon="{lon[k]:.7f}"/>' for k in range(4)
        ]
        refs = "".join(f'<nd ref="{first + k % 4}"/>' for k in range(5))
        tags = (
            f'<tag k="building" v="house"/><tag k="name" v="何园{house}"/><tag k="height" v="{3 + house}"/>'
        )
        ways.append(f'<way id="{house + 1}" version="1">{refs}{tags}</way>')
    content = "\n".join([*nodes, *ways])
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n{content}\n</osm>', "utf-8"
    )
    return path


def pbf(folder: Path) -> Path:
    """Write the same houses packed."""
    import osmium

    source = xml(folder)
    path = source.with_suffix(".osm.pbf")
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)
    source.unlink()
    named = folder / "扬州 街区.pbf"
    return path.rename(named)


SAMPLES: dict[str, Make] = {"osm.xml": xml, "osm.pbf": pbf}

#: Answers without which a sample leaves a question open.
ANSWERS: dict[str, dict[str, object]] = {}
