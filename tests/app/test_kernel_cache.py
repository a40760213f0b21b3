"""Compiled kernels never outlive their sources."""

from pathlib import Path

import pytest

from app.kernel_cache import ROOMS, keep_kernels_apart


def folder_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    keep_kernels_apart(root)
    import os

    return os.environ["NUMBA_CACHE_DIR"]


def test_a_changed_kernel_gets_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ROOMS:
        (tmp_path / room).mkdir()
    kernel = tmp_path / "scene" / "kernel.py"
    kernel.write_text("from numba import njit\n")
    first = folder_for(tmp_path, monkeypatch)
    again = folder_for(tmp_path, monkeypatch)

    kernel.write_text("from numba import njit  # other\n")

    assert first == again
    assert first != folder_for(tmp_path, monkeypatch)


def test_a_folder_that_somebody_chose_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("NUMBA_CACHE_DIR", "chosen")
    keep_kernels_apart(tmp_path)

    assert "chosen" == os.environ["NUMBA_CACHE_DIR"]


def test_every_source_that_holds_kernels_is_counted() -> None:
    root = Path(__file__).parents[2]
    sources = [path for room in ROOMS for path in (root / room).rglob("*.py")]
    holding = [path for path in sources if "@inner" in path.read_text() or "@njit" in path.read_text()]

    assert len(holding) > 10
    assert [] == [path.name for path in holding if "numba" not in path.read_text()]
