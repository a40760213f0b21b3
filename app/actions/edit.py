"""The Edit menu: undo and redo, and the verbs of the layer tree."""

from app.actions.action import Action
from app.session import Session
from app.workbench import Workbench
from scene.commands import Command, Remove
from scene.messages import Message, msg
from scene.payloads import Buildings
from scene.schemes.editing import demolish
from scene.selection import Selected


def _undo_title(bench: Workbench) -> Message:
    label = bench.session.history.undo_label
    return msg("Undo: {what}", what=label) if label else msg("Undo")


def _redo_title(bench: Workbench) -> Message:
    label = bench.session.history.redo_label
    return msg("Redo: {what}", what=label) if label else msg("Redo")


def _selected(bench: Workbench) -> bool:
    return bench.session.selection.current is not None


def _can_update(bench: Workbench) -> bool:
    if not _selected(bench):
        return False
    from app.window.updates import can_update

    return can_update(bench)


def _update(bench: Workbench) -> None:
    from app.window.updates import ask_update

    ask_update(bench)


def _remove(bench: Workbench) -> None:
    current = bench.session.selection.current
    if current is not None:
        bench.session.selection.select(None)
        bench.run(_removal(bench.session, current))


def _removal(session: Session, current: Selected) -> Command:
    """Return the command that takes the selected layer away; in a scheme, the selected building."""
    if not session.shown.scheme or current.node_id not in session.shown.graph:
        return Remove(session.scene, current.node_id)
    node = session.shown.graph.node(current.node_id)
    ids = node.payload.ids if isinstance(node.payload, Buildings) and current.row >= 0 else ()
    chosen = ids[current.row : current.row + 1]
    return demolish(
        session.scene, session.shown.scheme, node.id, chosen, msg("Demolish in {name}", name=node.name)
    )


EDIT: tuple[Action, ...] = (
    Action(
        "edit.undo",
        msg("Undo"),
        lambda bench: bench.undo(),
        "Ctrl+Z",
        "undo",
        enabled=lambda bench: bench.session.history.undo_label is not None,
        title_now=_undo_title,
        toolbar=True,
    ),
    Action(
        "edit.redo",
        msg("Redo"),
        lambda bench: bench.redo(),
        "Ctrl+Shift+Z",
        "redo",
        enabled=lambda bench: bench.session.history.redo_label is not None,
        title_now=_redo_title,
        toolbar=True,
    ),
    Action(
        "edit.rename",
        msg("Rename"),
        lambda bench: bench.window.layers.rename_selected(),
        "F2",
        "rename",
        1,
        _selected,
    ),
    Action(
        "edit.group",
        msg("Group layers"),
        lambda bench: bench.window.layers.group_selected(),
        "Ctrl+G",
        "group",
        1,
        _selected,
    ),
    Action("edit.update", msg("Update from file…"), _update, "Ctrl+U", "import", 1, _can_update),
    Action("edit.remove", msg("Remove"), _remove, "Del", "remove", 1, _selected),
)
