"""What a person prefers, kept in one small TOML file in the user's configuration folder.

It does not know the window; whoever changes a preference writes the file through :class:`SettingsFile`.
"""

import logging
import os
import tomllib
from pathlib import Path
from typing import Final, Literal, TypeAlias

import tomli_w
from platformdirs import user_config_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

log = logging.getLogger(__name__)

#: What a person does in a review.
PersonRole: TypeAlias = Literal["presenter", "reviewer", "recorder", "viewer"]

#: How many imported files "Import again" remembers.
RECENT_IMPORTS: Final = 12

#: How many project files "Open recent" remembers.
RECENT_FILES: Final = 8


class Settings(BaseModel):
    """All preferences. A change is a copy, as everywhere."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    language: Literal["zh", "en"] = "zh"
    theme: Literal["light", "dark"] = "light"
    font_size: float = Field(11.0, ge=8, le=24)
    recent: tuple[str, ...] = ()
    recent_imports: tuple[str, ...] = ()
    started_before: bool = False
    last_folder: str = ""
    person: str = ""
    person_role: PersonRole = "presenter"

    def with_recent(self, path: Path) -> "Settings":
        """Return these settings with a project file at the head of the recent ones."""
        name = str(path.resolve())
        others = tuple(known for known in self.recent if known != name)
        return self.model_copy(update={"recent": (name, *others)[:RECENT_FILES]})

    def with_recent_import(self, path: Path) -> "Settings":
        """Return these settings with a file at the head of those that were imported."""
        name = str(path.resolve())
        others = tuple(known for known in self.recent_imports if known != name)
        return self.model_copy(update={"recent_imports": (name, *others)[:RECENT_IMPORTS]})


class SettingsFile:
    """The settings of this person on this machine.

    Parameters
    ----------
    path : Path, optional
        The file; by default ``settings.toml`` in the user's configuration folder, or what the
        environment variable ``WEIYANG_SETTINGS`` names.
    """

    def __init__(self, path: Path | None = None) -> None:
        named = os.environ.get("WEIYANG_SETTINGS")
        self.path = path or (Path(named) if named else user_config_path("weiyang") / "settings.toml")
        self._current = self._read()

    @property
    def current(self) -> Settings:
        """The settings as they are now."""
        return self._current

    def change(self, **values: object) -> Settings:
        """Change some settings and write them; a folder that cannot be written is logged and forgiven."""
        return self.keep(Settings.model_validate(self._current.model_dump() | values))

    def keep(self, settings: Settings) -> Settings:
        """Take these settings and write them."""
        self._current = settings
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.path.with_suffix(".new")
            fresh.write_text(tomli_w.dumps(settings.model_dump(mode="json")), "utf-8")
            fresh.replace(self.path)
        except OSError as problem:
            log.warning("settings could not be written: %s", problem)
        return settings

    def _read(self) -> Settings:
        try:
            return Settings.model_validate(tomllib.loads(self.path.read_text("utf-8")))
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError, ValidationError) as problem:
            log.warning("settings could not be read, the defaults are taken: %s", problem)
            return Settings()
