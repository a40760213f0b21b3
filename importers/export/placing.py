"""From local metres to the coordinates of a file: the project's own system, or any other that was asked for.

Heights stay in the project's datum; vertical datums are named, never converted. It does not know formats.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from importers.coordinates.crs import flat, moved, resolve, title, vertical_of, written
from importers.coordinates.vertical import ELLIPSOID
from importers.export.base import ExportParams
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.messages import msg
from scene.node import Node
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from pyproj import CRS


@dataclass(frozen=True, slots=True)
class Placing:
    """The way of local metres into a file.

    Parameters
    ----------
    frame : SceneFrame
        Where local metres lie.
    crs : str
        Horizontal system of the file, ``EPSG:n`` or WKT2.
    """

    frame: SceneFrame
    crs: str

    @classmethod
    def of(cls, frame: SceneFrame, params: ExportParams, prescribed: str = "") -> "Placing":
        """Return the way that was asked for.

        Parameters
        ----------
        frame : SceneFrame
            Of the project.
        params : ExportParams
            The answers.
        prescribed : str
            What the format takes when nothing is asked for; empty: the project's own system.

        Raises
        ------
        InvalidRequest
            If the text names no coordinate system, or one whose heights are in another datum.
        """
        asked = params.crs.strip()
        if not asked:
            return cls(frame, prescribed or frame.crs)
        crs = resolve(asked)
        vertical = vertical_of(crs)
        if vertical and vertical != frame.vertical:
            raise InvalidRequest(
                msg("Heights of this project are in {own}, not in {other}, and are not converted.",
                    own=frame.vertical or "?", other=vertical),
                msg("Ask for the horizontal system alone."),
            )  # fmt: skip
        return cls(frame, written(flat(crs)))

    def world(self, local: ArrayLike) -> F64:
        """Return coordinates of the file.

        Parameters
        ----------
        local : array_like, shape (n, 2) or (n, 3)
            Local metres.

        Returns
        -------
        ndarray of float64, the same shape
            x before y; heights in the project's datum.

        Raises
        ------
        InvalidRequest
            If a point has no place in the file's system.
        """
        world = self.frame.to_world(local)
        if self.crs != self.frame.crs:
            world[:, :2] = moved(self.frame.crs, self.crs, world[:, :2])
        if not np.isfinite(world[:, :2]).all():
            raise InvalidRequest(
                msg("Some coordinates have no place in {crs}.", crs=title(resolve(self.crs))),
                msg("Choose another coordinate system."),
            )
        return world

    def compound(self) -> "CRS":
        """Return the file's system with the project's height datum, if it is known."""
        horizontal = resolve(self.crs)
        if self.frame.vertical in ("", ELLIPSOID):
            return horizontal
        vertical = resolve(self.frame.vertical)
        name = f"{horizontal.name} + {vertical.name}"
        # joined as text: pyproj's own way through JSON loses digits of the ellipsoid
        return resolve(f'COMPOUNDCRS["{name}",{horizontal.to_wkt()},{vertical.to_wkt()}]')

    @property
    def in_degrees(self) -> bool:
        """Whether the file's coordinates are angles."""
        return bool(resolve(self.crs).is_geographic)


def refuse_transform(node: Node) -> None:
    """Refuse a layer that is turned or moved as a whole, where only upright rows and cells can be written.

    Raises
    ------
    InvalidRequest
        If the layer has a transform.
    """
    if node.transform is not None:
        raise InvalidRequest(
            msg("{layer} is moved as a whole, and this format cannot hold that.", layer=node.name),
            msg("Export it as a model."),
        )


def words_of(node: Node) -> dict[str, str]:
    """Return what a file should say about where a layer comes from, as plain text by ASCII keys."""
    said = {"name_zh": node.name.zh, "name_en": node.name.en, "role": node.role.value}
    origin = node.provenance
    if origin is not None:
        said |= {"maker": f"{origin.maker} {origin.version}", "source": origin.source}
        said |= {"credits": "; ".join(origin.credits), "sha256": origin.sha256}
        if origin.synthetic:
            said["synthetic"] = "yes: illustrative, not surveyed"
    return {key: value for key, value in said.items() if value}
