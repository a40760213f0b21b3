"""What the window and the command line may ask of the view. VTK stands behind it and shows nowhere.

Places are local metres, pictures are arrays, colours are words of the theme. It draws nothing itself.
"""

from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.viewport.daylight import Daylight
from app.viewport.framing import Framed
from app.viewport.optics import Pose
from app.viewport.picking import Picked
from app.viewport.section import Section
from app.viewport.setting import Title
from app.water.making import WaterPicture
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, NodeId, Role

Mode: TypeAlias = Literal["orbit", "fly", "walk", "boat"]
Box: TypeAlias = tuple[float, float, float, float, float, float]
#: Verdict words (``pass``, ``review``, ``fail``) by proposal node and row.
Verdicts: TypeAlias = Mapping[tuple[NodeId, int], str]


class Arrangement(StrEnum):
    """How several scenes are shown under one camera."""

    CURTAIN = "curtain"  # two, one on either side of a curtain that can be drawn
    SIDE_BY_SIDE = "side_by_side"
    IN_TURN = "in_turn"  # one after another in the same place


@dataclass(frozen=True, slots=True)
class Compared:
    """What is shown beside the scene that the view follows.

    Parameters
    ----------
    arrangement : Arrangement
    names : tuple of BilingualText
        What each scene is called, first that which the view follows.
    scenes : tuple of SceneGraph
        The others, one to three of them.
    place : int
        Where the view's own stands among them, counted from 0.
    """

    arrangement: Arrangement
    names: tuple[BilingualText, ...]
    scenes: tuple[SceneGraph, ...]
    place: int = 0


class Rays(Protocol):
    """What the view asks of the solids of the scene; :class:`scene.geometry.ray_scene.RayScene` answers."""

    def height_below(
        self, points: NDArray[np.float64], *, on: Collection[Role] | None = None
    ) -> NDArray[np.float64]:
        """Return z of what lies straight below each point, shape (n,); nan where nothing of `on` does."""
        ...

    def blocked(self, start: NDArray[np.float64], end: NDArray[np.float64]) -> bool:
        """Return whether something solid lies between two points."""
        ...

    def occluded(
        self, origins: NDArray[np.float64], targets: NDArray[np.float64], *, trees: bool
    ) -> NDArray[np.bool_]:
        """Return whether each target is hidden, by trees too if asked, shape (n,)."""
        ...

    def inside_solid(self, points: NDArray[np.float64]) -> NDArray[np.int32]:
        """Return the solid that each point is within, -1 in the open, shape (n,)."""
        ...


@dataclass(frozen=True, slots=True)
class MouseAt:
    """What the mouse did, and what lies under it.

    Parameters
    ----------
    kind : str
    x, y : float
        Logical pixels from the upper left.
    left : bool
        Whether the left button is concerned.
    eye, direction : tuple of float
        The line of sight through the pixel, local metres and unit vector.
    met : Picked, optional
        What it meets first; None in the sky.
    """

    kind: Literal["press", "move", "release", "double"]
    x: float
    y: float
    left: bool
    eye: tuple[float, float, float]
    direction: tuple[float, float, float]
    met: Picked | None


class MouseTool(Protocol):
    """A tool that the mouse may be given to."""

    def mouse(self, at: MouseAt) -> bool:
        """Take a movement or a button; False leaves it to navigation."""
        ...


class ViewBackend(Protocol):
    """A view of a scene on screen."""

    @property
    def pose(self) -> Pose:
        """Where the eye is and what it looks at."""
        ...

    @property
    def flying(self) -> bool:
        """Whether the eye is on its way to where it was sent."""
        ...

    def show_scene(self, scene: SceneGraph | None) -> None:
        """Draw this scene from now on and follow its changes; None empties the view."""
        ...

    def use_rays(self, rays: Rays | None) -> None:
        """Pick, walk and hide names by these rays."""
        ...

    @property
    def section(self) -> Section | None:
        """What cuts the view open, None if it is whole."""
        ...

    def show_section(self, section: Section | None) -> None:
        """Cut the view open, or show it whole; picks go through what is away."""
        ...

    def look(self, pose: Pose) -> None:
        """Take a pose at once."""
        ...

    def fly_to(self, pose: Pose, seconds: float | None = None) -> None:
        """Fly there smoothly."""
        ...

    def set_mode(self, mode: Mode) -> None:
        """Move as this mode does."""
        ...

    def set_light(self, light: Daylight) -> None:
        """Take another sun, sky and mist."""
        ...

    def set_season(self, season: str) -> None:
        """Show trees in leaf or bare; see :mod:`scene.season`."""
        ...

    def set_language(self, language: Literal["zh", "en"]) -> None:
        """Write names in this language."""
        ...

    def set_dark(self, dark: bool) -> None:
        """Dress what lies over the picture for dark surroundings."""
        ...

    @property
    def still(self) -> QImage | None:
        """The finished picture that is shown, without what lies over it; None while there is none."""
        ...

    @property
    def lent(self) -> bool:
        """Whether the painter is making a picture that somebody asked for."""
        ...

    @property
    def title_foot(self) -> float:
        """Pixels from the upper edge that a title takes at the left, 0 while there is none."""
        ...

    def set_title(self, title: Title | None, *, plain: bool = False) -> None:
        """Write a title large over the picture; `plain` leaves north and measure out."""
        ...

    def set_verdicts(self, verdicts: Verdicts) -> None:
        """Colour the balloons by these verdicts."""
        ...

    def lay_over(self, nodes: Sequence[Node]) -> None:
        """Draw results over the scene, in place of those laid over it before."""
        ...

    def show_water(self, picture: WaterPicture | None) -> None:
        """Show the water of a moment; None takes all of it away."""
        ...

    def set_playing(self, playing: bool) -> None:
        """Draw as in motion while moments follow each other."""
        ...

    def set_caption(self, caption: BilingualText | None) -> None:
        """Say below the picture which moment it shows."""
        ...

    def set_foot(self, pixels: float) -> None:
        """Keep so many pixels at the foot of the picture free of what is written on it."""
        ...

    def compare(self, compared: Compared | None) -> None:
        """Show other scenes beside that which the view follows; None shows it alone again."""
        ...

    def hang_curtain(self, at: float) -> None:
        """Hang the curtain somewhere, 0 to 1 from the left."""
        ...

    def bring_forward(self, number: int) -> None:
        """Show one of the scenes that are shown in turn: 0 is that which the view follows."""
        ...

    def lay_beside(self, number: int, nodes: Sequence[Node]) -> None:
        """Draw results over one of the scenes beside, in place of those laid over it before."""
        ...

    def point_beside(self, number: int, rays: Rays | None) -> None:
        """Point into one of the scenes beside by these rays."""
        ...

    def renew_points(self) -> None:
        """Draw point clouds anew: one can be read now that could not."""
        ...

    def show_names(self, shown: bool) -> None:
        """Show or hide the names of places."""
        ...

    def set_tool(self, tool: MouseTool | None) -> None:
        """Give the mouse to a tool; None gives it back to navigation."""
        ...

    def thumbnail(self, pose: Pose, width: int, height: int) -> NDArray[np.uint8] | None:
        """Return a quick small picture from a pose, without what is laid over; None while another is made."""
        ...

    def seen_now(self) -> QImage | None:
        """Return what is seen now, without painting it anew; None before anything was drawn."""
        ...

    def box_of(self, node: NodeId) -> Box | None:
        """Return west, south, lowest, east, north, highest of what a node draws, itself or below it."""
        ...

    def painting(
        self, width: int, height: int, *, notes: bool = False
    ) -> Generator[float, None, NDArray[np.uint8]]:
        """Paint what is seen now, of any size up to 7680 x 4320, in small steps.

        Yields the share that is done, and returns the picture. With `notes`, north, a measure, the legend and
        the credits are drawn on it. Closing the generator stops the work.
        """
        ...

    def framing(self, wanted: Framed) -> Generator[float, None, NDArray[np.uint8]]:
        """Paint a picture from a camera of its own, with layers left out and put in, in small steps."""
        ...
