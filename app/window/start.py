"""Open the window and stay until it is closed: what the command line calls."""

import logging
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from app.bootstrap import install_crash_handlers, make_application, uncaught
from app.settings import SettingsFile
from scene.messages import msg

log = logging.getLogger(__name__)


def start(project: str | None = None, *, kiosk: bool = False) -> int:
    """Open the window on a project, or on the built-in city; return the exit status.

    Parameters
    ----------
    project : str, optional
        A project file to open.
    kiosk : bool
        Whether its agenda is presented by itself, again and again.
    """
    settings = SettingsFile()
    install_crash_handlers()
    application = make_application(sys.argv, settings.current)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from app.window.main_window import MainWindow

    window = MainWindow(settings)

    def tell(problem: BaseException) -> None:
        window.bench.report_sentence(
            msg("Something unexpected went wrong: {problem}.", problem=f"{type(problem).__name__} {problem}"),
            msg("The scene is as it was; the log file holds the details."),
        )

    if kiosk:
        from app.meeting.kiosk import be_a_kiosk

        be_a_kiosk(window.bench)
    uncaught.append(tell)
    window.show()
    QTimer.singleShot(0, window, lambda: window.start(Path(project) if project else None))
    status = int(application.exec())
    uncaught.remove(tell)
    return status
