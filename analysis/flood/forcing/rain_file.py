"""Rain in space and time from a NetCDF file: its rates, and which of its cells each cell lies in.

Read by GDAL's driver for NetCDF, which rasterio carries. Cells of such files are hundreds of metres wide, so
that places are told to a metre or so. It does not know what rain does.
"""

import math
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.flood.forcing.hydrograph import LIMITS
from analysis.flood.forcing.rain import METRES
from analysis.flood.forcing.series_units import Unit, unit_in
from analysis.flood.forcing.time_text import moment_of, seconds_of_unit
from scene.errors import AnswerNeeded, InvalidRequest, UnreadableFile
from scene.frame import SceneFrame
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText, Message, msg
from scene.payloads.arrays import F64, U16

#: How the names of such files end.
NETCDF: Final = (".nc", ".nc3", ".nc4", ".cdf", ".netcdf")
#: Figures of a file that are kept: steps times the cells that are needed.
MOST_FIGURES: Final = 30_000_000
#: How many places along a side of the domain are put into the file's system; between them it is a plane.
_PLACES: Final = 65
#: Names that a variable of rain is given.
_NAMES: Final = ("rain", "prec", "pr", "tp", "降水", "降雨", "雨")


@dataclass(frozen=True, eq=False)
class RainField:
    """Rates of rain by zone over time, each holding for its step.

    Parameters
    ----------
    name : BilingualText
    edges : ndarray of float64, shape (steps + 1,)
        Seconds of the run, rising.
    rates : ndarray of float64, shape (steps, zones)
        mm/h.
    zone : ndarray of uint16, shape (rows, cols)
        Zone of every cell of the domain.
    said : tuple of Message
        What a person should know of how it was read.

    Raises
    ------
    InvalidRequest
        If a rate is missing or cannot be, or times do not rise.
    """

    name: BilingualText
    edges: F64
    rates: F64
    zone: U16
    said: tuple[Message, ...] = ()
    _fallen: F64 = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not (np.diff(self.edges) > 0.0).all():
            raise InvalidRequest(
                msg("{name}: its times do not rise.", name=self.name),
                msg("Sort the steps by time and give every moment once."),
            )
        low, high = LIMITS["mm/h"]
        if np.isnan(self.rates).any():
            step = int(np.argwhere(np.isnan(self.rates))[0, 0])
            raise InvalidRequest(
                msg(
                    "{name}: step {step} has no rain in a cell over the area.", name=self.name, step=step + 1
                ),
                msg("Fill the gap; gaps are not guessed."),
            )
        odd = self.rates[(self.rates < low) | (self.rates > high)]
        if odd.size:
            raise InvalidRequest(
                msg("{name}: {value:g} mm/h of rain cannot be.", name=self.name, value=float(odd[0])),
                msg("Check the unit of the figures."),
            )
        steps = np.diff(self.edges)[:, None] * self.rates * METRES
        none = np.zeros((1, self.rates.shape[1]))
        object.__setattr__(self, "_fallen", np.concatenate([none, np.cumsum(steps, axis=0)]))

    @property
    def ends(self) -> float:
        """When its last step ends, seconds."""
        return float(self.edges[-1])

    def falls(self, begun: float, ended: float) -> F64:
        """Return the metres that fall in a span by zone; exact."""
        return self._until(ended) - self._until(begun)

    def next_change(self, time: float) -> float:
        """Return the next moment at which a step begins or ends."""
        later = self.edges[self.edges > time]
        return float(later[0]) if later.size else math.inf

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return how it was read, and that it ends early."""
        last = float(self.edges[-1])
        if last >= end:
            return self.said
        early = msg("{name} ends at {minutes:.1f} min; until {end:.1f} min there is nothing of it.",
                    name=self.name, minutes=last / 60.0, end=end / 60.0)  # fmt: skip
        return (*self.said, early)

    def _until(self, time: float) -> F64:
        """Return what has fallen until a moment, metres by zone."""
        index = int(np.clip(np.searchsorted(self.edges, time, "right") - 1, 0, self.rates.shape[0] - 1))
        span = float(self.edges[index + 1] - self.edges[index])
        share = min(max((time - float(self.edges[index])) / span, 0.0), 1.0)
        fallen: F64 = self._fallen[index] + share * (self._fallen[index + 1] - self._fallen[index])
        return fallen


def read_rain_field(
    path: Path,
    grid: Grid,
    frame: SceneFrame,
    *,
    variable: str = "",
    unit: str = "",
    starts: datetime | None = None,
) -> RainField:
    """Read rain over a domain.

    Parameters
    ----------
    path : Path
    grid : Grid
        Of the domain.
    frame : SceneFrame
        In which the grid lies.
    variable : str
        Where the file holds several.
    unit : str
        Where the file names none.
    starts : datetime, optional
        The date of the run's start, with its zone; else the file's first step is the start.

    Raises
    ------
    UnreadableFile
        If it is no such file, or has no times.
    AnswerNeeded
        If the file leaves the variable or the unit open.
    InvalidRequest
        If it does not cover the domain, or holds what cannot be.
    """
    name = BilingualText.same(path.name)
    with _opened(path, variable) as source:
        tags = {band: source.tags(band) for band in source.indexes}
        times, said = _times(path, source.tags(), tags, starts)
        found = _unit_of(path, source, unit)
        rows, cols, more = _file_cells(path, source, grid, frame)
        kept, zone = np.unique(rows * source.width + cols, return_inverse=True)
        if kept.size * source.count > MOST_FIGURES or kept.size > np.iinfo(np.uint16).max:
            raise InvalidRequest(
                msg("{name} holds {count} cells in {steps} steps over the area.", name=name,
                    count=kept.size, steps=source.count),
                msg("Cut it to the hours that are needed, or take wider cells."),
            )  # fmt: skip
        figures = np.empty((source.count, kept.size))
        for band in source.indexes:
            layer = source.read(band, masked=True).astype(np.float64).filled(np.nan).ravel()[kept]
            figures[band - 1] = layer * source.scales[band - 1] + source.offsets[band - 1]
    edges = np.append(times, times[-1] + (times[-1] - times[-2] if times.size > 1 else 3600.0))
    rates = figures * found.factor
    if found.depth:
        rates /= np.diff(edges)[:, None]
    where = zone.reshape(grid.rows, grid.cols).astype(np.uint16)
    return RainField(name, edges, rates, where, (*said, *more))


@contextmanager
def _opened(path: Path, variable: str) -> Iterator[Any]:
    """Open the variable of rain of a file."""
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioIOError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path, driver="netCDF") as whole:
                parts = {part.rsplit(":", 1)[-1]: part for part in whole.subdatasets}
            if parts:
                with rasterio.open(parts[_choice(path, tuple(parts), variable)]) as source:
                    yield source
            else:
                with rasterio.open(path, driver="netCDF") as source:
                    yield source
    except RasterioIOError as error:
        raise UnreadableFile(
            msg("{name} is not a NetCDF file that can be read.", name=path.name),
            msg("Give rain as variables of time, y and x in NetCDF 3 or 4."),
        ) from error


def _choice(path: Path, names: tuple[str, ...], variable: str) -> str:
    """Return which variable is rain."""
    likely = [name for name in names if name == variable] or [
        name for name in names if not variable and name.lower().startswith(_NAMES)
    ]
    if len(likely) == 1:
        return likely[0]
    raise AnswerNeeded(
        msg("{name}: which variable is the rain? It holds {names}.", name=path.name, names=", ".join(names)),
        "variable",
        msg("Name one of them."),
    )


def _times(
    path: Path, tags: Mapping[str, str], bands: Mapping[int, Mapping[str, str]], starts: datetime | None
) -> tuple[F64, tuple[Message, ...]]:
    """Return the moment of every band, seconds of the run."""
    for key, unit in tags.items():
        axis = key.removesuffix("#units")
        if axis == key or " since " not in unit:
            continue
        counted, _, since = unit.partition(" since ")
        zero = moment_of(since.split(".")[0], UTC)
        try:
            numbers = np.array([float(band[f"NETCDF_DIM_{axis}"]) for band in bands.values()])
        except (KeyError, ValueError):
            continue
        times = numbers * seconds_of_unit(counted)
        if starts is not None and zero is not None and zero.kind == "date":
            return times + zero.seconds - starts.timestamp(), ()
        return times - times[0], (msg("Times are counted from the first step of {name}.", name=path.name),)
    raise UnreadableFile(
        msg("{name} does not say when its rain falls.", name=path.name),
        msg("It needs a time axis in a unit like “minutes since 2020-07-17 08:00”."),
    )


def _unit_of(path: Path, source: Any, answer: str) -> Unit:
    """Return the unit of the figures."""
    stated = (source.units[0] or "") if source.units else ""
    found = unit_in(stated, "rain") or unit_in(answer, "rain")
    if found is None:
        raise AnswerNeeded(
            msg("{name}: in which unit is the column “{heading}”?", name=path.name, heading=stated),
            "unit",
            msg("Write the unit into the file: mm/h or kg m-2 s-1 for a rate, mm for the depth of a step."),
        )
    return found


def _file_cells(
    path: Path, source: Any, grid: Grid, frame: SceneFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[Message, ...]]:
    """Return row and column in the file of every cell of the domain, at most half a cell beyond its edge."""
    if source.transform.is_identity:
        raise UnreadableFile(
            msg("{name} does not say where its cells lie.", name=path.name),
            msg("It needs evenly spaced axes of x and y, or of longitude and latitude."),
        )
    degrees = any("degree" in unit for key, unit in source.tags().items() if key.endswith("#units"))
    crs, said = source.crs, tuple[Message, ...]()
    if crs is None and degrees:
        crs = "EPSG:4326"
    elif crs is None:
        said = (msg("{name} names no coordinate system; that of the project is taken.", name=path.name),)
    across = np.linspace(0.5, grid.cols - 0.5, min(grid.cols, _PLACES))
    down = np.linspace(0.5, grid.rows - 0.5, min(grid.rows, _PLACES))
    xs, ys = np.meshgrid(grid.west + across * grid.cell, grid.north - down * grid.cell)
    world = np.stack([xs.ravel() + frame.origin[0], ys.ravel() + frame.origin[1]])
    if crs is not None:
        from rasterio.warp import transform

        world = np.array(transform(frame.crs, crs, world[0], world[1]))
    back = ~source.transform
    file_cols = back.a * world[0] + back.b * world[1] + back.c
    file_rows = back.d * world[0] + back.e * world[1] + back.f
    found = []
    for places, most in ((file_rows, source.height), (file_cols, source.width)):
        whole = _spread(np.asarray(places).reshape(xs.shape), down, across, grid)
        if not (np.isfinite(whole).all() and whole.min() >= -0.5 and whole.max() <= most + 0.5):
            raise InvalidRequest(
                msg("{name} does not cover the area.", name=path.name),
                msg("Give rain for all of it, and check its coordinate system."),
            )
        found.append(np.clip(np.floor(whole), 0, most - 1).astype(np.int64).ravel())
    return found[0], found[1], said


def _spread(places: F64, down: F64, across: F64, grid: Grid) -> F64:
    """Return figures of a lattice at the middle of every cell, by planes between its points."""
    cols, rows = np.arange(grid.cols) + 0.5, np.arange(grid.rows) + 0.5
    wide = np.stack([np.interp(cols, across, line) for line in places])
    spread: F64 = np.stack([np.interp(rows, down, line) for line in wide.T], axis=1)
    return spread
