"""A form for any pydantic model: titles, units and limits come from the declaration, errors in words.

It does not know what the parameters are for.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.fields import Field, is_shown
from app.forms.from_scene import Offers
from app.i18n import renew_with_language, say, tr
from app.wording import Text
from scene.messages import Message, msg

#: Titles of all forms take this much, so that forms below each other stand in line.
TITLE_WIDTH = 132
#: A field may be made so narrow: a form fits the panel that it stands in.
LEAST_WIDTH = 110

#: What pydantic finds wrong, as a sentence; its context gives the fields.
SENTENCES: dict[str, Message] = {
    "greater_than_equal": msg("must be {ge} or more"),
    "greater_than": msg("must be more than {gt}"),
    "less_than_equal": msg("must be {le} or less"),
    "less_than": msg("must be less than {lt}"),
    "float_parsing": msg("must be a number"),
    "float_type": msg("must be a number"),
    "int_parsing": msg("must be a whole number"),
    "int_type": msg("must be a whole number"),
    "missing": msg("is needed"),
    "string_too_short": msg("is needed"),
}


class Form(QWidget):
    """Widgets for the parameters of a model.

    Parameters
    ----------
    model : type of BaseModel
        The declaration.
    skip : sequence of str
        Parameters that somebody else asks for.
    values : Mapping, optional
        What to show first; defaults otherwise.
    offered : Mapping, optional
        Values to choose from with their texts, by parameter, where the declaration does not know them.
    offers : Offers, optional
        Rows and places of a scene, for parameters that ask for them.
    few : int
        So many parameters are shown; a button brings the others. 0 shows all.
    """

    #: Something was changed by the person.
    changed = Signal()

    def __init__(
        self,
        model: type[BaseModel],
        skip: tuple[str, ...] = (),
        values: Mapping[str, object] | None = None,
        offered: Mapping[str, tuple[tuple[str, Text], ...]] | None = None,
        parent: QWidget | None = None,
        offers: Offers | None = None,
        few: int = 0,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.fields: dict[str, Field] = {}
        self._problem = QLabel()
        self._problem.setProperty("error", True)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._error: tuple[str, Message] | None = None
        rows = self._rows = QFormLayout()
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        rows.setFormAlignment(Qt.AlignmentFlag.AlignTop)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setHorizontalSpacing(18)
        rows.setVerticalSpacing(9)
        for name, info in model.model_fields.items():
            if name in skip or not is_shown(info, offers):
                continue
            field = self.fields[name] = Field(name, info, self, (offered or {}).get(name, ()), offers)
            title = QLabel()
            title.setProperty("quiet", True)
            title.setWordWrap(True)
            title.setFixedWidth(TITLE_WIDTH)
            say(title, title.setText, info.title or name)
            if info.description:
                say(field.widget, field.widget.setToolTip, info.description)
                say(title, title.setToolTip, info.description)
            field.widget.setMinimumWidth(LEAST_WIDTH)
            rows.addRow(title, field.widget)
            field.put(info.get_default(call_default_factory=True))
            field.changed.connect(self._on_change)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(9)
        layout.addLayout(rows)
        self._few = few if 0 < few < len(self.fields) - 1 else len(self.fields)
        self._more = QPushButton()
        self._more.setProperty("link", True)
        self._more.clicked.connect(lambda checked=False: self.show_all(not self._all_shown))
        self._more.setVisible(self._few < len(self.fields))
        self._all_shown = True
        self.show_all(self._few == len(self.fields))
        renew_with_language(self, self._name_more)
        layout.addWidget(self._more)
        layout.addWidget(self._problem)
        self.put(values or {})
        renew_with_language(self, self._show_problem)

    def show_all(self, shown: bool) -> None:
        """Show all parameters, or the first few of them."""
        self._all_shown = shown
        for row in range(self._few, len(self.fields)):
            self._rows.setRowVisible(row, shown)
        self._name_more()

    def _name_more(self) -> None:
        left = len(self.fields) - self._few
        self._more.setText(tr(msg("Fewer") if self._all_shown else msg("{count} more", count=left)))

    @property
    def values(self) -> dict[str, Any]:
        """What the widgets hold, checked or not."""
        return {name: field.value for name, field in self.fields.items()}

    def put(self, values: Mapping[str, object]) -> None:
        """Show values; names without a widget are left out."""
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].put(value)

    def read(self, **others: object) -> BaseModel | None:
        """Return the parameters, or None and say in words what is wrong.

        Parameters
        ----------
        **others : object
            Parameters that this form does not ask for.
        """
        for field in self.fields.values():
            field.mark(False)
        self._error = None
        try:
            return self._model.model_validate(self.values | others)
        except ValidationError as problem:
            first = problem.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else ""
            if name in self.fields:
                self.fields[name].mark(True)
                self.show_all(True)
            said = _sentence(first)
            info = self._model.model_fields.get(name)
            self._error = ((info.title if info else None) or name, said)
            return None
        finally:
            self._show_problem()

    @property
    def problem(self) -> str:
        """What is wrong, in the language that is spoken; empty if nothing is."""
        if self._error is None:
            return ""
        title, sentence = self._error
        if not title:
            return tr(sentence)
        return tr(msg("{title} {what}.", title=tr(title), what=sentence))

    def _show_problem(self) -> None:
        self._problem.setText(self.problem)
        self._problem.setVisible(bool(self.problem))

    @Slot()
    def _on_change(self) -> None:
        if self._error is not None:
            self.read()
        self.changed.emit()


def _sentence(error: ErrorDetails) -> Message:
    """Return in our words what pydantic, or a check of the model's own, finds wrong."""
    known = SENTENCES.get(error["type"])
    if known is not None:
        return Message(known.template, error.get("ctx", {}))
    own = error.get("ctx", {}).get("error", error["msg"])
    return Message(str(own).replace("{", "{{").replace("}", "}}"))
