"""Seals the meeting of the window's project: a job computes and writes, the pictures are painted here.

It knows the view's painter and jobs; what goes into an archive is :mod:`app.archive`.
"""

from typing import TYPE_CHECKING

from app.window.pictured_job import PicturedJob
from app.workbench import Workbench
from scene.feedback import Feedback
from scene.messages import msg

if TYPE_CHECKING:
    from app.archive.matter import View
    from app.archive.sealing import Archive, Order


class Sealing(PicturedJob):
    """Seals one meeting at a time; `ended` carries the archive.

    Parameters
    ----------
    bench : Workbench
        With view and recorder in place.
    """

    def __init__(self, bench: Workbench) -> None:
        from app.archive.painting import SIZE

        super().__init__(bench, SIZE)

    def seal(self, order: "Order") -> None:
        """Begin to seal the meeting; nobody changes the project until it has ended."""
        assert not self.busy, "one seal at a time"
        self._bench.opinions.settle()
        session, recorder = self._bench.session, self._bench.recording.recorder
        assert recorder is not None
        scene, ask = session.scene.snapshot(), self._pictures.begin()

        def task(feedback: Feedback) -> "Archive":
            from app.archive.painting import take_of
            from app.archive.sealing import seal
            from app.viewport.pyvista_backend import png_bytes

            def paint(view: "View") -> bytes:
                return png_bytes(ask(take_of(view, scene.frame), feedback))

            return seal(recorder, scene, order, paint, feedback)

        self._run(task, msg("Sealing the meeting"), "seal")
