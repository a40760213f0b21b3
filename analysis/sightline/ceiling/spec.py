"""What lists and menus say about ``sightline.ceiling``. Light: it knows neither kernels nor plugin."""

from typing import Final

from analysis.base import AnalysisSpec
from scene.messages import BilingualText

SPEC: Final = AnalysisSpec(
    id="sightline.ceiling",
    title=BilingualText("限高面", "Height ceiling"),
    summary=BilingualText(
        "每处可建多高、依哪条规则、由哪个视点控制:不被看见、地标视线、分区限高与绝对高程取其最低。",
        "How high one may build at every place, by which rule and from which viewpoint: the lowest of "
        "staying unseen, landmarks in sight, caps of zones and absolute levels.",
    ),
    params="analysis.sightline.ceiling.params:CeilingParams",
    target="analysis.sightline.ceiling.plugin:CeilingAnalysis",
    version="2",
    live=True,
)
