"""One line a benchmark: what, against what, the ratio, and its target. It measures nothing but time."""

import subprocess
import time
from collections.abc import Callable, Sequence
from statistics import median


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """Return the median wall time of some work after one run to warm up."""
    work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def process_seconds(command: Sequence[str], times: int = 5, **options: object) -> float:
    """Return the median wall time of a whole process that must succeed."""

    def start() -> None:
        subprocess.run(command, check=True, capture_output=True, **options)

    return seconds(start, times)


def report(what: str, ratio: float, target: float, *, at_least: bool, detail: str = "") -> None:
    """Print a ratio beside its target, and fail if it misses."""
    sign = "≥" if at_least else "≤"
    reached = ratio >= target if at_least else ratio <= target
    print(f"\n{what}: {ratio:.2f} × (target {sign} {target:g} ×) {'ok' if reached else 'MISSED'}  {detail}")
    assert reached, f"{what}: {ratio:.2f}, target {sign} {target}"
