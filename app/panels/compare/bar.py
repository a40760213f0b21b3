"""The bar over the head of the view while schemes are compared: which, how, and their differences."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.i18n import renew_with_language, say, tr
from app.panels.compare.desk import INTERVALS, MOST, CompareDesk
from app.panels.compare.words import WAYS
from app.panels.labels import icon_button
from app.theme import icon, theme
from app.viewport.backend import Arrangement
from app.workbench import Workbench
from scene.messages import Message, msg

DIFFERENCES: Final = msg("Colour what is new, gone, taller, lower")
#: A choice of a scheme is no narrower than this, pixels.
CHOICE: Final = 128


class CompareBar(QFrame):
    """The bar; it shows itself while schemes are compared.

    Parameters
    ----------
    bench : Workbench
        With its comparing in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._desk: CompareDesk = bench.comparing
        self.setProperty("notice", "note")
        self.setObjectName("compare_bar")
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 5, 8, 5)
        line.setSpacing(4)
        self.ways = {way: self._way(way, title, name) for way, title, name, _ in WAYS}
        for button in self.ways.values():
            line.addWidget(button)
        line.addSpacing(8)
        self.choices = [self._choice(number) for number in range(MOST)]
        for choice in self.choices:
            line.addWidget(choice)
        self.more = icon_button("plus", msg("Another scheme beside"), self._add)
        self.fewer = icon_button("minus", msg("One scheme fewer"), self._drop)
        line.addWidget(self.more)
        line.addWidget(self.fewer)
        self.pulse = icon_button("pause", msg("Take turns by themselves"), self._switch_pulse)
        self.interval = QComboBox()
        self.interval.setMinimumWidth(76)
        for seconds in INTERVALS:
            self.interval.addItem("", seconds)
        self.interval.activated.connect(lambda place: self._desk.set_interval(INTERVALS[place]))
        say(self, self.interval.setToolTip, msg("How long each of them stands"))
        say(self, self.interval.setAccessibleName, msg("How long each of them stands"))
        self.turn = icon_button("step-on", msg("The next one (Space)"), self._desk.turn)
        for widget in (self.pulse, self.interval, self.turn):
            line.addWidget(widget)
        line.addSpacing(8)
        self.differences = icon_button("differences", DIFFERENCES, self._switch_differences)
        self.differences.setCheckable(True)
        self.counts = QLabel()
        self.counts.setProperty("quiet", True)
        figures = icon_button("figures", msg("Figures of all schemes…"), bench.comparing.figures.ask)
        close = icon_button("close", msg("Compare no more"), self._desk.stop)
        for widget in (self.differences, self.counts, figures, close):
            line.addWidget(widget)
        self._desk.changed.connect(self.renew)
        theme.changed.connect(self._dress)
        renew_with_language(self, self.renew)
        self.hide()

    def _way(self, way: Arrangement, title: Message, name: str) -> QToolButton:
        made = icon_button(name, title, lambda: self._desk.start(way))
        made.setCheckable(True)
        return made

    def _choice(self, number: int) -> QComboBox:
        made = QComboBox()
        made.setMinimumWidth(CHOICE)
        made.activated.connect(lambda place: self._choose(number, str(made.itemData(place))))
        say(self, made.setAccessibleName, msg("Scheme {number}", number=number + 1))
        return made

    # -- showing -------------------------------------------------------------------------------------------

    @Slot()
    def renew(self) -> None:
        """Show what is compared, and how."""
        desk = self._desk
        self.setVisible(desk.arrangement is not None)
        if desk.arrangement is None:
            return
        for way, button in self.ways.items():
            button.setChecked(way is desk.arrangement)
        columns, in_turn = desk.columns, desk.arrangement is Arrangement.IN_TURN
        for number, choice in enumerate(self.choices):
            choice.setVisible(number < len(desk.sides))
            with QSignalBlocker(choice):
                choice.clear()
                for column in columns:
                    choice.addItem(tr(column.name), column.scheme)
                if number < len(desk.sides):
                    choice.setCurrentIndex(choice.findData(desk.sides[number]))
        several = desk.arrangement is not Arrangement.CURTAIN
        self.more.setVisible(several)
        self.more.setEnabled(len(desk.sides) < min(MOST, len(columns)))
        self.fewer.setVisible(several)
        self.fewer.setEnabled(len(desk.sides) > 2)
        for widget in (self.pulse, self.interval, self.turn):
            widget.setVisible(in_turn)
        for place, seconds in enumerate(INTERVALS):
            self.interval.setItemText(place, tr(msg("{seconds:g} s", seconds=seconds)))
        with QSignalBlocker(self.interval):
            self.interval.setCurrentIndex(INTERVALS.index(desk.interval))
        self.differences.setChecked(desk.differences_shown)
        said = self._counted()
        self.counts.setText(said[0] if len(said) == 1 else "")
        self.counts.setVisible(len(said) == 1)
        self.differences.setToolTip("\n".join([tr(DIFFERENCES), *said]))
        self._dress()
        self.adjustSize()

    def _counted(self) -> list[str]:
        """Return how many differences there are on each side that may have any."""
        if not self._desk.found:
            return []
        from app.scheme_differences import TITLES

        names = {column.scheme: column.name for column in self._desk.columns}
        found = {side: self._desk.found[side] for side in self._desk.sides if side in self._desk.found}
        lines = []
        for side, differing in found.items():
            counts = "  ".join(f"{tr(TITLES[kind])} {count}" for kind, count in differing.counts.items())
            said = counts or tr(msg("No difference"))
            lines.append(said if len(found) == 1 else f"{tr(names[side])}: {said}")
        return lines

    @Slot()
    def _dress(self) -> None:
        self.pulse.setIcon(icon("pause" if self._desk.pulsing else "play"))

    # -- asking --------------------------------------------------------------------------------------------

    def _choose(self, number: int, scheme: str) -> None:
        """Put a scheme in a place; if it stood in another, the two change places."""
        sides = list(self._desk.sides)
        if scheme in sides:
            sides[sides.index(scheme)] = sides[number]
        sides[number] = scheme
        self._desk.choose(sides)

    def _add(self) -> None:
        others = [column.scheme for column in self._desk.columns if column.scheme not in self._desk.sides]
        self._desk.choose([*self._desk.sides, *others[:1]])

    def _drop(self) -> None:
        self._desk.choose(self._desk.sides[:-1])

    def _switch_pulse(self) -> None:
        self._desk.set_pulsing(not self._desk.pulsing)

    def _switch_differences(self) -> None:
        self._desk.show_differences(self.differences.isChecked())
