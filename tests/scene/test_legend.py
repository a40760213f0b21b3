"""Legends give the colours they declare, and come back from JSON as they were."""

import json

import numpy as np

from scene.legend import FAIL, PASS, Entry, Legend, classes, ramp
from scene.messages import BilingualText

TITLE = BilingualText("可见次数", "Times seen")


def test_a_ramp_gives_its_ends_beyond_them_and_nothing_where_there_is_no_value() -> None:
    legend = ramp(TITLE, "", 0.0, 10.0)
    low, high = legend.entries[0].colour, legend.entries[-1].colour

    colours = legend.colours([[-5.0, 0.0], [10.0, 99.0], [np.nan, 5.0]])

    assert (3, 2, 4) == colours.shape
    assert low == tuple(colours[0, 0, :3]) == tuple(colours[0, 1, :3])
    assert high == tuple(colours[1, 0, :3]) == tuple(colours[1, 1, :3])
    assert [0, 255] == colours[2, :, 3].tolist()


def test_a_class_that_is_not_in_the_legend_is_not_drawn() -> None:
    legend = classes(TITLE, Entry(1.0, PASS, TITLE), Entry(0.0, FAIL, TITLE))

    colours = legend.colours([0.0, 1.0, 2.0, 0.5])

    assert [FAIL, PASS] == [tuple(row[:3]) for row in colours[:2].tolist()]
    assert [255, 255, 0, 0] == colours[:, 3].tolist()


def test_a_legend_comes_back_from_json_as_it_was() -> None:
    legend = classes(TITLE, Entry(0.0, FAIL, TITLE, 3), Entry(1.0, PASS))

    assert legend == Legend.from_json(json.loads(json.dumps(legend.as_json())))
