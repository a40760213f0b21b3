"""What a page tells where nobody hands it results: what is usually asked of schemes, asked of them all.

It does not know how a page looks.
"""

from app.analysing import Finding
from app.comparing_schemes import compare_schemes, usual
from scene.feedback import Feedback
from scene.graph import Snapshot


def page_findings(scene: Snapshot, feedback: Feedback) -> tuple[Finding, ...]:
    """Judge the city as it stands and with every scheme; what cannot be judged is said as a warning.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    compared = compare_schemes(scene, usual(), feedback)
    for problem in compared.problems:
        feedback.warn(problem.message)
    return tuple(compared.findings.values())
