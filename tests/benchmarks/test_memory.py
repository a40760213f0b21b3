"""The window with the city fits a small laptop: its memory at rest against a limit.

A whole process, as a person starts it: city drawn, shadows and mirror, the small pictures of the viewpoints,
the first verdict. With a software renderer what else lies on the graphics card is counted too.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.ratio import report

ROOT = Path(__file__).parents[2]
#: MiB, of which a software renderer's own are some 700; a graphics card holds those instead.
LIMIT = 2_800
#: Starts the program as main.py does; once all is drawn and has rested, says what it holds and held at most.
AT_REST = """
import os
from PySide6.QtCore import QTimer
from app.window import main_window

made = main_window.MainWindow.__init__

def make(self, *args, **options):
    made(self, *args, **options)
    done, calm = [], []
    self.bench.view.finished.connect(lambda: done.append(True))
    look = QTimer(self, interval=3000)

    def leave():
        if not done or self.seeing.rays is None or self.viewpoints._waiting:
            return
        calm.append(True)  # a while later, all that was freed has gone back
        if len(calm) == 4:
            lines = open("/proc/self/status").read().splitlines()
            held = dict(line.split(":", 1) for line in lines)
            print(*(held[name].split()[0] for name in ("VmRSS", "VmHWM")), flush=True)
            os._exit(0)

    look.timeout.connect(leave)
    look.start()

main_window.MainWindow.__init__ = make
from app.cli.command_line import main
main([])
"""


@pytest.mark.benchmark
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display to open a window on")
def test_memory_of_the_window_at_rest(tmp_path: Path) -> None:
    surroundings = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    surroundings.pop("QT_QPA_PLATFORM", None)
    told = subprocess.run(
        [sys.executable, "-c", AT_REST],
        check=True, capture_output=True, text=True, cwd=ROOT, env=surroundings, timeout=600,
    )  # fmt: skip
    resident, peak = (int(word) / 1024 for word in told.stdout.split()[-2:])
    report(
        "memory of the window with the city at rest against its limit",
        resident / LIMIT,
        1,
        at_least=False,
        detail=f"{resident:.0f} MiB of {LIMIT}, {peak:.0f} at most",
    )
