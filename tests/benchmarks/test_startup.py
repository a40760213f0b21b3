"""Starting is light: listing what there is loads no window, no graphics and no compiler."""

import sys
from pathlib import Path

from tests.benchmarks.ratio import process_seconds, report

ROOT = Path(__file__).parents[2]


def test_listing_against_importing_numpy() -> None:
    numpy = process_seconds([sys.executable, "-c", "import numpy"], cwd=ROOT)
    listing = process_seconds([sys.executable, "main.py", "list"], cwd=ROOT)

    report(
        "main.py list against python -c 'import numpy'",
        listing / numpy,
        12,
        at_least=False,
        detail=f"{listing:.3f} s against {numpy:.3f} s",
    )
