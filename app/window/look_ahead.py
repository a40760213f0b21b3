"""Reads a small file in the background while the person still answers, so that they see what it would bring.

A file that leaves a question open, or that is large, has no picture. Nothing of it goes into the scene.
"""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from shiboken6 import isValid

from app.i18n import renew_with_language, tr
from app.importing import Order, order_for
from app.jobs import Job
from app.window.first_look import Look, look_at
from app.window.model_picture import SIZE
from app.workbench import Workbench
from importers.apart import reader
from importers.base import ImporterSpec, ImportParams
from scene.feedback import Feedback
from scene.messages import msg

#: Larger files are not read before they are asked for, bytes.
LARGEST: Final = 24 << 20


class LookAhead(QObject):
    """Asks for looks, one at a time.

    Parameters
    ----------
    bench : Workbench
        Whose scene and jobs.
    card : LookCard
        Where a look is shown.
    """

    def __init__(self, bench: Workbench, card: "LookCard") -> None:
        super().__init__(card)
        self._bench, self._card = bench, card
        self._job: Job | None = None

    def ask(self, spec: ImporterSpec, path: Path, params: ImportParams) -> None:
        """Read a file as it would be imported, and show it."""
        self.stop()
        try:
            small = path.is_file() and path.stat().st_size <= LARGEST
        except OSError:
            small = False
        if not small:
            return
        order = order_for(self._bench.session, spec, path, self._somewhere(params))
        self._job = self._bench.jobs.run(
            lambda feedback: _look(order, feedback),
            msg("Looking at {name}…", name=path.name),
            done=self._show,
            failed=lambda problem: self._show(None),  # what is wrong is said when the file is imported
            quiet=True,
        )
        self._job.ended.connect(self._on_end)

    def _somewhere(self, params: ImportParams) -> ImportParams:
        """Return parameters that place a model somewhere: its look does not depend on where it will stand."""
        names = ("easting", "longitude", "georeferenced")
        if not all(hasattr(params, name) for name in names) or any(getattr(params, name) for name in names):
            return params
        frame = self._bench.session.scene.frame
        east, north, _ = frame.origin
        return params.model_copy(update={"easting": east, "northing": north, "crs": frame.crs})

    def _show(self, look: Look | None) -> None:
        if isValid(self._card):  # the dialog may be gone when a look that was due arrives
            self._card.show_look(look)

    @Slot(object)
    def _on_end(self, job: Job) -> None:
        if job is self._job:
            self._job = None

    def stop(self) -> None:
        """Stop reading, as the file is read in earnest now or is chosen no more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._show(None)


def _look(order: Order, feedback: Feedback) -> Look | None:
    result = reader.read(order.spec, order.path, order.params, order.target, feedback)
    feedback.check()
    return look_at(result.nodes)


class LookCard(QWidget):
    """The picture with its size beside it, hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look: Look | None = None
        self.picture, self.told = QLabel(), QLabel()
        self.picture.setFixedSize(QSize(*SIZE))
        self.told.setProperty("quiet", True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(self.picture)
        layout.addWidget(self.told, 1)
        self.setFixedHeight(SIZE[1])  # a wrapped text here would press the form below together
        self.hide()
        renew_with_language(self, self._renew)

    def show_look(self, look: Look | None) -> None:
        """Show a picture; None shows nothing."""
        self._look = look
        self.setVisible(look is not None)
        self._renew()

    def _renew(self) -> None:
        look = self._look
        if look is None:
            return
        picture = QPixmap.fromImage(look.image)
        picture.setDevicePixelRatio(2.0)
        self.picture.setPixmap(picture)
        self.told.setText(
            tr(
                msg(
                    "As it would stand in the project:\n{width:,.1f} m from west to east\n"
                    "{depth:,.1f} m from south to north\n"
                    "{height:,.1f} m from its lowest to its highest point",
                    width=look.width,
                    depth=look.depth,
                    height=look.height,
                )
            )
        )
