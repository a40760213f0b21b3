"""Water in time, as it must be seen: up to its true height at a wall, dry where it is dry, in its colours."""

from dataclasses import replace

import numpy as np
import pytest

from app.viewport.cuts import UNCUT
from app.viewport.optics import Pose
from app.viewport.pieces import Shading
from app.viewport.pyvista_backend import PictureStudio
from app.viewport.water_layer import WaterLayer
from app.water.dress import WaterDress, legend_for
from app.water.making import Drawn, WaterPicture, lakes_of, picture_of
from app.water.reading import Moments
from scene.geometry.water import Water
from scene.materials import Material
from scene.node import Node
from scene.payloads import Raster
from scene.units import WATER_DEPTH, WATER_SPEED
from tests.render.world import CLEAR, GROUND, LAKE, QUICK, at, box, node, scene_of, shared_painter
from tests.water.courses import RisingCourse, lane

WALLS = (
    node(box((-26, -60, 6), (-6, 60, 16), Material.PLAIN, (235, 230, 220))),
    node(box((6, -60, 6), (26, 60, 16), Material.PLAIN, (235, 230, 220))),
)
#: Along the lane, an eye at 1.6 m over its ground.
IN_LANE = Pose((0.0, -45.0, 7.6), (3.0, 20.0, 7.2), 50.0)
ABOVE = Pose((0.0, -150.0, 110.0), (0.0, 0.0, 6.0), 40.0)
SIZE = (480, 300)


def risen(depth: float, **more: object) -> Water:
    """Return the lane under so many metres of water."""
    course = RisingCourse(lane(), level=lambda seconds: 6.0 + depth, **more)  # type: ignore[arg-type]
    return Moments(course).moment(1)


class Flooded:
    """A studio with water in it."""

    def __init__(self, *things: Node) -> None:
        self.scene = scene_of(GROUND, *things)
        self.drawn: Drawn | None = None

    def __enter__(self) -> "Flooded":
        self.studio = PictureStudio(self.scene, None, shared_painter())
        self.layer = WaterLayer(self.studio.painter)
        return self

    def __exit__(self, *error: object) -> None:
        self.layer.clear()
        self.studio.close()

    def water(
        self, water: Water, pose: Pose, dress: WaterDress | None = None, **more: object
    ) -> WaterPicture:
        picture, self.drawn = picture_of(water, 30.0, pose, dress or WaterDress(), self.drawn, **more)  # type: ignore[arg-type]
        self.layer.show(picture)
        assert self.layer.draw(1e9)
        return picture

    def picture(self, pose: Pose) -> np.ndarray:
        quality = replace(QUICK, mirror=0.0)  # a mirrored wall looks as the wall does
        image = self.studio.render_picture(pose, width=SIZE[0], height=SIZE[1], light=CLEAR, quality=quality)
        return image.astype(int)


def row_of(pose: Pose, x: float, y: float, z: float) -> tuple[int, float]:
    """Return the column and the exact row at which a place is seen."""
    across, up, _ = pose.project(np.array([[x, y, z]]), SIZE[0] / SIZE[1])[0]
    return round((across * 0.5 + 0.5) * SIZE[0]), (0.5 - up * 0.5) * SIZE[1]


def waterline(wet: np.ndarray, dry: np.ndarray, col: int) -> int:
    """Return the uppermost row of a column where two pictures differ."""
    differs = np.abs(wet[:, col] - dry[:, col]).max(axis=1) > 12
    return int(np.flatnonzero(differs)[0])


@pytest.mark.parametrize("depth", [0.3, 0.8, 1.3])
def test_at_the_wall_the_water_stands_as_high_as_it_is_deep(depth: float) -> None:
    with Flooded(*WALLS) as flooded:
        dry = flooded.picture(IN_LANE)
        flooded.water(risen(depth), IN_LANE)
        wet = flooded.picture(IN_LANE)
    for y in (-30.0, -20.0, 0.0):
        col, expected = row_of(IN_LANE, 6.0, y, 6.0 + depth)
        assert abs(waterline(wet, dry, col) - expected) <= 2.0, y


def test_the_wall_above_the_water_stays_as_it_was() -> None:
    with Flooded(*WALLS) as flooded:
        dry = flooded.picture(IN_LANE)
        flooded.water(risen(0.5), IN_LANE)
        wet = flooded.picture(IN_LANE)
    above = [(6.0, y, z) for y in (-30.0, -10.0, 10.0) for z in (7.1, 8.0)]
    assert np.abs(at(wet, IN_LANE, *above) - at(dry, IN_LANE, *above)).max() < 6


def test_it_rises_without_its_actors_being_made_anew() -> None:
    with Flooded(*WALLS) as flooded:
        dry = flooded.picture(IN_LANE)
        flooded.water(risen(0.3), IN_LANE)
        low = flooded.picture(IN_LANE)
        nodes = flooded.layer.nodes
        actors = [flooded.studio.painter.stage._placed[one][0].actor for one in nodes]
        assert not flooded.water(risen(0.9), IN_LANE).fresh
        high = flooded.picture(IN_LANE)
        assert flooded.layer.nodes == nodes
        assert [flooded.studio.painter.stage._placed[one][0].actor for one in nodes] == actors
    col, _ = row_of(IN_LANE, 6.0, -20.0, 6.5)
    rise = waterline(low, dry, col) - waterline(high, dry, col)
    expected = row_of(IN_LANE, 6.0, -20.0, 6.3)[1] - row_of(IN_LANE, 6.0, -20.0, 6.9)[1]
    assert abs(rise - expected) <= 2.5


def test_where_nothing_changed_nothing_is_made() -> None:
    with Flooded(*WALLS) as flooded:
        assert flooded.water(risen(0.3), IN_LANE).surfaces
        assert not flooded.water(risen(0.301), IN_LANE).surfaces
        falls_dry = flooded.water(risen(-1.0), IN_LANE)
        assert all(not len(one.faces) for one in falls_dry.surfaces.values())
        empty = flooded.picture(ABOVE)
    assert np.abs(empty - bare_lane()).max() < 12


def bare_lane() -> np.ndarray:
    with Flooded(*WALLS) as flooded:
        return flooded.picture(ABOVE)


def test_a_film_is_hardly_seen_and_a_shallow_shows_the_ground_beneath() -> None:
    place = (0.0, 20.0, 6.0)
    seen = []
    for depth in (0.0, 0.006, 0.02, 0.3):
        with Flooded(*WALLS) as flooded:
            flooded.water(risen(depth), ABOVE)
            seen.append(at(flooded.picture(ABOVE), ABOVE, place)[0])
    differs = [float(np.abs(one - seen[0]).max()) for one in seen]
    assert differs[1] < 30
    assert differs[1] <= differs[2] <= differs[3]
    assert differs[3] > 40


def test_no_film_flickers_with_the_ground() -> None:
    """Neighbouring pixels of one shallow differ little: they are not ground and water by turns."""
    far = Pose((0.0, -400.0, 60.0), (0.0, 0.0, 6.0), 8.0)
    everywhere = RisingCourse(
        Raster(np.full((60, 60), 6.0, np.float32), 2.0, -60.0, 60.0), level=lambda seconds: 6.04
    )
    with Flooded() as flooded:
        flooded.water(
            Moments(everywhere).moment(0), far, WaterDress(WATER_DEPTH.key, legend_for(WATER_DEPTH))
        )
        image = flooded.picture(far)
    col, row = row_of(far, 0.0, 0.0, 6.04)[0], round(row_of(far, 0.0, 0.0, 6.04)[1])
    patch = image[row - 8 : row + 8, col - 12 : col + 12]
    assert patch.reshape(-1, 3).std(axis=0).max() < 4.0


def test_a_map_wears_the_colours_of_its_legend() -> None:
    legend = legend_for(WATER_DEPTH)
    with Flooded(*WALLS) as flooded:
        for depth in (0.3, 1.2):
            flooded.water(risen(depth), ABOVE, WaterDress(WATER_DEPTH.key, legend))
            (seen,) = at(flooded.picture(ABOVE), ABOVE, (40.0, 0.0, 6.0 + depth))
            assert np.abs(seen - legend.colours(depth)[:3].astype(int)).max() < 55, depth


def test_a_map_of_speed_is_no_map_of_depth() -> None:
    legend = legend_for(WATER_SPEED)
    with Flooded(*WALLS) as flooded:
        flooded.water(risen(0.3, flow=2.0), ABOVE, WaterDress(WATER_SPEED.key, legend))
        (seen,) = at(flooded.picture(ABOVE), ABOVE, (40.0, 0.0, 6.3))
    assert np.abs(seen - legend.colours(2.0)[:3].astype(int)).max() < 55


def test_arrows_point_where_it_flows_and_are_longer_where_it_flows_faster() -> None:
    from app.water.arrows import arrows_over

    slow, fast = risen(0.5, flow=0.3), risen(0.5, flow=0.9)
    for water, speed in ((slow, 0.3), (fast, 0.9)):
        found = arrows_over(water, ABOVE)
        assert found.count > 20
        corners = found.vertices.reshape(-1, 4, 3)
        along = corners[:, 1] - corners[:, 0]
        assert (along[:, 0] > 0.0).all()
        assert np.abs(along[:, 1:]).max() < 1e-4
        assert found.shape[:, 2] / found.shape[:, 3] == pytest.approx(0.92 * speed, abs=0.01)
    with Flooded(*WALLS) as flooded:
        flooded.water(fast, ABOVE, WaterDress(arrows=True))
        with_arrows = flooded.picture(ABOVE)
        flooded.water(fast, ABOVE, WaterDress())
        without = flooded.picture(ABOVE)
    darker = (without - with_arrows).max(axis=2) > 40
    assert darker.sum() > 150


def test_arrows_keep_their_distance_on_the_screen_and_do_not_swim() -> None:
    from app.water.arrows import arrows_over

    course = RisingCourse(Raster(np.full((600, 600), 6.0, np.float32), 4.0, -1200.0, 1200.0))
    water = Moments(course).moment(6)
    pose = Pose((0.0, -1100.0, 40.0), (0.0, 0.0, 6.0), 40.0)
    found = arrows_over(water, pose)
    middle = found.vertices.reshape(-1, 4, 3).mean(axis=1)
    away = np.linalg.norm(middle - np.array(pose.eye), axis=1)
    apart = found.shape.reshape(-1, 4, 4)[:, 0, 3] / away
    assert apart.max() < 2.2 * np.percentile(apart, 20)
    moved = arrows_over(water, pose.moved(np.array([1.0, 2.0, 0.0])))
    again = moved.vertices.reshape(-1, 4, 3).mean(axis=1)
    places = {tuple(one) for one in np.round(middle, 2).tolist()}
    assert np.mean([tuple(one) in places for one in np.round(again, 2).tolist()]) > 0.9


def test_a_lake_that_the_run_holds_is_drawn_once_at_its_new_level() -> None:
    """The lake lies at 5 m; the run lowers it to 4: of the old surface nothing may be left."""
    bed = np.full((60, 60), 2.0, np.float32)
    course = RisingCourse(Raster(bed, 10.0, -300.0, 300.0), level=lambda seconds: 5.0 - seconds / 300.0)
    moments = Moments(course)
    mask = lakes_of(moments.moment(0))
    assert mask is not None
    pose = Pose((0.0, -250.0, 40.0), (0.0, 0.0, 5.0), 40.0)
    pole = node(box((-1, -1, 0), (1, 1, 20), Material.PLAIN, (200, 40, 40)))
    scene = scene_of(LAKE, pole)
    with PictureStudio(scene, None, shared_painter()) as studio:
        layer = WaterLayer(studio.painter)
        rows = []
        for moment in (0, 1):
            picture, _ = picture_of(moments.moment(moment), 0.0, pose, WaterDress(), None, None, mask)
            layer.show(picture)
            layer.draw(1e9)
            image = studio.render_picture(
                pose, width=SIZE[0], height=SIZE[1], light=CLEAR, quality=replace(QUICK, mirror=0.0)
            ).astype(int)
            red = (image[:, SIZE[0] // 2, 0] > 1.6 * image[:, SIZE[0] // 2, 2]).nonzero()[0]
            rows.append(int(red.max()))
        layer.clear()
    for found, level in zip(rows, (5.0, 4.0), strict=True):
        assert abs(found - row_of(pose, 0.0, -1.0, level)[1]) <= 2.0, level


def test_what_is_far_is_coarser_and_what_is_near_is_not() -> None:
    course = RisingCourse(Raster(np.full((1000, 1000), 6.0, np.float32), 2.0, -1000.0, 1000.0))
    water = Moments(course).moment(3)
    pose = Pose((0.0, -990.0, 20.0), (0.0, 0.0, 6.0), 40.0)
    _, drawn = picture_of(water, 0.0, pose, WaterDress())
    assert drawn.steps[-1, drawn.steps.shape[1] // 2] == 1
    assert drawn.steps[0].min() == 8
    picture, _ = picture_of(water, 0.0, pose.moved(np.array([0.0, 5.0, 0.0])), WaterDress(), drawn)
    assert not picture.surfaces  # a step forward makes nothing anew


def test_clearing_gives_everything_back() -> None:
    with Flooded(*WALLS) as flooded:
        before = flooded.picture(ABOVE)
        flooded.water(risen(0.7), ABOVE, WaterDress(arrows=True))
        flooded.layer.clear()
        assert flooded.layer.nodes == ()
        assert not any(piece.shading is Shading.FLOOD for piece in flooded.studio.painter.stage.pieces())
        assert flooded.studio.painter.level == 5.0
        assert np.abs(flooded.picture(ABOVE) - before).max() <= 2


def test_the_same_shots_make_the_same_film_whatever_was_painted_before() -> None:
    from app.viewport.filming import DRAFTED, FilmSet, Take

    moments = Moments(RisingCourse(lane()))
    films = []
    with PictureStudio(scene_of(GROUND, *WALLS), None, shared_painter()) as studio:
        for before in (IN_LANE, ABOVE):
            studio.render_picture(before, width=64, height=48, light=CLEAR, quality=QUICK)
            held = FilmSet([(studio.painter, UNCUT)], CLEAR, (160, 100), quality=DRAFTED)
            drawn: Drawn | None = None
            frames = []
            for seconds in (600.0, 1800.0, 3000.0):
                water, drawn = picture_of(moments.at(seconds), seconds, IN_LANE, WaterDress(), drawn)
                steps = held.taking(Take(IN_LANE, None, water))
                try:
                    while True:
                        next(steps)
                except StopIteration as finished:
                    frames.append(finished.value)
            held.close()
            films.append(np.array(frames))
    assert (films[0] == films[1]).all()
    assert np.abs(np.diff(films[0].astype(int), axis=0)).max() > 40  # and the water rises in it


def test_a_view_shows_the_water_and_pictures_of_the_scene_leave_it_out(
    qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.viewport.widget import Viewport

    monkeypatch.setattr("app.viewport.framing.DRAFT", QUICK)
    view = Viewport()
    qtbot.addWidget(view)
    view.resize(320, 200)
    view.show()
    view.show_scene(scene_of(GROUND, *WALLS))
    view.look(IN_LANE)
    view.set_playing(True)  # nothing is finished meanwhile
    dry = view.thumbnail(IN_LANE, 160, 100).astype(int)
    seen: list[bool] = []
    view.water_drawn.connect(lambda: seen.append(True))
    legend = legend_for(WATER_DEPTH)
    picture, _ = picture_of(risen(0.8), 60.0, IN_LANE, WaterDress(WATER_DEPTH.key, legend))
    view.show_water(picture)
    qtbot.waitUntil(lambda: bool(seen), timeout=60_000)
    assert len(seen) == 1
    assert view.glass.overlay.legends == (legend,)
    assert (view.thumbnail(IN_LANE, 160, 100).astype(int) == dry).all()
    wet = view._artist().paint(IN_LANE, view._light, 160, 100, QUICK).astype(int)
    assert np.abs(wet - dry).max() > 40  # what a person sees, against what the scene is
    view.show_water(None)
    assert view.glass.overlay.legends == ()
    assert view._water is not None
    assert view._water.nodes == ()
    view.close()


def test_a_map_of_classes_has_no_third_colour_and_no_dark_rim_at_a_wall() -> None:
    from scene.legend import Entry, classes
    from scene.messages import BilingualText
    from scene.units import FLOOD_HAZARD

    legend = classes(BilingualText("危险", "Hazard"), Entry(1.0, (200, 60, 40)), Entry(2.0, (40, 60, 200)))
    water = risen(0.6)
    value = np.where(water.depth > 0.0, np.where(np.arange(60)[:, None] < 30, 1.0, 2.0), np.nan)
    raster = Raster(value.astype(np.float32), 2.0, -60.0, 60.0, FLOOD_HAZARD)
    with Flooded(*WALLS) as flooded:
        flooded.water(water, ABOVE, WaterDress(FLOOD_HAZARD.key, legend), values=raster)
        image = flooded.picture(ABOVE)
    north, south = at(image, ABOVE, (40.0, 20.0, 6.6), (40.0, -20.0, 6.6))
    assert north[0] > 1.8 * north[2]
    assert south[2] > 1.8 * south[0]
    col = row_of(ABOVE, 40.0, 0.0, 6.6)[0]
    first, last = (round(row_of(ABOVE, 40.0, y, 6.6)[1]) for y in (20.0, -20.0))
    between_them = image[first:last, col]
    third = (between_them[:, 0] < 1.5 * between_them[:, 2]) & (between_them[:, 2] < 1.5 * between_them[:, 0])
    assert third.sum() <= 2
    # From the open to the wall nothing darkens.
    row = round(row_of(ABOVE, 40.0, 20.0, 6.6)[1])
    wall, open_water = row_of(ABOVE, 26.5, 20.0, 6.6)[0], row_of(ABOVE, 40.0, 20.0, 6.6)[0]
    strip = image[row, wall + 4 : open_water].sum(axis=1)  # clear of the roof, which leans over it
    assert strip.min() > 0.9 * strip.max()
