"""What the presenter's window and his bar share: the controls, and the clocks.

They know presenting; they do not know on which screen they are.
"""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from app.meeting.presenting import Presenting
from app.panels.labels import icon_button
from app.wording import Text
from app.workbench import Workbench
from scene.messages import msg

#: The action by which somebody says an opinion.
OPINION = "meeting.say"


class Clock(QLabel):
    """A line that is written anew four times a second.

    Parameters
    ----------
    written : callable
        Returns what it says now.
    """

    def __init__(self, written: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._written = written
        self._tick = QTimer(self, interval=250)
        self._tick.timeout.connect(self.renew)
        self._tick.start()
        self.renew()

    def renew(self) -> None:
        """Write it."""
        said = self._written()
        if said != self.text():
            self.setText(said)


def minutes(seconds: float) -> str:
    """Return a span as a stop watch shows it."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60:02d}:{rest % 60:02d}"


def switch(name: str, text: Text, toggled: Callable[[bool], object]) -> QToolButton:
    """Return a small button that stays down."""
    made: QToolButton
    made = icon_button(name, text, lambda: toggled(made.isChecked()))
    made.setCheckable(True)
    return made


class Controls:
    """The buttons of a meeting, made once for each place that has them.

    Parameters
    ----------
    bench : Workbench
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        presenting = self._presenting = bench.presenting
        self.back = icon_button("step-back", msg("Previous stop (PageUp)"), presenting.previous)
        self.on = icon_button("step-on", msg("Next stop (PageDown)"), presenting.next)
        self.by_itself = switch("play", msg("Go on by itself"), presenting.set_by_itself)
        self.loop = switch("loop", msg("Begin again at the end"), presenting.set_looping)
        self.dark = switch("moon", msg("Dark screen (.)"), presenting.set_dark)
        self.titled = switch("label", msg("Title over the picture (T)"), presenting.set_titled)
        self.answer = switch("report", msg("The answer beside the view (V)"), presenting.set_answered)
        self.end = icon_button("close", msg("End the meeting (Esc)"), presenting.leave)

    @property
    def switches(self) -> tuple[QToolButton, ...]:
        """The buttons that stay down."""
        return (self.by_itself, self.loop, self.dark, self.titled, self.answer)

    def opinion(self) -> QToolButton | None:
        """Return the button by which somebody says an opinion, None where nobody can."""
        action = self._bench.window.menus.actions.get(OPINION)
        if action is None:
            return None
        made = QToolButton()
        made.setDefaultAction(action)
        return made

    def renew(self) -> None:
        """Show how the meeting stands."""
        presenting: Presenting = self._presenting
        self.back.setEnabled(presenting.place > 0 or presenting.looping)
        self.on.setEnabled(presenting.coming is not None)
        for button, down in zip(
            self.switches,
            (
                presenting.by_itself,
                presenting.looping,
                presenting.dark,
                presenting.titled,
                presenting.answered,
            ),
            strict=True,
        ):
            button.setChecked(down)
