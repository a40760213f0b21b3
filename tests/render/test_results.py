"""Results wear the colours of their legend: on the ground, on façades, as solids, as lines, as a ceiling."""

from dataclasses import replace

import numpy as np
import pytest

from app.legend_drawing import MOST, _rows
from app.viewport.glass import decorated
from app.viewport.optics import Pose
from app.viewport.overlay import Overlay
from app.viewport.pyvista_backend import PictureStudio
from app.viewport.sync import SceneSync
from app.viewport.visuals.base import Look
from app.viewport.visuals.registry import visual_for
from app.viewport.window_drawing import notes_of
from scene.legend import LEGEND, Entry, classes
from scene.materials import Material
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Raster
from tests.render.results import BLUE, HEIGHTS, PLAIN, RED, SEEN, SWAPPED, halves, line, result, square, wall
from tests.render.world import CLEAR, GROUND, LAKE, QUICK, at, box, node, picture, scene_of, shared_painter

ABOVE = Pose((0.0, -260.0, 190.0), (0.0, 0.0, 6.0), 40.0)
LEVEL = Pose((0.0, -260.0, 40.0), (0.0, 0.0, 25.0), 40.0)
HOUSE = node(box((-20, -20, 6), (20, 20, 46), Material.PLAIN, (230, 230, 225)))


def is_red(colour: np.ndarray) -> bool:
    return bool(colour[0] > 1.4 * colour[2])


def is_blue(colour: np.ndarray) -> bool:
    return bool(colour[2] > 1.25 * colour[0])


def test_cells_lie_on_the_ground_in_their_colours_and_unknown_ones_are_clear() -> None:
    image, bare = picture(scene_of(GROUND, result(halves())), ABOVE), picture(scene_of(GROUND), ABOVE)
    west, east = at(image, ABOVE, (-50, 0, 6), (50, 0, 6))
    assert is_red(west)
    assert is_blue(east)
    for clear in ((-50, 85, 6), (50, -85, 6), (-130, 0, 6)):
        assert np.abs(at(image, ABOVE, clear) - at(bare, ABOVE, clear)).max() < 6, clear


def test_between_two_classes_there_is_no_third() -> None:
    near = Pose((0.0, -30.0, 40.0), (0.0, 0.0, 6.0), 30.0)
    image = picture(scene_of(GROUND, result(halves(), PLAIN)), near)
    row = image[100, 40:280]
    assert sum(not is_red(pixel) and not is_blue(pixel) for pixel in row) <= 3


def test_a_colour_is_found_in_the_legend_again() -> None:
    image = picture(scene_of(GROUND, result(halves(), PLAIN)), ABOVE)
    west, east = at(image, ABOVE, (-50, 0, 6), (50, 0, 6))
    for seen, meant in ((west, RED), (east, BLUE)):
        assert np.abs(seen - np.array(meant)).max() < 75


def test_roofs_are_not_covered_by_what_lies_on_the_ground() -> None:
    image = picture(scene_of(GROUND, result(halves()), HOUSE), ABOVE)
    (roof,) = at(image, ABOVE, (-5, 0, 46))
    assert not is_red(roof)
    assert not is_blue(roof)


def test_a_painted_facade_covers_its_wall_everywhere_near_and_far() -> None:
    far = Pose((0.0, -1800.0, 120.0), (0.0, 0.0, 25.0), 4.0)
    for pose in (LEVEL, far):
        image = picture(scene_of(GROUND, HOUSE, result(wall(0.0, 0.0))), pose)
        places = [(x, -20, z) for x in (-15, 0, 15) for z in (12, 25, 40)]
        for place, colour in zip(places, at(image, pose, *places), strict=True):
            assert is_red(colour), place


def test_a_patterned_class_is_hatched_and_a_plain_one_is_not() -> None:
    def spread(value: float) -> float:
        image = picture(scene_of(GROUND, HOUSE, result(wall(0.0, value))), LEVEL)
        (left, right), row = [(at_x(x)) for x in (-14, 14)], 90
        return float(image[row, left:right].sum(axis=1).std())

    def at_x(x: float) -> int:
        return round((LEVEL.project(np.array([[x, -20.0, 25.0]]), 1.6)[0, 0] * 0.5 + 0.5) * 320)

    assert spread(1.0) > 3.0 * spread(0.0) + 5.0


def test_a_face_of_no_class_is_not_drawn() -> None:
    image, bare = (picture(scene_of(GROUND, HOUSE, *more), LEVEL) for more in ((result(wall(0.0, 9.0)),), ()))
    assert np.abs(image - bare).max() < 3


def test_solids_are_coloured_and_let_the_city_be_seen() -> None:
    solids = result(square(("a", "b"), (-60.0, 60.0), 40.0, [0.0, 1.0]))
    behind = node(box((-80, 30, 6), (80, 34, 30), Material.PLAIN, (250, 250, 245)))
    image = picture(scene_of(GROUND, behind, solids), LEVEL)
    a, b = at(image, LEVEL, (-60, -20, 34), (60, -20, 34))
    assert is_red(a)
    assert is_blue(b)
    through, beside = at(image, LEVEL, (-60, -20, 20), (-60, -20, 36))
    assert np.abs(through - beside).max() > 5


def test_a_line_is_firm_in_the_open_and_faint_behind_a_house() -> None:
    scene, bare = scene_of(GROUND, HOUSE, result(line(0.0))), picture(scene_of(GROUND, HOUSE), LEVEL)
    strength = np.abs(picture(scene, LEVEL) - bare).sum(axis=2)

    def most(x: float) -> float:
        column, row = (LEVEL.project(np.array([[x, 60.0, 20.0]]), 1.6)[0, :2] * (0.5, -0.5) + 0.5).tolist()
        col, top = round(column * 320), round(row * 200)
        return float(strength[top - 3 : top + 4, col - 1 : col + 2].max())

    assert most(-70.0) > 100
    assert 15 < most(0.0) < 0.6 * most(-70.0)


def ceiling(level: float) -> Node:
    raster = Raster(np.full((80, 80), level, np.float32), 5.0, -200.0, 200.0)
    return result(raster, HEIGHTS, drawn_as="ceiling")


def test_a_ceiling_veils_what_is_below_it_and_what_pierces_it_stays_clear() -> None:
    image = picture(scene_of(GROUND, HOUSE, ceiling(30.0)), ABOVE)
    bare = picture(scene_of(GROUND, HOUSE), ABOVE)
    places = ((0, 0, 46), (-90, -20, 6))
    roof, ground = np.abs(at(image, ABOVE, *places) - at(bare, ABOVE, *places)).max(axis=1)
    assert roof < 4
    assert ground > 12


def test_a_ceiling_has_no_skirts_and_throws_no_shadow() -> None:
    visual = visual_for(ceiling(30.0), Look())
    assert visual is not None
    for piece in visual.pieces:
        assert not piece.casts
        data = piece.levels[0].data()
        assert data.GetNumberOfPoints() == 80 * 80


def test_another_legend_recolours_without_new_triangles() -> None:
    nodes = [result(wall(0.0, 0.0)), result(line(0.0)), result(square(("a",), (0.0,), 40.0, [0.0]))]
    for one in nodes:
        visual = visual_for(one, Look())
        assert visual is not None
        level = visual.pieces[0].levels[0]
        data = level.data()
        other = replace(one, attributes={LEGEND: SWAPPED.as_json()})
        assert visual.restyle(other)
        assert level.data() is data
        assert data.GetPointData().GetArray("colour").GetTuple(0)[:3] == BLUE


def test_a_result_laid_over_again_keeps_what_did_not_change() -> None:
    kept, gone = result(halves()), result(line(0.0))
    sync = SceneSync(shared_painter())
    sync.lay_over([kept, gone])
    visual = sync._visuals[kept.id]
    sync.lay_over([kept])
    assert sync._visuals[kept.id] is visual
    assert gone.id not in sync._visuals
    sync.clear()


def test_only_a_result_that_asks_for_it_is_named() -> None:
    blockers = square(("Tower A", "Tower B"), (-60.0, 60.0), 40.0, [0.0, 1.0])
    for labelled in (False, True):
        visual = visual_for(result(blockers, labelled=labelled), Look(language="en"))
        assert visual is not None
        named = [piece.label for piece in visual.pieces if piece.label]
        assert named == (["Tower A", "Tower B"] if labelled else [])


def test_a_raster_of_terrain_is_ground_still() -> None:
    ground = node(Raster(np.full((10, 10), 6.0, np.float32), 20.0, -100.0, 100.0), Role.TERRAIN)
    visual = visual_for(ground, Look())
    assert visual is not None
    assert visual.pieces[0].casts


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_legend_of_what_is_laid_over_is_drawn_above_the_credits(qapp, dark: bool, language: str) -> None:
    plain = np.full((450, 800, 3), 130, np.uint8)
    notes = Overlay(language=language, dark=dark, credits=("Survey",), legends=(SEEN, HEIGHTS))  # type: ignore[arg-type]
    drawn = decorated(plain, ABOVE, notes).astype(int)
    corner = drawn[250:430, :160].reshape(-1, 3)
    for colour in (RED, BLUE):
        assert (np.abs(corner - np.array(colour)).max(axis=1) < 25).sum() > 30, colour
    ramp = drawn[250:430, :220].reshape(-1, 3)
    for entry in HEIGHTS.entries[1:-1]:
        assert (np.abs(ramp - np.array(entry.colour)).max(axis=1) < 12).any(), entry
    paper = np.abs(drawn - 130).max(axis=2) > 40
    assert not paper[:170, :300].any(), "nothing in the upper left"


def test_a_long_list_of_classes_says_how_many_more_there_are() -> None:
    entries = (Entry(float(k), RED, BilingualText.same(f"class {k}")) for k in range(40))
    rows = _rows(classes(BilingualText("类", "Classes"), *entries), "en")
    assert len(rows) == MOST + 1
    assert rows[-1] == (None, "and 28 more")


def test_a_class_on_the_ground_is_hatched_where_its_legend_is() -> None:
    image = picture(scene_of(GROUND, result(halves())), ABOVE)
    west, east = image[85:115, 100:140].sum(axis=2), image[85:115, 180:220].sum(axis=2)
    assert east.std() > 4.0 * west.std() + 3.0


def test_of_many_things_of_one_name_one_is_named() -> None:
    trees = square(("Willow", "Willow", "Pagoda"), (-60.0, 0.0, 60.0), 40.0, [0.0, 0.0, 1.0])
    visual = visual_for(result(trees, labelled=True), Look(language="en"))
    assert visual is not None
    assert [piece.label for piece in visual.pieces if piece.label] == ["Willow", "Pagoda"]


def test_a_hidden_layer_of_a_result_is_laid_over_unseen_and_has_no_legend() -> None:
    shown, hidden = result(halves()), replace(result(halves(), SWAPPED), visible=False)
    notes = notes_of(None, Overlay(), (shown, hidden))
    assert notes.legends == (SEEN,)
    with PictureStudio(scene_of(GROUND), painter=shared_painter()) as studio:
        studio._sync.lay_over([hidden, shown])
        image = studio.render_picture(ABOVE, width=320, height=200, light=CLEAR, quality=QUICK).astype(int)
    west, east = at(image, ABOVE, (-50, 0, 6), (50, 0, 6))
    assert is_red(west)
    assert is_blue(east)


def test_cells_lie_on_water_too() -> None:
    bed = node(box((-300, -300, -2), (300, 300, 0), Material.PLAIN, (120, 110, 90)), Role.TERRAIN)
    image = picture(scene_of(bed, LAKE, result(halves(), PLAIN)), ABOVE)
    west, east = at(image, ABOVE, (-50, 0, 5), (50, 0, 5))
    assert is_red(west)
    assert is_blue(east)


def test_a_ceiling_on_the_ground_itself_does_not_flicker_with_it() -> None:
    for pose in (ABOVE, Pose((0.0, -1500.0, 700.0), (0.0, 0.0, 6.0), 6.0)):
        bare = picture(scene_of(GROUND), pose)
        image = picture(scene_of(GROUND, ceiling(6.0)), pose)
        places = [(x, y, 6.0) for x in (-47.0, -23.0, 31.0, 53.0) for y in (-41.0, 13.0, 27.0)]
        assert (np.abs(at(image, pose, *places) - at(bare, pose, *places)).max(axis=1) > 6).all()
