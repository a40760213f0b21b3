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


def for_path(path: Path, nodes: Sequence[Node]) -> ExporterSpec:
    """Return the exporter that a file's name asks for.

    Parameters
    ----------
    path : Path
        The file to be written.
    nodes : sequence of Node
        What it shall hold: of several formats with one ending, the first that can hold any of it is taken.

    Raises
    ------
    InvalidRequest
        If no format has such a name, or none of them can hold the layers.
    """
    named = _named(path)
    for spec in named:
        if (spec.several or len(nodes) == 1) and any(spec.refusal([node]) is None for node in nodes):
            return spec
    refusal = named[0].refusal(nodes)
    assert refusal is not None
    raise refusal


def _named(path: Path) -> list[ExporterSpec]:
    fits = [
        (len(pattern), spec)
        for spec in specs()
        for pattern in spec.patterns
        if fnmatch(path.name.lower(), pattern)
    ]
    fits.sort(key=lambda fit: -fit[0])  # tileset.json before any .json
    named = list(dict.fromkeys(spec for _, spec in fits))
    if not named:
        endings = ", ".join(dict.fromkeys(spec.suffix for spec in specs()))
        raise InvalidRequest(
            msg("No format is written under the name {file}.", file=path.name),
            msg("Use one of these endings: {endings}.", endings=endings),
        )
    return named
