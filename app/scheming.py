"""Verbs on schemes, as menu and panel have them: make, copy, order, show, take away and leave as it is."""

from app.scheme_words import Difference, Kind
from app.workbench import Workbench
from scene.commands import Command, Move, Remove, Replace
from scene.messages import BilingualText, msg
from scene.node import Node, NodeId, Role
from scene.payloads import Buildings
from scene.schemes.editing import BUILT, demolish, duplicated, keep, new_scheme, renamed
from scene.schemes.scheme import Scheme, schemes_of
from scene.schemes.site import choosing, plot_at


def schemes(bench: Workbench) -> tuple[Scheme, ...]:
    """Return all schemes of the project in their order."""
    return schemes_of(bench.session.scene)


def shown(bench: Workbench) -> Scheme | None:
    """Return the scheme that is shown, None while the existing city is."""
    wanted = bench.session.shown.scheme
    return next((scheme for scheme in schemes(bench) if scheme.id == wanted), None)


def show(bench: Workbench, scheme_id: NodeId) -> None:
    """Show a scheme, or with an empty id the existing city."""
    bench.session.shown.choose(scheme_id)


def show_number(bench: Workbench, number: int) -> None:
    """Show the scheme of a number, counted from 1; 0 is the existing city."""
    known = schemes(bench)
    if number <= len(known):
        show(bench, known[number - 1].id if number else "")


def make(bench: Workbench) -> None:
    """Put an empty scheme beside the others and show it."""
    _insert(bench, new_scheme(bench.session.scene))


def copy(bench: Workbench) -> None:
    """Put a copy of the scheme that is shown beside it and show that."""
    current = shown(bench)
    if current is not None:
        _insert(bench, duplicated(bench.session.scene, current.id))


def _insert(bench: Workbench, command: Command) -> None:
    known = {scheme.id for scheme in schemes(bench)}
    if bench.run(command):
        show(bench, next(scheme.id for scheme in schemes(bench) if scheme.id not in known))


def rename(bench: Workbench, scheme_id: NodeId, name: str) -> None:
    """Call a scheme what a person typed, in both languages."""
    bench.run(renamed(bench.session.scene, scheme_id, BilingualText.same(name)))


def remove(bench: Workbench) -> None:
    """Take the scheme that is shown out of the project."""
    current = shown(bench)
    if current is not None:
        bench.run(Remove(bench.session.scene, current.id))


def shift(bench: Workbench, by: int) -> None:
    """Move the scheme that is shown up or down among the schemes."""
    current, known = shown(bench), schemes(bench)
    if current is None:
        return
    place = [scheme.id for scheme in known].index(current.id) + by
    if 0 <= place < len(known):
        scene = bench.session.scene
        bench.run(Move(scene, current.id, None, scene.index(known[place].id)))


def selected_thing(bench: Workbench) -> tuple[Node, tuple[str, ...]] | None:
    """Return what is selected of the city as it is seen: its node, and the building in it if it is one."""
    selected, seen = bench.session.selection.current, bench.session.shown.graph
    if selected is None or selected.node_id not in seen:
        return None
    node = seen.node(selected.node_id)
    if node.role not in BUILT or node.payload is None:
        return None
    if not isinstance(node.payload, Buildings):
        return node, ()
    return (node, node.payload.ids[selected.row : selected.row + 1]) if selected.row >= 0 else None


def can_demolish(bench: Workbench) -> bool:
    """Return whether a scheme is shown and a building or a model is selected."""
    return bool(bench.session.shown.scheme) and selected_thing(bench) is not None


def demolish_selected(bench: Workbench) -> None:
    """Take the selected building away in the scheme that is shown."""
    thing = selected_thing(bench)
    if thing is None or not bench.session.shown.scheme:
        return
    node, ids = thing
    bench.session.selection.select(None)
    label = msg("Demolish in {name}", name=node.name)
    bench.run(demolish(bench.session.scene, bench.session.shown.scheme, node.id, ids, label))


def take_back(bench: Workbench, difference: Difference) -> None:
    """Leave a thing as it is without the scheme that is shown: no new one, none gone, none changed."""
    scene, scheme = bench.session.scene, bench.session.shown.scheme
    ids = (difference.row,) if difference.row else ()
    label = msg("Leave {name} as it is", name=difference.name)
    if difference.kind is Kind.ADDED:
        bench.run(demolish(scene, scheme, difference.node, ids, label))
    else:
        bench.run(keep(scene, scheme, difference.node, ids, label))


def has_plots(bench: Workbench) -> bool:
    """Return whether there are plots to choose from."""
    return bool(bench.session.shown.graph.of_role(Role.PARCELS))


def choose_site(bench: Workbench) -> None:
    """Have a plot clicked that figures shall refer to: of the scheme that is shown, else of the project."""

    def clicked(place: tuple[float, float, float]) -> None:
        session = bench.session
        site = plot_at(session.shown.graph, place[0], place[1])
        if site is None:
            bench.tell(msg("There is no plot here."), msg("Click inside a plot, or draw the site."))
            return
        said = choosing(session.scene, session.shown.scheme, site.node.id, site.plot)
        bench.run(Replace(session.scene, said, msg("Take the plot as the site")))

    bench.toolbox.pick_place(clicked, lambda: None)
