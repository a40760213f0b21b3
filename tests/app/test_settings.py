"""Preferences survive, and a damaged file never stops the program."""

from pathlib import Path

from app.settings import RECENT_FILES, Settings, SettingsFile


def test_a_change_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.toml"
    SettingsFile(path).change(language="en", theme="dark")
    assert ("en", "dark") == (SettingsFile(path).current.language, SettingsFile(path).current.theme)


def test_a_damaged_file_gives_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe language = ")
    assert Settings() == SettingsFile(path).current
    path.write_text('theme = "pink"')
    assert Settings() == SettingsFile(path).current


def test_the_last_project_comes_first_and_only_once(tmp_path: Path) -> None:
    settings = Settings()
    for number in (*range(RECENT_FILES + 3), 5):
        settings = settings.with_recent(tmp_path / f"{number}.gpkg")
    assert RECENT_FILES == len(settings.recent) == len(set(settings.recent))
    assert settings.recent[0].endswith("5.gpkg")


def test_a_folder_that_cannot_be_written_does_not_stop_a_change(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    file = SettingsFile(tmp_path / "file" / "settings.toml")
    assert "en" == file.change(language="en").language
