"""What goes into the folder of a page, and what stays at the desk."""

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from app.cli.command_line import main
from app.projects import save_project
from app.viewport.optics import Pose
from app.web.content import PageContent
from app.web.nearness import Nearness
from app.web.shared import parted
from app.web.writing import ASSETS, write_page
from scene.errors import Cancelled, InvalidRequest
from scene.feedback import SilentFeedback
from scene.payloads import Buildings, TriangleMesh
from tests.web.small_review import NOTES, SPEAKER, content_of, reviewed


@pytest.fixture(scope="module")
def content() -> PageContent:
    return content_of(reviewed())


def words_of(folder: Path) -> str:
    return (folder / "data" / "review.js").read_text("utf-8")


def test_schemes_share_the_city_and_bring_only_what_differs(content: PageContent) -> None:
    layers = parted([scheme.scene for scheme in content.schemes])
    houses = next(node.payload for node in layers.common if node.id == "houses")
    standing, (gone,) = layers.own[1], layers.own[0]

    assert {"ground", "trees", "lake", "houses"} == {node.id for node in layers.common}
    assert isinstance(houses, Buildings)
    assert "house-3" not in houses.ids
    assert isinstance(gone.payload, Buildings)
    assert ("house-3",) == gone.payload.ids
    assert ["proposals"] == [node.role for node in standing]


def test_notes_stay_at_the_desk_and_speakers_are_not_named(content: PageContent, tmp_path: Path) -> None:
    files = write_page(content, tmp_path / "page", SilentFeedback())
    everything = b"".join(file.read_bytes() for file in files)

    assert tmp_path / "page" / "index.html" == files[0]
    assert NOTES.encode() not in everything
    assert SPEAKER.encode() not in everything
    assert "© OpenStreetMap contributors" in words_of(tmp_path / "page")


def test_the_command_line_writes_a_project_as_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = reviewed()
    save_project(session, session.scene.snapshot(), tmp_path / "city.gpkg")

    asked = ["page", str(tmp_path / "city.gpkg"), "--out", str(tmp_path / "page"), "--no-pictures"]
    assert 0 == main(asked)
    assert str(tmp_path / "page" / "index.html") == capsys.readouterr().out.strip()
    assert "Below the tower" in words_of(tmp_path / "page")
    assert "Comparison of the schemes" in words_of(tmp_path / "page")


def test_a_page_that_would_weigh_too_much_shows_less_from_afar_and_says_so(
    content: PageContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hearing(SilentFeedback):
        def warn(self, message: object) -> None:
            heard.append(str(message))

    class Noted(Nearness):
        def __init__(self, poses: Iterable[Pose], share: float = 1.0) -> None:
            tried.append(share)
            super().__init__(poses, share)

    heard: list[str] = []
    tried: list[float] = []
    monkeypatch.setattr("app.web.writing.Nearness", Noted)
    monkeypatch.setattr("app.web.writing.HEAVIEST", 1_000)
    write_page(content, tmp_path / "page", Hearing())

    assert [1.0, 0.6, 0.3] == tried
    assert any("portals" in word for word in heard)


def test_names_are_said_if_they_are_asked_for(tmp_path: Path) -> None:
    from app.web.gathering import page_content

    content = content_of(reviewed())
    named = page_content(reviewed().scene.snapshot(), content.title, content.moment, names=True)
    write_page(named, tmp_path / "page", SilentFeedback())

    assert SPEAKER in words_of(tmp_path / "page")


def test_words_that_look_like_marks_stay_words(content: PageContent, tmp_path: Path) -> None:
    write_page(content, tmp_path / "page", SilentFeedback())

    assert "<b>" not in words_of(tmp_path / "page")


def test_a_folder_with_other_files_is_refused_and_kept(content: PageContent, tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("dear", "utf-8")

    with pytest.raises(InvalidRequest):
        write_page(content, tmp_path, SilentFeedback())
    assert [other] == list(tmp_path.iterdir())


def test_a_cancelled_page_leaves_the_older_one(content: PageContent, tmp_path: Path) -> None:
    class Stopping(SilentFeedback):
        def progress(self, fraction: float, message: object = None) -> None:
            if fraction > 0.5:
                raise Cancelled

    write_page(content, tmp_path / "page", SilentFeedback())
    before = {file: file.read_bytes() for file in (tmp_path / "page").rglob("*") if file.is_file()}

    with pytest.raises(Cancelled):
        write_page(content, tmp_path / "page", Stopping())
    assert [tmp_path / "page"] == list(tmp_path.iterdir())
    assert before == {file: file.read_bytes() for file in (tmp_path / "page").rglob("*") if file.is_file()}


def test_the_same_review_gives_the_same_page(content: PageContent, tmp_path: Path) -> None:
    one, other = (write_page(content, tmp_path / name, SilentFeedback()) for name in ("one", "other"))

    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in other]


def test_the_page_declares_what_the_shaders_of_the_window_read() -> None:
    from app.viewport.wardrobe import Wardrobe

    declared = (ASSETS / "web" / "script" / "programs.js").read_text("utf-8")
    for_vertices = {"eye", "place", "seen"}
    read = Wardrobe(depth_only=False).values.keys() - for_vertices

    assert set() == {name for name in read if not re.search(rf"\b{name}\b", declared)}


def test_what_is_too_small_for_every_stop_is_left_out() -> None:
    corner = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0)], np.float32)
    wide = corner * 40.0 + np.array([10.0, 0.0, 0.0], np.float32)
    vertices = np.concatenate([corner, wide])
    mesh = TriangleMesh(vertices, np.arange(6, dtype=np.int32).reshape(2, 3))

    far = Nearness([_pose((0.0, -2000.0, 2.0))]).telling_faces(mesh, vertices)
    near = Nearness([_pose((0.0, -100.0, 2.0))]).telling_faces(mesh, vertices)

    assert [False, True] == far.tolist()
    assert [True, True] == near.tolist()


def _pose(eye: tuple[float, float, float]) -> Pose:
    return Pose(eye, (0.0, 0.0, 0.0))
