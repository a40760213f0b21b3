"""Files that are known and not opened here: what they are, and which way leads to a file that opens.

The table is assets/tables/foreign_formats.toml. It opens nothing and knows no importer.
"""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Final

from scene.errors import UnreadableFile
from scene.messages import BilingualText, msg

TABLE: Final = Path(__file__).parents[1] / "assets" / "tables" / "foreign_formats.toml"

#: Formats that others are wrapped in.
CONTAINERS: Final = ("zip", "compound")

#: What a DWG calls itself in its first six bytes, by the release that wrote it.
DWG_RELEASES: Final = {
    b"AC1009": "R12", b"AC1012": "R13", b"AC1014": "R14", b"AC1015": "2000", b"AC1018": "2004",
    b"AC1021": "2007", b"AC1024": "2010", b"AC1027": "2013", b"AC1032": "2018",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForeignFormat:
    """A format that another program has to turn into one that opens.

    Parameters
    ----------
    id : str
        Stable ASCII name.
    names : tuple of str
        File name patterns, lower case.
    starts : tuple of bytes
        What its files begin with; empty if their first bytes tell nothing.
    both : bool
        Whether name and first bytes must fit.
    title : BilingualText
        What it is, as the end of a sentence.
    way : BilingualText
        What to do.
    """

    id: str
    names: tuple[str, ...]
    starts: tuple[bytes, ...]
    both: bool
    title: BilingualText
    way: BilingualText

    def named(self, name: str) -> bool:
        """Return whether a file name is one of this format's."""
        return any(fnmatch(name.lower(), pattern) for pattern in self.names)

    def begins(self, head: bytes) -> bool:
        """Return whether the first bytes are this format's."""
        return any(head.startswith(start) for start in self.starts)

    def certain(self, name: str, head: bytes) -> bool:
        """Return whether the file is of this format, whatever else might read it."""
        if self.both:
            return self.named(name) and self.begins(head)
        return self.begins(head) if self.starts else self.named(name)


@cache
def formats() -> tuple[ForeignFormat, ...]:
    """Return the table, in order."""
    rows = tomllib.loads(TABLE.read_text("utf-8"))["format"]
    return tuple(
        ForeignFormat(
            row["id"],
            tuple(row["names"]),
            tuple(_bytes(start) for start in row.get("starts", ())),
            row.get("both", False),
            BilingualText(row["zh"], row["en"]),
            BilingualText(row["way_zh"], row["way_en"]),
        )
        for row in rows
    )


def recognised(name: str, head: bytes, *, certain: bool = True) -> ForeignFormat | None:
    """Return the foreign format of a file, None if it is none.

    Parameters
    ----------
    name : str
        File or folder name.
    head : bytes
        First bytes; empty for a folder.
    certain : bool
        False also takes a file whose name alone is that of a foreign format.
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip() or head
    fits = [row for row in formats() if row.certain(name, head) or row.certain(name, start)]
    named = [row for row in formats() if row.named(name)]
    if fits and fits[0].id in CONTAINERS and named:
        return named[0]  # many formats share a container: the name tells which one it is
    if fits:
        return next((row for row in fits if row.named(name)), fits[0])
    return named[0] if named and not certain else None


def refusal(path: Path, head: bytes, found: ForeignFormat) -> UnreadableFile:
    """Return the sentence about a foreign file, with the way out as its hint."""
    title = found.title
    release = DWG_RELEASES.get(head[:6]) if found.id == "dwg" else None
    if release is not None:
        title = BilingualText(f"AutoCAD {release} 版图形（DWG）", f"an AutoCAD {release} drawing (DWG)")
    return UnreadableFile(
        msg("{file} is {what}; it cannot be opened directly.", file=path.name, what=title),
        msg("{way}", way=found.way),
    )


def foreign_folder(path: Path) -> ForeignFormat | None:
    """Return the foreign format of a folder: a set of oblique-photography tiles is one."""
    tiles = (path / "metadata.xml").is_file() and (path / "Data").is_dir()
    if tiles or (path / "Data" / "Model").is_dir() or any(path.glob("Tile_*/*.osgb")):
        return next(row for row in formats() if row.id == "osgb")
    return recognised(path.name, b"")


def _bytes(start: str) -> bytes:
    return bytes.fromhex(start[4:]) if start.startswith("hex:") else start.encode("utf-8")
