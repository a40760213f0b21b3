"""The verdicts that a page carries where nobody hands it any: the red balloon on every scheme.

It does not know how a page looks.
"""

from typing import Final

from app.analysing import Finding, analyse
from app.web.content import PageScheme
from app.web.gathering import BEFORE
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.node import Role

ANALYSIS: Final = "sightline.balloon"


def page_findings(schemes: tuple[PageScheme, ...], feedback: Feedback) -> tuple[Finding, ...]:
    """Judge the proposals of every scheme; what cannot be judged is said as a warning.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    found = []
    judged = [one for one in schemes if one.key != BEFORE and one.scene.of_role(Role.PROPOSALS)]
    for number, scheme in enumerate(judged):
        part = PartOf(feedback, number / len(judged), (number + 1) / len(judged))
        try:
            found.append(analyse(ANALYSIS, scheme.scene, {}, part, scheme=scheme.key))
        except InvalidRequest as problem:
            feedback.warn(problem.message)
    return tuple(found)
