"""What the account beside the gathered data tells of each file: counts, sizes, bounds, systems.

It reads the account's lines; it does not open the files themselves.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LINE: Final = re.compile(r"^- `(?P<name>[^`]+)` (?:←|from) (?P<rest>.*)$")
_FEATURES: Final = re.compile(r"\bn=(\d+) ")
_GRID: Final = re.compile(r"\b(\d+)x(\d+) (?:u?int|float)\d+ ")
_POINTS: Final = re.compile(r"\bLAS 1\.\d PDRF \d+ points (\d+) ")
_FACES: Final = re.compile(r"\bverts \d+ faces (\d+) ")
_BUILDINGS: Final = re.compile(r"'Building': (\d+)")
_OBJECTS: Final = re.compile(r"CityJSONSeq 2\.0 lines \d+ objects (\d+)")
_SYSTEM: Final = re.compile(r"\bEPSG:(\d{4,5})\b|EPSG/0/(\d{4,5})")
_NUMBER: Final = r"-?[\d.]+(?:e[+-]?\d+)?"
_PLANAR: Final = re.compile(rf"\bbounds ({_NUMBER}) ({_NUMBER}) ({_NUMBER}) ({_NUMBER})(?: |$)")
_SOLID: Final = re.compile(rf"\bbounds ({_NUMBER}) ({_NUMBER}) {_NUMBER} / ({_NUMBER}) ({_NUMBER}) {_NUMBER}")
_LAS_EXTENT: Final = re.compile(
    rf"\bmin ({_NUMBER}) ({_NUMBER}) {_NUMBER} max ({_NUMBER}) ({_NUMBER}) {_NUMBER}"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one file.

    Parameters
    ----------
    count : int, optional
        Features, points, faces, buildings or cells, by `what`; None if nothing is told.
    what : str
        ``features``, ``points``, ``faces``, ``buildings``, ``cells``, or empty.
    system : str
        ``EPSG:n``, or empty.
    bounds : tuple of float, optional
        West, south, east, north in the file's own coordinates.
    """

    count: int | None = None
    what: str = ""
    system: str = ""
    bounds: tuple[float, float, float, float] | None = None

    @property
    def middle(self) -> tuple[float, float]:
        """Where the file's coordinates lie, zeros if nothing is told."""
        if self.bounds is None:
            return (0.0, 0.0)
        west, south, east, north = self.bounds
        return ((west + east) / 2.0, (south + north) / 2.0)


def told_of(line: str) -> Told:
    """Return what the rest of a line tells."""
    count, what = None, ""
    for pattern, name in (
        (_FEATURES, "features"), (_POINTS, "points"), (_FACES, "faces"), (_BUILDINGS, "buildings"),
        (_OBJECTS, "objects"),
    ):  # fmt: skip
        found = pattern.search(line)
        if found:
            count, what = int(found[1]), name
            break
    grid = _GRID.search(line)
    if grid:
        count, what = int(grid[1]) * int(grid[2]), "cells"
    system = _SYSTEM.search(line)
    bounds = _SOLID.search(line) or _PLANAR.search(line) or _LAS_EXTENT.search(line)
    return Told(
        count,
        what,
        f"EPSG:{system[1] or system[2]}" if system else "",
        tuple(float(value) for value in bounds.groups()) if bounds else None,  # type: ignore[arg-type]
    )


def account(root: Path) -> dict[Path, Told]:
    """Return what is told of each file below the folder of gathered data."""
    told: dict[Path, Told] = {}
    group = ""
    for line in (root / "README.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            group = line[3:].strip()
        found = _LINE.match(line)
        if found and (root / group / found["name"]).is_file():
            told[root / group / found["name"]] = told_of(found["rest"])
    return told
