"""The Analysis menu: proposals, the balloon, and every other analysis that is registered."""

from app.actions.action import Action
from app.panels.analyses.icons import icon_of
from app.workbench import Workbench
from scene.messages import msg
from scene.node import Role


def _proposals(bench: Workbench) -> bool:
    return bool(bench.session.shown.graph.of_role(Role.PROPOSALS))


def _draggable(bench: Workbench) -> bool:
    """Return whether there is a proposal; in a scheme any building is one."""
    return bool(bench.session.shown.scheme) or _proposals(bench)


def _roofs_and_buildings(bench: Workbench) -> bool:
    scene = bench.session.shown.graph
    return bool(scene.of_role(Role.POINTS, Role.SURFACE)) and bool(
        scene.of_role(Role.BUILDINGS, Role.PROPOSALS)
    )


def _analyses() -> tuple[Action, ...]:
    """Return a row for every analysis that is registered; the balloon's own is the test."""
    from analysis.registry import specs

    others = [spec for spec in specs() if spec.id != "sightline.balloon"]
    return tuple(
        Action(
            f"analysis.run_{spec.id.replace('.', '_')}",
            spec.title,
            lambda bench, spec=spec: bench.window.show_analysis(spec.id),
            f"Ctrl+{number}" if number <= 9 else "",
            icon_of(spec.id),
            2,
        )
        for number, spec in enumerate(others, start=1)
    )


ANALYSIS: tuple[Action, ...] = (
    Action(
        "analysis.draw",
        msg("Draw a proposal"),
        lambda bench: bench.toolbox.start("footprint"),
        "Ctrl+Shift+D",
        "footprint",
        checked=lambda bench: bench.toolbox.active == "footprint",
        toolbar=True,
        short=msg("Draw"),
    ),
    Action(
        "analysis.place",
        msg("Place a balloon"),
        lambda bench: bench.toolbox.start("balloon"),
        "Ctrl+Shift+B",
        "balloon",
        checked=lambda bench: bench.toolbox.active == "balloon",
    ),
    Action(
        "analysis.corridor",
        msg("Draw a view corridor"),
        lambda bench: bench.toolbox.start("corridor"),
        "Ctrl+Shift+K",
        "corridor",
        checked=lambda bench: bench.toolbox.active == "corridor",
    ),
    Action(
        "analysis.height",
        msg("Drag its height"),
        lambda bench: bench.toolbox.start("height"),
        "Ctrl+Shift+H",
        "height",
        enabled=_draggable,
        checked=lambda bench: bench.toolbox.active == "height",
        toolbar=True,
        short=msg("Height"),
    ),
    Action(
        "analysis.move",
        msg("Move a proposal"),
        lambda bench: bench.toolbox.start("move"),
        "Ctrl+Shift+M",
        "move",
        enabled=_draggable,
        checked=lambda bench: bench.toolbox.active == "move",
    ),
    Action(
        "analysis.move_viewpoint",
        msg("Move a viewpoint"),
        lambda bench: bench.toolbox.start("viewpoint"),
        "Ctrl+Alt+M",
        "viewpoint",
        enabled=lambda bench: bool(bench.session.shown.graph.of_role(Role.VIEWPOINTS)),
        checked=lambda bench: bench.toolbox.active == "viewpoint",
    ),
    Action(
        "analysis.balloon",
        msg("Red balloon test"),
        lambda bench: bench.balloon.test(),
        "Ctrl+B",
        "balloon",
        1,
        _proposals,
        toolbar=True,
        short=msg("Balloon test"),
    ),
    Action(
        "analysis.line",
        msg("Governing sight line"),
        lambda bench: bench.balloon.show_line(not bench.balloon.line_shown),
        "Ctrl+Shift+L",
        "eye",
        1,
        _proposals,
        lambda bench: bench.balloon.line_shown,
    ),
    Action(
        "analysis.export",
        msg("Export results…"),
        lambda bench: bench.files.ask_results(),
        section=1,
        enabled=lambda bench: bench.balloon.fresh,
    ),
    Action(
        "analysis.measure_heights",
        msg("Measure heights of buildings…"),
        lambda bench: bench.window.ask_heights(),
        section=1,
        enabled=_roofs_and_buildings,
    ),
    Action(
        "analysis.photograph",
        msg("Align a photograph…"),
        lambda bench: bench.window.ask_photograph(),
        section=1,
        enabled=_proposals,
    ),
    Action(
        "analysis.heritage_sheet",
        msg("Heritage impact sheet…"),
        lambda bench: bench.window.ask_heritage_sheet(),
        section=1,
        enabled=lambda bench: _proposals(bench) and bool(bench.session.shown.graph.of_role(Role.HERITAGE)),
    ),
    Action(
        "analysis.all",
        msg("All analyses"),
        lambda bench: bench.window.show_analysis(),
        "Ctrl+Shift+A",
        "analysis",
        2,
        toolbar=True,
        short=msg("Analysis"),
    ),
    *_analyses(),
)
