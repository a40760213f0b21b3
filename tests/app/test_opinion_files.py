"""Opinions leave a project and come into another on the command line, as in the window."""

from pathlib import Path

import pytest

from app.cli.command_line import main
from app.projects import open_project, save_project
from app.session import Session
from scene.review.opinion import opinions_of
from scene.review.saying import say
from tests.gui.small_city import small_city
from tests.scene.review.opinions import FULL, opinion


@pytest.mark.parametrize("ending", ["bcf", "csv", "gpkg"])
def test_export_names_the_group_and_import_brings_them_back(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = small_city()
    for one in (FULL, opinion("第二条")):
        session.run(say(session.scene, one))
    project, file = tmp_path / "会审.gpkg", tmp_path / f"意见-会审.{ending}"
    save_project(session, session.scene.snapshot(), project)

    assert 0 == main(["export", str(project), "--layer", "会审意见", "--to", str(file)])
    assert "2 " in capsys.readouterr().out
    if ending == "gpkg":
        return  # a map of them, for others
    other = tmp_path / "other.gpkg"
    save_project(empty := Session.empty(), empty.scene.snapshot(), other)
    assert 0 == main(["import", str(file), "--into", str(other)])
    said, found = opinions_of(session.scene), opinions_of(open_project(other).scene)
    assert [(one.number, one.text, one.key) for one in said] == [
        (one.number, one.text, one.key) for one in found
    ]
    if ending == "bcf":
        assert said == found
