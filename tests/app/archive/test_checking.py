"""Whatever was done to an archive is named in a sentence; an untouched one passes, however many threads."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest

from app.archive.manifest import MANIFEST, SEAL
from app.archive.sealing import Order, seal
from app.cli.command_line import main
from app.parameter_files import hash_of
from app.projects import open_project
from app.record import Recorder
from scene.feedback import SilentFeedback
from scene.project.store import ProjectStore
from scene.record.chain import following
from scene.record.entry import BEGINNING
from tests.app.archive.meeting import hold_meeting
from tests.app.archive.test_sealing import PNG
from tests.app.test_verifying import tamper

pytestmark = pytest.mark.usefixtures("qapp")
ROOT = Path(__file__).parents[3]
RESULTS = "results/01-sightline-balloon/results.json"
Verify = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sealed")
    hold_meeting(folder / "city.gpkg")
    session = open_project(folder / "city.gpkg")
    recorder = Recorder(session)
    order = Order(folder / "archive", frozenset({"pictures", "tables"}))
    seal(recorder, session.scene.snapshot(), order, lambda view: PNG, SilentFeedback())
    recorder.close()
    return folder / "archive"


@pytest.fixture
def archive(untouched: Path, tmp_path: Path) -> Path:
    return Path(copytree(untouched, tmp_path / "archive"))


@pytest.fixture
def verify(archive: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Verify:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def verified(*more: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main(["verify", str(archive), *more])
        return status, capsys.readouterr().out

    return verified


def test_an_untouched_archive_passes_elsewhere_and_with_another_thread_count(archive: Path) -> None:
    env = os.environ | {"NUMBA_NUM_THREADS": "1", "LC_ALL": "en_GB.UTF-8"}
    before = {path: hash_of(path) for path in archive.rglob("*") if path.is_file()}
    ran = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "verify", str(archive)],
        capture_output=True,
        encoding="utf-8",
        env=env,
        check=False,
        timeout=300,
    )

    assert 0 == ran.returncode, ran.stdout + ran.stderr
    assert "all figures reproduce, 2 verdicts" in ran.stdout
    assert "Everything holds." in ran.stdout
    assert before == {path: hash_of(path) for path in archive.rglob("*") if path.is_file()}


def test_it_is_held_to_the_head_in_print(verify: Verify, archive: Path) -> None:
    head = json.loads((archive / MANIFEST).read_text("utf-8"))["head"]

    assert 0 == verify("--head", head)[0]
    status, said = verify("--head", "00ff")
    assert 1 == status
    assert "not in the printed 00ff" in said


def test_one_byte_of_an_input_is_named_with_its_layer_and_its_result(verify: Verify, archive: Path) -> None:
    with closing(sqlite3.connect(archive / "project.gpkg")) as connection, connection:
        (table,) = connection.execute("SELECT feature_table FROM weiyang_node WHERE id = 'houses'").fetchone()
        geometry = bytearray(connection.execute(f"SELECT geom FROM {table} WHERE fid = 3").fetchone()[0])
        geometry[-28] ^= 1
        connection.execute(f"UPDATE {table} SET geom = ? WHERE fid = 3", (bytes(geometry),))

    status, said = verify()

    assert 1 == status
    assert "project.gpkg was changed since it was sealed." in said
    assert "The layer Old city houses is not as it was sealed." in said
    assert "Red balloon: changed since it was computed: Old city houses." in said


def test_one_byte_anywhere_in_the_project_is_found(verify: Verify, archive: Path) -> None:
    held = bytearray((archive / "project.gpkg").read_bytes())
    held[-1] ^= 1
    (archive / "project.gpkg").write_bytes(held)

    status, said = verify()

    assert 1 == status
    assert "project.gpkg was changed since it was sealed." in said


def test_a_figure_edited_in_the_results_is_named_though_the_list_of_files_was_mended(
    verify: Verify, archive: Path
) -> None:
    results = json.loads((archive / RESULTS).read_text("utf-8"))
    verdict = results["verdicts"][0]
    verdict["value"] -= 3.0
    (archive / RESULTS).write_text(json.dumps(results), "utf-8")
    manifest = json.loads((archive / MANIFEST).read_text("utf-8"))
    manifest["files"][RESULTS]["sha256"] = hash_of(archive / RESULTS)
    (archive / MANIFEST).write_text(json.dumps(manifest), "utf-8")

    status, said = verify()

    assert 1 == status
    assert "The list of files is not the one that was sealed." in said
    assert f"value of {verdict['name']['en']} does not reproduce" in said


def test_a_figure_edited_in_a_table_is_named_by_its_file(verify: Verify, archive: Path) -> None:
    table = archive / "tables" / "verdicts.csv"
    table.write_text(table.read_text("utf-8-sig").replace("24.0", "18.0"), "utf-8-sig")

    status, said = verify()

    assert 1 == status
    assert "tables/verdicts.csv was changed since it was sealed." in said


def test_a_removed_entry_is_named(verify: Verify, archive: Path) -> None:
    tamper(archive / "project.gpkg", ("DELETE FROM weiyang_log WHERE number = 3", ()))

    status, said = verify()

    assert 1 == status
    assert "Entry 3 is missing." in said


def test_two_swapped_entries_are_named(verify: Verify, archive: Path) -> None:
    move = "UPDATE weiyang_log SET number = ? WHERE number = ?"
    tamper(archive / "project.gpkg", (move, (99, 3)), (move, (3, 4)), (move, (4, 99)))

    status, said = verify()

    assert 1 == status
    assert "Entry 3 was changed." in said
    assert "Entry 4 was changed." in said


def test_a_log_written_anew_from_end_to_end_is_found(verify: Verify, archive: Path) -> None:
    entries = []
    for old in ProjectStore(archive / "project.gpkg").log():
        body = dict(old.body) | ({"text": "没有异议"} if "text" in old.body else {})
        entries.append(following(entries, old.deed, old.moment, old.program, body, old.who, old.role))
    assert BEGINNING == entries[0].before
    update = "UPDATE weiyang_log SET body = ?, before = ?, hash = ? WHERE number = ?"
    tamper(
        archive / "project.gpkg",
        *((update, (json.dumps(dict(e.body)), e.before, e.hash, e.number)) for e in entries),
    )

    status, said = verify()

    assert 1 == status
    assert "The log does not end where it ended when the meeting was sealed." in said


def test_a_replaced_picture_a_missing_and_a_strange_file_are_named(verify: Verify, archive: Path) -> None:
    (archive / "pictures" / "stop-01.png").write_bytes(PNG + b"\0")
    (archive / "tables" / "log.csv").unlink()
    (archive / "minutes-final.pdf").write_bytes(b"%PDF")

    status, said = verify()

    assert 1 == status
    assert "pictures/stop-01.png was changed since it was sealed." in said
    assert "tables/log.csv is missing." in said
    assert "minutes-final.pdf was not there when the meeting was sealed." in said


@pytest.mark.parametrize("name", [MANIFEST, SEAL, "project.gpkg"])
def test_an_archive_that_lacks_what_makes_it_one_is_told_in_a_sentence(
    verify: Verify, archive: Path, name: str
) -> None:
    (archive / name).unlink()

    status, said = verify()

    assert 1 == status
    assert name in said
    assert "Traceback" not in said


def test_what_is_no_archive_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["verify", str(tmp_path)])
    assert 1 == main(["verify", str(tmp_path / "nothing.zip")])
    folder, packed = capsys.readouterr().err.splitlines()
    assert "is no archive of a meeting" in folder or "不是会审档案" in folder
    assert "nothing.zip" in packed
