"""The whole city: every layer there, synthetic and named, trees and routes in place, kept on disk."""

from pathlib import Path

import numpy as np
import pytest
from shapely import STRtree, contains_xy, linearrings, polygons, prepare

from importers.yangzhou import areas, cache, city, figures, paths, planting, streets
from importers.yangzhou.ground import ground_height
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.node import Role
from scene.payloads import Buildings, Instances, Polylines


def trees_of(nodes):
    return {node.id: node.payload for node in nodes.values() if node.role is Role.TREES}


def all_trees(nodes):
    return np.vstack([payload.positions for payload in trees_of(nodes).values()]).astype(float)


def inside(area, xy):
    prepare(area)
    return contains_xy(area, xy[:, 0], xy[:, 1])


def test_every_layer_is_there_once(branches, nodes):
    roles = [node.role for node in nodes.values()]

    assert len(nodes) == sum(1 + len(below) for _, below in branches)
    for role in (
        Role.TERRAIN, Role.WATER, Role.ROADS, Role.WATERWORKS, Role.VIEWPOINTS, Role.ROUTES, Role.PLACES,
    ):  # fmt: skip
        assert roles.count(role) == 1, role
    assert roles.count(Role.PROPOSALS) == 2
    assert roles.count(Role.HERITAGE) >= 15


def test_every_layer_says_that_it_is_synthetic_and_whom_to_credit(nodes):
    for node in nodes.values():
        assert node.provenance is not None, node.id
        assert node.provenance.synthetic, node.id
        assert any("OpenStreetMap" in name for name in node.provenance.credits), node.id


def test_every_layer_is_named_in_both_languages_without_a_mark(nodes):
    for node in nodes.values():
        assert node.name.zh, node.id
        assert node.name.en, node.id
        assert "示意" not in node.name.zh, node.id


def test_there_are_at_least_forty_thousand_buildings(nodes):
    assert sum(n.payload.count for n in nodes.values() if n.role is Role.BUILDINGS) >= 40_000


def test_there_are_at_least_twenty_thousand_trees(nodes):
    assert sum(payload.count for payload in trees_of(nodes).values()) >= 20_000


def test_no_tree_stands_in_water_on_a_way_or_on_another_tree(nodes):
    xy = all_trees(nodes)[:, :2]

    assert not inside(areas.water_area(), xy).any()
    assert not inside(streets.paved(), xy).any()
    assert not inside(paths.walked(), xy).any()
    assert planting.apart(xy, 3.0).all()


def test_no_tree_stands_in_a_house(nodes):
    xy = all_trees(nodes)[:, :2]
    houses = [node.payload for node in nodes.values() if node.role is Role.BUILDINGS]

    assert planting.off_houses(xy, houses, 0.5).all()


def test_trees_stand_on_the_ground(nodes):
    places = all_trees(nodes)

    assert np.abs(ground_height(places[:, :2]) - places[:, 2]).max() < 0.1


def test_willows_line_the_lake_with_a_peach_for_every_three(nodes):
    shore = areas.water_bodies()["slender_west_lake"].buffer(5.0)
    willows, peaches = (
        inside(shore, trees_of(nodes)[key].positions.astype(float)).sum()
        for key in ("yangzhou.trees.willow", "yangzhou.trees.peach")
    )

    assert willows > 250
    assert 0.15 < peaches / (willows + peaches) < 0.4


def test_protected_views_are_kept_open(nodes):
    xy = all_trees(nodes)[:, :2]
    for gap in planting._gaps():
        assert not inside(gap, xy).any()


def test_boats_stay_on_water_and_walkers_on_land(nodes):
    routes = nodes["yangzhou.routes"].payload
    assert isinstance(routes, Polylines)
    for row in range(routes.count):
        line = routes.line(row).astype(float)
        afloat = inside(areas.water_area().buffer(0.3), line)
        if routes.columns["stands"][row] == "water":
            assert afloat.all(), routes.ids[row]
            assert routes.columns["eye_height"][row] == pytest.approx(1.2)
        else:
            assert not inside(areas.water_area(), line).any(), routes.ids[row]
            assert np.abs(ground_height(line[:, :2]) - line[:, 2]).max() < 0.01
            assert routes.columns["eye_height"][row] == pytest.approx(1.6)


def test_ten_viewpoints_are_there_and_the_terrace_has_two_floors(nodes):
    views = nodes["yangzhou.viewpoints"].payload
    assert isinstance(views, Polylines)

    assert set(views.ids) == {*(f"V{number}" for number in range(1, 11)), "V1-upper"}
    height = {name: views.vertices[row, 2] for row, name in enumerate(views.ids)}
    assert height["V1-upper"] - height["V1"] > 3.0
    assert height["V9"] > 70.0


def test_every_host_of_a_viewpoint_is_a_model_of_the_city(nodes):
    views = nodes["yangzhou.viewpoints"].payload

    hosts = [str(host) for host in views.columns["host"] if host]
    assert len(hosts) == 9
    assert all(nodes[host].role is Role.HERITAGE for host in hosts)


def test_boats_look_from_water(nodes):
    views = nodes["yangzhou.viewpoints"].payload
    afloat = [row for row, stands in enumerate(views.columns["stands"]) if stands == "water"]

    assert len(afloat) == 2
    assert inside(areas.water_area(), views.vertices[afloat].astype(float)).all()


def footprints(houses):
    """The houses of the built-in city have one part and one ring each."""
    row = np.repeat(np.arange(houses.count), np.diff(houses.ring_start))
    return polygons(linearrings(houses.rings.astype(float), indices=row))


def test_proposals_stand_on_cleared_plots(nodes):
    proposals = [n.payload for n in nodes.values() if n.role is Role.PROPOSALS]
    houses = [n.payload for n in nodes.values() if n.role is Role.BUILDINGS]
    outlines = np.concatenate([footprints(layer) for layer in houses])
    for proposal in proposals:
        plot = polygons([proposal.rings.astype(float)])[0]
        assert len(STRtree(outlines).query(plot, predicate="intersects")) == 0
        assert not inside(plot.buffer(2.0), all_trees(nodes)[:, :2]).any()


def test_places_are_ranked_and_float_above_the_ground(nodes):
    names = nodes["yangzhou.places"].payload

    assert names.count > 45
    assert (np.diff(names.columns["rank"]) >= 0).all()
    assert (names.vertices[:, 2] > ground_height(names.vertices[:, :2].astype(float)) + 3.0).all()


def test_the_trees_are_the_same_every_time(nodes):
    from importers.yangzhou.trees import candidates, trees

    houses = [node.payload for node in nodes.values() if isinstance(node.payload, Buildings)]
    houses = [layer for layer in houses if layer.count > 2]
    again = {f"yangzhou.trees.{kind.maker}": copies for kind, copies in trees(candidates(), houses)}

    for key, copies in again.items():
        before = trees_of(nodes)[key]
        assert isinstance(before, Instances)
        for name in ("positions", "heading", "scale", "colour"):
            assert np.array_equal(getattr(before, name), getattr(copies, name)), (key, name)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "cities")
    return tmp_path / "cities"


def same(one, other):
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if hasattr(one, "__dataclass_fields__"):
        return all(same(getattr(one, name), getattr(other, name)) for name in one.__dataclass_fields__)
    if hasattr(one, "items"):
        return list(one) == list(other) and all(same(value, other[key]) for key, value in one.items())
    return one == other


def test_a_kept_city_comes_back_as_it_was(branches, shelf):
    cache.store(branches)
    back = cache.load()

    assert back is not None
    assert [top.id for top, _ in back] == [top.id for top, _ in branches]
    for (_, below), (_, kept) in zip(branches, back, strict=True):
        assert len(below) == len(kept)
        for node, copy in zip(below, kept, strict=True):
            assert same(node, copy), node.id


def test_a_damaged_copy_is_built_again(branches, shelf, monkeypatch):
    cache.store(branches)
    kept = next(shelf.glob("*.npz"))
    kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    monkeypatch.setattr(city, "compose", lambda feedback: branches)

    assert cache.load() is None
    frame, built = city.build(SilentFeedback())

    assert frame is YANGZHOU_FRAME
    assert built is branches
    assert cache.load() is not None


def test_a_folder_that_cannot_be_written_does_no_harm(branches, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setattr(cache, "folder", lambda: blocked / "below")

    cache.store(branches)

    assert cache.load() is None


def test_the_extent_holds_all_houses(nodes):
    west, south, east, north = figures.extent()
    for node in nodes.values():
        if node.role is Role.BUILDINGS and node.payload.count:
            low_x, low_y, high_x, high_y = node.payload.bounds()
            assert low_x > west - 1, node.id
            assert low_y > south - 1, node.id
            assert high_x < east + 1, node.id
            assert high_y < north + 1, node.id
