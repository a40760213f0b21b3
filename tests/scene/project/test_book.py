"""The log of an open project: on the disk at once, carried along by every save, never in a save's way."""

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from scene.errors import ProjectProblem
from scene.feedback import SilentFeedback
from scene.project import schema
from scene.project.book import Book
from scene.project.journal import read_lines, write_line
from scene.project.store import ProjectStore
from scene.record.chain import flaws_of
from scene.record.entry import Deed, Entry
from tests.scene.project.cities import city


def say(book: Book, text: str) -> Entry:
    return book.add(Deed.SAID, "2026-11-27T10:00:00+08:00", "Weiyang 0", {"text": text}, "李")


def texts(entries: tuple[Entry, ...]) -> list[str]:
    assert flaws_of(entries) == ()
    return [entry.body["text"] for entry in entries]


@pytest.fixture
def store(tmp_path: Path) -> ProjectStore:
    store = ProjectStore(tmp_path / "city.gpkg")
    store.save(city().snapshot())
    return store


def test_an_entry_is_in_the_file_when_it_is_added_and_a_save_is_not_refused(store: ProjectStore) -> None:
    book = Book(store)
    say(book, "one")

    assert ["one"] == texts(ProjectStore(store.path).log())
    store.save(city().snapshot(), log=book.entries)
    say(book, "two")
    assert ["one", "two"] == texts(ProjectStore(store.path).log())


def test_what_another_program_did_to_the_layers_still_stops_a_save(store: ProjectStore) -> None:
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE weiyang_node SET visible = 0")
    say(Book(store), "one")

    with pytest.raises(ProjectProblem, match="another program"):
        store.save(city().snapshot())


def test_save_as_carries_the_log_along(store: ProjectStore, tmp_path: Path) -> None:
    book = Book(store)
    say(book, "one")
    other = ProjectStore(tmp_path / "other.gpkg")
    other.save(city().snapshot(), log=book.entries)
    book.settle(other)
    say(book, "two")

    assert ["one", "two"] == texts(other.log())
    assert ["one"] == texts(store.log())


def test_what_is_said_during_a_save_waits_in_the_journal(store: ProjectStore, tmp_path: Path) -> None:
    journal, inside, go_on = tmp_path / "j.log", Event(), Event()

    class Slow(SilentFeedback):
        def check(self) -> None:
            inside.set()
            go_on.wait(10)

    book = Book(store)
    book.keep_in(lambda entry: write_line(journal, entry))
    saving = Thread(target=lambda: store.save(city().snapshot(), feedback=Slow(), log=book.entries))
    saving.start()
    inside.wait(10)
    say(book, "meanwhile")
    assert ["meanwhile"] == texts(read_lines(journal))
    assert book.unsaved_words
    go_on.set()
    saving.join()
    book.settle(store)

    assert ["meanwhile"] == texts(store.log())
    assert not book.unsaved_words


def test_without_a_file_the_journal_holds_it_and_the_first_save_takes_it_in(tmp_path: Path) -> None:
    journal, book = tmp_path / "j.log", Book()
    say(book, "before the journal")
    book.keep_in(lambda entry: write_line(journal, entry))
    say(book, "after")
    with journal.open("ab") as file:
        file.write(b'{"number": 3, "deed"')  # a kill in the middle of a line
    assert ["before the journal", "after"] == texts(read_lines(journal))

    again = Book()
    again.take_in(read_lines(journal))
    store = ProjectStore(tmp_path / "city.gpkg")
    store.save(city().snapshot(), log=again.entries)
    again.settle(store)

    assert book.entries == store.log()


def test_two_programs_write_one_chain(store: ProjectStore) -> None:
    here, there = Book(store), Book(ProjectStore(store.path))
    say(here, "a")
    say(there, "b")
    say(here, "c")

    assert ["a", "b", "c"] == texts(store.log())
    assert here.entries == store.log()


def test_a_project_that_cannot_be_written_says_so_and_keeps_the_words(store: ProjectStore) -> None:
    book = Book(store)
    store.path.rename(store.path.with_suffix(".away"))

    with pytest.raises(ProjectProblem):
        say(book, "one")
    assert ["one"] == texts(book.entries)
    store.path.with_suffix(".away").rename(store.path)
    say(book, "two")
    assert ["one", "two"] == texts(store.log())


def as_version_1(path: Path) -> None:
    """Take out what version 2 added, as a program of version 1 would have left the file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE weiyang_log")
        connection.execute("UPDATE weiyang_meta SET value = '1' WHERE key = 'schema_version'")


def version_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        asked = "SELECT value FROM weiyang_meta WHERE key = 'schema_version'"
        return str(connection.execute(asked).fetchone()[0])


@pytest.mark.parametrize("first", ["append", "save"])
def test_a_project_of_version_1_is_read_as_it_is_and_brought_along_when_written(
    store: ProjectStore, first: str
) -> None:
    as_version_1(store.path)
    before = store.path.read_bytes()
    older = ProjectStore(store.path)
    snapshot = older.open().snapshot
    assert () == older.log()
    assert before == store.path.read_bytes(), "reading changes nothing"

    if first == "append":
        say(Book(older), "one")
        assert ["one"] == texts(older.log())
    older.save(snapshot)

    assert str(schema.SCHEMA_VERSION) == version_of(store.path)
    assert len(snapshot.nodes) == len(ProjectStore(store.path).open().snapshot.nodes)
