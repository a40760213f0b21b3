"""The ground and water of the flood benchmarks, and how fast a peer moves that water.

Run by a peer's own Python, which has that peer and numpy: ``python flood_peers.py landlab 2000`` prints
million cells (of ANUGA: triangles) a second, or fails with the reason.
"""

import sys
from time import perf_counter

import numpy as np

CELL = 2.0
ROUGHNESS = 0.03
STEPS = 15

#: The arrays of itzi's two kernels, in their order.
FACES = ("dire", "dirs", "z", "n", "h", "qe", "qs", "hfe", "hfs")
FACES += ("bctype", "bcvalue", "qe_new", "qs_new", "bcaccum")
CELLS = ("ext", "qe_new", "qs_new", "bctype", "bcvalue", "h", "hmax", "hfix", "herr")
CELLS += ("hfe", "hfs", "v", "vdir", "vmax", "fr")


def wet_ground(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ground and depth: low hills in a lake, with a film of 5 cm on those that rise above it."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) * np.float32(CELL)
    ground = (5.0 + np.sin(x / 40.0) * np.cos(y / 60.0) + x * 1e-4).astype(np.float32)
    return ground, np.maximum(np.float32(5.0) - ground, np.float32(0.05)).astype(np.float32)


def landlab(side: int) -> float:
    """Return the rate of landlab's OverlandFlow, by its own step with its own choice of the step's length."""
    from landlab import RasterModelGrid
    from landlab.components import OverlandFlow

    ground, depth = wet_ground(side)
    grid = RasterModelGrid((side, side), xy_spacing=CELL)
    grid.add_field("topographic__elevation", ground.astype(np.float64).ravel(), at="node")
    grid.add_field("surface_water__depth", depth.astype(np.float64).ravel(), at="node")
    flow = OverlandFlow(grid, mannings_n=ROUGHNESS, theta=0.8, alpha=0.5, rainfall_intensity=30.0 / 3.6e6)
    flow.overland_flow()
    return _rate(side, flow.overland_flow)


def itzi(side: int) -> float:
    """Return the rate of itzi's two kernels, which write velocity and Froude number too."""
    from itzi import flow

    ground, depth = wet_ground(side)
    arrays = {name: np.zeros((side + 2, side + 2), np.float32) for name in {*FACES, *CELLS}}
    arrays["z"][...], arrays["h"][...] = np.pad(ground, 1, "edge"), np.pad(depth, 1, "edge")
    arrays["n"][...] = ROUGHNESS
    arrays["dire"][...], arrays["dirs"][...] = -1.0, -1.0
    seconds = 0.5 * CELL / float(np.sqrt(9.81 * depth.max()))

    def step() -> None:
        flow.solve_q(
            *(arrays[name] for name in FACES),
            seconds, CELL, CELL, 9.81, 0.8, 0.0001, 0.1, 0.1,
        )  # fmt: skip
        flow.solve_h(*(arrays[name] for name in CELLS), CELL, CELL, seconds, 9.81)
        for name in ("qe", "qs"):
            arrays[name], arrays[f"{name}_new"] = arrays[f"{name}_new"], arrays[name]

    step()
    return _rate(side, step)


def anuga(side: int) -> float:
    """Return million triangles a second of ANUGA's DE0, its scheme of second order, by its own steps."""
    import anuga as peer

    def ground(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return 5.0 + np.sin(x / 40.0) * np.cos(y / 60.0) + x * 1e-4

    def level(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.maximum(5.0, ground(x, y) + 0.05)

    across = side // 2  # a square of the mesh has four triangles
    domain = peer.rectangular_cross_domain(across, across, len1=side * CELL, len2=side * CELL)
    domain.set_flow_algorithm("DE0")
    domain.set_store(False)
    domain.set_quantity("elevation", ground)
    domain.set_quantity("friction", ROUGHNESS)
    domain.set_quantity("stage", level)
    wall = peer.Reflective_boundary(domain)
    domain.set_boundary({"left": wall, "right": wall, "top": wall, "bottom": wall})
    best, begun = 0.0, 0.0
    for time in domain.evolve(yieldstep=2.0, finaltime=10.0):
        now = perf_counter()
        if time > 0.0:
            best = max(best, domain.number_of_steps * len(domain) / (now - begun) / 1e6)
        begun = perf_counter()
    return best


def _rate(side: int, step: object) -> float:
    """Return million cells a second of the quickest of some steps."""
    taken = []
    for _ in range(STEPS):
        begun = perf_counter()
        step()
        taken.append(perf_counter() - begun)
    return side * side / min(taken) / 1e6


if __name__ == "__main__":
    print({"landlab": landlab, "itzi": itzi, "anuga": anuga}[sys.argv[1]](int(sys.argv[2])))
