"""DXF drawings: closed curves and hatches as areas, the rest as lines and places, layers as a column.

A drawing knows no coordinate system: the person gives it. Thickness is a height, elevation a column of its
own. Blocks are taken apart. It does not know what a layer's name means.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from importers.base import ImportIssue, ImportParams
from importers.common.boundary import broken, reading
from importers.coordinates.crs import resolve
from importers.coordinates.plausibility import contradiction
from importers.footprints.drawing import Drawn, drawn_of
from importers.footprints.importer import VectorImporter
from importers.footprints.params import FootprintParams
from importers.footprints.shapes import of_wkb
from importers.footprints.table import Table
from scene.errors import AnswerNeeded, InvalidRequest, UnreadableFile
from scene.feedback import Feedback
from scene.messages import msg

if TYPE_CHECKING:
    from ezdxf.document import Drawing

_BINARY: Final = b"AutoCAD Binary DXF"
#: Curves become lines that leave them by no more than this, metres.
_FLATNESS: Final = 0.01

Unit = Literal["auto", "m", "km", "cm", "mm", "ft", "in"]
_METRES: Final[dict[str, float]] = {
    "m": 1.0, "km": 1000.0, "cm": 0.01, "mm": 0.001, "ft": 0.3048, "in": 0.0254,
}  # fmt: skip
#: Values of $INSUNITS; 0 says nothing.
_UNITS: Final[dict[int, Unit]] = {1: "in", 2: "ft", 4: "mm", 5: "cm", 6: "m", 7: "km"}


class DxfParams(FootprintParams):
    """How to read a drawing."""

    unit: Unit = Field(
        "auto", title="Unit of the drawing", description="auto: as $INSUNITS says, metres if it says nothing."
    )


class DxfImporter(VectorImporter):
    """Buildings, outlines or zones from DXF."""

    id: ClassVar[str] = "footprints.dxf"
    format_name: ClassVar[str] = "DXF"
    areas_are_buildings: ClassVar[bool] = False
    params_type: type[ImportParams] = DxfParams

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as a drawing, in text or in bytes."""
        if head.startswith(_BINARY):
            return True
        words = head.lstrip(b"\xef\xbb\xbf").split(None, 4)[:2]
        named = path.suffix.lower() == ".dxf" and words[:1] == [b"999"]
        return words == [b"0", b"SECTION"] or named

    def table(
        self,
        path: Path,
        params: FootprintParams,
        feedback: Feedback,
        issues: list[ImportIssue],
        most: int | None = None,
    ) -> Table:
        """Return what is drawn in model space, on one layer if one is asked for."""
        assert isinstance(params, DxfParams)
        with reading(path, self.format_name):
            drawing = _opened(path)
        feedback.progress(0.5)
        stated = _UNITS.get(drawing.units, "auto")
        unit = params.unit if params.unit != "auto" else stated
        factor = _METRES.get(unit, 1.0)
        with reading(path, self.format_name, issues):
            drawn = drawn_of(drawing, params.layer, _FLATNESS / factor, feedback)
        feedback.progress(1.0)
        if params.layer and not drawn.wkb:
            raise InvalidRequest(
                msg("{file} has no layer “{layer}”.", file=path.name, layer=params.layer),
                msg("It has: {layers}.", layers=", ".join(sorted(drawn.met))),
            )
        if not drawn.wkb:
            raise UnreadableFile(
                msg("{file} holds no feature.", file=path.name),
                msg("Check that the right layer was exported, with its rows."),
            )
        if params.unit == "auto":
            _tell_of_unit(path, params, drawn, stated, factor, issues)
        if drawn.unknown:
            issues.append(ImportIssue("dropped", _unread(drawn)))
        shapes = of_wkb(drawn.wkb).scaled(factor)
        return Table(params.layer, "", shapes, _columns(drawn, shapes.highest, factor), len(drawn.wkb))

    def pieces(self, table: Table, params: FootprintParams) -> tuple[Table, ...]:
        """Return areas with a height, and all else apart, unless the person says what to read it as."""
        heights = table.columns.get("height")
        answered = params.as_ != "auto" or params.height_field or params.floors_field or params.default_height
        if answered or heights is None:
            return (table,)
        standing = (heights > 0.0) & np.isfinite(table.shapes.areas())
        if standing.all() or not standing.any():
            return (table,)
        plain = {name: values for name, values in table.columns.items() if name != "height"}
        rows, others = np.flatnonzero(standing), np.flatnonzero(~standing)
        return (_part(table, table.columns, rows), _part(table, plain, others))


def _part(table: Table, columns: dict[str, Any], rows: NDArray[np.int64]) -> Table:
    held = {name: values[rows] for name, values in columns.items()}
    return replace(table, shapes=table.shapes.chosen(rows), columns=held, declared=len(rows))


def _opened(path: Path) -> "Drawing":
    from ezdxf.filemanagement import readfile

    with path.open("rb") as file:
        head = file.read(len(_BINARY))
        file.seek(max(0, path.stat().st_size - 64))
        end = file.read()
    if head != _BINARY and not end.rstrip(b"\0\x1a \t\r\n").endswith(b"EOF"):
        raise broken(path, "is cut off: its end is missing")
    return readfile(path)


def _columns(drawn: Drawn, highest: Any, factor: float) -> dict[str, Any]:
    thickness = np.array(drawn.thickness) * factor
    elevation = np.nan_to_num(highest.astype(np.float64)) * factor
    columns: dict[str, Any] = {
        "layer": np.array(drawn.layer, dtype=np.str_),
        "kind": np.array(drawn.kind, dtype=np.str_),
        "label": np.array(drawn.text, dtype=np.str_),
        "elevation": elevation,
    }
    if (thickness > 0.0).any():
        columns["height"] = np.where(thickness > 0.0, thickness, np.nan)
    return columns


def _unread(drawn: Drawn) -> Any:
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(drawn.unknown.items()))
    return msg("Drawn things that are neither lines, areas nor words were left out: {kinds}.", kinds=kinds)


def _tell_of_unit(
    path: Path, params: DxfParams, drawn: Drawn, stated: str, factor: float, issues: list[ImportIssue]
) -> None:
    """Say which unit was taken; ask if the coordinates only make sense in another.

    Raises
    ------
    AnswerNeeded
        If the stated unit contradicts the system, and metres do not.
    """
    if stated == "auto":
        issues.append(ImportIssue("note", msg("{file} names no unit; metres were taken.", file=path.name)))
        return
    if factor == 1.0:
        return
    said = msg("The unit of {file} is {unit} by its $INSUNITS.", file=path.name, unit=stated)
    issues.append(ImportIssue("note", said))
    if not params.crs:
        return
    some = of_wkb(drawn.wkb[:2000]).sample(200)
    crs = resolve(params.crs)
    if contradiction(crs, some * factor) is not None and contradiction(crs, some) is None:
        raise AnswerNeeded(
            msg("{file} says its unit is {unit}, but its coordinates look like metres.",
                file=path.name, unit=stated),
            "unit",
            msg("Give the unit of the drawing."),
        )  # fmt: skip
