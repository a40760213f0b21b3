"""What lists and menus say about ``view.verified``. Light: it knows neither cameras nor plugin."""

from typing import Final

from analysis.base import AnalysisSpec
from scene.messages import BilingualText

SPEC: Final = AnalysisSpec(
    id="view.verified",
    title=BilingualText("可验证景观图", "Verified view"),
    summary=BilingualText(
        "以测定的相机位置与镜头绘制现状、方案与线框，可对位照片；给出方案可见部分的比例与立体角，并印出相机参数与精度。",
        "Existing, proposed and wire line from a surveyed camera, over a photograph if there is one; the "
        "share and the solid angle of each proposal that is seen, with camera data and accuracy.",
    ),
    params="analysis.verified.params:VerifiedParams",
    target="analysis.verified.plugin:VerifiedAnalysis",
    version="2",
)
