"""The table of actions is sound: ids once, shortcuts once, icons there, every row in a menu."""

from app.actions.table import ACTIONS, MENUS
from app.theme import ASSETS


def test_ids_and_shortcuts_are_given_once() -> None:
    ids = [row.id for row in ACTIONS]
    shortcuts = [row.shortcut for row in ACTIONS if row.shortcut]
    assert len(ids) == len(set(ids))
    assert len(shortcuts) == len(set(shortcuts))


def test_every_icon_is_there_and_every_menu_known() -> None:
    menus = {key for key, _ in MENUS}
    for row in ACTIONS:
        assert row.menu in menus, row.id
        assert not row.icon or (ASSETS / "icons" / f"{row.icon}.svg").is_file(), row.id


def test_no_shortcut_is_a_letter_that_moves_the_walker() -> None:
    assert not {row.shortcut for row in ACTIONS} & set("WASDQE")
