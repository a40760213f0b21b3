"""Draw point clouds, coloured by what was measured.

Small ones are drawn whole. Of a large one the stages draw the blocks that a view needs; until it is prepared
it is drawn whole, or its sample if it is streamed.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.clouds import reader_of
from app.viewport.block_loader import DrawnPoints
from app.viewport.pieces import Piece, Shading, bounds_of, single
from app.viewport.point_stream import PointStream
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.visuals.meshes import placed
from app.viewport.visuals.ramps import ASPRS, CLASSES, ramped, span_of
from app.viewport.vtk_data import cells_of, put_colours, vtk_points
from scene.node import Node, Style
from scene.payloads.points import PointCloud
from scene.payloads.streamed import PointBlocks, PointReader, StreamedPoints

#: Points in a piece.
CHUNK: Final = 500_000
#: The point size of a style that asks for nothing.
USUAL_SIZE: Final = Style().point_size


class PointCloudVisual:
    """A point cloud, drawn."""

    def __init__(self, node: Node, look: Look) -> None:
        self.node = node
        payload = node.payload
        assert isinstance(payload, PointCloud | StreamedPoints)
        sample = payload.sample if isinstance(payload, StreamedPoints) else payload
        reader = reader_of(payload)
        if reader is None:
            self.pieces = whole_pieces(node, sample)
        else:
            self.pieces = [streamed_piece(node, sample, reader)]

    def restyle(self, node: Node) -> bool:
        """Take another opacity; anything else asks for new pieces."""
        style, before = node.style, self.node.style
        dressed = (style.colour, style.colour_by, style.point_size, style.hidden_classes) == (
            before.colour, before.colour_by, before.point_size, before.hidden_classes,
        )  # fmt: skip
        if not dressed or not same_but_dress(self.node, node):
            return False
        self.node = node
        return True


@dataclass(frozen=True, slots=True)
class PointDress:
    """How the points of a layer are coloured, the same in every block.

    Parameters
    ----------
    style : Style
    heights, intensities : tuple of float
        Values at both ends of the ramp.
    """

    style: Style
    heights: tuple[float, float]
    intensities: tuple[float, float]

    @classmethod
    def of(cls, cloud: PointCloud, style: Style) -> "PointDress":
        """Return the dress of a cloud, from its points or a sample of them."""
        return cls(
            style,
            span_of(cloud.positions[:, 2]),
            (0.0, 1.0) if cloud.intensity is None else span_of(cloud.intensity),
        )

    def colours(self, cloud: PointCloud) -> NDArray[np.uint8]:
        """Return sRGB of each point: ``class``, ``intensity``, ``height``, or its own, shape (n, 3)."""
        n, style = len(cloud.positions), self.style
        if style.colour is not None:
            return np.broadcast_to(np.array(style.colour, np.uint8), (n, 3)).copy()
        if style.colour_by == "class" and cloud.classification is not None:
            table = np.broadcast_to(CLASSES[0], (256, 3)).copy()
            for number, shade in ASPRS.items():
                table[number] = shade
            return self._textured(table[cloud.classification], cloud)
        if style.colour_by == "intensity" and cloud.intensity is not None:
            return ramped(cloud.intensity, span=self.intensities)
        if cloud.colour is not None and style.colour_by != "height":
            return cloud.colour
        return ramped(cloud.positions[:, 2], span=self.heights)

    def _textured(self, colour: NDArray[np.uint8], cloud: PointCloud) -> NDArray[np.uint8]:
        """Return plain colours, darker where the scanner got little light back: shapes show again."""
        if cloud.intensity is None:
            return colour
        low, high = self.intensities
        share = np.clip((cloud.intensity - low) / max(high - low, 1.0), 0.0, 1.0)
        return (colour * (0.72 + 0.28 * share[:, None])).astype(np.uint8)

    def drawn(self, cloud: PointCloud, transform: NDArray[np.float64] | None) -> DrawnPoints:
        """Return the points that are shown, in their place."""
        positions, colour = cloud.positions, self.colours(cloud)
        if self.style.hidden_classes and cloud.classification is not None:
            shown = ~np.isin(cloud.classification, np.array(self.style.hidden_classes, np.uint8))
            positions, colour = positions[shown], colour[shown]
        return DrawnPoints(positions if transform is None else placed(positions, transform), colour)


def whole_pieces(node: Node, cloud: PointCloud) -> list[Piece]:
    """Return the pieces of a cloud in memory."""
    drawn = PointDress.of(cloud, node.style).drawn(cloud, node.transform)
    pieces = []
    for start in range(0, len(drawn.positions), CHUNK):
        part = slice(start, start + CHUNK)
        points = DrawnPoints(drawn.positions[part], drawn.colour[part])
        pieces.append(
            Piece(
                node.id,
                Shading.PLAIN,
                bounds_of(points.positions),
                single(point_data(points)),
                casts=False,
                width=node.style.point_size,
                opacity=node.style.opacity,
            )
        )
    return pieces


def streamed_piece(node: Node, sample: PointCloud, reader: PointReader) -> Piece:
    """Return the one piece that stands for all blocks of a streamed cloud."""
    dress = PointDress.of(sample, node.style)
    blocks = reader.blocks if node.transform is None else _placed_blocks(reader.blocks, node.transform)

    def read(block: int) -> DrawnPoints:
        return dress.drawn(reader.read(block), node.transform)

    return Piece(
        node.id,
        Shading.PLAIN,
        bounds_of(np.concatenate([blocks.low, blocks.high])),
        casts=False,
        opacity=node.style.opacity,
        stream=PointStream(blocks, read, point_data, node.style.point_size / USUAL_SIZE),
    )


def _placed_blocks(blocks: PointBlocks, transform: NDArray[np.float64]) -> PointBlocks:
    """Return the boxes about blocks whose points are transformed."""
    ends = (blocks.low, blocks.high)
    corners = [
        np.column_stack([ends[i][:, 0], ends[j][:, 1], ends[k][:, 2]])
        for i in (0, 1) for j in (0, 1) for k in (0, 1)
    ]  # fmt: skip
    moved = np.stack([placed(corner, transform) for corner in corners])
    scale = float(np.cbrt(abs(np.linalg.det(transform[:3, :3]))))
    spacing = (blocks.spacing * scale).astype(np.float32)
    return replace(blocks, low=moved.min(axis=0), high=moved.max(axis=0), spacing=spacing)


def point_data(points: DrawnPoints) -> Any:
    """Return points as ``vtkPolyData``."""
    from vtkmodules.vtkCommonDataModel import vtkPolyData

    data = vtkPolyData()
    data.SetPoints(vtk_points(points.positions))
    data.SetVerts(cells_of(np.arange(len(points.positions), dtype=np.int32)[:, None]))
    put_colours(data, points.colour)
    return data
