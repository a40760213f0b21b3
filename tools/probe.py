"""Look, in child processes, whether this machine can draw, show windows, use threads and write Chinese.

A missing GL library ends the process that draws, and no exception can be caught; so each check runs in a
child of its own. `run` calls this file with the interpreter of .venv; it knows nothing of the program.

    probe.py libraries FILE   print what is missing; if nothing, write to FILE the libraries in use
    probe.py display          exit 0 when an X or Wayland display answers
"""

import importlib
import os
import subprocess
import sys
from pathlib import Path

SECONDS_FOR_ONE_CHECK = 180  # the first import from a cold disk is slow


def draw() -> object:
    """Draw an empty picture with VTK off the screen, read its colour back and return the open window."""
    from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
    from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

    importlib.import_module("vtkmodules.vtkRenderingOpenGL2")
    window = vtkRenderWindow()
    window.SetOffScreenRendering(1)
    window.SetSize(16, 16)
    renderer = vtkRenderer()
    renderer.SetBackground(1.0, 0.0, 0.0)
    window.AddRenderer(renderer)
    window.Render()
    red = vtkUnsignedCharArray()
    window.GetPixelData(8, 8, 8, 8, 0, red, 0)
    if [red.GetValue(i) for i in range(3)] != [255, 0, 0]:
        raise SystemExit("VTK drew the wrong colour")
    return window


def load_qt() -> None:
    """Import Qt and load its X window plugins, which resolves every library they need."""
    import ctypes

    for module in ("QtGui", "QtWidgets", "QtOpenGLWidgets", "QtSvg", "QtPrintSupport"):
        importlib.import_module(f"PySide6.{module}")
    plugins = Path(importlib.import_module("PySide6").__file__ or "").parent / "Qt" / "plugins"
    for name in ("platforms/libqxcb.so", "platforms/libqoffscreen.so"):
        ctypes.CDLL(str(plugins / name))
    for plugin in sorted((plugins / "xcbglintegrations").glob("*.so")):
        ctypes.CDLL(str(plugin))


def share_threads() -> None:
    """Run parallel numba code from two threads at once, which aborts without an OpenMP library."""
    import threading

    import numba
    import numpy as np

    @numba.njit(parallel=True)
    def total(values: np.ndarray) -> float:
        result = 0.0
        for i in numba.prange(values.size):
            result += values[i]
        return result

    workers = [threading.Thread(target=total, args=(np.ones(1000),)) for _ in range(2)]
    total(np.ones(1))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if sys.platform == "linux" and numba.threading_layer() == "workqueue":
        raise SystemExit("numba found no OpenMP")


def find_chinese_font() -> object:
    """Ask Qt, as the program does, for a font with the character 扬; return it, open."""
    from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QRawFont

    application = QGuiApplication([])
    for family in QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        font = QRawFont.fromFont(QFont(family))
        if font.supportsCharacter("扬"):
            return font, application
    raise SystemExit("no font for Chinese")


CHECKS = {
    "OpenGL": draw,
    "Qt xcb": load_qt,
    "libgomp": share_threads,
    "中文字体 (a Chinese font)": find_chinese_font,
}


def libraries_in_use() -> list[str]:
    """Name the shared libraries and fonts of the system that this process has open."""
    own = (sys.prefix, sys.base_prefix + "/lib/python")
    files = {line.split(maxsplit=5)[-1] for line in Path("/proc/self/maps").read_text().splitlines()}
    wanted = [f for f in files if ".so" in f or f.lower().endswith((".ttc", ".ttf", ".otf"))]
    return sorted(f for f in wanted if f.startswith("/") and not f.startswith(own))


def run_check(name: str) -> list[str] | None:
    """Run one check in a child process; return the libraries that it used, or None when it failed."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "NUMBA_THREADING_LAYER")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, __file__, "child", name]
    try:
        child = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS_FOR_ONE_CHECK,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if child.returncode != 0:
        if os.environ.get("WEIYANG_PROBE_DETAILS"):
            sys.stderr.write(f"{name}: status {child.returncode}\n{child.stderr}")
        return None
    return child.stdout.splitlines()


def look(record: Path) -> int:
    """Run every check; print what is missing, or write down the libraries when nothing is."""
    found = {name: run_check(name) for name in CHECKS}
    missing = [name for name, libraries in found.items() if libraries is None]
    if missing:
        print(", ".join(missing))
        return 1
    record.write_text("".join(f"{f}\n" for f in sorted({f for used in found.values() for f in used or ()})))
    return 0


def display_answers() -> bool:
    """Tell whether a window could be shown: connect as Qt would, without loading Qt."""
    import ctypes

    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    if not os.environ.get("DISPLAY"):
        return False
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    return xcb.xcb_connection_has_error(connection) == 0


def main(words: list[str]) -> int:
    """Do what the words of the command line ask for."""
    match words:
        case ["libraries", record]:
            return look(Path(record))
        case ["display"]:
            return 0 if display_answers() else 1
        case ["child", name]:
            kept = CHECKS[name]()  # the driver is unloaded with the last window
            print("\n".join(libraries_in_use()))
            del kept
            return 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
