"""What a picture shows besides where the eye is: the layers, the leaves, what lies over, and its title.

Frozen words between whoever plans a film and whoever paints it. It knows neither painter nor file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.legends import is_painted, legends_of
from scene.graph import Snapshot
from scene.legend import Legend
from scene.messages import NO_NAME, BilingualText
from scene.node import Node, NodeId, Role


@dataclass(frozen=True, eq=False)
class Setting:
    """The things that stand in a picture.

    Parameters
    ----------
    scene : Snapshot
        As it is seen: with the scheme in it, its layers shown or hidden.
    season : str
        Of the trees; empty for that of the view.
    over : tuple of Node
        Results laid over the scene.
    """

    scene: Snapshot
    season: str = ""
    over: tuple[Node, ...] = ()

    @cached_property
    def shown(self) -> Mapping[NodeId, bool]:
        """Whether each node of the scene and all above it are visible."""
        found: dict[NodeId, bool] = {}
        for node in self.scene.nodes:  # parents come before their children
            above = self.scene.parents[node.id]
            found[node.id] = node.visible and (above is None or found[above])
        return found

    @cached_property
    def judged(self) -> bool:
        """Whether proposals are shown, which are painted by their verdicts."""
        return any(self.shown[node.id] for node in self.scene.of_role(Role.PROPOSALS))

    @cached_property
    def legends(self) -> tuple[Legend, ...]:
        """The legends of what is shown."""
        painted = [node for node in self.scene.nodes if is_painted(node) and self.shown[node.id]]
        return legends_of([*(node for node in self.over if node.visible), *painted])


@dataclass(frozen=True, slots=True)
class Title:
    """What is written large over a picture.

    Parameters
    ----------
    text : BilingualText
    line : BilingualText
        A quieter line below; empty for none.
    solid : float
        0 unseen to 1 as it is, for a title that comes and goes.
    """

    text: BilingualText
    line: BilingualText = NO_NAME
    solid: float = 1.0
