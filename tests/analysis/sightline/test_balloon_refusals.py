"""What cannot be judged gets a sentence that says what, where and what to do."""

from dataclasses import replace

import pytest

from analysis.registry import by_id
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.node import Node
from tests.analysis.sightline.cities import ground, inputs, tower, viewpoint, wall


def sentence(*nodes: Node) -> str:
    spec = by_id("sightline.balloon")
    with pytest.raises(InvalidRequest) as caught:
        spec.load().run(inputs(*nodes), spec.params_type()(), SilentFeedback())
    assert str(caught.value.hint)
    return str(caught.value.message)


def sunk(depth: float) -> Node:
    plan = tower(500.0, 20.0)
    low = {key: getattr(plan.payload, key) - depth for key in ("bottom", "eaves", "top", "outdoor_ground")}
    return replace(plan, payload=replace(plan.payload, **low))


def test_an_empty_city_is_refused() -> None:
    assert "neither ground nor any building" in sentence(viewpoint(), tower(500.0, 30.0))
    assert "no proposal to judge" in sentence(ground(), viewpoint())


def test_a_target_under_the_ground_is_refused_with_its_depth() -> None:
    assert sentence(ground(), viewpoint(), sunk(27.0)) == "The top of tower lies 7.0 m under the ground."


def test_viewpoints_that_the_terrain_does_not_reach_are_refused() -> None:
    assert sentence(ground(), viewpoint((9000, 0, 0)), tower(500.0, 30.0)) == "pavilion lies off the terrain."


def test_a_viewpoint_in_a_solid_without_a_host_is_refused() -> None:
    hall = wall((-5, -5, 0), (5, 5, 9), name="hall")

    assert sentence(ground(), hall, viewpoint(), tower(500.0, 30.0)) == "pavilion lies inside hall."


def test_a_project_without_viewpoints_is_refused() -> None:
    assert "no viewpoint to look from" in sentence(ground(), tower(500.0, 30.0))
