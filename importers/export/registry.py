"""Which exporters there are, and which one writes a file.

Built-in specs come from :mod:`importers.export.builtin`, others from the entry points ``weiyang.exporters``.
"""

from collections.abc import Sequence
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from importers.export.base import ExporterSpec
from scene.errors import InvalidRequest
from scene.messages import msg
from scene.node import Node
from scene.plugins import Plugins


@cache
def plugins() -> Plugins[ExporterSpec]:
    """Return all exporters, and a warning for each plugin that could not be listed."""
    from importers.export.builtin import SPECS

    return Plugins.of(ExporterSpec, SPECS, "weiyang.exporters")


def specs() -> tuple[ExporterSpec, ...]:
    """Return all exporters."""
    return plugins().specs


def by_id(exporter_id: str) -> ExporterSpec:
    """Return the exporter of that id.

    Raises
    ------
    KeyError
        If there is none.
    """
    return plugins().by_id(exporter_id)


def fitting(nodes: Sequence[Node]) -> tuple[ExporterSpec, ...]:
    """Return the exporters that can hold these layers in one file."""
    return tuple(spec for spec in specs() if spec.refusal(nodes) is None)


def for_name(path: Path) -> ExporterSpec:
    """Return the first exporter that a file's name asks for.

    Raises
    ------
    InvalidRequest
        If no format has such a name.
    """
    return _named(path)[0]


def for_path(path: Path, nodes: Sequence[Node]) -> ExporterSpec:
    """Return the exporter that a file's name asks for.

    Parameters
    ----------
    path : Path
        The file to be written.
    nodes : sequence of Node
        What it shall hold: of several formats with one ending, the first that can hold it is taken.

    Raises
    ------
    InvalidRequest
        If no format has such a name, or none of them can hold the layers.
    """
    named = _named(path)
    refusals = [spec.refusal(nodes) for spec in named]
    for spec, refusal in zip(named, refusals, strict=True):
        if refusal is None:
            return spec
    assert refusals[0] is not None
    raise refusals[0]


def _named(path: Path) -> list[ExporterSpec]:
    named = [spec for spec in specs() if any(fnmatch(path.name.lower(), p) for p in spec.patterns)]
    if not named:
        endings = ", ".join(dict.fromkeys(spec.suffix for spec in specs()))
        raise InvalidRequest(
            msg("No format is written under the name {file}.", file=path.name),
            msg("Use one of these endings: {endings}.", endings=endings),
        )
    return named
