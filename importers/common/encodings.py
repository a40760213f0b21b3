"""In which encoding a shapefile's table is written: what it says, checked against what it holds.

A ``.cpg`` file or the language byte may lie, and often both are missing. It does not know fields or rows
beyond their bytes.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

#: Language byte of a DBF to Python codec. 0x57 says “ANSI” and means the writer's own, so it says nothing.
_LANGUAGE_BYTE: Final = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x08: "cp865", 0x13: "cp932", 0x26: "cp866",
    0x4D: "gb18030", 0x4E: "cp949", 0x4F: "cp950", 0x58: "cp1252", 0x59: "cp1252", 0x65: "cp866",
    0x78: "cp950", 0x79: "cp949", 0x7A: "gb18030", 0x7B: "cp932", 0xC8: "cp1250", 0xC9: "cp1251",
}  # fmt: skip

#: Names of the Chinese encodings that GB 18030 contains.
_GUOBIAO: Final = ("936", "gbk", "gb2312", "gb18030", "cp936", "ms936")

#: Every byte is a character in it: how text is carried unread, and the last resort.
#: GDAL wants it in capitals.
BYTES: Final = "ISO-8859-1"

_MOST_BYTES: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding and how it was found.

    Parameters
    ----------
    name : str
        Python codec.
    stated : str
        What the file says, empty if it says nothing.
    fits : bool
        Whether all the text that was looked at can be read in it.
    """

    name: str
    stated: str
    fits: bool

    @property
    def contradicts(self) -> bool:
        """Whether the text is not in the encoding that the file states."""
        return bool(self.stated) and codec_of(self.stated) != self.name


def codec_of(text: str) -> str:
    """Return the Python codec of what a ``.cpg`` file or a person calls an encoding, ``""`` if none."""
    name = text.strip().strip("\ufeff").lower().replace("ansi", "").replace(" ", "-").strip("-")
    if name.replace("-", "") in _GUOBIAO:
        return "gb18030"
    if name.isdigit():
        name = {"65001": "utf-8"}.get(name, f"cp{name}")
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    return "gb18030" if found in _GUOBIAO else found


def of_shapefile(shp: Path) -> Encoding:
    """Return the encoding of the table beside a ``.shp``.

    Tried in this order, the first that fits all text wins: the ``.cpg``, UTF-8, the language byte,
    GB 18030; else every byte is taken as a Latin letter.
    """
    cpg = beside(shp, ".cpg")
    said = cpg.read_text("latin-1").strip()[:40] if cpg is not None else ""
    dbf = beside(shp, ".dbf")
    if dbf is None:
        return Encoding("utf-8", said, True)
    language, texts = _texts(dbf)
    stated = said or (language if language in _LANGUAGE_BYTE.values() else "")
    for name in dict.fromkeys(filter(None, (codec_of(said), "utf-8", language, "gb18030"))):
        if all(_fits(text, width, name) for text, width in texts):
            return Encoding(name, stated, True)
    return Encoding(BYTES, stated, False)


def beside(path: Path, suffix: str) -> Path | None:
    """Return the file of the same name and another suffix, whatever its case, or None."""
    for name in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if name.is_file():
            return name
    return None


def _texts(dbf: Path) -> tuple[str, list[tuple[bytes, int]]]:
    """Return what the language byte says, and distinct texts of a table with their fields' widths."""
    with dbf.open("rb") as file:
        content = file.read(_MOST_BYTES)
    if len(content) < 33:
        return "", []
    language = _LANGUAGE_BYTE.get(content[29], "")
    header, record = int.from_bytes(content[8:10], "little"), int.from_bytes(content[10:12], "little")
    texts: list[tuple[bytes, int]] = []
    rows = (len(content) - header) // record if record and header else 0
    table = (
        np.frombuffer(content, np.uint8, max(rows, 0) * record, header) if rows > 0 else np.empty(0, np.uint8)
    )
    table = table.reshape(-1, record) if record else table
    at = 1
    for start in range(32, max(header - 31, 32), 32):
        field = content[start : start + 32]
        if len(field) < 32 or field[0] == 0x0D:
            break
        texts.append((field[:11].split(b"\0")[0], 11))
        width = field[16]
        if field[11:12] == b"C" and width and rows > 0 and at + width <= record:
            cells = np.ascontiguousarray(table[:, at : at + width]).view(f"S{width}").ravel()
            texts.extend((bytes(text), width) for text in np.unique(cells))
        at += width
    return language, texts


def _fits(text: bytes, width: int, codec: str) -> bool:
    """Return whether bytes are text in a codec; one that fills its field may end inside a character."""
    try:
        codecs.getincrementaldecoder(codec)("strict").decode(text.rstrip(b" \0"), final=len(text) < width)
    except UnicodeDecodeError:
        return False
    return True


def decoded(text: str, codec: str) -> str:
    """Return text that was carried as `BYTES` in its own codec, with � for what is none of its characters."""
    return text if text.isascii() else text.encode(BYTES).decode(codec, "replace")
