"""A fingerprint changes with what counts, and with nothing else."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.common.fingerprint import fingerprint
from scene.frame import SceneFrame
from scene.graph import Snapshot
from scene.messages import BilingualText
from scene.node import Node, Role, Style
from scene.payloads import PointCloud, Polylines, StreamedPoints
from scene.payloads.streamed import LinkedFile
from scene.project.store import ProjectStore


def line(z: float = 5.0, name: str = "甲") -> Node:
    payload = Polylines([[0, 0, z], [1, 0, z]], [0, 2], ("a",), {"name_zh": np.array([name])})
    return Node(BilingualText.same("n"), Role.ROUTES, payload, attributes={"accuracy_m": 3})


def test_the_same_content_has_the_same_fingerprint() -> None:
    assert fingerprint(line()) == fingerprint(line())


def test_name_and_style_of_a_layer_do_not_count() -> None:
    one = line()
    other = replace(one, name=BilingualText.same("m"), style=Style(opacity=0.5), visible=False)

    assert fingerprint(one) == fingerprint(other)


def test_where_a_linked_file_lies_does_not_count_and_what_it_holds_does() -> None:
    def cloud(folder: str, sha256: str) -> Node:
        sample, corner = PointCloud([[0.0, 0.0, 8.0]], [[10, 200, 10]]), (0.0, 0.0, 8.0)
        link = LinkedFile(Path(folder) / "cloud.laz", 1, sha256)
        held = StreamedPoints(sample, 9, corner, corner, link, {}, SceneFrame("EPSG:4549"))
        return Node(BilingualText.same("n"), Role.POINTS, held)

    assert fingerprint(cloud("here", "ab")) == fingerprint(cloud("there", "ab"))
    assert fingerprint(cloud("here", "ab")) != fingerprint(cloud("here", "cd"))


def test_geometry_columns_place_and_attributes_count() -> None:
    one = line()
    moved = replace(one, transform=np.diag([1.0, 1.0, 2.0, 1.0]))
    other = replace(one, attributes={"accuracy_m": 4})

    assert 5 == len({fingerprint(node) for node in (one, line(z=6.0), line(name="乙"), moved, other)})


def test_a_layer_that_was_saved_and_opened_again_is_the_same(tmp_path: Path) -> None:
    places = np.array([[5.7e-14, 0.0031, 6.0], [-0.0044, 12.345678, 7.5], [901.23456, -0.0, 6.1]], np.float32)
    before = Node(BilingualText.same("n"), Role.ROUTES, Polylines(places, [0, 3], ("a",), {}), id="n")
    frame = SceneFrame("EPSG:4549", (446_000.0, 3_586_000.0, 0.0))
    ProjectStore(tmp_path / "a.gpkg").save(Snapshot(frame, (before,), {"n": None}))
    after = ProjectStore(tmp_path / "a.gpkg").open().snapshot.nodes[0]

    assert not np.array_equal(before.payload.vertices, after.payload.vertices), "half a nanometre is lost"
    assert fingerprint(before) == fingerprint(after)


def test_where_one_id_ends_and_the_next_begins_counts() -> None:
    def of(*ids: str) -> str:
        return fingerprint(replace(line(), payload=Polylines(np.zeros((2, 3)), [0, 1, 2], ids)))

    assert 3 == len({of("ab", "c"), of("a", "bc"), of("", "abc")})
