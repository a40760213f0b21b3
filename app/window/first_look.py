"""A small picture of what a file would bring: plans of layers, relief of terrain, models by themselves.

Painted without the view, so that it is there before anything is imported.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF, QTransform

from app.window.model_picture import SIZE, paint_model
from scene.geometry.outlines import Outlines
from scene.geometry.placed import placed
from scene.node import Node
from scene.payloads import (
    Buildings,
    GroundPicture,
    PointCloud,
    Polylines,
    Raster,
    StreamedPoints,
    TriangleMesh,
)
from scene.payloads.arrays import F64

#: Rows, points and cells beyond these are thinned: a look, not a map.
MOST_ROWS: Final = 20_000
MOST_POINTS: Final = 60_000
MOST_CELLS: Final = 400
PAPER, FILL, EDGE, INK = "#F5F1E8", "#DAD4C6", "#5B6468", "#292E2E"


@dataclass(frozen=True, slots=True)
class Look:
    """A picture and the size of what is on it.

    Parameters
    ----------
    image : QImage
    width, depth, height : float
        Metres in the scene.
    """

    image: QImage
    width: float
    depth: float
    height: float


def look_at(nodes: Iterable[Node]) -> Look | None:
    """Return a picture of layers from above, of a model from the side; None if there is nothing to see."""
    drawn = [node for node in nodes if node.payload is not None]
    boxes = [box for box in map(_box, drawn) if box is not None]
    if not boxes:
        return None
    low, high = np.min([box[0] for box in boxes], axis=0), np.max([box[1] for box in boxes], axis=0)
    image = QImage(SIZE[0] * 2, SIZE[1] * 2, QImage.Format.Format_RGB32)
    image.fill(QColor(PAPER))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    meshes = [node for node in drawn if isinstance(node.payload, TriangleMesh)]
    if meshes and len(meshes) == len(drawn):
        paint_model(painter, meshes)
    else:
        span = np.maximum(high[:2] - low[:2], 1e-6)
        scale = float((0.9 * np.array(SIZE) * 2.0 / span).min())
        middle = (low[:2] + high[:2]) / 2.0
        # From local metres to pixels, north up.
        way = QTransform(scale, 0.0, 0.0, -scale, SIZE[0] - middle[0] * scale, SIZE[1] + middle[1] * scale)
        for node in drawn:
            _paint(painter, node, way)
    painter.end()
    size = high - low
    return Look(image, float(size[0]), float(size[1]), float(size[2]))


def _box(node: Node) -> tuple[F64, F64] | None:
    """Return the lowest and highest corner of a layer, local metres."""
    payload = node.payload
    points: F64
    if isinstance(payload, Buildings) and payload.count:
        low = [*payload.rings.min(axis=0), payload.bottom.min()]
        high = [*payload.rings.max(axis=0), payload.top.max()]
        points = np.array([low, high], float)
    elif isinstance(payload, Polylines) and len(payload.vertices):
        points = payload.vertices.astype(float)
    elif isinstance(payload, TriangleMesh) and len(payload.vertices):
        points = placed(payload.vertices.astype(float), node.transform)
    elif isinstance(payload, PointCloud) and len(payload.positions):
        points = payload.positions.astype(float)
    elif isinstance(payload, StreamedPoints):
        points = np.array([payload.low, payload.high], float)
    elif isinstance(payload, Raster) and np.isfinite(payload.values).any():
        rows, cols = payload.shape
        levels = np.nanmin(payload.values), np.nanmax(payload.values)
        east, south = payload.west + cols * payload.cell, payload.north - rows * payload.cell
        points = np.array([(payload.west, south, levels[0]), (east, payload.north, levels[1])], float)
    elif isinstance(payload, GroundPicture):
        rows, cols = payload.shape
        corners = np.array([(0, 0, 1), (cols, 0, 1), (0, rows, 1), (cols, rows, 1)], float)
        points = np.column_stack([corners @ payload.place.T, np.zeros(4)])
    else:
        return None
    return points.min(axis=0), points.max(axis=0)


def _paint(painter: QPainter, node: Node, way: QTransform) -> None:
    payload = node.payload
    if isinstance(payload, Buildings | Polylines):
        _paint_outlines(painter, payload, way)
    elif isinstance(payload, PointCloud):
        _paint_points(painter, payload, way)
    elif isinstance(payload, StreamedPoints):
        _paint_points(painter, payload.sample, way)
    elif isinstance(payload, Raster):
        _paint_raster(painter, payload, way)
    elif isinstance(payload, GroundPicture):
        image = _image(payload.pixels[:, :, :3])
        (a, b, c), (d, e, f) = payload.place
        painter.setTransform(QTransform(a, d, b, e, c, f) * way)
        painter.drawImage(QPointF(0.0, 0.0), image)
        painter.resetTransform()


def _paint_outlines(painter: QPainter, payload: Buildings | Polylines, way: QTransform) -> None:
    plans = Outlines.of(payload)
    step = max(1, plans.count // MOST_ROWS)
    painter.setPen(QPen(QColor(EDGE), 1.2))
    painter.setBrush(QColor(FILL) if isinstance(payload, Buildings) else Qt.BrushStyle.NoBrush)
    for row in range(0, plans.count, step):
        corners = plans.corners[plans.corner_start[row] : plans.corner_start[row + 1]]
        shape = way.map(QPolygonF([QPointF(x, y) for x, y in corners.tolist()]))
        if isinstance(payload, Buildings):
            painter.drawPolygon(shape)
        elif len(corners) == 1:
            painter.drawEllipse(shape[0], 2.0, 2.0)
        else:
            painter.drawPolyline(shape)


def _paint_points(painter: QPainter, cloud: PointCloud, way: QTransform) -> None:
    step = max(1, len(cloud.positions) // MOST_POINTS)
    places = cloud.positions[::step]
    if cloud.colour is not None:
        colours = cloud.colour[::step]
    else:
        low, high = np.percentile(places[:, 2], (2, 98))
        grey = 70 + 150 * np.clip((places[:, 2] - low) / max(float(high - low), 1e-6), 0, 1)
        colours = np.repeat(grey[:, None], 3, axis=1)
    order = np.argsort(places[:, 2], kind="stable")  # what is above is seen
    for (x, y, _), colour in zip(places[order].tolist(), colours[order].astype(int).tolist(), strict=True):
        painter.setPen(QPen(QColor(*colour), 1.6))
        painter.drawPoint(way.map(QPointF(x, y)))


def _paint_raster(painter: QPainter, raster: Raster, way: QTransform) -> None:
    step = max(1, max(raster.shape) // MOST_CELLS)
    values = raster.values[::step, ::step].astype(np.float64)
    known = np.isfinite(values)
    filled = np.where(known, values, np.nanmean(values))
    falls = np.gradient(filled, raster.cell * step) if min(filled.shape) > 1 else [np.zeros_like(filled)] * 2
    steep = 4.0 * max(raster.cell * step, 1.0) / max(float(np.ptp(filled)), 1.0)
    light = np.clip(0.72 + 0.5 * steep * (falls[0] - falls[1]), 0.25, 1.0)
    rise = (filled - filled.min()) / max(float(np.ptp(filled)), 1e-6)
    colour = np.array([214.0, 208.0, 192.0]) + rise[:, :, None] * np.array([30.0, 28.0, 40.0])
    shaded = np.where(known[:, :, None], np.clip(colour * light[:, :, None], 0, 255), 245).astype(np.uint8)
    rows, cols = raster.shape
    box = QRectF(raster.west, raster.north - rows * raster.cell, cols * raster.cell, rows * raster.cell)
    painter.drawImage(way.mapRect(box), _image(shaded))


def _image(pixels: np.ndarray) -> QImage:
    rows, cols = pixels.shape[:2]
    data = np.ascontiguousarray(pixels, np.uint8)
    return QImage(data.data, cols, rows, cols * 3, QImage.Format.Format_RGB888).copy()
