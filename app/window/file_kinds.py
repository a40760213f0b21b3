"""What the file dialog offers: everything that can be read, then kind by kind. It reads nothing."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

from app.i18n import tr
from app.settings import SettingsFile
from importers.base import FieldGuess, Kind
from importers.registry import specs
from scene.messages import BilingualText, Message, msg

#: Kinds of data in the order that the file dialog lists them.
KINDS: Final[dict[Kind, BilingualText]] = {
    "footprints": BilingualText("建筑轮廓与分区", "Footprints and zones"),
    "lines": BilingualText("线与点", "Lines and points"),
    "terrain": BilingualText("地形", "Terrain"),
    "imagery": BilingualText("影像", "Imagery"),
    "points": BilingualText("点云", "Point clouds"),
    "city": BilingualText("城市模型", "City models"),
    "model": BilingualText("模型", "Models"),
    "opinions": BilingualText("会审意见", "Opinions of a review"),
}


#: What one counts in a file, and what the file becomes in the scene.
COUNTED: Final[dict[Kind, BilingualText]] = {
    "points": BilingualText("个点", "points"),
    "model": BilingualText("个三角面", "triangles"),
    "city": BilingualText("个对象", "objects"),
    "terrain": BilingualText("个格网点", "cells"),
    "imagery": BilingualText("个像素", "pixels"),
}
BECOMES: Final[dict[Kind, BilingualText]] = {
    "footprints": BilingualText("建筑或分区图层", "a layer of buildings or zones"),
    "lines": BilingualText("线或点图层", "a layer of lines or points"),
    "terrain": BilingualText("地形", "terrain"),
    "imagery": BilingualText("铺在地形上的影像", "imagery draped on the terrain"),
    "points": BilingualText("点云图层", "a layer of points"),
    "city": BilingualText("城市模型图层", "layers of a city model"),
    "model": BilingualText("可摆放的模型", "a model that can be placed"),
    "opinions": BilingualText("会审意见", "opinions of a review"),
}


def told_of(guess: FieldGuess, title: BilingualText) -> Message:
    """Return what a look into a file found: format, how much, and what it will become."""
    becomes = BECOMES[guess.kind]
    if guess.count < 0:
        return msg("{what}  ·  becomes {becomes}", what=title, becomes=becomes)
    counted = COUNTED.get(guess.kind, BilingualText("条", "entries"))
    return msg(
        "{what}  ·  {count:,} {counted}  ·  becomes {becomes}",
        what=title, count=guess.count, counted=counted, becomes=becomes,
    )  # fmt: skip


def ask_files(parent: QWidget, settings: SettingsFile, title: Message, several: bool = True) -> list[Path]:
    """Ask which files to import; empty if none is chosen. The folder is remembered."""
    ask = QFileDialog.getOpenFileNames if several else QFileDialog.getOpenFileName
    chosen, _ = ask(parent, tr(title), settings.current.last_folder, name_filters())
    names = [chosen] if isinstance(chosen, str) else list(chosen)
    paths = [Path(name) for name in names if name]
    if paths:
        settings.change(last_folder=str(paths[0].parent))
    return paths


def name_filters() -> str:
    """Return the filters of the file dialog, in the language that is spoken."""
    every = sorted({pattern for spec in specs() for pattern in spec.patterns})
    filters = [f"{tr(msg('All that can be read'))} ({' '.join(every)})"]
    for kind, title in KINDS.items():
        patterns = sorted({pattern for spec in specs() if spec.kind == kind for pattern in spec.patterns})
        if patterns:
            filters.append(f"{tr(title)} ({' '.join(patterns)})")
    filters.append(f"{tr(msg('All files'))} (*)")
    return ";;".join(filters)
