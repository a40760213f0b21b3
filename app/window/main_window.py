"""The main window: puts the parts together and carries what concerns all of them.

The parts know the workbench, not each other; what an action does stands in the part that it concerns.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QImage
from PySide6.QtWidgets import QMainWindow, QWidget

from app.actions.menus import Menus
from app.i18n import renew_with_language, tr, translator
from app.panels.daylight import DaylightPopup
from app.panels.inspector import InspectorPanel
from app.panels.layers import LayersPanel
from app.panels.viewpoints import ViewpointsPanel
from app.session import Session
from app.settings import SettingsFile
from app.theme import theme
from app.views import Pose
from app.window.central import Central
from app.window.cloud_keeper import CloudKeeper
from app.window.docks import Dock, arrange
from app.window.drop import DropTarget, leave_drops_to_the_window
from app.window.files import Files
from app.window.recording import Recording
from app.window.seeing import Seeing
from app.window.status import Status
from app.workbench import Workbench
from scene.messages import BilingualText, msg
from scene.node import Role

if TYPE_CHECKING:
    from app.viewport.widget import Viewport

FIRST_SIZE = QSize(1600, 960)


class MainWindow(QMainWindow):
    """The window.

    Parameters
    ----------
    settings : SettingsFile
        What the person prefers.
    session : Session, optional
        The project that is open first; by default an empty one.
    make_view : callable, optional
        Makes the view; by default the 3D viewport.
    """

    def __init__(
        self,
        settings: SettingsFile,
        session: Session | None = None,
        make_view: Callable[[QWidget], "Viewport"] | None = None,
    ) -> None:
        super().__init__()
        translator.speak(settings.current.language)
        self.bench = bench = Workbench(settings, session or Session.empty(), self)
        bench.window = self
        bench.files = Files(bench)
        self.labels_shown = True
        self.central = Central(bench, self)
        self.setCentralWidget(self.central)
        bench.view = (make_view or _viewport)(self.central)
        bench.view.set_dark(settings.current.theme == "dark")
        self.central.hold(bench.view)
        self.central.foot_changed.connect(bench.view.set_foot)
        self.seeing = Seeing(bench)
        self.clouds = CloudKeeper(bench)
        self._make_desks()
        self._make_panels()
        bench.recording = Recording(bench)
        self.status = Status(bench, self)
        self.setStatusBar(self.status)
        self.menus = Menus(self, bench)
        self.schemes.take_actions()
        self._daylight = DaylightPopup(bench, self)
        leave_drops_to_the_window(bench.view)
        self.drop = DropTarget(self, self.central, bench.files.import_paths)
        bench.view.hovered.connect(self.status.show_place)
        bench.view.picked.connect(self._on_picked)
        bench.state_changed.connect(self._retitle)
        bench.session_changed.connect(self._on_session)
        renew_with_language(self, self._retitle)
        self.resize(FIRST_SIZE)
        self._on_session()

    def _make_desks(self) -> None:
        """Make what knows the state of each part of the work, before what shows it."""
        from app.meeting.pictures import StopPictures
        from app.meeting.presenting import Presenting
        from app.meeting.remote import Remote
        from app.panels.analyses.desk import AnalysisDesk
        from app.panels.balloon_desk import BalloonDesk
        from app.panels.compare.desk import CompareDesk
        from app.panels.course.desk import CourseDesk
        from app.panels.opinions.desk import OpinionDesk
        from app.window.filming import Filming
        from app.window.projecting import Projecting
        from app.window.publishing import Publishing
        from app.window.sealing import Sealing

        bench = self.bench
        bench.balloon = BalloonDesk(bench)
        bench.analyses = AnalysisDesk(bench)
        bench.course = CourseDesk(bench)
        bench.comparing = CompareDesk(bench)
        bench.opinions = OpinionDesk(bench)
        self.filming = Filming(bench)
        self.sealing = Sealing(bench)
        self.publishing = Publishing(bench)
        bench.presenting = Presenting(bench)
        self.stop_pictures = StopPictures(bench, bench.presenting)
        self.projecting = Projecting(bench)
        self.remote = Remote(bench.presenting)

    def _make_panels(self) -> None:
        from app.panels.agenda import AgendaPanel
        from app.panels.analyses.panel import AnalysisPanel
        from app.panels.balloon import BalloonPanel
        from app.panels.compare.bar import CompareBar
        from app.panels.course.bar import TimeBar
        from app.panels.opinions.panel import OpinionsPanel
        from app.panels.presenter_bar import PresenterBar
        from app.panels.schemes.panel import SchemesPanel
        from app.tools.toolbox import Toolbox
        from app.window.walking import prepare_walking

        bench = self.bench
        self.central.hold_bar(TimeBar(bench, self.central))
        prepare_walking(bench, self.central)
        self.presenter_bar = PresenterBar(bench, self.central)
        self.central.hold_bar(self.presenter_bar)
        self.central.hold_head(CompareBar(bench, self.central))
        bench.toolbox = Toolbox(bench)
        self.layers = LayersPanel(bench)
        self.schemes = SchemesPanel(bench)
        self.viewpoints = ViewpointsPanel(bench)
        self.agenda = AgendaPanel(bench, self.stop_pictures)
        self.balloon = BalloonPanel(bench)
        self.analyses = AnalysisPanel(bench)
        self.inspector = InspectorPanel(bench)
        self.opinions = OpinionsPanel(bench)
        self.docks = [
            Dock(self, "layers", msg("Layers"), self.layers),
            Dock(self, "viewpoints", msg("Viewpoints"), self.viewpoints),
            Dock(self, "schemes", BilingualText("比选方案", "Schemes"), self.schemes),
            Dock(self, "agenda", msg("Agenda"), self.agenda),
            Dock(self, "balloon", msg("Red balloon"), self.balloon),
            Dock(self, "analysis", msg("Analysis"), self.analyses),
            Dock(self, "inspector", msg("Inspector"), self.inspector),
            Dock(self, "opinions", msg("Opinions"), self.opinions),
        ]
        arrange(self, self.docks[:4], self.docks[4:])

    # -- what actions ask of the window --------------------------------------------------------------------

    @property
    def mode(self) -> str:
        """How one moves in the view."""
        return self.seeing.mode

    def set_mode(self, mode: str) -> None:
        """Move in another way from now on."""
        self.bench.toolbox.stop()
        self.seeing.set_mode(mode)
        self.status.show_mode(self.mode)
        self.bench.touch()

    def fly_to(self, pose: Pose) -> None:
        """Fly to a pose."""
        self.seeing.fly_to(pose)

    def fly_home(self) -> None:
        """Fly to the view that the city opens with."""
        self.seeing.fly_home()

    def zoom_to_selection(self) -> None:
        """Fly to where the selected layer fills the view."""
        self.seeing.zoom_to_selection()

    def thumbnail(self, pose: Pose, size: QSize) -> QImage | None:
        """Return a small picture of what is seen from a pose, None while it cannot be drawn."""
        return self.seeing.thumbnail(pose, size)

    def show_labels(self, shown: bool) -> None:
        """Show or hide the names of places."""
        self.labels_shown = shown
        self.bench.view.show_names(shown)
        self.bench.touch()

    def show_daylight(self) -> None:
        """Open the sheet with date and hour below its button."""
        button = self.menus.toolbar.widgetForAction(self.menus.actions["view.daylight"])
        place = (
            button.mapToGlobal(QPoint(0, button.height() + 4)) if button else self.mapToGlobal(QPoint(0, 60))
        )
        self._daylight.move(place)
        self._daylight.show()

    def ask_photograph(self) -> None:
        """Ask for a photograph and its control points; the view stays open to the mouse."""
        from app.window.photograph_dialog import PhotographDialog

        PhotographDialog(self.bench, self).show()

    def ask_heritage_sheet(self) -> None:
        """Ask for the grades of heritage items."""
        from app.window.heritage_sheet_dialog import HeritageSheetDialog

        HeritageSheetDialog(self.bench, self).open()

    def ask_heights(self) -> None:
        """Ask which buildings get heights from the point cloud."""
        from app.window.measure_dialog import MeasureDialog

        MeasureDialog(self.bench, self).open()

    def dock(self, name: str) -> Dock:
        """Return a dock by its name."""
        return next(dock for dock in self.docks if dock.objectName() == name)

    def show_analysis(self, analysis_id: str = "") -> None:
        """Turn to an analysis in its panel; without an id to the list of all."""
        self.bench.analyses.choose(analysis_id)
        self.analyses.make()
        dock = self.dock("analysis")
        dock.show()
        dock.raise_()

    def show_measurements(self, key: str = "") -> None:
        """Open the table of what was measured, at one of its rows."""
        from app.window.measurements_dialog import MeasurementsDialog

        held = self.findChild(MeasurementsDialog)
        if held is None:
            MeasurementsDialog(self.bench, key, self).show()
        else:
            held.show_measure(key)
            held.raise_()

    def show_log(self, deciding: bool = False) -> None:
        """Open the decision log, to enter a decision if asked."""
        from app.window.log_dialog import LogDialog

        dialog = LogDialog(self.bench, self)
        dialog.show()
        if deciding:
            dialog.decision.setFocus()

    def show_key(self) -> None:
        """Open the key by which the person at the desk signs."""
        from app.window.key_dialog import KeyDialog

        KeyDialog(self.bench, self).open()

    def ask_seal(self) -> None:
        """Ask what goes into the archive of the meeting."""
        from app.window.seal_dialog import SealDialog

        SealDialog(self.bench, self).open()

    def show_shortcuts(self) -> None:
        """Open the sheet of keys."""
        from app.window.dialogs import shortcuts

        shortcuts(self).open()

    def show_about(self) -> None:
        """Open About."""
        from app.window.dialogs import about

        about(self).open()

    def wear(self, name: Literal["light", "dark"]) -> None:
        """Wear another theme, and remember it."""
        self.bench.settings.change(theme=name)
        theme.wear(name)
        self.bench.view.set_dark(name == "dark")
        self.bench.touch()

    def speak(self, language: Literal["zh", "en"]) -> None:
        """Speak another language, and remember it."""
        self.bench.settings.change(language=language)
        translator.speak(language)
        self.bench.view.set_language(language)
        self.bench.touch()

    @property
    def projector(self) -> bool:
        """Whether the view fills the screen beside its answer."""
        return self.projecting.on

    def set_projector(self, on: bool) -> None:
        """Fill the screen with the view and the answer, in larger letters; or go back."""
        self.projecting.set_on(on)

    # -- life ----------------------------------------------------------------------------------------------

    def start(self, project: Path | None = None) -> None:
        """Begin once the window is shown: recovered work, the named project, or the built-in city."""
        unsaved = self.bench.files.recovery.offer()
        if unsaved is not None:
            self.bench.files.recover(unsaved)
        elif project is not None:
            self.bench.files.open(project)
        else:
            self.bench.files.build_city(asked=False)

    @Slot()
    def _on_session(self) -> None:
        self.bench.toolbox.stop()
        self.seeing.show_session()
        self._retitle()

    @Slot(object)
    def _on_picked(self, picked: object) -> None:
        """Bring to the front what speaks of the thing that was clicked; a result that is asked stays."""
        if self.analyses.asks:
            return
        node_id = getattr(picked, "node_id", "")
        if node_id in self.bench.session.shown.graph:
            proposal = self.bench.session.shown.graph.node(node_id).role is Role.PROPOSALS
            self.dock("balloon" if proposal else "inspector").raise_()

    @Slot()
    def _retitle(self) -> None:
        session = self.bench.session
        if session.path is not None:
            name = session.path.stem
        else:
            name = tr(
                BilingualText("内置扬州", "Built-in Yangzhou")
                if session.built_in
                else msg("Untitled project")
            )
        if not any(self.bench.may(right) for right in ("change", "say")):
            name = tr(msg("{project} (read-only)", project=name))
        self.setWindowTitle(f"{name}[*] — {tr(BilingualText('维扬', 'Weiyang'))}")
        self.setWindowModified(session.history.modified)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Cancel and join all work, then close the view, then go."""
        if not self.bench.files.may_leave():
            event.ignore()
            return
        self.viewpoints.stop()
        self.bench.presenting.leave()
        self.remote.deafen()
        self.stop_pictures.stop()
        self.bench.course.pause()
        self.bench.routes.pause()
        self.filming.stop()
        self.sealing.stop()
        self.publishing.stop()
        self.bench.toolbox.stop()
        self.bench.jobs.close()
        self.bench.keeping.close()
        self.bench.recording.leave()
        self.bench.files.recovery.close()
        self.seeing.close()
        self.bench.let_go()
        event.accept()
        QTimer.singleShot(0, self.deleteLater)


def _viewport(parent: QWidget) -> "Viewport":
    from app.viewport.widget import Viewport

    viewport = Viewport(parent)
    viewport.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return viewport
