"""What can be compared: the existing city, which is no scheme, and the schemes. Light, for menus and bars."""

from dataclasses import dataclass
from typing import Final

from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText
from scene.node import NodeId
from scene.schemes.scheme import schemes_of

#: The existing city, which is no scheme.
EXISTING: Final = ""
EXISTING_NAME: Final = BilingualText("现状", "Existing city")


@dataclass(frozen=True, slots=True)
class Column:
    """One of those that are compared.

    Parameters
    ----------
    scheme : str
        Id of the scheme; empty for the existing city.
    name : BilingualText
    """

    scheme: NodeId
    name: BilingualText


def columns_of(scene: SceneGraph | Snapshot) -> tuple[Column, ...]:
    """Return the existing city and all schemes of a project."""
    return (Column(EXISTING, EXISTING_NAME), *(Column(one.id, one.name) for one in schemes_of(scene)))
