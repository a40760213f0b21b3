"""One file into the open project: read with a recipe's answers, put in by one command, remembered.

What the list of several files, the import dialog and the update of a layer share. It shows nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.i18n import tr
from app.importing import Imported, Order, carried_out, command_for
from app.recipes import Recipe, RecipeBook, made_of
from app.wording import Text
from app.workbench import Workbench
from importers.apart import reader
from importers.base import ImporterSpec, ImportParams, ImportResult, ImportTarget
from scene.errors import WeiyangError
from scene.feedback import Feedback
from scene.messages import msg
from scene.selection import Selected


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file turned into, and how it was read.

    Parameters
    ----------
    imported : Imported
        The file, who read it and with which answers, and what came of it.
    recipe : Recipe, optional
        Whose answers were used.
    columns : tuple of str
        Attribute columns of the file, as far as they are known.
    """

    imported: Imported
    recipe: Recipe | None = None
    columns: tuple[str, ...] = ()

    @property
    def order(self) -> Order:
        """What was asked for."""
        return self.imported.order

    @property
    def result(self) -> ImportResult:
        """What was read, with all that was noticed."""
        return self.imported.result

    @property
    def sentence(self) -> Text:
        """What came in, in a few words."""
        count = sum(int(getattr(node.payload, "count", 0)) for node in self.result.nodes)
        what: Text = self.order.spec.title
        if count:
            what = msg("{what}, {count:,} entries", what=what, count=count)
        repaired, dropped = (self.imported.report.count(way) for way in ("repaired", "dropped"))
        if repaired or dropped:
            what = msg(
                "{what}; {repaired:,} repaired, {dropped:,} left out",
                what=what,
                repaired=repaired,
                dropped=dropped,
            )
        if self.recipe is not None:
            return msg("{what}, with the answers of {delivery}", what=what, delivery=self.recipe.delivery)
        return what


def read(
    path: Path,
    spec: ImporterSpec,
    params: ImportParams | None,
    target: ImportTarget,
    book: RecipeBook,
    feedback: Feedback,
    answers: Mapping[str, object] | None = None,
) -> Reading:
    """Read a file on a worker.

    Parameters
    ----------
    path : Path
    spec : ImporterSpec
        What reads it.
    params : ImportParams, optional
        A person's answers; None takes a recipe's, and what the file suggests.
    target : ImportTarget
        Frame and frozen scene.
    book : RecipeBook
        Where recipes are looked up.
    feedback : Feedback
    answers : Mapping, optional
        Answers that count before a recipe's.

    Raises
    ------
    WeiyangError
        If it cannot be read, or leaves a question open.
    Cancelled
        If the person asked to stop.
    """
    params_type = spec.load().params_type
    recipe: Recipe | None = None
    columns: tuple[str, ...] = ()
    if params is None:
        nodes = target.scene.nodes if target.scene is not None else ()
        columns = columns_of(spec, path, feedback)
        recipe = book.find(spec.id, path, columns, nodes)
        params = params_with(params_type, {**recipe.answers, **(answers or {})}) if recipe else None
        if params is None:
            recipe, params = None, params_with(params_type, answers or {}) or params_type()
    order = Order(spec, path, params, target)
    return Reading(carried_out(order, feedback), recipe, columns)


def columns_of(spec: ImporterSpec, path: Path, feedback: Feedback) -> tuple[str, ...]:
    """Return the columns that a look into the file finds; none if it cannot be looked into."""
    try:
        return reader.inspect(spec, path, spec.load().params_type(), feedback).columns
    except WeiyangError:
        return ()


def params_with(params_type: type[ImportParams], answers: Mapping[str, object]) -> ImportParams | None:
    """Return the parameters that answers give; None if there are some that the importer does not take."""
    known: dict[str, Any] = {k: v for k, v in answers.items() if k in params_type.model_fields}
    try:
        return params_type(**known)
    except ValidationError:
        return None


def bring_in(bench: Workbench, reading: Reading) -> bool:
    """Put what was read into the scene by one command, show it, remember how; return whether it went in."""
    session, command = bench.session, command_for(reading.imported, parent=bench.session.shown.scheme or None)
    if not bench.run(command):
        return False
    if command.frame is not None:
        bench.window.seeing.show_session()
    session.selection.select(Selected(reading.result.nodes[0].id))
    remember(bench, reading)
    return True


def remember(bench: Workbench, reading: Reading) -> None:
    """Keep a file among the recent ones, and its answers as the recipe of its layer."""
    order = reading.order
    bench.settings.keep(bench.settings.current.with_recent_import(order.path))
    recipe = made_of(order.spec.id, order.path, order.params, reading.columns)
    if recipe.answers:
        RecipeBook.beside(bench.settings.path).keep(recipe)
    bench.touch()


def in_words(problem: WeiyangError) -> str:
    """Return what went wrong and what to do about it, in the language that is spoken."""
    return tr(problem.message) + (f" {tr(problem.hint)}" if problem.hint else "")
