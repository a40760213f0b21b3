"""Entries of the decision log in words, one sentence each. It knows neither files nor windows."""

from collections.abc import Mapping
from typing import Any, Final

from scene.messages import BilingualText, Message, msg
from scene.record.entry import Deed, Entry
from scene.review.words import KIND_WORDS as OPINION_KINDS

#: In place of the file's name in an entry about the city that comes with the program.
BUILT_IN: Final = "built-in"

DEEDS: Final[Mapping[Deed, Message]] = {
    Deed.OPENED: msg("opened"),
    Deed.PRESENTED: msg("presented"),
    Deed.COMPUTED: msg("computed"),
    Deed.CHANGED: msg("changed"),
    Deed.SAID: msg("said"),
    Deed.DECIDED: msg("decided"),
    Deed.SEALED: msg("sealed"),
}
WAYS: Final[Mapping[str, Message]] = {
    "done": msg("{what}"),
    "undone": msg("undone: {what}"),
    "redone": msg("done again: {what}"),
}
ROLES: Final[Mapping[str, Message]] = {
    "presenter": msg("Presenter"),
    "reviewer": msg("Reviewer"),
    "recorder": msg("Recorder"),
    "viewer": msg("Viewer"),
}
KIND_WORDS: Final[Mapping[str, BilingualText]] = {
    **OPINION_KINDS,
    "答复": BilingualText("答复", "Reply"),
    "决定": BilingualText("决定", "Decision"),
}


def deed_of(entry: Entry) -> Message:
    """Return what an entry is about."""
    return DEEDS[entry.deed]


def sentence_of(entry: Entry) -> Message:
    """Return what an entry says; nothing of one that was tampered with so that it says nothing."""
    try:
        return _sentence(entry.deed, entry.body)
    except (KeyError, TypeError, AttributeError):
        return msg("(cannot be read)")


def _sentence(deed: Deed, body: Mapping[str, Any]) -> Message:
    match deed:
        case Deed.OPENED:
            file = msg("the built-in city") if body["file"] == BUILT_IN else body["file"]
            return msg("{file}, {count} layers", file=file, count=len(body["nodes"]))
        case Deed.CHANGED:
            return Message(WAYS[body["way"]].template, {"what": _name(body["label"])})
        case Deed.COMPUTED:
            outcomes = [verdict["outcome"] for verdict in body["verdicts"]]
            return msg(
                "{analysis}: {passes} pass, {reviews} to review, {fails} fail",
                analysis=_name(body["analysis"]["title"]),
                passes=outcomes.count("pass"),
                reviews=outcomes.count("review"),
                fails=outcomes.count("fail"),
            )
        case Deed.PRESENTED:
            return msg("{what}", what=_name(body["name"]))
        case Deed.SEALED:
            return msg("{count} files, manifest {digest}", count=body["files"], digest=body["manifest"][:16])
        case _:
            return _words(body)


def _words(body: Mapping[str, Any]) -> Message:
    kind: object = KIND_WORDS[body["kind"]]
    if "number" in body:
        kind = msg("{kind} {number}", kind=kind, number=body["number"])
    if body["subject"]:
        return msg("{kind} on {subject}: {text}", kind=kind, subject=body["subject"], text=body["text"])
    return msg("{kind}: {text}", kind=kind, text=body["text"])


def _name(name: Mapping[str, str]) -> BilingualText:
    return BilingualText(name["zh"], name["en"])
