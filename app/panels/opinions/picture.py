"""The picture that goes with an opinion: what is seen now, small enough to keep, with the place marked.

It is packed on another thread when the words have been kept. It knows neither panels nor commands.
"""

from typing import Final

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from app.panels.opinions.marks import paint_pin
from app.viewport.optics import Pose
from scene.review.opinion import Opinion

#: Of a picture that is kept, pixels.
LARGEST: Final = QSize(1280, 720)
#: Radius of the mark on it, as a share of its height.
_MARK: Final = 0.024


def packed(seen: QImage, opinion: Opinion) -> bytes:
    """Return a picture of the view as a PNG file, with the mark of an opinion where it belongs.

    Parameters
    ----------
    seen : QImage
        What the view showed from the opinion's camera.
    opinion : Opinion
        Whose place is marked, with its number.
    """
    fitted = QSize(seen.size()).scaled(LARGEST, Qt.AspectRatioMode.KeepAspectRatio)
    size = fitted if fitted.width() < seen.width() else seen.size()
    image = seen.scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    tip = tip_of(opinion, image.width(), image.height())
    if tip is not None:
        painter = QPainter(image)
        paint_pin(painter, tip, _MARK * image.height(), opinion)
        painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(held.data())


def tip_of(opinion: Opinion, width: int, height: int) -> QPointF | None:
    """Return where the place lies in the picture, None if it is out of it."""
    pose = Pose(opinion.eye, opinion.target, opinion.view_angle)
    return tip_from(pose, opinion, width, height)


def tip_from(pose: Pose, opinion: Opinion, width: int, height: int) -> QPointF | None:
    """Return where the place lies as seen from a pose, None if it is out of sight."""
    x, y, depth = pose.project(np.array([opinion.place]), width / max(height, 1))[0]
    if depth <= 0.5 or abs(x) > 1.0 or abs(y) > 1.0:
        return None
    return QPointF((x + 1.0) / 2.0 * width, (1.0 - y) / 2.0 * height)
