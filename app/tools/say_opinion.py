"""Point at what an opinion is about: a building, a tree, a place on the ground. The sheet opens there."""

from app.tools.pointer import Pointer
from app.tools.tool import Tool
from app.workbench import Workbench
from scene.messages import msg


class SayOpinion(Tool):
    """One click; the words are written in the sheet."""

    hint = msg("Click what the opinion is about: a building or a place. Esc ends.")

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._at: Pointer | None = None

    def press(self, pointer: Pointer) -> bool:
        """Remember what is pointed at; the sky is no place."""
        self._at = pointer if pointer.ground is not None else None
        return True

    def release(self, pointer: Pointer) -> bool:
        """Open the sheet there: a tool that ended with the press would leave its release to the view."""
        at = self._at
        if at is not None and at.ground is not None:
            self.finished = True
            self.bench.opinions.ask(at.ground, at.under, at.x, at.y)
        return True
