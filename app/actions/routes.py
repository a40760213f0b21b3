"""The routes in the Meeting menu: drawn, recorded, gone along."""

from app.actions.action import Action, Entry, has_city
from app.workbench import Workbench
from scene.messages import Message, msg


def _routes(bench: Workbench) -> tuple[Entry, ...]:
    return tuple(
        Entry(route.name, lambda bench, route=route: bench.routes.take(route))
        for route in bench.routes.routes
    )


def _play_title(bench: Workbench) -> Message:
    return msg("Stand still on the route") if bench.routes.playing else msg("Go along the route")


def _play(bench: Workbench) -> None:
    if bench.routes.playing:
        bench.routes.pause()
    else:
        bench.routes.play()


def _on_route(bench: Workbench) -> bool:
    return bench.routes.route is not None


ROUTES: tuple[Action, ...] = (
    Action(
        "meeting.routes",
        msg("Go along a route"),
        lambda bench: None,
        icon="route",
        section=4,
        enabled=lambda bench: bool(bench.routes.routes),
        entries=_routes,
    ),
    Action(
        "meeting.draw_route",
        msg("Draw a route"),
        lambda bench: bench.toolbox.start("route"),
        "Ctrl+Alt+R",
        section=4,
        enabled=has_city,
        checked=lambda bench: bench.toolbox.active == "route",
    ),
    Action(
        "meeting.record_route",
        msg("Record the way of the eye"),
        lambda bench: bench.routes.record(),
        "Ctrl+R",
        section=4,
        enabled=has_city,
        checked=lambda bench: bench.routes.recording,
    ),
    Action(
        "meeting.play_route",
        msg("Go along the route"),
        _play,
        "R",
        section=4,
        enabled=_on_route,
        title_now=_play_title,
    ),
    Action(
        "meeting.back_to_route",
        msg("Back to the route"),
        lambda bench: bench.routes.back(),
        "Shift+R",
        section=4,
        enabled=lambda bench: _on_route(bench) and bench.routes.away,
    ),
)
