"""A review of a small city: a scheme with a tower and a house pulled down, three stops, two opinions."""

from datetime import datetime
from io import BytesIO

import numpy as np

from app.analysing import analyse
from app.proposals import footprint_node
from app.session import Session
from app.web.content import PageContent
from app.web.gathering import page_content, with_pictures
from scene.clock import BEIJING_TIME, SPRING_MORNING
from scene.feedback import SilentFeedback
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import TriangleMesh
from scene.review.agenda import add_stop
from scene.review.opinion import Opinion
from scene.review.saying import say
from scene.review.stop import Stop
from scene.schemes.applying import as_seen
from scene.schemes.editing import demolish, new_scheme, place
from scene.schemes.scheme import schemes_of
from tests.gui.small_city import GROUND, SYNTHETIC, small_city

NOTES = "do not tell anybody"
SPEAKER = "王工程师"
DECISION = "塔楼降低后再报。"


def reviewed() -> Session:
    """Return a session in which a meeting has taken place."""
    session = small_city(proposals=False)
    scene = session.scene
    scene.insert(
        Node(BilingualText("湖", "Lake"), Role.WATER, pond(), provenance=SYNTHETIC, id="lake"), "land"
    )
    session.run(new_scheme(scene))
    (scheme,) = schemes_of(scene)
    tower = footprint_node([(-20, 60), (20, 60), (20, 90), (-20, 90)], GROUND, 60.0, 1)
    session.run(place(scene, scheme.id, [tower], msg("Place a tower")))
    session.run(demolish(scene, scheme.id, "houses", ("house-3",), msg("Pull a house down")))
    _add_stops(session, scheme.id)
    for text, kind in (("可以再低一些吗？", "意见"), ("<b>How high</b> is it?", "问题")):
        session.run(
            say(scene, Opinion(text, kind, SPEAKER, (0.0, 60.0, 40.0), SPRING_MORNING.isoformat(),  # type: ignore[arg-type]
                               severity="high", eye=(0.0, -300.0, 20.0), target=(0.0, 60.0, 20.0),
                               scheme=scheme.id))
        )  # fmt: skip
    return session


def _add_stops(session: Session, scheme: str) -> None:
    for number, (zh, en) in enumerate(
        (("湖畔", "By the lake"), ("塔下", "Below the tower"), ("高处", "From above"))
    ):
        eye = ((0.0, -300.0, GROUND + 10.0), (90.0, -60.0, GROUND + 2.0), (-300.0, -300.0, 220.0))[number]
        stop = Stop(
            BilingualText(zh, en), eye, (0.0, 75.0, 30.0), 40.0, SPRING_MORNING.isoformat(),
            scheme=scheme if number else "", notes=NOTES,
        )  # fmt: skip
        session.run(add_stop(session.scene, stop))


def pond() -> TriangleMesh:
    corners = np.array([(-80, -220, 6.1), (80, -220, 6.1), (80, -120, 6.1), (-80, -120, 6.1)], np.float32)
    faces = np.array([(0, 1, 2), (0, 2, 3)], np.int32)
    return TriangleMesh(corners, faces, material_of_face=np.full(2, 13, np.uint8))


def content_of(session: Session) -> PageContent:
    """Return the page of the review, with plain pictures that tell the schemes apart."""
    scene = session.scene.snapshot()
    schemes = [one.id for one in schemes_of(session.scene)]
    found = [
        analyse("sightline.balloon", as_seen(scene, one), {}, SilentFeedback(), scheme=one) for one in schemes
    ]
    moment = datetime(2026, 4, 20, 10, 0, tzinfo=BEIJING_TIME)
    content = page_content(scene, BilingualText("湖东塔楼会审", "Review of a tower"), moment, findings=found)
    colours = {scheme.key: (60 * number, 90, 120) for number, scheme in enumerate(content.schemes)}
    pictures = {
        (stop.key, key): plain_picture(colour) for stop in content.stops for key, colour in colours.items()
    }
    return with_pictures(content, pictures)


def plain_picture(colour: tuple[int, int, int]) -> bytes:
    from PIL import Image

    held = BytesIO()
    Image.new("RGB", (64, 36), colour).save(held, "JPEG")
    return held.getvalue()
