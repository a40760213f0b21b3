"""The view and its flat stand-in are what the window may ask of a view: the same verbs, the same words."""

import inspect

import pytest

from app.viewport.backend import ViewBackend
from app.viewport.widget import Viewport
from tests.gui.flat_view import FlatView

VERBS = [
    (name, verb)
    for name, verb in vars(ViewBackend).items()
    if inspect.isfunction(verb) and not name.startswith("_")
]


@pytest.mark.parametrize("view", [Viewport, FlatView])
@pytest.mark.parametrize(("name", "verb"), VERBS, ids=[name for name, _ in VERBS])
def test_a_view_takes_every_verb_with_the_same_words(view: type, name: str, verb: object) -> None:
    asked, given = (inspect.signature(one).parameters for one in (verb, getattr(view, name)))

    assert [(p.name, p.kind, p.default) for p in asked.values()] == [
        (p.name, p.kind, p.default) for p in given.values()
    ]
