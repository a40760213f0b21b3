"""From the points of a file to local metres, and the recipe by which the same is done again another day.

It does not know formats.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from importers.coordinates.framing import Way
from importers.pointcloud.source import Batch
from scene.frame import SceneFrame
from scene.payloads import PointCloud
from scene.payloads.arrays import F64, Column


@dataclass(frozen=True, slots=True)
class Transfer:
    """The way of points into the scene.

    Parameters
    ----------
    way : Way
        Of their eastings and northings.
    metres_per_height : float
        Metres of one unit of height.
    colour_shift : int
        Bits by which colours are shifted down to one byte.
    classes : tuple of int
        Classes that are kept; empty: all.
    zero : tuple of float
        Easting, northing and height of the file's zero, in its system.
    y_up : bool
        Whether the file's y points up, and its z towards the eye.
    """

    way: Way
    metres_per_height: float
    colour_shift: int = 0
    classes: tuple[int, ...] = ()
    zero: tuple[float, float, float] = (0.0, 0.0, 0.0)
    y_up: bool = False

    @classmethod
    def of_recipe(cls, recipe: Mapping[str, Any], frame: SceneFrame) -> "Transfer":
        """Return the transfer that :meth:`recipe` wrote down."""
        way = Way(recipe["crs"], frame, recipe["datum_shift"])
        east, north, height = recipe["zero"]
        return cls(
            way, recipe["metres_per_height"], recipe["colour_shift"], tuple(recipe["classes"]),
            (east, north, height), recipe["y_up"],
        )  # fmt: skip

    def recipe(self) -> dict[str, object]:
        """Return what :meth:`of_recipe` needs, as JSON values."""
        return {
            "crs": self.way.source,
            "datum_shift": self.way.datum_shift,
            "metres_per_height": self.metres_per_height,
            "colour_shift": self.colour_shift,
            "classes": list(self.classes),
            "zero": list(self.zero),
            "y_up": self.y_up,
        }

    def wanted(self, batch: Batch) -> NDArray[np.bool_]:
        """Return which points have a place and are of a class that is kept."""
        keep: NDArray[np.bool_] = placed(batch)
        if self.classes:
            known = np.zeros(len(batch), np.uint8) if batch.classification is None else batch.classification
            keep &= np.isin(known, np.array(self.classes, np.uint8))
        return keep

    def columns(self, batch: Batch) -> dict[str, Column]:
        """Return what the payload keeps of points, all of which :meth:`wanted` accepts.

        Raises
        ------
        OutOfReach
            If a point lies over 100 km from the frame's origin.
        """
        columns: dict[str, Column] = {"positions": self.local(batch.xyz)}
        if batch.colour is not None:
            columns["colour"] = (batch.colour >> self.colour_shift).astype(np.uint8)
        if batch.classification is not None:
            columns["classification"] = batch.classification
        if batch.intensity is not None:
            columns["intensity"] = batch.intensity
        return columns

    def local(self, xyz: F64) -> Column:
        """Return local metres, float32, shape (n, 3)."""
        world = self.world(xyz)
        heights = world[:, 2] - self.way.frame.origin[2]
        return np.column_stack([self.way.local(world[:, :2]), heights.astype(np.float32)])

    def unchecked(self, xyz: F64) -> F64:
        """Return local metres in float64, not finite where the way does not lead."""
        world = self.world(xyz)
        heights = world[:, 2] - self.way.frame.origin[2]
        return np.column_stack([self.way.shift(world[:, :2]), heights])

    def world(self, xyz: F64) -> F64:
        """Return eastings, northings and metres of height of a file's coordinates."""
        if self.y_up:
            xyz = np.column_stack([xyz[:, 0], -xyz[:, 2], xyz[:, 1]])
        result: F64 = xyz * np.array([1.0, 1.0, self.metres_per_height]) + np.array(self.zero)
        return result

    def cloud(self, batch: Batch) -> PointCloud:
        """Return those of the points that are wanted, as a payload."""
        return cloud_of(self.columns(batch.where(self.wanted(batch))))


def placed(batch: Batch) -> NDArray[np.bool_]:
    """Return which points have finite coordinates."""
    return np.asarray(np.isfinite(batch.xyz).all(axis=1), dtype=np.bool_)


def cloud_of(columns: Mapping[str, Column], total: int = 0) -> PointCloud:
    """Return columns as a payload."""
    return PointCloud(
        columns["positions"],
        columns.get("colour"),
        columns.get("classification"),
        columns.get("intensity"),
        total,
    )


def colour_shift(colour: Column | None) -> int:
    """Return the bits that colours are to be shifted down: the format asks for two bytes, half use one."""
    return 8 if colour is not None and len(colour) and int(colour.max()) > 255 else 0
