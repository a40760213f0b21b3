"""A picture that an analysis computed: fitted, or enlarged with the wheel and pushed with the mouse."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from analysis.base import Picture
from app.i18n import tr
from app.theme import theme

#: Screen pixels of one picture pixel, at most.
LARGEST: Final = 8.0


class PictureView(QWidget):
    """Shows a picture; a double click fits it again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image, self._small = QImage(), QImage()
        self._zoom = 1.0  # 1 fits
        self._middle = QPointF(0.5, 0.5)
        self._held: QPointF | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(60)

    def show_picture(self, picture: Picture | None) -> None:
        """Show a picture, fitted; another state of the same picture keeps its place."""
        from app.viewport.glass import as_image

        before = self._image.size()
        self._image = QImage() if picture is None else as_image(picture.pixels)
        self._small = QImage()
        self.setAccessibleName(tr(picture.title) if picture else "")
        if before != self._image.size():
            self.fit()
        self.updateGeometry()
        self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        self._zoom, self._middle = 1.0, QPointF(0.5, 0.5)
        self.update()

    @property
    def zoom(self) -> float:
        """How much larger than fitted."""
        return self._zoom

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Say that the picture keeps its shape."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height of the fitted picture."""
        if self._image.isNull():
            return 60
        return min(max(round(width * self._image.height() / self._image.width()), 60), 480)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size in a narrow panel."""
        return QSize(320, self.heightForWidth(320))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the place."""
        super().resizeEvent(event)
        self._keep_inside()

    def _scale(self) -> float:
        """Return screen pixels of one picture pixel."""
        fitted = min(self.width() / self._image.width(), self.height() / self._image.height())
        return fitted * self._zoom

    def _box(self) -> QRectF:
        scale = self._scale()
        wide, tall = self._image.width() * scale, self._image.height() * scale
        left = self.width() / 2.0 - self._middle.x() * wide
        top = self.height() / 2.0 - self._middle.y() * tall
        return QRectF(left, top, wide, tall)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the picture."""
        painter = QPainter(self)
        if not self._image.isNull():
            smooth = self._scale() < 3.0
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(self._box(), self._fitted())
            painter.setPen(theme.colour("line"))
            painter.drawRect(self._box().intersected(QRectF(self.rect())).adjusted(0, 0, -1, -1))
        painter.end()

    def _fitted(self) -> QImage:
        """Return the picture, averaged to about the pixels of the screen where it is shown much smaller."""
        ratio = self.devicePixelRatioF()
        size = (self._box().size() * ratio).toSize()
        if size.width() >= 0.7 * self._image.width():
            return self._image
        if self._small.size() != size:
            keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._small = self._image.scaled(size, keep, smooth)
        return self._small

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Enlarge about the mouse, with Ctrl in a panel that scrolls."""
        alone = isinstance(self.window(), QDialog)
        if self._image.isNull() or not (alone or event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            event.ignore()
            return
        self.enlarge(1.2 ** (event.angleDelta().y() / 120.0), event.position())
        event.accept()

    def enlarge(self, factor: float, about: QPointF) -> None:
        """Enlarge so that what lies under a place stays there."""
        box = self._box()
        share = QPointF((about.x() - box.left()) / box.width(), (about.y() - box.top()) / box.height())
        most = LARGEST * self._zoom / self._scale()
        self._zoom = min(max(self._zoom * factor, 1.0), max(most, 1.0))
        box = self._box()
        shift = QPointF(
            (box.left() + share.x() * box.width() - about.x()) / box.width(),
            (box.top() + share.y() * box.height() - about.y()) / box.height(),
        )
        self._middle += shift
        self._keep_inside()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold."""
        if self._zoom > 1.0:
            self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Push the picture."""
        if self._held is None or self._image.isNull():
            return
        box, moved = self._box(), event.position() - self._held
        self._middle -= QPointF(moved.x() / box.width(), moved.y() / box.height())
        self._held = event.position()
        self._keep_inside()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Fit again."""
        self.fit()

    def _keep_inside(self) -> None:
        if self._image.isNull():
            return
        box = self._box()
        for size, room, axis in ((box.width(), self.width(), "x"), (box.height(), self.height(), "y")):
            half = min(room / 2.0 / size, 0.5) if size > 0 else 0.5
            value = min(max(getattr(self._middle, axis)(), half), 1.0 - half)
            (self._middle.setX if axis == "x" else self._middle.setY)(value)
