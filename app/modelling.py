"""Verbs of single models: stand on the ground, keep in the library, place a copy from it."""

from dataclasses import replace

from app.library import Entry, Library
from app.placement import is_movable, placement_of, with_placement
from app.tools.pointer import Point
from app.workbench import Workbench
from scene.feedback import Feedback
from scene.messages import msg
from scene.node import Node
from scene.selection import Selected


def selected_model(bench: Workbench) -> Node | None:
    """Return the model that is selected, None if none is."""
    selected, scene = bench.session.selection.current, bench.session.shown.graph
    if selected is None or selected.node_id not in scene:
        return None
    node = scene.node(selected.node_id)
    return node if is_movable(node) else None


def has_model(bench: Workbench) -> bool:
    """Return whether a model is selected."""
    return selected_model(bench) is not None


def stand_on_ground(bench: Workbench) -> None:
    """Put the selected model's lowest point on the ground under its reference point."""
    node = selected_model(bench)
    if node is None:
        return
    now = placement_of(node)
    ground = bench.toolbox.ground_below(now.x, now.y, float("nan"))
    if ground != ground:  # noqa: PLR0124  # nan: no terrain
        bench.report_sentence(
            msg("There is no terrain under {name}.", name=node.name), msg("Give its height as a number.")
        )
        return
    stood = with_placement(node, replace(now, foot=ground))
    label = msg("Stand {name} on the ground", name=node.name)
    bench.run(bench.session.edited([stood], label))


def keep_in_library(bench: Workbench) -> None:
    """Keep the selected model for other places and projects, with a picture of it."""
    node = selected_model(bench)
    if node is None:
        return

    def task(feedback: Feedback) -> Entry:
        from app.window.model_picture import picture_of

        return Library().keep(node, picture_of(node))

    bench.jobs.run(
        task,
        msg("Keeping {name} in the library", name=node.name),
        done=lambda entry: bench.tell(msg("{name} is in the library.", name=entry.name)),
    )


def place_copy(bench: Workbench, entry: Entry, place: Point) -> None:
    """Put a copy of a model of the library where the person clicked, with its handles about it."""
    scene, snapshot = bench.session.scene, bench.session.shown.graph.snapshot()
    frame = scene.frame

    def task(feedback: Feedback) -> Node:
        return Library().node(entry, place, frame, snapshot, feedback)

    def done(node: Node) -> None:
        if bench.session.scene is not scene:
            return
        if bench.run(bench.session.placed([node], msg("Place {name}", name=node.name))):
            bench.session.selection.select(Selected(node.id))
            if bench.toolbox.active != "model":
                bench.toolbox.start("model")

    bench.jobs.run(task, msg("Placing {name}", name=entry.name), done=done, lane="library")
