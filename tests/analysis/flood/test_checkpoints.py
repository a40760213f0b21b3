"""Checkpoints: killed at any moment a run goes on to the same figures; nothing broken or full stops it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from analysis.flood import checkpoint_file
from analysis.flood.account import Account
from analysis.flood.checkpoint_file import NotWhole
from analysis.flood.checkpoints import Checkpoints
from analysis.flood.inertial.local_inertial import LocalInertial
from analysis.flood.run import march
from analysis.flood.shallow.scheme import ShallowWater
from scene.errors import Cancelled
from scene.feedback import SilentFeedback
from tests.analysis.flood.killed_run import END, digest, made

ROOT = Path(__file__).resolve().parents[3]


def parts(seed: int = 0, size: int = 300_000) -> dict[str, dict[str, object]]:
    random = np.random.default_rng(seed)
    depth = random.gamma(1.0, 1.0, size).astype(np.float32)
    depth[: size // 2] = 0.0
    return {
        "scheme": {
            "depth": depth.reshape(-1, 100),
            "wet": (depth > 0).astype(np.uint8),
            "empty": np.zeros((0, 0)),
        },
        "run": {"time": 12.5, "steps": 7, "names": ["a"], "on": True, "none": None, "a": np.float64(0.1)},
        "forcing.rain": {"memory": np.array([np.nan, np.inf, -0.0, 1e-310])},
    }  # fmt: skip


def same(one: dict[str, dict[str, object]], other: dict[str, dict[str, object]]) -> bool:
    assert one.keys() == other.keys()
    for name, values in one.items():
        assert values.keys() == other[name].keys()
        for key, value in values.items():
            kept = other[name][key]
            if isinstance(value, np.ndarray):
                assert isinstance(kept, np.ndarray)
                assert (value.dtype, value.shape) == (kept.dtype, kept.shape)
                assert value.tobytes() == kept.tobytes()
            else:
                assert value == kept
    return True


def keeper(folder: Path, **more: object) -> Checkpoints:
    feedback = more.pop("feedback", None) or SilentFeedback()
    return Checkpoints(folder, str(more.pop("run", "a run")), feedback, **more)


def test_what_is_kept_comes_back_to_the_bit(tmp_path: Path) -> None:
    kept = keeper(tmp_path / "a" / "水")
    assert kept.last() is None
    kept.keep(0.1 + 0.2, parts())
    found = kept.last()
    assert found is not None
    assert found[0] == 0.1 + 0.2
    assert same(parts(), found[1])
    found[1]["scheme"]["depth"][0] = 1.0  # may be gone on with


def test_the_two_last_are_kept_and_the_last_one_is_taken(tmp_path: Path) -> None:
    kept = keeper(tmp_path)
    for number in range(5):
        kept.keep(100.0 * number, parts(number))
    assert len(list(tmp_path.iterdir())) == 2
    assert kept.last()[0] == 400.0


@pytest.mark.parametrize("harm", ["cut", "bit", "empty", "other", "tail"])
def test_a_broken_file_is_removed_and_the_one_before_taken(tmp_path: Path, harm: str) -> None:
    kept = keeper(tmp_path, feedback=(feedback := SilentFeedback()))
    kept.keep(100.0, parts(1))
    kept.keep(200.0, parts(2))
    newest = max(tmp_path.iterdir())
    raw = bytearray(newest.read_bytes())
    if harm == "bit":
        raw[len(raw) // 2] ^= 1
    newest.write_bytes(
        {"cut": raw[:-7], "bit": raw, "empty": b"", "other": b"PK\3\4", "tail": raw + b"x"}[harm]
    )
    found = kept.last()
    assert found is not None
    assert found[0] == 100.0
    assert same(parts(1), found[1])
    assert "broken" in str(feedback.warnings[0])


def test_another_run_s_checkpoints_are_not_taken_and_stay(tmp_path: Path) -> None:
    keeper(tmp_path, run="with the wall").keep(900.0, parts(1))
    other = keeper(tmp_path, run="without the wall", most=1)
    assert other.last() is None
    other.keep(100.0, parts(2))
    other.keep(200.0, parts(3))
    assert other.last()[0] == 200.0
    assert keeper(tmp_path, run="with the wall").last()[0] == 900.0


def test_a_what_if_goes_on_from_the_last_common_moment(tmp_path: Path) -> None:
    before = keeper(tmp_path / "base", most=10)
    for number in range(5):
        before.keep(100.0 * number, parts(number))
    common = keeper(tmp_path / "base", not_after=250.0)
    changed = keeper(tmp_path / "changed", run="with a wall from minute four", base=common)
    assert changed.last()[0] == 200.0
    changed.keep(300.0, parts(9))
    assert changed.last()[0] == 300.0


def test_clearing_leaves_nothing(tmp_path: Path) -> None:
    kept = keeper(tmp_path / "run")
    kept.keep(1.0, parts())
    kept.clear()
    assert not (tmp_path / "run").exists()
    kept.clear()


def test_cancel_leaves_the_last_whole_one(tmp_path: Path) -> None:
    feedback = SilentFeedback()
    kept = keeper(tmp_path, feedback=feedback)
    kept.keep(100.0, parts(1))
    feedback.cancel()
    with pytest.raises(Cancelled):
        kept.keep(200.0, parts(2))
    assert [file.suffix for file in tmp_path.iterdir()] == [".checkpoint"]
    assert kept.last()[0] == 100.0


def test_what_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError), (tmp_path / "x").open("wb") as file:
        checkpoint_file.write(file, 0.0, "", {"a": {"b": np.array([object()])}})
    with pytest.raises(TypeError), (tmp_path / "x").open("wb") as file:
        checkpoint_file.write(file, 0.0, "", {"a": {"b": object()}})
    with pytest.raises(NotWhole):
        checkpoint_file.read(tmp_path / "x")


FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.analysis.flood.test_checkpoints import keeper, parts
from scene.feedback import SilentFeedback
feedback = SilentFeedback()
kept = keeper(Path({folder!r}), feedback=feedback)
kept.keep(100.0, parts(1, 1000))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
for number in range(2, 5):
    kept.keep(100.0 * number, parts(number))
print(kept.last()[0], len(feedback.warnings), feedback.warnings[0])
"""


@pytest.mark.skipif(os.name == "nt", reason="limits of file sizes are of POSIX")
def test_a_full_disk_is_said_once_and_the_run_goes_on(tmp_path: Path) -> None:
    code = FULL.format(root=str(ROOT), folder=str(tmp_path / "run"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("100.0 1 No checkpoint could be kept at 3.3 min")
    assert [file.suffix for file in (tmp_path / "run").iterdir()] == [".checkpoint"]


def whole(threads: int = 0) -> dict[str, np.ndarray]:
    scheme, forcing = made(threads)
    account = march(scheme, forcing, [], end=END, feedback=SilentFeedback())
    assert isinstance(account, Account)
    assert account.closure <= 1e-6
    assert min(account.rain, account.infiltrated, account.drained, account.outflow, account.pumped_out) > 0.0
    return digest(scheme, forcing, account)


@pytest.fixture(scope="module")
def uninterrupted() -> dict[str, np.ndarray]:
    return whole()


def equal(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    assert one.keys() == set(other)
    for name, values in one.items():
        assert values.tobytes() == np.asarray(other[name]).tobytes(), name


def test_any_number_of_threads_gives_the_same_run(uninterrupted: dict[str, np.ndarray]) -> None:
    equal(uninterrupted, whole(threads=1))
    equal(uninterrupted, whole(threads=3))


@pytest.mark.parametrize("scheme_type", [LocalInertial, ShallowWater])
def test_either_scheme_goes_on_from_where_it_was_cancelled(
    tmp_path: Path, scheme_type: type[LocalInertial] | type[ShallowWater]
) -> None:
    class UntilKept(SilentFeedback):
        """Cancels once two moments are kept."""

        def check(self) -> None:
            if len(list(tmp_path.glob("*.checkpoint"))) >= 2:
                self.cancel()
            super().check()

    def run(feedback: SilentFeedback, kept: Checkpoints | None) -> dict[str, np.ndarray]:
        scheme, forcing = made(scheme=scheme_type)
        return digest(scheme, forcing, march(scheme, forcing, [], end=500.0, feedback=feedback, keeper=kept))

    whole = run(SilentFeedback(), None)
    with pytest.raises(Cancelled):
        run(UntilKept(), keeper(tmp_path, interval=60.0))
    kept = keeper(tmp_path, interval=60.0)
    found = kept.last()
    assert found is not None
    assert 60.0 <= found[0] < 500.0
    equal(whole, run(SilentFeedback(), kept))


@pytest.fixture
def started(tmp_path: Path) -> Iterator[list[str]]:
    return [
        sys.executable,
        "-m",
        "tests.analysis.flood.killed_run",
        str(tmp_path / "run"),
        str(tmp_path / "out.npz"),
    ]


@pytest.mark.slow
def test_killed_again_and_again_it_ends_with_the_same_figures(
    tmp_path: Path, started: list[str], uninterrupted: dict[str, np.ndarray]
) -> None:
    folder = tmp_path / "run"
    seen: set[str] = set()
    for _ in range(3):  # each time: wait for a new checkpoint, and kill without a word
        process = subprocess.Popen([*started, "0.01"], cwd=ROOT)
        begun = time.monotonic()
        while time.monotonic() - begun < 60.0 and process.poll() is None:
            fresh = {file.name for file in folder.glob("*.checkpoint")} - seen if folder.exists() else set()
            if fresh:
                seen |= fresh
                break
            time.sleep(0.005)
        process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()
    assert len(seen) >= 3, "it was never killed under way"
    subprocess.run([*started, "0"], cwd=ROOT, check=True)
    with np.load(tmp_path / "out.npz") as found:
        equal(uninterrupted, dict(found))
