"""The table of an archive's parts, in the order in which they are written."""

from typing import Final

from app.archive.part import Part
from scene.messages import msg

PARTS: Final[tuple[Part, ...]] = (
    Part(
        "project",
        msg("The project with its decision log"),
        "app.archive.files:write_project",
        needed=True,
        weight=3.0,
    ),
    Part(
        "inputs", msg("Files that results were computed from"), "app.archive.files:write_inputs", needed=True
    ),
    Part("results", msg("Figures of every result"), "app.archive.files:write_figures", needed=True),
    Part("pictures", msg("Pictures"), "app.archive.files:write_pictures"),
    Part("minutes", msg("Minutes as PDF and for Word"), "app.archive.minutes.write:write_minutes"),
    Part("tables", msg("Tables (CSV, GeoPackage)"), "app.archive.tables:write_tables"),
    Part("bcf", msg("Opinions as BCF 3.0"), "app.archive.files:write_bcf"),
    Part(
        "page",
        msg("Web page for the public"),
        "app.web.part:write_public_page",
        weight=3.0,
        views="app.web.part:page_views",
    ),
    Part("films", msg("Films"), "app.archive.files:write_films"),
)
