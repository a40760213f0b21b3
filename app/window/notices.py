"""A sentence over the view: what went wrong and what to do, or that something is done."""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.i18n import renew_with_language, say, tr
from app.theme import icon, theme
from app.workbench import Notice, Workbench
from scene.messages import msg

#: A note goes by itself; an error stays until somebody has read it.
NOTE_MS = 6_000


class NoticeBar(QFrame):
    """The last notice, until it is closed or has been there long enough.

    Parameters
    ----------
    bench : Workbench
        Whose notices it shows.
    """

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._notice: Notice | None = None
        self._message, self._hint = QLabel(), QLabel()
        for label in (self._message, self._hint):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hint.setProperty("quiet", True)
        self._close = QToolButton()
        self._close.clicked.connect(self.hide)
        say(self, self._close.setToolTip, msg("Close"))
        text = QVBoxLayout()
        text.setSpacing(3)
        text.addWidget(self._message)
        text.addWidget(self._hint)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 12, 10, 12)
        layout.addLayout(text, 1)
        layout.addWidget(self._close, alignment=Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self, singleShot=True, interval=NOTE_MS)
        self._timer.timeout.connect(self.hide)
        bench.noticed.connect(self.show_notice)
        bench.session_changed.connect(self.hide)
        theme.changed.connect(self._dress)
        renew_with_language(self, self._renew)
        self._dress()
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """The notice that is shown, None while there is none."""
        return self._notice if not self.isHidden() else None

    @Slot(object)
    def show_notice(self, notice: Notice) -> None:
        """Show a notice in place of the last one."""
        self._notice = notice
        self.setProperty("notice", notice.kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._renew()
        self.show()
        self.raise_()
        if notice.kind == "note":
            self._timer.start()
        else:
            self._timer.stop()

    def _renew(self) -> None:
        if self._notice is not None:
            self._message.setText(tr(self._notice.message))
            self._hint.setText(tr(self._notice.hint) if self._notice.hint else "")
            self._hint.setVisible(self._notice.hint is not None)

    @Slot()
    def _dress(self) -> None:
        self._close.setIcon(icon("close"))
