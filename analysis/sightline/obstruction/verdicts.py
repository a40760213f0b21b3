"""Whether the share that a person asks for stays seen, with the error of that share.

The error. With A the solid angle of the silhouette and S that of what is seen, the variance of S sums ::

    height of each screen     (sh dS/dh)²
    height of the eye         (se Σ dS/dh)²
    distance of each screen   (sp² + pe²) (dS/dd)²
    edges across, sampling    Σ ΔS² ((ps/d)² + w² / 12)

dS/dh and dS/dd sum the edges between hidden and seen: in a column w wide an edge at tangent t of a screen at
distance d moves by w / (d (1 + t²)^1.5) a metre of height, and by |t| times that a metre of distance. ΔS is
by how much what is seen differs between neighbouring columns, a radian; a screen off sideways, or that ends
between two columns, shifts that step. The 95 % error of the share is 1.96 times the root, over A. Steps are
taken as independent, which overstates rather than flatters. It does not know how sight was found.
"""

import math

from analysis.common.rules import RuleBook
from analysis.common.verdict import Outcome, Verdict
from analysis.sightline.bodies import Body
from analysis.sightline.obstruction.looking import CASES
from analysis.sightline.obstruction.views import View
from scene.geometry.ray_scene import RayScene
from scene.messages import NO_NAME, Message, msg
from scene.units import SEEN_SHARE

_RANK = {Outcome.PASS: 0, Outcome.REVIEW: 1, Outcome.FAIL: 2}


def verdict_of(views: list[View], body: Body, required: float, rays: RayScene, book: RuleBook) -> Verdict:
    """Return the verdict on a body: the worst of all viewpoints that look its way.

    Parameters
    ----------
    views : list of View
        At least one looks its way.
    body : Body
    required : float
        Share of the silhouette that is to stay seen, percent.
    rays : RayScene
        Names what hides it.
    book : RuleBook
    """
    judged = [(*_judged(view, required), view) for view in views if math.isfinite(view.mean(CASES[0]))]
    rank = max(_RANK[outcome] for outcome, _, _ in judged)
    _, reason, view = min(
        (one for one in judged if _RANK[one[0]] == rank), key=lambda one: one[2].mean(CASES[0])
    )
    outcome = next(one for one, place in _RANK.items() if place == rank)
    if outcome is Outcome.PASS:
        reason = msg(
            "Enough of {target} is seen from every viewpoint ({count}).", target=body.name, count=len(judged)
        )
    worst = max(view.blockers, key=lambda blocker: blocker.first, default=None)
    name_id, name = rays.name_of(worst.layer, worst.row) if worst else ("", NO_NAME)
    return Verdict(
        subject=body.id or "point",
        subject_name=body.name,
        outcome=outcome,
        reason=reason,
        quantity=SEEN_SHARE,
        value=100.0 * view.mean(CASES[0]),
        limit=required,
        error_95=100.0 * view.mean_error(CASES[0]),
        rule=book.rule("seen_share"),
        viewpoint=view.viewpoint.id,
        viewpoint_name=view.viewpoint.name,
        governing_object=name_id,
        governing_name=name,
        node=body.node or view.viewpoint.node,
    )


def _judged(view: View, required: float) -> tuple[Outcome, Message]:
    leafy, bare = CASES[0], CASES[1]
    share, error = 100.0 * view.mean(leafy), 100.0 * view.mean_error(leafy)
    name = view.viewpoint.name
    if abs(share - required) <= error:
        return Outcome.REVIEW, msg(
            "From {viewpoint} {share:.0f} % is seen, within the error of the limit.",
            viewpoint=name,
            share=share,
        )
    if share >= required:
        return Outcome.PASS, msg("From {viewpoint} {share:.0f} % is seen.", viewpoint=name, share=share)
    if 100.0 * view.mean(bare) > required:
        return Outcome.REVIEW, msg(
            "From {viewpoint} {share:.0f} % is seen; only trees hide the rest that is asked for.",
            viewpoint=name,
            share=share,
        )
    return Outcome.FAIL, msg("From {viewpoint} only {share:.0f} % is seen.", viewpoint=name, share=share)
