"""The readers of streamed clouds, and the folder of what is prepared for them. It knows no Qt and no VTK."""

from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from platformdirs import user_cache_path

from scene.feedback import Feedback
from scene.payloads import StreamedPoints
from scene.payloads.streamed import PointReader

_readers: WeakKeyDictionary[StreamedPoints, PointReader] = WeakKeyDictionary()
_lock = Lock()


def cache_folder() -> Path:
    """Return the folder that prepared clouds are kept in."""
    return user_cache_path("weiyang") / "points"


def reader_of(cloud: StreamedPoints) -> PointReader | None:
    """Return the reader of a cloud, None if it has to be prepared first."""
    from importers.pointcloud import streams

    with _lock:
        found = _readers.get(cloud)
        if found is None:
            found = streams.reader_of(cloud, cache_folder())
            if found is not None:
                _readers[cloud] = found
        return found


def prepare(cloud: StreamedPoints, feedback: Feedback) -> None:
    """Prepare a cloud, so that :func:`reader_of` finds its reader.

    Raises
    ------
    UnreadableFile, InvalidRequest
        If its file is gone, changed or broken, or the disk is full.
    Cancelled
        If the person asked to stop.
    """
    from importers.pointcloud import streams

    if reader_of(cloud) is None:
        reader = streams.prepare(cloud, cache_folder(), feedback)
        with _lock:
            _readers[cloud] = reader
