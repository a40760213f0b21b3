"""A field for a coordinate system: a few that Yangzhou's data comes in, or any other by its code."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from app.i18n import renew_with_language, tr
from scene.messages import BilingualText

SYSTEMS: Final[tuple[tuple[str, BilingualText], ...]] = (
    (
        "EPSG:4549",
        BilingualText("CGCS2000 3 度带 120°E（扬州）", "CGCS2000 / 3-degree zone 120°E (Yangzhou)"),
    ),
    ("EPSG:4490", BilingualText("CGCS2000 经纬度", "CGCS2000 longitude and latitude")),
    ("EPSG:4326", BilingualText("WGS 84 经纬度", "WGS 84 longitude and latitude")),
    ("EPSG:32650", BilingualText("WGS 84 UTM 50N 带", "WGS 84 / UTM zone 50N")),
    ("EPSG:32651", BilingualText("WGS 84 UTM 51N 带", "WGS 84 / UTM zone 51N")),
    ("EPSG:4528", BilingualText("CGCS2000 3 度带 40 带（含带号）", "CGCS2000 / 3-degree zone 40")),
    ("EPSG:4509", BilingualText("CGCS2000 6 度带 117°E", "CGCS2000 / 6-degree CM 117E")),
    ("EPSG:2437", BilingualText("北京 54 3 度带 120°E", "Beijing 1954 / 3-degree CM 120E")),
    ("EPSG:2385", BilingualText("西安 80 3 度带 120°E", "Xian 1980 / 3-degree CM 120E")),
    ("EPSG:3857", BilingualText("网络墨卡托", "Web Mercator")),
)


class CrsChoice(QComboBox):
    """Choose from the list by any part of name or code, or write another code or WKT."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = self._usual = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItem("", "")
        for code, _ in SYSTEMS:
            self.addItem("", code)
        completer = self.completer()
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        renew_with_language(self, self._words)
        self._told = ""
        self.currentIndexChanged.connect(self._tell)
        self.lineEdit().editingFinished.connect(self._tell)

    def found(self, crs: str) -> None:
        """Say what the file itself says; empty if it says nothing."""
        self._found = crs
        self._words()

    def stands_for(self, crs: str) -> None:
        """Say which system an empty choice means, where a file is written."""
        self._usual = crs
        self._words()

    @property
    def value(self) -> str:
        """The chosen system; empty for what the file says."""
        text = self.currentText().strip()
        place = self.findText(text)
        return str(self.itemData(place)) if place >= 0 else text

    def put(self, crs: str) -> None:
        """Show a system."""
        place = self.findData(crs)
        if place >= 0:
            self.setCurrentIndex(place)
        else:
            self.setEditText(crs)

    def mark(self, wrong: bool) -> None:
        """Draw a red edge."""
        self.setProperty("wrong", wrong)
        self.style().unpolish(self)
        self.style().polish(self)

    def _tell(self, *place: int) -> None:
        """Say that another system is chosen; a line that only loses the focus says nothing."""
        if self.value != self._told:
            self._told = self.value
            self.changed.emit()

    def _words(self) -> None:
        blocked = self.blockSignals(True)
        place, text = self.currentIndex(), self.currentText()
        known = self.findText(text) >= 0
        usual = _short(self._usual)
        first = (
            BilingualText(f"默认：{usual}", f"As usual: {usual}")
            if usual
            else (
                BilingualText(f"文件所述：{_short(self._found)}", f"As the file says: {_short(self._found)}")
                if self._found
                else BilingualText("文件未说明，请选择", "The file does not say: choose one")
            )
        )
        self.setItemText(0, tr(first))
        for row, (code, name) in enumerate(SYSTEMS, start=1):
            self.setItemText(row, f"{code}  {tr(name)}")
        if known or not text:
            self.setCurrentIndex(place)
        else:
            self.setEditText(text)
        self.blockSignals(blocked)


def _short(crs: str) -> str:
    """Return a code as it is, and of a system's full text (WKT) only its name."""
    quoted = crs.split('"')
    return quoted[1] if "[" in crs and len(quoted) > 2 else crs
