"""What lists and menus say about ``scheme.indicators``. Light: it knows neither polygons nor plugin."""

from typing import Final

from analysis.base import AnalysisSpec
from scene.messages import BilingualText

SPEC: Final = AnalysisSpec(
    id="scheme.indicators",
    title=BilingualText("方案指标", "Scheme indicators"),
    summary=BilingualText(
        "地块上的建筑面积、容积率(含扬州虚拟面积规则)、建筑密度、绿地率和檐口高度，逐项对照限值。",
        "Floor area, plot ratio with Yangzhou's virtual floor area, building density, green ratio and eaves "
        "heights on a plot, each held to its limit.",
    ),
    params="analysis.indicators.params:IndicatorParams",
    target="analysis.indicators.plugin:IndicatorAnalysis",
    live=True,
)
