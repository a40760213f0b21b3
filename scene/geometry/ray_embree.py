"""Embree's own library, without a wrapper between: scenes of triangles for compiled kernels to ask.

The wheel of embreex carries the library; its wrapper asks ray by ray and keeps a copy of every corner. Here a
scene reads the arrays as they lie, and :mod:`scene.geometry.ray_packets` asks it for eight rays at once. Only
version 4 is taken, whose structures the kernels know. It does not know rays.
"""

import ctypes
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from weakref import finalize

import numpy as np

from scene.payloads.arrays import F32, I32

#: What the kernels call by name, see :mod:`scene.geometry.ray_packets`.
ASKED: Final = ("rtcOccluded8", "rtcIntersect8")
_MAJOR: Final = 4
_HANDLE: Final = ctypes.c_void_p
_NUMBER: Final = ctypes.c_int
_SIZE: Final = ctypes.c_size_t
#: Result and arguments of what is called from here.
_CALLS: Final = {
    "rtcNewDevice": (_HANDLE, (ctypes.c_char_p,)),
    "rtcGetDeviceProperty": (ctypes.c_ssize_t, (_HANDLE, _NUMBER)),
    "rtcGetDeviceError": (_NUMBER, (_HANDLE,)),
    "rtcNewScene": (_HANDLE, (_HANDLE,)),
    "rtcSetSceneFlags": (None, (_HANDLE, _NUMBER)),
    "rtcNewGeometry": (_HANDLE, (_HANDLE, _NUMBER)),
    "rtcSetSharedGeometryBuffer": (
        None,
        (_HANDLE, _NUMBER, ctypes.c_uint, _NUMBER, _HANDLE, _SIZE, _SIZE, _SIZE),
    ),
    "rtcCommitGeometry": (None, (_HANDLE,)),
    "rtcAttachGeometry": (ctypes.c_uint, (_HANDLE, _HANDLE)),
    "rtcReleaseGeometry": (None, (_HANDLE,)),
    "rtcCommitScene": (None, (_HANDLE,)),
    "rtcReleaseScene": (None, (_HANDLE,)),
}
# Values of Embree's enumerations, from its headers rtcore_device.h, _scene.h, _geometry.h and _buffer.h.
_VERSION_MAJOR: Final = 1
_ROBUST: Final = 4
_TRIANGLES: Final = 0
_INDEX: Final = 0
_VERTEX: Final = 1
_UINT3: Final = 0x5003
_FLOAT3: Final = 0x9003
_PAGE: Final = 4096


class Library:
    """The library with one device.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        loaded = ctypes.CDLL(str(path))
        for name, (result, arguments) in _CALLS.items():
            call = getattr(loaded, name)
            call.restype, call.argtypes = result, arguments
        self.calls = loaded
        self.device = loaded.rtcNewDevice(None)
        self.fits = bool(self.device) and loaded.rtcGetDeviceProperty(self.device, _VERSION_MAJOR) == _MAJOR
        if self.fits:
            import llvmlite.binding

            for name in ASKED:
                llvmlite.binding.add_symbol(name, ctypes.cast(getattr(loaded, name), _HANDLE).value)


@cache
def library() -> Library | None:
    """Return the library, None where there is none that the kernels know."""
    wheel = find_spec("embreex")
    if wheel is None or wheel.origin is None:
        return None
    package = Path(wheel.origin).parent
    for folder in (package.with_name("embreex.libs"), package / ".dylibs", package):
        for path in sorted(folder.glob("*embree4*")):
            try:
                found = Library(path)
            except (OSError, AttributeError):  # not for this machine, or without a call that is needed
                continue
            if found.fits:
                return found
    return None


class EmbreeTriangles:
    """One Embree scene over triangles, built by all processors.

    Parameters
    ----------
    embree : Library
    vertices : ndarray of float32, shape (n, 3)
        Local metres; read where they lie.
    faces : ndarray of int32, shape (m, 3)
    """

    def __init__(self, embree: Library, vertices: F32, faces: I32) -> None:
        calls = embree.calls
        self._held = (_readable_beyond(np.ascontiguousarray(vertices)), np.ascontiguousarray(faces))
        scene, geometry = calls.rtcNewScene(embree.device), calls.rtcNewGeometry(embree.device, _TRIANGLES)
        calls.rtcSetSceneFlags(scene, _ROBUST)
        for kind, form, values in zip((_VERTEX, _INDEX), (_FLOAT3, _UINT3), self._held, strict=True):
            calls.rtcSetSharedGeometryBuffer(
                geometry, kind, 0, form, values.ctypes.data, 0, values.strides[0], len(values)
            )
        calls.rtcCommitGeometry(geometry)
        calls.rtcAttachGeometry(scene, geometry)
        calls.rtcReleaseGeometry(geometry)
        calls.rtcCommitScene(scene)
        if calls.rtcGetDeviceError(embree.device):
            calls.rtcReleaseScene(scene)
            raise MemoryError("Embree could not build a scene")
        #: Handle for the kernels, good while this object lives.
        self.handle: int = scene
        finalize(self, calls.rtcReleaseScene, scene)


def _readable_beyond(vertices: F32) -> F32:
    """Return the vertices where four more bytes can be read after them: Embree loads corners by sixteen."""
    end = vertices.ctypes.data + vertices.nbytes
    if (end - 1) // _PAGE == (end + 3) // _PAGE:
        return vertices
    longer = np.empty((len(vertices) + 1, 3), np.float32)
    longer[:-1] = vertices
    return longer[:-1]
