"""A budget adds variances, names the largest, and promises no more of a survey than is true."""

import math

import pytest

from analysis.common.errors import P95, ErrorBudget, Term
from scene.messages import msg


def budget(*variances: float) -> ErrorBudget:
    return ErrorBudget(tuple(Term(f"t{n}", v, msg(f"a survey of {n}")) for n, v in enumerate(variances)))


def test_variances_add_and_the_error_is_half_the_interval() -> None:
    assert budget(9.0, 16.0).error_95 == pytest.approx(1.96 * 5.0, rel=1e-4)
    assert budget(1e16, 1.0, -1e16).variance == 1.0  # in whatever order
    assert budget().error_95 == 0.0


def test_the_largest_term_is_named_and_nothing_where_nothing_is_uncertain() -> None:
    largest = budget(1.0, 4.0, 4.0).largest
    assert largest is not None
    assert largest.key == "t1"
    assert budget(0.0, 0.0).largest is None
    assert budget(0.0).settled_by(0.0) is None


def test_a_survey_settles_only_what_the_other_terms_leave_clear() -> None:
    two = budget(1.0, 25.0)
    rest = P95 * math.sqrt(1.0)

    assert str(two.settled_by(rest + 0.01)) == "What would settle it: a survey of 1."
    assert str(two.settled_by(-rest - 0.01)) == "What would settle it: a survey of 1."
    assert str(two.settled_by(rest - 0.01)) == "What would help most: a survey of 1."
