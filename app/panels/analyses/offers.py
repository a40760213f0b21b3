"""What the scene offers a form: rows to choose from, and places that are picked in the view."""

from collections.abc import Callable

from app.forms.from_scene import Point
from app.panels.describe import row_name
from app.wording import Text
from app.workbench import Workbench
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Polylines


class SceneOffers:
    """Offers of the scene that is open.

    Parameters
    ----------
    bench : Workbench
        Whose scene and view.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def rows(self, port: str) -> tuple[tuple[str, Text], ...]:
        """Return ids and names of the rows of all nodes that fill a port."""
        return tuple(
            (row_id, _name(node, row, row_id))
            for node in self._bench.session.scene.of_role(*roles_of_port(port))
            for row, row_id in enumerate(_ids(node))
        )

    def selected(self, port: str) -> str:
        """Return the id of the selected row if its node fills the port, else an empty text."""
        current = self._bench.session.selection.current
        if current is None or current.node_id not in self._bench.session.scene:
            return ""
        node = self._bench.session.scene.node(current.node_id)
        ids = _ids(node)
        return ids[current.row] if node.role in roles_of_port(port) and 0 <= current.row < len(ids) else ""

    def pick(self, picked: Callable[[Point], object], ended: Callable[[], object]) -> None:
        """Have the person click a place: `picked` gets it in local metres."""
        self._bench.toolbox.pick_place(picked, ended)

    def world(self, place: Point) -> Point:
        """Return easting, northing and height of a place in local metres."""
        east, north, height = self._bench.session.scene.frame.to_world([place])[0].tolist()
        return (east, north, height)


def roles_of_port(port: str) -> tuple[Role, ...]:
    """Return the roles that fill a port of a common name; none for a name that no common port has."""
    from analysis.base import Port
    from analysis.common import ports

    for known in vars(ports).values():
        if isinstance(known, Port) and known.name == port:
            return known.roles
    return ()


def _name(node: Node, row: int, row_id: str) -> Text:
    """Return the name of a row; a layer of one row, as a proposal is, has its own."""
    alone = node.name if len(_ids(node)) == 1 else BilingualText.same(row_id)
    return row_name(node, row) or alone


def _ids(node: Node) -> tuple[str, ...]:
    payload = node.payload
    return payload.ids if isinstance(payload, Buildings | Polylines) else ()
