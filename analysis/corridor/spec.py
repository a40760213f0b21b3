"""What lists and menus say about ``corridor.view``. Light: it knows neither kernels nor plugin."""

from typing import Final

from analysis.base import AnalysisSpec
from scene.messages import BilingualText

SPEC: Final = AnalysisSpec(
    id="corridor.view",
    title=BilingualText("视廊分析", "View corridors"),
    summary=BilingualText(
        "哪些建筑与方案侵入视廊：越过视廊面多高、多少体积、遮挡断面的多少、须降低多少，方案前后对比。",
        "Which buildings and proposals intrude into view corridors: how far and with what volume they rise "
        "over the plane, how much of the section they block, what each must shed; before and after.",
    ),
    params="analysis.corridor.params:CorridorParams",
    target="analysis.corridor.plugin:CorridorAnalysis",
    version="2",
    live=True,
)
