"""A stop of the agenda: one thing that is shown in a meeting, with all that one must set to see it again.

The stops of a project are one node without geometry, so that they are saved, undone and recovered as
everything else is. It knows no camera, no clock and no view, only what they are set to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText
from scene.node import Node, NodeId

#: Attribute of the node that holds the stops.
AGENDA: Final = "agenda"
#: Seconds that a stop is shown while the agenda goes on by itself.
SECONDS: Final = 20.0
#: The least and the most that a stop may be shown for, seconds.
SHORTEST, LONGEST = 1.0, 3600.0


def new_key() -> str:
    """Return a key that no other stop has."""
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Stop:
    """What is shown, from where, and what the presenter means to say.

    Parameters
    ----------
    name : BilingualText
        The title that the room reads.
    eye, target : tuple of float
        Local metres.
    view_angle : float
        Vertical field of view, degrees.
    moment : str
        Date and hour with time zone, ISO 8601; empty leaves the light as it is.
    season : str
        Of the trees; empty leaves it as it is.
    scheme : str
        Id of the scheme's node; empty for the existing city.
    hidden : tuple of str
        Ids of the nodes that are not seen.
    analysis : str
        Id of the analysis whose result lies over the view; empty for none.
    notes : str
        For the presenter alone.
    seconds : float
        How long it is shown while the agenda goes on by itself.
    key : str
        Stable.
    """

    name: BilingualText
    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    view_angle: float
    moment: str = ""
    season: str = ""
    scheme: str = ""
    hidden: tuple[NodeId, ...] = ()
    analysis: str = ""
    notes: str = ""
    seconds: float = SECONDS
    key: str = field(default_factory=new_key)

    @property
    def time(self) -> datetime | None:
        """The moment; None leaves the light as it is."""
        return datetime.fromisoformat(self.moment) if self.moment else None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values with ASCII keys."""
        return {
            "key": self.key,
            "name_zh": self.name.zh,
            "name_en": self.name.en,
            "eye": list(self.eye),
            "target": list(self.target),
            "view_angle": self.view_angle,
            "moment": self.moment,
            "season": self.season,
            "scheme": self.scheme,
            "hidden": list(self.hidden),
            "analysis": self.analysis,
            "notes": self.notes,
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Stop":
        """Read what :meth:`to_json` made.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is something else.
        """
        moment = str(kept.get("moment", ""))
        if moment and datetime.fromisoformat(moment).tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return cls(
            BilingualText(str(kept["name_zh"]), str(kept["name_en"])),
            _point(kept["eye"]),
            _point(kept["target"]),
            float(kept["view_angle"]),
            moment,
            str(kept.get("season", "")),
            str(kept.get("scheme", "")),
            tuple(str(node) for node in kept.get("hidden", ())),
            str(kept.get("analysis", "")),
            str(kept.get("notes", "")),
            min(max(float(kept.get("seconds", SECONDS)), SHORTEST), LONGEST),
            str(kept["key"]),
        )


def holder_of(scene: SceneGraph | Snapshot) -> Node | None:
    """Return the node that holds the stops, None while there is none."""
    nodes = scene.nodes if isinstance(scene, Snapshot) else scene.walk()
    return next((node for node in nodes if AGENDA in node.attributes), None)


def stops_of(scene: SceneGraph | Snapshot) -> tuple[Stop, ...]:
    """Return the stops in the order in which they are shown; what is no stop is left out."""
    holder = holder_of(scene)
    return () if holder is None else tuple(_read(holder.attributes[AGENDA]))


def _read(kept: object) -> Iterator[Stop]:
    for one in kept if isinstance(kept, list | tuple) else ():
        if not isinstance(one, Mapping):
            continue
        try:
            yield Stop.from_json(one)
        except (KeyError, TypeError, ValueError):
            continue  # a file of another program; what can be read is shown


def _point(values: Any) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in values)
    return (x, y, z)
