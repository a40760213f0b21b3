"""The figures of the site beside the limits that they are held to; they follow while one pulls a height."""

import math
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.i18n import quantity_text, renew_with_language, say, tr
from app.panels.pattern import WORDS, swatch
from app.panels.schemes.indicator_desk import IndicatorDesk
from app.theme import theme
from app.wording import Text
from app.workbench import Workbench
from scene.messages import BilingualText, msg
from scene.units import (
    BUILDING_DENSITY,
    EAVES_HEIGHT,
    GREEN_RATIO,
    GROSS_FLOOR_AREA,
    PLOT_AREA,
    PLOT_RATIO,
    VIRTUAL_FLOOR_AREA,
    Quantity,
)

if TYPE_CHECKING:
    from analysis.common.verdict import Verdict
    from analysis.indicators.plugin import Answer

#: What is held to a limit that a person may give: which way, and in which steps.
HELD: Final[tuple[tuple[str, Quantity, Text, float], ...]] = (
    ("plot_ratio", PLOT_RATIO, BilingualText("≤", "≤"), 0.1),
    ("density", BUILDING_DENSITY, BilingualText("≤", "≤"), 1.0),
    ("green", GREEN_RATIO, BilingualText("≥", "≥"), 1.0),
)
AREAS: Final = (("plot_area", PLOT_AREA), ("gross", GROSS_FLOOR_AREA), ("virtual", VIRTUAL_FLOOR_AREA))


class IndicatorView(QWidget):
    """The figures.

    Parameters
    ----------
    bench : Workbench
        Whose site.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = IndicatorDesk(bench)
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self._note = QLabel()
        self._note.setProperty("quiet", True)
        self._note.setWordWrap(True)
        self._draw = QPushButton()
        self._draw.setProperty("quiet", True)
        say(self._draw, self._draw.setText, msg("Draw the site"))
        self._draw.clicked.connect(lambda: bench.window.menus.trigger("scheme.draw_site"))
        self.values: dict[str, QLabel] = {}
        self.marks: dict[str, QLabel] = {}
        self.limits: dict[str, QDoubleSpinBox] = {}
        self._figures = QWidget(self)
        self._grid = QGridLayout(self._figures)
        self._grid.setContentsMargins(0, 2, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        for key, quantity in AREAS:
            self._line(key, quantity.title)
        for key, quantity, sign, step in HELD:
            self._line(key, quantity.title)
            self._limit(key, quantity, sign, step)
        self._line("heights", BilingualText("檐口高度", "Eaves height"))
        self._cap = QLabel()
        self._cap.setProperty("quiet", True)
        self._grid.addWidget(self._cap, self._grid.rowCount() - 1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 12, 10)
        layout.setSpacing(3)
        layout.addWidget(self._title)
        layout.addWidget(self._note)
        layout.addWidget(self._draw)
        layout.addWidget(self._figures)
        self.desk.changed.connect(self.renew)
        theme.changed.connect(self.renew)
        renew_with_language(self, self.renew)

    def _line(self, key: str, title: Text) -> None:
        row = self._grid.rowCount()
        mark, name, value = QLabel(), QLabel(), QLabel()
        mark.setFixedWidth(14)
        name.setProperty("quiet", True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        say(name, name.setText, title)
        self._grid.addWidget(mark, row, 0)
        self._grid.addWidget(name, row, 1)
        self._grid.addWidget(value, row, 2)
        self.marks[key], self.values[key] = mark, value

    def _limit(self, key: str, quantity: Quantity, sign: Text, step: float) -> None:
        box = QDoubleSpinBox()
        box.setObjectName(f"limit_{key}")
        box.setDecimals(quantity.decimals)
        box.setRange(0.0, 100.0)
        box.setSingleStep(step)
        box.setPrefix(f"{tr(sign)} ")
        box.setSuffix(f" {quantity.unit}" if quantity.unit else "")
        box.setFixedSize(104, 26)
        box.lineEdit().setTextMargins(4, 0, 0, 0)
        box.setStyleSheet("QDoubleSpinBox { padding: 0 22px 0 2px; }")  # a line of figures, not a form
        box.setKeyboardTracking(False)
        say(box, box.setSpecialValueText, msg("no limit"))
        say(box, box.setToolTip, msg("Limit of the planning conditions; kept with the plot"))
        # The command makes the figures anew: not while the box still speaks.
        box.valueChanged.connect(
            lambda limit: QTimer.singleShot(0, self, partial(self.desk.set_limit, key, limit))
        )
        self._grid.addWidget(box, self._grid.rowCount() - 1, 3)
        self.limits[key] = box

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Follow the scene from now on."""
        super().showEvent(event)
        self.desk.attend(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Follow it no more."""
        super().hideEvent(event)
        self.desk.attend(False)

    @Slot()
    def renew(self, *changed: object) -> None:
        """Show what is known now."""
        answer, problem = self.desk.answer, self.desk.problem
        self._figures.setVisible(answer is not None)
        self._draw.setVisible(answer is None and problem is not None)
        if answer is None:
            self._title.setText(tr(msg("Indicators")))
            said = (problem.message, problem.hint) if problem else ()
            self._note.setText(" ".join(tr(part) for part in said if part))
            self._note.setVisible(problem is not None)
            return
        self._title.setText(tr(msg("Indicators of {plot}", plot=answer.found.plot.name)))
        assumed, count = int(answer.found.areas.assumed.sum()), len(answer.found.standing)
        doubt = msg("Storeys of {assumed} of {count} buildings are assumed.", assumed=assumed, count=count)
        self._note.setText(tr(doubt))
        self._note.setVisible(assumed > 0)
        self._show_areas(answer)
        self._show_held(answer)
        self._show_heights(answer)

    def _show_areas(self, answer: "Answer") -> None:
        found = answer.found
        for key, quantity, value, error in (
            ("plot_area", PLOT_AREA, found.plot.area, 1.96 * found.plot.sigma),
            ("gross", GROSS_FLOOR_AREA, found.gross, found.floor_budget.error_95),
            ("virtual", VIRTUAL_FLOOR_AREA, found.virtual, math.nan),
        ):
            self.values[key].setText(quantity.text(value))
            self.values[key].setToolTip(_error(quantity, error))

    def _show_held(self, answer: "Answer") -> None:
        for each in answer.indicators:
            value = self.values[each.key]
            unknown = each.key == "green" and not math.isfinite(answer.found.green)
            value.setText("–" if unknown else quantity_text(each.quantity, each.value))
            _judge(self.marks[each.key], value, each.verdict, _error(each.quantity, each.error_95))
            box = self.limits[each.key]
            with QSignalBlocker(box):
                box.setValue(each.limit if math.isfinite(each.limit) else 0.0)

    def _show_heights(self, answer: "Answer") -> None:
        value, worst = self.values["heights"], worst_height(answer)
        value.setText(quantity_text(EAVES_HEIGHT, worst.value) if worst else "–")
        self._cap.setText(f"≤ {quantity_text(EAVES_HEIGHT, worst.limit)}" if worst else "")
        said = ""
        if worst is not None:
            judged = [verdict.outcome for verdict in answer.heights]
            over = sum(outcome is worst.outcome for outcome in judged)
            said = tr(
                msg("{name}, {cap}; {over} of {count} buildings are judged so.",
                    name=worst.subject_name, cap=worst.limit_viewpoint_name, over=over, count=len(judged))
            )  # fmt: skip
        _judge(self.marks["heights"], value, worst, said)


def worst_height(answer: "Answer") -> "Verdict | None":
    """Return the height that goes farthest over its cap, or stays least below it."""
    return max(answer.heights, key=lambda verdict: verdict.value - verdict.limit, default=None)


def _judge(mark: QLabel, value: QLabel, verdict: "Verdict | None", more: str) -> None:
    if verdict is None:
        mark.clear()
        value.setToolTip(more)
        return
    mark.setPixmap(swatch(verdict.outcome, 12))
    mark.setAccessibleName(tr(WORDS[verdict.outcome]))
    lines = (
        f"{tr(WORDS[verdict.outcome])}: {tr(verdict.reason)}", more,
        tr(verdict.rule.text), tr(verdict.rule.source),
    )  # fmt: skip
    for label in (mark, value):
        label.setToolTip("\n".join(line for line in lines if line))


def _error(quantity: Quantity, error: float) -> str:
    return tr(msg("± {error} (95 %)", error=quantity.text(error))) if math.isfinite(error) else ""
