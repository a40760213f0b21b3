"""From findings to a verdict that can be signed: outcome, reason, 95 % error, governing viewpoint.

Seen with the trees as they stand is a fail; seen only when the trees are taken away is for review; unseen
without trees is a pass. A height within its error of the limit is for review, whichever side it is on.

The error. A screen at distance d with its edge at z hides a target at distance D up to
``e + (z - e) D / d`` for an eye at e. So the limit's variance is ::

    (sz D / d)² + (se (1 - D / d))² + (sp (z - e) D / d²)² + sh²

with sz the standard deviation of the screen's height, se that of the eye's elevation, sp that of the distance
between eye and screen, and sh that of the proposal's own height; the 95 % error is 1.96 times its root. A
screen 0.3 m uncertain at 60 m leaves 5 m at 1 km: the formula is not flattened. It does not know how sight
was found.
"""

import math
from dataclasses import dataclass
from typing import Final

from analysis.common.rules import RuleBook
from analysis.common.verdict import Outcome, Verdict
from analysis.sightline.balloon.findings import Finding, Pair, Screen
from analysis.sightline.balloon.targets import Proposal
from analysis.sightline.stations import Viewpoint
from scene.geometry.ray_scene import RayLayer, RayScene
from scene.messages import NO_NAME, BilingualText, Message, msg
from scene.node import Role
from scene.units import HEIGHT

_P95: Final = 1.959964
_ROLE_SIGMA: Final = {
    Role.TERRAIN: "ground_height_sigma",
    Role.TREES: "tree_height_sigma",
    Role.BUILDINGS: "building_height_sigma",
}
#: What hides a proposal that is seen from foot to top.
NOTHING: Final = BilingualText("无遮挡", "nothing")
_RANK: Final = {Outcome.PASS: 0, Outcome.REVIEW: 1, Outcome.FAIL: 2}


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair with its outcome.

    Parameters
    ----------
    pair : Pair
    outcome : Outcome
    reason : Message
    decided_by : Finding
        The finding, with or without trees, that the outcome rests on.
    error_95 : float
        Of its unseen height, metres.
    """

    pair: Pair
    outcome: Outcome
    reason: Message
    decided_by: Finding
    error_95: float

    @property
    def shown(self) -> Finding:
        """The finding to show: of a fail where most is seen, else the one that the outcome rests on."""
        return self.pair.clearest if self.outcome is Outcome.FAIL else self.decided_by


def judge(pair: Pair, proposal: Proposal, height: float, rays: RayScene, book: RuleBook) -> Judged:
    """Give the outcome for one viewpoint.

    Parameters
    ----------
    pair : Pair
        Findings at `height`.
    proposal : Proposal
    height : float
        Above outdoor ground, metres.
    rays : RayScene
        Holds the screens.
    book : RuleBook
        Standard deviations where the data gives none, and the height that may be seen.
    """
    leafy, bare = pair.with_trees, pair.without_trees
    allowed = book.number("visible_height_limit")
    name = pair.viewpoint.name
    if leafy.visible > allowed:
        error = error_95(leafy, pair.viewpoint, proposal, rays, book)
        if leafy.visible - allowed <= error:
            reason = msg("Seen from {viewpoint}, but within the error.", viewpoint=name)
            return Judged(pair, Outcome.REVIEW, reason, leafy, error)
        reason = msg(
            "Seen from {viewpoint}: {visible:.1f} m of its height.",
            viewpoint=place_name(pair.viewpoint, pair.clearest),
            visible=leafy.visible,
        )
        return Judged(pair, Outcome.FAIL, reason, leafy, error)
    error = error_95(bare, pair.viewpoint, proposal, rays, book)
    if bare.visible > allowed:
        reason = msg("From {viewpoint} it is hidden by trees only.", viewpoint=name)
        return Judged(pair, Outcome.REVIEW, reason, bare, error)
    if bare.unseen_height + allowed - height <= error:
        reason = msg("Unseen from {viewpoint}, but within the error.", viewpoint=name)
        return Judged(pair, Outcome.REVIEW, reason, bare, error)
    return Judged(pair, Outcome.PASS, msg("Unseen from {viewpoint}.", viewpoint=name), bare, error)


def verdict_of(
    judged: list[Judged], proposal: Proposal, height: float, book: RuleBook, doubt: Message | None = None
) -> Verdict:
    """Return the verdict on a proposal: the worst outcome of all viewpoints.

    A fail is spoken of from where most is seen, and its limit is the one exceeded most beyond doubt; every
    other outcome rests on the viewpoint that comes nearest to a worse one.

    Parameters
    ----------
    judged : list of Judged
        Of all viewpoints; at least one.
    proposal : Proposal
    height : float
        Above outdoor ground, metres.
    book : RuleBook
    doubt : Message, optional
        Why the method does not hold here; turns a pass or a fail into a review.
    """
    rank = max(_RANK[one.outcome] for one in judged)
    equal = [one for one in judged if _RANK[one.outcome] == rank]
    strictest = max(equal, key=lambda one: _nearness(one, height))
    fails = strictest.outcome is Outcome.FAIL
    worst = max(equal, key=lambda one: one.pair.clearest.visible) if fails else strictest
    shown = worst.shown
    outcome, reason = worst.outcome, worst.reason
    if outcome is Outcome.PASS:
        reason = msg("Unseen from all {count} viewpoints, trees or not.", count=len(judged))
    if doubt is not None:
        outcome, reason = Outcome.REVIEW, doubt
    screen, limit = shown.hiding, strictest.decided_by.unseen_height
    name = place_name(worst.pair.viewpoint, shown)
    limit_name = place_name(strictest.pair.viewpoint, strictest.decided_by)
    return Verdict(
        subject=proposal.id,
        subject_name=proposal.name,
        outcome=outcome,
        reason=reason,
        quantity=HEIGHT,
        value=height,
        limit=limit if math.isfinite(limit) else float("nan"),
        error_95=strictest.error_95,
        rule=book.rule("balloon"),
        viewpoint=worst.pair.viewpoint.id,
        viewpoint_name=name,
        limit_viewpoint_name=limit_name if limit_name != name else NO_NAME,
        governing_object=screen.id if screen else "",
        governing_name=screen.name if screen else NOTHING,
        node=proposal.node,
    )


def _nearness(judged: Judged, height: float) -> tuple[float, float]:
    """Sort fails by what is beyond doubt too high, others by what may be; then by what is seen."""
    excess = height - judged.decided_by.unseen_height
    doubt = -judged.error_95 if judged.outcome is Outcome.FAIL else judged.error_95
    return round(excess + doubt, HEIGHT.decimals), judged.pair.clearest.visible


def place_name(viewpoint: Viewpoint, finding: Finding) -> BilingualText:
    """Return the name of a viewpoint, with the station if it is a route."""
    if not viewpoint.is_route:
        return viewpoint.name
    return BilingualText(
        f"{viewpoint.name.zh} 里程 {finding.station:.0f} m", f"{viewpoint.name.en} at {finding.station:.0f} m"
    )


def error_95(
    finding: Finding, viewpoint: Viewpoint, proposal: Proposal, rays: RayScene, book: RuleBook
) -> float:
    """Return the 95 % error of an unseen height by the formula of this module, metres."""
    own = proposal.height_sigma
    variance = (own if math.isfinite(own) else book.number("proposal_height_sigma")) ** 2
    screen = finding.screen
    if screen is not None and math.isfinite(finding.unseen_height):
        layer = rays.layers[screen.layer]
        ratio = finding.distance / screen.distance
        lever = (screen.z - finding.eye[2]) * ratio / screen.distance
        variance += (_height_sigma(screen, layer, book) * ratio) ** 2
        variance += (book.number("eye_height_sigma") * (1.0 - ratio)) ** 2
        variance += lever**2 * _position_variance(viewpoint, layer, book)
    return _P95 * math.sqrt(variance)


def _height_sigma(screen: Screen, layer: RayLayer, book: RuleBook) -> float:
    given = layer.solid.number("height_sigma", screen.row)
    if math.isfinite(given):
        return given
    return book.number(_ROLE_SIGMA.get(layer.node.role, "structure_height_sigma"))


def _position_variance(viewpoint: Viewpoint, layer: RayLayer, book: RuleBook) -> float:
    """Return the variance of the distance between an eye and a screen; accuracies are 95 %."""
    accuracy = layer.node.attributes.get("accuracy_m")
    if isinstance(accuracy, int | float) and accuracy > 0:
        screen_sigma = float(accuracy) / _P95
    else:
        screen_sigma = book.number("position_sigma")
    eye_sigma = viewpoint.accuracy / _P95 if viewpoint.accuracy > 0 else book.number("position_sigma")
    return screen_sigma**2 + eye_sigma**2
