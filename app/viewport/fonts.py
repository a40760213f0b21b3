"""Find a font file with Chinese letters. VTK's own fonts draw nothing for them, silently.

The program's own fonts come first, then what the system has. It loads nothing.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

OWN: Final = Path(__file__).resolve().parents[2] / "assets" / "fonts"
FOLDERS: Final = (
    OWN,
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path("C:/Windows/Fonts"),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
)
#: Beginnings of file names, best first: a serif suits place names on a plaque.
NAMES: Final = (
    "notoserifsc", "sourcehanserifsc", "notoserifcjk", "notosanssc", "notosanscjk", "sourcehansanssc",
    "wqy-microhei", "wqy-zenhei", "msyh", "simsun", "simhei", "deng", "pingfang", "stheiti", "songti",
    "droidsansfallback", "uming", "ukai",
)  # fmt: skip


def files() -> Iterator[Path]:
    """Yield every font file of the program and the system."""
    for folder in FOLDERS:
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                if path.suffix.lower() in (".ttf", ".ttc", ".otf"):
                    yield path


@cache
def chinese_font() -> Path | None:
    """Return the best font file with Chinese letters, or None: then labels must stay English."""
    best: tuple[int, Path] | None = None
    for path in files():
        name = path.name.lower()
        rank = next((i for i, start in enumerate(NAMES) if name.startswith(start)), None)
        if rank is not None and (best is None or rank < best[0]):
            best = (rank, path)
    return None if best is None else best[1]
