"""What is drawn on the frames of a verified view: the wire line, the strip of camera data, the photograph.

With Qt's painter on pixels. It knows a camera and layers of lines; it paints no city.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from analysis.verified.camera import Camera
from analysis.verified.results import SEEN
from app.chart_files import languages
from app.theme import chinese_family
from app.version import PROGRAM, VERSION
from app.wording import in_language
from scene.legend import VALUE
from scene.messages import BilingualText, Message
from scene.node import Node
from scene.payloads import Polylines, TriangleMesh

Pixels = NDArray[np.uint8]
RED: Final = QColor("#C8321E")
PALE: Final = QColor("#FFFFFF")
INK: Final = QColor("#292E2E")
PAPER: Final = QColor("#FAF6ED")
#: Nearer than this a line is cut off, metres before the lens.
NEAR: Final = 0.1
#: Difference of a channel from which on a pixel is another one.
OTHER: Final = 2


def with_wire(
    picture: Pixels, wire: Node, camera: Camera, named: Mapping[str, BilingualText] | None = None
) -> Pixels:
    """Return a picture with the wire line on it: solid where seen, dashed where hidden.

    Parameters
    ----------
    picture : ndarray of uint8, shape (height, width, 3)
    wire : Node
        Pieces of edges with the column ``value``.
    camera : Camera
        Upright, without distortion, of the picture's size.
    named : Mapping, optional
        Names of proposals by id.
    """
    lines = wire.payload
    assert isinstance(lines, Polylines)
    image = image_of(picture)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ends = lines.vertices.astype(np.float64).reshape(-1, 2, 3)
    seen = lines.columns[VALUE] == SEEN
    width = max(camera.width / 900.0, 1.0)
    for state in (False, True):
        halo, pen = QPen(PALE, 2.6 * width), QPen(RED, 1.4 * width)
        for one in (halo, pen):
            one.setCapStyle(Qt.PenCapStyle.FlatCap)
            if not state:
                one.setWidthF(one.widthF() * 0.75)
                one.setDashPattern(
                    [4.0 * pen.widthF() / one.widthF() * 1.6, 3.0 * pen.widthF() / one.widthF() * 1.6]
                )
        runs = [_on_picture(run, camera) for run in joined(ends[seen == state])]
        for one in (halo, pen):
            painter.setPen(one)
            for run in runs:
                if len(run) > 1:
                    painter.drawPolyline(QPolygonF(run))
    _names(painter, ends, lines.columns["proposal"], named or {}, camera, width)
    painter.end()
    return pixels_of(image)


def _names(
    painter: QPainter,
    ends: NDArray[np.float64],
    owner: NDArray[np.str_],
    named: Mapping[str, BilingualText],
    camera: Camera,
    width: float,
) -> None:
    """Write the name of each proposal over its highest line; one outside the picture has none."""
    font = QFont(chinese_family()) if chinese_family() else QFont()
    font.setPixelSize(round(12 * width))
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    for id_, name in named.items():
        at = camera.project(ends[owner == id_].reshape(-1, 3))
        within = (at[:, :2] >= 0.0) & (at[:, :2] <= (camera.width, camera.height))
        at = at[(at[:, 2] > NEAR) & within.all(axis=1)]
        if not len(at):
            continue
        x, y = float(at[:, 0].mean()), float(at[:, 1].min()) - 0.8 * metrics.height()
        text = in_language(name, languages()[0])
        box = QRectF(0.0, 0.0, metrics.horizontalAdvance(text) + metrics.height(), 1.4 * metrics.height())
        half, rise = box.width() / 2.0, box.height() / 2.0
        box.moveCenter(QPointF(min(max(x, half), camera.width - half), max(y, rise)))
        painter.fillRect(box, QColor(250, 246, 237, 220))
        painter.setPen(INK)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def joined(ends: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Join pieces that follow one another, so that dashes run on; each run has shape (n, 3)."""
    runs: list[list[NDArray[np.float64]]] = []
    for start, end in ends:
        if runs and bool(np.abs(runs[-1][-1] - start).max() < 1e-3):
            runs[-1].append(end)
        else:
            runs.append([start, end])
    return [np.array(run) for run in runs]


def _on_picture(run: NDArray[np.float64], camera: Camera) -> list[QPointF]:
    seen = camera.project(run)
    if (seen[:, 2] <= NEAR).any():
        return []  # a proposal beside or behind the lens is no line of the picture
    return [QPointF(float(x), float(y)) for x, y, _ in seen]


def rectified(file: str, camera: Camera, level: Camera) -> Pixels:
    """Return a photograph as the upright camera without distortion would have taken it.

    Parameters
    ----------
    file : str
    camera : Camera
        That took it.
    level : Camera
        That draws.

    Notes
    -----
    Bilinear between the middles of pixels; white where the photograph has nothing.
    """
    from PIL import Image

    with Image.open(file) as opened:
        taken = np.asarray(opened.convert("RGB"), np.float32)
    at = camera.pixels_of(level) - 0.5
    rows, cols = taken.shape[:2]
    inside = (at >= -0.5).all(axis=2) & (at[..., 0] <= cols - 0.5) & (at[..., 1] <= rows - 0.5)
    x, y = np.clip(at[..., 0], 0, cols - 1), np.clip(at[..., 1], 0, rows - 1)
    left, top = np.minimum(x.astype(int), max(cols - 2, 0)), np.minimum(y.astype(int), max(rows - 2, 0))
    u, v = (x - left)[..., None].astype(np.float32), (y - top)[..., None].astype(np.float32)
    right, low = np.minimum(left + 1, cols - 1), np.minimum(top + 1, rows - 1)
    upper = taken[top, left] * (1 - u) + taken[top, right] * u
    lower = taken[low, left] * (1 - u) + taken[low, right] * u
    found = np.rint(upper * (1 - v) + lower * v).astype(np.uint8)
    found[~inside] = 255
    return found


def composed(
    photograph: Pixels, existing: Pixels, proposed: Pixels, solids: Sequence[Node], camera: Camera
) -> Pixels:
    """Return the photograph with those pixels of the proposal that the drawn city leaves in sight."""
    mask = QImage(camera.width, camera.height, QImage.Format.Format_Grayscale8)
    mask.fill(0)
    painter = QPainter(mask)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255))
    for node in solids:
        mesh = node.payload
        assert isinstance(mesh, TriangleMesh)
        at = camera.project(mesh.vertices)
        for face in mesh.faces.tolist():
            if all(at[corner, 2] > NEAR for corner in face):
                painter.drawPolygon(QPolygonF([QPointF(*at[corner, :2].tolist()) for corner in face]))
    painter.end()
    rows, step = mask.height(), mask.bytesPerLine()
    held = np.frombuffer(mask.constBits(), np.uint8).reshape(rows, step)[:, : camera.width] > 0
    other = np.abs(proposed.astype(np.int16) - existing.astype(np.int16)).max(axis=2) > OTHER
    return np.where((held & other)[..., None], proposed, photograph)


def printed(picture: Pixels, title: BilingualText, said: tuple[Message, ...]) -> Pixels:
    """Return a picture with a strip beneath that says, in both languages if it can, how it was made."""
    rows, cols = picture.shape[:2]
    scale = max(cols / 1500.0, 0.5)
    tongues = languages()
    font = QFont(chinese_family()) if chinese_family() else QFont()
    font.setPixelSize(max(round(15 * scale), 9))
    line, edge = QFontMetricsF(font).height() * 1.12, 12.0 * scale
    room = QRectF(0.0, 0.0, cols / len(tongues) - 2.0 * edge, 1e5)
    wrapped = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    texts = [" ".join(in_language(one, tongue) for one in said) for tongue in tongues]
    body = max(QFontMetricsF(font).boundingRect(room, wrapped, text).height() for text in texts)
    high = round(body + 1.6 * line + 2.0 * edge)
    image = QImage(cols, rows + high, QImage.Format.Format_RGB888)
    image.fill(PAPER)
    painter = QPainter(image)
    painter.drawImage(0, 0, image_of(picture))
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    bold.setPixelSize(round(font.pixelSize() * 1.2))
    for number, (tongue, text) in enumerate(zip(tongues, texts, strict=True)):
        left = number * cols / len(tongues) + edge
        painter.setPen(INK)
        painter.setFont(bold)
        head = f"{in_language(title, tongue)} · {PROGRAM} {VERSION}"
        painter.drawText(QPointF(left, rows + edge + line), head)
        painter.setFont(font)
        painter.drawText(room.translated(left, rows + edge + 1.6 * line), wrapped, text)
    painter.end()
    return pixels_of(image)


def image_of(picture: Pixels) -> QImage:
    """Return a picture, shape (rows, cols, 3), as an image with memory of its own."""
    held = np.ascontiguousarray(picture)
    rows, cols, _ = held.shape
    return QImage(held.data, cols, rows, 3 * cols, QImage.Format.Format_RGB888).copy()


def pixels_of(image: QImage) -> Pixels:
    """Return an image's pixels, shape (rows, cols, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows, cols, step = plain.height(), plain.width(), plain.bytesPerLine()
    held = np.frombuffer(plain.constBits(), np.uint8).reshape(rows, step)[:, : cols * 3]
    return held.reshape(rows, cols, 3).copy()
