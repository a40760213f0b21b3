"""A kiosk: the agenda of whichever project is opened goes on by itself, again and again, until Esc."""

from PySide6.QtCore import QTimer

from app.workbench import Workbench


def be_a_kiosk(bench: Workbench) -> None:
    """Present every agenda that is opened from now on by itself, without the presenter's bar."""
    presenting = bench.presenting

    def begin() -> None:
        if presenting.stops and not presenting.running:
            presenting.set_looping(True)
            presenting.set_by_itself(True)
            presenting.set_barred(False)
            presenting.present()

    # When the window has drawn what was opened.
    bench.session_changed.connect(lambda: QTimer.singleShot(0, presenting, begin))
    begin()
