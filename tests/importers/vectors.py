"""What tests of vector layers share: small files, and reading them as a person would."""

from pathlib import Path
from typing import Any

import numpy as np
import shapely

from importers.base import ImportResult, ImportTarget
from importers.registry import for_file
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME


def square(x: float, y: float, side: float = 10.0) -> shapely.Polygon:
    return shapely.box(446000 + x, 3586000 + y, 446000 + x + side, 3586000 + y + side)


def write(path: Path, shapes: list[Any], driver: str, crs: str | None = "EPSG:4549", **columns: Any) -> Path:
    from pyogrio.raw import write as write_layer

    kinds = {shape.geom_type for shape in shapes}
    kind = kinds.pop() if len(kinds) == 1 else "Unknown"
    values = [np.asarray(column) for column in columns.values()]
    wkb = shapely.to_wkb(np.array(shapes, dtype=object))
    write_layer(path, wkb, values, list(columns), crs=crs, driver=driver, geometry_type=kind)
    return path


def read(path: Path, target: ImportTarget | None = None, **answers: Any) -> ImportResult:
    worker = for_file(path).load()
    params = worker.params_type(**answers)
    return worker.read(path, params, target or ImportTarget(YANGZHOU_FRAME), SilentFeedback())


def inspect(path: Path, **answers: Any) -> Any:
    worker = for_file(path).load()
    return worker.inspect(path, worker.params_type(**answers))


def said(result: ImportResult) -> str:
    return " | ".join(str(issue.message) for issue in result.issues)
