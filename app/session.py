"""One open project: its scene, history and selection, which moment and season it shows, where it is saved.

Shared by the window and the command line. It knows no Qt.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np

from app.version import VERSION
from importers.base import ImportTarget
from scene.clock import SPRING_MORNING, SceneClock
from scene.commands import Branch, Command
from scene.frame import YANGZHOU_FRAME, SceneFrame
from scene.graph import Change, Reframed, Removed, Replaced, SceneGraph, Snapshot
from scene.history import History
from scene.messages import Message
from scene.node import Node, NodeId
from scene.payloads import Buildings
from scene.project.book import Book
from scene.project.recovery import Origin
from scene.project.store import ProjectStore
from scene.schemes.editing import edit, place
from scene.schemes.shown import Shown
from scene.season import SceneSeason
from scene.selection import Selected, Selection


@dataclass
class Session:
    """Everything that belongs to one open project.

    Commands are done to `scene`; who looks, picks, walks or computes reads `shown.graph`.

    Parameters
    ----------
    scene : SceneGraph
        The city.
    store : ProjectStore, optional
        The project file; None while it has none.
    built_in : bool
        Whether this is the built-in Yangzhou, not yet saved as a project of its own.
    before : Snapshot, optional
        The scene as it can be had again from the project file or the built-in city; by default as it is now.
    book : Book
        The decision log.
    """

    scene: SceneGraph
    store: ProjectStore | None = None
    built_in: bool = False
    before: Snapshot | None = None
    book: Book = field(default_factory=Book)
    history: History = field(init=False)
    shown: Shown = field(init=False)
    selection: Selection = field(default_factory=Selection)
    clock: SceneClock = field(default_factory=SceneClock)
    season: SceneSeason = field(default_factory=SceneSeason)

    def __post_init__(self) -> None:
        self.history = History(self.scene)
        self.shown = Shown(self.scene)
        self.shown.graph.changed.connect(self._on_seen)
        if self.before is None:
            self.before = self.scene.snapshot()
        self.scene.changed.connect(self._on_scene)

    @classmethod
    def empty(cls, frame: SceneFrame = YANGZHOU_FRAME) -> "Session":
        """Make a session without any data; its first import may give it another frame."""
        return cls(SceneGraph(frame))

    @property
    def path(self) -> Path | None:
        """The project file, None while it has none."""
        return self.store.path if self.store else None

    @property
    def origin(self) -> Origin:
        """What unsaved work is a change of: nothing, while there is neither a file nor the built-in city."""
        if self.before is None or not (self.path or self.built_in):
            return Origin(Snapshot(self.scene.frame, (), {}))
        return Origin(self.before, self.path, self.built_in, self.store)

    @property
    def meta(self) -> dict[str, str]:
        """What a project file holds beside the scene."""
        return {
            "program": VERSION,
            "moment": self.clock.moment.isoformat(),
            "season": self.season.name,
            "scheme": self.shown.scheme,
        }

    @property
    def takes_frame(self) -> bool:
        """Whether the next import may choose the frame: true while there is no data."""
        return len(self.scene) == 0

    @property
    def import_target(self) -> ImportTarget:
        """Where imported data goes: the frame, unless the data may choose it, and the scene as it is now."""
        return ImportTarget(None if self.takes_frame else self.scene.frame, self.scene.snapshot())

    def edited(self, nodes: Iterable[Node], label: Message, gesture: str = "") -> Command:
        """Return the command that makes things what a person wants to see, in the scheme that is shown."""
        return edit(self.scene, self.shown.scheme, map(self._unveiled, nodes), label, gesture)

    def _unveiled(self, node: Node) -> Node:
        """Return a node that was made from how it is seen without what hides or shows it for a while."""
        seen, held = self.shown.graph, self.scene.node(node.id).visible
        veiled = node.id in seen and node.visible == seen.node(node.id).visible != held
        return replace(node, visible=held) if veiled else node

    def placed(
        self,
        branches: Sequence[Branch | Node],
        label: Message | None = None,
        parent: NodeId | None = None,
    ) -> Command:
        """Return the command that brings things into the scheme that is shown, else below `parent`."""
        return place(self.scene, self.shown.scheme, branches, label, parent)

    def run(self, command: Command) -> None:
        """Do a command through the history."""
        self.history.run(command)

    def _on_seen(self, changes: tuple[Change, ...]) -> None:
        """Keep the selected building selected when it stands in another row; let go what is not seen."""
        selected = self.selection.current
        if selected is None:
            return
        for change in changes:
            if isinstance(change, Replaced) and change.after.id == selected.node_id:
                row = row_after(change.before, change.after, selected.row)
                self.selection.select(Selected(selected.node_id, row) if row is not None else None)
            elif isinstance(change, Removed) and change.node.id == selected.node_id and selected.row >= 0:
                self.selection.select(None)

    def _on_scene(self, changes: tuple[Change, ...]) -> None:
        """Bring the morning along when the scene goes to another part of the world."""
        for change in changes:
            if isinstance(change, Reframed):
                self.clock.set(spring_morning_at(change.after))


def row_after(before: Node, after: Node, row: int) -> int | None:
    """Return where a row of a layer of buildings is after a change, None if it is gone."""
    older, newer = before.payload, after.payload
    if row < 0 or not isinstance(older, Buildings) or not isinstance(newer, Buildings) or row >= older.count:
        return row
    if row < newer.count and newer.ids[row] == older.ids[row]:
        return row
    return newer.row_of_id.get(older.ids[row])


def spring_morning_at(frame: SceneFrame) -> datetime:
    """Return the moment that the scene is first shown in: a spring morning by the local hour of a place."""
    if frame == YANGZHOU_FRAME:  # which opens first, and should not wait for PROJ
        return SPRING_MORNING
    from importers.coordinates.crs import lonlat_of

    longitude = float(lonlat_of(frame, np.zeros((1, 2)))[0, 0])
    zone = timezone(timedelta(hours=round(longitude / 15.0)))
    return SPRING_MORNING.replace(tzinfo=zone)
