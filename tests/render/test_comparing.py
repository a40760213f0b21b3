"""Two scenes in one view: what is seen on either side of the curtain, beside each other and in turn."""

from collections.abc import Generator, Iterator
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from pytestqt.qtbot import QtBot

from app.scheme_differences import differences
from app.viewport.backend import Arrangement, Compared
from app.viewport.comparison_studio import comparison_picture
from app.viewport.filming import Take
from app.viewport.optics import Pose
from app.viewport.quality import Governor
from app.viewport.widget import Viewport
from app.water.dress import WaterDress, legend_for
from app.water.making import picture_of
from scene.clock import SPRING_MORNING
from scene.geometry.ray_scene import PICKABLE, RayScene
from scene.geometry.rows import rows_of
from scene.materials import Material
from scene.messages import BilingualText
from scene.node import Role
from scene.schemes.editing import new_scheme
from scene.schemes.scheme import schemes_of
from scene.units import WATER_DEPTH
from tests.app.test_scheme_differences import houses
from tests.render.test_far_and_near import HOUSES
from tests.render.test_flood import IN_LANE, WALLS, risen
from tests.render.world import CLEAR, GROUND, QUICK, at, box, node, picture, scene_of

POSE = Pose((0.0, -120.0, 30.0), (0.0, 0.0, 16.0), 40.0)
WIDE, HIGH = 480, 300
HOUSE = node(HOUSES, Role.BUILDINGS)
RED = node(box((-60, -10, 6), (60, 10, 40), Material.PLAIN, (220, 20, 20)))
BLUE = node(box((-60, -10, 6), (60, 10, 40), Material.PLAIN, (20, 20, 220)))
AS_IS, PLANNED = BilingualText("现状", "As it is"), BilingualText("方案甲", "Scheme A")


@pytest.fixture
def view(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Viewport]:
    """A view of a red wall."""
    monkeypatch.setattr(Governor, "still", property(lambda governor: QUICK))
    made = Viewport()
    made.resize(WIDE, HIGH)
    made.show()
    qtbot.waitExposed(made)
    made.set_light(CLEAR)
    made.show_scene(scene_of(GROUND, HOUSE, RED))
    made.look(POSE)
    yield made
    made.close()
    made.deleteLater()
    qtbot.wait(20)


def beside(arrangement: Arrangement, *scenes: object) -> Compared:
    names = (AS_IS, *[PLANNED] * len(scenes))
    return Compared(arrangement, names, scenes)  # type: ignore[arg-type]


def seen_now(view: Viewport) -> np.ndarray:
    """Return what is on the screen as whole numbers."""
    image = view.grab().toImage()
    image = image.convertToFormat(image.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(int)


def seen(view: Viewport, qtbot: QtBot) -> np.ndarray:
    """Return the finished picture on the screen as whole numbers."""
    qtbot.waitUntil(lambda: view.glass.shows_still, timeout=60_000)
    return seen_now(view)


def sides(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how red, and how blue, each column of the middle of a picture is."""
    middle = picture[HIGH // 2 - 10 : HIGH // 2 + 10].mean(axis=0)
    return middle[:, 0] - middle[:, 2] > 60, middle[:, 2] - middle[:, 0] > 60


def test_each_side_of_the_curtain_shows_its_own_scene(view: Viewport, qtbot: QtBot) -> None:
    view.compare(beside(Arrangement.CURTAIN, scene_of(GROUND, HOUSE, BLUE)))
    view.hang_curtain(0.4)
    red, blue = sides(seen(view, qtbot))
    edge = round(0.4 * WIDE)
    assert red[:edge].any()
    assert not red[edge + 14 :].any()
    assert blue[edge:].any()
    assert not blue[: edge - 14].any()
    both = np.flatnonzero(red | blue)
    assert both.max() - both.min() > 0.9 * WIDE, "the wall goes on across the curtain"

    qtbot.keyClick(view._handle, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.glass.shows_still, "drawing the curtain asks for no new pictures"
    red, blue = sides(seen(view, qtbot))
    assert red[edge + 14 : edge + 30].all(), "the curtain was drawn to the right"


def test_the_moving_picture_is_cut_at_the_curtain_too(view: Viewport, qtbot: QtBot) -> None:
    view.compare(beside(Arrangement.CURTAIN, scene_of(GROUND, HOUSE, BLUE)))
    seen(view, qtbot)
    view.fly_to(Pose((0.0, -121.0, 30.0), (0.0, 0.0, 16.0), 40.0), 30.0)
    with qtbot.waitSignals([view.frame_drawn] * 3, timeout=20_000):
        pass
    assert not view.glass.shows_still
    picture = seen_now(view)
    red, blue = sides(picture)
    assert red[: WIDE // 2 - 14].sum() > 100
    assert blue[WIDE // 2 + 14 :].sum() > 100
    assert not blue[: WIDE // 2 - 14].any()
    assert not red[WIDE // 2 + 14 :].any()


def test_what_is_compared_is_in_the_picture_and_in_the_film(view: Viewport, qtbot: QtBot) -> None:
    view.compare(beside(Arrangement.CURTAIN, scene_of(GROUND, HOUSE, BLUE)))
    view.hang_curtain(0.3)
    edge = round(0.3 * WIDE)
    pictures = [ended(view.painting(WIDE, HIGH))]
    with view.film_set((WIDE, HIGH), notes=False, quality=QUICK) as film:
        pictures.append(ended(film.taking(Take(POSE))))
    for painted in pictures:
        red, blue = sides(painted.astype(int))
        assert red[: edge - 2].sum() > 0.2 * WIDE
        assert blue[edge + 2 :].sum() > 0.5 * WIDE
        assert not red[edge + 2 :].any()
        assert not blue[: edge - 2].any()


def ended(steps: Generator[float, None, np.ndarray]) -> np.ndarray:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def test_views_side_by_side_have_one_camera_and_any_of_them_leads(view: Viewport, qtbot: QtBot) -> None:
    view.compare(beside(Arrangement.SIDE_BY_SIDE, scene_of(GROUND, HOUSE, BLUE)))
    picture = seen(view, qtbot)
    left, right = picture[:, : WIDE // 2], picture[:, WIDE // 2 :]
    assert (left[..., 0] - left[..., 2] > 60).sum() > 1_000
    assert (right[..., 2] - right[..., 0] > 60).sum() > 1_000
    wall = [np.argwhere(np.abs(side[..., 0] - side[..., 2]) > 60) for side in (left, right)]
    assert np.abs(wall[0].mean(axis=0) - wall[1].mean(axis=0)).max() < 4.0, "the wall stands alike in both"

    at = QPointF(0.75 * WIDE, 0.5 * HIGH)  # the middle of the right view
    wheel = QWheelEvent(
        at, QPointF(view.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    before = view.pose
    qtbot.waitUntil(lambda: view.eventFilter(view._plotter, wheel), timeout=1_000)
    assert view.pose.distance < before.distance, "the right view led"
    assert abs(view.pose.heading - before.heading) < 0.5, "to what is in its own middle"
    assert abs(view.pose.eye[0]) < 1.0


def test_scenes_in_turn_stand_in_the_same_place(view: Viewport, qtbot: QtBot) -> None:
    view.compare(beside(Arrangement.IN_TURN, scene_of(GROUND, HOUSE, BLUE)))
    with qtbot.waitSignal(view.finished, timeout=60_000):
        pass
    red, blue = sides(seen_now(view))
    assert red.sum() > 0.9 * WIDE
    assert not blue.any()
    view.bring_forward(1)
    assert view.glass.shows_still, "both pictures are finished, and blinking draws nothing anew"
    red, blue = sides(seen_now(view))
    assert blue.sum() > 0.9 * WIDE
    assert not red.any()
    view.compare(None)
    assert not sides(seen(view, qtbot))[1].any()


def test_what_two_scenes_share_is_derived_once_and_lies_on_the_graphics_card_once(
    view: Viewport, qtbot: QtBot
) -> None:
    view.compare(beside(Arrangement.CURTAIN, scene_of(GROUND, HOUSE, BLUE)))
    seen(view, qtbot)
    one, other = (
        [entry for entry in pane.stage._placed[HOUSE.id] if entry.shown >= 0] for pane in view._panes
    )
    assert [entry.piece for entry in one] == [entry.piece for entry in other]
    buffers = [[e.actor.GetMapper().GetVBOs().GetVBO("vertexMC") for e in shown] for shown in (one, other)]
    assert buffers[0]
    assert all(mine is others for mine, others in zip(*buffers, strict=True))


def test_what_a_scheme_changes_is_seen_in_the_colours_of_the_legend() -> None:
    before = houses([16.0, 16.0, 16.0])
    after = rows_of(houses([16.0, 30.0, 8.0]), np.array([1, 2]))
    new = replace(houses([30.0]), rings=houses([30.0]).rings + np.float32((90.0, 0.0)), ids=("new",))
    scenes = [
        scene_of(GROUND, node(payload, Role.BUILDINGS, id="city"), *more)
        for payload, more in ((before, ()), (after, (node(new, Role.PROPOSALS, id="new"),)))
    ]
    found = differences(*(scene.snapshot() for scene in scenes))
    for one in found.nodes:
        scenes[1].insert(one)
    pose = Pose((45.0, -160.0, 60.0), (45.0, 0.0, 12.0), 45.0)
    seen = picture(scenes[1], pose)
    # The middle of the wall that faces us: of the ghost, the taller, the lower and the new house.
    gone, taller, lower, added = at(seen, pose, (5, 0, 11), (35, 0, 20), (65, 0, 9), (95, 0, 20))
    assert gone[0] > gone[2] + 30, "vermilion"
    assert taller[0] > taller[2] + 40
    assert taller[1] > taller[2] + 30, "yellow"
    assert min(lower[0], lower[2]) > lower[1] + 8, "purple"
    assert added[2] > added[0] + 30, "blue"


def test_a_picture_of_schemes_is_painted_without_a_window(qapp: object) -> None:
    scene = scene_of(GROUND, HOUSE)
    scheme = new_scheme(scene)
    scheme.do(scene)
    (planned,) = schemes_of(scene)
    scene.insert(RED, planned.id)
    drawn = comparison_picture(
        scene.snapshot(), ["", planned.id], POSE, SPRING_MORNING, (WIDE, HIGH), language="en", quality=QUICK
    )
    image = np.asarray(Image.open(BytesIO(drawn))).astype(int)
    assert image.shape == (HIGH, WIDE, 3)
    red, _ = sides(image)
    assert red[WIDE // 2 + 14 :].sum() > 0.4 * WIDE
    assert not red[: WIDE // 2 - 14].any()
    names = np.abs(image[8:44] - np.median(image[8:44], axis=(0, 1))).max(axis=2) > 60
    assert names[:, : WIDE // 2].any()
    assert names[:, WIDE // 2 :].any()


def test_a_house_that_is_pointed_at_beside_is_the_one_of_that_name(view: Viewport, qtbot: QtBot) -> None:
    city = node(HOUSES, Role.BUILDINGS, id="city")
    fewer = replace(city, payload=rows_of(HOUSES, np.array([1, 2])))
    own, other = scene_of(GROUND, city), scene_of(GROUND, fewer)
    view.show_scene(own)
    pose = Pose((43.0, -60.0, 30.0), (43.0, 10.0, 15.0), 40.0)  # at the flat house, from the south
    view.look(pose)
    view.compare(beside(Arrangement.SIDE_BY_SIDE, other))
    for number, scene in enumerate((own, other)):
        rays = RayScene.of(scene.snapshot(), PICKABLE)
        if number:
            view.point_beside(1, rays)
        else:
            view.use_rays(rays)
    for across in (0.25, 0.75):  # the middle of either view
        with qtbot.waitSignal(view.picked, timeout=5_000) as told:
            place = QPoint(round(across * WIDE), HIGH // 2)
            qtbot.mouseClick(view._plotter, Qt.MouseButton.LeftButton, pos=place)
        (found,) = told.args
        assert (found.node_id, HOUSES.ids[found.row]) == ("city", "flat")


def test_water_stands_on_the_side_of_the_scene_that_it_was_computed_on(view: Viewport, qtbot: QtBot) -> None:
    view.set_playing(True)  # nothing is finished meanwhile
    view.show_scene(scene_of(GROUND, *WALLS))
    view.look(IN_LANE)
    view.compare(beside(Arrangement.CURTAIN, scene_of(GROUND, *WALLS)))
    dry = ended(view.painting(160, 100)).astype(int)
    dress = WaterDress(WATER_DEPTH.key, legend_for(WATER_DEPTH))
    water, _ = picture_of(risen(0.8), 60.0, IN_LANE, dress)
    with qtbot.waitSignal(view.water_drawn, timeout=60_000):
        view.show_water(water)
    wet = np.abs(ended(view.painting(160, 100)).astype(int) - dry).max(axis=2) > 40
    assert wet[:, :78].any()
    assert not wet[:, 82:].any()
