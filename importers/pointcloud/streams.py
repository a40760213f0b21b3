"""The reader of a streamed cloud: the file itself if it is an octree, else one prepared from it and kept.

Prepared octrees are derived data in a folder of the caller's choice, named by what they were made from; a
lost one is made again. It does not know who draws them.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from importers.common.provenance import sha256_of
from importers.pointcloud.copc import CopcFile, CopcReader
from importers.pointcloud.importer import PointImporter, columns_of
from importers.pointcloud.octree import HEADER, VERSION, Octree
from importers.pointcloud.octree_build import build
from importers.pointcloud.source import PointSource
from importers.pointcloud.transfer import Transfer
from scene.errors import UnreadableFile
from scene.feedback import Feedback, PartOf
from scene.messages import msg
from scene.payloads import StreamedPoints
from scene.payloads.streamed import PointReader

#: Points decoded at once while an octree is made: few, for the decoder holds Python's one lock meanwhile,
#: and the window waits.
CHUNK: Final = 100_000
#: Bytes of prepared octrees that are kept; beyond, those go that were not used for longest.
KEPT: Final = 50 * 10**9
#: Seconds after which an unfinished one was left behind by a program that ended in the middle.
FORSAKEN: Final = 24 * 3600.0


def reader_of(payload: StreamedPoints, cache: Path) -> PointReader | None:
    """Return the reader of a cloud if there is nothing left to prepare, else None.

    Parameters
    ----------
    payload : StreamedPoints
    cache : Path
        Folder of prepared octrees.
    """
    folder = cache / key_of(payload)
    with suppress(OSError, ValueError, KeyError):
        octree = Octree(folder)
        with suppress(OSError):
            os.utime(folder / HEADER)  # when it was last used
        return octree
    try:
        if payload.link.path.stat().st_size != payload.link.size:
            return None
        return CopcReader(CopcFile(payload.link.path), Transfer.of_recipe(payload.recipe, payload.frame))
    except (OSError, ValueError, UnreadableFile):
        return None


def prepare(payload: StreamedPoints, cache: Path, feedback: Feedback) -> PointReader:
    """Make the octree of a cloud and return its reader.

    Raises
    ------
    UnreadableFile
        If its file is gone or another one by now, or broken.
    InvalidRequest
        If the disk has no room.
    Cancelled
        If the person asked to stop; nothing stays behind.
    """
    folder = cache / key_of(payload)
    with whole(payload, feedback) as source:
        tidy(cache)
        shutil.rmtree(folder, ignore_errors=True)  # it could not be opened
        build(
            columns_of(payload, source, CHUNK), source.count, folder, PartOf(feedback, 0.02, 1.0)
        )  # fmt: skip
    return Octree(folder)


def tidy(cache: Path) -> None:
    """Delete what crashed programs left unfinished, and the octrees used longest ago beyond `KEPT` bytes."""
    used: list[tuple[float, int, Path]] = []
    for folder in cache.iterdir() if cache.is_dir() else ():
        with suppress(OSError):
            if folder.name.endswith(".unfinished"):
                if time.time() - folder.stat().st_mtime > FORSAKEN:
                    shutil.rmtree(folder, ignore_errors=True)
            elif (folder / HEADER).is_file():
                size = sum(file.stat().st_size for file in folder.iterdir())
                used.append(((folder / HEADER).stat().st_mtime, size, folder))
    held = 0
    for _, size, folder in sorted(used, reverse=True):
        held += size
        if held > KEPT:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def whole(payload: StreamedPoints, feedback: Feedback) -> Iterator[PointSource]:
    """Open the file that holds all points of a cloud, by its recipe.

    Raises
    ------
    UnreadableFile
        If it is gone or another one by now, or broken.
    Cancelled
        If the person asked to stop.
    """
    from importers.registry import by_id

    link = payload.link
    hint = msg("Put the file back, or import the new one. Until then a sample of the cloud is shown.")
    if not link.path.is_file():
        raise UnreadableFile(msg("{file}, which holds the point cloud, is gone.", file=link.path.name), hint)
    if link.path.stat().st_size != link.size or sha256_of(link.path, feedback) != link.sha256:
        raise UnreadableFile(
            msg("{file} is not the file that was imported any more.", file=link.path.name), hint
        )
    recipe: Any = payload.recipe
    importer = by_id(str(recipe["importer"])).load()
    assert isinstance(importer, PointImporter)
    params = importer.params_type(**recipe["parameters"])
    with importer.opened(link.path, params) as source:
        yield source


def key_of(payload: StreamedPoints) -> str:
    """Return the name of what is prepared from a cloud: another file, recipe or frame has another."""
    frame = (payload.frame.crs, payload.frame.origin)
    told = json.dumps([VERSION, payload.link.sha256, dict(payload.recipe), frame], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]
