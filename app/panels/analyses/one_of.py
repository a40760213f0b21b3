"""Several charts or pictures, one shown at a time: a list of their titles above, the one chosen below."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr, translator
from app.panels.labels import icon_button, label
from scene.messages import msg


class OneOf(QWidget):
    """A heading, or a list of headings, over a view.

    Parameters
    ----------
    view : QWidget
        What shows one of them.
    show : callable
        Gives the view the one that is chosen.
    """

    #: The person wants the one that is shown in a window of its own.
    larger_asked = Signal(object)

    def __init__(self, view: QWidget, show: Callable[[Any], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self._show = show
        self._items: tuple[Any, ...] = ()
        self._subjects: tuple[str, ...] = ()
        self._title = label("", "heading")
        self.names = QComboBox()
        self.names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.names.currentIndexChanged.connect(self._renew)
        self._larger = icon_button(
            "larger", msg("In a window of its own"), lambda: self.larger_asked.emit(self.current)
        )
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self.names, 1)
        head.addWidget(self._larger)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(view)
        translator.language_changed.connect(self._rename)

    @property
    def current(self) -> Any:
        """The one that is shown, None if there is none."""
        place = self.names.currentIndex()
        return self._items[place] if 0 <= place < len(self._items) else None

    def show_items(self, items: tuple[Any, ...], subjects: tuple[str, ...] = ()) -> None:
        """Show these, first the one about one of some subjects; else keep the one that was looked at."""
        before = self.current
        keys = [(item.key, item.subject) for item in items]
        key = (before.key, before.subject) if before is not None else None
        if subjects != self._subjects or key not in keys:
            self._subjects = subjects
            about = (one for one in keys if subjects and (one[1] in subjects or one[0].endswith(subjects)))
            key = next(about, key)
        self._items = items
        with QSignalBlocker(self.names):
            self.names.clear()
            self.names.addItems(["" for _ in items])
            self.names.setCurrentIndex(keys.index(key) if key in keys else 0)
        self.names.setVisible(len(items) > 1)
        self._title.setVisible(len(items) == 1)
        self.setVisible(bool(items))
        self._rename()
        self._renew()

    def _rename(self, *changed: object) -> None:
        for place, item in enumerate(self._items):
            self.names.setItemText(place, tr(item.title))
        self._title.setText(tr(self._items[0].title) if self._items else "")

    def _renew(self, *changed: object) -> None:
        self._show(self.current)
