"""What the balloon's table holds for one proposal: its rows, further figures, with and without trees.

It reads the table by the keys of its columns and knows no widget.
"""

from typing import Any, Final

from analysis.base import AnalysisResult, Table
from analysis.common.verdict import Verdict
from app.i18n import quantity_text
from app.wording import Text
from scene.messages import NO_NAME, msg
from scene.units import HEIGHT, SHARE_OF_SKYLINE, SOLID_ANGLE, UNSEEN_HEIGHT, VISIBLE_HEIGHT

TABLE: Final = "balloon"


def table_of(result: AnalysisResult) -> Table | None:
    """Return the table with a row for each proposal and viewpoint."""
    return next((table for table in result.tables if table.key == TABLE), None)


def rows_of(table: Table, verdict: Verdict) -> list[tuple[object, ...]]:
    """Return the rows about one proposal, the worst viewpoint first."""
    keys = [column.key for column in table.columns]
    proposal, visible, unseen = (
        keys.index(key) for key in ("proposal", "visible_height", "unseen_height_bare")
    )

    def worst_first(row: tuple[Any, ...]) -> tuple[float, float]:
        limit = float(row[unseen])
        return -float(row[visible]), limit if limit == limit else float("inf")  # noqa: PLR0124  # nan

    return sorted((row for row in table.rows if row[proposal] == verdict.subject), key=worst_first)


def governing_row(result: AnalysisResult, verdict: Verdict) -> dict[str, Any]:
    """Return the row of the governing viewpoint by column key, empty if there is none."""
    table = table_of(result)
    for row in rows_of(table, verdict) if table else ():
        named = {column.key: value for column, value in zip(table.columns, row, strict=True)} if table else {}
        if named.get("viewpoint") == verdict.viewpoint:
            return named
    return {}


def figures_of(result: AnalysisResult, verdict: Verdict) -> tuple[tuple[Text, Text], ...]:
    """Return the figures that a leader asks for: visible, design height, height that stays unseen."""
    row = governing_row(result, verdict)
    visible = (
        (VISIBLE_HEIGHT.title, quantity_text(VISIBLE_HEIGHT, float(row["visible_height"]))) if row else None
    )
    limit = (_limit_title(verdict), quantity_text(UNSEEN_HEIGHT, verdict.limit))
    design = (msg("Design height"), quantity_text(HEIGHT, verdict.value))
    return (visible, design, limit) if visible else (design, limit)


def _limit_title(verdict: Verdict) -> Text:
    """Return what the limit is called, with the viewpoint that sets it where another one governs."""
    title, name = UNSEEN_HEIGHT.title, verdict.limit_viewpoint_name
    return msg("{title}, set by {viewpoint}", title=title, viewpoint=name) if name != NO_NAME else title


def trees_of(result: AnalysisResult, verdict: Verdict) -> tuple[Text, ...]:
    """Return what is seen with the trees as they stand, and without them, from the governing viewpoint.

    And what it takes of the view there, if it is seen.
    """
    row = governing_row(result, verdict)
    if not row:
        return ()
    lines = (
        _seen(msg("With trees"), row["visible_height"], row["unseen_height"]),
        _seen(msg("Without trees"), row["visible_height_bare"], row["unseen_height_bare"]),
    )
    if not row["solid_angle"] > 0.0:
        return lines
    of_view = msg(
        "Of the view: {solid_angle}, {share} of the skyline",
        solid_angle=quantity_text(SOLID_ANGLE, row["solid_angle"]),
        share=quantity_text(SHARE_OF_SKYLINE, row["skyline_share"]),
    )
    return (*lines, of_view)


def _seen(title: Text, visible: float, unseen: float) -> Text:
    return msg(
        "{title}: {visible} visible, unseen up to {unseen}",
        title=title,
        visible=quantity_text(VISIBLE_HEIGHT, visible),
        unseen=quantity_text(UNSEEN_HEIGHT, unseen),
    )
