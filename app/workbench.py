"""What every panel, action and tool is given: the open project, the jobs, the view, and who to tell.

It carries the scene's own signals into Qt once, for whichever project is open, so that a panel connects
to the workbench and never to a scene that may be gone tomorrow. It does not know any panel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.jobs import Jobs
from app.rights import Right, may
from app.session import Session
from app.settings import SettingsFile
from scene.commands import Command
from scene.errors import WeiyangError
from scene.messages import Message
from scene.node import Node

if TYPE_CHECKING:
    from app.meeting.presenting import Presenting
    from app.panels.analyses.desk import AnalysisDesk
    from app.panels.balloon_desk import BalloonDesk
    from app.panels.compare.desk import CompareDesk
    from app.panels.course.desk import CourseDesk
    from app.panels.hud.desk import HudDesk
    from app.panels.opinions.desk import OpinionDesk
    from app.panels.route.desk import RouteDesk
    from app.tools.toolbox import Toolbox
    from app.viewport.widget import Viewport
    from app.window.files import Files
    from app.window.main_window import MainWindow
    from app.window.recording import Recording


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the person in front of the screen, with what to do about it."""

    kind: Literal["note", "error"]
    message: Message
    hint: Message | None = None


class Workbench(QObject):
    """The open project and everything around it.

    Parameters
    ----------
    settings : SettingsFile
        What the person prefers.
    session : Session
        The project that is open first.
    """

    #: Another project is open now.
    session_changed = Signal()
    #: The scene changed, with a tuple of `scene.graph.Change`.
    scene_changed = Signal(tuple)
    #: What is seen of it changed, by a command or by another scheme, with a tuple of `scene.graph.Change`.
    seen_changed = Signal(tuple)
    #: Another scheme is shown, with its id; empty for the existing city.
    scheme_changed = Signal(str)
    #: Another thing is selected, with a `Selected` or None.
    selection_changed = Signal(object)
    #: Other layers are hidden for a while, or none are.
    veil_changed = Signal()
    #: Another moment is shown, with a datetime.
    moment_changed = Signal(object)
    #: Another season is shown, with its name.
    season_changed = Signal(str)
    #: Whatever the enablement of an action may depend on has changed; many changes make one signal.
    state_changed = Signal()
    #: Somebody has a `Notice` for the person.
    noticed = Signal(object)

    # Put in place by the main window while it is built.
    window: MainWindow
    view: Viewport
    files: Files
    toolbox: Toolbox
    balloon: BalloonDesk
    analyses: AnalysisDesk
    course: CourseDesk
    routes: RouteDesk
    hud: HudDesk
    opinions: OpinionDesk
    recording: Recording
    presenting: Presenting
    comparing: CompareDesk

    def __init__(self, settings: SettingsFile, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.jobs = Jobs(self)
        self.jobs.failed.connect(self.report)
        #: For what must not wait behind an analysis: unsaved work, and pictures of what was said.
        self.keeping = Jobs(self, threads=2)
        self.keeping.failed.connect(self.report)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.state_changed)
        self._over: dict[str, tuple[Node, ...]] = {}
        self._session = session
        self._listen(session)

    @property
    def session(self) -> Session:
        """The project that is open."""
        return self._session

    def take(self, session: Session) -> None:
        """Open another project in place of this one."""
        self.let_go()
        self._session = session
        self._listen(session)
        self.session_changed.emit()
        self.touch()

    def let_go(self) -> None:
        """Listen to the project no more; the session may outlive the window."""
        self._session.scene.changed.disconnect(self._on_scene)
        self._session.shown.graph.changed.disconnect(self._on_seen)
        self._session.shown.chosen.disconnect(self._on_scheme)
        self._session.shown.hid.disconnect(self._on_veil)
        self._session.selection.changed.disconnect(self._on_selection)
        self._session.clock.changed.disconnect(self._on_moment)
        self._session.season.changed.disconnect(self._on_season)
        self._session.history.changed.disconnect(self.touch)

    def _listen(self, session: Session) -> None:
        session.scene.changed.connect(self._on_scene)
        session.shown.graph.changed.connect(self._on_seen)
        session.shown.chosen.connect(self._on_scheme)
        session.shown.hid.connect(self._on_veil)
        session.selection.changed.connect(self._on_selection)
        session.clock.changed.connect(self._on_moment)
        session.season.changed.connect(self._on_season)
        session.history.changed.connect(self.touch)

    def _on_scene(self, changes: tuple[object, ...]) -> None:
        self.scene_changed.emit(changes)
        self.touch()

    def _on_seen(self, changes: tuple[object, ...]) -> None:
        self.seen_changed.emit(changes)
        self.touch()

    def _on_scheme(self, scheme: str) -> None:
        self.scheme_changed.emit(scheme)
        self.touch()

    def _on_veil(self) -> None:
        self.veil_changed.emit()
        self.touch()

    def _on_selection(self, selected: object) -> None:
        self.selection_changed.emit(selected)
        self.touch()

    def _on_moment(self, moment: object) -> None:
        self.moment_changed.emit(moment)

    def _on_season(self, name: str) -> None:
        self.season_changed.emit(name)
        self.touch()

    def touch(self) -> None:
        """Have the enablement of actions read anew, once this turn of the event loop is over."""
        self._soon.start()

    def run(self, command: Command) -> bool:
        """Do a command through the history; say so if it cannot be done, and return whether it was."""
        try:
            self._session.run(command)
        except WeiyangError as problem:
            self.report(problem)
            return False
        return True

    def undo(self) -> None:
        """Take the last command back; say so if that cannot be done."""
        self._step(self._session.history.undo)

    def redo(self) -> None:
        """Do the last undone command again; say so if that cannot be done."""
        self._step(self._session.history.redo)

    def _step(self, step: Callable[[], None]) -> None:
        try:
            step()
        except WeiyangError as problem:
            self.report(problem)

    def may(self, right: Right) -> bool:
        """Return whether the person at the desk may do something."""
        return may(self.settings.current.person_role, right)

    def lay_over(self, owner: str, nodes: Iterable[Node]) -> None:
        """Lay nodes over the view in place of those that the same owner laid there; others' stay."""
        self._over[owner] = tuple(nodes)
        self.view.lay_over([node for laid in self._over.values() for node in laid])

    def tell(self, message: Message, hint: Message | None = None) -> None:
        """Show a sentence that asks for nothing."""
        self.noticed.emit(Notice("note", message, hint))

    def report_sentence(self, message: Message, hint: Message | None = None) -> None:
        """Show a sentence about something that went wrong."""
        self.noticed.emit(Notice("error", message, hint))

    @Slot(object)
    def report(self, problem: WeiyangError) -> None:
        """Show what went wrong, as one sentence and what to do."""
        self.noticed.emit(Notice("error", problem.message, problem.hint))
