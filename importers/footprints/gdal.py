"""What the vector formats share that GDAL opens: choose a layer, read it."""

from abc import abstractmethod
from contextlib import AbstractContextManager
from pathlib import Path

from importers.base import ImportIssue
from importers.footprints.importer import VectorImporter
from importers.footprints.params import FootprintParams
from importers.footprints.table import Source, Table, choose_layer, read_table
from scene.feedback import Feedback


class GdalImporter(VectorImporter):
    """A vector file that GDAL opens."""

    @abstractmethod
    def source(
        self, path: Path, params: FootprintParams, issues: list[ImportIssue]
    ) -> AbstractContextManager[Source]:
        """Return how to open the file; what it needs beside the file is gone afterwards."""

    def table(
        self,
        path: Path,
        params: FootprintParams,
        feedback: Feedback,
        issues: list[ImportIssue],
        most: int | None = None,
    ) -> Table:
        """Return the layer that is asked for, else the first with polygons, or its first rows."""
        with self.source(path, params, issues) as source:
            layer = choose_layer(source, params.layer, issues)
            return read_table(source, layer, feedback, issues, most)
