"""What lists and menus say about ``sightline.obstruction``. Light: it knows neither kernels nor plugin."""

from typing import Final

from analysis.base import AnalysisSpec
from scene.messages import BilingualText

SPEC: Final = AnalysisSpec(
    id="sightline.obstruction",
    title=BilingualText("视线遮挡", "What stands in the way"),
    summary=BilingualText(
        "从视点或游线看一座建筑、古建或一点:依次有哪些遮挡物、各遮挡轮廓的多少、"
        "需降低多少米、移除后又由什么遮挡。",
        "From a viewpoint or route to a building, a heritage model or a point: every object in the way in "
        "order, what share of the silhouette it hides, what it would have to lose, and what blocks next.",
    ),
    params="analysis.sightline.obstruction.params:ObstructionParams",
    target="analysis.sightline.obstruction.plugin:ObstructionAnalysis",
    version="2",
    live=True,
)
