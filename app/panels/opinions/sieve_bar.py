"""What the list is narrowed by: a choice for each trait, all at first. It knows no opinion's words."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from app.i18n import say, tr, translator
from app.opinions import TRAITS, Sieve, Trait, values_of
from app.scheme_names import EXISTING_NAME
from scene.messages import BilingualText, Message, msg
from scene.review.opinion import Opinion
from scene.review.words import KIND_WORDS, SEVERITY_WORDS, STATE_WORDS

_TITLES: Final[dict[Trait, BilingualText]] = {
    "kind": BilingualText("类别", "Kind"),
    "severity": BilingualText("严重程度", "Severity"),
    "state": BilingualText("状态", "State"),
    "who": BilingualText("提出人", "Said by"),
    "scheme": BilingualText("方案", "Scheme"),
    "stop": BilingualText("站点", "Stop"),
}
_NOTHING: Final[dict[Trait, Message | BilingualText]] = {
    "who": msg("Nobody named"),
    "scheme": EXISTING_NAME,
    "stop": msg("At no stop"),
}
_COLUMNS: Final = 3


class SieveBar(QWidget):
    """Six lists to choose from."""

    #: The list is to be narrowed, with a `Sieve`.
    narrowed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sieve = Sieve()
        self._opinions: tuple[Opinion, ...] = ()
        self.boxes: dict[Trait, QComboBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        for place, trait in enumerate(TRAITS):
            box = self.boxes[trait] = QComboBox()
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4)
            say(box, box.setAccessibleName, _TITLES[trait])
            grid.addWidget(box, place // _COLUMNS, place % _COLUMNS)
            grid.setColumnStretch(place % _COLUMNS, 1)
            box.currentIndexChanged.connect(lambda index, trait=trait: self._on_choice(trait))
        translator.language_changed.connect(self._renew)

    def show_sieve(self, sieve: Sieve, opinions: tuple[Opinion, ...]) -> None:
        """Offer the values that there are, and show which are asked for."""
        self._sieve, self._opinions = sieve, opinions
        self._renew()

    def _renew(self, *changed: object) -> None:
        for trait, box in self.boxes.items():
            with QSignalBlocker(box):
                box.clear()
                box.addItem(tr(_TITLES[trait]), None)  # nothing asked: the trait stands for all its values
                for value, name in self._values(trait).items():
                    box.addItem(name, value)
                box.setCurrentIndex(max(box.findData(self._sieve.wanted.get(trait)), 0))
                box.setToolTip(box.currentText())

    def _values(self, trait: Trait) -> dict[str, str]:
        fixed = {"kind": KIND_WORDS, "severity": SEVERITY_WORDS, "state": STATE_WORDS}.get(trait)
        if fixed is not None:
            return {str(value): tr(name) for value, name in fixed.items()}  # type: ignore[attr-defined]
        found = values_of(self._opinions, trait)
        return {value: tr(name) or tr(_NOTHING[trait]) for value, name in found.items()}

    def _on_choice(self, trait: Trait) -> None:
        self.narrowed.emit(self._sieve.having(trait, self.boxes[trait].currentData()))
