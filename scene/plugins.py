"""What can be plugged in: specs that come with the program, then those of installed packages' entry points.

Shared by importers and analyses, which do not know each other. A broken plugin is named in a warning and
cannot stop the program. It does not know what a spec is a spec of.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Generic, Protocol, TypeVar

from scene.messages import Message, msg


class Spec(Protocol):
    """The light half of a plugin: enough for menus, lists and forms."""

    @property
    def id(self) -> str:
        """Stable ASCII name."""
        ...


S = TypeVar("S", bound=Spec)


@dataclass(frozen=True, slots=True)
class Plugins(Generic[S]):
    """All specs of one kind.

    Parameters
    ----------
    specs : tuple of Spec
        Built-in ones first.
    warnings : tuple of Message
        One for each plugin that could not be listed.
    """

    specs: tuple[S, ...]
    warnings: tuple[Message, ...] = ()

    @classmethod
    def of(cls, kind: type[S], built_in: tuple[S, ...], group: str) -> "Plugins[S]":
        """Gather the built-in specs and those that packages offer.

        Parameters
        ----------
        kind : type
            What an entry point has to load to.
        built_in : tuple of Spec
        group : str
            Of the entry points, ``weiyang.importers``.
        """
        found, warnings = list(built_in), []
        for point in entry_points(group=group):
            try:
                loaded = point.load()
                if not isinstance(loaded, kind):
                    raise TypeError(f"{loaded!r} is not a {kind.__name__}")
            except Exception as problem:  # a plugin may fail in any way
                warnings.append(
                    msg("The plugin {name} is broken: {problem}", name=point.name, problem=problem)
                )
            else:
                found.append(loaded)
        return cls(tuple(found), tuple(warnings))

    def by_id(self, spec_id: str) -> S:
        """Return the spec of that id.

        Raises
        ------
        KeyError
            If there is none.
        """
        return {spec.id: spec for spec in self.specs}[spec_id]


def loaded(target: str) -> Any:
    """Import what ``module:name`` says, on use."""
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)
