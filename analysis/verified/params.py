"""Parameters of ``view.verified``: where the camera stands, what it looks at, through which lens, when."""

from pydantic import Field

from analysis.base import AnalysisParams
from analysis.common.fields import ProjectRules
from analysis.common.rules import rule_book

_BOOK = rule_book()


class VerifiedParams(AnalysisParams):
    """Parameters of ``view.verified``."""

    viewpoint: str = Field(
        "",
        title="Viewpoint",
        description="Where the camera stands; without one and without a position the first of the project.",
        json_schema_extra={"rows_of": "viewpoints"},
    )
    position: tuple[float, float] | None = Field(
        None,
        title="Surveyed position",
        description="Easting and northing of the camera in the project's system, in place of a viewpoint.",
        json_schema_extra={"places": "world"},
    )
    level: float | None = Field(
        None,
        title="Level of the lens",
        description="In the project's height datum; if not given, the ground and the eye height.",
        json_schema_extra={"unit": "m"},
    )
    eye_height: float = Field(
        _BOOK.number("eye_height"),
        ge=0.0,
        le=100.0,
        title="Eye height",
        description="Of the lens above the ground, where its level is not given.",
        json_schema_extra={"unit": "m"},
    )
    bearing: float | None = Field(
        None,
        ge=0.0,
        lt=360.0,
        title="Bearing",
        description="Clockwise from grid north; if not given, towards the proposals.",
        json_schema_extra={"unit": "°"},
    )
    pitch: float = Field(
        0.0,
        ge=-80.0,
        le=80.0,
        title="Pitch",
        description="Above the horizon; 0 keeps walls upright.",
        json_schema_extra={"unit": "°"},
    )
    field_of_view: float = Field(
        39.6,
        gt=1.0,
        lt=140.0,
        title="Horizontal field of view",
        description="39.6° is a 50 mm lens on a frame 36 mm wide.",
        json_schema_extra={"unit": "°"},
    )
    focal_length: float | None = Field(
        None,
        gt=0.0,
        le=2000.0,
        title="Focal length",
        description="In place of the field of view, with the width of the sensor.",
        json_schema_extra={"unit": "mm"},
    )
    sensor_width: float = Field(
        36.0,
        gt=0.0,
        le=200.0,
        title="Width of the sensor",
        description="Of the frame that the lens throws on.",
        json_schema_extra={"unit": "mm"},
    )
    distortion: tuple[float, float] = Field(
        (0.0, 0.0),
        title="Lens distortion",
        description="Radial coefficients k1 and k2 of the photograph (Brown); 0 for none.",
    )
    width: int = Field(
        1500,
        ge=64,
        le=7680,
        title="Width of the picture",
        description="Pixels; a photograph brings its own.",
        json_schema_extra={"unit": "px"},
    )
    height: int = Field(
        1000,
        ge=64,
        le=4320,
        title="Height of the picture",
        description="Pixels; a photograph brings its own.",
        json_schema_extra={"unit": "px"},
    )
    moment: str = Field(
        "2026-04-15T09:00+08:00",
        title="Date and time",
        description="With its time zone; the sun stands as it does then.",
    )
    position_accuracy: float = Field(
        0.05,
        ge=0.0,
        le=100.0,
        title="Accuracy of the position",
        description="95 %, as the survey states it.",
        json_schema_extra={"unit": "m"},
    )
    photograph: str = Field(
        "",
        title="Photograph",
        description="A file; it is laid under the wire line by the control points.",
        json_schema_extra={"file": True},
    )
    control_points: tuple[tuple[float, float, float, float, float], ...] = Field(
        (),
        title="Control points",
        description="Easting, northing, height, and column and row in the photograph, four or more.",
    )
    solve_position: bool = Field(
        False,
        title="Solve the position too",
        description="Only where the camera was not surveyed; needs six control points.",
    )
    proposals: tuple[str, ...] = Field(
        (),
        title="Proposals",
        description="Which are shown; empty for all.",
        json_schema_extra={"rows_of": "proposals"},
    )
    rules: ProjectRules
