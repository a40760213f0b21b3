"""What the import dialog asks: format, coordinate system, the format's own parameters, fields with a preview.

It makes parameters of the answers. It does not read files.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, get_args

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.forms.form import TITLE_WIDTH, Form
from app.i18n import renew_with_language, say, tr
from app.import_report import SEVERITIES
from app.tools.pointer import Point
from app.window.crs_choice import CrsChoice
from app.window.look_ahead import LookCard
from app.wording import Text
from app.workbench import Workbench
from importers.base import FieldGuess, ImporterSpec, ImportIssue, ImportParams
from importers.coordinates.datum_shift import DatumShift
from importers.registry import specs
from scene.messages import BilingualText, msg

#: Answers after which the file looks different.
LOOKED_THROUGH: Final = ("layer", "encoding", "band", "up_axis", "scale", "easting", "longitude")

#: Rows of the preview that are seen without scrolling.
SHOWN_ROWS: Final = 4

#: Asked apart from the format's own form.
COMMON: Final = ("crs", "datum_shift")

#: The offsets of Chinese web maps, by whose maps have them.
OFFSETS: Final[dict[DatumShift, BilingualText]] = {
    "none": BilingualText("无偏移", "No offset"),
    "gcj02": BilingualText(
        "消除 GCJ-02 偏移（高德、腾讯、DataV；约 500 米）",
        "Take out GCJ-02 (Amap, Tencent, DataV; some 500 m)",
    ),
    "bd09": BilingualText("消除 BD-09 偏移（百度；约 1 千米）", "Take out BD-09 (Baidu; some 1 km)"),
}


class ImportAnswers(QScrollArea):
    """The middle of the dialog."""

    look_again = Signal()
    format_chosen = Signal(str)
    place_wanted = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._guess: FieldGuess | None = None
        self._params_type: type[ImportParams] | None = None
        self._spec: ImporterSpec | None = None
        self.form: Form | None = None
        #: Answers of a recipe that have no widget: tables and lists.
        self._untold: dict[str, Any] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("panel", True)
        self._layout = QVBoxLayout(page)
        self._layout.setContentsMargins(18, 14, 18, 14)
        self._layout.setSpacing(12)
        self._layout.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.setWidget(page)
        self._make_common()
        self._make_preview()
        self._own = QVBoxLayout()
        self._layout.addLayout(self._own)
        self._layout.addStretch(1)
        renew_with_language(self, self._renew)
        self.ask(None, None)

    def _make_common(self) -> None:
        self._common = QWidget()
        rows = QFormLayout(self._common)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(18)
        rows.setVerticalSpacing(9)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.format = QComboBox()
        for spec in specs():
            self.format.addItem("", spec.id)
        self.format.activated.connect(lambda place: self.format_chosen.emit(self.format.itemData(place)))
        self.crs = CrsChoice()
        self.crs.changed.connect(self.look_again)
        self.shift = QComboBox()
        for choice in get_args(DatumShift):
            self.shift.addItem("", choice)
        self.shift.currentIndexChanged.connect(lambda place: self.look_again.emit())
        self._proposals = QCheckBox()
        for title, widget in (
            (msg("What it is"), self.format),
            (msg("Coordinate system"), self.crs),
            (msg("Map offset"), self.shift),
            (msg("Use"), self._proposals),
        ):
            label = QLabel()
            label.setProperty("quiet", True)
            label.setMinimumWidth(TITLE_WIDTH)
            say(label, label.setText, title)
            rows.addRow(label, widget)
        self._proposals_label = rows.labelForField(self._proposals)
        say(self._proposals, self._proposals.setText, msg("As proposals, to be tested with the balloon"))
        self._layout.addWidget(self._common)

    def _make_preview(self) -> None:
        self._place = QPushButton()
        say(self._place, self._place.setText, msg("Click the place in the view…"))
        self._place.clicked.connect(self.place_wanted)
        self._layout.addWidget(self._place, alignment=Qt.AlignmentFlag.AlignLeft)
        self._preview_title = QLabel()
        self._preview_title.setProperty("heading", True)
        say(self._preview_title, self._preview_title.setText, msg("First rows"))
        self._preview = QTableWidget()
        self._preview.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._preview.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self._preview.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._preview.verticalHeader().hide()
        self._preview.setShowGrid(False)
        self._preview.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self._preview.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._notes = QLabel()
        self._notes.setWordWrap(True)
        self._notes.setProperty("quiet", True)
        self.look = LookCard()
        for widget in (self._notes, self.look, self._preview_title, self._preview):
            self._layout.addWidget(widget)

    # -- asking --------------------------------------------------------------------------------------------

    @property
    def as_proposals(self) -> bool:
        """Whether footprints come in as proposals."""
        return self._proposals.isChecked() and self._proposals.isVisibleTo(self)

    def ask(self, spec: ImporterSpec | None, params_type: type[ImportParams] | None) -> None:
        """Ask what a format needs; None: nothing yet."""
        self._spec, self._params_type, self._guess = spec, params_type, None
        self._untold = {}
        self.format.setCurrentIndex(self.format.findData(spec.id) if spec else -1)
        session = self._bench.session
        placed_here = spec is not None and spec.kind == "model" and not session.takes_frame
        self.crs.stands_for(session.scene.frame.crs if placed_here else "")
        self.crs.found("")
        self.crs.put("")
        self.crs.mark(False)
        self.shift.blockSignals(True)
        self.shift.setCurrentIndex(0)
        self.shift.blockSignals(False)
        self._common.setVisible(spec is not None)
        footprints = spec is not None and spec.kind == "footprints"
        self._proposals.setVisible(footprints)
        self._proposals_label.setVisible(footprints)
        self._place.setVisible(params_type is not None and {"x", "y"} <= set(_place_fields(params_type)))
        self._make_form({}, {})
        self._show_preview()

    def suggest(self, guess: FieldGuess) -> None:
        """Show what a look into the file found; the person's own answers stay."""
        first = self._guess is None
        self._guess = guess
        self.crs.found(guess.crs)
        if first:
            self._make_form(_offers(guess, self._params_type), guess.suggested)
        self._show_preview()

    def fill(self, answers: Mapping[str, object]) -> bool:
        """Put in the answers of an earlier delivery; return whether there was a place for any."""
        if self.form is None:
            return False
        known = {name: value for name, value in answers.items() if name in self.form.fields}
        self.form.put(known)
        names = self._params_type.model_fields if self._params_type else {}
        self._untold = {
            name: value
            for name, value in answers.items()
            if name in names and name not in self.form.fields and name not in COMMON
        }
        crs, shift = answers.get("crs"), answers.get("datum_shift")
        if crs:
            self.crs.put(str(crs))
        if shift:
            self.shift.setCurrentIndex(max(self.shift.findData(shift), 0))
        return bool(known or crs or shift or self._untold)

    def clear_answers(self) -> None:
        """Ask everything anew, with what the file suggests."""
        guess, self._untold = self._guess, {}
        self.crs.put("")
        self.shift.setCurrentIndex(0)
        if guess is not None:
            self._make_form(_offers(guess, self._params_type), guess.suggested)

    def _make_form(self, offered: dict[str, Any], values: dict[str, object]) -> None:
        if self.form is not None:
            self._own.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        if self._params_type is not None:
            self.form = Form(self._params_type, COMMON, values, offered)
            for name in LOOKED_THROUGH:
                if name in self.form.fields:
                    self.form.fields[name].changed.connect(self.look_again)
            self._own.addWidget(self.form)

    def read(self) -> ImportParams | None:
        """Return the parameters, or None and say what is wrong."""
        if self.form is None:
            return None
        self.crs.mark(False)
        asked = {"crs": self.crs.value, "datum_shift": self.shift.currentData()}
        params = self.form.read(**self._untold, **asked)
        assert params is None or isinstance(params, ImportParams)
        return params

    def point_at(self, parameter: str) -> None:
        """Mark the answer that is missing."""
        if parameter == "crs":
            self.crs.mark(True)
            self.crs.setFocus()
        elif self.form is not None and parameter in self.form.fields:
            self.form.fields[parameter].mark(True)
            self.form.fields[parameter].widget.setFocus()

    def take_place(self, place: Point) -> None:
        """Put a model where the person clicked, in coordinates of the scene's CRS."""
        if self.form is None:
            return
        frame = self._bench.session.scene.frame
        east, north, height = (float(value) for value in frame.to_world([place])[0])
        fields = _place_fields(self._params_type)
        values: dict[str, object] = {fields["x"]: round(east, 3), fields["y"]: round(north, 3)}
        if "z" in fields:
            values[fields["z"]] = round(height, 3)
        self.form.put(values)
        self.crs.put(frame.crs)

    # -- showing -------------------------------------------------------------------------------------------

    def show_issues(self, issues: Iterable[ImportIssue]) -> None:
        """Show what was noticed, in place of the questions."""
        self._common.hide()
        self._place.hide()
        self.look.hide()
        self._preview_title.hide()
        self._preview.hide()
        if self.form is not None:
            self.form.hide()
        lines = [f"{tr(SEVERITIES[issue.severity])}：{_sentence(issue)}" for issue in issues]
        self._notes.setText("\n\n".join(lines))
        self._notes.show()

    @Slot()
    def _renew(self) -> None:
        for place, spec in enumerate(specs()):
            self.format.setItemText(place, tr(spec.title))
        for place in range(self.shift.count()):
            self.shift.setItemText(place, tr(OFFSETS[self.shift.itemData(place)]))
        self._show_preview()

    def _show_preview(self) -> None:
        guess = self._guess
        notes = [tr(note) for note in guess.notes] if guess else []
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))
        shown = guess is not None and bool(guess.columns) and bool(guess.sample)
        self._preview_title.setVisible(shown)
        self._preview.setVisible(shown)
        if guess is None or not shown:
            return
        table = self._preview
        table.clear()
        table.setColumnCount(len(guess.columns))
        table.setRowCount(len(guess.sample))
        table.setHorizontalHeaderLabels(list(guess.columns))
        for row, values in enumerate(guess.sample):
            for column, value in enumerate(values):
                table.setItem(row, column, QTableWidgetItem(value))
        table.resizeColumnsToContents()
        for column in range(table.columnCount()):
            table.setColumnWidth(column, min(table.columnWidth(column), 180))
        height = sum(table.rowHeight(row) for row in range(min(table.rowCount(), SHOWN_ROWS)))
        widths = sum(table.columnWidth(column) for column in range(table.columnCount()))
        bar = table.horizontalScrollBar().sizeHint().height() if widths > self.viewport().width() - 36 else 0
        table.setFixedHeight(height + table.horizontalHeader().sizeHint().height() + bar + 2)


def _sentence(issue: ImportIssue) -> str:
    return f"{tr(issue.message)} ({issue.feature})" if issue.feature else tr(issue.message)


def _place_fields(params_type: type[ImportParams] | None) -> dict[str, str]:
    """Return which parameters hold a place, by x, y, z."""
    names = set(params_type.model_fields) if params_type else set()
    found = {}
    for axis, known in (
        ("x", ("x", "east", "easting")),
        ("y", ("y", "north", "northing")),
        ("z", ("z", "height", "elevation")),
    ):
        for name in known:
            if name in names:
                found[axis] = name
    return found


def _offers(
    guess: FieldGuess, params_type: type[ImportParams] | None
) -> dict[str, tuple[tuple[str, Text], ...]]:
    """Return the file's columns for every parameter that names one."""
    columns: tuple[tuple[str, Text], ...] = tuple((name, BilingualText.same(name)) for name in guess.columns)
    first: tuple[tuple[str, Text], ...] = (("", msg("found out")), ("-", msg("none of them")))
    names = params_type.model_fields if params_type and columns else ()
    return {name: (*first, *columns) for name in names if name.endswith("_field")}
