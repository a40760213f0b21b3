"""What lists and menus say about ``skyline.change``. Light: it knows neither kernels nor plugin."""

from typing import Final

from analysis.base import AnalysisSpec
from scene.messages import BilingualText

SPEC: Final = AnalysisSpec(
    id="skyline.change",
    title=BilingualText("天际线变化", "Change of the skyline"),
    summary=BilingualText(
        "从视点环视的天际线:各方案新增的面积(平方度)、由哪栋建筑新增、是否进入古建轮廓与净空,"
        "以及古建、建筑、树木、地面所占比例。",
        "The skyline around a viewpoint: what each proposal adds above it in square degrees and by which "
        "building, whether that is within a protected silhouette, and the shares of heritage, buildings, "
        "trees and ground.",
    ),
    params="analysis.skyline.params:SkylineParams",
    target="analysis.skyline.plugin:SkylineAnalysis",
    version="2",
    live=True,
)
