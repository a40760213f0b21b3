"""Measuring in the Analysis menu: distance, height, slope, area, angle, profile, and what was measured."""

from functools import partial

from app.actions.action import Action, Entry, has_city
from app.workbench import Workbench
from scene.geometry.measuring import TITLES, Kind
from scene.messages import msg
from scene.node import Role


def _start(kind: Kind, bench: Workbench) -> None:
    bench.toolbox.start(f"measure_{kind}")


def _kinds(bench: Workbench) -> tuple[Entry, ...]:
    return tuple(Entry(TITLES[kind], partial(_start, kind)) for kind in Kind)


MEASURE: tuple[Action, ...] = (
    Action(
        "analysis.measure",
        msg("Measure in the view"),
        lambda bench: None,
        icon="height",
        section=7,
        enabled=has_city,
        entries=_kinds,
    ),
    Action(
        "analysis.measure_distance",
        msg("Measure a distance"),
        partial(_start, Kind.DISTANCE),
        "Ctrl+Shift+R",
        section=7,
        enabled=has_city,
        checked=lambda bench: bench.toolbox.active == f"measure_{Kind.DISTANCE}",
    ),
    Action(
        "analysis.measurements",
        msg("Measurements…"),
        lambda bench: bench.window.show_measurements(),
        section=7,
        enabled=lambda bench: bool(bench.session.scene.of_role(Role.MEASURES)),
    ),
)
