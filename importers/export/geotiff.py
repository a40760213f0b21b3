"""GeoTIFF, plain or cloud-optimised, of grids and pictures: float32 as it is, empty cells as nan, datum.

In the project's own system cells are written bit for bit; in another one they are resampled, and that is
said. It does not know what the values mean.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np
from pydantic import Field

from importers.coordinates.crs import resolve, title
from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.pictures import write_picture
from importers.export.placing import Placing, refuse_transform, words_of
from scene.feedback import Feedback, PartOf
from scene.frame import SceneFrame
from scene.messages import Message, msg
from scene.node import Node
from scene.payloads import GroundPicture, Raster
from scene.payloads.arrays import F32

if TYPE_CHECKING:
    from affine import Affine

#: What other programs keep beside a raster.
_OVERVIEWS: Final = (".ovr", ".aux.xml")
#: Rows written between two looks at the cancel button.
_ROWS_AT_ONCE: Final = 512


class RasterParams(ExportParams):
    """How to write a raster."""

    crs: str = Field(
        "",
        title="Coordinate system",
        description="Empty: that of the project, cell by cell; in any other the grid is resampled.",
    )


class GeoTiffExporter:
    """A raster into a GeoTIFF."""

    params_type: type[ExportParams] = RasterParams
    format_name: ClassVar[str] = "GeoTIFF"
    cloud_optimised: ClassVar[bool] = False

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write one raster as one band, or one picture as three or four."""
        node = nodes[0]
        refuse_transform(node)
        layer = node.payload
        assert isinstance(layer, Raster | GroundPicture)
        placing = Placing.of(frame, params)
        notes: list[Message] = []
        if isinstance(layer, Raster) and layer.cover is not None:
            notes.append(msg("The ground cover of {layer} is not written, only its values.", layer=node.name))
        with replacing(path, self.format_name, feedback, _OVERVIEWS) as place:
            plain = place.path.with_name("plain.tif") if self.cloud_optimised else place.path
            part = PartOf(feedback, 0.2, 0.7 if self.cloud_optimised else 1.0)
            if isinstance(layer, Raster):
                values, shape = _grid(layer, placing, notes, feedback)
                _write(plain, values, shape, layer, placing, words_of(node), part)
                rows, cols = values.shape
            else:
                rows, cols = write_picture(plain, layer, placing, words_of(node), notes, part)
            if self.cloud_optimised:
                _optimise(plain, place.path)
                plain.unlink()
        feedback.progress(1.0)
        summary = msg("{rows} × {cols} cells", rows=rows, cols=cols)
        return ExportReport(tuple(place.files), summary, tuple(notes))


class CogExporter(GeoTiffExporter):
    """A raster into a cloud-optimised GeoTIFF, with overviews."""

    format_name: ClassVar[str] = "COG"
    cloud_optimised: ClassVar[bool] = True


def _grid(raster: Raster, placing: Placing, notes: list[Message], feedback: Feedback) -> tuple[F32, "Affine"]:
    """Return the values, and where their cells lie in the file's system."""
    from affine import Affine

    west, north = placing.frame.to_world(np.array([[raster.west, raster.north]]))[0]
    shape = Affine(raster.cell, 0.0, west, 0.0, -raster.cell, north)
    feedback.check()
    if placing.crs == placing.frame.crs:
        return raster.values, shape
    from rasterio.warp import Resampling, calculate_default_transform, reproject

    rows, cols = raster.shape
    bounds = (west, north - rows * raster.cell, west + cols * raster.cell, north)
    source, target = _system(placing.frame.crs), _system(placing.crs)
    fitted, width, height = calculate_default_transform(source, target, cols, rows, *bounds)
    values = np.full((height, width), np.nan, np.float32)
    reproject(
        raster.values, values, src_transform=shape, src_crs=source, src_nodata=np.nan,
        dst_transform=fitted, dst_crs=target, dst_nodata=np.nan, resampling=Resampling.bilinear,
    )  # fmt: skip
    notes.append(msg("The grid was resampled into {crs}.", crs=title(resolve(placing.crs))))
    return values, fitted


def _write(
    path: Path,
    values: F32,
    shape: "Affine",
    raster: Raster,
    placing: Placing,
    said: dict[str, str],
    feedback: Feedback,
) -> None:
    import rasterio
    from rasterio.windows import Window

    rows, cols = values.shape
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=cols, count=1, dtype="float32",
        crs=_system(placing.compound().to_wkt()), transform=shape, nodata=float("nan"),
        compress="deflate", predictor=3, tiled=True, BIGTIFF="IF_SAFER",
    ) as file:  # fmt: skip
        for first in range(0, rows, _ROWS_AT_ONCE):
            feedback.check()
            count = min(_ROWS_AT_ONCE, rows - first)
            file.write(values[first : first + count], 1, window=Window(0, first, cols, count))
            feedback.progress((first + count) / rows)
        file.set_band_unit(1, raster.quantity.unit)
        file.set_band_description(1, raster.quantity.key)
        file.update_tags(**said)


def _optimise(plain: Path, path: Path) -> None:
    from rasterio.shutil import copy

    copy(plain, path, driver="COG", compress="deflate", predictor="yes", resampling="average",
         overview_resampling="average", bigtiff="if_safer")  # fmt: skip


def _system(text: str) -> Any:
    from rasterio.crs import CRS as RasterioCRS  # noqa: N811 - its name collides with pyproj's

    return RasterioCRS.from_user_input(text)
