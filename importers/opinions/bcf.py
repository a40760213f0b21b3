"""BCF 3.0 and 2.1, the BIM Collaboration Format of buildingSMART: topics as opinions of a review.

What this program wrote comes back whole; a topic of another program keeps its words, comments, camera,
picture, state and priority. It does not know how a topic is parsed.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import broken, existing, reading
from importers.common.provenance import provenance_of
from importers.opinions.archive import Archive
from importers.opinions.placing import placed
from importers.opinions.subjects import found_in
from importers.opinions.topics import Topics, numbered, topics_of
from scene.feedback import Feedback, SilentFeedback
from scene.review.opinion import node_of
from scene.review.words import KIND_WORDS, STATE_WORDS

#: Topics that a look shows.
_SHOWN = 5


class BcfImporter:
    """Opinions from BCF."""

    id: ClassVar[str] = "opinions.bcf"
    format_name: ClassVar[str] = "BCF"
    params_type: type[ImportParams] = ImportParams

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file is a ZIP archive named as BCF is, or begins with its version."""
        named = path.suffix.lower() in (".bcf", ".bcfzip")
        return head.startswith(b"PK") and (named or b"bcf.version" in head)

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Look at what the topics say."""
        topics = self._topics(path, [], SilentFeedback())
        sample = tuple(
            (str(one.number), KIND_WORDS[one.kind].zh, one.short, one.who, STATE_WORDS[one.state].zh)
            for one in topics.opinions[:_SHOWN]
        )
        columns = ("number", "kind", "text", "who", "state")
        return FieldGuess("opinions", len(topics.opinions), topics.crs, columns, sample)

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read all topics."""
        issues: list[ImportIssue] = []
        topics = self._topics(path, issues, feedback)
        provenance = provenance_of(self.id, path, params, feedback)
        opinions, frame = placed(topics.opinions, topics.crs, params, target, path.name, issues)
        found = [replace(one, subject=found_in(target.scene, one.subject)) for one in opinions]
        feedback.progress(1.0)
        return ImportResult(tuple(node_of(one, provenance) for one in found), frame, tuple(issues))

    def _topics(self, path: Path, issues: list[ImportIssue], feedback: Feedback) -> Topics:
        with _opened(path, self.format_name) as archive:
            topics = topics_of(archive, path, issues, feedback)
        return replace(topics, opinions=numbered(topics.opinions, issues))


@contextmanager
def _opened(path: Path, format_name: str) -> Iterator[Archive]:
    with reading(existing(path), format_name):
        try:
            packed = zipfile.ZipFile(path)
        except zipfile.BadZipFile as problem:
            raise broken(path, "is broken: it is no ZIP archive, or was cut short") from problem
        with packed:
            yield Archive(packed, path)
