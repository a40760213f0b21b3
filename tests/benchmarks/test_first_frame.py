"""The window shows the city soon: the first frame with it against importing the libraries it stands on.

Whole processes, as a person starts them, with the city and the compiled kernels on the disk from an earlier
start, and Python's own compiled modules too. The first frame holds ground, water and what of the heritage is
ready; houses come in after it.
"""

import os
import sys
from pathlib import Path

import pytest

from tests.benchmarks.ratio import process_seconds, report

ROOT = Path(__file__).parents[2]
IMPORTS = "import PySide6.QtWidgets, vtk, pyvista"
#: Starts the program as main.py does and leaves after the first frame in which some of the city stands.
FIRST_FRAME = """
import os
from app.window import main_window

made = main_window.MainWindow.__init__

def make(self, *args, **options):
    made(self, *args, **options)
    view = self.bench.view

    def leave(seconds):
        things = view.stage.renderer.GetActors()
        if len(self.bench.session.scene) and sum(thing.GetVisibility() for thing in things) > 1:
            os._exit(0)

    view.frame_drawn.connect(leave)

main_window.MainWindow.__init__ = make
from app.cli.command_line import main
main([])
"""


@pytest.mark.benchmark
@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display to open a window on")
def test_first_frame_of_the_city_against_importing_its_libraries(tmp_path: Path) -> None:
    # A home of its own for what is asked at the start; what is kept between starts stays where it is.
    surroundings = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    surroundings.pop("QT_QPA_PLATFORM", None)
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # a person's Python keeps what it compiled
    options = {"cwd": ROOT, "env": surroundings, "timeout": 120}
    imports = process_seconds([sys.executable, "-c", IMPORTS], 3, **options)
    frame = process_seconds([sys.executable, "-c", FIRST_FRAME], 3, **options)

    report(
        "first frame of the cached city against importing PySide6, vtk and pyvista",
        frame / imports,
        3,
        at_least=False,
        detail=f"{frame:.2f} s against {imports:.2f} s",
    )
