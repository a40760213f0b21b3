"""Give the system back what the program has freed, where the C library keeps it for later use.

It does not know what was freed, or when the moment is good.
"""

import ctypes
import sys


def give_back() -> None:
    """Hand freed memory back; glibc holds on to it between what is still in use, other systems do not."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none, and needs none
        if trim is not None:
            trim(0)
