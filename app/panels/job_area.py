"""The job area: a small card for each piece of work under way, with progress and cancel. Else nothing."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from app.i18n import renew_with_language, say, tr
from app.jobs import Job, Jobs
from app.theme import icon, theme
from scene.messages import msg

#: Work shorter than this is not worth a card that flashes up.
PATIENCE_MS = 350


class JobCard(QFrame):
    """One job."""

    def __init__(self, job: Job, parent: QWidget) -> None:
        super().__init__(parent)
        self._job = job
        self.setProperty("notice", "note")
        self.setFixedWidth(340)
        self._title, self._message = QLabel(), QLabel()
        self._title.setProperty("heading", True)
        self._message.setProperty("quiet", True)
        self._message.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._cancel = QToolButton()
        self._cancel.setIcon(icon("close"))
        self._cancel.clicked.connect(self._on_cancel)
        say(self, self._cancel.setToolTip, msg("Cancel"))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 12)
        layout.setSpacing(5)
        layout.addLayout(head)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 8, 0)
        line.addWidget(self._bar)
        layout.addLayout(line)
        layout.addWidget(self._message)
        job.changed.connect(self.renew)
        theme.changed.connect(self._dress)
        renew_with_language(self, self.renew)

    @Slot()
    def _dress(self) -> None:
        self._cancel.setIcon(icon("close"))

    @Slot()
    def _on_cancel(self) -> None:
        self._job.cancel()
        self.renew()

    @Slot()
    def renew(self) -> None:
        """Show how far the job is."""
        self._title.setText(tr(self._job.title))
        stopping = self._job.cancelling
        self._message.setText(tr(msg("Stopping…")) if stopping else tr(self._job.message or ""))
        self._message.setVisible(bool(self._message.text()))
        self._bar.setValue(round(self._job.fraction * 1000))
        self._cancel.setEnabled(not stopping)


class JobArea(QWidget):
    """The cards, newest at the bottom; hidden while there are none.

    Parameters
    ----------
    jobs : Jobs
        The jobs to show.
    """

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: dict[Job, JobCard] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        jobs.started.connect(self._on_start)
        jobs.ended.connect(self._on_end)
        self.hide()

    @Slot(object)
    def _on_start(self, job: Job) -> None:
        if job.quiet:
            return
        card = JobCard(job, self)
        card.hide()
        self._cards[job] = card
        self.layout().addWidget(card)
        timer = QTimer(card, singleShot=True, interval=PATIENCE_MS)
        timer.timeout.connect(card.show)
        timer.timeout.connect(self._settle)
        timer.start()

    @Slot(object)
    def _on_end(self, job: Job) -> None:
        card = self._cards.pop(job, None)
        if card is not None:
            card.hide()
            self.layout().removeWidget(card)
            card.deleteLater()
            self._settle()

    @Slot()
    def _settle(self) -> None:
        shown = any(not card.isHidden() for card in self._cards.values())
        self.setVisible(shown)
        if shown:
            self.adjustSize()
            self.raise_()
        if self.parentWidget() is not None:
            self.parentWidget().updateGeometry()
