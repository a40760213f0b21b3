"""Whether a proposal changes the skyline: nothing added, added, or added where heritage keeps the sky clear.

Nothing over the skyline without trees is a pass; within a protected silhouette or its clear sky, with the
trees as they stand and beyond the error, is a fail; all else is for review. The rule is assumed and says so.
The 95 % error of an area is 1.96 times the sum over its columns of width times the standard deviation of the
tangent between top and skyline: heights err together rather than column by column. It does not know how sight
was found.
"""

from collections.abc import Sequence

from analysis.common.rules import RuleBook
from analysis.common.verdict import Outcome, Verdict
from analysis.skyline.looking import Addition
from scene.geometry.ray_scene import RayScene
from scene.messages import NO_NAME, BilingualText, Message, msg
from scene.units import SOLID_ANGLE

_RANK = {Outcome.PASS: 0, Outcome.REVIEW: 1, Outcome.FAIL: 2}


def place_name(addition: Addition) -> BilingualText:
    """Return the name of a viewpoint, with the station if it is a route."""
    outlook = addition.change.outlook
    name = outlook.viewpoint.name
    if not outlook.viewpoint.is_route:
        return name
    return BilingualText(f"{name.zh} 里程 {outlook.station:.0f} m", f"{name.en} at {outlook.station:.0f} m")


def judged(addition: Addition, rays: RayScene) -> tuple[Outcome, Message]:
    """Return the outcome for one building and one eye."""
    name, area = place_name(addition), addition.leafy
    if addition.protected > addition.error_95 and addition.heritage >= 0:
        return Outcome.FAIL, msg(
            "From {viewpoint} it rises {over:.2f}° over the skyline, into the clear sky of {heritage}.",
            viewpoint=name,
            over=addition.over,
            heritage=rays.layers[addition.heritage].node.name,
        )
    if addition.protected > 0.0 and addition.heritage >= 0:
        return Outcome.REVIEW, msg(
            "From {viewpoint} it touches the clear sky of {heritage}, within the error.",
            viewpoint=name,
            heritage=rays.layers[addition.heritage].node.name,
        )
    if area > 0.0:
        return Outcome.REVIEW, msg(
            "From {viewpoint} it adds {area:.3f} square degrees to the skyline, away from heritage.",
            viewpoint=name,
            area=area,
        )
    if addition.bare > 0.0:
        return Outcome.REVIEW, msg("From {viewpoint} only trees keep it under the skyline.", viewpoint=name)
    if addition.doubtful:
        return Outcome.REVIEW, msg(
            "From {viewpoint} it stays under the skyline, but within the error.", viewpoint=name
        )
    return Outcome.PASS, msg("From {viewpoint} it adds nothing to the skyline.", viewpoint=name)


def verdict_of(additions: Sequence[Addition], rays: RayScene, book: RuleBook) -> Verdict:
    """Return the verdict on one building: the worst of all eyes that look its way; at least one does."""
    found = [(*judged(addition, rays), addition) for addition in additions]
    rank = max(_RANK[outcome] for outcome, _, _ in found)
    outcome, reason, worst = max(
        (one for one in found if _RANK[one[0]] == rank),
        key=lambda one: (one[2].protected, one[2].leafy, one[2].bare, -one[2].slack),
    )
    if outcome is Outcome.PASS:
        reason = msg("It adds nothing to the skyline; places looked from: {count}.", count=len(found))
    outlook, body = worst.change.outlook, worst.body
    governing_id, governing = _holder(worst, rays)
    return Verdict(
        subject=body.id.rpartition("/")[2],
        subject_name=body.name,
        outcome=outcome,
        reason=reason,
        quantity=SOLID_ANGLE,
        value=worst.leafy,
        limit=0.0,
        error_95=worst.error_95,
        rule=book.rule("skyline"),
        viewpoint=outlook.viewpoint.id,
        viewpoint_name=place_name(worst),
        governing_object=governing_id,
        governing_name=governing,
        node=body.node,
    )


def _holder(addition: Addition, rays: RayScene) -> tuple[str, BilingualText]:
    """Return id and name of what holds the skyline where the building rises most."""
    outlook = addition.change.outlook
    bins = len(outlook.bearing)
    at = min(int(addition.bearing / 360.0 * bins), bins - 1)
    skyline = outlook.skyline(True)
    if skyline.layer[at] < 0:
        return "", NO_NAME
    return rays.name_of(int(skyline.layer[at]), int(skyline.row[at]))
