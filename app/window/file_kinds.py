"""What the file dialog offers: everything that can be read, then kind by kind. It opens nothing."""

from typing import Final

from app.i18n import tr
from importers.base import Kind
from importers.registry import specs
from scene.messages import BilingualText, msg

#: Kinds of data in the order that the file dialog lists them.
KINDS: Final[dict[Kind, BilingualText]] = {
    "footprints": BilingualText("建筑轮廓与分区", "Footprints and zones"),
    "lines": BilingualText("线与点", "Lines and points"),
    "terrain": BilingualText("地形", "Terrain"),
    "imagery": BilingualText("影像", "Imagery"),
    "points": BilingualText("点云", "Point clouds"),
    "city": BilingualText("城市模型", "City models"),
    "model": BilingualText("模型", "Models"),
}


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
