"""Whether a decision log holds: its chain, the layers that it tells of, and the figures of its results.

A result is computed again on the scene as its scheme shows it, and compared figure by figure. What was
changed later is no flaw if the log tells of it: the result then rests on an earlier state. It knows no Qt and
no command line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from analysis.common.fingerprint import fingerprint
from app.analysing import Finding, analyse
from app.checks import Check
from app.record import body_of
from scene.errors import WeiyangError
from scene.feedback import Feedback, PartOf
from scene.graph import Snapshot
from scene.messages import BilingualText, Message, msg
from scene.node import Node, NodeId
from scene.record.chain import flaws_of, head_of
from scene.record.entry import Deed, Entry
from scene.schemes.applying import as_seen

#: What of a verdict is compared, besides its subject.
FIGURES: Final = ("outcome", "value", "limit", "error_95", "rule")

#: What the figures of a verdict are called.
NAMES: Final = {
    "outcome": msg("outcome"),
    "value": msg("value"),
    "limit": msg("limit"),
    "error_95": msg("error (95 %)"),
    "rule": msg("rule"),
}


def verified(
    entries: Sequence[Entry],
    scene: Snapshot,
    head: str,
    feedback: Feedback,
    files: Mapping[str, Path] | None = None,
) -> Iterator[Check]:
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
    files : Mapping of Path, optional
        Files that parameters name, by their sha256, where they do not lie where they were.

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
    yield from checked_layers(entries, scene)
    computed = [entry for entry in entries if entry.deed is Deed.COMPUTED]
    for done, entry in enumerate(computed):
        part = PartOf(feedback, done / len(computed), (done + 1) / len(computed))
        try:
            yield from _result(entry, entries, scene, part, files or {})
        except (KeyError, TypeError, AttributeError, ValueError):
            yield Check(False, msg("Entry {number} cannot be read.", number=entry.number))


# -- layers ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """What the log last says of a layer: in which entry, its name, and its sha256; None if it is gone."""

    number: int
    name: BilingualText
    sha256: str | None

    def fits(self, node: Node | None) -> bool:
        """Return whether a layer is what the log says."""
        return (None if node is None else fingerprint(node)) == self.sha256


def checked_layers(entries: Sequence[Entry], scene: Snapshot) -> Iterator[Check]:
    """Yield the layers that are not what the log last said of them."""
    there = {node.id: node for node in scene.nodes}
    for node_id, told in _last_told(entries).items():
        node = there.get(node_id)
        if told.fits(node) or told.sha256 is None:  # what an older program took back is no flaw
            continue
        if node is None:
            yield Check(False, msg("{layer} is gone, and the log does not tell of it.", layer=told.name))
        else:
            yield Check(
                False, msg("{layer} is not what entry {number} says.", layer=told.name, number=told.number)
            )


def _last_told(entries: Sequence[Entry]) -> dict[NodeId, _Told]:
    last: dict[NodeId, _Told] = {}
    for entry in entries:
        if entry.deed not in (Deed.OPENED, Deed.CHANGED):
            continue
        for key, gone in (("nodes", False), ("gone", True)):
            for node_id, told in entry.body.get(key, {}).items():
                if isinstance(told, Mapping) and "name" in told:
                    last[node_id] = _Told(entry.number, _text(told["name"]), None if gone else told["sha256"])
    return last


def _changer(
    node_id: NodeId, entry: Entry, entries: Sequence[Entry], told: Mapping[NodeId, _Told], scene: Snapshot
) -> int:
    """Return the number of the entry that tells how a layer changed since a result; 0 if none does."""
    known = told.get(node_id)
    if known is not None and not known.fits(scene.get(node_id)):
        return 0
    if known is not None and known.number > entry.number:
        return known.number
    if entry.body.get("scheme"):  # what a scheme does to the layer is told of the scheme
        later = (other.number for other in reversed(entries) if other.deed is Deed.CHANGED)
        return next((number for number in later if number > entry.number), 0)
    return 0


# -- results -----------------------------------------------------------------------------------------------


def question_of(entry: Entry) -> tuple[str, str]:
    """Return what a result answers: by its analysis and its scheme."""
    analysis = entry.body.get("analysis")
    named = str(analysis.get("id", "")) if isinstance(analysis, Mapping) else ""
    return named, str(entry.body.get("scheme", ""))


def computed_again(
    entry: Entry, scene: Snapshot, feedback: Feedback, files: Mapping[str, Path] | None = None
) -> Finding:
    """Compute a result again, as its entry says, on a project; `files` as for :func:`verified`.

    Raises
    ------
    WeiyangError
        If it cannot be had any more.
    Cancelled
        If the person asked to stop.
    """
    asked = entry.body["analysis"]
    seen = scene_of(entry, scene)
    nodes = {node.id: node for node in seen.nodes}
    chosen = {
        port: tuple(nodes[node_id] for node_id in ids if node_id in nodes)
        for port, ids in entry.body.get("chosen", {}).items()
    }
    scheme = str(entry.body.get("scheme", ""))
    return analyse(asked["id"], seen, _parameters(entry, files or {}), feedback, chosen, scheme)


def _parameters(entry: Entry, files: Mapping[str, Path]) -> dict[str, Any]:
    """Return what a result was asked with; files are taken from where they lie now."""
    told = entry.body.get("files", {})
    moved = {name: str(files[one["sha256"]]) for name, one in told.items() if one["sha256"] in files}
    return {**entry.body["analysis"]["parameters"], **moved}


def scene_of(entry: Entry, scene: Snapshot) -> Snapshot:
    """Return the project as the scheme of an entry shows it."""
    return as_seen(scene, str(entry.body.get("scheme", "")))


def _result(
    entry: Entry,
    entries: Sequence[Entry],
    scene: Snapshot,
    feedback: Feedback,
    files: Mapping[str, Path],
) -> Iterator[Check]:
    named = {"number": entry.number, "analysis": _text(entry.body["analysis"]["title"])}
    changed = _changed(entry.body["inputs"], scene_of(entry, scene))
    if changed:
        told = _last_told(entries)
        changers = {node_id: _changer(node_id, entry, entries, told, scene) for node_id in changed}
        yield from _moved_on(changed, changers, named)
        return
    try:
        again = body_of(computed_again(entry, scene, feedback, files))
    except WeiyangError as problem:
        sentence = msg(
            "Entry {number}, {analysis}: cannot be computed again: {problem}",
            problem=problem.message,
            **named,
        )
        yield Check(False, sentence)
        return
    different = tuple(differences(entry.body, again))
    for difference in different:
        sentence = msg("Entry {number}, {analysis}: {difference}", difference=difference, **named)
        yield Check(False, sentence)
    if not different:
        count = len(entry.body["verdicts"])
        sentence = msg(
            "Entry {number}, {analysis}: all figures reproduce, {count} verdicts.", count=count, **named
        )
        yield Check(True, sentence)


def _moved_on(
    changed: Mapping[NodeId, BilingualText], changers: Mapping[NodeId, int], named: Mapping[str, object]
) -> Iterator[Check]:
    """Yield what is to be said of a result whose layers are not what they were."""
    silent = [name for node_id, name in changed.items() if not changers[node_id]]
    if silent:
        sentence = msg(
            "Entry {number}, {analysis}: changed since it was computed: {layers}.",
            layers=_listed(silent),
            **named,
        )
        yield Check(False, sentence)
        return
    sentence = msg(
        "Entry {number}, {analysis}: rests on an earlier {layers}; entry {changer} tells of the change.",
        layers=_listed(tuple(changed.values())),
        changer=max(changers.values()),
        **named,
    )
    yield Check(True, sentence)


def _listed(names: Sequence[BilingualText]) -> BilingualText:
    return BilingualText("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _changed(inputs: Mapping[str, str], scene: Snapshot) -> dict[NodeId, BilingualText]:
    """Return the layers that are not what they were, by their ids."""
    found: dict[str, BilingualText] = {}
    there: dict[NodeId, Node] = {node.id: node for node in scene.nodes}
    for key, held in inputs.items():
        node_id = key.partition("/")[2]
        node = there.get(node_id)
        if node is None:
            found[node_id] = BilingualText(f"{node_id}（已不在）", f"{node_id} (gone)")
        elif fingerprint(node) != held:
            found[node_id] = node.name
    return found


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Message]:
    """Yield what is not the same in two results, as entries tell of them."""
    if before["analysis"]["version"] != after["analysis"]["version"]:
        yield msg(
            "the method is another version, {before} then and {after} now.",
            before=before["analysis"]["version"],
            after=after["analysis"]["version"],
        )
    for key in after["inputs"].keys() - before["inputs"].keys():
        yield msg("the layer {layer} came in since.", layer=key.partition("/")[2])
    now = after.get("files", {})
    for name, told in before.get("files", {}).items():
        if now.get(name, {}).get("sha256") != told["sha256"]:
            yield msg("the file {file} is not what it was.", file=told["file"])
    yield from different_figures(before["verdicts"], after["verdicts"])
    for part in sorted(before["parts"].keys() | after["parts"].keys()):
        if before["parts"].get(part) != after["parts"].get(part):
            yield msg("{part} does not reproduce.", part=part)


def different_figures(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[Message]:
    """Yield the figures that are not the same in two lists of verdicts."""
    now = {(verdict["node"], verdict["subject"], verdict["rule"]): verdict for verdict in after}
    for verdict in before:
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


def _text(name: Mapping[str, str]) -> BilingualText:
    return BilingualText(name["zh"], name["en"])
