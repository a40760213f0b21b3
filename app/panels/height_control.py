"""Slider and number for a proposal's height. One drag of the slider is one step of undo."""

from uuid import uuid4

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QSlider, QWidget

from app.i18n import say
from app.proposals import HIGHEST, LOWEST
from scene.messages import msg
from scene.units import HEIGHT

#: The slider reaches this far; the number goes on to what is possible.
SLIDER_TOP = 120.0
STEPS_PER_METRE = 4


class HeightControl(QWidget):
    """Height above outdoor ground."""

    #: Another height is wanted, with the name of the gesture that it belongs to.
    wanted = Signal(float, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gesture = ""
        title = QLabel()
        title.setProperty("quiet", True)
        say(title, title.setText, msg("Design height"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(LOWEST * STEPS_PER_METRE), round(SLIDER_TOP * STEPS_PER_METRE))
        self.slider.setPageStep(3 * STEPS_PER_METRE)
        self.number = QDoubleSpinBox()
        self.number.setRange(LOWEST, HIGHEST)
        self.number.setDecimals(1)
        self.number.setSingleStep(0.5)
        self.number.setSuffix(f" {HEIGHT.unit}")
        self.number.setKeyboardTracking(False)
        self.number.lineEdit().setTextMargins(6, 0, 0, 0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.number)
        self.slider.sliderPressed.connect(self._begin)
        self.slider.valueChanged.connect(self._on_slider)
        self.slider.sliderReleased.connect(self._end)
        self.number.valueChanged.connect(lambda value: self.wanted.emit(value, ""))

    def show_height(self, height: float) -> None:
        """Show a height without asking for it."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            if not self.slider.isSliderDown():
                self.slider.setValue(round(min(height, SLIDER_TOP) * STEPS_PER_METRE))
            self.number.setValue(height)

    @Slot()
    def _begin(self) -> None:
        self._gesture = uuid4().hex

    @Slot()
    def _end(self) -> None:
        self._gesture = ""

    @Slot(int)
    def _on_slider(self, step: int) -> None:
        self.wanted.emit(step / STEPS_PER_METRE, self._gesture)
