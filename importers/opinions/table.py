"""Opinions from CSV: a table that this program wrote, or a list that somebody kept in a spreadsheet.

It needs the words and a place; all else may be missing. It does not know frames.
"""

import codecs
import csv
import io
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import broken, existing, reading
from importers.common.provenance import provenance_of
from importers.issues import tell
from importers.opinions.columns import COLUMNS, comments_of, key_of
from importers.opinions.identity import moment_of, uuid_of
from importers.opinions.placing import placed
from importers.opinions.subjects import found_in
from importers.opinions.topics import numbered
from importers.opinions.words import kind_of, severity_of, state_of
from scene.clock import BEIJING_TIME
from scene.feedback import Feedback
from scene.messages import BilingualText
from scene.review.opinion import Opinion, Point, Subject, node_of

#: Without these a table is none of opinions.
_NEEDED: Final = frozenset({"text", "x", "y"})
_LARGEST: Final = 200_000_000
_MOST_ROWS: Final = 200_000
_SHOWN: Final = 5
_FORMULA: Final = ("'=", "'+", "'-", "'@", "'\t")


class OpinionTableImporter:
    """Opinions from CSV."""

    id: ClassVar[str] = "opinions.csv"
    format_name: ClassVar[str] = "CSV"
    params_type: type[ImportParams] = ImportParams

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the first line names the columns of opinions."""
        line = _text(head, whole=False).splitlines()
        return bool(line) and {key_of(title) for title in next(csv.reader([line[0]]), [])} >= _NEEDED

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Look at the first rows."""
        with reading(existing(path), self.format_name):
            table = list(_rows(path))
        columns = tuple(COLUMNS)
        sample = tuple(tuple(row.get(key, "") for key in columns) for row in table[:_SHOWN])
        return FieldGuess("opinions", len(table), _system(table), columns, sample)

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read all rows that have words and a place."""
        issues: list[ImportIssue] = []
        with reading(existing(path), self.format_name):
            table = list(_rows(path))
            seen = datetime.fromtimestamp(path.stat().st_mtime, BEIJING_TIME).isoformat(timespec="seconds")
            provenance = provenance_of(self.id, path, params, feedback)
            found, lost = [], []
            for at, row in enumerate(table):
                feedback.check()
                opinion = _opinion(row, at, provenance.sha256, seen)
                if opinion is None:
                    lost.append(at)
                else:
                    found.append(opinion)
        if not found:
            raise broken(path, "holds no opinion: no row has words and a place")
        tell(issues, "dropped", "{count} rows have no words or no place: {rows}.", lost)
        opinions, frame = placed(
            numbered(tuple(found), issues), _system(table), params, target, path.name, issues
        )
        nodes = (
            node_of(replace(one, subject=found_in(target.scene, one.subject)), provenance) for one in opinions
        )
        feedback.progress(1.0)
        return ImportResult(tuple(nodes), frame, tuple(issues))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the cells of each row by our keys."""
    if path.stat().st_size > _LARGEST:
        raise broken(path, "is broken: no list of opinions is that long")
    text = _text(path.read_bytes())
    if not text or "\0" in text:
        raise broken(path, "is broken: it holds bytes that no text has")
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    keys = [key_of(title) for title in next(table, [])]
    if not set(keys) >= _NEEDED:
        raise broken(path, "has no columns of words, easting and northing")
    for number, cells in enumerate(table):
        if number > _MOST_ROWS:
            raise broken(path, "is broken: no list of opinions is that long")
        if 0 < len(cells) < len(keys):
            raise broken(path, "is broken: row {row} was cut short", row=number + 2)
        row = {key: _bare(cell.strip()) for key, cell in zip(keys, cells, strict=False) if key}
        if any(row.values()):
            yield row


def _text(content: bytes, whole: bool = True) -> str:
    """Return text in UTF-8, else in GB 18030 as Excel writes it in China; empty if it is neither."""
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return codecs.getincrementaldecoder(codec)("strict").decode(content, final=whole)
        except UnicodeDecodeError:
            continue
    return ""


def _bare(cell: str) -> str:
    """Return a cell without the mark that keeps a spreadsheet from computing it."""
    return cell[1:] if cell.startswith(_FORMULA) else cell


def _opinion(row: dict[str, str], at: int, digest: str, seen: str) -> Opinion | None:
    """Return the opinion of a row, in the coordinates of the file; None if words or place are missing."""
    place = _point(row, "")
    if place is None or not row.get("text"):
        return None
    eye, target, angle = _point(row, "eye_"), _point(row, "target_"), _figure(row.get("view_angle", ""))
    if eye is None or target is None:
        eye, target = (place[0] - 60.0, place[1] - 60.0, place[2] + 40.0), place  # from above, south-west
    number = _figure(row.get("number", ""))
    both = BilingualText.same
    return Opinion(
        text=row["text"],
        kind=kind_of(row.get("kind", "")) or "意见",
        who=row.get("who", ""),
        place=place,
        created=moment_of(row.get("created", "")) or seen,
        severity=severity_of(row.get("severity", "")) or "",
        state=state_of(row.get("state", "")) or "open",
        number=int(number) if number is not None and 1 <= number < 1e7 else at + 1,
        subject=Subject(
            row.get("subject_node", ""), row.get("subject_row", ""), both(row.get("subject", ""))
        ),
        eye=eye,
        target=target,
        view_angle=angle if angle is not None and 1.0 <= angle <= 175.0 else 38.0,
        moment=moment_of(row.get("moment", "")),
        scheme=row.get("scheme_id", ""),
        scheme_name=both(row.get("scheme", "")),
        stop=row.get("stop_id", ""),
        stop_name=both(row.get("stop", "")),
        changed=moment_of(row.get("changed", "")),
        changed_by=row.get("changed_by", ""),
        comments=comments_of(row.get("comments", "")),
        key=uuid_of(row.get("key", ""), f"{digest}/{at}"),
    )


def _system(table: list[dict[str, str]]) -> str:
    return next((row["crs"] for row in table if row.get("crs")), "")


def _point(row: dict[str, str], prefix: str) -> Point | None:
    x, y, z = (_figure(row.get(prefix + axis, "")) for axis in "xyz")
    if x is None or y is None:
        return None
    return (x, y, z if z is not None else 0.0)


def _figure(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
