"""A project shows the place it lies in by the light of that place."""

from app.session import Session, spring_morning_at
from app.viewport.sun import daylight_at
from scene.clock import SPRING_MORNING
from scene.commands import Insert
from scene.frame import YANGZHOU_FRAME, SceneFrame
from scene.messages import BilingualText
from scene.node import Node, Role

ATHENS = SceneFrame("EPSG:2100", (476_000.0, 4_206_000.0, 0.0))


def test_yangzhou_keeps_its_morning() -> None:
    assert SPRING_MORNING == spring_morning_at(YANGZHOU_FRAME)


def test_a_scene_that_goes_to_athens_has_morning_there_and_yangzhou_s_again_after_undo() -> None:
    session = Session.empty()
    arrival = Insert([Node(BilingualText.same("DEM"), Role.GROUP)], frame=ATHENS)

    session.run(arrival)
    there = session.clock.moment
    session.history.undo()

    assert 2 == there.utcoffset().total_seconds() / 3600
    assert 20.0 < daylight_at(there, ATHENS).altitude < 40.0
    assert SPRING_MORNING == session.clock.moment
