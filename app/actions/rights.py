"""What a person must be allowed to use an action. Actions that stand in no row here are open to everyone."""

from collections.abc import Mapping
from typing import Final

from app.rights import Right

CHANGES: Final = (
    "file.save", "file.import", "file.import_again",
    "edit.rename", "edit.group", "edit.update", "edit.remove", "edit.place", "edit.stand", "edit.keep",
    "view.store",
    "scheme.new", "scheme.copy", "scheme.rename", "scheme.up", "scheme.down", "scheme.remove",
    "scheme.demolish", "scheme.draw_site", "scheme.draw_green", "scheme.site",
    "analysis.draw", "analysis.place", "analysis.corridor", "analysis.height", "analysis.move",
    "analysis.move_viewpoint", "analysis.measure_heights", "analysis.photograph", "analysis.heritage_sheet",
    "meeting.add", "meeting.set", "meeting.draw_route", "meeting.record_route",
)  # fmt: skip
#: Who speaks may also take back what was said; that nothing else is taken back, the history sees to.
SAYS: Final = ("edit.undo", "edit.redo", "meeting.say")
DECIDES: Final = ("meeting.decide",)
SEALS: Final = ("meeting.seal",)

NEEDED: Final[Mapping[str, Right]] = {
    **dict.fromkeys(CHANGES, "change"),
    **dict.fromkeys(SAYS, "say"),
    **dict.fromkeys(DECIDES, "decide"),
    **dict.fromkeys(SEALS, "seal"),
}
