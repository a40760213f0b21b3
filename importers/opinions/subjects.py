"""What an opinion is about, looked for in the scene by the id that a file gives. It does not know files."""

from scene.graph import Snapshot
from scene.messages import BilingualText
from scene.node import Node
from scene.review.opinion import Subject


def found_in(scene: Snapshot | None, subject: Subject) -> Subject:
    """Return the subject with the layer that holds its row, where the file named the row alone."""
    if scene is None or subject.node or not subject.row:
        return subject
    node_id, _, row_id = subject.row.rpartition("/")  # as this program names a component to others
    for node in scene.nodes:
        ids = getattr(node.payload, "ids", ())
        if node.id == node_id and row_id in ids:
            return Subject(node.id, row_id, _name(node, row_id))
        if subject.row in ids:
            return Subject(node.id, subject.row, _name(node, subject.row))
    return subject


def _name(node: Node, row_id: str) -> BilingualText:
    """Return the name of a row, else of its layer."""
    row = node.payload.ids.index(row_id)  # type: ignore[union-attr]
    columns = getattr(node.payload, "columns", {})
    zh, en = (str(columns[key][row]) if key in columns else "" for key in ("name_zh", "name_en"))
    return BilingualText(zh or en, en or zh) if zh or en else node.name
