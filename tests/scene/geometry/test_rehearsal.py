"""After a rehearsal no kernel of a building's mesh is compiled any more."""

import numpy as np

from scene.geometry import building_kernels, pitched_roofs, triangulate
from scene.geometry.building_columns import traits_of
from scene.geometry.building_mesh import _parts_of, _wanted_parts, derive_mesh
from scene.geometry.rehearsal import rehearse, sample
from tests.scene.geometry.building_samples import box, layer


def compiled() -> int:
    """Count the machine code of all kernels that a mesh is made with."""
    modules = (building_kernels, pitched_roofs, triangulate)
    kernels = [value for module in modules for value in vars(module).values() if hasattr(value, "signatures")]
    assert len(kernels) > 10
    return sum(len(kernel.signatures) for kernel in kernels)


def test_houses_of_any_kind_need_nothing_compiled_after_it() -> None:
    rehearse()
    before = compiled()
    columns = {"roof": ["gabled", "hipped", "flat"], "floors": np.array([1, 2, 3], np.int32)}

    derive_mesh(layer([[box(0, 0, 9, 7)], [box(20, 0, 9, 7)], [box(40, 0, 9, 7)]], top=13.0, **columns))

    assert compiled() == before


def test_the_sample_has_every_kind_of_house() -> None:
    houses = sample()
    parts = _parts_of(houses, _wanted_parts(houses, None))
    kind = np.empty(len(parts.part), np.uint8)

    building_kernels.classify(parts, traits_of(houses, True), kind)

    assert {building_kernels.QUAD_ROOFED, building_kernels.INSET_ROOFED} <= set(kind.tolist())
