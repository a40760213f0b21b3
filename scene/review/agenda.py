"""The verbs of the agenda: each returns the command that does it, so that it can be undone.

They know the order of the stops and nothing of how a stop is shown.
"""

from collections.abc import Sequence
from dataclasses import replace

from scene.commands import Command, Insert, Replace
from scene.graph import SceneGraph
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Provenance, Role
from scene.review.stop import AGENDA, LONGEST, SHORTEST, Stop, holder_of, new_key, stops_of


def stop_of(scene: SceneGraph, key: str) -> Stop:
    """Return a stop by its key.

    Raises
    ------
    KeyError
        If there is none.
    """
    return {stop.key: stop for stop in stops_of(scene)}[key]


def add_stop(scene: SceneGraph, stop: Stop, after: str = "") -> Command:
    """Return the command that puts a stop behind another one; without `after`, at the end."""
    stops = list(stops_of(scene))
    keys = [one.key for one in stops]
    stops.insert(keys.index(after) + 1 if after in keys else len(stops), stop)
    return _with(scene, stops, msg("Add the stop {name}", name=stop.name))


def remove_stop(scene: SceneGraph, key: str) -> Command:
    """Return the command that takes a stop out."""
    gone = stop_of(scene, key)
    left = [stop for stop in stops_of(scene) if stop.key != key]
    return _with(scene, left, msg("Remove the stop {name}", name=gone.name))


def move_stop(scene: SceneGraph, key: str, place: int) -> Command:
    """Return the command that gives a stop another place; `place` counts after it has been taken out."""
    moved = stop_of(scene, key)
    stops = [stop for stop in stops_of(scene) if stop.key != key]
    stops.insert(min(max(place, 0), len(stops)), moved)
    return _with(scene, stops, msg("Move the stop {name}", name=moved.name))


def double_stop(scene: SceneGraph, key: str) -> Command:
    """Return the command that puts a second of the same behind a stop, as for another scheme."""
    stop = stop_of(scene, key)
    name = BilingualText(f"{stop.name.zh}（二）", f"{stop.name.en} (2)")
    return add_stop(scene, replace(stop, key=new_key(), name=name), key)


def rename_stop(scene: SceneGraph, key: str, name: BilingualText) -> Command:
    """Return the command that gives a stop another title."""
    stop = stop_of(scene, key)
    return _changed(scene, replace(stop, name=name), msg("Rename the stop {name}", name=stop.name))


def note_stop(scene: SceneGraph, key: str, notes: str) -> Command:
    """Return the command that writes the presenter's notes; one after the other they are one step."""
    stop = stop_of(scene, key)
    label = msg("Notes of the stop {name}", name=stop.name)
    return _changed(scene, replace(stop, notes=notes), label, f"notes/{key}")


def time_stop(scene: SceneGraph, key: str, seconds: float) -> Command:
    """Return the command that says how long a stop is shown while the agenda goes on by itself."""
    stop = stop_of(scene, key)
    kept = replace(stop, seconds=min(max(seconds, SHORTEST), LONGEST))
    return _changed(scene, kept, msg("Time of the stop {name}", name=stop.name), f"seconds/{key}")


def update_stop(scene: SceneGraph, key: str, seen: Stop) -> Command:
    """Return the command that sets a stop to what is seen now; title, notes and time stay."""
    stop = stop_of(scene, key)
    now = replace(seen, key=key, name=stop.name, notes=stop.notes, seconds=stop.seconds)
    return _changed(scene, now, msg("Set the stop {name} to what is seen", name=stop.name))


def next_name(scene: SceneGraph) -> BilingualText:
    """Return the name that the next stop begins with: the first number that is free."""
    taken = {stop.name.en for stop in stops_of(scene)}
    number = next(n for n in range(1, len(taken) + 2) if f"Stop {n}" not in taken)
    return BilingualText(f"第 {number} 站", f"Stop {number}")


def _changed(scene: SceneGraph, stop: Stop, label: Message, gesture: str = "") -> Command:
    stops = [stop if one.key == stop.key else one for one in stops_of(scene)]
    return _with(scene, stops, label, gesture)


def _with(scene: SceneGraph, stops: Sequence[Stop], label: Message, gesture: str = "") -> Command:
    kept = [stop.to_json() for stop in stops]
    holder = holder_of(scene)
    if holder is None:
        name = BilingualText("会审议程", "Agenda")
        node = Node(name, Role.AGENDA, provenance=Provenance("user"), attributes={AGENDA: kept})
        return Insert([node], label=label)
    after = replace(holder, attributes={**holder.attributes, AGENDA: kept})
    return Replace(scene, [after], label, gesture)
