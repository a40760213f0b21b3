"""What a viewshed is shown as: rasters with legends, painted patches, a table, and the card at a click.

It does not know how anything was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.base import Card, Column, Table
from analysis.sightline.stations import Stations
from analysis.sightline.viewshed.patches import Patches
from analysis.sightline.viewshed.setting import Field
from scene.legend import LEGEND, PASS, VALUE, Entry, Legend, classes, ramp
from scene.messages import BilingualText, msg
from scene.node import Node, Provenance, Role
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F32, I32, U8
from scene.units import AREA_SHARE, LOWEST_VISIBLE, SEEN, SEEN_AREA, STATION_SHARE, TIMES_SEEN, Quantity

#: Colour of what is hidden: dark paper, so that the seen stands out.
HIDDEN: Final = (0xB9, 0xAF, 0x9B)
SEEN_OR_NOT: Final = classes(
    BilingualText("可见性", "Seen or hidden"),
    Entry(0.0, HIDDEN, BilingualText("不可见", "Hidden")),
    Entry(1.0, PASS, BilingualText("可见", "Seen"), pattern=1),
)
#: A legend of heights ends here, metres: what needs more is hidden for all purposes.
_HIGHEST: Final = 100.0


@dataclass(frozen=True, eq=False)
class Found:
    """What was found on the grid.

    Parameters
    ----------
    field : Field
    stations : Stations
    asked : ndarray of uint8, shape (rows, cols)
        1 within the limits of any station, on cells with data.
    times : ndarray of int32, shape (rows, cols)
        How many stations see each cell.
    lowest : ndarray of float32, shape (rows, cols), optional
        Lowest height over each cell that any station sees, metres; nan where not asked.
    cells : tuple of (int, int)
        Of each viewpoint: cells that any of its stations sees, and cells within its limits.
    """

    field: Field
    stations: Stations
    asked: U8
    times: I32
    lowest: F32 | None
    cells: tuple[tuple[int, int], ...]

    @property
    def share(self) -> F32:
        """Share of the stations that see each cell, percent; nan where not asked."""
        share: F32 = (100.0 * self.times / len(self.stations.eye)).astype(np.float32)
        share[self.asked == 0] = np.nan
        return share


def rasters(found: Found, provenance: Provenance) -> tuple[Node, ...]:
    """Return the overlays on the ground, the first one shown."""
    seen = np.where(found.asked == 0, np.nan, found.times > 0).astype(np.float32)
    nodes = [
        _raster(found.field, BilingualText("可见范围", "Seen area"), seen, SEEN, SEEN_OR_NOT, provenance)
    ]
    if len(found.stations.eye) > 1:
        times = np.where(found.asked == 0, np.nan, found.times).astype(np.float32)
        nodes += [
            _raster(
                found.field, BilingualText("累计可见次数", "Times seen"), times, TIMES_SEEN,
                ramp(TIMES_SEEN.title, "", 0.0, float(found.times.max())), provenance,
            ),
            _raster(
                found.field, BilingualText("可见测站比例", "Share of stations"), found.share, STATION_SHARE,
                ramp(STATION_SHARE.title, "%", 0.0, 100.0), provenance,
            ),
        ]  # fmt: skip
    if found.lowest is not None:
        high = min(float(np.nanmax(found.lowest, initial=1.0)), _HIGHEST)
        nodes.append(
            _raster(
                found.field, LOWEST_VISIBLE.title, found.lowest, LOWEST_VISIBLE,
                ramp(LOWEST_VISIBLE.title, "m", 0.0, max(high, 1.0)), provenance,
            )
        )  # fmt: skip
    return (nodes[0], *nodes[1:])


def _raster(
    grid: Field, name: BilingualText, values: F32, quantity: Quantity, legend: Legend, provenance: Provenance
) -> Node:
    return Node(
        name,
        Role.RESULT,
        grid.raster(values, quantity),
        visible=quantity is SEEN,
        provenance=provenance,
        attributes={LEGEND: legend.as_json(), "quantity": quantity.key},
    )


def painted(patches: Patches, times: I32, stations: int, provenance: Provenance) -> Node:
    """Return façades and roofs, painted by whether, or by how many of the eyes, each patch is seen."""
    n = len(patches.corners)
    raised = patches.corners + (0.02 * patches.normal[:, None, :]).astype(np.float32)
    if stations > 1:
        value, legend = 100.0 * times / stations, ramp(STATION_SHARE.title, "%", 0.0, 100.0)
    else:
        value, legend = (times > 0).astype(np.float64), SEEN_OR_NOT
    mesh = TriangleMesh(
        raised.reshape(-1, 3),
        np.arange(3 * n, dtype=np.int32).reshape(-1, 3),
        np.arange(n, dtype=np.int32),
        columns={VALUE: value, TIMES_SEEN.key: times.astype(np.int32)},
    )
    return Node(
        BilingualText("可见的立面与屋顶", "Façades and roofs seen"),
        Role.RESULT,
        mesh,
        provenance=provenance,
        attributes={LEGEND: legend.as_json()},
    )


def table_of(found: Found) -> Table:
    """Return a row for each viewpoint, and one for all together."""
    area = found.field.surface.cell**2
    stations = np.bincount(found.stations.of, minlength=len(found.stations.viewpoints))
    rows = [
        (viewpoint.id, viewpoint.name, int(count), seen, seen * area, _percent(seen, asked))
        for viewpoint, count, (seen, asked) in zip(
            found.stations.viewpoints, stations, found.cells, strict=True
        )
    ]
    seen, asked = int((found.times > 0).sum()), int(found.asked.sum())
    every = BilingualText("全部", "All together")
    rows.append(("", every, len(found.stations.eye), seen, seen * area, _percent(seen, asked)))
    return Table(
        "viewshed",
        BilingualText("各视点的可见范围", "What each viewpoint sees"),
        (
            Column("viewpoint", BilingualText("编号", "Id")),
            Column("name", BilingualText("视点", "Viewpoint")),
            Column("stations", BilingualText("测站数", "Stations")),
            Column("cells", BilingualText("可见格数", "Cells seen")),
            Column("area", SEEN_AREA.title, SEEN_AREA),
            Column("share", AREA_SHARE.title, AREA_SHARE),
        ),
        tuple(rows),
    )


def _percent(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else 0.0


@dataclass(frozen=True, eq=False)
class ViewshedProbe:
    """Says at a click who sees the place, and from which height on.

    Parameters
    ----------
    found : Found
    """

    found: Found

    def at(self, place: tuple[float, float, float]) -> Card | None:
        """Return what holds in the cell of a place."""
        observer = self.found.field.observer(np.array(place))
        row, col = round(observer.row), round(observer.col)
        rows, cols = self.found.asked.shape
        if not (0 <= row < rows and 0 <= col < cols) or not self.found.asked[row, col]:
            return None
        times, stations = int(self.found.times[row, col]), len(self.found.stations.eye)
        if times:
            headline = msg(
                "Seen here; stations that see it: {count} of {stations}.", count=times, stations=stations
            )
        else:
            headline = msg("Hidden here from every station ({stations}).", stations=stations)
        lines = []
        if self.found.lowest is not None and not times:
            needed = LOWEST_VISIBLE.text(float(self.found.lowest[row, col]))
            lines.append(msg("What stands {height} high here begins to be seen.", height=needed))
        nearest = _nearest(self.found.stations, place[:2])
        lines.append(msg("The nearest of them is {viewpoint}.", viewpoint=nearest))
        return Card(headline, tuple(lines))


def _nearest(stations: Stations, place: Sequence[float]) -> BilingualText:
    distance = np.hypot(stations.eye[:, 0] - place[0], stations.eye[:, 1] - place[1])
    return stations.viewpoints[int(stations.of[int(distance.argmin())])].name
