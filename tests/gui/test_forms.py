"""Forms come from declarations: units, limits, choices, and what is wrong in words."""

from typing import Literal

from pydantic import BaseModel, Field, model_validator
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from app.forms.form import Form
from app.i18n import translator


class Params(BaseModel):
    """One of each kind."""

    spacing: float = Field(2.0, ge=0.25, le=2.0, title="Storey height", json_schema_extra={"unit": "m"})
    band: int = Field(1, ge=1, title="Band")
    shift: Literal["none", "gcj02"] = Field("none", title="Map offset")
    trees: bool = Field(True, title="Trees")
    name: str = Field("", title="Layer name", min_length=2)
    height: float | None = Field(None, gt=0, title="Height")
    rules: dict[str, float] = Field(default_factory=dict)


def make(qtbot: QtBot) -> Form:
    form = Form(Params)
    qtbot.addWidget(form)
    return form


def test_every_kind_has_its_widget_and_tables_have_none(qtbot: QtBot) -> None:
    kinds = {name: type(field.widget) for name, field in make(qtbot).fields.items()}
    assert {
        "spacing": QDoubleSpinBox, "band": QSpinBox, "shift": QComboBox, "trees": QCheckBox,
        "name": QLineEdit, "height": QLineEdit,
    } == kinds  # fmt: skip


def test_a_number_carries_its_unit_and_its_limits(qtbot: QtBot) -> None:
    box = make(qtbot).fields["spacing"].widget
    assert (" m", 0.25, 2.0) == (box.suffix(), box.minimum(), box.maximum())


def test_what_is_wrong_is_said_in_words_and_in_the_language_spoken(qtbot: QtBot) -> None:
    form = make(qtbot)
    form.put({"name": "Old city", "height": "tall"})
    translator.speak("en")
    assert form.read() is None
    assert "Height must be a number." == form.problem
    translator.speak("zh")
    assert "“高度”必须是数字。" == form.problem
    form.put({"height": -3})
    assert form.read() is None
    assert "“高度”必须大于 0.0。" == form.problem


def test_an_empty_line_means_that_a_number_is_left_out(qtbot: QtBot) -> None:
    form = make(qtbot)
    form.put({"name": "Old city", "shift": "gcj02"})
    params = form.read()
    assert params is not None
    assert (None, "gcj02", 2.0) == (params.height, params.shift, params.spacing)
    assert "" == form.problem


class Placed(BaseModel):
    """A model with a check of its own."""

    easting: float | None = Field(None, title="Easting")

    @model_validator(mode="after")
    def _pair(self) -> "Placed":
        raise ValueError("easting and northing go together")


def test_a_check_of_the_models_own_is_said_as_it_stands(qtbot: QtBot) -> None:
    form = Form(Placed)
    qtbot.addWidget(form)
    assert form.read() is None
    translator.speak("en")
    assert "easting and northing go together" == form.problem
    translator.speak("zh")
    assert "东坐标与北坐标须同时给出" == form.problem


def test_every_choice_that_an_importer_offers_has_words() -> None:
    from typing import Literal, get_args, get_origin

    from app.forms.fields import CHOICES, _plain
    from importers.registry import specs

    silent = set()
    for spec in specs():
        for name, info in spec.load().params_type.model_fields.items():
            kind, _ = _plain(info.annotation)
            if get_origin(kind) is Literal:
                words = {str(value) for value in get_args(kind) if not str(value).isdigit()}
                silent |= {(spec.id, name, word) for word in words - set(CHOICES)}
    assert not silent


def test_every_choice_that_an_analysis_offers_has_words() -> None:
    from typing import Literal, get_args, get_origin

    from analysis.registry import specs
    from app.forms.fields import CHOICES, _plain

    silent = set()
    for spec in specs():
        for name, info in spec.params_type().model_fields.items():
            kind, _ = _plain(info.annotation)
            if get_origin(kind) is Literal:
                silent |= {(spec.id, name, word) for word in {str(v) for v in get_args(kind)} - set(CHOICES)}
    assert not silent
