"""What a report shows beside its words in one language: charts, legends and pictures as PNG by name.

It knows Qt through :mod:`app.chart_files`; it does not know pages.
"""

from dataclasses import dataclass

from app.report.content import Content
from app.wording import Language


@dataclass(frozen=True, slots=True)
class Figures:
    """Pictures of one report.

    Parameters
    ----------
    png : dict of bytes
        By the name that the page uses.
    widths : dict of int
        What each asks for on the page, where that is not the page's width.
    """

    png: dict[str, bytes]
    widths: dict[str, int]


def figures_of(content: Content, language: Language, prefix: str = "") -> Figures:
    """Draw all that a report shows; it needs a Qt GUI application.

    `prefix` tells the names apart where several findings share a document.
    """
    from app.chart_files import chart_png, legend_png

    png = {prefix + picture_name(number): picture.png for number, picture in enumerate(content.pictures)}
    for number, chart in enumerate(content.charts):
        png[prefix + chart_name(number)] = chart_png(chart, language)
    widths = {}
    for number, legend in enumerate(content.legends):
        name = prefix + legend_name(number)
        png[name], widths[name] = legend_png(legend, language)
    return Figures(png, widths)


def picture_name(number: int) -> str:
    """Return the name under which the printer is given a picture."""
    return f"picture:{number}"


def chart_name(number: int) -> str:
    """Return the name under which the printer is given a chart."""
    return f"chart:{number}"


def legend_name(number: int) -> str:
    """Return the name under which the printer is given a legend."""
    return f"legend:{number}"
