"""The analyses that come with the program, one light spec each, loaded on use."""

from analysis.base import AnalysisSpec
from analysis.corridor.spec import SPEC as CORRIDOR
from analysis.sightline.balloon.spec import SPEC as BALLOON
from analysis.sightline.obstruction.spec import SPEC as OBSTRUCTION

SPECS: tuple[AnalysisSpec, ...] = (
    BALLOON,
    OBSTRUCTION,
    CORRIDOR,
)  # fmt: skip
