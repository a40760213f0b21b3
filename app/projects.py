"""Sessions from and into files: the built-in city, projects, recovered work.

Takes as long as files take: the window calls it from jobs. It knows no Qt.
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from platformdirs import user_state_path

from app.session import Session
from scene.feedback import Feedback, SilentFeedback
from scene.graph import SceneGraph, Snapshot
from scene.project.book import Book
from scene.project.recovery import Unsaved
from scene.project.store import Opened, ProjectStore
from scene.season import BARE, LEAF


def recovery_folder() -> Path:
    """Return the folder that unsaved work is kept in."""
    return user_state_path("weiyang") / "recovery"


def open_built_in(feedback: Feedback | None = None) -> Session:
    """Return a session with the built-in Yangzhou.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    from importers.yangzhou.city import build

    frame, branches = build(feedback or SilentFeedback())
    scene = SceneGraph(frame)
    for node, children in branches:
        scene.insert(node)
        for child in children:
            scene.insert(child, node.id)
    return Session(scene, built_in=True)


def open_project(path: Path, feedback: Feedback | None = None) -> Session:
    """Return a session with the project of a file.

    Raises
    ------
    ProjectProblem
        If the file cannot be opened.
    Cancelled
        If the person asked to stop.
    """
    store = ProjectStore(path)
    return _session(store.open(feedback), store, Book(store, store.log()))


def open_log(path: Path) -> Book:
    """Return the decision log of a project file, without reading its layers.

    Raises
    ------
    ProjectProblem
        If the file cannot be opened.
    """
    store = ProjectStore(path)
    return Book(store, store.log())


def is_project(path: Path) -> bool:
    """Return whether a file is a project of Weiyang, and not a GeoPackage of somebody else's."""
    if path.suffix.lower() != ".gpkg" or not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            asked = "SELECT 1 FROM sqlite_master WHERE name LIKE 'weiyang\\_%' ESCAPE '\\'"
            return file.execute(asked).fetchone() is not None
    except sqlite3.Error:
        return False


def recover(unsaved: Unsaved, feedback: Feedback | None = None) -> Session:
    """Return a session with work that was not saved; it counts as modified.

    Where another program wrote the project file since, the work becomes a project without a file, so that
    saving it asks for a name instead of overwriting what the other wrote.

    Raises
    ------
    ProjectProblem
        If the recovery file is damaged, or what it changes is gone.
    Cancelled
        If the person asked to stop.
    """
    origin, store = None, None
    if unsaved.built_in:
        origin = open_built_in(feedback).scene.snapshot()
    elif unsaved.project and unsaved.project.exists():
        store = ProjectStore(unsaved.project)
        origin = store.open(feedback).snapshot
    opened = unsaved.open(origin)
    # The log goes on from the project's, whichever file it is saved to.
    book = Book(None if unsaved.project_changed else store, store.log() if store else ())
    session = _session(opened, None if unsaved.project_changed else store, book, origin)
    session.built_in = unsaved.built_in
    if unsaved.changes_scene:
        session.history.mark_unsaved()
    session.book.take_in(unsaved.log)
    return session


def _session(
    opened: Opened, store: ProjectStore | None, book: Book, before: Snapshot | None = None
) -> Session:
    session = Session(opened.graph(), store, before=before, book=book)
    if "moment" in opened.meta:
        session.clock.set(datetime.fromisoformat(opened.meta["moment"]))
    if opened.meta.get("season") in (LEAF, BARE):  # a later version may know more seasons
        session.season.set(opened.meta["season"])
    session.shown.choose(opened.meta.get("scheme", ""))
    return session


def save_project(
    session: Session, snapshot: Snapshot, path: Path | None = None, feedback: Feedback | None = None
) -> None:
    """Save a snapshot of the session, to its own file or to another one that becomes its own.

    May run in a worker; the caller marks the history as saved afterwards, if it is still where it was.

    Raises
    ------
    ProjectProblem
        If the file cannot be written.
    Cancelled
        If the person asked to stop.
    """
    same = path is None or (session.store is not None and session.store.path == path)
    store = session.store if same and session.store else ProjectStore(path or Path())
    store.save(snapshot, wkt_of(snapshot.frame.crs), session.meta, feedback, session.book.entries)
    session.book.settle(store)
    session.store, session.before = store, snapshot
    session.built_in = False


def wkt_of(crs: str) -> str:
    """Return the definition of a CRS as WKT 1, which every GIS reads; empty if it has none."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(crs).to_wkt("WKT1_GDAL")
    except CRSError:
        return ""
