"""The dock of opinions: say one, narrow the list, look at one, send all on. It draws nothing in the view."""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, tr
from app.panels.labels import button, icon_button, label, spoken
from app.panels.opinions.desk import FORMATS, OpinionDesk
from app.panels.opinions.detail import Detail
from app.panels.opinions.pins import Pins
from app.panels.opinions.rows import OpinionList
from app.panels.opinions.sheet import OpinionSheet
from app.panels.opinions.sieve_bar import SieveBar
from app.workbench import Workbench
from importers.export.registry import by_id
from scene.messages import Message, msg


class OpinionsPanel(QWidget):
    """List and detail.

    Parameters
    ----------
    bench : Workbench
        With view, toolbox and desk of opinions in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._desk = bench, bench.opinions
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        desk: OpinionDesk = bench.opinions
        central = bench.window.central
        self.pins = Pins(bench, desk, central)
        self.pins.stackUnder(central.invitation)
        self.sheet = OpinionSheet(bench, desk, central)
        self.sieve = SieveBar()
        self.list = OpinionList()
        self.detail = Detail(desk)
        self._count = label("", "quiet")
        self._body = QStackedWidget()
        self._body.addWidget(self._invitation())
        self._body.addWidget(self._lists())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 0)
        layout.setSpacing(10)
        layout.addLayout(self._head())
        layout.addWidget(self._body, 1)
        self.sheet.drafted.connect(self.pins.show_draft)
        self.sieve.narrowed.connect(desk.narrow)
        self.list.chosen.connect(desk.choose)
        self.list.flown.connect(desk.fly_to)
        self.detail.edit_asked.connect(self._edit)
        desk.changed.connect(self.renew)
        desk.chosen.connect(self.renew)
        desk.chosen.connect(self._come_forward)
        renew_with_language(self, self.renew)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        window = self._bench.window
        say = button(msg("Say an opinion"), lambda: window.menus.trigger("meeting.say"), "primary")
        self._bench.state_changed.connect(lambda: say.setEnabled(self._bench.may("say")))
        row.addWidget(say)
        row.addStretch(1)
        row.addWidget(icon_button("import", msg("Import opinions…"), self._bench.files.ask_import))
        row.addWidget(icon_button("export", msg("Export the listed opinions…"), self.ask_export))
        return row

    def _invitation(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(2, 8, 2, 0)
        layout.addWidget(spoken(msg("Nobody has said anything yet."), "heading"))
        text = msg(
            "Click what it is about, write what is said, press Enter. Camera, scheme and picture are kept."
        )
        layout.addWidget(spoken(text, "quiet"))
        layout.addStretch(1)
        return page

    def _lists(self) -> QWidget:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.detail)
        self.detail.setProperty("panel", True)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(area)
        split.setSizes([300, 600])
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.sieve)
        layout.addWidget(self._count)
        layout.addWidget(split, 1)
        return page

    @Slot()
    def renew(self, *changed: object) -> None:
        """Show what the desk lists."""
        desk = self._desk
        self._body.setCurrentIndex(1 if desk.all else 0)
        self.sieve.show_sieve(desk.sieve, desk.all)
        current = desk.current
        self.list.show_opinions(desk.listed, current.key if current is not None else "")
        self._count.setText(tr(self._counted()))

    def _counted(self) -> Message:
        listed, count = len(self._desk.listed), len(self._desk.all)
        waiting = sum(one.state == "open" for one in self._desk.all)
        if listed == count:
            return msg("{count} opinions, {open} open", count=count, open=waiting)
        return msg("{listed} of {count}, {open} open", listed=listed, count=count, open=waiting)

    @Slot()
    def _come_forward(self) -> None:
        if self._desk.current is not None:
            self._bench.window.dock("opinions").raise_()

    @Slot()
    def _edit(self) -> None:
        if self._desk.current is not None:
            self.sheet.edit(self._desk.current)

    def ask_export(self) -> None:
        """Ask for a file and write the listed opinions into it."""
        if not self._desk.listed:
            return
        settings = self._bench.settings
        names = [f"{tr(by_id(spec).title)} ({pattern})" for spec, pattern in FORMATS]
        start = str(Path(settings.current.last_folder) / tr(msg("opinions.bcf")))
        name, chosen = QFileDialog.getSaveFileName(self, tr(msg("Export opinions")), start, ";;".join(names))
        if not name:
            return
        path = Path(name)
        known = [pattern.removeprefix("*") for _, pattern in FORMATS]
        if path.suffix.lower() not in known:
            ending = known[names.index(chosen)] if chosen in names else known[0]
            path = path.with_name(path.name + ending)
        settings.change(last_folder=str(path.parent))
        self._desk.export(path, self._desk.listed)
