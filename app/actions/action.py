"""One row of the table of actions. It does not know Qt's menus."""

from collections.abc import Callable
from dataclasses import dataclass

from app.i18n import Text
from app.workbench import Workbench
from scene.messages import Message


def always(bench: Workbench) -> bool:
    """Say that an action can be used at any time."""
    return True


def has_city(bench: Workbench) -> bool:
    """Say that an action needs something that stands there."""
    return len(bench.session.scene) > 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a submenu whose lines come and go."""

    title: Text
    run: Callable[[Workbench], object]
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do.

    Parameters
    ----------
    id : str
        Stable ASCII name, ``file.open``; what stands before the point is the menu.
    title : Message or BilingualText
        What menu and sheet say.
    run : callable
        Does it.
    shortcut : str
        As :class:`QKeySequence` reads it.
    icon : str
        Name of a file in ``assets/icons``.
    section : int
        Actions of one section stand together, apart from the others by a line.
    enabled : callable
        Whether it can be used now.
    checked : callable, optional
        Whether it is switched on now; makes it a switch.
    title_now : callable, optional
        What the menu says now, as undo names what it would take back.
    entries : callable, optional
        Makes it a submenu with these lines.
    toolbar : bool
        Whether the toolbar has it.
    short : Message, optional
        A shorter title for the toolbar; none shows the icon alone.
    """

    id: str
    title: Text
    run: Callable[[Workbench], object]
    shortcut: str = ""
    icon: str = ""
    section: int = 0
    enabled: Callable[[Workbench], bool] = always
    checked: Callable[[Workbench], bool] | None = None
    title_now: Callable[[Workbench], Message] | None = None
    entries: Callable[[Workbench], tuple[Entry, ...]] | None = None
    toolbar: bool = False
    short: Message | None = None

    @property
    def menu(self) -> str:
        """The menu it stands in."""
        return self.id.partition(".")[0]
