"""One table a subject: case, reference, ours, tolerance, ok or MISSED. It does not know the subjects."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


class Absent(Exception):
    """The data of a case is not on this machine."""


@dataclass(frozen=True, slots=True)
class Case:
    """One comparison.

    Parameters
    ----------
    name : str
        What is compared, with its source.
    reference : float
        Published or peer value.
    ours : callable
        Computes ours; may raise Absent.
    tolerance : float
        Greatest allowed difference, in the unit of the value.
    """

    name: str
    reference: float
    ours: Callable[[], float]
    tolerance: float


def gathered(*parts: str) -> Path:
    """Return a gathered file.

    Raises
    ------
    Absent
        If it is not beside this checkout.
    """
    path = SHARED.joinpath(*parts)
    if not path.exists():
        raise Absent
    return path


def compare(subject: str, cases: Iterable[Case]) -> None:
    """Print the table and fail if any case is missed; a case without its data is listed as absent."""
    print(f"\n{subject}\n{'case':<64} {'reference':>16} {'ours':>16} {'tolerance':>11}")
    missed = []
    for case in cases:
        try:
            ours = case.ours()
        except Absent:
            print(f"{case.name:<64} {case.reference:>16.8g} {'absent':>16} {case.tolerance:>11.3g}")
            continue
        ok = math.isfinite(ours) and abs(ours - case.reference) <= case.tolerance
        mark = "ok" if ok else "MISSED"
        print(f"{case.name:<64} {case.reference:>16.10g} {ours:>16.10g} {case.tolerance:>11.3g}  {mark}")
        if not ok:
            missed.append(case.name)
    assert not missed, f"{subject}: missed {missed}"
