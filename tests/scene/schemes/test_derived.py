"""What is derived of a layer with a scheme follows from its base, and is the same as if made anew."""

from dataclasses import replace

import numpy as np
import pytest

from scene.frame import YANGZHOU_FRAME
from scene.geometry.edited_solid import EditedSolid
from scene.geometry.solids import solid_of
from scene.graph import SceneGraph
from scene.messages import BilingualText, msg
from scene.node import Node, Role, new_id
from scene.schemes.applying import as_seen
from scene.schemes.editing import demolish, edit, new_scheme
from scene.schemes.scheme import schemes_of
from tests.benchmarks import roofed_city

COUNT = 1500


@pytest.fixture(scope="module")
def layers() -> tuple[Node, Node]:
    """Return a layer of houses, and the same with a scheme: ten here and there gone, ten otherwise."""
    scene = SceneGraph(YANGZHOU_FRAME)
    base = Node(BilingualText.same("houses"), Role.BUILDINGS, roofed_city.city(COUNT))
    scene.insert(base)
    new_scheme(scene).do(scene)
    scheme = schemes_of(scene)[0].id
    rows = np.random.default_rng(7).choice(COUNT, 20, replace=False)
    top, eaves = base.payload.top.copy(), base.payload.eaves.copy()
    top[rows[:10]] += 25.0
    eaves[rows[:10]] += 25.0
    higher = replace(base, payload=replace(base.payload, top=top, eaves=eaves))
    edit(scene, scheme, [higher], msg("Raise")).do(scene)
    demolish(scene, scheme, base.id, [base.payload.ids[row] for row in rows[10:]], msg("Demolish")).do(scene)
    seen = as_seen(scene.snapshot(), scheme).get(base.id)
    assert seen is not None
    return base, seen


def test_rays_meet_a_layer_with_a_scheme_as_one_that_is_derived_anew(layers: tuple[Node, Node]) -> None:
    base, seen = layers
    whole = solid_of(base)
    edited = solid_of(seen)
    assert isinstance(edited, EditedSolid), "rows that are gone here and there make nothing else anew"
    assert edited.base is whole
    assert edited.patch.size < 0.05 * whole.size
    anew = solid_of(replace(seen, id=new_id(), payload=replace(seen.payload)))
    assert not isinstance(anew, EditedSolid)

    chance = np.random.default_rng(8)
    half = roofed_city.half_width(COUNT)
    starts = np.column_stack([chance.uniform(-half, half, (4000, 2)), np.full(4000, 260.0)])
    ends = np.column_stack([chance.uniform(-half, half, (4000, 2)), np.full(4000, 0.0)])
    share, face = edited.exact.first(starts, ends)
    other_share, other_face = anew.exact.first(starts, ends)
    met = face >= 0
    assert met.sum() > 400
    np.testing.assert_array_equal(met, other_face >= 0)
    np.testing.assert_allclose(share[met], other_share[met], atol=1e-9)
    np.testing.assert_array_equal(edited.rows_at(face[met]), anew.rows_at(other_face[met]))
    new = face >= edited._first
    assert new.any(), "some rays meet what the scheme made otherwise"
