"""What every importer promises, held against the whole registry: samples, hostile files, names, cancel.

An importer without a sample here fails the first test, so that none escapes.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from importers.apart.reader import READER
from importers.base import ImporterSpec, ImportResult, ImportTarget
from importers.registry import by_id, for_file, plugins, specs
from scene.errors import Cancelled, UnreadableFile, WeiyangError
from scene.feedback import SilentFeedback
from scene.frame import REACH_METRES, YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.node import Role
from scene.payloads import Buildings
from tests.contracts.samples import ANSWERS, SAMPLES, body_of

IDS = [spec.id for spec in specs()]
SECONDS = 10.0


@pytest.fixture
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "规划 局"
    folder.mkdir()
    return SAMPLES[request.node.callspec.params["importer"]](folder)


def read(importer: str, path: Path, feedback: SilentFeedback | None = None) -> ImportResult:
    spec = by_id(importer)
    worker = spec.load()
    params = worker.params_type(**ANSWERS.get(importer, {}))
    target = ImportTarget(YANGZHOU_FRAME, SceneGraph(YANGZHOU_FRAME).snapshot())
    return worker.read(path, params, target, feedback or SilentFeedback())


def arrays(payload: Any) -> dict[str, Any]:
    """Return everything a payload holds, columns apart."""
    held = dict(vars(payload))
    columns = {f"column {name}": values for name, values in dict(held.pop("columns", {})).items()}
    return {**held, **columns}


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_every_importer_has_a_sample() -> None:
    assert sorted(SAMPLES) == sorted(IDS)


def test_no_plugin_is_broken_and_ids_are_unique() -> None:
    assert () == plugins().warnings
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("importer", IDS)
def test_it_reads_its_own_sample_from_a_chinese_path(importer: str, sample: Path) -> None:
    before = files(sample.parent)
    result = read(importer, sample)
    assert result.frame == YANGZHOU_FRAME
    assert result.nodes
    for node in result.nodes:
        assert node.payload is not None
        if node.role is not Role.OPINIONS:  # which are called by what was said
            assert str(node.name) == sample.stem
        assert node.provenance is not None
        assert node.provenance.maker == importer
        assert node.provenance.version == by_id(importer).version
        assert node.provenance.source == sample.name
        assert len(node.provenance.sha256) == 64
    assert files(sample.parent) == before


@pytest.mark.parametrize("importer", IDS)
def test_it_is_the_one_that_is_chosen_for_its_sample(importer: str, sample: Path) -> None:
    assert for_file(sample).id == importer


@pytest.mark.parametrize("importer", IDS)
def test_the_same_file_gives_the_same_arrays(importer: str, sample: Path) -> None:
    for one, other in zip(read(importer, sample).nodes, read(importer, sample).nodes, strict=True):
        first, second = arrays(one.payload), arrays(other.payload)
        assert first.keys() == second.keys()
        for key, values in first.items():
            np.testing.assert_array_equal(values, second[key], err_msg=key)


@pytest.mark.parametrize("importer", [spec.id for spec in specs() if spec.native])
def test_in_a_process_apart_it_reads_the_same(importer: str, sample: Path) -> None:
    here = read(importer, sample)
    worker = by_id(importer).load()
    params = worker.params_type(**ANSWERS.get(importer, {}))
    target = ImportTarget(YANGZHOU_FRAME, SceneGraph(YANGZHOU_FRAME).snapshot())
    apart = READER.read(by_id(importer), sample, params, target, SilentFeedback())
    assert [str(issue.message) for issue in apart.issues] == [str(issue.message) for issue in here.issues]
    for one, other in zip(apart.nodes, here.nodes, strict=True):
        assert (one.name, one.role, one.provenance) == (other.name, other.role, other.provenance)
        first, second = arrays(one.payload), arrays(other.payload)
        assert first.keys() == second.keys()
        for key, values in first.items():
            np.testing.assert_array_equal(values, second[key], err_msg=key)


@pytest.mark.parametrize("importer", IDS)
def test_an_empty_project_takes_a_frame_that_holds_the_data(importer: str, sample: Path) -> None:
    worker = by_id(importer).load()
    result = worker.read(
        sample, worker.params_type(**ANSWERS.get(importer, {})), ImportTarget(), SilentFeedback()
    )
    assert result.frame.crs == "EPSG:4549"
    for node in result.nodes:
        for key in ("rings", "positions"):
            if hasattr(node.payload, key):
                assert np.abs(getattr(node.payload, key)[:, :2]).max() <= REACH_METRES


@pytest.mark.parametrize("importer", IDS)
def test_a_look_is_quick_and_says_what_it_is(importer: str, sample: Path) -> None:
    spec = by_id(importer)
    worker = spec.load()
    guess = worker.inspect(sample, worker.params_type())
    assert guess.kind in (spec.kind, "lines")
    assert guess.count != 0
    assert all(len(row) == len(guess.columns) for row in guess.sample)
    assert set(guess.suggested) <= set(worker.params_type.model_fields)


@pytest.mark.parametrize("importer", IDS)
def test_every_building_says_where_its_height_comes_from(importer: str, sample: Path) -> None:
    for node in read(importer, sample).nodes:
        if isinstance(node.payload, Buildings) and node.role is Role.BUILDINGS:
            assert (node.payload.columns["height_source"] != "").all()
            sigma = node.payload.columns["height_sigma"]
            assert (np.isfinite(sigma) & (sigma > 0.0)).all()


@pytest.mark.parametrize("importer", IDS)
def test_issues_name_the_features_they_are_about(importer: str, sample: Path) -> None:
    for issue in read(importer, sample).issues:
        marks = issue.marks
        assert len(marks.named()) == len(marks) == len(marks.placed())
        if len(marks) and "count" in issue.message.values:
            assert issue.message.values["count"] == len(marks)


def _truncations(content: bytes) -> dict[str, bytes]:
    return {f"cut at {share:.0%}": content[: int(share * len(content))] for share in (0.02, 0.3, 0.7)}


def refusal(work: Callable[[], object]) -> WeiyangError | None:
    """Return the sentence with which work is refused, None if it is done."""
    try:
        work()
    except WeiyangError as sentence:
        return sentence
    return None


@pytest.mark.parametrize("importer", IDS)
def test_broken_files_get_one_sentence_at_once(
    importer: str, sample: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    noise = np.random.default_rng(5).integers(0, 256, 30_000, dtype=np.uint8).tobytes()
    body = body_of(sample)
    broken = {"empty": b"", "noise": noise, "zeros": bytes(3000), **_truncations(body.read_bytes())}
    caplog.set_level(logging.WARNING)
    worker = by_id(importer).load()
    for name, content in broken.items():
        body.write_bytes(content)
        before = files(sample.parent)
        started = time.monotonic()
        refusal(lambda: worker.inspect(sample, worker.params_type()))  # may do with the header
        sentence = refusal(lambda: read(importer, sample))
        assert time.monotonic() - started < SECONDS, name
        assert files(sample.parent) == before, name
        if importer == "model.obj" and name.startswith("cut"):
            continue  # its lines stand alone: what is left may be whole
        assert isinstance(sentence, UnreadableFile), name
        assert sample.name in str(sentence), name
        assert sentence.hint is not None, name
        assert "\n" not in str(sentence), name
    written = capfd.readouterr()
    assert (written.out, written.err) == ("", "")
    assert not caplog.records


@pytest.mark.parametrize("importer", IDS)
def test_a_folder_and_a_missing_file_get_one_sentence(importer: str, sample: Path) -> None:
    folder = sample.parent / f"folder{sample.suffix}"
    folder.mkdir()
    with pytest.raises(UnreadableFile, match="folder"):
        read(importer, folder)
    with pytest.raises(UnreadableFile, match="gone"):
        read(importer, sample.parent / f"gone{sample.suffix}")


@pytest.mark.parametrize("importer", IDS)
def test_cancel_stops_it_and_leaves_nothing_behind(importer: str, sample: Path) -> None:
    before = files(sample.parent)
    feedback = SilentFeedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        read(importer, sample, feedback)
    assert files(sample.parent) == before


@pytest.mark.parametrize("importer", IDS)
def test_progress_rises_to_one(importer: str, sample: Path) -> None:
    feedback = SilentFeedback()
    read(importer, sample, feedback)
    assert feedback.fractions == sorted(feedback.fractions)
    assert feedback.fractions[-1] == 1.0


@pytest.mark.parametrize("importer", IDS)
def test_its_parameters_are_described_and_have_defaults(importer: str) -> None:
    params = by_id(importer).load().params_type
    assert issubclass(params, BaseModel)
    params()
    for name, field in params.model_fields.items():
        assert field.title, name


@pytest.mark.parametrize("spec", specs(), ids=IDS)
def test_its_light_half_is_complete(spec: ImporterSpec) -> None:
    assert spec.id.isascii()
    assert spec.title.zh
    assert spec.title.en
    assert spec.patterns
    assert all(pattern == pattern.lower() for pattern in spec.patterns)


def test_nothing_reads_noise(tmp_path: Path) -> None:
    path = tmp_path / "noise.bin"
    path.write_bytes(np.random.default_rng(6).integers(0, 256, 5000, dtype=np.uint8).tobytes())
    with pytest.raises(UnreadableFile, match=r"noise\.bin"):
        for_file(path)
