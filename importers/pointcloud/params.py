"""The answers that a point cloud needs."""

from typing import Literal

from pydantic import Field, field_validator, model_validator

from importers.base import ImportParams


class PointCloudParams(ImportParams):
    """How to read a point cloud."""

    most_points: int = Field(
        5_000_000,
        ge=1,
        title="Most points",
        description="Clouds of up to so many points are held whole and saved in the project.",
    )
    larger: Literal["stream", "sample"] = Field(
        "stream",
        title="Larger clouds",
        description="stream: what is near is read from the file while you look; "
        "sample: an even sample is kept, always the same one.",
    )
    classes: str = Field(
        "",
        title="Classes",
        description="Numbers of the ASPRS classes to keep, such as 2,6; empty: all.",
    )
    vertical_unit: Literal["auto", "metre", "foot", "us-foot"] = Field(
        "auto",
        title="Unit of heights",
        description="auto: what the coordinate system says, else the unit of its eastings.",
    )

    easting: float | None = Field(
        None,
        title="Easting",
        description="Where the file's own zero goes, if its coordinates are not those of a map.",
    )
    northing: float | None = Field(None, title="Northing", description="Goes with the easting.")
    height: float = Field(
        0.0,
        title="Height of its zero",
        description="Goes with the easting.",
        json_schema_extra={"unit": "m"},
    )
    up_axis: Literal["z", "y"] = Field(
        "z", title="Axis that points up", description="y for some scans of things."
    )

    @model_validator(mode="after")
    def _in_pairs(self) -> "PointCloudParams":
        if (self.easting is None) != (self.northing is None):
            raise ValueError("easting and northing go together")
        return self

    @field_validator("classes")
    @classmethod
    def _numbers(cls, text: str) -> str:
        wrong = [part for part in text.replace(",", " ").split() if not (part.isdigit() and int(part) < 256)]
        if wrong:
            raise ValueError(f"{wrong[0]} is not a class number from 0 to 255")
        return text

    def class_numbers(self) -> tuple[int, ...]:
        """Return the classes to keep; empty: all."""
        return tuple(int(part) for part in self.classes.replace(",", " ").split())
