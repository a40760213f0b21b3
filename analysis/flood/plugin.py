"""``flood.surface``: where the water goes, as an analysis like all others.

Declaration and glue; the work is in the modules beside it.
"""

from dataclasses import replace
from math import sqrt
from typing import Final

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, Port
from analysis.common.fingerprint import fingerprints
from analysis.flood.params import FloodParams
from analysis.flood.running import Asked, run
from analysis.flood.setting.setting import INPUTS, Setting, setting_of
from analysis.flood.spec import SPEC, VERSION
from scene.feedback import Feedback, PartOf
from scene.messages import BilingualText, msg
from scene.node import Provenance

ID: Final = SPEC.id
#: A first answer has about so many cells, and is given where the full run has so many times more.
FIRST_CELLS: Final = 22_000
WORTH_IT: Final = 3.0


class FloodAnalysis:
    """The worker of ``flood.surface``."""

    id = ID
    params_type: type[AnalysisParams] = FloodParams
    inputs: tuple[Port, ...] = INPUTS
    outputs: tuple[Port, ...] = (
        Port("verdicts", "verdicts", BilingualText("内涝防治标准", "Urban flood standard"), required=False),
        Port("flood_heritage", "table", BilingualText("文物古迹", "Heritage"), required=False),
        Port("flood_buildings", "table", BilingualText("进水房屋", "Houses that were wet"), required=False),
        Port("flood_uses", "table", BilingualText("按用途的损失", "Losses by use"), required=False),
        Port("flood_roads", "table", BilingualText("道路", "Roads"), required=False),
        Port("flood_quarters", "table", BilingualText("片区", "Quarters"), required=False),
        Port("flood_account", "table", BilingualText("水量平衡", "Volume account"), unit="m³"),
        Port("greatest", "raster", BilingualText("最大水深、流速与危险等级", "Greatest depth and hazard")),
        Port("layers", "nodes", BilingualText("进水房屋与中断道路", "Wet houses, cut roads"), required=False),
        Port("course", "chart", BilingualText("过程线", "Course over time")),
    )  # fmt: skip
    references: tuple[BilingualText, ...] = (
        BilingualText(
            "de Almeida 等,《Improving the stability of a simple formulation…》,2012(局部惯性)",
            "de Almeida and others, Improving the stability of a simple formulation of the shallow water "
            "equations for 2-D flood modeling, 2012",
        ),
        BilingualText(
            "Toro,《Riemann Solvers and Numerical Methods for Fluid Dynamics》,2009(HLLC)",
            "Toro, Riemann Solvers and Numerical Methods for Fluid Dynamics, 2009 (HLLC)",
        ),
        BilingualText(
            "Keifer 与 Chu,《Synthetic storm pattern for drainage design》,1957(芝加哥雨型)",
            "Keifer and Chu, Synthetic storm pattern for drainage design, 1957 (Chicago storm)",
        ),
        BilingualText(
            "Syme,《Flooding in urban areas》,2008(房屋的阻力)",
            "Syme, Flooding in urban areas: 2D modelling approaches for buildings and fences, 2008",
        ),
    )  # fmt: skip

    def run(self, inputs: AnalysisInputs, params: AnalysisParams, feedback: Feedback) -> AnalysisResult:
        """Let the water run: a first answer in wide cells, then the full run.

        Raises
        ------
        InvalidRequest
            If there is no ground, or a figure or a file does not fit.
        Cancelled
            If the person asked to stop.
        """
        if not isinstance(params, FloodParams):
            raise TypeError(f"{ID} runs with FloodParams, not {type(params).__name__}")
        feedback.progress(0.0, msg("Laying the city into cells"))
        setting = setting_of(inputs, params, feedback.check)
        asked = Asked(
            inputs,
            params,
            Provenance(ID, VERSION, params.model_dump(mode="json")),
            fingerprints({port.name: inputs.at(port) for port in self.inputs}),
        )
        feedback.check()
        feedback.progress(0.02)
        begun, first = 0.02, None
        cell = _first_cell(setting, params)
        if cell is not None:
            feedback.progress(0.02, msg("A first answer in cells of {cell:.0f} m", cell=cell))
            first = self._first(asked, cell, PartOf(feedback, 0.02, 0.1))
            feedback.preview(first)
            begun = 0.1
        feedback.progress(begun, msg("Letting the water run"))
        return run(asked, setting, PartOf(feedback, begun, 1.0), first=first)

    def _first(self, asked: Asked, cell: float, feedback: Feedback) -> AnalysisResult:
        """Return a quick answer in wide cells, which says that it is one."""
        wide = setting_of(asked.inputs, asked.params, feedback.check, cell=cell)
        said = msg(
            "A first answer in cells of {cell:.0f} m, which blur lanes and walls; the full run follows.",
            cell=cell,
        )
        result = run(asked, wide, feedback, said=(said,), interim=True)
        return replace(result, interim=True)


def _first_cell(setting: Setting, params: FloodParams) -> float | None:
    """Return the cell of a first answer, metres; None where the full run is quick enough itself."""
    grid = setting.domain.grid
    count = grid.rows * grid.cols
    if not params.preview or count < WORTH_IT * FIRST_CELLS or grid.cell != params.cell:
        return None
    return float(round(grid.cell * sqrt(count / FIRST_CELLS)))
