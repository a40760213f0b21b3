"""How a kernel is compiled that only other kernels call: without the two doors that Python would need.

That takes a fifth of the time off the first start of a program. Such a kernel cannot be called from Python.
The name of this module matters: sources in which "numba" stands are those that compiled code is kept for.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def inner_kernel(kernel: Kernel) -> Kernel:
    """Have a function compiled for the use of other kernels, and kept on the disk."""
    compiled: Any = njit  # its types do not know the two options
    return cast(Kernel, compiled(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(kernel))


def inner_vector_kernel(kernel: Kernel) -> Kernel:
    """Compile as :func:`inner_kernel` does, with division by zero giving inf: many values can run at once."""
    compiled: Any = njit
    options = {"cache": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "error_model": "numpy"}
    return cast(Kernel, compiled(**options)(kernel))


def inner_borrowing_kernel(kernel: Kernel) -> Kernel:
    """Compile as :func:`inner_vector_kernel` does, but count no holders of arrays: it makes none itself."""
    compiled: Any = njit
    options = {"cache": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "error_model": "numpy"}
    return cast(Kernel, compiled(**options, _nrt=False)(kernel))


def inlined_kernel(kernel: Kernel) -> Kernel:
    """Compile as :func:`inner_borrowing_kernel` does, but into the callers: their loops can run in lanes."""
    compiled: Any = njit
    options = {"cache": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "error_model": "numpy"}
    return cast(Kernel, compiled(**options, _nrt=False, forceinline=True)(kernel))
