"""What lists and menus say about ``flood.surface``. Light: it knows neither kernels nor plugin."""

from typing import Final

from analysis.base import AnalysisSpec
from scene.messages import BilingualText

VERSION: Final = "1"
SPEC: Final = AnalysisSpec(
    id="flood.surface",
    title=BilingualText("内涝与洪水", "Flood"),
    summary=BilingualText(
        "暴雨、河水与溃口：水流向哪里，多深多快，哪些房屋、文物与道路何时进水；水泵、挡墙、抬高的地块有何作用。",
        "Where rain, rivers and breaches send the water, how deep and fast; which houses, heritage and roads "
        "it reaches, and when; what pumps, walls and raised plots change.",
    ),
    params="analysis.flood.params:FloodParams",
    target="analysis.flood.plugin:FloodAnalysis",
    version=VERSION,
)
