"""From what a person drops to data sets: companions go with their main file, folders are looked through.

It goes by names alone, except that a model says in its text which files belong to it. It knows no Qt and
reads no data.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import unquote

#: Endings of the files that belong to a main file of the same stem.
COMPANIONS: Final[dict[str, tuple[str, ...]]] = {
    ".shp": (".dbf", ".shx", ".prj", ".qpj", ".cpg", ".sbn", ".sbx", ".qix", ".fix", ".shp.xml"),
    ".tab": (".dat", ".map", ".id", ".ind"),
    ".mif": (".mid",),
    ".tif": (".tfw", ".tifw", ".wld", ".prj", ".aux.xml", ".tif.aux.xml", ".ovr", ".tif.ovr"),
    ".tiff": (".tfw", ".tiffw", ".wld", ".prj", ".aux.xml", ".tiff.aux.xml", ".ovr", ".tiff.ovr"),
    ".jpg": (".jgw", ".jpgw", ".wld", ".prj", ".aux.xml", ".jpg.aux.xml"),
    ".jpeg": (".jgw", ".jpegw", ".wld", ".prj", ".aux.xml", ".jpeg.aux.xml"),
    ".png": (".pgw", ".pngw", ".wld", ".prj", ".aux.xml", ".png.aux.xml"),
    ".asc": (".prj", ".asc.aux.xml"),
    ".las": (".lax", ".prj"),
    ".laz": (".lax", ".prj"),
    ".gpkg": (".gpkg-wal", ".gpkg-shm", ".gpkg-journal"),
    ".dem": (".prj",),
}

#: Files that stand for a whole folder and all below it.
WHOLE: Final = ("tileset.json",)
#: Folders that are one data set.
FOLDERS: Final = (".gdb",)
#: A folder is looked through this deep, and this many files are taken at most.
DEEPEST: Final = 4
MOST_FILES: Final = 2000
#: A text that names its companions is read up to this size, bytes.
READ_UP_TO: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class DataSet:
    """One thing to import.

    Parameters
    ----------
    path : Path
        The file, or the folder that is one data set.
    companions : tuple of Path
        Files that were given along and belong to it.
    """

    path: Path
    companions: tuple[Path, ...] = ()


def gather(paths: Iterable[Path]) -> tuple[DataSet, ...]:
    """Return the data sets among files and folders, in the order they are given, each once.

    Parameters
    ----------
    paths : iterable of Path
        As dropped. A companion given without its main file stands for the main file beside it, if there
        is one.
    """
    found = (entry for path in paths for entry in _expanded(path, 0))
    files = list(dict.fromkeys(islice(found, MOST_FILES)))
    known = {(file.parent, file.name.lower()): file for file in files}
    owner = {file: _main_file(file, known) for file in files}
    for main in list(dict.fromkeys(owner.values())):
        for named in _named_inside(main):
            if named in owner and named != main and owner[named] == named:
                owner[named] = main
    return tuple(
        DataSet(main, tuple(file for file in files if owner[file] == main and file != main))
        for main in dict.fromkeys(owner.values())
    )


def is_whole(path: Path) -> bool:
    """Return whether a folder is one data set and not a collection of files."""
    from importers.foreign import foreign_folder

    return path.suffix.lower() in FOLDERS or foreign_folder(path) is not None


def _expanded(path: Path, depth: int) -> Iterator[Path]:
    """Yield a file itself, and of a folder what is in it but hidden files and links to elsewhere."""
    if not path.is_dir() or is_whole(path):
        yield path
        return
    try:
        inside = sorted(path.iterdir())
    except OSError:
        return
    for whole in WHOLE:
        if path / whole in inside:
            yield path / whole
            return
    for entry in inside:
        if entry.name.startswith((".", "~", "__MACOSX")) or entry.is_symlink():
            continue
        if entry.is_file() or depth < DEEPEST:
            yield from _expanded(entry, depth + 1)


def _main_file(file: Path, given: Mapping[tuple[Path, str], Path]) -> Path:
    """Return the file that another one belongs to: given along, or lying beside it; else itself."""
    name = file.name.lower()
    for ending, companions in COMPANIONS.items():
        for companion in companions:
            if name.endswith(companion) and not name.endswith(ending):
                other = given.get((file.parent, name[: -len(companion)] + ending))
                if other is not None:
                    return other
    if file.suffix.lower() in (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx"):
        for shape in (file.with_suffix(".shp"), file.with_suffix(".SHP")):
            if shape.is_file():
                return shape
    return file


def _named_inside(main: Path) -> set[Path]:
    """Return the files that a model names as its own."""
    ending = main.suffix.lower()
    try:
        if ending not in (".gltf", ".obj") or main.stat().st_size > READ_UP_TO:
            return set()
        text = main.read_text("utf-8", errors="replace")
        if ending == ".gltf":
            return {main.parent / unquote(uri) for uri in _uris(json.loads(text))}
        found = {main.parent / name for name in re.findall(r"(?m)^mtllib[ \t]+(.+?)[ \t]*$", text)}
        for library in list(found):
            if library.is_file() and library.stat().st_size <= READ_UP_TO:
                words = library.read_text("utf-8", errors="replace")
                maps = re.findall(r"(?mi)^[ \t]*(?:map_\w+|bump|norm|disp)[ \t]+(.+?)[ \t]*$", words)
                # Options may stand before the name, and the name may hold spaces: both readings are tried.
                found |= {main.parent / part for line in maps for part in (line, line.split()[-1])}
        return found
    except (OSError, ValueError, RecursionError):
        return set()  # the importer will say what is wrong with it


def _uris(document: object) -> Iterator[str]:
    if not isinstance(document, dict):
        return
    for part in ("buffers", "images"):
        rows = document.get(part)
        for row in rows if isinstance(rows, list) else ():
            uri = row.get("uri") if isinstance(row, dict) else None
            if isinstance(uri, str) and not uri.startswith("data:"):
                yield uri
