"""A crew does every piece once, says what went wrong, and its helpers end when it is forgotten."""

import gc
import threading
import time

import pytest

from analysis.flood.crew import Crew


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_every_piece_is_done_once(threads: int) -> None:
    done: list[int] = []
    crew = Crew(threads)
    for _ in range(20):
        crew.all(lambda piece: (time.sleep(0.0005), done.append(piece)), [(piece,) for piece in range(7)])
    assert sorted(done) == sorted(list(range(7)) * 20)


@pytest.mark.parametrize("bad", [0, 3, 6])
def test_what_goes_wrong_in_a_piece_is_raised(bad: int) -> None:
    def work(piece: int) -> None:
        if piece == bad:
            raise ValueError(str(bad))

    with pytest.raises(ValueError, match=str(bad)):
        Crew(3).all(work, [(piece,) for piece in range(7)])
    gc.collect()  # the error's frames hold the crew in a ring


def test_helpers_end_with_their_crew() -> None:
    before = threading.active_count()
    crew = Crew(4)
    crew.all(lambda _: time.sleep(0.002), [(piece,) for piece in range(8)])
    assert threading.active_count() > before
    del crew
    gc.collect()
    deadline = time.monotonic() + 5.0
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == before
