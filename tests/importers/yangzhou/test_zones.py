"""The old city is a zone with its published cap, and lies hidden until it is asked for."""

import numpy as np
import pytest

from importers.yangzhou import figures
from scene.node import Role
from scene.payloads import Buildings


def test_the_old_city_has_its_cap_with_its_source(nodes) -> None:
    (node,) = [each for each in nodes.values() if each.role is Role.ZONES]
    zones = node.payload
    assert isinstance(zones, Buildings)
    assert not node.visible
    assert zones.columns["limit_m"].tolist() == [24.0]
    assert zones.columns["measured_from"].tolist() == ["top"]
    assert "1984" in str(zones.columns["source"][0])
    assert zones.top[0] - zones.outdoor_ground[0] == pytest.approx(24.0, abs=1e-4)
    x, y = zones.rings.astype(float).T
    area = 0.5 * float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    assert area == pytest.approx(5.18e6, rel=0.01)  # square metres, counter-clockwise
    assert len(zones.rings) == len(figures.quarters()["ming_qing"].outline)
