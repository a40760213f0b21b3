"""Pictures that belong to a finding and that only a painter can make: by analysis, for window and job alike.

An analysis knows no painter; what it asks to be painted is said here. It knows neither Qt nor VTK.
"""

from collections.abc import Callable, Generator
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from analysis.base import Picture
from app.analysing import Finding

if TYPE_CHECKING:
    from app.viewport.framing import Framed

#: Paints a picture in small steps.
Painting: TypeAlias = Callable[["Framed"], Generator[float, None, Any]]

#: ``module:function`` by analysis; called with a finding and a painting, it yields and returns pictures.
PAINTERS: Final[dict[str, str]] = {"view.verified": "app.verified_view:frames"}


def wants_painting(finding: Finding) -> bool:
    """Return whether pictures of a finding are still to be painted."""
    return finding.spec.id in PAINTERS and not finding.result.pictures


def painted(finding: Finding, painting: Painting) -> Generator[float, None, Finding]:
    """Paint in small steps: yield the share that is done, return the finding with its pictures.

    Raises
    ------
    WeiyangError
        If something that is to be shown cannot be read any more.
    """
    if not wants_painting(finding):
        return finding
    module, _, name = PAINTERS[finding.spec.id].partition(":")
    frames: Callable[..., Generator[float, None, tuple[Picture, ...]]] = getattr(import_module(module), name)
    pictures = yield from frames(finding, painting)
    return replace(finding, result=replace(finding.result, pictures=pictures))


def done(steps: Generator[float, None, Finding], step: Callable[[float], object]) -> Finding:
    """Run steps to their end; `step` is told the share that is done and may raise to stop."""
    while True:
        try:
            step(next(steps))
        except StopIteration as finished:
            return finished.value  # type: ignore[no-any-return]
