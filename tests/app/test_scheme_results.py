"""Sessions with schemes: a result reproduces while its scheme is as it was; a veil is no edit."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from app.analysing import analyse
from app.projects import open_project, save_project
from app.record import Person, Recorder
from app.session import Session
from app.verifying import verified
from scene.commands import Replace
from scene.feedback import SilentFeedback
from scene.messages import msg
from scene.node import Role
from scene.schemes.editing import new_scheme
from scene.schemes.scheme import schemes_of
from tests.gui.small_city import small_city

#: About the houses in the south of the row, in the coordinates of the frame.
WEST, SOUTH, EAST, NORTH = 445_790.0, 3_586_100.0, 446_000.0, 3_586_140.0
ASKED = {"outline": ((WEST, SOUTH), (EAST, SOUTH), (EAST, NORTH), (WEST, NORTH)), "plot_ratio_limit": 1.0}


def raise_house(session: Session, row: int, by: float) -> None:
    node = session.shown.graph.of_role(Role.BUILDINGS)[0]
    levels = {name: getattr(node.payload, name).copy() for name in ("eaves", "top")}
    for values in levels.values():
        values[row] += np.float32(by)
    session.run(session.edited([replace(node, payload=replace(node.payload, **levels))], msg("Raise")))


def compute(session: Session, recorder: Recorder) -> str:
    shown = session.shown
    found = analyse("scheme.indicators", shown.graph.snapshot(), ASKED, SilentFeedback(), scheme=shown.scheme)
    recorder.computed(found)
    recorder.flush()
    return repr(found.result.tables)


def told(session: Session) -> tuple[int, list[str]]:
    """Return how many results reproduce, and what does not hold."""
    checks = tuple(verified(session.book.entries, session.scene.snapshot(), "", SilentFeedback()))
    reproduced = sum("all figures reproduce" in str(check.sentence) for check in checks)
    return reproduced, [str(check.sentence) for check in checks if not check.holds]


def test_results_of_schemes_reproduce_each_on_its_own(tmp_path: Path) -> None:
    session = small_city()
    recorder = Recorder(session, lambda: Person("李", "presenter"))
    tables = [compute(session, recorder)]
    for by in (3.0, 6.0):
        session.run(new_scheme(session.scene))
        session.shown.choose(schemes_of(session.scene)[-1].id)
        raise_house(session, 1, by)
        tables.append(compute(session, recorder))
    assert len(set(tables)) == 3, "each has figures of its own"
    assert told(session) == (3, [])

    file = tmp_path / "schemes.gpkg"
    save_project(session, session.scene.snapshot(), file)
    recorder.close()
    again = open_project(file)
    assert told(again) == (3, [])

    recorder = Recorder(again, lambda: Person("李", "presenter"))
    again.shown.choose(schemes_of(again.scene)[0].id)
    raise_house(again, 1, 1.0)
    recorder.close()
    assert told(again) == (2, []), "the log tells that one scheme went on; the other and the city hold"


def test_what_is_shown_or_hidden_for_a_while_is_no_edit() -> None:
    session = small_city()
    houses = session.scene.of_role(Role.BUILDINGS)[0]
    session.run(Replace(session.scene, [replace(houses, visible=False)], msg("Hide")))
    session.run(new_scheme(session.scene))
    for scheme in ("", schemes_of(session.scene)[0].id):
        session.shown.choose(scheme)
        session.shown.hide(())
        assert session.shown.graph.node(houses.id).visible
        raise_house(session, 1, 3.0)
        assert not session.scene.node(houses.id).visible
