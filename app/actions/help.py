"""The Help menu."""

from app.actions.action import Action
from scene.messages import msg

HELP: tuple[Action, ...] = (
    Action(
        "help.shortcuts", msg("Keys and mouse"), lambda bench: bench.window.show_shortcuts(), "F1", "keyboard"
    ),
    Action("help.about", msg("About Weiyang"), lambda bench: bench.window.show_about(), icon="info"),
)
