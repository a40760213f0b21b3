"""The surface raster against vertical rays, and on shapes whose heights are known."""

import numpy as np

from scene.geometry.ray_scene import RayScene
from scene.geometry.surface_raster import Grid, surface_of
from tests.analysis.sightline.cities import ground, tower, tree, wall


def test_a_grid_covers_a_rectangle_with_whole_cells_counted_from_the_origin() -> None:
    grid = Grid.over(-3.1, 0.2, 4.0, 6.9, 2.0)

    assert Grid(-4.0, 8.0, 2.0, 4, 4) == grid


def test_a_box_is_as_high_as_it_is_wherever_a_centre_lies_in_it_and_trees_count_if_asked() -> None:
    rays = RayScene([ground(2.0), wall((10, 10, 0), (20, 14, 9)), tree((30, 10, 0), (40, 14, 12))])
    grid = Grid.over(0.0, 0.0, 50.0, 20.0, 1.0)

    leafy, bare = (surface_of(rays.layers, grid, trees=trees) for trees in (True, False))

    assert 40 == (leafy.heights == 9.0).sum() == (leafy.layer == 1).sum()
    assert 40 == (leafy.heights == 12.0).sum()
    assert 40 == (bare.layer == 1).sum()
    assert 960 == (bare.heights == 2.0).sum()
    assert (bare.layer != 2).all()


def test_outside_the_scene_there_is_nothing() -> None:
    surface = surface_of(RayScene([tower(0.0, 10.0)]).layers, Grid.over(-50, -50, 50, 50, 2.0), trees=True)

    assert np.isnan(surface.heights).any()
    assert (np.isnan(surface.heights) == (surface.layer < 0)).all()


def test_every_cell_agrees_with_a_plumb_line() -> None:
    generator = np.random.default_rng(7)
    boxes = []
    for number in range(60):
        low = generator.uniform(-90, 80, 2)
        size = generator.uniform(2, 18, 2)
        top = float(generator.uniform(3, 30))
        boxes.append(wall((*low, 0.0), (*(low + size), top), name=f"w{number}"))
    rays = RayScene([ground(1.0), *boxes])
    grid = Grid.over(-100, -100, 100, 100, 1.7)

    surface = surface_of(rays.layers, grid, trees=True)
    rows, cols = np.indices(surface.heights.shape)
    x = grid.west + (cols.ravel() + 0.5) * grid.cell
    y = grid.north - (rows.ravel() + 0.5) * grid.cell
    plumb = rays.height_below(np.column_stack([x, y, np.full(len(x), 500.0)]))

    assert np.abs(surface.heights.ravel() - plumb).max() < 1e-3
