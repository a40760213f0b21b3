"""Where a GLB that this program exported stands: it says so itself, and nobody has to be asked.

It does not know meshes.
"""

import json
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from importers.models.params import ModelParams
from importers.models.placement import Axis, upright
from scene.payloads.arrays import F64

_MAGIC: Final = b"glTF"
_CODE: Final = re.compile(r"EPSG:(\d+)")
_HEAD: Final = struct.Struct("<4sIII4s")


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """The zero of a model.

    Parameters
    ----------
    crs : str
        System of the place, with its height datum.
    place : tuple of float
        Easting, northing and height.
    """

    crs: str
    place: tuple[float, float, float]

    def answered(self, answers: ModelParams, vertices: F64, up: Axis) -> ModelParams:
        """Return the answers with the place put in, unless a person gave another.

        Parameters
        ----------
        answers : ModelParams
        vertices : ndarray of float64, shape (n, 3)
            Of the model.
        up : str
            Which of its axes points up.
        """
        if answers.easting is not None or answers.longitude is not None or answers.georeferenced:
            return answers
        return answers.model_copy(update=self.suggested(vertices, up))

    def suggested(self, vertices: F64, up: Axis) -> dict[str, object]:
        """Return the place as answers: a height is asked of the lowest point, not of the zero."""
        east, north, height = self.place
        lowest = float(np.min(upright(vertices, up)[:, 2]))
        return {"crs": self.crs, "easting": east, "northing": north, "height": height + lowest}


def own_place(path: Path) -> OwnPlace | None:
    """Return where a GLB says that its zero stands; None for a file that is no GLB or does not say."""
    try:
        with path.open("rb") as file:
            magic, _, _, length, kind = _HEAD.unpack(file.read(_HEAD.size))
            if magic != _MAGIC or kind != b"JSON" or length > path.stat().st_size:
                return None
            said: Any = json.loads(file.read(length))["asset"]["extras"]
        crs, (east, north, height) = said["crs"], said["origin"]
        datum = _CODE.fullmatch(said.get("vertical", ""))
        if datum is not None and _CODE.fullmatch(crs):
            crs = f"{crs}+{datum[1]}"
        place = (float(east), float(north), float(height))
    except (OSError, ValueError, KeyError, TypeError, struct.error, RecursionError):
        return None
    return OwnPlace(crs, place) if isinstance(crs, str) and crs and np.isfinite(place).all() else None
