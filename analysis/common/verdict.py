"""A verdict: pass, fail or review, with everything a signature needs beside it.

It does not know how a verdict is reached or drawn.
"""

from dataclasses import dataclass
from enum import StrEnum

from scene.messages import NO_NAME, BilingualText, Message
from scene.node import NodeId
from scene.units import Quantity


class Outcome(StrEnum):
    """The three answers."""

    PASS = "pass"
    REVIEW = "review"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its source.

    Parameters
    ----------
    id : str
        ASCII name, the key in ``assets/tables``.
    text : BilingualText
        The rule in one sentence.
    source : BilingualText
        Ordinance, article, date.
    assumed : bool
        True if no published text gives the value; shown wherever the rule is.
    """

    id: str
    text: BilingualText
    source: BilingualText
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer about one subject.

    Parameters
    ----------
    subject : str
        Id of what was judged (a building id, a proposal id).
    subject_name : BilingualText
        Its name.
    outcome : Outcome
        Pass, fail or review.
    reason : Message
        Why; for a review which kind of doubt.
    quantity : Quantity
        What was measured.
    value, limit, error_95 : float
        Measured value, limit, and the 95 % error of the value; `nan` if there is none.
    rule : Rule
        By which rule.
    viewpoint : str
        Id of the governing viewpoint, empty if none governs.
    viewpoint_name : BilingualText
        Its name, with the station along a route.
    limit_viewpoint_name : BilingualText
        Name of the viewpoint that sets the limit, where that is another.
    governing_object : str
        ``node/row-id`` of the object that screens, or nearly screens, the subject.
    governing_name : BilingualText
        Its name.
    node : str
        Node that holds the subject.
    """

    subject: str
    subject_name: BilingualText
    outcome: Outcome
    reason: Message
    quantity: Quantity
    value: float
    limit: float
    error_95: float
    rule: Rule
    viewpoint: str = ""
    viewpoint_name: BilingualText = NO_NAME
    limit_viewpoint_name: BilingualText = NO_NAME
    governing_object: str = ""
    governing_name: BilingualText = NO_NAME
    node: NodeId = ""
