"""The View menu: where to look from, how to move, what to show, and how the window looks."""

from app.actions.action import Action, Entry
from app.workbench import Workbench
from scene.commands import Replace
from scene.messages import Message, msg
from scene.node import Role
from scene.season import BARE, LEAF

MODES: tuple[tuple[str, Message, str, str], ...] = (
    ("orbit", msg("Orbit"), "F5", "orbit"),
    ("fly", msg("Fly"), "F6", "fly"),
    ("walk", msg("Walk"), "F7", "walk"),
    ("boat", msg("Boat"), "F8", "boat"),
)


def _mode(mode: str, title: Message, shortcut: str, icon: str) -> Action:
    return Action(
        f"view.{mode}",
        title,
        lambda bench: bench.window.set_mode(mode),
        shortcut,
        icon,
        1,
        checked=lambda bench: bench.window.mode == mode,
        toolbar=True,
        short=title,
    )


def _trees_shown(bench: Workbench) -> bool:
    return any(node.visible for node in bench.session.scene.of_role(Role.TREES))


def _has_trees(bench: Workbench) -> bool:
    return bool(bench.session.scene.of_role(Role.TREES))


def _switch_trees(bench: Workbench) -> None:
    from dataclasses import replace

    scene, shown = bench.session.scene, not _trees_shown(bench)
    nodes = [replace(node, visible=shown) for node in scene.of_role(Role.TREES)]
    label = msg("Show trees") if shown else msg("Hide trees")
    bench.run(Replace(scene, nodes, label))


def _change_season(bench: Workbench) -> None:
    season = bench.session.season
    season.set(BARE if season.name == LEAF else LEAF)


def _viewpoints(bench: Workbench) -> tuple[Entry, ...]:
    return tuple(
        Entry(stored.name, lambda bench, stored=stored: bench.window.viewpoints.fly_to(stored))
        for stored in bench.window.viewpoints.stored()
    )


def _stored(number: int) -> Action:
    return Action(
        f"view.viewpoint_{number}",
        msg("Stored viewpoint {number}", number=number),
        lambda bench: bench.window.viewpoints.fly_to_number(number),
        str(number),
        enabled=lambda bench: len(bench.window.viewpoints.stored()) >= number,
        section=-1,
    )


VIEW: tuple[Action, ...] = (
    Action(
        "view.home", msg("Opening view"), lambda bench: bench.window.fly_home(), "Home", "home", toolbar=True
    ),
    Action(
        "view.zoom",
        msg("Zoom to selection"),
        lambda bench: bench.window.zoom_to_selection(),
        "F",
        "zoom",
        enabled=lambda bench: bench.session.selection.current is not None,
    ),
    Action(
        "view.viewpoints",
        msg("Stored viewpoints"),
        lambda bench: None,
        icon="viewpoint",
        entries=_viewpoints,
        enabled=lambda bench: bool(bench.window.viewpoints.stored()),
    ),
    Action(
        "view.store", msg("Store this view"), lambda bench: bench.window.viewpoints.store(), "Ctrl+Shift+V"
    ),
    *(_mode(*mode) for mode in MODES),
    Action(
        "view.daylight",
        msg("Date and hour…"),
        lambda bench: bench.window.show_daylight(),
        "Ctrl+H",
        "sun",
        2,
        toolbar=True,
    ),
    Action(
        "view.trees", msg("Trees"), _switch_trees, "Ctrl+T", "tree", 2, _has_trees, _trees_shown, toolbar=True
    ),
    Action(
        "view.leaves",
        msg("Trees in leaf"),
        _change_season,
        "Ctrl+Shift+T",
        "",
        2,
        lambda bench: _has_trees(bench) and _trees_shown(bench),
        lambda bench: bench.session.season.name == LEAF,
    ),
    Action(
        "view.labels",
        msg("Place names"),
        lambda bench: bench.window.show_labels(not bench.window.labels_shown),
        "Ctrl+L",
        "label",
        2,
        checked=lambda bench: bench.window.labels_shown,
        toolbar=True,
    ),
    Action(
        "view.dark",
        msg("Dark theme"),
        lambda bench: bench.window.wear("light" if bench.settings.current.theme == "dark" else "dark"),
        "Ctrl+D",
        "moon",
        3,
        checked=lambda bench: bench.settings.current.theme == "dark",
    ),
    Action(
        "view.language",
        msg("中文 / English"),
        lambda bench: bench.window.speak("en" if bench.settings.current.language == "zh" else "zh"),
        "F9",
        "language",
        3,
        toolbar=True,
    ),
    Action(
        "view.projector",
        msg("Projector: full screen"),
        lambda bench: bench.window.set_projector(not bench.window.projector),
        "F11",
        "screen",
        3,
        checked=lambda bench: bench.window.projector,
        toolbar=True,
    ),
    *(_stored(number) for number in range(1, 10)),
)
