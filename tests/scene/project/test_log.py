"""Entries of the decision log come back as they were written, and can only be added to."""

import sqlite3
from contextlib import closing

import pytest

from scene.project.log import OutOfStep, append, create_log, read_log
from scene.record.chain import flaws_of
from tests.scene.record.test_chain import log


@pytest.fixture
def connection():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create_log(connection)
        yield connection


def test_a_log_comes_back_to_the_letter(connection: sqlite3.Connection) -> None:
    append(connection, tuple(log(4)))
    append(connection, tuple(log(6)[4:]))
    assert read_log(connection) == tuple(log(6))
    assert flaws_of(read_log(connection)) == ()


@pytest.mark.parametrize("statement", ["UPDATE weiyang_log SET who = 'x'", "DELETE FROM weiyang_log"])
def test_what_is_written_stays(connection: sqlite3.Connection, statement: str) -> None:
    append(connection, tuple(log()))
    with pytest.raises(sqlite3.IntegrityError, match="not"):
        connection.execute(statement)
    assert len(read_log(connection)) == 6


def test_no_two_entries_have_one_number(connection: sqlite3.Connection) -> None:
    append(connection, tuple(log()))
    with pytest.raises(OutOfStep):
        append(connection, (log()[2],))
