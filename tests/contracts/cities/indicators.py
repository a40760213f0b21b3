"""A plot with houses and a tower on it, in a zone with a cap."""

from scene.graph import Snapshot
from tests.analysis.indicators.test_indicators import project

ID = "scheme.indicators"
#: As the plot lies in the frame, so that the analysis runs without a layer of plots too.
PARAMETERS = {
    "outline": [
        [446_000.0, 3_586_000.0],
        [446_050.0, 3_586_000.0],
        [446_050.0, 3_586_040.0],
        [446_000.0, 3_586_040.0],
    ],
    "plot_ratio_limit": 1.2,
    "density_limit": 35.0,
    "green_limit": 30.0,
}


def city() -> Snapshot:
    return project().snapshot()
