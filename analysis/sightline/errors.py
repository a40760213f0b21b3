"""The error of a height that is just hidden by a screen: one formula for the balloon and the ceiling.

A screen at distance d with its edge at z hides a target at distance D up to ``e + (z - e) D / d`` for an eye
at e. With r = z - e the variance of that height is the sum of ::

    screen height     (sz D / d)²
    eye height        (se (D / d - 1))²
    screen position   (ps r D / d²)²
    eye position      (pe r (D - d) / d²)²
    target position   (pt r / d)²
    azimuth           (b D step)² / 12
    stations          max(s r (D - d) / d², b g D / d)² / 12,  g = max(0, s (1 - d / D) - w d / D)

sz, se are standard deviations of heights; ps, pe, pt of distances along the sight line. The last two come
from sampling: between two columns ``step`` radians apart the edge of a screen, sloping by b, may be lower
than in either; between two stations s apart the eye comes nearer, or, where the lines to a target of width w
leave a gap g between them at the screen, passes over a part of its edge that no column crosses. What lies
anywhere in an interval has a twelfth of its square as variance. A screen 0.3 m uncertain at 60 m leaves 5 m
at 1 km: the formula is not flattened. It does not know how sight was found.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from analysis.common.errors import P95, Term
from analysis.common.rules import RuleBook
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Role
from scene.payloads.arrays import F64

if TYPE_CHECKING:  # who measures in the view needs the figures, not the compiler that rays bring
    from scene.geometry.ray_scene import RayLayer

_ROLE_SIGMA: Final = {
    Role.TERRAIN: "ground_height_sigma",
    Role.TREES: "tree_height_sigma",
    Role.BUILDINGS: "building_height_sigma",
}


class Geometry(NamedTuple):
    """A sight line over a screen; figures, or arrays of them that broadcast.

    Parameters
    ----------
    distance, screen_distance : float or ndarray of float64
        Horizontal, from the eye to the target and to the screen, metres.
    rise : float or ndarray of float64
        Of the screen's edge over the eye, metres.
    """

    distance: float | F64
    screen_distance: float | F64
    rise: float | F64


class Sigmas(NamedTuple):
    """Standard deviations of what a sight line rests on, metres; figures or arrays."""

    screen_height: float | F64
    eye_height: float | F64
    screen_position: float | F64
    eye_position: float | F64
    target_position: float | F64


class Sampling(NamedTuple):
    """How finely one looked.

    Parameters
    ----------
    azimuth_step : float
        Greatest angle between two columns, radians; 0 if all silhouettes were met.
    station_spacing : float
        Greatest distance between two stations of a route, metres; 0 for a point.
    edge_slope : float
        Rise over run of a screen's edge against the sky.
    target_width : float
        Across the sight line, metres.
    """

    azimuth_step: float = 0.0
    station_spacing: float = 0.0
    edge_slope: float = 0.0
    target_width: float = 0.0


def sight_variances(geometry: Geometry, sigmas: Sigmas, sampling: Sampling) -> dict[str, F64]:
    """Return the variance that each input adds to a height that is just hidden, by the formula above.

    Returns
    -------
    dict
        Arrays of float64 in the broadcast shape of the geometry, m², by ``screen_height``, ``eye_height``,
        ``screen_position``, ``eye_position``, ``target_position``, ``azimuth_step``, ``station_spacing``.
    """
    far, near, rise = (np.asarray(value, np.float64) for value in geometry)
    ratio = far / near
    lever = rise * (far - near) / near**2
    step, spacing, slope, width = sampling
    gap = np.maximum(spacing * (1.0 - near / far) - width * near / far, 0.0)
    along, across = np.abs(spacing * lever), slope * gap * ratio
    return {
        "screen_height": np.asarray((sigmas.screen_height * ratio) ** 2),
        "eye_height": np.asarray((sigmas.eye_height * (ratio - 1.0)) ** 2),
        "screen_position": np.asarray((sigmas.screen_position * rise * far / near**2) ** 2),
        "eye_position": np.asarray((sigmas.eye_position * lever) ** 2),
        "target_position": np.asarray((sigmas.target_position * rise / near) ** 2),
        "azimuth_step": np.asarray((slope * far * step) ** 2 / 12.0),
        "station_spacing": np.asarray(np.maximum(along, across) ** 2 / 12.0),
    }


def height_sigma(layer: "RayLayer", row: int, book: RuleBook) -> float:
    """Return the standard deviation of a screen's height: as its data gives it, else by its role, metres."""
    given = layer.solid.number("height_sigma", row)
    if np.isfinite(given):
        return given
    return book.number(_ROLE_SIGMA.get(layer.node.role, "structure_height_sigma"))


def accuracy_of(node: Node) -> float:
    """Return the 95 % accuracy of where a node's things lie, as it is given, metres; 0 if it is not."""
    accuracy = node.attributes.get("accuracy_m")
    return float(accuracy) if isinstance(accuracy, int | float) and accuracy > 0 else 0.0


def position_sigma(accuracy: float, book: RuleBook) -> float:
    """Return the standard deviation of a position from its 95 % accuracy, 0 if not given; metres."""
    return accuracy / P95 if accuracy > 0.0 else book.number("position_sigma")


def sight_terms(
    geometry: Geometry,
    sigmas: Sigmas,
    sampling: Sampling,
    screen: BilingualText,
    viewpoint: BilingualText,
    target: BilingualText,
) -> tuple[Term, ...]:
    """Return the terms of one height that is just hidden, with what would make each smaller.

    Parameters
    ----------
    geometry, sigmas, sampling
        As :func:`sight_variances` takes them, figures.
    screen, viewpoint, target : BilingualText
        Their names.
    """

    def height(name: BilingualText, sigma: float | F64) -> Message:
        return msg("a survey of the height of {object} (± {error:.1f} m)", object=name, error=P95 * sigma)

    def position(name: BilingualText, sigma: float | F64) -> Message:
        return msg("a survey of the position of {object} (± {error:.1f} m)", object=name, error=P95 * sigma)

    remedies = {
        "screen_height": height(screen, sigmas.screen_height),
        "eye_height": height(viewpoint, sigmas.eye_height),
        "screen_position": position(screen, sigmas.screen_position),
        "eye_position": position(viewpoint, sigmas.eye_position),
        "target_position": position(target, sigmas.target_position),
        "azimuth_step": msg("a narrower spacing in azimuth"),
        "station_spacing": msg("a narrower spacing of the stations of {viewpoint}", viewpoint=viewpoint),
    }
    variances = sight_variances(geometry, sigmas, sampling)
    return tuple(Term(key, float(variances[key]), remedies[key]) for key in remedies)
