"""After a rehearsal no analysis compiles anything, in any city: a kernel that is not rehearsed fails here."""

import pytest

from analysis.base import AnalysisInputs
from analysis.builtin import SPECS
from analysis.rehearsal import SCORES, analysis_of
from scene.feedback import SilentFeedback
from scene.geometry.ray_rehearsal import rehearse_rays
from scene.geometry.ray_scene import RayScene
from tests.contracts.cities import CITIES, PARAMETERS
from tests.kernels import machine_code, rehearse_all


def test_every_analysis_of_the_program_is_rehearsed() -> None:
    assert {spec.id for spec in SPECS} == set(map(analysis_of, SCORES))


def test_after_a_rehearsal_walking_and_picking_compile_nothing() -> None:
    rehearse_rays()
    before = machine_code()

    scene = RayScene.of(CITIES["corridor.view"]())
    scene.pick((0.0, 0.0, 2.0), (1.0, 0.1, 0.0))
    scene.blocked((500.0, 0.0, 2.0), (700.0, 0.0, 2.0))
    scene.height_below([[605.0, 0.0, 50.0]])
    scene.inside_solid([[605.0, 0.0, 1.0]])

    assert machine_code() == before


@pytest.mark.slow
def test_after_a_rehearsal_no_analysis_compiles_anything() -> None:
    rehearse_all()
    before = machine_code()
    assert len(before) > 50

    for spec in SPECS:
        answers = spec.params_type().model_validate(PARAMETERS[spec.id])
        spec.load().run(AnalysisInputs(CITIES[spec.id]()), answers, SilentFeedback())

        assert machine_code() <= before, f"{spec.id} reaches kernels that its rehearsal does not"
