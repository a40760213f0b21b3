"""Another scheme is before the eye at once: a layer of 100 000 buildings of which each scheme changes ten.

The limit is for all that is done before painting: the layer as it is seen, the graph, what is drawn of it.
"""

from dataclasses import replace
from statistics import median
from time import perf_counter

import numpy as np
import pytest

from app.session import Session
from app.viewport.painter import Painter
from app.viewport.sync import SceneSync
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.schemes.editing import demolish, new_scheme
from scene.schemes.scheme import schemes_of
from tests.benchmarks import roofed_city
from tests.benchmarks.ratio import report

COUNT = 100_000
LIMIT = 0.200
#: What is dragged stays with the mouse.
DRAG = 0.050
CHANGED = 10


def project() -> tuple[Session, Node]:
    """Return a city with two schemes: each makes five buildings higher and takes five others away."""
    buildings = roofed_city.city(COUNT)
    many = np.random.default_rng(5)
    told = {
        "use": many.choice(["住宅", "商业", "办公", "学校"], COUNT),
        "floors": many.integers(1, 30, COUNT),
    }
    buildings = replace(buildings, columns={**buildings.columns, **told})
    scene = SceneGraph(YANGZHOU_FRAME)
    node = Node(BilingualText("民居", "Houses"), Role.BUILDINGS, buildings)
    scene.insert(node)
    session = Session(scene)
    for _ in range(2):
        session.run(new_scheme(scene))
    for scheme in schemes_of(scene):
        session.shown.choose(scheme.id)
        rows = many.choice(COUNT, CHANGED, replace=False)
        raise_rows(session, node, [buildings.ids[row] for row in rows[:5]], 6.0)
        gone = [buildings.ids[row] for row in rows[5:]]
        session.run(demolish(scene, scheme.id, node.id, gone, msg("Demolish")))
    session.shown.choose("")
    return session, node


def raise_rows(session: Session, layer: Node, names: list[str], by: float) -> None:
    node = session.shown.graph.node(layer.id)
    raise_at(session, layer, [node.payload.row_of_id[name] for name in names], by)


def raise_at(session: Session, layer: Node, rows: list[int], by: float, gesture: str = "") -> None:
    node = session.shown.graph.node(layer.id)
    top = node.payload.top.copy()
    top[rows] += by
    higher = replace(node, payload=replace(node.payload, top=top))
    session.run(session.edited([higher], msg("Raise"), gesture))


@pytest.mark.benchmark
def test_another_scheme_in_a_layer_of_100_000_buildings() -> None:
    session, node = project()
    painter = Painter()
    sync = SceneSync(painter)
    sync.follow(session.shown.graph)
    tiles = len(sync._visuals[node.id].pieces)
    first, second = (scheme.id for scheme in schemes_of(session.scene))
    session.shown.choose("")
    taken, met, again = [], [], []
    for wanted in (first, second, "") * 3:
        before = set(sync._visuals[node.id].pieces)
        began = perf_counter()
        session.shown.choose(wanted)
        taken.append(perf_counter() - began)
        met.append(len(set(sync._visuals[node.id].pieces) - before))
        again.append(session.shown.graph.node(node.id))
    painter.close()
    assert all(again[turn] is again[turn + 3] for turn in range(6)), "the same objects again"
    assert max(met) <= 2 * CHANGED, "no tile that nobody touched"
    report(
        f"another scheme of {COUNT} buildings against its {LIMIT * 1e3:.0f} ms",
        max(taken) / LIMIT,
        1.0,
        at_least=False,
        detail=", ".join(f"{each * 1e3:.0f}" for each in taken) + " ms; "
        f"at most {max(met)} of {tiles} tiles anew",
    )


@pytest.mark.benchmark
def test_a_height_that_is_pulled_in_a_scheme_stays_with_the_mouse() -> None:
    session, node = project()
    painter = Painter()
    sync = SceneSync(painter)
    sync.follow(session.shown.graph)
    session.shown.choose(schemes_of(session.scene)[0].id)
    taken = []
    for _ in range(9):
        began = perf_counter()
        raise_at(session, node, [COUNT // 2], 0.5, "drag")
        taken.append(perf_counter() - began)
    painter.close()
    report(
        f"one step of a height pulled among {COUNT} buildings against its {DRAG * 1e3:.0f} ms",
        median(taken[1:]) / DRAG,
        1.0,
        at_least=False,
        detail=", ".join(f"{each * 1e3:.0f}" for each in taken) + " ms",
    )
