"""The table of all actions, and the menus they stand in, in order."""

from typing import Final

from app.actions.action import Action
from app.actions.analysis import ANALYSIS
from app.actions.compare import COMPARE
from app.actions.edit import EDIT
from app.actions.file import FILE
from app.actions.help import HELP
from app.actions.hud import HUD
from app.actions.measure import MEASURE
from app.actions.meeting import MEETING
from app.actions.model import MODEL
from app.actions.opinions import OPINIONS
from app.actions.routes import ROUTES
from app.actions.schemes import SCHEMES
from app.actions.section import SECTION
from app.actions.view import VIEW
from app.actions.web import WEB
from scene.messages import BilingualText, Message, msg

MENUS: Final[tuple[tuple[str, Message | BilingualText], ...]] = (
    ("file", msg("File")),
    ("edit", msg("Edit")),
    ("view", msg("View")),
    ("scheme", BilingualText("方案", "Scheme")),
    ("analysis", msg("Analysis")),
    ("meeting", msg("Meeting")),
    ("help", msg("Help")),
)

ACTIONS: Final[tuple[Action, ...]] = (
    *FILE,
    *EDIT,
    *MODEL,
    *VIEW,
    *HUD,
    *SECTION,
    *SCHEMES,
    *ANALYSIS,
    *MEASURE,
    *ROUTES,
    *COMPARE,
    *OPINIONS,
    *MEETING,
    *WEB,
    *HELP,
)
