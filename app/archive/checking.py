"""Holds an archive to what it says: its files, its project, its log, its figures, computed again.

Whatever does not hold is one sentence; what was harmed so that it cannot be read is one as well, and the rest
is looked at all the same. It knows no command line.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.common.fingerprint import fingerprint
from app.archive.manifest import INPUTS, MANIFEST, Manifest, checked_files, read_manifest
from app.archive.opening import project_in, seal_in
from app.checks import Check
from app.parameter_files import hash_of
from app.record import figures
from app.signing import checked_signatures
from app.verifying import different_figures, verified
from scene.errors import WeiyangError
from scene.feedback import Feedback, PartOf
from scene.graph import Snapshot
from scene.messages import BilingualText, msg
from scene.record.chain import head_of
from scene.record.entry import Deed, Entry


def checked(
    folder: Path, head: str, feedback: Feedback, known: Mapping[str, str] | None = None
) -> Iterator[Check]:
    """Yield what holds in an archive and what does not, as it is found.

    Parameters
    ----------
    folder : Path
        Of the archive.
    head : str
        The head that the minutes print, or its beginning; empty if there is none to hold it to.
    feedback : Feedback
        Progress and cancel.
    known : Mapping of str, optional
        Names by the keys that are known; see :func:`app.signing.checked_signatures`.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    try:
        manifest = read_manifest(folder)
    except WeiyangError as problem:
        yield Check(False, problem.message)
        manifest = None
    if manifest is not None:
        yield from checked_files(folder, manifest, PartOf(feedback, 0.0, 0.1))
    since: tuple[Entry, ...] = ()
    try:
        since = seal_in(folder)
    except WeiyangError as problem:
        yield Check(False, problem.message)
    try:
        scene, entries = project_in(folder)
    except WeiyangError as problem:
        yield Check(
            False, msg("The project of the archive cannot be read: {problem}", problem=problem.message)
        )
        return
    yield from _checked_seal(folder, entries, since)
    yield from _checked_head(entries, since, head)
    if manifest is not None:
        yield from _checked_layers(manifest, scene)
        yield from _checked_results(folder, manifest, entries)
    yield from checked_signatures((*entries, *since), known)
    inputs = {hash_of(path): path for path in (folder / INPUTS).glob("*") if path.is_file()}
    yield from verified((*entries, *since), scene, "", PartOf(feedback, 0.1, 1.0), inputs)


def _checked_seal(folder: Path, entries: Sequence[Entry], since: Sequence[Entry]) -> Iterator[Check]:
    """Yield whether the last entry tells of this list of files and of this log."""
    seals = [entry for entry in since if entry.deed is Deed.SEALED]
    if not seals:
        yield Check(False, msg("No entry tells that the meeting was sealed."))
        return
    body = seals[-1].body
    if not (folder / MANIFEST).exists() or hash_of(folder / MANIFEST) != body.get("manifest"):
        yield Check(False, msg("The list of files is not the one that was sealed."))
    if head_of(entries) != body.get("head"):
        yield Check(False, msg("The log does not end where it ended when the meeting was sealed."))


def _checked_head(entries: Sequence[Entry], since: Sequence[Entry], head: str) -> Iterator[Check]:
    """Yield whether the log ends in the printed head; that of the seal itself is one, too."""
    if not head:
        return
    ends = [head_of(entries), head_of((*entries, *since))]
    if any(end.startswith(head.lower()) for end in ends):
        yield Check(True, msg("The log ends in the printed {head}.", head=head[:16]))
    else:
        yield Check(
            False,
            msg("The log ends in {ours}, not in the printed {head}.", ours=ends[0][:16], head=head[:16]),
        )


def _checked_layers(manifest: Manifest, scene: Snapshot) -> Iterator[Check]:
    """Yield the layers of the project that are not as they were sealed."""
    there = {node.id: node for node in scene.nodes if node.payload is not None}
    for node_id, told in manifest.layers.items():
        name, node = BilingualText(told["name"]["zh"], told["name"]["en"]), there.pop(node_id, None)
        if node is None:
            yield Check(False, msg("The layer {layer} is gone from the project.", layer=name))
        elif fingerprint(node) != told["sha256"]:
            yield Check(False, msg("The layer {layer} is not as it was sealed.", layer=name))
    for node in there.values():
        yield Check(
            False, msg("The layer {layer} was not there when the meeting was sealed.", layer=node.name)
        )


def _checked_results(folder: Path, manifest: Manifest, entries: Sequence[Entry]) -> Iterator[Check]:
    """Yield the figures of the result files that are not those of the log."""
    by_number = {entry.number: entry for entry in entries}
    for name, number in manifest.results.items():
        entry = by_number.get(number)
        if entry is None:
            yield Check(
                False, msg("{file} belongs to entry {number}, which is not there.", file=name, number=number)
            )
            continue
        try:
            path = folder / name
            if hash_of(path) == entry.body["results"]:
                continue
            held: dict[str, Any] = json.loads(path.read_text("utf-8"))
            found = [figures(verdict) for verdict in held["verdicts"]]
            different = tuple(different_figures(entry.body["verdicts"], found))
        except (OSError, ValueError, KeyError, TypeError):
            yield Check(False, msg("{file} of the archive cannot be read.", file=name))
            continue
        yield Check(False, msg("{file} is not what entry {number} tells of.", file=name, number=number))
        for difference in different:
            yield Check(False, msg("{file}: {difference}", file=name, difference=difference))
