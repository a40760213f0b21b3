"""What every analysis promises, held against the whole registry: ports, cancel, determinism, sentences.

An analysis without a sample city here fails the first test, so that none escapes.
"""

import ast
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult
from analysis.common.verdict import Outcome
from analysis.registry import by_id, plugins, specs
from scene.errors import Cancelled, InvalidRequest
from scene.feedback import SilentFeedback
from scene.graph import Snapshot
from scene.messages import Message
from scene.node import Role
from tests.contracts.cities import CITIES, PARAMETERS

IDS = [spec.id for spec in specs()]
ROOT = Path(__file__).parents[2]


def run(analysis_id: str, scene: Snapshot, feedback: SilentFeedback | None = None) -> AnalysisResult:
    spec = by_id(analysis_id)
    params = spec.params_type().model_validate(PARAMETERS[analysis_id])
    return spec.load().run(AnalysisInputs(scene), params, feedback or SilentFeedback())


def test_every_analysis_has_a_sample_city_and_none_is_broken() -> None:
    assert set(IDS) <= set(CITIES)
    assert () == plugins().warnings


@pytest.mark.parametrize("analysis_id", IDS)
def test_the_light_half_and_the_worker_say_the_same(analysis_id: str) -> None:
    spec = by_id(analysis_id)
    worker = spec.load()

    assert analysis_id == worker.id
    assert spec.params_type() is worker.params_type
    assert issubclass(worker.params_type, AnalysisParams)
    assert worker.references
    for text in (
        spec.title,
        spec.summary,
        *worker.references,
        *(port.doc for port in (*worker.inputs, *worker.outputs)),
    ):
        assert text.zh
        assert text.en


@pytest.mark.parametrize("analysis_id", IDS)
def test_every_parameter_has_a_title_a_default_and_a_unit_if_it_measures(analysis_id: str) -> None:
    for name, field in by_id(analysis_id).params_type().model_fields.items():
        assert field.title, name
        assert field.description, name
        assert not field.is_required(), name


@pytest.mark.parametrize("analysis_id", IDS)
def test_declared_outputs_are_there_and_nothing_else_is(analysis_id: str) -> None:
    worker, result = by_id(analysis_id).load(), run(analysis_id, CITIES[analysis_id]())
    kinds = {port.kind for port in worker.outputs}
    tables = {port.name for port in worker.outputs if port.kind == "table"}

    assert {table.key for table in result.tables} == tables
    assert bool(result.charts) == ("chart" in kinds)
    assert bool(result.pictures) == ("picture" in kinds)
    assert bool(result.verdicts) == ("verdicts" in kinds)
    assert not result.nodes or kinds & {"nodes", "raster"}
    assert all(node.role is Role.RESULT for node in result.nodes)
    origin = (analysis_id, by_id(analysis_id).version)
    assert all((node.provenance.maker, node.provenance.version) == origin for node in result.nodes)
    assert str(result.method)
    assert not result.interim
    for table in result.tables:
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}


@pytest.mark.parametrize("analysis_id", IDS)
def test_every_input_is_hashed_by_port_and_node(analysis_id: str) -> None:
    scene = CITIES[analysis_id]()
    worker, result = by_id(analysis_id).load(), run(analysis_id, scene)
    expected = {f"{port.name}/{node.id}" for port in worker.inputs for node in scene.of_role(*port.roles)}

    assert expected == set(result.inputs)
    assert {64} == {len(digest) for digest in result.inputs.values()}


@pytest.mark.parametrize("analysis_id", IDS)
def test_a_missing_input_gets_a_sentence(analysis_id: str) -> None:
    scene = CITIES[analysis_id]()
    for port in by_id(analysis_id).load().inputs:
        without = replace(scene, nodes=tuple(node for node in scene.nodes if node.role not in port.roles))
        if port.required:
            with pytest.raises(InvalidRequest) as caught:
                run(analysis_id, without)
            assert str(caught.value.message).endswith(".")
            assert caught.value.hint is not None
        else:
            run(analysis_id, without)


@pytest.mark.parametrize("analysis_id", IDS)
def test_running_again_gives_the_same_figures(analysis_id: str) -> None:
    first, second = (run(analysis_id, CITIES[analysis_id]()) for _ in range(2))

    assert repr(first.verdicts) == repr(second.verdicts)
    assert repr(first.tables) == repr(second.tables)
    assert first.inputs == second.inputs
    assert first.method == second.method


class CancelAt(SilentFeedback):
    """Asks to stop at a given check, and notes when."""

    def __init__(self, check: int) -> None:
        super().__init__()
        self._left = check
        self.asked = 0.0

    def check(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.asked = time.perf_counter()
            self.cancel()
        super().check()


@pytest.mark.parametrize("check", [1, 4, 9])
@pytest.mark.parametrize("analysis_id", IDS)
def test_a_cancel_is_heard_at_once(analysis_id: str, check: int) -> None:
    run(analysis_id, CITIES[analysis_id]())  # compiled
    scene, feedback = CITIES[analysis_id](), CancelAt(check)  # new, so that nothing is kept of it

    with pytest.raises(Cancelled):
        run(analysis_id, scene, feedback)
    assert time.perf_counter() - feedback.asked < 0.2


@pytest.mark.parametrize("analysis_id", IDS)
def test_checks_come_often_enough_for_a_cancel_within_a_fifth_of_a_second(analysis_id: str) -> None:
    class Clocked(SilentFeedback):
        def __init__(self) -> None:
            super().__init__()
            self.times = [time.perf_counter()]

        def check(self) -> None:
            self.times.append(time.perf_counter())

    run(analysis_id, CITIES[analysis_id]())  # compiled
    scene, feedback = CITIES[analysis_id](), Clocked()
    run(analysis_id, scene, feedback)

    gaps = [after - before for before, after in zip(feedback.times, feedback.times[1:], strict=False)]
    assert len(gaps) > 5
    assert max(gaps) < 0.2


@pytest.mark.parametrize("analysis_id", IDS)
def test_a_verdict_holds_everything_a_signature_needs(analysis_id: str) -> None:
    for verdict in run(analysis_id, CITIES[analysis_id]()).verdicts:
        assert verdict.outcome in Outcome
        assert str(verdict.reason)
        assert verdict.rule.source
        assert verdict.rule.text.zh
        assert verdict.error_95 > 0
        assert verdict.subject
        assert verdict.node


def messages_of(folder: str) -> set[str]:
    """Return every English template that modules of a folder pass to ``msg``."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "msg":
                assert isinstance(call.args[0], ast.Constant), f"{path}: a template is a plain string"
                found.add(str(call.args[0].value))
    return found


def test_every_sentence_of_an_analysis_has_its_chinese_with_the_same_figures() -> None:
    sections = tomllib.loads((ROOT / "assets/i18n/zh.toml").read_text(encoding="utf-8")).values()
    chinese = {key: text for section in sections for key, text in section.items()}

    for template in messages_of("analysis"):
        assert template in chinese
        assert _fields(template) == _fields(chinese[template]), template


def _fields(template: str) -> set[str]:
    from string import Formatter

    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_an_interim_answer_of_a_long_route_says_that_it_is_one() -> None:
    class Listening(SilentFeedback):
        def __init__(self) -> None:
            super().__init__()
            self.previews: list[object] = []

        def preview(self, result: object) -> None:
            self.previews.append(result)

    feedback = Listening()
    final = run("sightline.balloon", CITIES["sightline.balloon"](), feedback)
    (first,) = feedback.previews

    assert isinstance(first, AnalysisResult)
    assert first.interim
    assert not final.interim
    assert isinstance(first.method, Message)
