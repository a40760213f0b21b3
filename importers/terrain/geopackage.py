"""Gridded heights in a GeoPackage (the tiled coverage extension)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from importers.base import FieldGuess, ImportIssue, ImportParams
from importers.common.boundary import broken
from importers.common.geopackage import COVERAGE, FEATURES, contents
from importers.terrain.importer import TerrainImporter, terrain_answers
from importers.terrain.params import TablesParams, TerrainParams
from scene.errors import InvalidRequest
from scene.messages import msg


class GeoPackageGridImporter(TerrainImporter):
    """Heights from a GeoPackage."""

    id: ClassVar[str] = "terrain.geopackage"
    format_name: ClassVar[str] = "GeoPackage"
    driver: ClassVar[str] = "GPKG"

    params_type: type[ImportParams] = TablesParams

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file holds gridded heights, whatever else it holds."""
        return bool(contents(path, head).get(COVERAGE))

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Look at the header, and say what else the file holds."""
        guess = super().inspect(path, params)
        with path.open("rb") as file:
            features = contents(path, file.read(100)).get(FEATURES, ())
        guess.suggested["layer"] = self._table(path, terrain_answers(params))
        if not features:
            return guess
        other = msg(
            "The file also holds features ({layers}); choose another format to open them.",
            layers=", ".join(features),
        )
        return FieldGuess(
            guess.kind, guess.count, guess.crs, suggested=guess.suggested, notes=(*guess.notes, other)
        )

    @contextmanager
    def opened(self, path: Path, answers: TerrainParams, issues: list[ImportIssue]) -> Iterator[Any]:
        """Yield the dataset of one table."""
        with self.dataset(path, TABLE=self._table(path, answers)) as dataset:
            yield dataset

    def _table(self, path: Path, answers: TerrainParams) -> str:
        with path.open("rb") as file:
            tables = contents(path, file.read(100)).get(COVERAGE, ())
        if not tables:
            raise broken(path, "holds no gridded heights")
        wanted = answers.layer if isinstance(answers, TablesParams) else ""
        if wanted and wanted not in tables:
            raise InvalidRequest(
                msg("{file} has no layer “{layer}”.", file=path.name, layer=wanted),
                msg("It has: {layers}.", layers=", ".join(tables)),
            )
        return wanted or tables[0]
