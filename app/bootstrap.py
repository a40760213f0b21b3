"""What must happen before and around the window: environment, OpenGL, QApplication, crash handlers.

It does not know what is in the window.
"""

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from platformdirs import user_log_path
from PySide6.QtCore import QCoreApplication, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QSurfaceFormat
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from app.theme import theme

log = logging.getLogger(__name__)

#: Left in the environment by QGIS, OSGeo4W or PostGIS, these send our libraries to other people's files.
FOREIGN_VARIABLES: Final = ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH")

#: What Qt says although nothing is wrong.
BENIGN: Final = ("Setting a new default format with a different version or profile",)

_crash_file: list[object] = []  # faulthandler needs its file open for as long as the program runs


def clean_environment() -> None:
    """Take foreign paths out of the environment, before any geographic library is loaded."""
    for name in FOREIGN_VARIABLES:
        os.environ.pop(name, None)


def install_crash_handlers(folder: Path | None = None) -> Path | None:
    """Write what goes wrong into ``weiyang.log``, native crashes into ``crash.log``; return the folder.

    Parameters
    ----------
    folder : Path, optional
        By default the user's folder for logs. Without a folder that can be written, standard error is used.
    """
    folder = folder or user_log_path("weiyang")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        crash = (folder / "crash.log").open("a", encoding="utf-8")
        handler: logging.Handler = logging.FileHandler(folder / "weiyang.log", encoding="utf-8", delay=True)
    except OSError:
        faulthandler.enable()
        return None
    _crash_file.append(crash)
    faulthandler.enable(crash)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    sys.excepthook = _log_exception
    threading.excepthook = _log_thread_exception
    return folder


#: Told of every error that nobody caught, so that the window can say a sentence. Called on any thread.
uncaught: list[Callable[[BaseException], object]] = []


def _log_exception(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        QCoreApplication.quit()
        return
    log.error("an error that nobody caught", exc_info=(kind, problem, trace))
    sys.__excepthook__(kind, problem, trace)
    for listener in uncaught:
        listener(problem)


def _log_thread_exception(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _log_exception(args.exc_type, args.exc_value, args.exc_traceback)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if text.startswith(BENIGN):
        return
    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}
    log.log(level.get(kind, logging.WARNING), "Qt: %s", text)


def make_application(arguments: Sequence[str], settings: Settings) -> QApplication:
    """Make the QApplication, dressed; reuse the one that is there, as tests have one.

    Contexts are shared because floating a dock otherwise makes a new GL context in which nothing is drawn.
    """
    clean_environment()
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        application = existing
    else:
        prepare_opengl()
        application = QApplication(list(arguments))
        qInstallMessageHandler(_log_qt)
    application.setApplicationName("weiyang")
    application.setApplicationDisplayName("维扬 Weiyang")
    application.setDesktopFileName("weiyang")
    theme.wear(settings.theme, settings.font_size)
    return application


def prepare_opengl() -> None:
    """Set what Qt must know before the application object exists."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    form = QSurfaceFormat()
    form.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
    form.setVersion(3, 2)
    form.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    form.setAlphaBufferSize(8)
    form.setSamples(0)
    QSurfaceFormat.setDefaultFormat(form)
