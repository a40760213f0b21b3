"""A composed view keeps what was composed, whatever the shape of the picture."""

import numpy as np
import pytest

from app.viewport.views import OPENING, WUTING

WHITE_PAGODA = np.array([-907.0, 1340.0, 15.0])
QILING_PAGODA = np.array([-1520.0, 2970.0, 60.0])


@pytest.mark.parametrize("aspect", [2.4, 16 / 9, 1.3, 1.0, 0.7])
def test_bridge_and_both_pagodas_stand_in_the_opening_view(aspect: float) -> None:
    pose = OPENING.pose.filling(aspect)

    seen = pose.project(np.array([WHITE_PAGODA, WUTING, QILING_PAGODA]), aspect)

    assert (np.abs(seen[:, :2]) < 1.0).all(), seen
    assert (seen[:, 2] > 0).all()


def test_a_wide_picture_keeps_its_angle() -> None:
    assert OPENING.pose == OPENING.pose.filling(16 / 9)
