"""Seals a meeting: asks every question again, writes all parts, lists them, and enters that in the log.

The archive is written beside its place and moved there when it is whole; a full disk, an error or a cancel
leaves nothing. It knows neither windows nor the command line.
"""

import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from app.archive.manifest import MANIFEST, SEAL, Manifest, sealed_files
from app.archive.matter import Matter, Paint
from app.archive.parts import PARTS
from app.archive.standing import asked_again
from app.archive.views import views_of
from app.parameter_files import hash_of
from app.record import Recorder, hashes_of
from app.review import project_name
from app.version import PROGRAM, VERSION
from scene.clock import BEIJING_TIME
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.graph import Snapshot
from scene.leftovers import sweep, unfinished
from scene.messages import msg
from scene.record.entry import Entry

#: Shares of the time: asking again, painting, writing.
_ASKED, _PAINTED = 0.45, 0.7


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sealed, and where to.

    Parameters
    ----------
    out : Path
        A folder, or a file that ends in ``.zip``; it must not be there yet.
    parts : frozenset of str
        Keys of the parts that go in; those that are needed always do.
    films : tuple of Path
        Films to put in.
    """

    out: Path
    parts: frozenset[str] = frozenset(part.key for part in PARTS if part.chosen)
    films: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """What was sealed.

    Parameters
    ----------
    path : Path
        Folder or zip.
    head : str
        What the minutes print.
    entry : Entry
        The entry of the log that tells of it.
    matter : Matter
        What went in.
    """

    path: Path
    head: str
    entry: Entry
    matter: Matter


def seal(
    recorder: Recorder, scene: Snapshot, order: Order, paint: Paint | None, feedback: Feedback
) -> Archive:
    """Seal the meeting of a session.

    Parameters
    ----------
    recorder : Recorder
        Of the session; what is computed anew and the seal itself are entered through it.
    scene : Snapshot
        The project as it is sealed; the session's scene, which nobody changes meanwhile.
    order : Order
        What goes in, and where to.
    paint : callable, optional
        Paints views; none for an archive without pictures of its own.
    feedback : Feedback
        Progress and cancel.

    Raises
    ------
    NotAllowed
        If the role at the desk does not seal.
    InvalidRequest
        If a film is not there, if there is something already where the archive should be, or if it cannot
        be written.
    Cancelled
        If the person asked to stop.
    """
    recorder.demand("seal")
    for film in order.films:
        if not film.exists():
            raise InvalidRequest(
                msg("{file} is not there.", file=film.name), msg("Check the name and the folder.")
            )
    with _beside(order.out) as folder:
        matter = _gathered(recorder, scene, order, paint, feedback)
        _write(matter, order, folder, PartOf(feedback, _PAINTED, 0.97))
        manifest = _listed(matter, folder, feedback)
        feedback.check()
        digest, packed = hash_of(folder / MANIFEST), _packed(folder, order.out)
        entry = recorder.sealed(digest, matter.head, len(manifest.files))
        _add_seal(packed, order.out, recorder.session.book.entries[len(matter.entries) :])
        packed.rename(order.out)
    feedback.progress(1.0)
    return Archive(order.out, matter.head, entry, matter)


def _gathered(
    recorder: Recorder, scene: Snapshot, order: Order, paint: Paint | None, feedback: Feedback
) -> Matter:
    session = recorder.session
    recorder.flush()
    if not session.book.entries:  # a log begins with what was there
        recorder.opened()
        recorder.flush()
    results, fallen = asked_again(recorder, scene, PartOf(feedback, 0.0, _ASKED))
    matter = Matter(
        name=project_name(session),
        moment=datetime.now(BEIJING_TIME).replace(microsecond=0),
        program=f"{PROGRAM} {VERSION}",
        scene=scene,
        meta=session.meta,
        entries=session.book.entries,
        results=results,
        fallen=fallen,
        films=order.films,
    )
    views = views_of(matter) if paint else ()
    pictures: dict[str, bytes] = {}
    more = [view for part in PARTS if paint and part.key in order.parts for view in part.wanted(matter)]
    for done, view in enumerate((*views, *more)):
        feedback.check()
        share = _ASKED + (_PAINTED - _ASKED) * done / (len(views) + len(more))
        feedback.progress(share, msg("Painting {name}", name=view.title))
        assert paint is not None
        pictures[view.key] = paint(view)
    return replace(matter, views=views, pictures=pictures)


def _write(matter: Matter, order: Order, folder: Path, feedback: Feedback) -> None:
    parts = [part for part in PARTS if part.needed or part.key in order.parts]
    whole, done = sum(part.weight for part in parts), 0.0
    for part in parts:
        feedback.check()
        feedback.progress(done / whole, part.title)
        part.write(matter, folder, PartOf(feedback, done / whole, (done + part.weight) / whole))
        done += part.weight


def _listed(matter: Matter, folder: Path, feedback: Feedback) -> Manifest:
    manifest = Manifest(
        head=matter.head,
        moment=matter.moment.isoformat(),
        program=matter.program,
        files=sealed_files(folder, feedback),
        layers=hashes_of(matter.scene),
        results={f"{matter.folder_of(one)}/results.json": one.entry.number for one in matter.results},
    )
    (folder / MANIFEST).write_bytes(manifest.text().encode())
    return manifest


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """Lend a folder beside the place of an archive; it is gone afterwards, whatever happens."""
    if out.exists():
        raise InvalidRequest(
            msg("{file} is there already.", file=out.name),
            msg("Name an archive that is not there yet: what was sealed is not overwritten."),
        )
    sweep(out)
    folder = unfinished(out)
    try:
        folder.mkdir(parents=True)
        yield folder
    except OSError as problem:
        raise InvalidRequest(
            msg("{file} cannot be written: {problem}.", file=out.name, problem=problem.strerror or problem),
            msg("Choose another folder, or make room on the disk."),
        ) from problem
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".zip").unlink(missing_ok=True)


def _packed(folder: Path, out: Path) -> Path:
    """Return what is moved to its place: the folder, or a zip of it."""
    if out.suffix.lower() != ".zip":
        return folder
    packed = folder.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"{out.stem}/{path.relative_to(folder).as_posix()}")
    return packed


def _add_seal(packed: Path, out: Path, entries: Sequence[Entry]) -> None:
    """Put in what the log says since the project was written: at the end, that it was sealed."""
    held = json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1, sort_keys=True)
    if packed.is_dir():
        (packed / SEAL).write_text(held + "\n", "utf-8")
        return
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{out.stem}/{SEAL}", held + "\n")
    with packed.open("rb") as file:
        os.fsync(file.fileno())
