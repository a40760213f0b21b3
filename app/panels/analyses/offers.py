"""What the scene offers a form: rows to choose from, and places that are picked in the view."""

from collections.abc import Callable
from typing import Final

from app.forms.from_scene import Point
from app.panels.analyses.looked_at import place_looked_at
from app.panels.analyses.places import row_in
from app.panels.describe import row_name
from app.wording import Text
from app.workbench import Workbench
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Buildings, Polylines

#: Layers that are one thing each.
THINGS: Final = (Role.HERITAGE, Role.MODEL, Role.PROPOSALS)


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
            for node in self._bench.session.shown.graph.of_role(*roles_of_port(port))
            for row, row_id in enumerate(_ids(node) or (node.id,))
            if node.payload is not None
        )

    def selected(self, port: str) -> str:
        """Return the id of the selected row if its node fills the port, else an empty text."""
        current = self._bench.session.selection.current
        if current is None or current.node_id not in self._bench.session.shown.graph:
            return ""
        node = self._bench.session.shown.graph.node(current.node_id)
        ids = _ids(node)
        return ids[current.row] if node.role in roles_of_port(port) and 0 <= current.row < len(ids) else ""

    def things(self) -> tuple[tuple[str, Text], ...]:
        """Return ids and names of layers that are one thing to look at: heritage, models, proposals."""
        nodes = self._bench.session.shown.graph.of_role(*THINGS)
        return tuple((node.id, node.name) for node in nodes if node.payload is not None)

    def selected_thing(self) -> str:
        """Return the layer, or the building as layer/row, that is selected; else an empty text."""
        current = self._bench.session.selection.current
        if current is None or current.node_id not in self._bench.session.shown.graph:
            return ""
        node = self._bench.session.shown.graph.node(current.node_id)
        if node.role in THINGS:
            return node.id
        ids = _ids(node)
        building = node.role is Role.BUILDINGS and 0 <= current.row < len(ids)
        return f"{node.id}/{ids[current.row]}" if building else ""

    def name_of_thing(self, thing: str) -> Text:
        """Return what a layer, or a building given as layer/row, is called."""
        scene = self._bench.session.shown.graph
        if thing in scene:
            return scene.node(thing).name
        layer, _, row_id = thing.rpartition("/")
        if layer not in scene:
            return thing
        node = scene.node(layer)
        row = row_in(node, row_id)
        name = row_name(node, row) if row >= 0 else None
        return name or msg("{layer}, {building}", layer=node.name, building=row_id)

    def first_thing(self) -> str:
        """Return what is looked at if nobody says: what is selected, else the first landmark."""
        known = self.things()
        return self.selected_thing() or (known[0][0] if known else "")

    def pick(self, picked: Callable[[Point], object], ended: Callable[[], object]) -> None:
        """Have the person click a place: `picked` gets it in local metres."""
        self._bench.toolbox.pick_place(picked, ended)

    def looked_at(self) -> Point | None:
        """Return the place in the middle of the view, local metres; say so where there is none."""
        place = place_looked_at(self._bench)
        if place is None:
            self._bench.tell(
                msg("No place on the ground is in the middle of the view."),
                msg("Go nearer to a place on the ground first."),
            )
        return place

    def world(self, place: Point) -> Point:
        """Return easting, northing and height of a place in local metres."""
        east, north, height = self._bench.session.shown.graph.frame.to_world([place])[0].tolist()
        return (east, north, height)


def roles_of_port(port: str) -> tuple[Role, ...]:
    """Return the roles that fill a port of a common name; none for a name that no common port has."""
    if port == "landmarks":
        return (Role.HERITAGE, Role.MODEL)
    from analysis.base import Port
    from analysis.common import ports

    for known in vars(ports).values():
        if isinstance(known, Port) and known.name == port:
            return known.roles
    return ()


def _name(node: Node, row: int, row_id: str) -> Text:
    """Return the name of a row; a layer of one row, as a proposal is, has its own."""
    alone = node.name if len(_ids(node)) <= 1 else BilingualText.same(row_id)
    return row_name(node, row) or alone


def _ids(node: Node) -> tuple[str, ...]:
    payload = node.payload
    return payload.ids if isinstance(payload, Buildings | Polylines) else ()
