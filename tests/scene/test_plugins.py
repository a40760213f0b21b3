"""Plugins of installed packages are found; a broken one is named and stops nothing."""

from dataclasses import dataclass
from importlib.metadata import EntryPoint

import pytest

from scene.plugins import Plugins, loaded


@dataclass(frozen=True)
class Spec:
    id: str


OURS, THEIRS = Spec("ours"), Spec("theirs")
NOT_A_SPEC = 42


def offered(*names: str) -> list[EntryPoint]:
    return [EntryPoint(name, f"{__name__}:{name}", "weiyang.test") for name in names]


def test_built_in_specs_come_first_and_those_of_packages_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scene.plugins.entry_points", lambda group: offered("THEIRS"))

    found = Plugins.of(Spec, (OURS,), "weiyang.test")

    assert (OURS, THEIRS) == found.specs
    assert () == found.warnings
    assert THEIRS is found.by_id("theirs")


def test_a_broken_plugin_is_named_and_the_others_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scene.plugins.entry_points", lambda group: offered("ABSENT", "NOT_A_SPEC", "THEIRS"))

    found = Plugins.of(Spec, (OURS,), "weiyang.test")

    assert (OURS, THEIRS) == found.specs
    assert ["ABSENT", "NOT_A_SPEC"] == [warning.values["name"] for warning in found.warnings]


def test_a_target_is_imported_on_use() -> None:
    assert OURS is loaded(f"{__name__}:OURS")
