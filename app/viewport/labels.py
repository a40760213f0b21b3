"""Names on plaques: which fit on the screen, and where they stand.

At most a handful is shown: by rank, then by nearness, none over another. Text keeps its size in pixels.
The choice is plain arithmetic; the drawing is at the end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from math import inf
from time import perf_counter
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.viewport.fonts import chinese_font
from app.viewport.optics import Pose
from app.viewport.pieces import Piece
from scene.node import NodeId

MOST: Final = 14
#: Metres beyond which a name is not shown, for rank 0 and for each step of rank more.
REACH: Final = 900.0
REACH_PER_RANK: Final = 900.0
#: An area is named from as far as this many times its own width, if that is farther.
REACH_PER_EXTENT: Final = 20.0
SIZE: Final = 17
PAPER: Final = (0xFA / 255, 0xF6 / 255, 0xED / 255)
INK: Final = (0x29 / 255, 0x2E / 255, 0x2E / 255)
RUST: Final = (0x99 / 255, 0x3B / 255, 0x2E / 255)

Blocked: TypeAlias = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that asks for room.

    Parameters
    ----------
    index : int
        Which piece.
    x, y, width, height : float
        Middle and size of its plaque, pixels.
    rank, distance : float
    words : str
    foot : tuple of float
        Where its stem stands, pixels.
    """

    index: int
    x: float
    y: float
    width: float
    height: float
    rank: float
    distance: float
    words: str = ""
    foot: tuple[float, float] = (0.0, 0.0)


class Sight(Protocol):
    """What names ask; :class:`scene.geometry.ray_scene.RayScene` answers."""

    def occluded(
        self, origins: NDArray[np.float64], targets: NDArray[np.float64], *, trees: bool
    ) -> NDArray[np.bool_]:
        """Return whether each target is hidden, shape (n,)."""
        ...


def hidden_by(sight: Sight) -> Blocked:
    """Return what says which places are hidden from an eye: trees let a walker pass, but not a look."""
    return lambda eye, places: sight.occluded(eye, places, trees=True)


def text_width(words: str, size: float) -> float:
    """Return the rough width of a text in pixels: a Chinese letter is a square, a Latin one half."""
    return sum(size if ord(letter) > 0x2E80 else size * 0.56 for letter in words)


def within(middle: float, extent: float, room: float, margin: float = 4.0) -> float:
    """Return the middle of a plaque moved by as little as keeps all of it inside 0 to `room`."""
    half = extent / 2.0 + margin
    return max(half, min(middle, room - half))


def declutter(wanted: list[Wanted], most: int = MOST, margin: float = 6.0) -> list[Wanted]:
    """Return those that fit without touching each other, highest rank first, then nearest.

    A thing that is named says so once: a bridge, and not again its deck or the viewpoint on it.
    """
    kept: list[Wanted] = []
    for name in sorted(wanted, key=lambda w: (-w.rank, w.distance)):
        if len(kept) >= most:
            break
        if any(_says_again(name, other) for other in kept):
            continue
        if all(
            abs(name.x - other.x) * 2.0 > name.width + other.width + 2.0 * margin
            or abs(name.y - other.y) * 2.0 > name.height + other.height + 2.0 * margin
            for other in kept
        ):
            kept.append(name)
    return kept


def _says_again(name: Wanted, other: Wanted) -> bool:
    """Return whether two names at one place on the screen are one, or one the other's beginning."""
    if not name.words or not other.words:
        return False
    one = name.words.startswith(other.words) or other.words.startswith(name.words)
    return one and abs(name.x - other.x) < 3.0 * name.height and abs(name.y - other.y) < 8.0 * name.height


class LabelLayer:
    """The names on one stage.

    Parameters
    ----------
    renderer : vtkRenderer
    """

    def __init__(self, renderer: Any) -> None:
        self.renderer = renderer
        self.blocked: Blocked | None = None
        #: Seconds for which it is remembered what is hidden: long rays through a city cost more than a frame.
        self.patience = 0.0
        self.scale = 1.0
        #: Lower left corner of what is seen in the whole picture, pixels.
        self.origin = (0.0, 0.0)
        self._asked = -inf
        self._known: dict[int, bool] = {}
        self._pieces: dict[NodeId, list[Piece]] = {}
        self._hidden: set[NodeId] = set()
        self._actors: dict[int, tuple[Any, Any]] = {}

    def put(self, node: NodeId, pieces: list[Piece]) -> None:
        """Take the names of a node."""
        self.remove(node)
        self._pieces[node] = pieces
        self._asked = -inf

    def remove(self, node: NodeId) -> None:
        """Forget the names of a node."""
        self._asked = -inf
        for piece in self._pieces.pop(node, []):
            for actor in self._actors.pop(id(piece), ()):
                self.renderer.RemoveViewProp(actor)

    def set_visible(self, node: NodeId, visible: bool) -> None:
        """Show or hide the names of a node."""
        self._asked = -inf
        (self._hidden.discard if visible else self._hidden.add)(node)

    def arrange(self, pose: Pose | None, width: int, height: int) -> list[str]:
        """Show the names that fit a pose of the camera, none for None; return them, highest rank first."""
        pieces = [p for node, held in self._pieces.items() if node not in self._hidden for p in held]
        size = SIZE * self.scale
        wanted = [] if pose is None else self._wanted(pieces, pose, width, height, size)
        chosen = declutter(wanted)
        for pair in self._actors.values():
            for actor in pair:
                actor.VisibilityOff()
        for name in chosen:
            self._stand(pieces[name.index], name, size)
        return [pieces[name.index].label for name in chosen]

    def _wanted(self, pieces: list[Piece], pose: Pose, width: int, height: int, size: float) -> list[Wanted]:
        if not pieces:
            return []
        anchors = np.array([[p.bounds[0], p.bounds[1], p.bounds[5]] for p in pieces])
        seen = pose.project(anchors, width / height)
        reach = REACH + REACH_PER_RANK * np.array([piece.rank for piece in pieces])
        reach = np.maximum(reach, REACH_PER_EXTENT * np.array([piece.extent for piece in pieces]))
        x, y, depth = seen.T
        rows = np.flatnonzero((depth > 4.0) & (depth < reach) & (np.abs(x) <= 0.97) & (np.abs(y) <= 0.93))
        rows = rows[~self._covered(np.asarray(pose.eye, np.float64), anchors, rows)]
        wanted = []
        for index in rows.tolist():
            piece, (x, y, depth) = pieces[index], seen[index].tolist()
            foot = (x * 0.5 + 0.5) * width, (y * 0.5 + 0.5) * height
            plaque = text_width(piece.label, size) + size * 1.2, size * 1.7
            at = within(foot[0], plaque[0], width), within(foot[1] + size * 1.9, plaque[1], height)
            if at[1] > foot[1] + size:  # else the edge of the view leaves it no room above its foot
                wanted.append(Wanted(index, *at, *plaque, piece.rank, depth, piece.label, foot))
        return wanted

    def _covered(
        self, eye: NDArray[np.float64], anchors: NDArray[np.float64], rows: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Return which of some names something stands before, as it was known a moment ago at the latest."""
        if self.blocked is None:
            return np.zeros(len(rows), bool)
        now = perf_counter()
        if now - self._asked >= self.patience:
            self._asked, self._known = now, {}
        new = [row for row in rows.tolist() if row not in self._known]
        if new:
            self._known.update(zip(new, self.blocked(eye, anchors[new]).tolist(), strict=True))
        return np.array([self._known[row] for row in rows.tolist()], bool)

    def _stand(self, piece: Piece, name: Wanted, size: float) -> None:
        text, stem = self._actors.get(id(piece)) or self._make(piece)
        text.GetTextProperty().SetFontSize(round(size))
        left, lower = self.origin
        text.SetPosition(name.x - left, name.y - size * 0.35 - lower)
        points = stem.GetMapper().GetInput().GetPoints()
        points.SetPoint(0, name.foot[0] - left, name.foot[1] - lower, 0.0)
        points.SetPoint(1, name.foot[0] - left, name.y - size * 0.6 - lower, 0.0)
        points.Modified()
        text.VisibilityOn()
        stem.VisibilityOn()

    def _make(self, piece: Piece) -> tuple[Any, Any]:
        from vtkmodules.vtkRenderingCore import vtkActor2D, vtkPolyDataMapper2D, vtkTextActor

        from app.viewport.visuals.proposals import line_data

        for name in ("vtkRenderingContextOpenGL2", "vtkRenderingFreeType"):
            import_module(f"vtkmodules.{name}")  # registers the drawing of text
        text = vtkTextActor()
        text.SetInput(f" {piece.label} ")
        dress(text.GetTextProperty())
        stem = vtkActor2D()
        mapper = vtkPolyDataMapper2D()
        mapper.SetInputData(line_data(np.zeros((2, 3), np.float32), (0x99, 0x3B, 0x2E)))
        stem.SetMapper(mapper)
        stem.GetProperty().SetLineWidth(max(self.scale, 1.0))
        self.renderer.AddViewProp(stem)
        self.renderer.AddViewProp(text)
        self._actors[id(piece)] = (text, stem)
        return text, stem


def dress(words: Any) -> None:
    """Give a ``vtkTextProperty`` the plaque: ink on paper, a thin rust frame, a font that knows Chinese."""
    font = chinese_font()
    if font is not None:
        words.SetFontFamily(4)  # VTK_FONT_FILE
        words.SetFontFile(str(font))
    words.SetColor(*INK)
    words.SetBackgroundColor(*PAPER)
    words.SetBackgroundOpacity(0.84)
    words.SetFrame(True)
    words.SetFrameColor(*RUST)
    words.SetFrameWidth(1)
    words.SetJustificationToCentered()
    words.SetVerticalJustificationToBottom()
