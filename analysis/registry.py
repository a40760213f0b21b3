"""Which analyses there are.

Built-in specs come from :mod:`analysis.builtin`, others from the entry points ``weiyang.analyses``.
A broken plugin is named in a warning and cannot stop the program.
"""

from functools import cache
from importlib.metadata import entry_points

from analysis.base import AnalysisSpec
from scene.messages import Message, msg


@cache
def discover() -> tuple[tuple[AnalysisSpec, ...], tuple[Message, ...]]:
    """Return all specs, and a warning for each plugin that could not be listed."""
    from analysis.builtin import SPECS

    found = list(SPECS)
    warnings: list[Message] = []
    for point in entry_points(group="weiyang.analyses"):
        try:
            found.append(_spec_of(point.load()))
        except Exception as problem:  # a plugin may fail in any way
            warnings.append(
                msg("The analysis plugin {name} is broken: {problem}", name=point.name, problem=problem)
            )
    return tuple(found), tuple(warnings)


def _spec_of(loaded: object) -> AnalysisSpec:
    if not isinstance(loaded, AnalysisSpec):
        raise TypeError(f"{loaded!r} is not an AnalysisSpec")
    return loaded


def specs() -> tuple[AnalysisSpec, ...]:
    """Return all analyses."""
    return discover()[0]


def by_id(analysis_id: str) -> AnalysisSpec:
    """Return the analysis of that id.

    Raises
    ------
    KeyError
        If there is none.
    """
    return {spec.id: spec for spec in specs()}[analysis_id]
