"""A run with all that remembers, as a program that can be killed: ``python -m … FOLDER RESULT SLOWNESS``."""

import sys
import time
from pathlib import Path

import numpy as np

from analysis.flood.checkpoints import Checkpoints
from analysis.flood.domain import Domain
from analysis.flood.forcing.base import Forcing
from analysis.flood.forcing.boundaries import StageBoundary
from analysis.flood.forcing.breaches import Breach
from analysis.flood.forcing.cells import edge_cells
from analysis.flood.forcing.hydrograph import series
from analysis.flood.forcing.losses import SEALED, Losses, green_ampt, horton
from analysis.flood.forcing.outflow import OpenEdge, open_sides
from analysis.flood.forcing.rain import Rain, Rates
from analysis.flood.forcing.storm import DesignStorm, formula
from analysis.flood.forcing.structures import Pump, Rule
from analysis.flood.inertial.local_inertial import LocalInertial
from analysis.flood.run import march
from analysis.flood.shallow.scheme import ShallowWater
from scene.feedback import SilentFeedback
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText

NAME = BilingualText("试", "Trial")
END = 1500.0


def made(
    threads: int = 0, scheme: type[LocalInertial] | type[ShallowWater] = LocalInertial
) -> tuple[LocalInertial | ShallowWater, list[Forcing]]:
    """Return a small valley with a dyke, and everything that can act on it."""
    random = np.random.default_rng(11)
    shape = (150, 140)
    rows, cols = np.mgrid[: shape[0], : shape[1]]
    ground = (5.0 + 0.01 * np.abs(cols - 70) + 0.002 * rows + random.normal(0.0, 0.05, shape)).astype(
        np.float32
    )
    ground[:, 40] = 7.0
    ground[random.random(shape) < 0.03] = np.nan
    domain = Domain(Grid(0.0, 750.0, 5.0, *shape), ground, np.full(shape, 0.03))
    soil = random.integers(0, 3, shape).astype(np.uint8)
    soils = [SEALED, horton(NAME, 75.0, 7.0, 4.0), green_ampt(NAME, 3.4, 88.9, 0.3)]
    weight = np.where(np.isnan(ground), 0.0, 1.0).astype(np.float32)
    west = edge_cells(domain.grid, "west")
    pool = np.arange(75 * 140 + 65, 75 * 140 + 75, dtype=np.int32)
    stage = series(NAME, [(0.0, 5.5), (600.0, 6.6), (1500.0, 6.0)], "m")
    crest = np.arange(70 * 140 + 40, 76 * 140 + 40, 140, dtype=np.int32)
    cells, slopes = open_sides(domain, sides=("south",))
    return scheme(domain, threads=threads), [
        Rain(Rates([DesignStorm(formula(), 100.0, 20.0)]), weight, threads=threads),
        Losses(soils, soil, (20.0,), threads=threads),
        StageBoundary("river", domain, west, stage),
        Breach("breach", NAME, domain, crest, 5.2, starts=400.0, takes=300.0),
        Pump("pump", NAME, domain, pool, None, 0.5, Rule(start=5.1, stop=5.02)),
        OpenEdge(domain, cells, slopes),
    ]


def digest(
    scheme: LocalInertial | ShallowWater, forcing: list[Forcing], account: object
) -> dict[str, np.ndarray]:
    """Return everything that must be the same to the bit."""
    found = {f"scheme.{name}": np.asarray(values) for name, values in scheme.state().items()}
    for force in forcing:
        found |= {f"{force.key}.{name}": np.asarray(values) for name, values in force.state().items()}
    return found | {"account": np.array(repr(account))}


def main(folder: Path, result: Path, slow: float = 0.0) -> None:
    """Run to the end, from the last checkpoint if there is one; then write everything."""
    scheme, forcing = made()

    class Slow(SilentFeedback):
        def check(self) -> None:
            time.sleep(slow)

    keeper = Checkpoints(folder, "a run", Slow(), interval=100.0)
    account = march(scheme, forcing, [], end=END, feedback=Slow(), keeper=keeper)
    np.savez(result, **digest(scheme, forcing, account))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
