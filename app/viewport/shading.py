"""The one fragment program: reads the shader sources and fits them into VTK's template.

Invariants, each found by a failure:

1. VTK declares custom uniforms itself; a second declaration does not compile.
2. ``SetUniformMatrix`` does not transpose: transpose first.
3. A one-component float ``vtkTexture`` arrives in 256 steps: pack depths into RGB bytes.
4. A named texture multiplies the colour at ``//VTK::TCoord::Impl``: replace that token altogether.
5. World coordinates as varyings lose millimetres: hand over the place relative to the eye.

It does not know pieces, cameras or windows.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Shading

SOURCES: Final = Path(__file__).resolve().parents[2] / "assets" / "shaders"

#: Fragment programs by shading; ``PLAIN`` and ``TEXT`` keep VTK's own.
BODY: Final[dict[str, str]] = {
    Shading.SOLID: "solid",
    Shading.SMOOTH: "solid",
    Shading.PICTURE: "solid",
    Shading.DRAPED: "solid",
    Shading.PAPER: "solid",
    Shading.FOLIAGE: "foliage",
    Shading.WATER: "water",
    Shading.FLOOD: "flood",
    Shading.FLOOD_MAP: "floodmap",
    Shading.ARROW: "arrow",
    Shading.PROPOSAL: "proposal",
    Shading.LAID: "laid",
    Shading.PAINTED: "painted",
    Shading.CEILING: "ceiling",
    Shading.LINE: "line",
    Shading.THROUGH: "line",
}
DEFINES: Final[dict[str, str]] = {
    Shading.SMOOTH: "#define SMOOTH\n",
    Shading.FOLIAGE: "#define SMOOTH\n",
    Shading.PROPOSAL: "#define SMOOTH\n",
    Shading.PICTURE: "#define PICTURE\n",
    Shading.DRAPED: "#define SMOOTH\n#define DRAPED\n#define NEARER 0.9993\n",
    Shading.LAID: "#define SMOOTH\n#define NEARER 0.9991\n",
    Shading.PAINTED: "#define NEARER 0.9985\n",
    # Where nothing may be built it lies on the ground, and should not flicker with it.
    Shading.CEILING: "#define SMOOTH\n#define NEARER 0.9990\n",
    Shading.LINE: "#define NEARER 0.9995\n",
    # A film on the ground, and a lake that is drawn as the lake it was beside it.
    Shading.FLOOD: "#define NEARER 0.9996\n",
    Shading.FLOOD_MAP: "#define NEARER 0.9992\n",
    Shading.ARROW: "#define NEARER 0.9975\n",
    Shading.THROUGH: "#define THROUGH\n",
    Shading.PAPER: "#define SMOOTH\n#define PAPER\n",
    "sky": "#define SKY\n",
}

#: Functions of every fragment program, and those that few need.
SHARED: Final = ("common", "light", "materials", "leaves")
ALSO: Final = {"water": ("waters",), "flood": ("waters",)}

#: What no section cuts: the sky, and lines, whose fragments do not know where they are.
UNCUT: Final = ("sky", "line")

Value: TypeAlias = float | int | NDArray[np.float64]


@cache
def source(name: str) -> str:
    """Return the text of one shader source."""
    return (SOURCES / f"{name}.glsl").read_text(encoding="utf-8")


def carries_normals(shading: Shading) -> bool:
    """Return whether a piece of that shading brings normals."""
    return "SMOOTH" in DEFINES.get(shading, "")


def fit(shader_property: Any, body: str, defines: str = "") -> None:
    """Put one of the fragment programs into an actor's shader property."""
    smooth = "SMOOTH" in defines
    attributes = "in vec4 surfaceMC;\n" + ("in vec3 facingMC;\n" if smooth else "")
    passed = "vec3 relativeVS;\n{q} vec4 surfaceVS;\n" + ("{q} vec3 facingVS;\n" if smooth else "")
    replace = shader_property.AddVertexShaderReplacement
    declared = "//VTK::ValuePass::Dec"
    replace(
        declared, True, defines + attributes + "out " + passed.replace("{q}", "out") + declared + "\n", False
    )
    done = "//VTK::ValuePass::Impl"
    replace(done, True, source("vertex") + done + "\n", False)
    replace = shader_property.AddFragmentShaderReplacement
    functions = "\n".join(source(name) for name in (*SHARED, *ALSO.get(body, ())))
    head = defines + "in " + passed.replace("{q}", "in") + functions
    replace("//VTK::TCoord::Dec", True, "//VTK::TCoord::Dec\n" + head, False)
    cut = "" if body in UNCUT else "if (isCut(relativeVS + camPos)) discard;\n"
    replace("//VTK::TCoord::Impl", True, cut + source(body), False)


def set_uniforms(uniforms: Any, values: Mapping[str, Value]) -> None:
    """Set custom uniforms: float, int, vectors of 2 to 4, matrices of 4 x 4 (row-major as in numpy)."""
    from vtkmodules.vtkCommonMath import vtkMatrix4x4

    for name, value in values.items():
        if isinstance(value, int):
            uniforms.SetUniformi(name, value)
        elif isinstance(value, float):
            uniforms.SetUniformf(name, value)
        elif value.shape == (4, 4):
            matrix = vtkMatrix4x4()
            matrix.DeepCopy(value.T.ravel().tolist())
            uniforms.SetUniformMatrix(name, matrix)
        else:
            setter = getattr(uniforms, f"SetUniform{len(value)}f")
            setter(name, [float(x) for x in value])


def image_data(image: NDArray[np.uint8]) -> Any:
    """Return a ``vtkImageData`` of bytes, shape (rows, cols, 3 or 4), first row at the bottom."""
    from vtkmodules.util.numpy_support import numpy_to_vtk
    from vtkmodules.vtkCommonDataModel import vtkImageData

    rows, cols, bands = image.shape
    held = vtkImageData()
    held.SetDimensions(cols, rows, 1)
    held.GetPointData().SetScalars(numpy_to_vtk(np.ascontiguousarray(image).reshape(-1, bands), deep=True))
    return held


def packed_texture(image: Any, *, smooth: bool = False, smaller: bool = False) -> Any:
    """Return a ``vtkTexture`` of what :func:`image_data` gave: several windows' textures may share it."""
    from vtkmodules.vtkRenderingCore import vtkTexture

    texture = vtkTexture()
    texture.SetInputData(image)
    texture.SetColorModeToDirectScalars()
    texture.RepeatOff()
    texture.EdgeClampOn()
    texture.SetMipmap(smaller)
    if smooth:
        texture.InterpolateOn()
    else:
        texture.InterpolateOff()
    return texture
