"""From what was recorded of a run to its result: rasters, layers, tables, charts, verdicts, course, card.

It does not know how the run was set up.
"""

from analysis.base import AnalysisResult, Chart, Table
from analysis.flood.account import Account
from analysis.flood.impacts.account_table import account_chart, account_table, exchange_chart
from analysis.flood.impacts.affected_layers import cut_roads, wet_buildings
from analysis.flood.impacts.cards import FloodProbe
from analysis.flood.impacts.charts import wet_chart
from analysis.flood.impacts.course import FloodCourse
from analysis.flood.impacts.damage import damage_source
from analysis.flood.impacts.facts import RunFacts
from analysis.flood.impacts.footprints import ASSUMED
from analysis.flood.impacts.overlays import greatest_values
from analysis.flood.impacts.recorders import Recorders
from analysis.flood.impacts.tables import (
    building_table,
    heritage_table,
    quarter_table,
    road_table,
    use_table,
)
from analysis.flood.impacts.verdicts import error_95, verdicts_of
from analysis.flood.record.packing import DEPTH_STEP, VELOCITY_STEP
from analysis.flood.scheme import Validity
from scene.messages import Message, msg
from scene.node import Node


def findings(recorders: Recorders, account: Account, validity: Validity, facts: RunFacts) -> AnalysisResult:
    """Return the result of a run; whoever calls it adds the inputs' hashes by ``dataclasses.replace``.

    Parameters
    ----------
    recorders : Recorders
        After the run, or while it goes on: then the facts say that the result is interim.
    account : Account
        At its end.
    validity : Validity
        What the scheme says of its own limits.
    facts : RunFacts
    """
    course = course_of(recorders, facts)
    return AnalysisResult(
        verdicts=verdicts_of(
            recorders.buildings, recorders.roads, recorders.settings, facts, _road_layer(recorders)
        ),
        tables=_tables(recorders, account, facts),
        nodes=_nodes(recorders, facts),
        charts=_charts(recorders, facts),
        probe=FloodProbe(recorders, course, facts),
        course=course,
        method=_method(recorders, account, validity, facts),
        interim=facts.interim,
    )


def course_of(recorders: Recorders, facts: RunFacts) -> FloodCourse | None:
    """Return the moments of a run as far as it has come; None where none are kept."""
    recording = recorders.recording
    if recording is None:
        return None
    return FloodCourse(recorders, recording.series, facts.start, facts.provenance.synthetic)


def _road_layer(recorders: Recorders) -> str:
    roads = recorders.affected.roads
    return roads[0].id if roads else ""


def _tables(recorders: Recorders, account: Account, facts: RunFacts) -> tuple[Table, ...]:
    found = []
    if recorders.buildings is not None:
        found.append(heritage_table(recorders.buildings, facts))
        found.append(building_table(recorders.buildings, facts))
        found.append(use_table(recorders.buildings, facts))
    if recorders.roads is not None:
        found.append(road_table(recorders.roads, facts))
    if recorders.quarters is not None:
        found.append(quarter_table(recorders.quarters, facts))
    found.append(account_table(account, facts))
    return tuple(found)


def _nodes(recorders: Recorders, facts: RunFacts) -> tuple[Node, ...]:
    made = greatest_values(recorders, facts)
    if recorders.buildings is not None:
        made += wet_buildings(recorders.buildings, facts)
    if recorders.roads is not None:
        made += cut_roads(recorders.roads, facts)
    return made


def _charts(recorders: Recorders, facts: RunFacts) -> tuple[Chart, ...]:
    made = (account_chart(recorders.balance), exchange_chart(recorders.balance))
    return made if recorders.buildings is None else (*made, wet_chart(recorders.buildings, facts))


def _method(recorders: Recorders, account: Account, validity: Validity, facts: RunFacts) -> Message:
    grid, settings, buildings = recorders.domain.grid, recorders.settings, recorders.buildings
    said = msg(
        "{scheme}: {valid} Cells of {cell:g} m ({count}), {minutes:.0f} min; greatest values looked at "
        "every {look:g} s; hazard by {hazard} ({source}). Volume account: {missing:.3g} m³ unexplained, "
        "{closure:.1e} of the volume handled.",
        scheme=facts.scheme,
        valid=facts.valid_for,
        cell=grid.cell,
        count=grid.rows * grid.cols,
        minutes=facts.end / 60.0,
        look=settings.look,
        hazard=recorders.maxima.hazard_method.name,
        source=recorders.maxima.hazard_method.source,
        missing=account.missing,
        closure=account.closure,
    )
    more: list[Message] = []
    if buildings is not None:
        more.append(
            msg(
                "Doorsills count from the ground at the lowest door side; {assumed} of {total} are assumed "
                "at {sill:.2f} m; depths over sills and lanes are known to ± {error:.2f} m (assumed). Share "
                "of value lost by {curves}.",
                assumed=int((buildings.plans.sill_from == ASSUMED).sum()),
                total=buildings.plans.count,
                sill=settings.threshold,
                error=error_95(),
                curves=damage_source(),
            )
        )
        unjudged = int((buildings.is_inside & ~buildings.is_judged).sum())
        if unjudged:
            more.append(
                msg("{count} houses have no open ground beside them and are not judged.", count=unjudged)
            )
    if recorders.roads is not None:
        more.append(msg("A road is as deep as the best lane of its worst piece of about 15 m."))
    if recorders.recording is not None:
        more.append(
            msg(
                "Moments are kept every {minutes:g} min, depths to {depth:g} mm and velocities to "
                "{speed:g} cm/s.",
                minutes=settings.moment / 60.0, depth=1e3 * DEPTH_STEP, speed=1e2 * VELOCITY_STEP,
            )
        )  # fmt: skip
        if recorders.recording.warning is not None:
            more.append(recorders.recording.warning)
    for sentence in (*validity.warnings, *more, *facts.assumptions):
        said = msg("{first} {second}", first=said, second=sentence)
    return said
