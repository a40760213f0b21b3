"""What is said of a stop: the title the room reads, and the line that tells hour, leaves and scheme."""

from datetime import datetime

from app.scheme_names import EXISTING_NAME
from app.viewport.setting import Title
from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText
from scene.review.stop import Stop
from scene.season import BARE


def hour_text(moment: datetime) -> BilingualText:
    """Return date and hour as a person says them."""
    clock = f"{moment:%H:%M}"
    return BilingualText(f"{moment.month} 月 {moment.day} 日 {clock}", f"{moment.day} {moment:%B} {clock}")


def scheme_name(scene: SceneGraph | Snapshot, scheme: str) -> BilingualText:
    """Return the name of a scheme; of none, or one that is gone, that of the existing city."""
    nodes = scene.nodes if isinstance(scene, Snapshot) else scene.walk()
    found = next((node.name for node in nodes if scheme and node.id == scheme), None)
    return found or EXISTING_NAME


def line_of(scene: SceneGraph | Snapshot, stop: Stop) -> BilingualText:
    """Return the quiet line below a title: which scheme, which hour, and that the trees are bare."""
    said = [scheme_name(scene, stop.scheme)] if stop.scheme else []
    if stop.time is not None:
        said.append(hour_text(stop.time))
    if stop.season == BARE:
        said.append(BilingualText("树木落叶", "bare trees"))
    return BilingualText("  ·  ".join(one.zh for one in said), "  ·  ".join(one.en for one in said))


def short_line(scene: SceneGraph | Snapshot, stop: Stop) -> BilingualText:
    """Return the same in a few letters, for a list."""
    said = [scheme_name(scene, stop.scheme)] if stop.scheme else []
    if (time := stop.time) is not None:
        said.append(BilingualText.same(f"{time:%m-%d %H:%M}"))
    return BilingualText(" · ".join(one.zh for one in said), " · ".join(one.en for one in said))


def title_of(scene: SceneGraph | Snapshot, stop: Stop, solid: float = 1.0) -> Title:
    """Return what is written large while a stop is shown."""
    return Title(stop.name, line_of(scene, stop), solid)
