"""The dome of the sky: one sphere about the eye, drawn with the sky program."""

from typing import Any, Final

import numpy as np
from vtkmodules.vtkCommonDataModel import vtkDataObject
from vtkmodules.vtkFiltersSources import vtkSphereSource
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from app.viewport.vtk_data import put_array, put_colours

RADIUS: Final = 12_000.0


def dome(program: Any, prop: Any) -> Any:
    """Return the actor of the dome; its position follows the eye."""
    sphere = vtkSphereSource()
    sphere.SetRadius(RADIUS)
    sphere.SetThetaResolution(48)
    sphere.SetPhiResolution(48)
    sphere.Update()
    data = sphere.GetOutput()
    n = data.GetNumberOfPoints()
    put_colours(data, np.full((n, 3), 255, np.uint8))
    put_array(data, "surface", np.zeros((n, 4), np.float32))
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(data)
    mapper.SetVBOShiftScaleMethod(0)
    mapper.MapDataArrayToVertexAttribute("surfaceMC", "surface", vtkDataObject.FIELD_ASSOCIATION_POINTS, -1)
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.SetProperty(prop)
    actor.SetShaderProperty(program)
    actor.PickableOff()
    return actor
