"""A layer from a newer file: read, compared, and one command that puts it in the place of the older.

Shared by the window and the command line. Nothing changes before it is accepted. It knows no Qt.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from app.commands import Together
from app.import_report import with_report
from app.importing import Imported
from app.recipes import Recipe, recipe_of
from app.wording import Text
from scene.commands import Branch, Command, Insert, Remove, Replace
from scene.errors import InvalidRequest
from scene.geometry.comparison import Difference, compare
from scene.geometry.rows import lost, updated
from scene.graph import SceneGraph
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import (
    Buildings,
    GroundPicture,
    Payload,
    PointCloud,
    Polylines,
    Raster,
    StreamedPoints,
    TriangleMesh,
)
from scene.units import DISTANCE, ELEVATION, HEIGHT

KINDS: Final[dict[type, BilingualText]] = {
    Buildings: BilingualText("建筑", "buildings"),
    Polylines: BilingualText("线与点", "lines and points"),
    Raster: BilingualText("栅格", "a raster"),
    PointCloud: BilingualText("点云", "a point cloud"),
    StreamedPoints: BilingualText("点云", "a point cloud"),
    GroundPicture: BilingualText("影像", "imagery"),
    TriangleMesh: BilingualText("三角网", "triangles"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs, in words.

    Parameters
    ----------
    kind : str
        ``added``, ``removed`` or ``changed``.
    row : int
        Of the newer layer, of the older one if it was removed.
    id : str
    name : str
    height, moved, attributes : Text
        What changed, empty if it did not.
    lost : bool
        Whether a removed row says something that no file knows.
    """

    kind: str
    row: int
    id: str
    name: str
    height: Text = ""
    moved: Text = ""
    attributes: Text = ""
    lost: bool = False


@dataclass(frozen=True, eq=False)
class Update:
    """A newer file for a layer, compared and not yet accepted.

    Parameters
    ----------
    before, after : Node
        The layer as it is, and as it would be; of the same id.
    newer : Payload
        What the file holds.
    difference : Difference, optional
        Of buildings and lines; other layers are replaced whole.
    imported : Imported
        What was read, how, and what was noticed on the way.
    """

    before: Node
    after: Node
    newer: Payload
    difference: Difference | None
    imported: Imported

    @property
    def file(self) -> str:
        """Name of the newer file."""
        return self.imported.order.path.name

    def command(self, scene: SceneGraph) -> Together:
        """Return the one command that accepts it; the newer file's report replaces the older one."""
        label = msg("Update {name} from {file}", name=self.before.name, file=self.file)
        (branch,) = with_report([self.after], self.imported.report)
        assert isinstance(branch, Branch)
        former = [child.id for child in scene.children(self.before.id) if child.role is Role.REPORT]
        steps: list[Command] = [Remove(scene, node_id) for node_id in former]
        steps.append(Replace(scene, [branch.node], label))
        if branch.children:
            steps.append(Insert(branch.children, parent=self.before.id))
        return Together(steps, label)

    @property
    def summary(self) -> tuple[Text, ...]:
        """What changed, in a few sentences."""
        found = self.difference
        if found is None:
            return tuple(figures(self.before.payload, self.newer))
        if found.nothing:
            return (msg("The file says what the layer says: nothing changed."), *self._notes(found))
        counts = msg(
            "{added:,} added, {removed:,} removed, {changed:,} changed: "
            "{heights:,} in height, {outlines:,} in outline, {attributes:,} in attributes.",
            added=len(found.added),
            removed=len(found.removed),
            changed=int(found.changed.sum()),
            heights=int(found.raised.sum()),
            outlines=int(found.displaced.sum()),
            attributes=int(found.retold.sum()),
        )
        return (counts, *self._notes(found))

    def _notes(self, found: Difference) -> Iterable[Text]:
        if found.by == "place":
            yield msg("The ids of the two do not name the same things; rows were matched by where they lie.")
        if found.kept:
            yield msg("Kept, as the file does not have them: {columns}.", columns=", ".join(found.kept))
        gone = self.lost_rows
        if gone:
            yield msg("Rows to be removed that say something no file knows: {count:,}.", count=len(gone))

    @property
    def lost_rows(self) -> frozenset[int]:
        """Removed rows that say something in a column that the file lacks."""
        payload = self.before.payload
        if self.difference is None or not isinstance(payload, Buildings | Polylines):
            return frozenset()
        return frozenset(lost(payload, self.difference).tolist())


def compared(before: Node, imported: Imported) -> Update:
    """Compare what was read with the layer that it shall update.

    Raises
    ------
    InvalidRequest
        If the file holds nothing of the layer's kind.
    """
    newer = _counterpart(before, imported.result.nodes)
    older = before.payload
    payload, difference = newer.payload, None
    if isinstance(older, Buildings) and isinstance(payload, Buildings):
        difference = compare(older, payload)
        merged: Payload = updated(older, payload, difference)
    elif isinstance(older, Polylines) and isinstance(payload, Polylines):
        difference = compare(older, payload)
        merged = updated(older, payload, difference)
    else:
        assert payload is not None
        merged = payload
    after = replace(
        before,
        payload=merged,
        transform=newer.transform if before.transform is None else before.transform,
        provenance=newer.provenance,
        attributes={**before.attributes, **newer.attributes},
    )
    assert payload is not None
    return Update(before, after, payload, difference, imported)


def _counterpart(before: Node, nodes: Iterable[Node]) -> Node:
    """Return the layer of a file that takes the place of another: of its kind, best of its name and role."""
    same = [node for node in nodes if _kind(node) is not None and _kind(node) == _kind(before)]
    if not same:
        found = [KINDS.get(type(node.payload)) for node in nodes]
        raise InvalidRequest(
            msg(
                "The layer {layer} holds {kind}, and the file holds {found}.",
                layer=before.name,
                kind=KINDS.get(type(before.payload), BilingualText("其他内容", "something else")),
                found=next((kind for kind in found if kind), BilingualText("其他内容", "something else")),
            ),
            msg("Choose the layer's own next delivery, or import the file as a new layer."),
        )
    return max(same, key=lambda node: (node.name == before.name, node.role == before.role))


def _kind(node: Node) -> BilingualText | None:
    """Return what a layer holds, as far as a file may bring it anew: large and small clouds are one kind."""
    return KINDS.get(type(node.payload))


def is_updatable(node: Node) -> bool:
    """Return whether a newer file may take a layer's place."""
    return _kind(node) is not None and node.role is not Role.REPORT


def recipe_for(node: Node, path: Path) -> Recipe | None:
    """Return the answers that a layer was read with, whatever the newer file is called."""
    recipe = recipe_of(node)
    return (
        recipe if recipe is not None and Path(recipe.delivery).suffix.lower() == path.suffix.lower() else None
    )


def changes(update: Update) -> tuple[Change, ...]:
    """Return every row that differs: added, removed, changed, each in the order of its layer."""
    found, older, newer = update.difference, update.before.payload, update.after.payload
    if found is None or not isinstance(older, Buildings | Polylines):
        return ()
    assert isinstance(newer, Buildings | Polylines)
    gone = update.lost_rows
    rows = [Change("added", int(row), newer.ids[row], _name(newer, row)) for row in found.added]
    rows += [
        Change("removed", int(row), older.ids[row], _name(older, row), lost=int(row) in gone)
        for row in found.removed
    ]
    raised, displaced = found.raised, found.displaced
    for pair in np.flatnonzero(found.changed):
        before, after = int(found.before[pair]), int(found.after[pair])
        rows.append(
            Change(
                "changed",
                after,
                newer.ids[after],
                _name(newer, after),
                _step(found.height_before[pair], found.height_after[pair]) if raised[pair] else "",
                DISTANCE.text(float(found.moved[pair])) if displaced[pair] else "",
                _retold(update, found, int(pair), before, after),
            )
        )
    return tuple(rows)


def _step(before: float, after: float) -> str:
    return " → ".join("–" if np.isnan(value) else HEIGHT.text(float(value)) for value in (before, after))


def _retold(update: Update, found: Difference, pair: int, before: int, after: int) -> str:
    older, newer = update.before.payload, update.after.payload
    assert isinstance(older, Buildings | Polylines)
    assert isinstance(newer, Buildings | Polylines)
    said = []
    for name, differs in found.attributes.items():
        if differs[pair]:
            said.append(f"{name}: {_word(older.columns[name][before])} → {_word(newer.columns[name][after])}")
    return "; ".join(said)


def _word(value: object) -> str:
    if isinstance(value, float | np.floating):
        return "–" if np.isnan(value) else f"{float(value):g}"
    return str(value) or "–"


def _name(payload: Buildings | Polylines, row: int) -> str:
    for key in ("name_zh", "name_en"):
        column = payload.columns.get(key)
        if column is not None and str(column[row]):
            return str(column[row])
    return ""


def figures(older: Payload | None, newer: Payload | None) -> Iterable[Text]:
    """Yield what a layer that is replaced whole was and will be."""
    if isinstance(older, Raster) and isinstance(newer, Raster):
        yield msg(
            "Grid {before} becomes {after}.",
            before=_grid(older),
            after=_grid(newer),
        )
        if (older.shape, older.cell, older.west, older.north) == (
            newer.shape, newer.cell, newer.west, newer.north,
        ):  # fmt: skip
            step = newer.values.astype(np.float64) - older.values
            step = step[np.isfinite(step)]
            if step.size:
                yield msg(
                    "Cells that differ: {count:,}; by {mean} on average, by {most} at most.",
                    count=int((np.abs(step) > 1e-3).sum()),
                    mean=ELEVATION.text(float(step.mean())),
                    most=ELEVATION.text(float(step[np.abs(step).argmax()])),
                )
    elif isinstance(older, PointCloud | StreamedPoints) and isinstance(newer, PointCloud | StreamedPoints):
        yield msg("{before:,} points become {after:,}.", before=older.total, after=newer.total)
    elif isinstance(older, TriangleMesh) and isinstance(newer, TriangleMesh):
        yield msg("{before:,} triangles become {after:,}.", before=len(older.faces), after=len(newer.faces))
    yield msg("The layer is replaced whole.")


def _grid(raster: Raster) -> str:
    rows, cols = raster.shape
    return f"{cols:,} × {rows:,}, {raster.cell:g} m"
