"""The page for the public of the built-in city with its pictures, against the 30 MB that it may weigh."""

import time
from pathlib import Path

import pytest

from app.cli.command_line import main
from tests.benchmarks.ratio import report

LIMIT = 30.0


@pytest.mark.benchmark
def test_the_page_of_the_built_in_city_is_small_enough_to_send(tmp_path: Path) -> None:
    begun = time.perf_counter()

    assert 0 == main(["page", "--out", str(tmp_path / "page")])
    taken = time.perf_counter() - begun
    weight = sum(file.stat().st_size for file in (tmp_path / "page").rglob("*") if file.is_file()) / 1e6
    report(
        "the page of the built-in city with two schemes and six stops, against 30 MB",
        weight / LIMIT,
        1.0,
        at_least=False,
        detail=f"{weight:.1f} MB, made in {taken:.0f} s",
    )
