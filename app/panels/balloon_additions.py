"""What rides on a proposal's roof: parapet and mast, two numbers under its height."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.i18n import say
from app.proposals import Proposal
from scene.geometry.proposals import MAST, PARAPET
from scene.messages import Message, msg
from scene.units import HEIGHT

_TITLES: Final[dict[str, Message]] = {PARAPET: msg("Parapet"), MAST: msg("Mast")}
_TIPS: Final[dict[str, Message]] = {
    PARAPET: msg("Height of the parapet over a flat roof. It is tested with the body."),
    MAST: msg("Height of a mast over the middle of the highest roof. It is reported apart."),
}
_NARROWEST: Final = 76
_HIGHEST: Final = {PARAPET: 10.0, MAST: 100.0}


class AdditionsControl(QWidget):
    """Parapet and mast of one proposal."""

    #: Another parapet or mast is wanted: column and metres over the roof.
    wanted = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.numbers: dict[str, QDoubleSpinBox] = {}
        for column, name in _TITLES.items():
            title = QLabel()
            title.setProperty("quiet", True)
            say(title, title.setText, name)
            number = QDoubleSpinBox()
            number.setRange(0.0, _HIGHEST[column])
            number.setDecimals(1)
            number.setSingleStep(0.1 if column == PARAPET else 1.0)
            number.setSuffix(f" {HEIGHT.unit}")
            number.setKeyboardTracking(False)
            number.lineEdit().setTextMargins(6, 0, 0, 0)
            # As narrow as the panel asks: by its own hint two of them would be wider than the panel is.
            number.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            number.setMinimumWidth(_NARROWEST)
            say(number, number.setToolTip, _TIPS[column])
            number.valueChanged.connect(lambda value, column=column: self.wanted.emit(column, value))
            self.numbers[column] = number
            layout.addWidget(title)
            layout.addWidget(number, 1)

    def show_additions(self, proposal: Proposal) -> None:
        """Show what a proposal has without asking for it."""
        for column, rise in ((PARAPET, proposal.parapet), (MAST, proposal.mast)):
            with QSignalBlocker(self.numbers[column]):
                self.numbers[column].setValue(rise)
