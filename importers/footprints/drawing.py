"""What is drawn in the model space of a DXF: geometries with layer, kind, words and thickness.

It does not know units or systems.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from scene.errors import UnreadableFile
from scene.feedback import Feedback
from scene.messages import msg

if TYPE_CHECKING:
    from ezdxf.document import Drawing

#: More than this cannot be drawn in one plan; blocks within blocks can make any number.
_MOST: Final = 3_000_000
_BETWEEN_LOOKS: Final = 500
_WORDS: Final = ("TEXT", "MTEXT", "ATTRIB")
_CURVES: Final = ("LINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE", "LWPOLYLINE", "POLYLINE", "HELIX")
_FILLED: Final = ("HATCH", "MPOLYGON")
#: Not geometry: nothing is lost without them.
_SILENT: Final = ("ATTDEF", "VIEWPORT", "SEQEND")


@dataclass(slots=True)
class Drawn:
    """n drawn things.

    Parameters
    ----------
    wkb : list of bytes
        With z where there is one, in units of the drawing.
    layer, kind, text : list of str
    thickness : list of float
        In units of the drawing, 0 for none.
    unknown : Counter
        How many there were of each kind that cannot be read here.
    met : set of str
        All layers on which anything is drawn, asked for or not.
    """

    wkb: list[bytes] = field(default_factory=list)
    layer: list[str] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    thickness: list[float] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    met: set[str] = field(default_factory=set)


def drawn_of(drawing: "Drawing", layer: str, flatness: float, feedback: Feedback) -> Drawn:
    """Return all that is drawn, blocks taken apart.

    Parameters
    ----------
    drawing : ezdxf.document.Drawing
    layer : str
        Only what lies on it; empty for all.
    flatness : float
        How far a line may leave the curve that it stands for, units of the drawing.
    feedback : Feedback
        Asked for cancel.

    Raises
    ------
    UnreadableFile
        If its blocks hold more than anybody draws.
    """
    import shapely
    from ezdxf.disassemble import recursive_decompose

    drawn = Drawn()
    for number, entity in enumerate(recursive_decompose(drawing.modelspace())):
        if number % _BETWEEN_LOOKS == 0:
            feedback.check()
        if number > _MOST:
            raise UnreadableFile(
                msg("The drawing holds more than {most} things.", most=_MOST),
                msg("Export the layers that are needed only."),
            )
        kind = entity.dxftype()
        drawn.met.add(entity.dxf.layer)
        if kind in _SILENT or (layer and entity.dxf.layer != layer):
            continue
        shape = _shape(entity, kind, flatness)
        if shape is None:
            drawn.unknown[kind] += 1
            continue
        drawn.wkb.append(shapely.to_wkb(shape))
        drawn.layer.append(entity.dxf.layer)
        drawn.kind.append(kind)
        drawn.text.append(_words(entity, kind))
        thick = entity.dxf.is_supported("thickness") and entity.dxf.get("thickness", 0.0)
        drawn.thickness.append(abs(float(thick or 0.0)))
    return drawn


def _words(entity: Any, kind: str) -> str:
    if kind not in _WORDS:
        return ""
    return str(entity.plain_text() if hasattr(entity, "plain_text") else entity.dxf.text).strip()


def _shape(entity: Any, kind: str, flatness: float) -> Any:
    """Return an entity as a geometry of shapely, None if it is none that is known here."""
    import shapely
    from ezdxf.path import from_hatch, make_path

    if kind in _WORDS:
        return shapely.Point(entity.dxf.insert)
    if kind == "POINT":
        return shapely.Point(entity.dxf.location)
    if kind in _FILLED:
        lines = [_vertices(path, flatness) for path in from_hatch(entity)]
        area = shapely.build_area(
            shapely.GeometryCollection([shapely.LinearRing(line) for line in lines if len(line) > 2])
        )
        return area if not area.is_empty else None
    if kind not in _CURVES or (kind == "POLYLINE" and not (entity.is_2d_polyline or entity.is_3d_polyline)):
        return None
    line = _vertices(make_path(entity), flatness)
    if len(line) < 2:
        return None
    closed = (
        bool(getattr(entity, "is_closed", False) or getattr(entity, "closed", False)) or line[0] == line[-1]
    )
    distinct = len(line) - (line[0] == line[-1])
    return shapely.Polygon(line) if closed and distinct > 2 else shapely.LineString(line)


def _vertices(path: Any, flatness: float) -> list[tuple[float, float, float]]:
    if not len(path):
        return []
    points = path.flattening(flatness) if path.has_curves else path.control_vertices()
    return [(point.x, point.y, point.z) for point in points]
