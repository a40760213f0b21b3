"""A meeting is sealed whole or not at all; the minutes say what it was, in both languages."""

import csv
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from shutil import copy

import pytest
from docx import Document

from app.archive.manifest import MANIFEST, SEAL, read_manifest
from app.archive.matter import View
from app.archive.sealing import Archive, Order, seal
from app.cli.command_line import main
from app.projects import open_project, save_project
from app.record import Person, Recorder
from scene.commands import Replace
from scene.errors import Cancelled, InvalidRequest, WeiyangError
from scene.feedback import Feedback, SilentFeedback
from scene.leftovers import unfinished
from scene.messages import msg
from scene.node import Role
from scene.project.store import ProjectStore
from scene.record.chain import flaws_of, head_of
from scene.record.entry import Deed
from scene.schemes.editing import new_scheme
from scene.schemes.scheme import schemes_of
from tests.app.archive.meeting import hold_meeting

pytestmark = pytest.mark.usefixtures("qapp")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000"
    "040001f61738550000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("held") / "city.gpkg"
    hold_meeting(path)
    return path


@pytest.fixture
def project(held: Path, tmp_path: Path) -> Path:
    return Path(copy(held, tmp_path / "city.gpkg"))


def sealed(project: Path, out: Path, feedback: Feedback | None = None) -> tuple[Archive, list[View]]:
    session, asked = open_project(project), []

    def paint(view: View) -> bytes:
        asked.append(view)
        return PNG

    recorder = Recorder(session, lambda: Person("记录员", "recorder"))
    try:
        return seal(
            recorder, session.scene.snapshot(), Order(out), paint, feedback or SilentFeedback()
        ), asked
    finally:
        recorder.close()


@pytest.fixture(scope="module")
def archive(held: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Archive, list[View]]:
    folder = tmp_path_factory.mktemp("sealed")
    made, asked = sealed(Path(copy(held, folder / "city.gpkg")), folder / "会审档案")
    return made.path, made, asked


def test_an_archive_lists_every_file_and_the_log_tells_of_the_list(
    archive: tuple[Path, Archive, list[View]],
) -> None:
    folder, made, _ = archive
    manifest = read_manifest(folder)

    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {*manifest.files, MANIFEST, SEAL}
    assert {
        "project.gpkg",
        "minutes.zh.pdf",
        "minutes.en.docx",
        "tables/verdicts.csv",
        "opinions.bcf",
        "page/index.html",
    } <= names
    log = ProjectStore(folder / "project.gpkg").log()
    assert made.head == manifest.head == head_of(log)
    (entry,) = json.loads((folder / SEAL).read_text("utf-8"))
    assert ("sealed", made.entry.hash, made.head) == (entry["deed"], entry["hash"], entry["body"]["head"])
    own = ProjectStore(folder.parent / "city.gpkg").log()
    assert made.entry == own[-1]
    assert flaws_of(own) == ()


def test_every_stop_and_every_verdict_is_painted_as_the_meeting_saw_it(
    archive: tuple[Path, Archive, list[View]],
) -> None:
    _, made, asked = archive
    bridge, terrace, *others = asked
    verdicts = [view for view in others if view.key.startswith("verdict")]
    of_page = [view for view in others if view.key.startswith("page")]

    assert "On Wuting Bridge" == bridge.title.en
    assert not bridge.setting.shown["trees"]
    assert bridge.moment is not None
    assert bridge.setting.over, "the result that the stop shows"
    assert terrace.moment is None
    assert 2 == len(verdicts) == len(made.matter.results[0].finding.result.verdicts)
    assert 4 == len(of_page), "both stops, as the city stands and as proposed"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("Minutes of the review", "On Wuting Bridge", "Fail", "± 0.60 m", "Regulation on the", "Demand"),
        ),
        (
            "zh",
            ("会审纪要", "五亭桥上", "不通过", "± 0.60 m", "条例", "要求", "高度降低三米，屋面改为灰瓦。"),
        ),
    ],
)
def test_the_minutes_for_word_say_what_was_shown_found_said_and_decided(
    archive: tuple[Path, Archive, list[View]], language: str, words: tuple[str, ...]
) -> None:
    folder, made, _ = archive
    document = Document(str(folder / f"minutes.{language}.docx"))
    text = "\n".join(
        [paragraph.text for paragraph in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )

    for word in (*words, made.head, "王工", "李明", "檐口高出树冠，请再降低。"):
        assert word in text, word
    assert "for the presenter alone" not in text
    assert 2 + 2 == len(document.inline_shapes)
    assert made.head in document.sections[0].footer.paragraphs[0].text


def test_the_minutes_are_pdf_for_archives(archive: tuple[Path, Archive, list[View]]) -> None:
    written = (archive[0] / "minutes.zh.pdf").read_bytes()

    assert written.startswith(b"%PDF-1.4")
    assert b"pdfaid:part" in written


def test_what_was_changed_since_is_computed_again_before_it_is_sealed(project: Path, tmp_path: Path) -> None:
    session = open_project(project)
    recorder = Recorder(session)
    houses = session.scene.node("houses")
    lower = replace(houses.payload, top=houses.payload.top - 1.0)
    session.run(Replace(session.scene, [replace(houses, payload=lower)], msg("Heights")))
    made = seal(recorder, session.scene.snapshot(), Order(tmp_path / "a"), None, SilentFeedback())
    recorder.close()

    (result,) = made.matter.results
    computed = [entry for entry in made.matter.entries if entry.deed is Deed.COMPUTED]
    assert 2 == len(computed)
    assert result.entry == computed[-1]


class StopsAt(SilentFeedback):
    """Cancels once a share is done."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def progress(self, fraction: float, message: object = None) -> None:
        if fraction >= self.share:
            self.cancel()


@pytest.mark.parametrize("share", [0.3, 0.72, 0.9])
def test_a_cancel_leaves_nothing(project: Path, tmp_path: Path, share: float) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        sealed(project, tmp_path / "a.zip", StopsAt(share))

    assert before == sorted(tmp_path.iterdir())
    assert Deed.SEALED not in {entry.deed for entry in ProjectStore(project).log()}


def test_a_full_disk_leaves_nothing_and_is_told_in_a_sentence(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.archive.tables.write_table", full)
    with pytest.raises(WeiyangError, match="No space left"):
        sealed(project, tmp_path / "a")

    assert [project] == [path for path in tmp_path.iterdir() if path.suffix != ".toml"]
    assert Deed.SEALED not in {entry.deed for entry in ProjectStore(project).log()}


def test_a_film_goes_in_and_one_that_is_not_there_is_told(project: Path, tmp_path: Path) -> None:
    film = tmp_path / "走读.mp4"
    film.write_bytes(b"film")
    order = ["seal", str(project), "--no-pictures", "--leave-out", "minutes", "--leave-out", "page"]
    assert 0 == main([*order, "--out", str(tmp_path / "a"), "--film", str(film)])
    assert b"film" == (tmp_path / "a" / "films" / "走读.mp4").read_bytes()
    assert 1 == main([*order, "--out", str(tmp_path / "b"), "--film", str(tmp_path / "none.mp4")])
    assert not (tmp_path / "b").exists()


def test_what_was_sealed_is_not_overwritten(project: Path, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(InvalidRequest, match="is there already"):
        sealed(project, tmp_path / "a")


def test_the_command_line_seals_into_a_zip_that_verifies(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    out = tmp_path / "会审.zip"
    asked = ["--no-pictures", "--leave-out", "minutes"]
    assert 0 == main(["seal", str(project), "--out", str(out), *asked])
    path, head, *_ = capsys.readouterr().out.splitlines()

    assert str(out) == path
    with zipfile.ZipFile(out) as packed:
        assert "会审/manifest.json" in packed.namelist()
    assert 0 == main(["verify", str(out), "--head", head.removeprefix("Head: ")[:12]])
    assert "Everything holds." in capsys.readouterr().out


def test_a_review_without_a_window_is_sealed_at_once_and_schemes_stand_side_by_side(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    session = open_project(project)
    session.run(new_scheme(session.scene))
    session.shown.choose(schemes_of(session.scene)[0].id)
    tower = session.shown.graph.of_role(Role.PROPOSALS)[0]
    lower = replace(tower, payload=replace(tower.payload, top=tower.payload.top - 9.0))
    session.run(session.edited([lower], msg("Heights")))
    save_project(session, session.scene.snapshot())
    out = tmp_path / "out"

    assert 0 == main(["review", str(project), "--out", str(out), "--no-pictures", "--seal"])
    assert "Head: " in capsys.readouterr().out
    rows = list(
        csv.reader((out / "archive" / "tables" / "schemes.en.csv").read_text("utf-8-sig").splitlines())
    )
    value, other = rows[0].index("Existing city: value"), rows[0].index("Scheme A: value")
    assert [9.0, 0.0] == [round(float(row[value]) - float(row[other]), 3) for row in rows[1:]]
    document = Document(str(out / "archive" / "minutes.en.docx"))
    assert "Schemes side by side" in [paragraph.text for paragraph in document.paragraphs]
    assert 0 == main(["verify", str(out / "archive")])


def test_what_a_killed_seal_left_goes_with_the_next(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "会审档案.zip"
    half = unfinished(out)
    left = half.with_name(half.name.replace(f"-{os.getpid()}-", "-999999999-"))
    left.mkdir()
    (left / "minutes.pdf").write_text("half")
    left.with_suffix(".zip").write_text("half")

    sealed(project, out)

    assert [] == [
        path.name
        for path in tmp_path.iterdir()
        if path.name.endswith((".unfinished", ".zip")) and path != out
    ]
