"""How faces of a city model look: photographs, colours of the file, or white card with darker roofs.

Pictures are read from the folder of the file and below it only. It does not know triangles.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.citymodel.objects import CityObjects, Surface
from scene.feedback import Feedback
from scene.materials import COLOUR, Material
from scene.messages import msg
from scene.payloads.arrays import F32, F64, I32, U8

#: Formats of pictures that are read.
_FORMATS: Final = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
#: A picture of more texels than this is not read; a longer one is made smaller.
_MOST_TEXELS: Final = 120_000_000
_LONGEST: Final = 2048
#: All pictures together; more are made smaller, so that they fit one sheet and the memory.
_BUDGET: Final = 60_000_000
_NAMED: Final = 5
#: A face that leans less than this is a roof or a floor where the file does not say: its normal's z.
_LEVEL: Final = 0.35

#: White card is never one white: walls of four washes, roofs of four greys, sRGB.
_WALLS: Final = np.array(
    [[0xF3, 0xEE, 0xE5], [0xEC, 0xE5, 0xD9], [0xE6, 0xDF, 0xD2], [0xF0, 0xEA, 0xDF]], np.uint8
)
_ROOFS: Final = np.array(
    [[0x6E, 0x77, 0x7A], [0x7B, 0x82, 0x83], [0x66, 0x6E, 0x72], [0x84, 0x86, 0x83]], np.uint8
)
_FIXED: Final[dict[Surface, tuple[int, int, int]]] = {
    Surface.GROUND: COLOUR[Material.STONE],
    Surface.FLOOR: COLOUR[Material.STONE],
    Surface.WINDOW: (0x7E, 0x90, 0x98),
    Surface.DOOR: COLOUR[Material.WOOD],
    Surface.WATER: COLOUR[Material.WATER],
    Surface.TRAFFIC: COLOUR[Material.ROAD],
}


@dataclass(frozen=True, slots=True, eq=False)
class Dress:
    """How the polygons of a layer look.

    Parameters
    ----------
    colour : ndarray of uint8, shape (p, 3)
        sRGB of each polygon.
    material : ndarray of uint8, shape (p,)
    uv : ndarray of float32, shape (v, 2), optional
        Texture coordinates of each vertex, if there is a texture.
    texture : ndarray of uint8, shape (rows, cols, 3 or 4), optional
    """

    colour: U8
    material: U8
    uv: F32 | None = None
    texture: U8 | None = None


def told_or_seen(model: CityObjects, normal: F64) -> U8:
    """Return the surface of each polygon: as the file says it, else by the way it faces, shape (p,)."""
    seen = np.where(
        normal[:, 2] > _LEVEL,
        int(Surface.ROOF),
        np.where(normal[:, 2] < -_LEVEL, int(Surface.GROUND), int(Surface.WALL)),
    )
    surface: U8 = np.where(model.surface_of_polygon > 0, model.surface_of_polygon, seen).astype(np.uint8)
    return surface


def card(model: CityObjects, surface: U8, row: I32) -> tuple[U8, U8]:
    """Return colour and material of buildings: the file's colours, else white card.

    Parameters
    ----------
    model : CityObjects
    surface : ndarray of uint8, shape (p,)
        :class:`Surface` of each polygon.
    row : ndarray of int32, shape (p,)
        Building of each.
    """
    which = ((row.astype(np.int64) * 2_654_435_761) >> 7) & 3
    colour = _WALLS[which]
    material = np.full(len(row), int(Material.PLAIN), dtype=np.uint8)
    roof = np.isin(surface, (Surface.ROOF,))
    colour[roof] = _ROOFS[which[roof]]
    material[roof] = int(Material.MODERN_ROOF)
    for kind, fixed in _FIXED.items():
        colour[surface == int(kind)] = fixed
    return own_colours(model, colour), material


def own_colours(model: CityObjects, colour: U8) -> U8:
    """Return colours with those that the file gives in their place."""
    given = model.colour_of_polygon[:, 0] >= 0
    colour = colour.copy()
    colour[given] = model.colour_of_polygon[given].astype(np.uint8)
    return colour


def pictured(model: CityObjects, colour: U8, material: U8, images: dict[int, U8]) -> Dress:
    """Return the dress of a layer; polygons without a picture get a texel of their colour.

    Parameters
    ----------
    model : CityObjects
    colour, material : ndarray of uint8
        Of polygons without a picture.
    images : dict
        Pictures by their row in the model; rows that could not be read are missing.
    """
    from importers.common.texture_atlas import sheet_of

    polygon = model.polygon_of_ring[model.ring_of_vertex]
    if model.uv is None or not images:
        return Dress(colour, material)
    unknown = np.bincount(polygon, ~np.isfinite(model.uv).all(axis=1), minlength=len(colour)) > 0
    wears = np.isin(model.image_of_polygon, list(images)) & ~unknown
    if not wears.any():
        return Dress(colour, material)
    used = np.unique(model.image_of_polygon[wears])
    place = np.full(int(used.max()) + 1, -1, dtype=np.int64)
    place[used] = np.arange(len(used))
    shades, shade_of = np.unique(colour[~wears], axis=0, return_inverse=True)
    sheets = [images[int(row)] for row in used] + [
        np.tile(shade, (4, 4, 1)).astype(np.uint8) for shade in shades
    ]
    image = np.empty(len(colour), dtype=np.int64)
    image[wears] = place[model.image_of_polygon[wears]]
    image[~wears] = len(used) + shade_of.reshape(-1)
    uv = np.where(wears[polygon][:, None], model.uv, 0.5)
    sheet = sheet_of(sheets, uv, image[polygon], polygon)
    colour = colour.copy()
    for row in used:
        colour[wears & (model.image_of_polygon == row)] = (
            images[int(row)].reshape(-1, images[int(row)].shape[2])[:, :3].mean(axis=0)
        )
    return Dress(colour, material, sheet.uv, sheet.image)


def pictures_of(
    model: CityObjects, wanted: NDArray[np.integer], path: Path, feedback: Feedback, issues: list[ImportIssue]
) -> tuple[dict[int, U8], tuple[Path, ...]]:
    """Read the pictures that polygons wear.

    Parameters
    ----------
    model : CityObjects
    wanted : ndarray of int
        Rows of pictures.
    path : Path
        The city model; nothing outside its folder is read.
    feedback : Feedback
        Asked for cancel.
    issues : list of ImportIssue
        Is told of pictures that are not there or cannot be read.
    """
    folder = path.absolute().parent
    names = {row: model.images[row] for row in np.unique(wanted[wanted >= 0]).tolist()}
    places = {row: inside(folder, name) for row, name in names.items()}
    sizes = {row: _size(place) for row, place in places.items() if place is not None}
    texels = sum(min(w, _LONGEST) * min(h, _LONGEST) for w, h in (size for size in sizes.values() if size))
    longest = max(int(_LONGEST * min(1.0, (_BUDGET / max(texels, 1)) ** 0.5)), 1)
    found: dict[int, U8] = {}
    files: list[Path] = []
    for row, place in places.items():
        feedback.check()
        image = _pixels(place, longest) if place is not None and sizes[row] else None
        if image is not None and place is not None:
            found[row] = image
            files.append(place)
    missing = [name for row, name in names.items() if row not in found]
    if missing:
        named = ", ".join(missing[:_NAMED]) + (" …" if len(missing) > _NAMED else "")
        said = msg("Pictures that are not in the file's folder or cannot be read: {count} ({names}).",
                   count=len(missing), names=named)  # fmt: skip
        issues.append(ImportIssue("note", said))
    return found, tuple(files)


def inside(folder: Path, name: str) -> Path | None:
    """Return the file of that name in a folder or below; None if it is not there, or would lie elsewhere."""
    relative = PurePosixPath(name.strip().replace("\\", "/"))
    if relative.is_absolute() or ".." in relative.parts or ":" in name or not relative.parts:
        return None
    place = folder.joinpath(*relative.parts)
    try:
        if not place.is_file() or not place.resolve().is_relative_to(folder.resolve()):
            return None
    except OSError:
        return None
    return place


def _size(path: Path) -> tuple[int, int] | None:
    """Return width and height of a picture, None if it is none or too large to be read."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as picture:
                return picture.size if picture.width * picture.height <= _MOST_TEXELS else None
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return None


def _pixels(path: Path, longest: int) -> U8 | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as picture:
                picture.draft("RGB", (longest, longest))
                clear = "A" in picture.getbands() or "transparency" in picture.info
                plain = picture.convert("RGBA" if clear else "RGB")
                plain.thumbnail((longest, longest))
                return np.asarray(plain, dtype=np.uint8)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
