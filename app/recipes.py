"""Recipes: the answers given for a layer, kept so that its next delivery needs none.

A layer is known again by its importer and by its columns or its file name without dates and numbers. Recipes
are kept in one small TOML file beside the settings; a project holds them by itself, as the provenance of
every layer has its answers. It knows no Qt and no format.
"""

import logging
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from importers.base import ImportParams
from scene.node import Node

log = logging.getLogger(__name__)

#: How many recipes are remembered; the oldest go.
MOST: Final = 200

#: Answers that belong to one file and not to the layer.
OF_THE_FILE: Final = frozenset({"name"})


class Recipe(BaseModel):
    """The answers of one layer.

    Parameters
    ----------
    importer : str
        Id of the importer.
    pattern : str
        File name as :func:`pattern_of` gives it.
    columns : tuple of str
        Names of the attribute columns, sorted; empty if there are none.
    answers : dict
        Parameters that differ from what the importer takes by itself.
    delivery : str
        Name of the file they were given for.
    given : date
        When.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    importer: str
    pattern: str = ""
    columns: tuple[str, ...] = ()
    answers: dict[str, object] = Field(default_factory=dict)
    delivery: str = ""
    given: date = Field(default_factory=date.today)

    def fits(self, importer: str, path: Path, columns: Iterable[str] = ()) -> bool:
        """Return whether a file looks like another delivery of the same layer."""
        if importer != self.importer:
            return False
        names = tuple(sorted(columns))
        if names and self.columns:
            return names == self.columns
        return bool(self.pattern) and self.pattern == pattern_of(path)


def pattern_of(path: Path) -> str:
    """Return a file's name without dates, numbers and versions: ``建筑_2026-10.shp`` gives ``建筑``."""
    stem = unicodedata.normalize("NFKC", path.stem).casefold()
    stem = re.sub(r"\d+\s*年|\d+\s*月|\d+\s*日|[第]?\d+\s*[版期批次稿]", " ", stem)
    stem = re.sub(r"(?<![a-z])v\d+|\d+", " ", stem)
    return re.sub(r"[\W_]+", " ", stem).strip()


class RecipeBook:
    """The recipes of this person on this machine.

    Parameters
    ----------
    path : Path
        The file; it need not be there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def beside(cls, settings: Path) -> "RecipeBook":
        """Return the book that lies beside the settings."""
        named = os.environ.get("WEIYANG_RECIPES")
        return cls(Path(named) if named else settings.with_name("recipes.toml"))

    def recipes(self) -> tuple[Recipe, ...]:
        """Return all recipes, the latest first; a damaged file is logged and holds none."""
        try:
            rows = tomllib.loads(self.path.read_text("utf-8")).get("recipe", [])
            return tuple(Recipe.model_validate(row) for row in rows)
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, TypeError, ValidationError) as problem:
            log.warning("recipes could not be read: %s", problem)
            return ()

    def keep(self, recipe: Recipe) -> None:
        """Put a recipe in place of the one for the same layer; a folder that cannot be written is logged."""
        others = [
            known
            for known in self.recipes()
            if (known.importer, known.pattern, known.columns)
            != (recipe.importer, recipe.pattern, recipe.columns)
        ]
        self._write([recipe, *others][:MOST])

    def forget(self, recipe: Recipe) -> None:
        """Take a recipe out."""
        self._write([known for known in self.recipes() if known != recipe])

    def _write(self, recipes: list[Recipe]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.path.with_suffix(".new")
            rows = [recipe.model_dump(mode="json") for recipe in recipes]
            fresh.write_text(tomli_w.dumps({"recipe": rows}), "utf-8")
            fresh.replace(self.path)
        except (OSError, TypeError, ValueError) as problem:
            log.warning("recipes could not be written: %s", problem)

    def find(
        self, importer: str, path: Path, columns: Iterable[str] = (), nodes: Iterable[Node] = ()
    ) -> Recipe | None:
        """Return the recipe for a file: the project's own before the person's, None if there is none.

        Parameters
        ----------
        importer : str
            Id of the importer that reads it.
        path : Path
        columns : iterable of str
            Attribute columns, where they are known already.
        nodes : iterable of Node
            Layers of the open project.
        """
        names = tuple(columns)
        own = [recipe_of(node) for node in nodes]
        candidates = [recipe for recipe in own if recipe is not None] + list(self.recipes())
        return next((r for r in candidates if r.answers and r.fits(importer, path, names)), None)


def layer_like(nodes: Iterable[Node], importer: str, path: Path) -> Node | None:
    """Return the layer of the project that a file is a later delivery of, None if there is none.

    The very same file is no later delivery, but may have been changed since.
    """
    pattern = pattern_of(path)
    for node in nodes:
        provenance = node.provenance
        if provenance is not None and provenance.maker == importer and node.payload is not None:
            same = provenance.source == path.name
            if same or (pattern and pattern_of(Path(provenance.source)) == pattern):
                return node
    return None


def recipe_among(nodes: Iterable[Node], importer: str, path: Path) -> Recipe | None:
    """Return the answers that an earlier delivery in the project was read with, None if there are none."""
    recipes = (recipe_of(node) for node in nodes)
    return next((r for r in recipes if r is not None and r.answers and r.fits(importer, path)), None)


def recipe_of(node: Node) -> Recipe | None:
    """Return the answers that a layer of the project was read with; None if it was not imported."""
    provenance = node.provenance
    if provenance is None or not provenance.source or "." not in provenance.maker:
        return None
    from importers.registry import by_id

    try:
        params_type = by_id(provenance.maker).load().params_type
    except KeyError:
        return None
    return Recipe(
        importer=provenance.maker,
        pattern=pattern_of(Path(provenance.source)),
        answers=answers_in(params_type, provenance.parameters, Path(provenance.source)),
        delivery=provenance.source,
    )


def answers_in(
    params_type: type[ImportParams], parameters: Mapping[str, object], path: Path
) -> dict[str, object]:
    """Return the parameters that a person may have answered: set, not as by default, not the file's name.

    A file of one layer names the layer after itself; the next delivery is called otherwise.
    """
    found = {}
    for name, info in params_type.model_fields.items():
        value = parameters.get(name)
        default = info.get_default(call_default_factory=True)
        if name not in OF_THE_FILE and value is not None and value not in (default, path.stem, path.name):
            found[name] = value
    return found


def made_of(importer: str, path: Path, params: ImportParams, columns: Iterable[str] = ()) -> Recipe:
    """Return the recipe of answers that have just been used."""
    return Recipe(
        importer=importer,
        pattern=pattern_of(path),
        columns=tuple(sorted(columns)),
        answers=answers_in(type(params), params.model_dump(mode="json"), path),
        delivery=path.name,
    )
