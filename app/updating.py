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
from app.update_words import figures
from app.wording import Text
from scene.commands import Branch, Command, Insert, Remove, Replace
from scene.errors import InvalidRequest
from scene.geometry.comparison import Bools, Difference, compare
from scene.geometry.rows import edited_here, keeping, lost, updated
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

KINDS: Final[dict[type, BilingualText]] = {
    Buildings: BilingualText("建筑", "buildings"),
    Polylines: BilingualText("线与点", "lines and points"),
    Raster: BilingualText("栅格", "a raster"),
    PointCloud: BilingualText("点云", "a point cloud"),
    StreamedPoints: BilingualText("点云", "a point cloud"),
    GroundPicture: BilingualText("影像", "imagery"),
    TriangleMesh: BilingualText("三角网", "triangles"),
}


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
    keeps_edits : bool
        Whether rows that a person edited by hand stay as they are where the file tells them otherwise.
    """

    before: Node
    after: Node
    newer: Payload
    difference: Difference | None
    imported: Imported
    keeps_edits: bool = True

    def keeping_edits(self, keep: bool) -> "Update":
        """Return the same update that keeps, or does not keep, what a person edited by hand."""
        if keep == self.keeps_edits or self.difference is None:
            return self
        payload = _merged(self.before.payload, self.newer, self.difference, keep)
        return replace(self, after=replace(self.after, payload=payload), keeps_edits=keep)

    @property
    def conflicts(self) -> Bools:
        """Pairs that a person edited by hand and that the file tells otherwise."""
        payload = self.before.payload
        if self.difference is None or not isinstance(payload, Buildings | Polylines):
            return np.zeros(0, bool)
        return edited_here(payload, self.difference)

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
        conflicts = int(self.conflicts.sum())
        if conflicts:
            yield msg("Edited here by hand, and told otherwise by the file: {count:,}.", count=conflicts)
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
    merged = payload
    if isinstance(older, Buildings) and isinstance(payload, Buildings):
        difference = compare(older, payload)
    if isinstance(older, Polylines) and isinstance(payload, Polylines):
        difference = compare(older, payload)
    if difference is not None:
        merged = _merged(older, payload, difference, keep=True)
    after = replace(
        before,
        payload=merged,
        transform=newer.transform if before.transform is None else before.transform,
        provenance=newer.provenance,
        attributes={**before.attributes, **newer.attributes},
    )
    assert payload is not None
    return Update(before, after, payload, difference, imported)


def _merged(
    older: Payload | None, newer: Payload | None, difference: Difference, keep: bool
) -> Buildings | Polylines:
    """Return the newer layer in the place of the older, with or without what was edited by hand."""
    if isinstance(older, Buildings) and isinstance(newer, Buildings):
        merged = updated(older, newer, difference)
        return keeping(older, merged, difference, edited_here(older, difference)) if keep else merged
    assert isinstance(older, Polylines)
    assert isinstance(newer, Polylines)
    return updated(older, newer, difference)


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
