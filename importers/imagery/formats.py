"""The formats of pictures: how each is recognised, and which one driver opens it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Final

from importers.base import ImportParams
from importers.common.boundary import broken
from importers.common.geopackage import TILES, contents
from importers.common.tiff import is_tiff, pixels
from importers.imagery.importer import PictureImporter
from importers.imagery.params import ImageryParams, TilesParams
from scene.errors import InvalidRequest
from scene.messages import msg

#: Marks of the end are looked for in this many last bytes: some programs write their own after them.
_LAST: Final = 1 << 16


class GeoTiffPictureImporter(PictureImporter):
    """A picture from a GeoTIFF, or from a TIFF with a world file."""

    id: ClassVar[str] = "imagery.geotiff"
    format_name: ClassVar[str] = "GeoTIFF"
    driver: ClassVar[str] = "GTiff"
    world_files: ClassVar[tuple[str, ...]] = (".tfw", ".tifw", ".tiffw", ".wld")

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as a TIFF; one that holds heights was taken as terrain before."""
        return is_tiff(head)

    def whole(self, path: Path) -> bool:
        """Return whether all that the directory points to is there."""
        with path.open("rb") as file:
            found = pixels(path, file.read(16))
        return found is not None and found.whole


class JpegImporter(PictureImporter):
    """A picture from a JPEG with a world file."""

    id: ClassVar[str] = "imagery.jpeg"
    format_name: ClassVar[str] = "JPEG"
    driver: ClassVar[str] = "JPEG"
    world_files: ClassVar[tuple[str, ...]] = (".jgw", ".jpgw", ".jpegw", ".wld")

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as a JPEG."""
        return head.startswith(b"\xff\xd8\xff")

    def whole(self, path: Path) -> bool:
        """Return whether the mark of the end is near the end."""
        return b"\xff\xd9" in _last(path)


class PngImporter(PictureImporter):
    """A picture from a PNG with a world file."""

    id: ClassVar[str] = "imagery.png"
    format_name: ClassVar[str] = "PNG"
    driver: ClassVar[str] = "PNG"
    world_files: ClassVar[tuple[str, ...]] = (".pgw", ".pngw", ".wld")

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as a PNG."""
        return head.startswith(b"\x89PNG\r\n\x1a\n")

    def whole(self, path: Path) -> bool:
        """Return whether the mark of the end is near the end."""
        return b"IEND" in _last(path)


class GeoPackageTilesImporter(PictureImporter):
    """A picture from the tiles of a GeoPackage."""

    id: ClassVar[str] = "imagery.geopackage"
    format_name: ClassVar[str] = "GeoPackage"
    driver: ClassVar[str] = "GPKG"

    params_type: type[ImportParams] = TilesParams

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file holds tiles, whatever else it holds."""
        return bool(contents(path, head).get(TILES))

    @contextmanager
    def opened(self, path: Path, answers: ImageryParams) -> Iterator[Any]:
        """Yield the dataset of one table."""
        with path.open("rb") as file:
            tables = contents(path, file.read(100)).get(TILES, ())
        if not tables:
            raise broken(path, "holds no tiles")
        wanted = answers.layer if isinstance(answers, TilesParams) else ""
        if wanted and wanted not in tables:
            raise InvalidRequest(
                msg("{file} has no layer “{layer}”.", file=path.name, layer=wanted),
                msg("It has: {layers}.", layers=", ".join(tables)),
            )
        with self.dataset(path, TABLE=wanted or tables[0]) as dataset:
            yield dataset


def _last(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LAST))
        return file.read()
