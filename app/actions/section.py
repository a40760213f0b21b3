"""The section in the View menu: a plane or a box that cuts the city open, where one looks."""

from functools import partial

import numpy as np

from app.actions.action import Action, has_city
from app.viewport.optics import as_point
from app.viewport.section import Section, Shape
from app.workbench import Workbench
from scene.messages import msg

#: Metres ahead at which it is put where nothing is looked at, and the farthest.
AHEAD, FARTHEST = 120.0, 600.0
TOOL = "section"


def first_section(bench: Workbench, shape: Shape) -> Section:
    """Return a section through what the view looks at; a plane takes away what stands before it."""
    pose, rays = bench.view.pose, bench.window.seeing.rays
    distance = AHEAD
    if rays is not None:
        found = float(rays.pick(np.asarray(pose.eye), pose.forward).distance[0])
        distance = min(found, FARTHEST) if np.isfinite(found) else AHEAD
    place = np.asarray(pose.eye) + distance * pose.forward
    half = max(distance * 0.18, 10.0)
    if shape is Shape.BOX:
        place[2] = bench.toolbox.ground_below(float(place[0]), float(place[1]), float(place[2])) + half - 2.0
        return Section(shape, as_point(place), pose.heading, (half, half, half))
    return Section(shape, as_point(place), (pose.heading + 180.0) % 360.0)


def _switch(shape: Shape, bench: Workbench) -> None:
    view = bench.view
    if bench.toolbox.active == TOOL:
        bench.toolbox.stop()
    if view.section is not None and view.section.shape is shape:
        view.show_section(None)
    else:
        view.show_section(first_section(bench, shape))
        bench.toolbox.start(TOOL)
    bench.touch()


def _is_on(shape: Shape, bench: Workbench) -> bool:
    return bench.view.section is not None and bench.view.section.shape is shape


def _cut(bench: Workbench) -> bool:
    return bench.view.section is not None


SECTION: tuple[Action, ...] = (
    Action(
        "view.section_plane",
        msg("Section plane"),
        partial(_switch, Shape.PLANE),
        "Ctrl+Alt+X",
        section=5,
        enabled=has_city,
        checked=partial(_is_on, Shape.PLANE),
    ),
    Action(
        "view.section_box",
        msg("Section box"),
        partial(_switch, Shape.BOX),
        "Ctrl+Alt+B",
        section=5,
        enabled=has_city,
        checked=partial(_is_on, Shape.BOX),
    ),
    Action(
        "view.section_handles",
        msg("Move the section"),
        lambda bench: bench.toolbox.start(TOOL),
        section=5,
        enabled=_cut,
        checked=lambda bench: bench.toolbox.active == TOOL,
    ),
)
