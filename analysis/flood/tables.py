"""The constants of the flood, read from ``assets/tables/flood.toml``: each with its source and date.

It does not know who asks for which.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).resolve().parents[2] / "assets" / "tables" / "flood.toml"


@cache
def flood_table() -> dict[str, Any]:
    """Return the table as it is delivered."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
