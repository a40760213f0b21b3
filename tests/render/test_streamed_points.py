"""A streamed cloud is drawn from its blocks, as fine as the view needs, and from its sample until then."""

from dataclasses import replace
from pathlib import Path
from time import sleep

import numpy as np
import pytest

from app import clouds
from app.viewport.optics import Pose
from app.viewport.pyvista_backend import PictureStudio
from app.viewport.visuals.points import PointCloudVisual
from scene.feedback import SilentFeedback
from scene.frame import SceneFrame
from scene.node import Node, Role, Style
from scene.payloads import PointCloud, StreamedPoints
from scene.payloads.streamed import LinkedFile, PointBlocks
from tests.render.world import CLEAR, GROUND, QUICK, SIZE, Look, at, node, picture, scene_of, shared_painter

POSE = Pose((0.0, -90.0, 110.0), (0.0, 0.0, 6.0), 40.0)
NORTH, SOUTH = (0.0, 20.0, 8.0), (0.0, -20.0, 8.0)


class Squares:
    """One coarse block of red points, four fine ones between them of blue points."""

    def __init__(self, fails: bool = False, late: tuple[int, ...] = ()) -> None:
        quarter = [(x, y) for x in (-40.0, 0.0) for y in (-40.0, 0.0)]
        low = np.array([(-40.0, -40.0, 8.0), *((x, y, 8.0) for x, y in quarter)])
        high = low + np.array([[80.0, 80.0, 0.0], *[[40.0, 40.0, 0.0]] * 4])
        self.blocks = PointBlocks(
            np.array([0, 1, 1, 1, 1]), np.array([-1, 0, 0, 0, 0]), low, high, np.array([400, *[6400] * 4]),
            np.array([4.0, *[0.5] * 4]),
        )  # fmt: skip
        self.reads: list[int] = []
        self.fails = fails
        self.late = late

    def read(self, block: int) -> PointCloud:
        self.reads.append(block)
        if block in self.late:
            sleep(0.1)
        if self.fails:
            raise OSError("gone")
        step = self.blocks.spacing[block]
        low, high = self.blocks.low[block], self.blocks.high[block]
        x, y = np.meshgrid(np.arange(low[0], high[0], step), np.arange(low[1], high[1], step))
        places = np.column_stack([x.ravel(), y.ravel(), np.full(x.size, 8.0)]).astype(np.float32)
        colour = (220, 40, 30) if block == 0 else (30, 60, 220)
        classes = np.where(places[:, 1] > 0, 6, 2).astype(np.uint8)
        return PointCloud(places, np.tile(np.array(colour, np.uint8), (len(places), 1)), classes)


def cloud() -> Node:
    sample = PointCloud([[0.0, 0.0, 8.0]], [[10, 200, 10]], total=26_000)
    link = LinkedFile(Path("nowhere.laz"), 1, "0" * 64)
    payload = StreamedPoints(
        sample, 26_000, (-40.0, -40.0, 8.0), (40.0, 40.0, 8.0), link, {},
        SceneFrame("EPSG:4549"),
    )  # fmt: skip
    return node(payload, Role.POINTS)


@pytest.fixture
def squares(monkeypatch: pytest.MonkeyPatch) -> Squares:
    reader = Squares()
    monkeypatch.setattr("app.viewport.visuals.points.reader_of", lambda payload: reader)
    return reader


def test_near_the_fine_blocks_close_the_surface(squares: Squares) -> None:
    image = picture(scene_of(GROUND, cloud()), POSE)
    for place in at(image, POSE, NORTH, SOUTH):
        assert place[2] > place[0] + 60
    assert sorted(set(squares.reads)) == [0, 1, 2, 3, 4]


def test_with_few_points_the_coarse_block_must_do_and_its_points_are_larger(squares: Squares) -> None:
    with PictureStudio(scene_of(GROUND, cloud()), Look(), shared_painter()) as studio:
        image = studio.render_picture(
            POSE, width=SIZE[0], height=SIZE[1], light=CLEAR, quality=replace(QUICK, points=1000)
        ).astype(int)
    assert squares.reads == [0]
    red = (image[..., 0] > image[..., 2] + 60).mean()
    assert red > 0.05


def test_hidden_classes_are_not_drawn(squares: Squares) -> None:
    hidden = replace(cloud(), style=Style(hidden_classes=(6,)))
    image = picture(scene_of(GROUND, hidden), POSE)
    north, south = at(image, POSE, NORTH, SOUTH)
    assert south[2] > south[0] + 60
    assert north[2] < north[0] + 20


def test_hidden_and_faint_clouds(squares: Squares) -> None:
    scene = scene_of(GROUND, cloud())
    with PictureStudio(scene, Look(), shared_painter()) as studio:

        def draw() -> np.ndarray:
            image = studio.render_picture(POSE, width=SIZE[0], height=SIZE[1], light=CLEAR, quality=QUICK)
            return image.astype(int)

        name = scene.of_role(Role.POINTS)[0].id
        full = at(draw(), POSE, SOUTH)[0]
        studio.painter.set_visible(name, False)
        bare = at(draw(), POSE, SOUTH)[0]
        studio.painter.set_visible(name, True)
        again = at(draw(), POSE, SOUTH)[0]
        studio.painter.set_opacity(name, 0.2)  # points overlap: at a half nothing shines through
        faint = at(draw(), POSE, SOUTH)[0]
    assert full[2] > full[0] + 60
    assert abs(bare[2] - bare[0]) < 40
    np.testing.assert_allclose(again, full, atol=6)
    assert bare[0] - 10 > faint[0] > full[0] + 10, (bare, faint, full)


@pytest.mark.parametrize("opacity", [1.0, 0.5])
def test_the_order_in_which_blocks_are_read_does_not_change_the_picture(monkeypatch, opacity: float) -> None:
    pictures = []
    for late in ((0,), (1, 2, 3, 4), (4,), (1,)):
        reader = Squares(late=late)
        monkeypatch.setattr("app.viewport.visuals.points.reader_of", lambda payload, reader=reader: reader)
        seen = replace(cloud(), style=Style(opacity=opacity))
        pictures.append(picture(scene_of(GROUND, seen), POSE))
    for other in pictures[1:]:
        np.testing.assert_array_equal(other, pictures[0])


def test_a_block_that_cannot_be_read_does_not_keep_the_picture_waiting(monkeypatch) -> None:
    reader = Squares(fails=True)
    monkeypatch.setattr("app.viewport.visuals.points.reader_of", lambda payload: reader)
    picture(scene_of(GROUND, cloud()), POSE)
    assert reader.reads


def test_the_sample_is_drawn_as_long_as_there_is_no_reader() -> None:
    visual = PointCloudVisual(cloud(), Look())
    (piece,) = visual.pieces
    assert piece.stream is None
    assert piece.levels[0].data().GetNumberOfPoints() == 1


def test_a_cloud_can_be_read_once_it_is_prepared(tmp_path: Path) -> None:
    from tests.importers.test_streamed_points import payload_of, write

    payload = payload_of(write(tmp_path / "a.laz", 30_000))
    assert clouds.reader_of(payload) is None
    clouds.prepare(payload, SilentFeedback())
    (piece,) = PointCloudVisual(node(payload, Role.POINTS), Look()).pieces
    assert piece.stream is not None
    assert int(piece.stream.blocks.count.sum()) == 30_000
