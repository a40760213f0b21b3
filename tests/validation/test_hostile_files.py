"""Every gathered hostile file, and good files cut, spoilt and swollen: opened, refused, or WRONG."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from importers.registry import for_file, specs
from scene.errors import WeiyangError
from tests.contracts.trial import OPENED, tried
from tests.validation.table import Absent, gathered

PLACE: dict[str, object] = {"longitude": 119.42822, "latitude": 32.39638}
LARGEST = 4_000_000
#: Real files that are spoilt, of each ending.
EACH = 6


def outcome_of(path: Path) -> tuple[str, str, str]:
    """Return who reads a file, how it ends, and what is wrong with that."""
    try:
        spec = for_file(path)
    except WeiyangError:
        return ("-", *tried(path, {}))
    placed = "longitude" in spec.load().params_type.model_fields
    return (spec.id, *tried(path, PLACE if placed else {}, spec))


class Ledger:
    """Counts by a key, and what is wrong."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = {}
        self.wrong: list[str] = []

    def put(self, key: str, name: str, path: Path) -> None:
        _, outcome, wrong = outcome_of(path)
        row = self.counts.setdefault(key, [0, 0, 0])
        row[2 if wrong else outcome != OPENED] += 1
        if wrong:
            self.wrong.append(f"{name}: {wrong}")

    def show(self, title: str) -> None:
        print(f"\n{title}\n{'':<34}{'opened':>10}{'refused':>10}{'WRONG':>10}")
        for key, row in sorted(self.counts.items()):
            print(f"{key:<34}" + "".join(f"{number:>10}" for number in row))
        total = np.sum(list(self.counts.values()), axis=0).tolist()
        print(f"{'together':<34}" + "".join(f"{number:>10}" for number in total))
        print("\n".join(self.wrong))


def test_hostile_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    try:
        root = gathered("hostile")
    except Absent:
        print("hostile files: absent")
        return
    ledger = Ledger()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        ledger.put(path.relative_to(root).parts[0], str(path.relative_to(root)), path)
    written = tuple(capfd.readouterr())
    ledger.show("Hostile files")
    assert written == ("", "")
    assert not ledger.wrong


def spoilt(content: bytes, rng: np.random.Generator) -> Iterator[tuple[str, bytes]]:
    for share in (0.1, 0.5, 0.95):
        yield f"cut at {share:.0%}", content[: int(share * len(content))]
    for count in (1, 20, 400):
        made = bytearray(content)
        for place in rng.integers(0, len(made), count).tolist():
            made[place] ^= 1 << int(rng.integers(0, 8))
        yield f"{count} bits flipped", bytes(made)
    yield "said twice", content + content
    yield "8 MB of zeros behind it", content + bytes(8 << 20)


def good_files() -> Iterator[tuple[str, Path]]:
    """Yield some real files of every ending that is read, apart from the hostile ones."""
    root = gathered("README.md").parent
    endings = sorted({pattern.removeprefix("*") for spec in specs() for pattern in spec.patterns})
    for ending in endings:
        found = [
            path
            for path in sorted(root.rglob(f"*{ending}"))
            if path.is_file() and "hostile" not in path.parts and 0 < path.stat().st_size < LARGEST
        ]
        for path in found[:: max(1, len(found) // EACH)][:EACH]:
            yield ending, path


def test_good_files_made_bad(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ledger = Ledger()
    try:
        files = list(good_files())
    except Absent:
        print("good files to spoil: absent")
        return
    for number, (ending, path) in enumerate(files):
        folder = tmp_path / str(number)
        folder.mkdir()
        for beside in path.parent.glob(f"{path.stem}.*"):
            if beside.is_file():
                shutil.copy(beside, folder)
        rng = np.random.default_rng(number)
        for what, content in spoilt(path.read_bytes(), rng):
            (folder / path.name).write_bytes(content)
            ledger.put(ending, f"{path.name}, {what}", folder / path.name)
    written = tuple(capfd.readouterr())
    ledger.show("Good files made bad")
    assert written == ("", "")
    assert not ledger.wrong
