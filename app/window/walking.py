"""Puts together what helps whoever goes through the city: routes, the head-up display, what is cut open."""

from app.panels.hud.board import HudBoard
from app.panels.hud.desk import HudDesk
from app.panels.route.bar import RouteBar
from app.panels.route.desk import RouteDesk
from app.panels.section_face import SectionFace
from app.window.central import Central
from app.workbench import Workbench


def prepare_walking(bench: Workbench, central: Central) -> None:
    """Give a window routes and the display, and lay both over its view."""
    bench.routes = RouteDesk(bench)
    bench.hud = HudDesk(bench)
    SectionFace(bench)
    central.hold_board(HudBoard(bench, central))
    central.hold_bar(RouteBar(bench, central))
