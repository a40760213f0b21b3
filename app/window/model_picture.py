"""A small picture of a model by itself, as a white card in morning light: for the library.

Painted by Qt from far faces to near ones, so that it needs neither the view nor what stands about the model.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

from scene.geometry.placed import placed
from scene.node import Node
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F64

#: Logical pixels, drawn twice as fine.
SIZE: Final = (192, 144)
#: More faces than this are thinned to the largest, which make the picture.
MOST_FACES: Final = 60_000
PAPER, CARD = "#F5F1E8", (222, 214, 200)


def picture_of(node: Node) -> bytes:
    """Return a PNG of a model, seen from the south-west and a little from above."""
    image = QImage(SIZE[0] * 2, SIZE[1] * 2, QImage.Format.Format_RGB32)
    image.fill(QColor(PAPER))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_model(painter, [node])
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def paint_model(painter: QPainter, nodes: Sequence[Node]) -> None:
    """Paint models together onto a picture of twice `SIZE`."""
    parts = [_faces(node) for node in nodes]
    corners = np.concatenate([part[0] for part in parts])
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(normal, axis=1)
    rows = np.flatnonzero(area > 0.0)
    if len(rows) > MOST_FACES:
        rows = rows[np.argsort(-area[rows], kind="stable")[:MOST_FACES]]
    if not len(rows):
        return
    colours = np.concatenate([part[1] for part in parts])[rows]
    corners, normal = corners[rows], normal[rows] / area[rows, None]
    right, up, ahead = _axes()
    flat = np.stack([corners @ right, -(corners @ up)], axis=-1)
    low, high = flat.reshape(-1, 2).min(axis=0), flat.reshape(-1, 2).max(axis=0)
    size = np.array(SIZE, float) * 2.0
    scale = float((0.86 * size / np.maximum(high - low, 1e-6)).min())
    flat = (flat - (low + high) / 2.0) * scale + size / 2.0
    order = np.argsort(-(corners @ ahead).mean(axis=1), kind="stable")
    sun = np.array([-0.5, -0.55, 0.67])
    light = 0.5 + 0.5 * np.abs(normal @ (sun / np.linalg.norm(sun)))
    shade = np.clip(colours * light[:, None], 0, 255).astype(np.uint8)
    painter.setPen(Qt.PenStyle.NoPen)
    for triangle, colour in zip(flat[order].tolist(), shade[order].tolist(), strict=True):
        painter.setBrush(QColor(*colour))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in triangle]))


def _faces(node: Node) -> tuple[F64, F64]:
    """Return corners of a model's faces in local metres and their colours, shapes (m, 3, 3) and (m, 3)."""
    mesh = node.payload
    assert isinstance(mesh, TriangleMesh)
    points = placed(mesh.vertices.astype(np.float64), node.transform)
    return points[mesh.faces], _colours(mesh)


def _axes() -> tuple[F64, F64, F64]:
    """Return the picture's right, up, and the way one looks."""
    ahead = np.array([0.55, 0.72, -0.42])
    ahead /= np.linalg.norm(ahead)
    right = np.cross(ahead, (0.0, 0.0, 1.0))
    right /= np.linalg.norm(right)
    return right, np.cross(right, ahead), ahead


def _colours(mesh: TriangleMesh) -> F64:
    """Return the colour of each face: its own, its texture's at its middle, or plain card."""
    if mesh.texture is not None and mesh.uv is not None:
        height, width = mesh.texture.shape[:2]
        middle = np.nan_to_num(mesh.uv[mesh.faces].mean(axis=1)) % 1.0
        x = np.minimum((middle[:, 0] * width).astype(int), width - 1)
        y = np.minimum(((1.0 - middle[:, 1]) * height).astype(int), height - 1)
        return mesh.texture[y, x, :3].astype(np.float64)
    if mesh.colour_of_face is not None:
        return mesh.colour_of_face.astype(np.float64)
    return np.broadcast_to(np.array(CARD, float), (len(mesh.faces), 3))
