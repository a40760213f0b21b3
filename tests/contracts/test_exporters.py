"""What every exporter promises, held against the whole registry: names, cancel, refusal, nothing half."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from importers.export.base import ExporterSpec, ExportReport
from importers.export.registry import by_id, fitting, for_path, plugins, specs
from scene.errors import Cancelled, InvalidRequest
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.messages import Message
from tests.contracts.layers import LAYERS

PAIRS = [(spec.id, kind) for spec in specs() for kind in spec.payloads]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "规划 局"
    made.mkdir()
    return made


def export(exporter: str, kind: str, path: Path, feedback: SilentFeedback | None = None) -> ExportReport:
    worker = by_id(exporter).load()
    return worker.write(
        [LAYERS[kind]()], YANGZHOU_FRAME, path, worker.params_type(), feedback or SilentFeedback()
    )


def file_of(exporter: str, folder: Path) -> Path:
    return folder / f"扬州 图层{by_id(exporter).suffix}"


def test_no_plugin_is_broken_and_ids_are_unique() -> None:
    assert () == plugins().warnings
    assert len({spec.id for spec in specs()}) == len(specs())


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.id)
def test_its_light_half_is_complete(spec: ExporterSpec) -> None:
    assert spec.id.isascii()
    assert spec.title.zh
    assert spec.title.en
    assert spec.payloads
    assert all(pattern == pattern.lower() and pattern.startswith("*") for pattern in spec.patterns)
    params = spec.load().params_type
    assert issubclass(params, BaseModel)
    params()
    assert all(field.title for field in params.model_fields.values())


@pytest.mark.parametrize("kind", LAYERS)
def test_every_kind_of_layer_has_a_format(kind: str) -> None:
    assert fitting([LAYERS[kind]()])


@pytest.mark.parametrize(("exporter", "kind"), PAIRS)
def test_it_writes_into_a_chinese_path_and_leaves_nothing_else(
    exporter: str, kind: str, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = file_of(exporter, folder)
    report = export(exporter, kind, path)
    assert report.files[0] == path
    assert sorted(report.files) == sorted(file for file in folder.rglob("*") if file.is_file())
    assert report.size > 0
    assert isinstance(report.summary, Message)
    assert str(report.summary)
    written = capfd.readouterr()
    assert (written.out, written.err) == ("", "")


@pytest.mark.parametrize(("exporter", "kind"), PAIRS)
def test_it_replaces_an_older_file(exporter: str, kind: str, folder: Path) -> None:
    path = file_of(exporter, folder)
    path.write_bytes(b"older")
    export(exporter, kind, path)
    assert path.read_bytes() != b"older"
    export(exporter, kind, path)
    assert not [name for name in folder.iterdir() if name.name.startswith(".")]


@pytest.mark.parametrize(("exporter", "kind"), PAIRS)
def test_cancel_leaves_the_older_file_and_nothing_new(exporter: str, kind: str, folder: Path) -> None:
    path = file_of(exporter, folder)
    path.write_bytes(b"older")
    feedback = SilentFeedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        export(exporter, kind, path, feedback)
    assert [file.name for file in folder.iterdir()] == [path.name]
    assert path.read_bytes() == b"older"


@pytest.mark.parametrize(("exporter", "kind"), PAIRS)
def test_progress_rises_to_one(exporter: str, kind: str, folder: Path) -> None:
    feedback = SilentFeedback()
    export(exporter, kind, file_of(exporter, folder), feedback)
    assert feedback.fractions == sorted(feedback.fractions)
    assert feedback.fractions[-1] == 1.0


@pytest.mark.parametrize(("exporter", "kind"), PAIRS)
def test_a_folder_that_is_not_there_gets_one_sentence(exporter: str, kind: str, folder: Path) -> None:
    with pytest.raises(InvalidRequest, match="cannot be written") as caught:
        export(exporter, kind, file_of(exporter, folder / "gone"))
    assert caught.value.hint is not None


@pytest.mark.parametrize(("exporter", "kind"), PAIRS)
def test_its_name_leads_to_it(exporter: str, kind: str, folder: Path) -> None:
    chosen = for_path(file_of(exporter, folder), [LAYERS[kind]()])
    assert chosen.suffix == by_id(exporter).suffix


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.id)
def test_what_it_cannot_hold_is_refused_with_a_sentence(spec: ExporterSpec) -> None:
    for kind, make in LAYERS.items():
        refusal = spec.refusal([make()])
        assert (refusal is None) == (kind in spec.payloads)
        if refusal is not None:
            assert "He Garden" in str(refusal)
            assert refusal.hint is not None
    assert spec.refusal([]) is not None


def test_an_unknown_ending_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"\.gpkg"):
        for_path(tmp_path / "city.dwg", [LAYERS["buildings"]()])
