"""The Scheme menu: schemes as a whole, and what a scheme does to the city."""

from app import scheming
from app.actions.action import Action, Entry
from app.scheme_names import EXISTING_NAME
from app.workbench import Workbench
from scene.messages import msg

#: So many schemes have a key.
KEYS = 9


def _is_shown(bench: Workbench) -> bool:
    return bool(bench.session.shown.scheme)


def _entries(bench: Workbench) -> tuple[Entry, ...]:
    lines = [Entry(EXISTING_NAME, lambda bench: scheming.show(bench, ""))]
    for scheme in scheming.schemes(bench):
        title = msg("{letter}  {name}", letter=scheme.letter, name=scheme.name)
        lines.append(Entry(title, lambda bench, wanted=scheme.id: scheming.show(bench, wanted)))
    return tuple(lines)


def _number(number: int) -> Action:
    return Action(
        f"scheme.show_{number}",
        msg("Show scheme {number}", number=number) if number else msg("Show the existing city"),
        lambda bench: scheming.show_number(bench, number),
        f"Alt+{number}",
        section=-1,
        enabled=lambda bench: number <= len(scheming.schemes(bench)),
    )


SCHEMES: tuple[Action, ...] = (
    Action("scheme.new", msg("New scheme"), scheming.make, "Ctrl+Alt+N", "new"),
    Action("scheme.copy", msg("Duplicate the scheme"), scheming.copy, "", "group", enabled=_is_shown),
    Action(
        "scheme.rename",
        msg("Rename the scheme"),
        lambda bench: bench.window.schemes.rename_shown(),
        icon="rename",
        enabled=_is_shown,
    ),
    Action(
        "scheme.up",
        msg("Move the scheme up"),
        lambda bench: scheming.shift(bench, -1),
        icon="chevron-up",
        enabled=_is_shown,
    ),
    Action(
        "scheme.down",
        msg("Move the scheme down"),
        lambda bench: scheming.shift(bench, 1),
        icon="chevron-down",
        enabled=_is_shown,
    ),
    Action("scheme.remove", msg("Remove the scheme"), scheming.remove, icon="remove", enabled=_is_shown),
    Action("scheme.show", msg("Show"), lambda bench: None, icon="eye", section=1, entries=_entries),
    *(_number(number) for number in range(KEYS + 1)),
    Action(
        "scheme.demolish",
        msg("Demolish what is selected"),
        scheming.demolish_selected,
        "Alt+Del",
        "demolish",
        2,
        scheming.can_demolish,
    ),
    Action(
        "scheme.draw_site",
        msg("Draw the site"),
        lambda bench: bench.toolbox.start("site"),
        "",
        "footprint",
        3,
        checked=lambda bench: bench.toolbox.active == "site",
    ),
    Action(
        "scheme.draw_green",
        msg("Draw a planted area"),
        lambda bench: bench.toolbox.start("green"),
        "",
        "tree",
        3,
        checked=lambda bench: bench.toolbox.active == "green",
    ),
    Action(
        "scheme.site",
        msg("Take a plot as the site…"),
        scheming.choose_site,
        "",
        "pin",
        3,
        scheming.has_plots,
    ),
)
