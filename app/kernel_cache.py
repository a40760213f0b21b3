"""Where compiled kernels are kept: one folder for each state of their sources.

Numba does not see that a function changed which another file's kernel calls, so an update could run old
machine code. It imports no numba; it must run before numba is imported.
"""

import os
from hashlib import sha256
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

ROOMS: Final = ("scene", "importers", "analysis")


def keep_kernels_apart(root: Path = Path(__file__).parents[1]) -> None:
    """Choose the folder by a checksum of all sources that hold kernels, unless somebody has chosen one."""
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    state = sha256()
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            source = path.read_bytes()
            if b"numba" in source:
                state.update(source)
    os.environ["NUMBA_CACHE_DIR"] = str(user_cache_path("weiyang") / "kernels" / state.hexdigest()[:16])
