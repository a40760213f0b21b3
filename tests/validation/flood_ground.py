"""The two benchmarks on real ground: test 5's valley and the suburb of Merewether, from gathered files.

It knows their files and forcing, and not what is expected of a run.
"""

import csv
import gzip
from functools import cache

import numpy as np

from analysis.flood.domain import Domain
from analysis.flood.forcing.boundaries import DischargeBoundary
from analysis.flood.forcing.outflow import OpenEdge, open_sides
from scene.geometry.surface_raster import Grid
from tests.analysis.flood.published.case import Benchmark, cell_of
from tests.analysis.flood.published.generated import named, uniform
from tests.validation.table import gathered

#: Steady inflow of Merewether, m³/s, and the disc through which it comes, metres.
INFLOW, DISC, RADIUS = 19.7, (382_265.0, 6_354_280.0), 10.0
#: By how much houses are raised, metres: water does not pass over them.
HOUSE = 3.0


def asc(text: str) -> tuple[Grid, np.ndarray]:
    """Return grid and ground of an ESRI ASCII raster; nan where it holds nothing."""
    lines = text.splitlines()
    head = {key.lower(): float(value) for key, value in (line.split() for line in lines[:6])}
    rows, cols, cell = int(head["nrows"]), int(head["ncols"]), head["cellsize"]
    ground = np.array(" ".join(lines[6:]).split(), np.float64).reshape(rows, cols)
    ground[ground == head["nodata_value"]] = np.nan
    return Grid(head["xllcorner"], head["yllcorner"] + rows * cell, cell, rows, cols), ground


def humps() -> tuple[Grid, np.ndarray]:
    """Return the three humps over which a lake rests at 0.875 m."""
    return asc(gathered("flood", "lisflood_small", "UoS", "T01", "humps.dem").read_text())


@cache
def valley(end: float) -> Benchmark:
    """Return test 5: a dam failure into a real valley, 10 m cells."""
    folder = gathered("flood", "ea_test5", "T06")
    grid, ground = asc(gzip.decompress((folder / "ea5-10m.dem.raw.gz").read_bytes()).decode())
    points = [line.split()[1:3] for line in (folder / "ea5-10m.bci").read_text().splitlines() if line.strip()]
    places = [line.split() for line in (folder / "ea5.stage").read_text().splitlines()[1:8]]
    cells = [cell_of(grid, float(x), float(y)) for x, y in points]
    inflow = named([(0.0, 0.0), (300.0, 0.0), (600.0, 3000.0), (1200.0, 3000.0), (6000.0, 0.0)], "m³/s")
    flat = np.array([row * grid.cols + col for row, col in cells], np.int32)
    domain = uniform(grid, ground, 0.04)
    return Benchmark(
        domain,
        lambda: [DischargeBoundary("dam", domain, flat, inflow)],
        end=end,
        places=[(float(x), float(y)) for x, y in places],
        interval=100.0,
    )


def polygon(path: str) -> np.ndarray:
    """Return the corners of a polygon file."""
    with gathered("flood", "merewether", "merewether", *path.split("/")).open() as file:
        return np.array([[float(value) for value in row[:2]] for row in csv.reader(file) if row])


def merewether() -> tuple[Benchmark, list[dict[str, float]]]:
    """Return the flood of 8 June 2007 at its peak, with the levels observed and those that TUFLOW gives."""
    from shapely import Polygon, contains_xy

    grid, ground = asc(gathered("flood", "merewether_clinic", "merewether", "topography1.asc").read_text())
    x = grid.west + (np.arange(grid.cols) + 0.5) * grid.cell
    y = grid.north - (np.arange(grid.rows) + 0.5) * grid.cell
    east, north = (axis.ravel() for axis in np.meshgrid(x, y))
    roughness = np.full(ground.shape, 0.04)
    on_road = contains_xy(Polygon(polygon("Road/RoadPolygon.csv")), east, north).reshape(ground.shape)
    roughness[on_road] = 0.02
    houses = gathered("flood", "merewether", "merewether", "houses")
    for house in sorted(houses.glob("*.csv")):
        walls = Polygon(polygon(f"houses/{house.name}"))
        ground[contains_xy(walls, east, north).reshape(ground.shape)] += HOUSE
    disc = np.flatnonzero(np.hypot(east - DISC[0], north - DISC[1]) <= RADIUS).astype(np.int32)
    disc = disc[np.isfinite(ground.ravel()[disc])]
    steady = named([(0.0, INFLOW), (1000.0, INFLOW)], "m³/s")
    with gathered("flood", "merewether_clinic", "merewether", "ObservationPoints.csv").open() as file:
        rows = [dict(zip(("x", "y", "id", "draft", "observed", "tuflow"), map(float, row), strict=True))
                for row in list(csv.reader(file))[1:]]  # fmt: skip
    rows.sort(key=lambda row: row["id"])
    domain = Domain(grid, ground.astype(np.float32), roughness.astype(np.float32))
    cells, slopes = open_sides(domain, np.isnan(ground), ("north", "east"))
    case = Benchmark(
        domain,
        lambda: [DischargeBoundary("inflow", domain, disc, steady), OpenEdge(domain, cells, slopes)],
        end=1000.0,
        places=[(row["x"], row["y"]) for row in rows],
        interval=50.0,
    )
    return case, rows
