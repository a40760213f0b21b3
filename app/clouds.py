"""The readers of clouds too large to be drawn whole, and the folder of what is prepared for them.

It knows no Qt and no VTK.
"""

from pathlib import Path
from threading import Lock
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from platformdirs import user_cache_path

from scene.feedback import Feedback
from scene.graph import Snapshot
from scene.messages import Message, msg
from scene.payloads import PointCloud, StreamedPoints
from scene.payloads.streamed import PointReader

Cloud: TypeAlias = PointCloud | StreamedPoints

#: A cloud in memory of no more points than this is prepared in no time.
FEW: Final = 40_000

_readers: WeakKeyDictionary[Cloud, PointReader] = WeakKeyDictionary()
_lock = Lock()


def cache_folder() -> Path:
    """Return the folder that prepared clouds are kept in."""
    return user_cache_path("weiyang") / "points"


def takes_time(cloud: Cloud) -> bool:
    """Return whether a cloud must be prepared before it has a reader."""
    return isinstance(cloud, StreamedPoints) or len(cloud.positions) > FEW


def reader_of(cloud: Cloud) -> PointReader | None:
    """Return the reader of a cloud, None if it has to be prepared first or holds nothing."""
    from importers.pointcloud import in_memory, streams

    with _lock:
        found = _readers.get(cloud)
        if found is not None:
            return found
        if isinstance(cloud, StreamedPoints):
            found = streams.reader_of(cloud, cache_folder())
        elif 0 < len(cloud.positions) <= FEW:
            found = in_memory.MemoryOctree(cloud)
        if found is not None:
            _readers[cloud] = found
        return found


def samples_in(scene: Snapshot) -> tuple[Message, ...]:
    """Return a sentence for every visible cloud of which a picture shows no more than a sample for now.

    Of the others a picture waits for all the points that it needs.
    """
    found = []
    for node in scene.nodes:
        cloud = node.payload
        if isinstance(cloud, StreamedPoints) and scene.shown(node.id) and reader_of(cloud) is None:
            found.append(
                msg(
                    "Of the point cloud {name} a sample is shown: {count:,} of {total:,} points.",
                    name=node.name, count=len(cloud.sample.positions), total=cloud.total,
                )
            )  # fmt: skip
    return tuple(found)


def prepare(cloud: Cloud, feedback: Feedback) -> None:
    """Prepare a cloud, so that :func:`reader_of` finds its reader.

    Raises
    ------
    UnreadableFile, InvalidRequest
        If its file is gone, changed or broken, or the disk is full.
    Cancelled
        If the person asked to stop.
    """
    from importers.pointcloud import in_memory, streams

    if reader_of(cloud) is not None or not takes_time(cloud):
        return
    if isinstance(cloud, StreamedPoints):
        reader: PointReader = streams.prepare(cloud, cache_folder(), feedback)
    else:
        reader = in_memory.MemoryOctree(cloud)
    with _lock:
        _readers[cloud] = reader
