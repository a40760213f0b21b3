"""The balloon panel: which proposal, its verdict, its height, every viewpoint, and the parameters."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QSignalBlocker, QSize, Qt, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, say, tr
from app.panels.balloon_additions import AdditionsControl
from app.panels.balloon_desk import ANALYSIS, stale_hint
from app.panels.balloon_figures import figures_of, governing_row, rows_of, table_of, trees_of
from app.panels.height_control import HeightControl
from app.panels.pattern import swatch
from app.panels.result_table import ResultTable
from app.panels.verdict_card import VerdictCard
from app.proposals import with_addition, with_height
from app.rehearsal import PREPARING_ANALYSIS, is_ready
from app.theme import theme
from app.views import eye_at
from app.workbench import Workbench
from scene.geometry.proposals import MAST
from scene.messages import BilingualText, Message, msg

#: Columns of the table of viewpoints that a narrow panel has room for, with titles as short.
COLUMNS: dict[str, BilingualText] = {
    "viewpoint_name": BilingualText("视点", "Viewpoint"),
    "visible_height": BilingualText("可见", "Visible"),
    "unseen_height": BilingualText("限高", "Limit"),
    "unseen_height_bare": BilingualText("无树限高", "No trees"),
}


class BalloonPanel(QScrollArea):
    """What the balloon says.

    Parameters
    ----------
    bench : Workbench
        With its balloon desk in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._form: QWidget | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("panel", True)
        self._layout = QVBoxLayout(page)
        self._layout.setContentsMargins(14, 10, 14, 14)
        self._layout.setSpacing(12)
        self.setWidget(page)
        self._make_head()
        self.card = VerdictCard()
        self.card.viewpoint_asked.connect(self._fly_to_governing)
        self._layout.addWidget(self.card)
        self.height_control = HeightControl()
        self.height_control.wanted.connect(self._set_height)
        self._layout.addWidget(self.height_control)
        self.additions = AdditionsControl()
        self.additions.wanted.connect(self._set_addition)
        self._layout.addWidget(self.additions)
        self._make_table()
        self._make_parameters()
        self._layout.addStretch(1)
        bench.balloon.changed.connect(self.renew)
        bench.balloon.proposal_changed.connect(self.renew)
        bench.session_changed.connect(self.renew)
        theme.changed.connect(self.renew)
        renew_with_language(self, self.renew)

    def _make_head(self) -> None:
        self.proposals = QComboBox()
        self.proposals.setIconSize(QSize(14, 14))
        self.proposals.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.proposals.activated.connect(self._on_proposal)
        self._hint = QLabel()
        self._hint.setProperty("hint", True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bench.balloon.progressed.connect(lambda fraction: self._bar.setValue(round(fraction * 1000)))
        self._layout.addWidget(self.proposals)
        self._layout.addWidget(self._hint)
        self._layout.addWidget(self._bar)

    def _make_table(self) -> None:
        self._table_title = QLabel()
        self._table_title.setProperty("heading", True)
        say(self._table_title, self._table_title.setText, msg("From every viewpoint"))
        self._layout.addWidget(self._table_title)
        self.model = ResultTable(COLUMNS, self)
        self.table = QTableView()
        self._sized = (0, 0)
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.setMouseTracking(True)
        self.table.setCursor(Qt.CursorShape.PointingHandCursor)
        self.table.clicked.connect(self._on_row)
        self._layout.addWidget(self.table)

    def _make_parameters(self) -> None:
        line = QHBoxLayout()
        self._more, self._test = QPushButton(), QPushButton()
        self._more.setProperty("quiet", True)
        self._more.setCheckable(True)
        say(self._more, self._more.setText, msg("Parameters"))
        say(self._test, self._test.setText, msg("Test again"))
        self._more.toggled.connect(self._show_form)
        self._test.clicked.connect(lambda checked=False: self._bench.balloon.test())
        line.addWidget(self._more)
        line.addStretch(1)
        line.addWidget(self._test)
        self._layout.addLayout(line)

    @Slot(bool)
    def _show_form(self, shown: bool) -> None:
        if self._form is None:
            from analysis.registry import by_id
            from app.forms.form import Form

            form = Form(by_id(ANALYSIS).params_type(), values=self._bench.balloon.parameters)

            def apply() -> None:
                if form.read() is not None:
                    self._bench.balloon.set_parameters(form.values)

            form.changed.connect(apply)
            self._form = form
            self._layout.insertWidget(self._layout.count() - 1, form)
        self._form.setVisible(shown)

    # -- showing -------------------------------------------------------------------------------------------

    @Slot()
    def renew(self, *changed: object) -> None:
        """Show what is known now."""
        desk = self._bench.balloon
        proposals, current = desk.proposals, desk.current
        with QSignalBlocker(self.proposals):
            self.proposals.clear()
            for proposal in proposals:
                verdict = desk.verdict_of(proposal)
                picture = QIcon(swatch(verdict.outcome)) if verdict else QIcon()
                self.proposals.addItem(picture, tr(proposal.name), proposal.key)
            if current is not None:
                self.proposals.setCurrentIndex(self.proposals.findData(current.key))
        hint = stale_hint(desk)
        self._hint.setText(tr(hint) if hint else "")
        self._hint.setVisible(hint is not None)
        self._bar.setVisible(desk.running)
        self.proposals.setVisible(bool(proposals))
        self.height_control.setVisible(current is not None)
        self.additions.setVisible(current is not None and not current.is_point)
        self._test.setVisible(current is not None)
        self._more.setVisible(current is not None)
        if current is not None:
            self.height_control.show_height(current.height)
            self.additions.show_additions(current)
        self._show_card()
        self._show_table()

    def _show_card(self) -> None:
        desk = self._bench.balloon
        current = desk.current
        verdict = desk.verdict_of(current) if current else None
        if current is None:
            self.card.show_empty(
                msg("No proposal yet"),
                msg("Draw a footprint in the view, or place a balloon; then it is tested."),
            )
        elif desk.problem is not None and verdict is None:
            self.card.show_empty(msg("The test could not be made"), desk.problem.message)
        elif verdict is None:
            self.card.show_empty(msg("Not tested yet"), _what_goes_on(desk.running))
        else:
            result = desk.result
            assert result is not None
            self.card.show_verdict(
                verdict, figures_of(result, verdict), trees_of(result, verdict), faded=desk.stale
            )

    def _show_table(self) -> None:
        desk = self._bench.balloon
        current = desk.current
        verdict = desk.verdict_of(current) if current else None
        table = table_of(desk.result) if desk.result and verdict else None
        shown = table is not None and verdict is not None
        self._table_title.setVisible(shown)
        self.table.setVisible(shown)
        if not shown:
            return
        assert table is not None
        assert verdict is not None
        self.model.show(table, rows_of(table, verdict))
        header = self.table.horizontalHeader()
        for place in range(self.model.columnCount()):
            stretch = (
                QHeaderView.ResizeMode.Stretch if place == 0 else QHeaderView.ResizeMode.ResizeToContents
            )
            header.setSectionResizeMode(place, stretch)
        shape = (self.model.rowCount(), self.table.fontMetrics().height())
        if shape != self._sized:  # asking every cell takes longer than a verdict does
            self._sized = shape
            self.table.resizeRowsToContents()
        rows = sum(self.table.rowHeight(row) for row in range(self.model.rowCount()))
        self.table.setFixedHeight(rows + header.sizeHint().height() + 4)

    # -- doing ---------------------------------------------------------------------------------------------

    @Slot(int)
    def _on_proposal(self, place: int) -> None:
        self._bench.balloon.look_at(str(self.proposals.itemData(place)))

    @Slot(QModelIndex)
    def _on_row(self, index: QModelIndex) -> None:
        self._fly_to(self.model.row(index.row()))

    @Slot()
    def _fly_to_governing(self) -> None:
        desk, current = self._bench.balloon, self._bench.balloon.current
        verdict = desk.verdict_of(current) if current else None
        if desk.result is not None and verdict is not None:
            self._fly_to(governing_row(desk.result, verdict))

    def _fly_to(self, row: dict[str, Any]) -> None:
        """Stand where a row of the table is seen from, and look at the proposal."""
        current = self._bench.balloon.current
        pose = eye_at(
            self._bench.session.shown.graph, str(row.get("viewpoint", "")), float(row.get("station", 0.0))
        )
        if pose is None:
            return
        if current is not None:
            x, y, z = current.place
            pose = replace(pose, target=(x, y, z + current.height * 0.8))
        self._bench.window.fly_to(pose)

    @Slot(float, str)
    def _set_height(self, height: float, gesture: str) -> None:
        current = self._bench.balloon.current
        if current is not None and abs(current.height - height) > 1e-3:
            node = with_height(current.node, current.row, height)
            label = msg("Set the height of {name}", name=current.name)
            self._bench.run(self._bench.session.edited([node], label, gesture))

    @Slot(str, float)
    def _set_addition(self, column: str, rise: float) -> None:
        current = self._bench.balloon.current
        if current is not None:
            node = with_addition(current.node, current.row, column, rise)
            said = msg("Set the parapet of {name}", name=current.name)
            if column == MAST:
                said = msg("Set the mast of {name}", name=current.name)
            self._bench.run(self._bench.session.edited([node], said))


def _what_goes_on(running: bool) -> Message:
    """Say why there is no verdict yet."""
    if not running:
        return msg("Press “Test again”.")
    return msg("Looking from every viewpoint…") if is_ready(ANALYSIS) else PREPARING_ANALYSIS
