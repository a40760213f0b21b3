"""Update a layer from a newer file: choose the file, read it with the layer's answers, show what changed.

A question that the file leaves open is asked by the import dialog. It compares nothing itself.
"""

from pathlib import Path

from app.recipes import RecipeBook
from app.updating import Update, compared, is_updatable, recipe_for
from app.window.deliveries import Reading, params_with, read
from app.window.file_kinds import ask_files
from app.workbench import Workbench
from importers.registry import for_file
from scene.errors import AnswerNeeded, WeiyangError
from scene.feedback import Feedback
from scene.messages import msg
from scene.node import Node


def can_update(bench: Workbench) -> bool:
    """Return whether the selected layer is one that a file could bring anew."""
    selected = bench.session.selection.current
    if selected is None or selected.node_id not in bench.session.scene:
        return False
    return is_updatable(bench.session.scene.node(selected.node_id))


def ask_update(bench: Workbench) -> None:
    """Ask which file updates the selected layer."""
    selected = bench.session.selection.current
    if selected is None or not can_update(bench):
        return
    node = bench.session.scene.node(selected.node_id)
    title = msg("Choose the newer file of {name}", name=node.name)
    for path in ask_files(bench.window, bench.settings, title, several=False):
        update_from(bench, node, path)


def update_from(bench: Workbench, node: Node, path: Path) -> None:
    """Read a newer file for a layer in the background, then show what changed."""
    target, book = bench.session.import_target, RecipeBook.beside(bench.settings.path)

    def task(feedback: Feedback) -> tuple[Update, Reading]:
        spec = for_file(path)
        recipe = recipe_for(node, path)
        params = params_with(spec.load().params_type, recipe.answers) if recipe else None
        reading = read(path, spec, params, target, book, feedback)
        return compared(node, reading.imported), reading

    def failed(problem: WeiyangError) -> None:
        if isinstance(problem, AnswerNeeded):
            _ask(bench, node, path, problem)
        else:
            bench.report(problem)

    bench.jobs.run(
        task,
        msg("Comparing {name} with {file}", name=node.name, file=path.name),
        done=lambda found: show(bench, *found),
        failed=failed,
        lane="update",
    )


def _ask(bench: Workbench, node: Node, path: Path, problem: AnswerNeeded) -> None:
    from app.window.import_dialog import ImportDialog

    def taken(reading: Reading) -> None:
        try:
            show(bench, compared(node, reading.imported), reading)
        except WeiyangError as other:
            bench.report(other)

    dialog = ImportDialog(bench, bench.window, taken)
    dialog.open()
    dialog.open_file(path, problem.parameter, problem.message)


def show(bench: Workbench, update: Update, reading: Reading) -> None:
    """Show what changed, and wait for the person to accept it."""
    from app.window.update_dialog import UpdateDialog

    UpdateDialog(bench, update, reading.columns, bench.window).show()
