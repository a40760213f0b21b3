"""Tiles of a layer serve every scheme that leaves their houses alone, in the colours that it asks for."""

from dataclasses import replace

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy

from app.viewport.visuals.base import Look
from app.viewport.visuals.buildings import BuildingsVisual
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText, msg
from scene.node import Node, Role, Style
from scene.schemes.applying import as_seen
from scene.schemes.editing import demolish, new_scheme
from scene.schemes.scheme import schemes_of
from tests.benchmarks import roofed_city

COUNT = 900


def colours(visual: BuildingsVisual) -> list[np.ndarray]:
    return [
        vtk_to_numpy(piece.levels[level].data().GetPointData().GetArray("colour")).copy()
        for piece in visual.pieces
        for level in range(2)
    ]


def test_only_the_tile_of_a_house_that_is_gone_is_made_anew_and_rows_that_shift_keep_their_colours() -> None:
    scene = SceneGraph(YANGZHOU_FRAME)
    houses = roofed_city.city(COUNT)
    told = {**houses.columns, "use": np.random.default_rng(3).choice(["home", "shop", "school"], COUNT)}
    base = Node(
        BilingualText.same("houses"), Role.BUILDINGS, replace(houses, columns=told), Style(colour_by="use")
    )
    scene.insert(base)
    new_scheme(scene).do(scene)
    scheme = schemes_of(scene)[0].id
    demolish(scene, scheme, base.id, [houses.ids[2]], msg("Demolish")).do(scene)
    seen = as_seen(scene.snapshot(), scheme).get(base.id)
    assert seen is not None

    before = BuildingsVisual(base, Look())
    after = BuildingsVisual(seen, Look(), before)
    shared = set(before.pieces) & set(after.pieces)
    assert len(before.pieces) > 4
    assert len(shared) == len(before.pieces) - 1
    anew = BuildingsVisual(replace(seen, payload=replace(seen.payload)), Look())
    for one, other in zip(colours(after), colours(anew), strict=True):
        np.testing.assert_array_equal(one, other)

    plain = replace(seen, style=Style(colour=(10, 20, 30)))
    assert after.restyle(plain)
    assert all((colour[:, :3] == (10, 20, 30)).all() for colour in colours(after))
    back = BuildingsVisual(base, Look(), after)
    assert len(set(back.pieces) & set(before.pieces)) == len(before.pieces) - 1
    for one, other in zip(colours(back), colours(BuildingsVisual(base, Look())), strict=True):
        np.testing.assert_array_equal(one, other)
