"""A small meeting, ready to be sealed: two stops, one of them shown, a result, an opinion, a decision."""

from pathlib import Path

from app.analysing import analyse
from app.projects import open_project, save_project
from app.record import Person, Recorder
from app.viewport.optics import Pose
from scene.commands import Insert
from scene.feedback import SilentFeedback
from scene.messages import BilingualText
from scene.review.agenda import add_stop
from scene.review.opinion import Opinion, Subject, node_of
from scene.review.stop import Stop
from tests.gui.small_city import small_city

BRIDGE = Stop(
    BilingualText("五亭桥上", "On Wuting Bridge"),
    (0.0, -300.0, 7.6),
    (20.0, 10.0, 15.0),
    38.0,
    "2026-04-15T09:30:00+08:00",
    hidden=("trees",),
    analysis="sightline.balloon",
    notes="for the presenter alone",
)
TERRACE = Stop(BilingualText("熙春台", "Xichun Terrace"), (-200.0, -250.0, 7.6), (20.0, 10.0, 15.0), 38.0)


def hold_meeting(path: Path) -> None:
    """Hold a meeting over the small city and save its project."""
    session = small_city()
    save_project(session, session.scene.snapshot(), path)
    session = open_project(path)
    recorder = Recorder(session, lambda: Person("李明", "presenter"))
    recorder.opened()
    for stop in (BRIDGE, TERRACE):
        session.run(add_stop(session.scene, stop))
    recorder.flush()
    recorder.presented(
        BRIDGE.name, Pose(BRIDGE.eye, BRIDGE.target, 38.0), session.clock.moment, stop=BRIDGE.key
    )
    recorder.computed(analyse("sightline.balloon", session.scene.snapshot(), {}, SilentFeedback()))
    recorder.flush()
    opinion = Opinion(
        "檐口高出树冠，请再降低。",
        "要求",
        "王工",
        (10.0, 8.0, 30.0),
        "2026-11-27T10:00:00+08:00",
        "high",
        subject=Subject("houses", "house-3", BilingualText("民居", "House")),
        stop=BRIDGE.key,
        stop_name=BRIDGE.name,
    )
    session.run(Insert([node_of(opinion)]))
    recorder.flush()
    recorder.said(opinion)
    recorder.replied(opinion, "同意降低", "李明")
    recorder.say("屋顶太高", "意见", "方案一", "high")
    recorder.decide("高度降低三米，屋面改为灰瓦。", "方案一")
    recorder.close()
    save_project(session, session.scene.snapshot(), path)
