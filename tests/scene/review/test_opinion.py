"""Opinions are nodes: said, answered, undone, saved and recovered as everything else in the scene."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.history import History
from scene.messages import msg
from scene.node import Role
from scene.payloads import Pin
from scene.project import schema
from scene.project.store import ProjectStore
from scene.review.opinion import node_of, nodes_of, opinion_of, opinions_of
from scene.review.saying import Bring, answer, change, say, take_back
from tests.scene.review.opinions import DOT, FULL, opinion


@pytest.fixture
def scene() -> SceneGraph:
    return SceneGraph(YANGZHOU_FRAME)


def test_an_opinion_comes_back_from_its_node_as_it_was() -> None:
    assert FULL == opinion_of(node_of(FULL))


def test_said_opinions_are_numbered_and_stand_in_one_group(scene: SceneGraph) -> None:
    history = History(scene)
    for text in ("一", "二", "三"):
        history.run(say(scene, opinion(text)))

    assert [(1, "一"), (2, "二"), (3, "三")] == [(one.number, one.text) for one in opinions_of(scene)]
    (group,) = scene.children(None)
    assert 3 == len(scene.children(group.id))
    history.undo()
    history.undo()
    history.undo()
    assert 0 == len(scene)


def test_an_answer_a_state_and_an_edit_are_steps_of_undo(scene: SceneGraph) -> None:
    history = History(scene)
    history.run(say(scene, opinion()))
    (said,) = opinions_of(scene)
    history.run(answer(scene, said, "accepted", "照办。", "李", "2026-05-06T10:00:00+08:00"))
    (answered,) = opinions_of(scene)
    assert ("accepted", ["照办。"]) == (answered.state, [one.text for one in answered.comments])
    assert "李" == answered.changed_by
    history.run(change(scene, replace(answered, text="改过。"), "2026-05-06T11:00:00+08:00", "王工"))
    assert "改过。" == opinions_of(scene)[0].text
    history.undo()
    history.undo()
    assert said == opinions_of(scene)[0]
    history.run(take_back(scene, said.key))
    assert () == opinions_of(scene)


def test_a_file_brings_news_of_known_opinions_and_numbers_new_ones(scene: SceneGraph) -> None:
    history = History(scene)
    history.run(say(scene, opinion("here")))
    (here,) = opinions_of(scene)
    newer = replace(here, state="closed", number=9)
    history.run(
        Bring([node_of(newer), node_of(opinion("there", number=1))], msg("Import {file}", file="x.bcf"))
    )

    assert [(1, "here", "closed"), (2, "there", "open")] == [
        (one.number, one.text, one.state) for one in opinions_of(scene)
    ]
    history.undo()
    assert (here,) == opinions_of(scene)


def test_the_project_file_keeps_it_and_one_picture_once(scene: SceneGraph, tmp_path: Path) -> None:
    for said in (FULL, replace(FULL, key="another", number=2)):
        scene.insert(node_of(said))
    store = ProjectStore(tmp_path / "会审.gpkg")
    store.save(scene.snapshot())

    opened = ProjectStore(store.path).open().snapshot
    assert (FULL, replace(FULL, key="another", number=2)) == opinions_of(opened)
    assert Role.OPINIONS is nodes_of(opened)[0].role
    with closing(sqlite3.connect(store.path)) as connection:
        assert (1,) == connection.execute("SELECT count(*) FROM weiyang_blob").fetchone()


def test_a_project_of_version_2_is_brought_along_and_a_newer_program_is_named(
    scene: SceneGraph, tmp_path: Path
) -> None:
    store = ProjectStore(tmp_path / "older.gpkg")
    store.save(scene.snapshot())
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE weiyang_meta SET value = '2' WHERE key = 'schema_version'")
    older = ProjectStore(store.path)
    snapshot = older.open().snapshot
    older.save(snapshot)

    with closing(sqlite3.connect(store.path)) as connection:
        asked = "SELECT value FROM weiyang_meta WHERE key = 'schema_version'"
        assert (str(schema.SCHEMA_VERSION),) == connection.execute(asked).fetchone()


def test_a_pin_holds_a_png_or_nothing() -> None:
    assert (1, 1) == Pin.at((0, 0, 0), DOT).size
    assert "" == Pin.at((0, 0, 0)).sha256
    with pytest.raises(ValueError, match="PNG"):
        Pin.at((0, 0, 0), b"GIF89a")
    with pytest.raises(ValueError, match="place"):
        Pin.at((0, 0, float("nan")))
