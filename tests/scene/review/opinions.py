"""Opinions to test with: one with nothing but what it needs, one with everything."""

from typing import Any

from scene.messages import BilingualText
from scene.review.opinion import Comment, Opinion, Subject

#: One pixel of seal red, as a file.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63d8eaac07"
    "0002d701273f38f1db0000000049454e44ae426082"
)


def opinion(text: str = "檐口过高,遮住白塔。", **values: Any) -> Opinion:
    told: dict[str, Any] = {
        "kind": "意见",
        "who": "王工",
        "place": (12.25, -40.5, 6.125),
        "created": "2026-05-06T09:30:00.000+08:00",
    }
    return Opinion(text, **(told | values))


FULL = opinion(
    severity="high",
    subject=Subject("houses", "b7", BilingualText("七号楼", "House 7")),
    eye=(1.5, 2.0, 3.25),
    target=(9.0, 8.0, 7.5),
    view_angle=41.5,
    moment="2026-04-15T07:50:00+08:00",
    scheme="scheme-a",
    scheme_name=BilingualText("方案A", "Scheme A"),
    stop="stop-3",
    stop_name=BilingualText("熙春台", "Xichun Terrace"),
    comments=(Comment("已降低 3 米。", "李", "2026-05-06T10:00:00.000+08:00"),),
    picture=DOT,
)
