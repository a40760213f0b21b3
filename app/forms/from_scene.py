"""Parameters that a scene answers: rows of its layers by name, and places picked in the view.

A declaration asks in its ``json_schema_extra`` by ``rows_of`` (the name of a port), by ``thing`` (a layer, or
a building as layer/row), or by ``places``. Places are easting and northing of the frame, or local metres
where it says ``"places": "local"``; the form shows easting and northing in either case. With ``looked_at``
beside it a place is also taken from the middle of the view.
It does not know the scene: whoever makes the form brings its :class:`Offers`.
"""

from collections.abc import Callable
from typing import Annotated, Any, Protocol, get_args, get_origin

from pydantic.fields import FieldInfo
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.forms.row_choice import RowChoice
from app.i18n import renew_with_language, say, tr
from app.panels.labels import icon_button, label
from app.wording import Text
from scene.messages import msg

Point = tuple[float, float, float]
Made = tuple[QWidget, Callable[[], Any], Callable[[Any], None]]


class Offers(Protocol):
    """What a scene offers."""

    def rows(self, port: str) -> tuple[tuple[str, Text], ...]:
        """Return ids and names of the rows of all nodes that fill a port."""

    def selected(self, port: str) -> str:
        """Return the id of the selected row if its node fills the port, else an empty text."""

    def things(self) -> tuple[tuple[str, Text], ...]:
        """Return ids and names of layers that are one thing to look at: heritage, models, proposals."""

    def selected_thing(self) -> str:
        """Return the layer, or the building as layer/row, that is selected; else an empty text."""

    def name_of_thing(self, thing: str) -> Text:
        """Return what a layer, or a building given as layer/row, is called."""

    def pick(self, picked: Callable[[Point], object], ended: Callable[[], object]) -> None:
        """Have the person click a place: `picked` gets it in local metres."""

    def looked_at(self) -> Point | None:
        """Return the place in the middle of the view, local metres; None from afar, or off the ground."""

    def world(self, place: Point) -> Point:
        """Return easting, northing and height of a place in local metres."""


def asks_the_scene(info: FieldInfo) -> bool:
    """Return whether a parameter is answered by a scene."""
    extra = info.json_schema_extra
    return isinstance(extra, dict) and any(extra.get(asked) for asked in ("rows_of", "thing", "places"))


def from_scene(info: FieldInfo, offers: Offers, changed: Callable[[], object]) -> Made:
    """Make the widget of a parameter that a scene answers."""
    extra = info.json_schema_extra
    assert isinstance(extra, dict)
    several = holds_several(info.annotation)
    if extra.get("rows_of"):
        empty = None if type(None) in get_args(info.annotation) else ""
        return _rows(str(extra["rows_of"]), several, empty, offers, changed)
    if extra.get("thing"):
        return _thing(offers, changed)
    numbers = max(numbers_in(info.annotation), 2)
    places = PlacesField(offers, min(numbers, 3), several, extra["places"] != "local")
    places.optional = type(None) in get_args(info.annotation)
    places.here_button.setVisible("looked_at" in extra)
    places.changed.connect(changed)
    return places, places.value, places.put


def holds_several(annotation: Any) -> bool:
    """Return whether a type is a list of texts or of points, and not one of them."""
    kind = _plain(annotation)
    inner = [argument for argument in get_args(kind) if argument is not Ellipsis]
    if get_origin(kind) is list or (get_origin(kind) is tuple and Ellipsis in get_args(kind)):
        return _plain(inner[0]) is not float  # a list of numbers is one point
    return get_origin(kind) is tuple and bool(inner) and get_origin(inner[0]) in (tuple, list)


def numbers_in(annotation: Any) -> int:
    """Return how many numbers the points of a type have, 0 where it does not say."""
    kind = _plain(annotation)
    inner = [_plain(argument) for argument in get_args(kind) if argument is not Ellipsis]
    if get_origin(kind) is tuple and inner and all(argument is float for argument in inner):
        return 0 if Ellipsis in get_args(kind) else len(inner)
    return numbers_in(inner[0]) if inner else 0


def _plain(annotation: Any) -> Any:
    """Return a type without ``| None`` and without its limits."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    arguments = [argument for argument in get_args(annotation) if argument is not type(None)]
    optional = type(None) in get_args(annotation)
    return _plain(arguments[0]) if optional and arguments else annotation


def _rows(port: str, several: bool, empty: str | None, offers: Offers, changed: Callable[[], object]) -> Made:
    choice = RowChoice(lambda: offers.rows(port), lambda: offers.selected(port), several)
    choice.changed.connect(changed)
    if several:
        return choice, lambda: list(choice.chosen), lambda value: choice.put(value or ())
    return (
        choice,
        lambda: choice.chosen[0] if choice.chosen else empty,
        lambda value: choice.put((str(value),) if value else ()),
    )


def _thing(offers: Offers, changed: Callable[[], object]) -> Made:
    choice = RowChoice(offers.things, offers.selected_thing, False, offers.name_of_thing)
    choice.changed.connect(changed)
    return (
        choice,
        lambda: choice.chosen[0] if choice.chosen else "",
        lambda value: choice.put((str(value),) if value else ()),
    )


class PlacesField(QWidget):
    """Places that are picked in the view, shown in world coordinates.

    Parameters
    ----------
    offers : Offers
        Has the person click.
    numbers : int
        2 for easting and northing, 3 with the height.
    several : bool
        Whether there may be more than one.
    world : bool
        Whether the values are world coordinates and not local metres.
    """

    changed = Signal()

    def __init__(
        self, offers: Offers, numbers: int, several: bool, world: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._offers, self._numbers, self._several, self._world = offers, numbers, several, world
        #: Whether nothing is said by None and not by an empty list.
        self.optional = False
        self._places: list[tuple[float, ...]] = []
        self._taken = False
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.pick_button = QPushButton()
        self.pick_button.setCheckable(True)
        say(self.pick_button, self.pick_button.setText, msg("Pick in the view"))
        self.pick_button.clicked.connect(self.pick)
        self.here_button = QPushButton()
        self.here_button.hide()
        say(self.here_button, self.here_button.setText, msg("View centre"))
        say(self.here_button, self.here_button.setToolTip, msg("Take the place in the middle of the view"))
        self.here_button.clicked.connect(self.take_looked_at)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._list)
        layout.addWidget(self.pick_button)
        layout.addWidget(self.here_button)
        renew_with_language(self, self._renew)

    def value(self) -> Any:
        """Return the places, or the one place."""
        if not self._places:
            return None if self.optional else []
        return [list(place) for place in self._places] if self._several else list(self._places[0])

    def put(self, value: Any) -> None:
        """Show places."""
        points = value or []
        if not self._several and points:
            points = [points]
        self._places = [tuple(float(number) for number in point) for point in points]
        self._renew()

    def pick(self, *checked: object) -> None:
        """Have the person click; of several places one after the other, until Esc."""
        self._taken = False
        self.pick_button.setChecked(True)
        self._offers.pick(self._on_picked, self._on_ended)

    def take_looked_at(self, *checked: object) -> None:
        """Take the place in the middle of the view; from afar there is none."""
        place = self._offers.looked_at()
        if place is not None:
            self._on_picked(place)

    def _on_picked(self, place: Point) -> None:
        self._taken = True
        known = self._places if self._several else []
        at = self._offers.world(place) if self._world else place
        self._places = [*known, tuple(round(number, 3) for number in at[: self._numbers])]
        self._renew()
        self.changed.emit()

    def _on_ended(self) -> None:
        if self._taken and self._several:
            from PySide6.QtCore import QTimer

            QTimer.singleShot(0, self, self.pick)
        else:
            self.pick_button.setChecked(False)

    def _remove(self, number: int) -> None:
        del self._places[number]
        self._renew()
        self.changed.emit()

    def _renew(self) -> None:
        while self._list.count():
            widget = self._list.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        for number, place in enumerate(self._places):
            self._list.addWidget(self._line(number, place))
        self.pick_button.setToolTip(tr(msg("Click the place in the view. Esc ends.")))

    def _line(self, number: int, place: tuple[float, ...]) -> QWidget:
        line = QWidget()
        beside = QHBoxLayout(line)
        beside.setContentsMargins(0, 0, 0, 0)
        x, y, z = (*place, 0.0)[:3]
        shown = (x, y, z) if self._world else self._offers.world((x, y, z))
        text = label("  ".join(f"{value:.1f}" for value in shown[: self._numbers]), "quiet")
        text.setToolTip(tr(msg("Easting, northing, height")))
        beside.addWidget(text, 1)
        beside.addWidget(icon_button("close", msg("Remove"), lambda: self._remove(number)))
        return line
