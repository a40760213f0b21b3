"""What the picture formats share: open, look, place by header or world file, and lay into the frame."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import broken, existing, reading
from importers.common.declared import check_cells
from importers.common.provenance import layer_name, provenance_of
from importers.coordinates.crs import choose, flat, resolve, written
from importers.coordinates.framing import Way, frame_for
from importers.coordinates.plausibility import checked
from importers.imagery.params import ImageryParams
from importers.imagery.pixels import reduced, warped
from scene.errors import InvalidRequest, UnreadableFile
from scene.feedback import Feedback
from scene.messages import msg
from scene.node import Node, Role
from scene.payloads.arrays import F64
from scene.payloads.picture import GroundPicture

#: A ``.prj`` longer than this is none.
_LONGEST_PRJ: Final = 100_000


class PictureImporter(ABC):
    """A picture that GDAL opens. A format is a subclass that says how to recognise it."""

    #: Id in the registry.
    id: ClassVar[str]
    #: What sentences call the format.
    format_name: ClassVar[str]
    #: The one GDAL driver that may open it.
    driver: ClassVar[str]
    #: Endings of the text files that may say where the picture lies.
    world_files: ClassVar[tuple[str, ...]] = ()

    params_type: type[ImportParams] = ImageryParams

    @abstractmethod
    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file looks like this format."""

    def whole(self, path: Path) -> bool:
        """Return whether the file is there to its end, as far as its format says so."""
        return True

    def companions(self, path: Path) -> tuple[Path, ...]:
        """Return the files beside this one that say where it lies."""
        wanted = {f"{path.stem}{ending}".lower() for ending in (*self.world_files, ".prj")}
        wanted.add(f"{path.name}.aux.xml".lower())
        return tuple(sorted(beside for beside in path.parent.iterdir() if beside.name.lower() in wanted))

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Look at the header."""
        existing(path)
        with self.opened(path, _answers(params)) as dataset:
            size = msg(
                "{cols} x {rows} pixels, {bands} bands",
                cols=dataset.width,
                rows=dataset.height,
                bands=dataset.count,
            )
            stated = self._stated(dataset, path)
            title = ""
            if stated:
                try:
                    title = written(resolve(stated))
                except InvalidRequest:
                    title = ""
            return FieldGuess("imagery", dataset.width * dataset.height, title, notes=(size,))

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read a picture into a node that lies on the ground."""
        answers = _answers(params)
        if answers.datum_shift != "none":
            raise InvalidRequest(
                msg("The web maps' offset cannot be taken out of a grid such as {file}.", file=path.name),
                msg("Set the map offset to none, or correct the grid in a GIS first."),
            )
        issues: list[ImportIssue] = []
        feedback.check()
        if not self.whole(existing(path)):
            raise broken(path, "is cut off before its end, or no {format}", format=self.format_name)
        with self.opened(path, answers) as dataset:
            corners = _corners(dataset, path)
            crs = choose(answers.crs, self._stated(dataset, path), path.name)
            checked(crs, corners, path.name)
            frame = target.frame or frame_for(crs, corners)
            Way(written(crs), frame).local(corners)
            same = written(flat(crs)) == frame.crs or flat(crs) == resolve(frame.crs)
            if same:
                pixels, place = reduced(dataset, path, answers.most_pixels, feedback, issues)
            else:
                pixels, place = warped(dataset, path, crs, frame, answers.most_pixels, feedback, issues)
        place = place.copy()
        place[:, 2] -= frame.origin[:2]
        provenance = provenance_of(self.id, path, answers, feedback, self.companions(path))
        node = Node(
            layer_name(path, answers), Role.IMAGERY, GroundPicture(pixels, place), provenance=provenance
        )
        feedback.progress(1.0)
        return ImportResult((node,), frame, tuple(issues))

    @contextmanager
    def opened(self, path: Path, answers: ImageryParams) -> Iterator[Any]:
        """Yield the open dataset."""
        with self.dataset(path) as dataset:
            yield dataset

    @contextmanager
    def dataset(self, path: Path, **options: str) -> Iterator[Any]:
        """Yield what rasterio opens with this format's driver and no other."""
        with reading(path, self.format_name):
            import rasterio

            with (
                rasterio.Env(GDAL_PAM_ENABLED="NO"),
                rasterio.open(path, driver=self.driver, **options) as file,
            ):
                check_cells(file, path)
                yield file

    def _stated(self, dataset: Any, path: Path) -> str:
        """Return the system that the picture states, or the ``.prj`` beside it; empty if neither."""
        if dataset.crs:
            return str(dataset.crs.to_wkt())
        for beside in self.companions(path):
            if beside.suffix.lower() == ".prj" and beside.stat().st_size <= _LONGEST_PRJ:
                return beside.read_text("utf-8", "replace").strip()
        return ""


def _corners(dataset: Any, path: Path) -> F64:
    """Return the four outer corners in the file's coordinates, shape (4, 2)."""
    t = dataset.transform
    if t.is_identity:
        raise UnreadableFile(
            msg("{file} does not say where it lies.", file=path.name),
            msg("Put its world file (.jgw, .pgw, .tfw) beside it, or export it as GeoTIFF."),
        )
    col, row = (
        np.array([0, dataset.width, dataset.width, 0]),
        np.array([0, 0, dataset.height, dataset.height]),
    )
    return np.column_stack([t.a * col + t.b * row + t.c, t.d * col + t.e * row + t.f]).astype(np.float64)


def _answers(params: ImportParams) -> ImageryParams:
    return params if isinstance(params, ImageryParams) else ImageryParams(**params.model_dump())
