"""Every analysis played over in a small city, so that its kernels are compiled and kept on the disk.

A kernel is compiled by numba when it is first called with arrays of a kind, and a person who has asked a
question should not wait for that. Whoever installs or starts the program calls this beforehand, in a process
of its own. It knows by which parameters each analysis reaches its kernels, and nothing of what it answers.
"""

from collections.abc import Mapping
from typing import Any, Final

from analysis.base import AnalysisInputs, AnalysisResult
from analysis.builtin import SPECS
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME

#: A layer of the small city, and a place in it in the coordinates of its frame.
LANDMARK: Final = "pagoda"
PLACE: Final = (YANGZHOU_FRAME.origin[0] + 120.0, YANGZHOU_FRAME.origin[1] - 40.0)

EAST_OF_IT: Final = (PLACE[0] + 60.0, PLACE[1])
_FLOOD: Final = {"radius": 140.0, "centre": PLACE, "rain_minutes": 6.0, "after_minutes": 1.0, "interval": 1.0}

#: A part of the flood that few ask for, compiled last.
FLOOD: Final = "flood.surface"
SHALLOW: Final = "flood.surface.shallow"
#: What each analysis is asked with, one run after the other, in the order in which they are compiled: first
#: those of which an answer is wanted at once.
SCORES: Final[Mapping[str, tuple[Mapping[str, Any], ...]]] = {
    "sightline.balloon": ({},),
    FLOOD: (
        {**_FLOOD, "cell": 4.0, "walls": True, "barrier": (PLACE, EAST_OF_IT), "schemes": ("tower",)},
        {**_FLOOD, "cell": 10.0, "infiltration": "green_ampt", "buildings": "raised", "hazard": "defra_2008"},
        {**_FLOOD, "cell": 10.0, "infiltration": "constant", "rain": "uniform_rain"},
        {**_FLOOD, "cell": 10.0, "waters_at_edge": "stage", "stage": 2.0, "hazard": "defra_tr2_urban"},
        {
            **_FLOOD,
            "cell": 10.0,
            "waters_at_edge": "discharge",
            "discharge": 5.0,
            "inlets": ({"place": PLACE},),
            "sources": ({"place": PLACE, "discharge": -1.0},),
        },
    ),
    "sightline.viewshed": (
        {"cell": 10.0, "reach": 300.0, "most_patches": 200},
        {"cell": 10.0, "reach": 300.0, "method": "fast", "azimuth_from": 10.0, "azimuth_to": 200.0},
    ),
    "sightline.obstruction": (
        {"target": LANDMARK, "required_share": 50.0},
        {"target_place": (338.0, 0.0, 20.0), "viewpoints": ("V1",)},
    ),
    "sightline.ceiling": (
        {"station_spacing": 20.0, "places": (PLACE,), "keep_seen": (LANDMARK,), "absolute_level": 90.0},
        {"station_spacing": 40.0, "trees": True, "keep_seen": (LANDMARK,), "sight_planes": "plane"},
    ),
    "skyline.change": (
        {"azimuth_step": 5.0, "picture_width": 120, "clear_sky": 2.0, "observers": ((-30.0, -60.0),)},
        {"azimuth_step": 5.0, "picture_width": 120, "schemes": "all", "viewpoints": ("V1", "walk")},
    ),
    "corridor.view": ({},),
    "view.verified": ({"viewpoint": "V1", "proposals": ("tower",), "width": 300, "height": 200},),
    "heritage.impact": ({"items": (LANDMARK,)},),
    "scheme.indicators": ({},),
    SHALLOW: ({**_FLOOD, "cell": 10.0, "scheme": "shallow"},),
}


def analysis_of(part: str) -> str:
    """Return the id of the analysis that a part of `SCORES` is of."""
    return FLOOD if part == SHALLOW else part


def parts_of(analysis_id: str, answers: Mapping[str, object]) -> tuple[str, ...]:
    """Return the parts of `SCORES` that an analysis needs for what it is asked with."""
    if analysis_id not in SCORES:
        return ()
    more = analysis_id == FLOOD and answers.get("scheme") == "shallow"
    return (analysis_id, SHALLOW) if more else (analysis_id,)


def rehearse(part: str) -> None:
    """Run an analysis over the small city; where its kernels are on the disk that takes a second or two.

    Raises
    ------
    KeyError
        If it is not one of the program's own: what a plugin brings is not known here.
    """
    from analysis.rehearsal_city import city, surface

    analysis_id = analysis_of(part)
    spec = {spec.id: spec for spec in SPECS}[analysis_id]
    worker, params, quiet = spec.load(), spec.params_type(), SilentFeedback()
    scene = city()
    for answers in SCORES[part]:
        _look_at(worker.run(AnalysisInputs(scene), params.model_validate(answers), quiet))
    if analysis_id == "sightline.viewshed":  # a file of a surface, in place of the scene
        asked = params.model_validate({"observers": (PLACE,), "reach": 100.0})
        worker.run(AnalysisInputs(scene, {"surface": (surface(),)}), asked, quiet)
    if part == FLOOD:  # more water than the small city has
        from analysis.flood.inertial.rehearsal import rehearse_bands

        rehearse_bands()


def _look_at(result: AnalysisResult) -> None:
    """Play the course of a result, and click on it."""
    spot = (120.0, -40.0, 0.0)
    if result.course is not None and len(result.course.times):
        for quantity in result.course.quantities:
            result.course.raster(quantity.key, len(result.course.times) - 1)
        result.course.histories(spot)
    if result.probe is not None:
        result.probe.at(spot)
