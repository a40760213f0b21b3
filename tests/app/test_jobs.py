"""Jobs end in exactly one way, on the window's thread, and cancel is not an error."""

import threading
import time

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.jobs import Job, Jobs, State
from scene.errors import UnreadableFile, WeiyangError
from scene.feedback import Feedback
from scene.messages import msg

TITLE = msg("Save")


@pytest.fixture
def jobs(qtbot: QtBot):
    made = Jobs()
    yield made
    assert made.close(5.0)


def test_a_result_arrives_on_the_windows_thread(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[object] = []

    def done(result: object) -> None:
        seen.append((result, QThread.isMainThread()))

    job = jobs.run(lambda feedback: threading.get_ident() != threading.main_thread().ident, TITLE, done=done)
    qtbot.waitSignal(job.ended).wait()
    assert [(True, True)] == seen


def test_even_a_job_that_ends_at_once_reports_its_result(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[int] = []
    for number in range(50):
        jobs.run(lambda feedback, number=number: number, TITLE, done=seen.append)
    qtbot.waitUntil(lambda: len(seen) == 50)
    assert not jobs.running


def test_a_cancelled_job_calls_neither_done_nor_failed(jobs: Jobs, qtbot: QtBot) -> None:
    calls: list[object] = []

    def work(feedback: Feedback) -> None:
        while True:
            feedback.check()
            time.sleep(0.002)

    job = jobs.run(work, TITLE, done=calls.append, failed=calls.append)
    states: list[State] = []
    job.ended.connect(lambda job: states.append(job.state))
    started = time.perf_counter()
    job.cancel()
    qtbot.waitUntil(lambda: bool(states))
    assert time.perf_counter() - started < 0.2
    assert [State.CANCELLED] == states
    assert not calls


def test_a_named_error_goes_to_failed_and_else_to_the_signal(jobs: Jobs, qtbot: QtBot) -> None:
    problem = UnreadableFile(msg("{file} is empty.", file="a.shp"))

    def work(feedback: Feedback) -> None:
        raise problem

    direct: list[WeiyangError] = []
    general: list[WeiyangError] = []
    jobs.failed.connect(general.append)
    jobs.run(work, TITLE, failed=direct.append)
    jobs.run(work, TITLE)
    qtbot.waitUntil(lambda: bool(direct and general))
    assert [problem] == direct == general


def test_an_unexpected_error_becomes_a_sentence(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[WeiyangError] = []
    jobs.run(lambda feedback: 1 // 0, TITLE, failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert "ZeroDivisionError" in str(seen[0])


def test_a_new_job_in_a_lane_cancels_the_one_before(jobs: Jobs, qtbot: QtBot) -> None:
    results: list[str] = []
    gate = threading.Event()

    def slow(feedback: Feedback) -> str:
        gate.wait(5)
        return "old"

    jobs.run(slow, TITLE, done=results.append, lane="drag")
    jobs.run(lambda feedback: "new", TITLE, done=results.append, lane="drag")
    gate.set()
    qtbot.waitUntil(lambda: not jobs.running)
    assert ["new"] == results


def test_progress_and_warnings_reach_the_job(jobs: Jobs, qtbot: QtBot) -> None:
    jobs_seen: list[Job] = []

    def work(feedback: Feedback) -> None:
        feedback.progress(0.5, msg("Undo"))
        feedback.warn(msg("Redo"))

    job = jobs.run(work, TITLE)
    job.ended.connect(jobs_seen.append)
    qtbot.waitUntil(lambda: bool(jobs_seen))
    assert 0.5 == jobs_seen[0].fraction
    assert [msg("Redo")] == jobs_seen[0].warnings


def test_tasks_of_one_thread_may_use_projections_again(jobs: Jobs, qtbot: QtBot) -> None:
    from pyproj import CRS

    shared = CRS.from_epsg(4549)
    seen: list[bool] = []
    for _ in range(6):
        jobs.run(
            lambda feedback: shared.is_compound or CRS.from_epsg(4326).is_geographic, TITLE, done=seen.append
        )
        qtbot.waitUntil(lambda: not jobs.running)
    assert [True] * 6 == seen


def test_closing_joins_its_threads(qtbot: QtBot) -> None:
    own = Jobs()
    own.run(lambda feedback: time.sleep(0.05), TITLE)
    assert own.close(5.0)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("job")]
