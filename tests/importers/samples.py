"""Where the gathered real files are, and how tests skip without them."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def shared(*parts: str) -> Path:
    """Return a gathered file, or skip the test if it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the gathered file {'/'.join(parts)} is not beside this checkout")
    return path
