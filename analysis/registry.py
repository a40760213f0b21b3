"""Which analyses there are: those of :mod:`analysis.builtin` and of the entry points ``weiyang.analyses``."""

from functools import cache

from analysis.base import AnalysisSpec
from scene.plugins import Plugins


@cache
def plugins() -> Plugins[AnalysisSpec]:
    """Return all analyses, and a warning for each plugin that could not be listed."""
    from analysis.builtin import SPECS

    return Plugins.of(AnalysisSpec, SPECS, "weiyang.analyses")


def specs() -> tuple[AnalysisSpec, ...]:
    """Return all analyses."""
    return plugins().specs


def by_id(analysis_id: str) -> AnalysisSpec:
    """Return the analysis of that id.

    Raises
    ------
    KeyError
        If there is none.
    """
    return plugins().by_id(analysis_id)
