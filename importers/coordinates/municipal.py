"""Municipal grids by four or seven parameters, written as one text that names the base system as well.

Examples::

    EPSG:4549 + 4p: dx=400000, dy=3500000, rotation=0.31deg, scale=1.00002
    EPSG:2437 + 7p: dx=-12.6, dy=-113.4, dz=-41.4, rx=0.8", ry=-1.2", rz=2.1", scale=3.5ppm

Four parameters lead from the municipal grid into the base, with r counter-clockwise::

    E = dx + scale * (x cos r - y sin r)        N = dy + scale * (x sin r + y cos r)

Seven lead from the geocentric coordinates of the base's datum to those of WGS 84 and CGCS2000, as a
position vector (Bursa-Wolf): metres, arc seconds, parts per million.

Both become a coordinate system like any other, which PROJ, GDAL and QGIS understand. It knows no files.
"""

import math
import re
from typing import TYPE_CHECKING, Final

from scene.errors import InvalidRequest
from scene.messages import msg

if TYPE_CHECKING:
    from pyproj import CRS

_FOUR: Final = ("dx", "dy", "rotation", "scale")
_SEVEN: Final = ("dx", "dy", "dz", "rx", "ry", "rz", "scale")
_TEXT: Final = re.compile(
    r"^(?P<base>.+?)\s*\+\s*(?P<kind>[47])p\s*:(?P<values>[^:]*)$", re.DOTALL | re.IGNORECASE
)
_VALUE: Final = re.compile(
    r"^(?:(?P<name>[a-z]+)\s*=)?\s*(?P<number>[-+]?\d*\.?\d+(?:e[-+]?\d+)?)\s*(?P<unit>[a-z°\"″]*)$",
    re.IGNORECASE,
)
#: Radians in one unit of rotation; a bare figure is arc seconds.
_ANGLES: Final = {"": math.pi / 648000.0, '"': math.pi / 648000.0, "″": math.pi / 648000.0,
                  "deg": math.pi / 180.0, "°": math.pi / 180.0, "rad": 1.0}  # fmt: skip
#: The formula of seven parameters is written for small rotations, arc seconds.
_MOST_SECONDS: Final = 20.0
_HINT: Final = msg(
    "Write EPSG:4549 + 4p: dx=400000, dy=3500000, rotation=0.31deg, scale=1.00002, "
    "or EPSG:2437 + 7p: dx=…, dy=…, dz=…, rx=…, ry=…, rz=…, scale=3.5ppm."
)


def is_municipal(text: str) -> bool:
    """Return whether a text names a base system with parameters."""
    return _TEXT.match(text.strip()) is not None


def parts_of(text: str) -> tuple[str, dict[str, float]]:
    """Return the text of the base system, and the parameters in metres, radians and factors.

    Raises
    ------
    InvalidRequest
        If a parameter is missing, unknown, or no number.
    """
    found = _TEXT.match(text.strip())
    if found is None:
        raise InvalidRequest(msg("“{text}” names no municipal grid.", text=text), _HINT)
    names = _FOUR if found["kind"] == "4" else _SEVEN
    given = [part.strip() for part in found["values"].replace("，", ",").split(",")]
    if len(given) != len(names):
        raise InvalidRequest(
            msg("A grid by {wanted} parameters needs {wanted} figures; {found} are given.",
                wanted=len(names), found=len(given)), _HINT,
        )  # fmt: skip
    values: dict[str, float] = {}
    for place, part in zip(names, given, strict=True):
        parsed = _VALUE.match(part)
        name = (parsed["name"] or place).lower() if parsed else ""
        if parsed is None or name not in names or name in values:
            raise InvalidRequest(msg("“{part}” is no parameter of a municipal grid.", part=part), _HINT)
        values[name] = _in_base_units(name, float(parsed["number"]), parsed["unit"].lower(), part)
    return found["base"].strip(), values


def _in_base_units(name: str, number: float, unit: str, part: str) -> float:
    if name in ("rotation", "rx", "ry", "rz") and unit in _ANGLES:
        return number * _ANGLES[unit]
    if name == "scale" and unit == "ppm":
        return 1.0 + number * 1e-6
    if name == "scale" and unit == "" and 0.9 < number < 1.1:
        return number
    if name in ("dx", "dy", "dz") and unit in ("", "m"):
        return number
    raise InvalidRequest(
        msg("“{part}” is no parameter of a municipal grid.", part=part),
        msg(
            "Shifts are in metres, rotations in seconds, deg or rad, the scale is a factor near 1 or in ppm."
        ),
    )


def municipal_crs(base: "CRS", values: dict[str, float]) -> "CRS":
    """Return the municipal grid as a coordinate system.

    Parameters
    ----------
    base : CRS
        Projected, in metres.
    values : dict
        As :func:`parts_of` returns them: four or seven.

    Raises
    ------
    InvalidRequest
        If the base is not projected in metres, or the rotation is too large for seven parameters.
    """
    metres = base.is_projected and all(axis.unit_conversion_factor == 1.0 for axis in base.axis_info[:2])
    if not metres or base.is_bound:
        raise InvalidRequest(
            msg(
                "A municipal grid needs a projected base system in metres, which “{name}” is not.",
                name=base.name,
            ),
            _HINT,
        )
    return _similar(base, values) if "rotation" in values else _helmert(base, values)


def _similar(base: "CRS", values: dict[str, float]) -> "CRS":
    """Return a system derived from the base by the inverse of the four parameters."""
    from pyproj import CRS

    cos = math.cos(values["rotation"]) / values["scale"]
    sin = math.sin(values["rotation"]) / values["scale"]
    east = (-(cos * values["dx"] + sin * values["dy"]), cos, sin)
    north = (sin * values["dx"] - cos * values["dy"], -sin, cos)
    if base.axis_info[0].direction.lower() == "north":  # the formula is fed in the base's own order of axes
        east, north = ((row[0], row[2], row[1]) for row in (east, north))
    body = base.to_wkt("WKT2_2019").replace("PROJCRS[", "BASEPROJCRS[", 1)
    body = body[: body.index("CS[Cartesian")].rstrip().rstrip(",") + "]"
    metre, factor = 'LENGTHUNIT["metre",1]', 'SCALEUNIT["coefficient",1]'
    figures = [
        f'PARAMETER["{name}",{value!r},{factor if k % 3 else metre},ID["EPSG",{code}]]'
        for k, (name, value, code) in enumerate(
            zip(
                ("A0", "A1", "A2", "B0", "B1", "B2"),
                (*east, *north),
                (8623, 8624, 8625, 8639, 8640, 8641),
                strict=True,
            )
        )
    ]
    axes = (f'AXIS["easting (X)",east,ORDER[1],{metre}]', f'AXIS["northing (Y)",north,ORDER[2],{metre}]')
    return CRS.from_wkt(
        f'DERIVEDPROJCRS["{_called(base)}",{body},'
        f'DERIVINGCONVERSION["four parameters",METHOD["Affine parametric transformation",ID["EPSG",9624]],'
        f"{','.join(figures)}],CS[Cartesian,2],{','.join(axes)}]"
    )


def _helmert(base: "CRS", values: dict[str, float]) -> "CRS":
    """Return the base bound to CGCS2000 by seven parameters."""
    from pyproj import CRS
    from pyproj.crs import BoundCRS
    from pyproj.crs.coordinate_operation import ToWGS84Transformation

    seconds = [math.degrees(values[name]) * 3600.0 for name in ("rx", "ry", "rz")]
    if max(map(abs, seconds)) > _MOST_SECONDS:
        raise InvalidRequest(
            msg("Seven parameters hold for rotations up to {most:.0f} seconds.", most=_MOST_SECONDS), _HINT
        )
    rotations = dict(zip(("x_axis_rotation", "y_axis_rotation", "z_axis_rotation"), seconds, strict=True))
    shift = ToWGS84Transformation(
        source_crs=base.geodetic_crs,
        x_axis_translation=values["dx"],
        y_axis_translation=values["dy"],
        z_axis_translation=values["dz"],
        scale_difference=(values["scale"] - 1.0) * 1e6,
        **rotations,
    )
    bound = BoundCRS(base, CRS.from_epsg(4490), shift)
    return CRS.from_wkt(bound.to_wkt())  # a plain one: pyproj cannot flatten its own subclass


def _called(base: "CRS") -> str:
    return f"{base.name}, municipal grid".replace('"', "'")
