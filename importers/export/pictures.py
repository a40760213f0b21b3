"""Pictures on the ground as three or four bands of a GeoTIFF: pixels as they are, and their affine place.

In the project's own system every pixel is written as it is, turned pictures turned; in another one the
picture is resampled, and that is said. It does not know files beside it or overviews.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from importers.coordinates.crs import resolve, title
from importers.export.placing import Placing
from scene.feedback import Feedback
from scene.messages import Message, msg
from scene.payloads import GroundPicture
from scene.payloads.arrays import U8

if TYPE_CHECKING:
    from affine import Affine

#: Rows written between two looks at the cancel button.
_ROWS_AT_ONCE: Final = 512
_SOLID: Final = 255


def write_picture(
    path: Path,
    picture: GroundPicture,
    placing: Placing,
    said: dict[str, str],
    notes: list[Message],
    feedback: Feedback,
) -> tuple[int, int]:
    """Write a picture and return how many rows and columns it has in the file.

    Parameters
    ----------
    path : Path
        The GeoTIFF.
    picture : GroundPicture
    placing : Placing
        Into the coordinates of the file.
    said : dict
        Words that the file keeps.
    notes : list of Message
        Is told if the picture was resampled.
    feedback : Feedback
        Progress and cancel.
    """
    import rasterio
    from rasterio.enums import ColorInterp
    from rasterio.windows import Window

    feedback.check()
    pixels, shape = _placed(picture, placing, notes)
    rows, cols, bands = pixels.shape
    meaning = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)
    options = {"alpha": "unspecified"} if bands == 3 else {"alpha": "yes"}
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=cols, count=bands, dtype="uint8",
        crs=placing.crs, transform=shape, photometric="rgb", compress="deflate", predictor=2,
        tiled=True, interleave="pixel", BIGTIFF="IF_SAFER", **options,
    ) as file:  # fmt: skip
        file.colorinterp = meaning[:bands]
        for first in range(0, rows, _ROWS_AT_ONCE):
            feedback.check()
            some = np.moveaxis(pixels[first : first + _ROWS_AT_ONCE], -1, 0)
            file.write(np.ascontiguousarray(some), window=Window(0, first, cols, some.shape[1]))
            feedback.progress((first + some.shape[1]) / rows)
        file.update_tags(**said)
    return rows, cols


def _placed(picture: GroundPicture, placing: Placing, notes: list[Message]) -> tuple[U8, "Affine"]:
    """Return the pixels, and where they lie in the file's system."""
    from affine import Affine

    pixels = picture.pixels
    if pixels.shape[2] == 4 and pixels[..., 3].min() == _SOLID:
        pixels = pixels[..., :3]
    (a, b, c), (d, e, f) = picture.place.tolist()
    east, north, _ = placing.frame.origin
    shape = Affine(a, b, c + east, d, e, f + north)
    if placing.crs == placing.frame.crs:
        return pixels, shape
    notes.append(msg("The picture was resampled into {crs}.", crs=title(resolve(placing.crs))))
    return _resampled(picture, shape, placing)


def _resampled(picture: GroundPicture, shape: "Affine", placing: Placing) -> tuple[U8, "Affine"]:
    """Return a picture in another system, see-through where it has no pixel."""
    from rasterio.transform import array_bounds
    from rasterio.warp import Resampling, calculate_default_transform, reproject

    rows, cols = picture.shape
    source: Any = placing.frame.crs
    fitted, width, height = calculate_default_transform(
        source, placing.crs, cols, rows, *array_bounds(rows, cols, shape)
    )
    solid = np.full((rows, cols, 1), _SOLID, np.uint8)
    pixels = np.concatenate([picture.pixels[..., :3], picture.pixels[..., 3:], solid], axis=2)[..., :4]
    moved = np.zeros((4, height, width), np.uint8)
    for band in range(4):
        reproject(
            np.ascontiguousarray(pixels[..., band]), moved[band], src_transform=shape, src_crs=source,
            dst_transform=fitted, dst_crs=placing.crs,
            resampling=Resampling.nearest if band == 3 else Resampling.bilinear,
        )  # fmt: skip
    return np.ascontiguousarray(np.moveaxis(moved, 0, -1)), fitted
