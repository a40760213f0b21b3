"""The Meeting menu: what is done in the room, from the first stop to the log of what was decided."""

from app.actions.action import Action
from app.workbench import Workbench
from scene.messages import msg


def _stops(bench: Workbench) -> bool:
    return bool(bench.presenting.stops)


def _ask_film(bench: Workbench) -> None:
    from app.window.film_dialog import FilmDialog

    FilmDialog(bench, bench.window, agenda=True).open()


MEETING: tuple[Action, ...] = (
    Action(
        "meeting.present",
        msg("Present"),
        lambda bench: bench.presenting.leave() if bench.presenting.running else bench.presenting.present(),
        "Ctrl+F5",
        "agenda",
        enabled=_stops,
        checked=lambda bench: bench.presenting.running,
        toolbar=True,
        short=msg("Present"),
    ),
    Action(
        "meeting.from_here",
        msg("Present from this stop"),
        lambda bench: bench.presenting.present(from_here=True),
        "Shift+F5",
        enabled=lambda bench: bench.presenting.stop is not None and not bench.presenting.running,
    ),
    Action("meeting.next", msg("Next stop"), lambda bench: bench.presenting.next(), "Ctrl+PgDown",
           enabled=lambda bench: bench.presenting.coming is not None),
    Action("meeting.previous", msg("Previous stop"), lambda bench: bench.presenting.previous(), "Ctrl+PgUp",
           enabled=_stops),
    Action(
        "meeting.by_itself",
        msg("Go on by itself"),
        lambda bench: bench.presenting.set_by_itself(not bench.presenting.by_itself),
        enabled=_stops,
        checked=lambda bench: bench.presenting.by_itself,
    ),
    Action(
        "meeting.loop",
        msg("Begin again at the end"),
        lambda bench: bench.presenting.set_looping(not bench.presenting.looping),
        icon="loop",
        enabled=_stops,
        checked=lambda bench: bench.presenting.looping,
    ),
    Action(
        "meeting.swap",
        msg("Swap the screens"),
        lambda bench: bench.window.projecting.swap(),
        enabled=lambda bench: bench.window.projecting.placing.apart,
    ),
    Action(
        "meeting.add",
        msg("Add a stop"),
        lambda bench: bench.presenting.add(),
        "K",
        "new",
        1,
        lambda bench: len(bench.session.scene) > 0,
    ),
    Action(
        "meeting.set",
        msg("Set the stop to what is seen"),
        lambda bench: bench.presenting.update(),
        "Shift+K",
        section=1,
        enabled=lambda bench: bench.presenting.stop is not None,
    ),
    Action(
        "meeting.film",
        msg("Film of the agenda…"),
        _ask_film,
        icon="film",
        section=1,
        enabled=_stops,
    ),
    Action(
        "meeting.decide",
        msg("Enter a decision…"),
        lambda bench: bench.window.show_log(deciding=True),
        "Ctrl+Shift+Return",
        section=9,
        enabled=lambda bench: len(bench.session.scene) > 0,
    ),
    Action(
        "meeting.seal",
        msg("Seal the meeting…"),
        lambda bench: bench.window.ask_seal(),
        section=9,
        enabled=lambda bench: bool(bench.session.book.entries),
    ),
    Action("meeting.key", msg("Signing key…"), lambda bench: bench.window.show_key(), section=9),
    Action("meeting.log", msg("Decision log…"), lambda bench: bench.window.show_log(), section=9),
)  # fmt: skip
