"""Files and folders that are written beside their place until they are whole, and what killed programs left.

The name says which process of which machine writes, so that nobody sweeps away what another is still at.
It does not know what is in them.
"""

import os
import platform
import re
import shutil
from contextlib import suppress
from pathlib import Path
from uuid import uuid4
from zlib import crc32


def unfinished(place: Path) -> Path:
    """Return a name beside a place that nobody else has."""
    return place.with_name(f".{place.name}.{_machine()}-{os.getpid()}-{uuid4().hex[:8]}.unfinished")


def sweep(place: Path) -> None:
    """Delete what ended programs of this machine left beside a place, and nothing else.

    Whatever cannot be deleted stays: it is in nobody's way.
    """
    ours = re.compile(
        rf"\.{re.escape(place.name)}\.{_machine()}-(\d+)-[0-9a-f]{{8}}\.(unfinished|zip)(-journal)?"
    )
    try:
        beside = list(place.parent.iterdir())
    except OSError:
        return
    for path in beside:
        found = ours.fullmatch(path.name)
        if found is None or is_running(int(found[1])):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def is_running(process: int) -> bool:
    """Return whether a process of this machine is running."""
    if process == os.getpid():
        return True
    if os.name == "nt":  # os.kill would end the process there
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)  # type: ignore[attr-defined,unused-ignore]
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)  # type: ignore[attr-defined,unused-ignore]
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _machine() -> str:
    return f"{crc32(platform.node().encode()):08x}"
