"""Whether a decision log holds: its chain, the inputs of its results, and the figures themselves.

A result whose inputs are as they were is computed again and compared figure by figure. It knows no Qt and
no command line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analysis.common.fingerprint import fingerprint
from app.analysing import analyse
from app.record import body_of
from scene.errors import WeiyangError
from scene.feedback import Feedback, PartOf
from scene.graph import Snapshot
from scene.messages import BilingualText, Message, msg
from scene.node import Node
from scene.record.chain import flaws_of, head_of
from scene.record.entry import Deed, Entry
from scene.schemes.applying import as_seen

#: What of a verdict is compared, besides its subject.
FIGURES: Final = ("outcome", "value", "limit", "error_95", "rule")


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was looked at.

    Parameters
    ----------
    holds : bool
    sentence : Message
    """

    holds: bool
    sentence: Message


def verified(entries: Sequence[Entry], scene: Snapshot, head: str, feedback: Feedback) -> Iterator[Check]:
    """Yield what holds in a log and what does not, as it is found.

    Parameters
    ----------
    entries : sequence of Entry
        As they lie in the project.
    scene : Snapshot
        The project's layers.
    head : str
        The head that was printed, or its beginning; empty if there is none to hold the log to.
    feedback : Feedback
        Progress and cancel.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    flaws = flaws_of(entries, head)
    for flaw in flaws:
        yield Check(False, flaw.sentence)
    if not flaws:
        count, end = len(entries), head_of(entries)
        yield Check(True, msg("The log is whole: {count} entries, head {head}.", count=count, head=end))
    computed = [entry for entry in entries if entry.deed is Deed.COMPUTED]
    latest = {_asked(entry): entry.number for entry in computed}
    for done, entry in enumerate(computed):
        part = PartOf(feedback, done / len(computed), (done + 1) / len(computed))
        seen = as_seen(scene, _scheme(entry))
        try:
            yield from _result(entry, latest[_asked(entry)] == entry.number, seen, part)
        except (KeyError, TypeError, AttributeError):
            yield Check(False, msg("Entry {number} cannot be read.", number=entry.number))


def _asked(entry: Entry) -> tuple[str, str]:
    """Return which analysis of which scheme an entry is of; empty for the existing city."""
    analysis = entry.body.get("analysis")
    return str(analysis.get("id", "")) if isinstance(analysis, Mapping) else "", _scheme(entry)


def _scheme(entry: Entry) -> str:
    return str(entry.body.get("scheme", ""))


def _result(entry: Entry, is_latest: bool, scene: Snapshot, feedback: Feedback) -> Iterator[Check]:
    changed = _changed(entry.body["inputs"], scene)
    named = {"number": entry.number, "analysis": _text(entry.body["analysis"]["title"])}
    if changed:
        layers = BilingualText("、".join(name.zh for name in changed), ", ".join(name.en for name in changed))
        if is_latest:
            sentence = msg(
                "Entry {number}, {analysis}: changed since it was computed: {layers}.", layers=layers, **named
            )
        else:
            sentence = msg(
                "Entry {number}, {analysis}: rests on an earlier {layers}; a later result took its place.",
                layers=layers,
                **named,
            )
        yield Check(not is_latest, sentence)
        return
    asked = entry.body["analysis"]
    try:
        chosen = _chosen(entry.body.get("chosen", {}), scene)
        again = body_of(analyse(asked["id"], scene, asked["parameters"], feedback, chosen, _scheme(entry)))
    except WeiyangError as problem:
        yield Check(
            False,
            msg(
                "Entry {number}, {analysis}: cannot be computed again: {problem}",
                problem=problem.message,
                **named,
            ),
        )
        return
    different = tuple(_differences(entry.body, again))
    for difference in different:
        yield Check(
            False,
            msg("Entry {number}, {analysis}: {difference}", difference=difference, **named),
        )
    if not different:
        figures = len(entry.body["verdicts"])
        yield Check(
            True,
            msg(
                "Entry {number}, {analysis}: all figures reproduce, {count} verdicts.", count=figures, **named
            ),
        )


def _chosen(ports: Mapping[str, Sequence[str]], scene: Snapshot) -> dict[str, tuple[Node, ...]]:
    """Return the nodes that a result was given by hand; those that are gone were named before."""
    found = {port: tuple(scene.get(node_id) for node_id in ids) for port, ids in ports.items()}
    return {port: tuple(node for node in nodes if node is not None) for port, nodes in found.items()}


def _changed(inputs: Mapping[str, str], scene: Snapshot) -> list[BilingualText]:
    """Return the layers that are not what they were, each once."""
    found: dict[str, BilingualText] = {}
    for key, held in inputs.items():
        node_id = key.partition("/")[2]
        node = scene.get(node_id)
        if node is None:
            found[node_id] = BilingualText(f"{node_id}（已不在）", f"{node_id} (gone)")
        elif fingerprint(node) != held:
            found[node_id] = node.name
    return list(found.values())


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Message]:
    """Yield what is not the same in two results."""
    if before["analysis"]["version"] != after["analysis"]["version"]:
        yield msg(
            "the method is another version, {before} then and {after} now.",
            before=before["analysis"]["version"],
            after=after["analysis"]["version"],
        )
    for key in after["inputs"].keys() - before["inputs"].keys():
        yield msg("the layer {layer} came in since.", layer=key.partition("/")[2])
    now = {(verdict["node"], verdict["subject"], verdict["rule"]): verdict for verdict in after["verdicts"]}
    for verdict in before["verdicts"]:
        other = now.pop((verdict["node"], verdict["subject"], verdict["rule"]), None)
        subject = _text(verdict["name"])
        if other is None:
            yield msg("there is no verdict on {subject} any more.", subject=subject)
            continue
        for figure in FIGURES:
            if verdict[figure] != other[figure]:
                yield msg(
                    "{figure} of {subject} does not reproduce: {before} in the log, {after} now.",
                    figure=NAMES[figure],
                    subject=subject,
                    before=verdict[figure],
                    after=other[figure],
                )
    for verdict in now.values():
        yield msg("the verdict on {subject} is not in the log.", subject=_text(verdict["name"]))
    for part in sorted(before["parts"].keys() | after["parts"].keys()):
        if before["parts"].get(part) != after["parts"].get(part):
            yield msg("{part} does not reproduce.", part=part)


#: What the figures of a verdict are called.
NAMES: Final = {
    "outcome": msg("outcome"),
    "value": msg("value"),
    "limit": msg("limit"),
    "error_95": msg("error (95 %)"),
    "rule": msg("rule"),
}


def _text(name: Mapping[str, str]) -> BilingualText:
    return BilingualText(name["zh"], name["en"])
