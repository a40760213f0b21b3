"""The analyses that come with the program, one light spec each, loaded on use."""

from analysis.base import AnalysisSpec
from analysis.corridor.spec import SPEC as CORRIDOR
from analysis.flood.spec import SPEC as FLOOD
from analysis.heritage.spec import SPEC as HERITAGE
from analysis.indicators.spec import SPEC as INDICATORS
from analysis.sightline.balloon.spec import SPEC as BALLOON
from analysis.sightline.ceiling.spec import SPEC as CEILING
from analysis.sightline.obstruction.spec import SPEC as OBSTRUCTION
from analysis.sightline.viewshed.spec import SPEC as VIEWSHED
from analysis.skyline.spec import SPEC as SKYLINE
from analysis.verified.spec import SPEC as VERIFIED

SPECS: tuple[AnalysisSpec, ...] = (
    BALLOON,
    VIEWSHED,
    OBSTRUCTION,
    CEILING,
    SKYLINE,
    CORRIDOR,
    VERIFIED,
    HERITAGE,
    FLOOD,
    INDICATORS,
)  # fmt: skip
