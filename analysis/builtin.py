"""The analyses that come with the program, one light spec each, loaded on use."""

from analysis.base import AnalysisSpec
from analysis.corridor.spec import SPEC as CORRIDOR
from analysis.sightline.balloon.spec import SPEC as BALLOON

SPECS: tuple[AnalysisSpec, ...] = (
    BALLOON,
    CORRIDOR,
)  # fmt: skip
