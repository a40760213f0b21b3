"""What has been compiled in this process, and everything that a rehearsal compiles."""

import sys

from analysis.rehearsal import SCORES, rehearse
from scene.geometry.ray_rehearsal import rehearse_rays
from scene.geometry.rehearsal import rehearse as rehearse_houses


def rehearse_all() -> None:
    """Do what ``main.py prepare`` does, in this process."""
    rehearse_houses()
    rehearse_rays()
    for part in SCORES:
        rehearse(part)


def machine_code() -> set[str]:
    """Return what has been compiled, or taken from the disk, in this process: kernels with their types."""
    from numba.core.dispatcher import Dispatcher

    found = set()
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("scene", "analysis"):
            for kernel in list(vars(module).values()):
                if isinstance(kernel, Dispatcher):
                    found |= {f"{kernel.__module__}.{kernel.__name__}{types}" for types in kernel.overloads}
    return found
