"""From what was recorded of a run to its result: rasters, tables, charts, verdicts.

It does not know how the run was set up.
"""

from analysis.base import AnalysisResult
from analysis.flood.account import Account
from analysis.flood.impacts.account_table import account_chart, account_table, exchange_chart
from analysis.flood.impacts.facts import RunFacts
from analysis.flood.impacts.overlays import greatest_values
from analysis.flood.impacts.recorders import Recorders
from analysis.flood.scheme import Validity
from scene.messages import Message, msg


def findings(recorders: Recorders, account: Account, validity: Validity, facts: RunFacts) -> AnalysisResult:
    """Return the result of a run; whoever calls it adds the inputs' hashes by ``dataclasses.replace``.

    Parameters
    ----------
    recorders : Recorders
        After the run.
    account : Account
        At its end.
    validity : Validity
        What the scheme says of its own limits.
    facts : RunFacts
    """
    return AnalysisResult(
        tables=(account_table(account),),
        nodes=greatest_values(recorders, facts),
        charts=(account_chart(recorders.balance), exchange_chart(recorders.balance)),
        method=_method(recorders, account, validity, facts),
        interim=facts.interim,
    )


def _method(recorders: Recorders, account: Account, validity: Validity, facts: RunFacts) -> Message:
    grid = recorders.domain.grid
    said = msg(
        "{scheme}: {valid}. Cells of {cell:g} m ({count}), {minutes:.0f} min; greatest values looked at "
        "every {look:g} s; hazard by {hazard} ({source}). Volume account: {missing:.3g} m³ unexplained, "
        "{closure:.1e} of the volume handled.",
        scheme=facts.scheme,
        valid=facts.valid_for,
        cell=grid.cell,
        count=grid.rows * grid.cols,
        minutes=facts.end / 60.0,
        look=recorders.settings.look,
        hazard=recorders.maxima.hazard_method.name,
        source=recorders.maxima.hazard_method.source,
        missing=account.missing,
        closure=account.closure,
    )
    for sentence in (*validity.warnings, *facts.assumptions):
        said = msg("{first} {second}", first=said, second=sentence)
    return said
