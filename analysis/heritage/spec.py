"""What lists and menus say about ``heritage.impact``. Light: it knows neither rays nor plugin."""

from typing import Final

from analysis.base import AnalysisSpec
from scene.messages import BilingualText

SPEC: Final = AnalysisSpec(
    id="heritage.impact",
    title=BilingualText("遗产影响评估", "Heritage impact"),
    summary=BilingualText(
        "逐处遗产、逐个方案：从保护视点看，方案可见多高、占天际线多少、遮挡或衬托遗产轮廓多少；据此建议变化程度，等级由人填写。",
        "For each heritage item and proposal: how much of the proposal is seen beside it, its share of the "
        "skyline and of the silhouette; the degree of change is suggested, the grade is a person's.",
    ),
    params="analysis.heritage.params:HeritageParams",
    target="analysis.heritage.plugin:HeritageAnalysis",
    version="2",
)
