"""One small city an analysis, on which the contract tests run: a module each, found by its ``ID``.

A module has ``ID``, ``city()`` that makes the scene, and ``PARAMETERS`` where defaults do not do.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules

from scene.graph import Snapshot

_MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
CITIES: dict[str, Callable[[], Snapshot]] = {module.ID: module.city for module in _MODULES}
PARAMETERS: dict[str, Mapping[str, object]] = {
    module.ID: getattr(module, "PARAMETERS", {}) for module in _MODULES
}
