"""The viewshed of small cities known by thought: ground behind a wall, façades before it, sentences."""

import numpy as np
import pytest

from analysis.base import AnalysisInputs, AnalysisResult
from analysis.sightline.viewshed.lookouts import points_inside
from analysis.sightline.viewshed.params import ViewshedParams
from analysis.sightline.viewshed.plugin import ViewshedAnalysis
from analysis.sightline.viewshed.setting import SURFACE
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.legend import LEGEND, Legend
from scene.node import Node, Role
from scene.payloads import Polylines, Raster, TriangleMesh
from tests.analysis.sightline.cities import ground, node, route, snapshot, tree, viewpoint, wall

WALL = wall((50, -40, 0), (52, 40, 10))
EAST, NORTH, _ = YANGZHOU_FRAME.origin


def looked(*nodes: Node, feedback: SilentFeedback | None = None, **params: object) -> AnalysisResult:
    asked = ViewshedParams.model_validate({"cell": 1.0, "reach": 200.0, "refraction": 1.0, **params})
    return ViewshedAnalysis().run(AnalysisInputs(snapshot(*nodes)), asked, feedback or SilentFeedback())


def raster(result: AnalysisResult, key: str) -> Raster:
    (found,) = (one for one in result.nodes if one.attributes.get("quantity") == key)
    assert isinstance(found.payload, Raster)
    assert Legend.from_json(found.attributes[LEGEND]).entries
    return found.payload


def value(grid: Raster, x: float, y: float) -> float:
    return float(grid.values[int((grid.north - y) / grid.cell), int((x - grid.west) / grid.cell)])


def patches(result: AnalysisResult) -> tuple[np.ndarray, np.ndarray]:
    (mesh,) = (one.payload for one in result.nodes if isinstance(one.payload, TriangleMesh))
    return mesh.vertices[mesh.faces].mean(axis=1), np.asarray(mesh.columns["value"])


def test_ground_is_seen_before_a_wall_and_hidden_behind_it() -> None:
    result = looked(ground(), WALL, viewpoint())
    seen = raster(result, "seen")

    assert 1.0 == value(seen, 30.5, 0.5)
    assert 0.0 == value(seen, 80.5, 0.5)
    assert 1.0 == value(seen, 0.5, 150.5)
    assert np.isnan(value(seen, 150.5, 150.5))  # out of range
    needed = raster(result, "lowest_visible_height")
    assert 0.0 == value(needed, 30.5, 0.5)
    # The wall stands 8.4 m over the eye in the cell at 50.5 m.
    assert 8.4 * 100.5 / 50.5 + 1.6 == pytest.approx(value(needed, 100.5, 0.5), abs=0.01)


def test_a_facade_is_painted_on_the_side_that_is_seen() -> None:
    middle, seen = patches(looked(ground(), WALL, wall((80, -5, 0), (90, 5, 8), "behind"), viewpoint()))
    front = middle[:, 0] < 50.0
    back = (middle[:, 0] > 51.9) & (middle[:, 0] < 52.1)

    assert front.any()
    assert (seen[front] == 1.0).all()
    assert (seen[back] == 0.0).all()
    assert (seen[middle[:, 0] > 79.0] == 0.0).all()


def test_trees_hide_as_long_as_they_count() -> None:
    city = (ground(), tree((40, -60, 0), (42, 60, 20)), wall((60, -5, 0), (70, 5, 8)), viewpoint())
    with_trees, without = (looked(*city, trees=trees) for trees in (True, False))

    assert 0.0 == value(raster(with_trees, "seen"), 55.5, 0.5)
    assert 1.0 == value(raster(without, "seen"), 55.5, 0.5)
    assert patches(with_trees)[1].sum() == 0.0 < patches(without)[1].sum()


def test_a_route_counts_by_station_and_says_the_share() -> None:
    result = looked(
        ground(), WALL, route([(0, -100, 0), (0, 100, 0)]), station_spacing=50.0, most_patches=0, reach=400.0
    )
    times, share = raster(result, "times_seen"), raster(result, "station_share")

    # Behind the middle of the wall nobody sees the ground; far to the north all but those it hides from do.
    assert 0.0 == value(times, 60.5, 0.5)
    assert 5.0 == value(times, 20.5, 0.5)
    assert 100.0 * value(times, 80.5, 100.5) / 5.0 == pytest.approx(value(share, 80.5, 100.5))
    (table,) = result.tables
    assert [5, 5] == [row[2] for row in table.rows]


def test_a_viewpoint_looks_into_its_open_side_unless_azimuths_are_set() -> None:
    place = viewpoint(facing=90.0, opening=90.0)
    own = raster(looked(ground(), place), "seen")
    asked = raster(looked(ground(), place, azimuth_from=225.0, azimuth_to=315.0), "seen")

    assert 1.0 == value(own, 50.5, 0.5)
    assert np.isnan(value(own, -50.5, 0.5))
    assert np.isnan(value(asked, 50.5, 0.5))
    assert 1.0 == value(asked, -50.5, 0.5)


def test_given_places_and_areas_stand_on_the_ground() -> None:
    places = [[EAST + 10.0, NORTH + 5.0]]
    area = [[EAST - 20.0, NORTH - 20.0], [EAST + 20.0, NORTH - 20.0], [EAST, NORTH + 20.0]]
    level = ground(12.0)

    (only, _) = looked(level, viewpoint(), observers=places).tables[0].rows
    assert "places-1" == only[0]
    rows = looked(level, area=area, station_spacing=10.0, most_patches=0).tables[0].rows
    assert ["area-1", len(points_inside(np.array(area), 10.0))] == [rows[0][0], rows[0][2]]


def test_a_ring_among_viewpoints_is_an_area() -> None:
    ring = [(-20, -20, 0), (20, -20, 0), (20, 20, 0), (-20, 20, 0), (-20, -20, 0)]
    lines = Polylines(ring, [0, 5], ("lawn",), {"name_zh": ["草坪"], "name_en": ["Lawn"]})
    rows = looked(ground(), node("lawn", lines, Role.VIEWPOINTS), station_spacing=10.0).tables[0].rows

    assert ("lawn", 16) == (rows[0][0], rows[0][2])


def test_the_fast_way_says_what_it_measured() -> None:
    result = looked(ground(), WALL, viewpoint(), method="fast")

    assert "were wrong" in str(result.method)
    assert "Exact by this model" in str(looked(ground(), WALL, viewpoint()).method)


def test_few_patches_are_the_largest_and_that_is_said() -> None:
    feedback = SilentFeedback()
    middle, _ = patches(
        looked(ground(), WALL, wall((190, -2, 0), (192, 2, 2), "hut"), viewpoint(), feedback=feedback,
               most_patches=400)
    )  # fmt: skip

    assert 0 < len(middle) <= 400
    assert middle[:, 0].max() < 60.0
    assert any("look largest" in str(said) for said in feedback.warnings)


@pytest.mark.parametrize(
    ("nodes", "params", "said"),
    [
        ((), {"observers": [[EAST, NORTH]]}, "neither ground nor a building"),
        ((ground(),), {}, "no viewpoint to look from"),
        ((ground(), viewpoint()), {"viewpoints": ["nobody"]}, "no viewpoint called nobody"),
        ((ground(), viewpoint((51, 0, 1)), WALL), {}, "lies inside wall"),
        ((ground(), viewpoint((9000, 0, 0))), {}, "lies off the terrain"),
        ((ground(), viewpoint((0, 0, -9))), {}, "under the ground"),
        ((ground(),), {"observers": [[EAST + 9000.0, NORTH]]}, "lies off the terrain"),
        ((ground(),), {"area": [[EAST, NORTH], [EAST + 1.0, NORTH]]}, "at least three corners"),
        ((ground(), viewpoint()), {"lowest_angle": 10.0, "highest_angle": -10.0}, "not under the highest"),
        ((ground(), viewpoint()), {"cell": 0.1, "reach": 2500.0}, "more than can be held"),
    ],
)
def test_what_cannot_be_asked_gets_a_sentence(nodes: tuple[Node, ...], params: dict, said: str) -> None:
    with pytest.raises(InvalidRequest, match=said) as caught:
        looked(*nodes, **params)
    assert caught.value.hint is not None


def test_who_stands_under_trees_is_told() -> None:
    feedback = SilentFeedback()
    looked(ground(), tree((-5, -5, 4), (5, 5, 9)), viewpoint(), feedback=feedback)

    assert any("stations under trees" in str(said) for said in feedback.warnings)


def test_a_grid_that_is_given_takes_the_place_of_the_scene() -> None:
    heights = np.zeros((20, 60), np.float32)
    heights[:, 30] = 5.0
    given = node("dsm", Raster(heights, 1.0, 0.0, 20.0), Role.SURFACE)
    asked = ViewshedParams.model_validate({"observers": [[EAST + 10.5, NORTH + 9.5]]})
    scene = AnalysisInputs(snapshot(ground(50.0), WALL, given), {SURFACE.name: (given,)})
    result = ViewshedAnalysis().run(scene, asked, SilentFeedback())
    seen = raster(result, "seen")

    assert heights.shape == seen.values.shape
    assert 1.0 == value(seen, 29.5, 9.5)
    assert 0.0 == value(seen, 45.5, 9.5)
    assert "Hidden here" in str(result.probe.at((45.5, 9.5, 0.0)).headline)
    assert result.probe.at((500.0, 9.5, 0.0)) is None


def test_on_a_lake_the_water_is_looked_at_and_not_its_bed() -> None:
    lake = node("lake", Raster(np.full((12, 12), 3.0, np.float32), 10.0, 40.0, 60.0), Role.WATER)
    shore = (ground(), viewpoint(eye=5.0))
    needed = raster(looked(*shore, lake, WALL), "lowest_visible_height")
    bed = raster(looked(*shore, WALL), "lowest_visible_height")

    assert value(bed, 100.5, 0.5) - 3.0 == pytest.approx(value(needed, 100.5, 0.5), abs=1e-4)
