"""How much memory a process holds, and how much the machine has left. Unknown is 0 and infinite."""

import os
from math import inf
from pathlib import Path


def resident_bytes(process: int | None = None) -> int:
    """Return the memory of a process that no file stands behind, 0 if unknown; of this one by default."""
    try:
        held, shared = Path(f"/proc/{process or os.getpid()}/statm").read_text("ascii").split()[1:3]
    except (OSError, ValueError):
        return 0
    return (int(held) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def available_bytes() -> float:
    """Return the memory that the machine could still give, infinite if unknown."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return inf
    found = [line.split() for line in lines if line.startswith("MemAvailable:")]
    return int(found[0][1]) * 1024.0 if found else inf
