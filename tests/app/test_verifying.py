"""Whatever was done to a project or its log is named; an untouched one passes, with any number of threads."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest

from analysis.registry import by_id
from app.analysing import analyse
from app.cli.command_line import main
from app.parameter_files import hash_of, hashes_among
from app.projects import open_project, save_project
from app.record import Person, Recorder
from app.verifying import computed_again, differences
from scene.feedback import SilentFeedback
from scene.project.store import ProjectStore
from scene.record.chain import following, head_of
from scene.record.entry import Deed
from tests.gui.small_city import small_city

ROOT = Path(__file__).parents[2]
Verify = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was opened, judged, spoken about and decided on."""
    path = tmp_path_factory.mktemp("reviewed") / "city.gpkg"
    session = small_city()
    save_project(session, session.scene.snapshot(), path)
    session = open_project(path)
    recorder = Recorder(session, lambda: Person("李", "presenter"))
    recorder.opened()
    recorder.flush()
    recorder.computed(analyse("sightline.balloon", session.scene.snapshot(), {}, SilentFeedback()))
    recorder.flush()
    recorder.say("屋顶太高", "要求", "tower", "high")
    recorder.decide("降低三米")
    recorder.close()
    return path


@pytest.fixture
def project(reviewed: Path, tmp_path: Path) -> Path:
    return Path(copy(reviewed, tmp_path / "city.gpkg"))


@pytest.fixture
def verify(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Verify:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def verified(*more: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main(["verify", str(project), *more])
        return status, capsys.readouterr().out

    return verified


def tamper(project: Path, *statements: tuple[str, tuple[object, ...]]) -> None:
    """Change the log as somebody would who knows SQL."""
    with closing(sqlite3.connect(project)) as connection, connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'weiyang_log'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement, values in statements:
            connection.execute(statement, values)


def test_an_untouched_project_passes_and_holds_to_its_head(verify: Verify, project: Path) -> None:
    head = head_of(ProjectStore(project).log())

    status, said = verify("--head", head[:16])

    assert 0 == status, said
    assert head in said
    assert "all figures reproduce, 2 verdicts" in said


def test_an_untouched_project_passes_with_another_thread_count(project: Path) -> None:
    import os

    env = os.environ | {"NUMBA_NUM_THREADS": "1", "LC_ALL": "en_GB.UTF-8"}
    ran = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "verify", str(project)],
        capture_output=True,
        encoding="utf-8",
        env=env,
        check=False,
        timeout=300,
    )

    assert 0 == ran.returncode, ran.stdout + ran.stderr
    assert "Everything holds." in ran.stdout


def test_another_head_than_the_printed_one_is_named(verify: Verify) -> None:
    status, said = verify("--head", "00ff")

    assert 1 == status
    assert "not in the printed 00ff" in said


def test_one_byte_of_an_input_is_named(verify: Verify, project: Path) -> None:
    with closing(sqlite3.connect(project)) as connection, connection:
        (table,) = connection.execute(
            "SELECT feature_table FROM weiyang_node WHERE role = 'buildings'"
        ).fetchone()
        geometry = bytearray(connection.execute(f"SELECT geom FROM {table} WHERE fid = 3").fetchone()[0])
        geometry[-28] ^= 1  # 0.25 m in the x of the last corner; the very last repeats the first
        connection.execute(f"UPDATE {table} SET geom = ? WHERE fid = 3", (bytes(geometry),))
        (name,) = connection.execute("SELECT name_en FROM weiyang_node WHERE role = 'buildings'").fetchone()

    status, said = verify()

    assert 1 == status
    assert f"Entry 2, Red balloon: changed since it was computed: {name}." in said


def test_a_figure_edited_in_the_log_is_named_with_the_entry_and_the_figure(
    verify: Verify, project: Path
) -> None:
    body = json.loads(json.dumps(dict(ProjectStore(project).log()[1].body)))
    verdict = next(one for one in body["verdicts"] if one["limit"] is not None)
    verdict["limit"] += 3.0
    tamper(project, ("UPDATE weiyang_log SET body = ? WHERE number = 2", (json.dumps(body),)))

    status, said = verify()

    assert 1 == status
    assert "Entry 2 was changed." in said
    assert f"limit of {verdict['name']['en']} does not reproduce" in said


def test_a_removed_entry_is_named(verify: Verify, project: Path) -> None:
    tamper(project, ("DELETE FROM weiyang_log WHERE number = 3", ()))

    status, said = verify()

    assert 1 == status
    assert "Entry 3 is missing." in said


def test_a_removed_last_entry_is_found_by_the_printed_head(verify: Verify, project: Path) -> None:
    head = head_of(ProjectStore(project).log())
    tamper(project, ("DELETE FROM weiyang_log WHERE number = 4", ()))

    status, said = verify("--head", head)

    assert 1 == status
    assert "not in the printed" in said


def test_two_swapped_entries_are_named(verify: Verify, project: Path) -> None:
    tamper(
        project,
        ("UPDATE weiyang_log SET number = 99 WHERE number = 3", ()),
        ("UPDATE weiyang_log SET number = 3 WHERE number = 4", ()),
        ("UPDATE weiyang_log SET number = 4 WHERE number = 99", ()),
    )

    status, said = verify()

    assert 1 == status
    assert "Entry 3 was changed." in said
    assert "Entry 4 was changed." in said


def test_an_entry_that_says_nothing_is_named(verify: Verify, project: Path) -> None:
    tamper(project, ("UPDATE weiyang_log SET body = '{}' WHERE number = 2", ()))

    status, said = verify()

    assert 1 == status
    assert "Entry 2 cannot be read." in said


def test_a_result_on_an_earlier_scene_is_told_with_the_entry_that_changed_it(
    verify: Verify, project: Path
) -> None:
    session = open_project(project)
    houses = next(node for node in session.scene.walk() if node.role.value == "buildings")
    from dataclasses import replace

    from scene.commands import Replace
    from scene.messages import msg

    lower = replace(houses.payload, top=houses.payload.top - 1.0)
    recorder = Recorder(session)
    session.run(Replace(session.scene, [replace(houses, payload=lower)], msg("Heights")))
    save_project(session, session.scene.snapshot())
    recorder.computed(analyse("sightline.balloon", session.scene.snapshot(), {}, SilentFeedback()))
    recorder.close()

    status, said = verify()

    assert 0 == status, said
    assert "Entry 2, Red balloon: rests on an earlier" in said
    assert "all figures reproduce" in said


def test_the_command_line_adds_and_lists(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ["--said", "檐口再低些", "--who", "王", "--kind", "意见", "--about", "tower"]
    assert 0 == main(["record", str(project), *said])
    assert 0 == main(["record", str(project)])

    listed = capsys.readouterr().out.splitlines()
    assert "檐口再低些" in listed[-2]
    assert "王" in listed[-2]
    assert 5 == len(ProjectStore(project).log())


def test_a_file_among_the_parameters_is_known_by_what_it_holds_wherever_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rain, elsewhere = tmp_path / "rain.csv", tmp_path / "sealed.csv"
    rain.write_text("min,mm/h\n0,20\n", "utf-8")
    told = hashes_among(by_id("flood.surface"), {"rain": "rain_file", "rain_file": str(rain)})
    assert {"rain_file": {"file": "rain.csv", "sha256": hash_of(rain)}} == told
    asked: list[dict[str, object]] = []
    monkeypatch.setattr("app.verifying.analyse", lambda id_, scene, answers, *more: asked.append(answers))
    body = {"analysis": {"id": "flood.surface", "parameters": {"rain_file": str(rain)}}, "files": told}
    entry = following((), Deed.COMPUTED, "2026-11-27T10:00:00+08:00", "test", body)
    scene = small_city().scene.snapshot()

    computed_again(entry, scene, SilentFeedback(), {hash_of(rain): elsewhere})
    computed_again(entry, scene, SilentFeedback())
    assert [str(elsewhere), str(rain)] == [one["rain_file"] for one in asked]
    same = {"analysis": {"version": "1"}, "inputs": {}, "verdicts": [], "parts": {}}
    rain.write_text("min,mm/h\n0,21\n", "utf-8")
    now = hashes_among(by_id("flood.surface"), {"rain_file": str(rain)})
    (difference,) = differences(same | {"files": told}, same | {"files": now})
    assert "the file rain.csv is not what it was." == str(difference)
