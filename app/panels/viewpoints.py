"""The viewpoints with a small picture of what is seen from each; a click flies there."""

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QBrush, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QMenu, QVBoxLayout, QWidget

from app.i18n import renew_with_language, tr
from app.theme import pixmap, theme
from app.views import StoredView, forget_view, store_view, views_of
from app.workbench import Workbench
from scene.graph import Change, Replaced
from scene.messages import msg
from scene.node import Role

PICTURE = QSize(120, 68)
#: Pictures are drawn one at a time, when nothing else is going on.
PAUSE_MS = 400


class ViewpointsPanel(QWidget):
    """Protected viewpoints and stored views.

    Parameters
    ----------
    bench : Workbench
        Whose scene they are in.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._views: tuple[StoredView, ...] = ()
        self._pictures: dict[str, QPixmap] = {}
        self._waiting: list[StoredView] = []
        self.list = QListWidget(self)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(PICTURE)
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setUniformItemSizes(True)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 0, 0)
        layout.addWidget(self.list)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._draw_next)
        bench.view.finished.connect(self._on_rest)
        self.list.itemClicked.connect(self._on_click)
        self.list.customContextMenuRequested.connect(self._on_menu)
        bench.session_changed.connect(self._on_session)
        bench.scene_changed.connect(self._on_scene)
        theme.changed.connect(self.renew)
        renew_with_language(self, self.renew)
        self._on_session()

    def stored(self) -> tuple[StoredView, ...]:
        """Return the views in the order of their numbers."""
        return self._views

    def fly_to(self, view: StoredView) -> None:
        """Fly to a view."""
        self._bench.window.fly_to(view.pose)

    def fly_to_number(self, number: int) -> None:
        """Fly to the view of a number, counted from 1."""
        if 0 < number <= len(self._views):
            self.list.setCurrentRow(number - 1)
            self.fly_to(self._views[number - 1])

    def store(self) -> None:
        """Store what is seen now, by a command."""
        self._bench.run(store_view(self._bench.session.scene, self._bench.view.pose))

    def stop(self) -> None:
        """Draw no more pictures, as the window is closing."""
        self._waiting.clear()
        self._pause.stop()

    @Slot()
    def _on_session(self) -> None:
        self._pictures.clear()
        self._read()
        self.draw_pictures()

    @Slot(tuple)
    def _on_scene(self, changes: tuple[Change, ...]) -> None:
        known = {view.key: view.pose for view in self._views}
        self._read()
        if {view.key: view.pose for view in self._views} != known:
            self._pictures = {
                view.key: self._pictures[view.key]
                for view in self._views
                if view.key in self._pictures and known.get(view.key) == view.pose
            }
            self.renew()
            self.draw_pictures(missing_only=True)
        elif any(_is_seen(change) for change in changes):
            self.draw_pictures()

    def draw_pictures(self, missing_only: bool = False) -> None:
        """Draw all pictures anew, or those that are missing, one after another when there is time."""
        self._waiting = [v for v in self._views if not missing_only or v.key not in self._pictures]
        if self._waiting and missing_only:
            self._pause.start(PAUSE_MS)

    @Slot()
    def _on_rest(self) -> None:
        """Go on now that the view has finished its own picture."""
        if self._waiting:
            self._pause.start(PAUSE_MS)

    @Slot()
    def _draw_next(self) -> None:
        view = self._bench.view
        if not self._waiting or not self.isVisible() or view.moving:
            return  # the view says when it rests again
        stored = self._waiting[0]
        picture = self._bench.window.thumbnail(stored.pose, PICTURE)
        if picture is not None:  # none comes while somebody's picture is being painted
            self._waiting.pop(0)
            self._pictures[stored.key] = _rounded(picture)
            self._show_picture(stored.key)
        if self._waiting:
            self._pause.start(PAUSE_MS)

    def _read(self) -> None:
        before = self._views
        self._views = views_of(self._bench.session.scene)
        if [(v.key, v.name) for v in before] != [(v.key, v.name) for v in self._views]:
            self.renew()

    @Slot()
    def renew(self, *changed: object) -> None:
        """Write the list anew."""
        self.list.clear()
        for number, view in enumerate(self._views, start=1):
            name = tr(view.name)
            item = QListWidgetItem(f"{number}  {name}" if number <= 9 else name)
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            item.setToolTip(name)
            line = self.list.fontMetrics().height()
            item.setSizeHint(QSize(PICTURE.width() + 10, PICTURE.height() + 2 * line + 14))
            item.setData(Qt.ItemDataRole.UserRole, view.key)
            self.list.addItem(item)
            self._show_picture(view.key)

    def _show_picture(self, key: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == key:
                item.setIcon(QIcon(self._pictures.get(key) or _blank()))

    @Slot(QListWidgetItem)
    def _on_click(self, item: QListWidgetItem) -> None:
        self.fly_to(self._views[self.list.row(item)])

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        row = self.list.indexAt(place).row()
        menu = QMenu(self)
        menu.addAction(tr(msg("Store this view"))).triggered.connect(lambda checked=False: self.store())
        if row >= 0 and not self._views[row].protected:
            view = self._views[row]
            forget = menu.addAction(tr(msg("Forget {name}", name=view.name)))
            forget.triggered.connect(
                lambda checked=False: self._bench.run(forget_view(self._bench.session.scene, view))
            )
        menu.exec(self.list.viewport().mapToGlobal(place))
        menu.deleteLater()


def _is_seen(change: Change) -> bool:
    """Whether a change can alter pictures by more than a balloon's height."""
    node = change.after if isinstance(change, Replaced) else getattr(change, "node", None)
    return node is not None and node.role not in (Role.PROPOSALS, Role.VIEWPOINTS, Role.ROUTES, Role.RESULT)


def _blank() -> QPixmap:
    ground = QPixmap(PICTURE)
    ground.fill(theme.colour("shade"))
    painter = QPainter(ground)
    painter.drawPixmap(
        PICTURE.width() // 2 - 12, PICTURE.height() // 2 - 12, pixmap("viewpoint", theme.colour("edge"), 24)
    )
    painter.end()
    return _rounded(ground.toImage())


def _rounded(picture: QImage) -> QPixmap:
    fitted = picture.scaled(
        PICTURE * 2, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    drawn = QPixmap(PICTURE * 2)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QBrush(fitted))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(drawn.rect(), 8, 8)
    painter.end()
    drawn.setDevicePixelRatio(2.0)
    return drawn
