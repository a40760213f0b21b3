"""What actors wear: shader programs and properties, shared by all that look alike, with their light.

One wardrobe a stage. It makes actors and does not know where they stand or when they are shown.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonDataModel import vtkDataObject
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper
from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLShaderProperty as vtkShaderProperty

from app.viewport.pieces import Level, Piece, Shading
from app.viewport.section import Section, Shape
from app.viewport.shading import (
    BODY,
    DEFINES,
    Value,
    carries_normals,
    fit,
    image_data,
    packed_texture,
    set_uniforms,
)

IDENTITY: Final = np.eye(4)
LIT: Final = tuple(BODY)
#: Uniforms of the vertex programs; all others are the fragments'.
OF_VERTICES: Final = ("eye", "place", "seen")


class Wardrobe:
    """Programs, properties, and the maps and values that all of them share.

    Parameters
    ----------
    depth_only : bool
        For shadow maps: shapes without colours.
    """

    def __init__(self, *, depth_only: bool = False) -> None:
        self._depth_only = depth_only
        self._programs: dict[str, Any] = {}
        self._own: list[Any] = []
        self._properties: dict[tuple[float, float, bool, int], tuple[Any, Any]] = {}
        self._textures: dict[str, Any] = {}
        #: All uniforms as they are now.
        self.values: dict[str, Value] = {}
        blank = image_data(np.full((1, 1, 3), 255, np.uint8))
        for name in ("shadowNear", "shadowFar", "skyHeights", "mirrorMap", "floodMask"):
            self._textures[name] = packed_texture(blank, smooth=name in ("skyHeights", "mirrorMap"))
        self.uniforms(
            eye=np.zeros(3), camPos=np.zeros(3), place=IDENTITY, seen=IDENTITY, raw=0.0, lowest=-1e9,
            ground=0.0, jitter=0.0, tide=0.0, sunNear=IDENTITY, sunFar=IDENTITY, sunDepth=np.ones(2),
            texel=np.array([0.2, 0.9]), taps=0, skyBox=np.array([0.0, 0.0, 1.0, 1.0]),
            skyRange=np.array([0.0, 1.0]), shade=0.0, mirror=IDENTITY, mirrored=0.0, mirrorLevel=0.0,
            floodBox=np.zeros(4), cutting=0, cutFrame=IDENTITY,
        )  # fmt: skip

    def uniforms(self, **values: Value) -> None:
        """Set uniforms of every program."""
        self.values.update(values)
        for program in (*self._programs.values(), *self._own):
            self._apply(program, values)

    def cut_open(self, section: Section | None) -> None:
        """Take away what a section takes away, and show bodies from within."""
        if section is None:
            self.uniforms(cutting=0)
        else:
            self.uniforms(cutting=1 if section.shape is Shape.PLANE else 2, cutFrame=section.frame)
        for (_, _, one_sided, _), (held, _) in self._properties.items():
            held.SetBackfaceCulling(one_sided and section is None)

    def set_texture(self, name: str, texture: Any) -> None:
        """Exchange one of the baked maps."""
        self._textures[name] = texture
        for held, _ in self._properties.values():
            held.RemoveTexture(name)
            held.SetTexture(name, texture)

    def actor(self, piece: Piece, level: Level) -> Any:
        """Return an actor for a level; while it lasts, so does the level's data."""
        mapper = vtkPolyDataMapper()
        mapper.SetInputData(level.data())
        mapper.SetVBOShiftScaleMethod(0)
        mapper.SetColorModeToDirectScalars()
        mapper.StaticOn()
        actor = vtkActor()
        actor.SetMapper(mapper)
        self.wear(actor, piece, level)
        if self._depth_only and piece.shading is not Shading.FOLIAGE:
            mapper.ScalarVisibilityOff()
            actor.GetProperty().LightingOff()
        elif piece.shading in LIT:
            points = vtkDataObject.FIELD_ASSOCIATION_POINTS
            mapper.MapDataArrayToVertexAttribute("surfaceMC", "surface", points, -1)
            if carries_normals(piece.shading):
                mapper.MapDataArrayToVertexAttribute("facingMC", "facing", points, -1)
            actor.SetShaderProperty(self._program_of(piece))
        else:
            actor.GetProperty().LightingOff()
        if piece.place is not None:
            matrix = vtkMatrix4x4()
            matrix.DeepCopy(piece.place.ravel().tolist())
            actor.SetUserMatrix(matrix)
        return actor

    def wear(self, actor: Any, piece: Piece, level: Level) -> None:
        """Give an actor the property of its piece."""
        actor.SetProperty(self._property_of(piece, level))
        # Else VTK would look for a translucent one through the colours of all points, in every frame.
        actor.SetForceOpaque(piece.opacity >= 1.0)

    def _program_of(self, piece: Piece) -> Any:
        if piece.place is None:
            return self.program(piece.shading)
        own = vtkShaderProperty()
        fit(own, BODY[piece.shading], DEFINES.get(piece.shading, ""))
        self._own.append(own)
        self._apply(own, {**self.values, "place": piece.place})
        return own

    def program(self, shading: str) -> Any:
        """Return the program of a way of shading, made on first need."""
        if shading not in self._programs:
            program = vtkShaderProperty()
            depth = "#define DEPTH\n" if self._depth_only else ""
            fit(program, BODY.get(shading, shading), depth + DEFINES.get(shading, ""))
            self._programs[shading] = program
            self._apply(program, self.values)
        return self._programs[shading]

    def _apply(self, program: Any, values: dict[str, Value]) -> None:
        vertex = {name: values[name] for name in OF_VERTICES if name in values}
        if program is self._programs.get("sky") and "eye" in vertex:
            vertex["eye"] = np.zeros(3)  # the dome travels with the eye
        fragment = {name: value for name, value in values.items() if name not in OF_VERTICES}
        set_uniforms(program.GetVertexCustomUniforms(), vertex)
        set_uniforms(program.GetFragmentCustomUniforms(), fragment)

    def _property_of(self, piece: Piece, level: Level) -> Any:
        # Patterns on the far side of a translucent body would cross those on the near side. A shadow is
        # thrown by both sides.
        one_sided = piece.shading is Shading.PROPOSAL or (level.closed and not self._depth_only)
        return self.appearance(
            piece.opacity,
            piece.width,
            one_sided=one_sided,
            picture=piece.texture,
            smooth=piece.shading is not Shading.LAID,  # a class between two classes is none
            smaller=piece.shading is Shading.DRAPED,
        )

    def appearance(
        self,
        opacity: float,
        width: float,
        *,
        one_sided: bool = False,
        picture: NDArray[np.uint8] | None = None,
        smooth: bool = True,
        smaller: bool = False,
    ) -> Any:
        """Return a property: shared by all that look alike, its own if it has a picture."""
        from vtkmodules.vtkRenderingCore import vtkProperty

        key = (opacity, width, one_sided, 0 if picture is None else id(picture))
        if key in self._properties:
            return self._properties[key][0]
        held = vtkProperty()
        held.SetOpacity(opacity)
        held.SetLineWidth(width)
        held.SetPointSize(width)
        held.SetBackfaceCulling(one_sided and not self.values["cutting"])
        for name, texture in self._textures.items():
            held.SetTexture(name, texture)
        if picture is not None:
            # Of a picture on the ground, far off, many pixels are one on the screen: `smaller`.
            image = image_data(picture[::-1])
            held.SetTexture("picture", packed_texture(image, smooth=smooth, smaller=smaller))
        # The picture is kept beside its property: its id is the key, and must not be given away.
        self._properties[key] = (held, picture)
        return held
