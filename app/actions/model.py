"""The verbs of single models in the Edit menu, and the library they are kept in."""

from app.actions.action import Action
from app.modelling import has_model, keep_in_library, stand_on_ground
from app.workbench import Workbench
from scene.messages import msg


def _open_library(bench: Workbench) -> None:
    from app.window.library_dialog import LibraryDialog

    LibraryDialog(bench, parent=bench.window).open()


MODEL: tuple[Action, ...] = (
    Action(
        "edit.place",
        msg("Place a model"),
        lambda bench: bench.toolbox.start("model"),
        "Ctrl+M",
        "move",
        2,
        lambda bench: has_model(bench) or bench.toolbox.active == "model",
        lambda bench: bench.toolbox.active == "model",
    ),
    Action("edit.stand", msg("Stand on the ground"), stand_on_ground, "Ctrl+Down", "", 2, has_model),
    Action("edit.keep", msg("Keep in the library"), keep_in_library, "", "", 2, has_model),
    Action("edit.library", msg("Model library…"), _open_library, "Ctrl+Shift+I", "model", 2),
)
