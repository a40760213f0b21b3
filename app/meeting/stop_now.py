"""What is seen now as a stop of the agenda. It reads the window's state and changes nothing."""

from app.workbench import Workbench
from scene.messages import BilingualText
from scene.review.stop import Stop
from scene.review.veil import hidden_in


def stop_now(bench: Workbench, name: BilingualText) -> Stop:
    """Return a stop that shows again what is seen now: from where, when, which layers, which result."""
    pose, session = bench.view.pose, bench.session
    return Stop(
        name,
        pose.eye,
        pose.target,
        pose.view_angle,
        moment=session.clock.moment.isoformat(),
        season=session.season.name,
        scheme=session.shown.scheme,
        hidden=hidden_in(session.shown.graph),
        analysis=analysis_now(bench),
    )


def analysis_now(bench: Workbench) -> str:
    """Return the id of the analysis whose result lies over the view, empty if none does."""
    run = bench.analyses.current
    return run.id if run is not None and bench.analyses.overlay_shown else ""
