"""What lists and menus say about ``sightline.viewshed``. Light: it knows neither kernels nor plugin."""

from typing import Final

from analysis.base import AnalysisSpec
from scene.messages import BilingualText

SPEC: Final = AnalysisSpec(
    id="sightline.viewshed",
    title=BilingualText("可视域", "Viewshed"),
    summary=BilingualText(
        "从视点、游线或范围看，哪里可见、被多少测站看见、多高才可见；三维中给立面与屋顶着色。",
        "What is seen from viewpoints, routes or areas, how often, and from which height on; "
        "façades and roofs are painted, too.",
    ),
    params="analysis.sightline.viewshed.params:ViewshedParams",
    target="analysis.sightline.viewshed.plugin:ViewshedAnalysis",
    version="1",
)
