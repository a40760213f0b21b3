"""The built-in city, composed once for all tests of this folder."""

import pytest

from importers.yangzhou import city
from scene.feedback import SilentFeedback
from scene.node import Node


@pytest.fixture(scope="session")
def branches() -> list[city.Branch]:
    return city.compose(SilentFeedback())


@pytest.fixture(scope="session")
def nodes(branches: list[city.Branch]) -> dict[str, Node]:
    return {node.id: node for top, below in branches for node in (top, *below)}
