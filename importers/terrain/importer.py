"""What the elevation formats share: open, look, read, and make one node of ground or surface of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import existing, reading
from importers.common.declared import check_cells
from importers.common.provenance import layer_name, provenance_of
from importers.coordinates.crs import resolve, written
from importers.terrain.grid import read_raster
from importers.terrain.params import TerrainParams
from importers.terrain.surface import BY_ITS_NAME, called_a_surface, role_of
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.messages import msg
from scene.node import Node


class TerrainImporter(ABC):
    """An elevation grid that GDAL opens. A format is a subclass that says how to recognise it."""

    #: Id in the registry.
    id: ClassVar[str]
    #: What sentences call the format.
    format_name: ClassVar[str]
    #: The one GDAL driver that may open it, so that no other is tried on a broken file.
    driver: ClassVar[str]
    #: Coordinate system that the format prescribes, None if files state their own.
    prescribed_crs: ClassVar[str | None] = None

    params_type: type[ImportParams] = TerrainParams

    @abstractmethod
    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file looks like this format."""

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Look at the header."""
        existing(path)
        with self.opened(path, terrain_answers(params), []) as dataset:
            stated = dataset.crs.to_wkt() if dataset.crs else self.prescribed_crs
            size = msg(
                "{cols} x {rows} cells, {bands} bands",
                cols=dataset.width,
                rows=dataset.height,
                bands=dataset.count,
            )
            notes = [size]
            suggested: dict[str, object] = {}
            if called_a_surface(path) and terrain_answers(params).surface == "auto":
                notes.append(BY_ITS_NAME)
                suggested = {"surface": "surface"}
            count = dataset.width * dataset.height
            return FieldGuess("terrain", count, _crs_title(stated), suggested=suggested, notes=tuple(notes))

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read one band into a node of ground, or of a surface."""
        answers = terrain_answers(params)
        issues: list[ImportIssue] = []
        feedback.check()
        existing(path)
        with self.opened(path, answers, issues) as dataset:
            raster, frame = read_raster(
                dataset, path, answers, target, PartOf(feedback, 0.0, 0.9), issues, self.prescribed_crs
            )
        role = role_of(raster, path, answers, target, issues)
        provenance = provenance_of(self.id, path, answers, feedback)
        node = Node(layer_name(path, answers), role, raster, provenance=provenance)
        feedback.progress(1.0)
        return ImportResult((node,), frame, tuple(issues))

    @contextmanager
    def opened(self, path: Path, answers: TerrainParams, issues: list[ImportIssue]) -> Iterator[Any]:
        """Yield the open dataset."""
        with self.dataset(path) as dataset:
            yield dataset

    @contextmanager
    def dataset(self, path: Path, **options: str) -> Iterator[Any]:
        """Yield what rasterio opens with this format's driver and no other."""
        with reading(path, self.format_name):
            import rasterio

            with rasterio.open(path, driver=self.driver, num_threads="all_cpus", **options) as dataset:
                check_cells(dataset, path)
                yield dataset


def _crs_title(stated: str | None) -> str:
    if not stated:
        return ""
    try:
        return written(resolve(stated))
    except InvalidRequest:
        return ""


def terrain_answers(params: ImportParams) -> TerrainParams:
    """Return the answers with this family's own, at their defaults if nobody gave them."""
    if isinstance(params, TerrainParams):
        return params
    return TerrainParams(**params.model_dump())
