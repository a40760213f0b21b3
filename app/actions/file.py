"""The File menu."""

from pathlib import Path

from app.actions.action import Action, Entry
from app.import_report import imported_layer
from app.workbench import Workbench
from scene.messages import msg


def _recent(bench: Workbench) -> tuple[Entry, ...]:
    def opener(path: Path) -> Entry:
        return Entry(f"{path.name}  —  {path.parent}", lambda bench: bench.files.open(path))

    return tuple(opener(Path(name)) for name in bench.settings.current.recent if Path(name).is_file())


def _from_file(bench: Workbench) -> bool:
    """Return whether the selected layer came from a file."""
    selected = bench.session.selection.current
    return selected is not None and imported_layer(bench.session.scene, selected.node_id) is not None


def _imported(bench: Workbench) -> tuple[Entry, ...]:
    """Return the files that were imported, those that are gone greyed."""

    def importer(path: Path) -> Entry:
        there = path.exists()
        title = f"{path.name}  —  {path.parent}"
        return Entry(
            title if there else msg("{file} (not there)", file=title),
            lambda bench: bench.files.import_paths([path]),
            there,
        )

    return tuple(importer(Path(name)) for name in bench.settings.current.recent_imports)


FILE: tuple[Action, ...] = (
    Action("file.new", msg("New project"), lambda bench: bench.files.new(), "Ctrl+N", "new"),
    Action("file.yangzhou", msg("Built-in Yangzhou"), lambda bench: bench.files.build_city(), icon="home"),
    Action("file.open", msg("Open…"), lambda bench: bench.files.ask_open(), "Ctrl+O", "open", toolbar=True),
    Action(
        "file.recent",
        msg("Open recent"),
        lambda bench: None,
        entries=_recent,
        enabled=lambda bench: bool(_recent(bench)),
    ),
    Action(
        "file.save",
        msg("Save"),
        lambda bench: bench.files.save(),
        "Ctrl+S",
        "save",
        1,
        lambda bench: bench.session.history.modified or bench.session.path is None,
        toolbar=True,
    ),
    Action("file.save_as", msg("Save as…"), lambda bench: bench.files.ask_save(), "Ctrl+Shift+S", section=1),
    Action(
        "file.import",
        msg("Import…"),
        lambda bench: bench.files.ask_import(),
        "Ctrl+I",
        "import",
        2,
        toolbar=True,
    ),
    Action(
        "file.import_report",
        msg("Import report…"),
        lambda bench: bench.files.show_import_report(),
        section=2,
        enabled=_from_file,
    ),
    Action(
        "file.import_again",
        msg("Import again"),
        lambda bench: None,
        section=2,
        entries=_imported,
        enabled=lambda bench: bool(bench.settings.current.recent_imports),
    ),
    Action(
        "file.export",
        msg("Export layers…"),
        lambda bench: bench.files.ask_export(),
        "Ctrl+Shift+E",
        section=2,
        enabled=lambda bench: len(bench.session.scene) > 0,
    ),
    Action(
        "file.picture",
        msg("Export picture…"),
        lambda bench: bench.files.ask_picture(),
        "Ctrl+E",
        "picture",
        2,
        toolbar=True,
    ),
    Action("file.quit", msg("Quit"), lambda bench: bench.window.close(), "Ctrl+Q", section=3),
)
