"""Closes the painter that the tests share."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _closed_in_the_end() -> Iterator[None]:
    yield
    from tests.render.world import shared_painter

    if shared_painter.cache_info().currsize:
        shared_painter().close()
