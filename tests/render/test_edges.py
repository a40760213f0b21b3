"""What is written near the edge of the view stays whole inside it: names, and the letter of the compass."""

from dataclasses import replace
from math import cos, radians, sin

import numpy as np
import pytest

from app.viewport.fonts import chinese_font
from app.viewport.glass import decorated
from app.viewport.optics import Pose
from app.viewport.overlay import Overlay
from app.viewport.pyvista_backend import PictureStudio
from scene.node import Role
from scene.payloads import Polylines
from tests.render.world import CLEAR, GROUND, QUICK, node, scene_of, shared_painter

POSE = Pose((0.0, -80.0, 20.0), (0.0, 0.0, 14.0), 40.0)
SIZE = (640, 400)


def plaque(x: float, y: float) -> np.ndarray:
    """Return where the name of a place at a point of the picture (-1 to 1, y up) changes it."""
    at = np.asarray(POSE.eye) + 100.0 * POSE.ray(x, y, SIZE[0] / SIZE[1]) - (0.0, 0.0, 5.0)
    words = {"name_zh": np.array(["观音山大殿"]), "name_en": np.array(["Main Hall of Guanyinshan"])}
    place = node(
        Polylines(at[None].astype(np.float32), np.array([0, 1], np.int32), ("a",), words), Role.PLACES
    )
    with PictureStudio(scene_of(GROUND, place), painter=shared_painter()) as studio:
        quality = replace(QUICK, mirror=0.0)
        bare, named = (
            studio.render_picture(
                POSE, width=SIZE[0], height=SIZE[1], light=CLEAR, quality=quality, names=names
            )
            for names in (False, True)
        )
    changed: np.ndarray = np.abs(named.astype(int) - bare.astype(int)).max(axis=2) > 12
    return changed


@pytest.mark.skipif(chinese_font() is None, reason="no font with Chinese letters on this machine")
@pytest.mark.parametrize(("x", "y"), [(0.96, 0.3), (-0.96, 0.3), (0.0, 0.92), (0.96, 0.92)])
def test_a_name_near_the_edge_is_whole_inside_the_view(x: float, y: float) -> None:
    wide = np.ptp(np.flatnonzero(plaque(0.0, 0.3).any(axis=0)))
    near = plaque(x, y)
    assert near.any(), "the name is there"
    assert not near[0].any()
    assert not near[:, [0, -1]].any()
    assert np.ptp(np.flatnonzero(near.any(axis=0))) >= wide - 2


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("heading", [0.0, 90.0, 180.0, 270.0])
def test_the_letter_of_the_compass_goes_round_inside_its_disc(qapp, dark: bool, heading: float) -> None:
    turn = radians(heading)
    pose = Pose((0.0, 0.0, 50.0), (100.0 * sin(turn), 100.0 * cos(turn), 50.0), 30.0)
    sky = np.broadcast_to(np.array([90, 130, 160], np.uint8), (450, 800, 3))
    corner = decorated(sky, pose, Overlay(language="zh", dark=dark)).astype(int)[:100, -100:]
    changed = np.abs(corner - sky[:100, -100:]).max(axis=2) > 12
    assert not changed[0].any()
    assert not changed[:, -1].any()
    rows, cols = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert abs(np.ptp(rows) - np.ptp(cols)) <= 1, "nothing sticks out of the disc"
    half = (np.ptp(rows) + 1) / 2.0
    y, x = np.mgrid[: len(rows), : len(cols)] + 0.5 - half
    ahead = (x * -sin(turn) - y * cos(turn)) / half
    across = np.abs(x * cos(turn) - y * sin(turn)) / half
    ground = corner[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    paper = np.median(ground[(ahead < 0.0) & (np.hypot(x, y) < 0.8 * half)], axis=0)
    marked = np.abs(ground - paper).max(axis=2) > 90
    letter = marked & (ahead > 0.42) & (ahead < 0.92) & (across < 0.25)
    assert letter.sum() > 12, "the letter stands before the needle's tip"


@pytest.mark.parametrize("dark", [False, True])
def test_what_is_noted_reads_on_a_ground_of_its_own_over_white_and_over_black(qapp, dark: bool) -> None:
    pose = Pose((0.0, 0.0, 50.0), (0.0, 100.0, 50.0), 30.0)
    notes = Overlay(
        dark=dark, synthetic=True, credits=("© OpenStreetMap contributors",), verdicts=("pass", "fail")
    )
    for ground in (0, 255):
        plain = np.full((540, 960, 3), ground, np.uint8)
        drawn = decorated(plain, pose, notes).astype(int)
        for words in (drawn[-60:-20, 20:150], drawn[-40:-26, -95:-25]):
            light = words.mean(axis=2)
            assert np.percentile(light, 99) - np.percentile(light, 5) > 110
