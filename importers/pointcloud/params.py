"""The answers that a point cloud needs."""

from typing import Literal

from pydantic import Field, field_validator

from importers.base import ImportParams


class PointCloudParams(ImportParams):
    """How to read a point cloud."""

    most_points: int = Field(
        5_000_000,
        ge=1,
        title="Most points",
        description="Of more, an even sample is kept, always the same one.",
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
