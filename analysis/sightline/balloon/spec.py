"""What lists and menus say about ``sightline.balloon``. Light: it knows neither kernels nor plugin."""

from typing import Final

from analysis.base import AnalysisSpec
from scene.messages import BilingualText

SPEC: Final = AnalysisSpec(
    id="sightline.balloon",
    title=BilingualText("红气球", "Red balloon"),
    summary=BilingualText(
        "从受保护的视点与游线看,方案是否可见、可见多少、多高以下不可见,以及由什么遮挡。",
        "Whether a proposal is seen from the protected viewpoints and routes, how much of it, "
        "up to which height it is not, and what screens it.",
    ),
    params="analysis.sightline.balloon.params:BalloonParams",
    target="analysis.sightline.balloon.plugin:BalloonAnalysis",
    version="4",
)
