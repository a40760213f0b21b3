"""The kinds of geometry a node can hold. All are frozen, all in local float32 metres.

They hold and check arrays; they do not know how they are drawn, read or computed with.
"""

from typing import TypeAlias

from scene.payloads.buildings import Buildings
from scene.payloads.instances import Instances
from scene.payloads.lines import Polylines
from scene.payloads.mesh import TriangleMesh
from scene.payloads.picture import GroundPicture
from scene.payloads.pin import Pin
from scene.payloads.points import PointCloud
from scene.payloads.raster import Raster
from scene.payloads.streamed import StreamedPoints

Payload: TypeAlias = (
    Buildings
    | TriangleMesh
    | Raster
    | GroundPicture
    | PointCloud
    | StreamedPoints
    | Polylines
    | Instances
    | Pin
)

__all__ = [
    "Buildings",
    "GroundPicture",
    "Instances",
    "Payload",
    "Pin",
    "PointCloud",
    "Polylines",
    "Raster",
    "StreamedPoints",
    "TriangleMesh",
]
