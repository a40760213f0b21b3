"""A corridor's plane as triangles: on the plane, over the zones, and nowhere else."""

import numpy as np
import pytest

from scene.geometry.convex import area
from scene.geometry.corridor_mesh import plane_mesh, zone_edges
from scene.geometry.corridors import Zone
from tests.scene.geometry.test_corridors import corridor


def test_its_triangles_lie_on_the_plane_and_cover_the_zones() -> None:
    made = corridor(
        [(0, 0, 3.0), (300, 2_000, 9.0)], wider_width=90.0, background_length=400.0, width_at_place=8.0,
        threshold_height=20.0,
    )  # fmt: skip
    plane = plane_mesh(made)
    a, b, c = (plane.vertices[plane.faces[:, k]].astype(np.float64) for k in range(3))
    twice = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]

    assert (twice >= -1e-3).all()
    assert plane.vertices[:, 2] == pytest.approx(
        made.level(made.to_axis(plane.vertices[:, :2])[:, 0]), abs=1e-3
    )
    for zone in Zone:
        covered = 0.5 * twice[plane.zone == zone].sum()
        assert covered == pytest.approx(sum(area(piece) for piece in made.of_zone(zone)), rel=1e-4)


def test_edges_are_closed_and_on_the_plane() -> None:
    made = corridor([(0, 0, 3.0), (0, 1_000, 9.0)], wider_width=90.0)
    for _, edge in zone_edges(made):
        assert edge[0].tolist() == edge[-1].tolist()
        assert edge[:, 2] == pytest.approx(made.level(made.to_axis(edge[:, :2])[:, 0]), abs=1e-3)
