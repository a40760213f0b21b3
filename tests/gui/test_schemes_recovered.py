"""A crash after edits in schemes: they are found again with what each changes, and which one was shown."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.projects import open_project, recover, save_project
from scene.project.recovery import find_unsaved
from scene.schemes.applying import as_seen
from scene.schemes.delta import delta_of
from scene.schemes.scheme import schemes_of
from tests.gui.small_city import small_city

PLANNER = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app import scheming
from app.bootstrap import make_application
from app.building_edits import with_design_height
from app.panels.balloon_desk import BalloonDesk
from app.projects import open_project
from app.proposals import footprint_node
from app.settings import SettingsFile
from app.window.main_window import MainWindow
from scene.messages import msg
from scene.schemes.editing import demolish
from tests.gui.flat_view import FlatView

BalloonDesk._test_quietly = lambda desk: None
make_application([], SettingsFile().current)
window = MainWindow(SettingsFile(), open_project(Path(sys.argv[1])), FlatView)
bench, session, label = window.bench, window.bench.session, msg("Pull")
scheming.make(bench)
for height in (5.0, 7.0, 9.0):
    taller = with_design_height(session.shown.graph.node("houses"), 3, height)
    bench.run(session.edited([taller], label, "drag"))
scheming.make(bench)
bench.run(demolish(session.scene, session.shown.scheme, "houses", ("house-1",), label))
bench.run(session.placed([footprint_node([(0, 0), (9, 0), (9, 9)], 6.0, 12.0, 3)]))
while bench.files.recovery.waiting:
    QApplication.processEvents()
scheming.show_number(bench, 1)  # no command, and kept all the same
while bench.files.recovery.waiting:
    QApplication.processEvents()
print(float(session.shown.graph.node("houses").payload.top[3]), flush=True)
QApplication.exec()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs SIGKILL, and folders as XDG sets them")
def test_schemes_of_a_killed_program_are_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, city = tmp_path / "city.gpkg", small_city()
    save_project(city, city.scene.snapshot(), project)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    planner = subprocess.Popen(
        [sys.executable, "-c", PLANNER, str(project)], stdout=subprocess.PIPE, text=True
    )
    with planner:
        assert planner.stdout is not None
        raised = float(planner.stdout.readline())
        planner.kill()

    (unsaved,) = find_unsaved(tmp_path / "weiyang" / "recovery")
    session = recover(unsaved)

    assert not unsaved.project_changed
    assert session.history.modified
    first, second = schemes_of(session.scene)
    assert ("Scheme A", "Scheme B") == (first.name.en, second.name.en)
    assert first.id == session.shown.scheme
    one, other = (delta_of(session.scene, scheme.id) for scheme in (first, second))
    assert ["houses"] == list(one.changed)
    assert ("house-3",) == one.changed["houses"].payload.ids
    assert {"houses": ("house-1",)} == dict(other.hidden_rows)
    assert [18.0] == [float(node.payload.top[0]) for node in other.added]

    houses = {name: as_seen(session.scene.snapshot(), name).get("houses").payload for name in ("", first.id)}
    assert raised == houses[first.id].top[3] > houses[""].top[3]
    saved = open_project(project).scene
    assert () == schemes_of(saved), "what was not saved is not in the project"
    assert (houses[""].top == saved.node("houses").payload.top).all()
