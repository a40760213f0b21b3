"""A vector layer as arrays: geometries, attribute columns, system, encoding.

Read through pyogrio batch by batch, so that a person can stop it. It does not know what the columns mean.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from importers.base import ImportIssue
from importers.common.boundary import broken, reading
from importers.common.encodings import BYTES
from importers.footprints.arrow import columns_of, shapes_of
from importers.footprints.shapes import Shapes, joined, of_wkb
from scene.errors import InvalidRequest, UnreadableFile
from scene.feedback import Feedback
from scene.messages import msg
from scene.payloads.arrays import Column

#: Features read between two looks at the cancel button.
_AT_ONCE: Final = 65_536
#: In the names of types of areas.
_AREAL: Final = ("Polygon", "Surface")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One layer.

    Parameters
    ----------
    layer : str
        Its name.
    crs : str
        As the file states it, empty if it does not.
    shapes : Shapes
        Geometries in that system.
    columns : dict
        Attribute columns by their name in the file.
    declared : int
        Features that the file says it holds, -1 if it does not say; more than are here after a look.
    codec : str
        Python codec of its text; empty if the library knew.
    """

    layer: str
    crs: str
    shapes: Shapes
    columns: dict[str, Column]
    declared: int = -1
    codec: str = ""

    @property
    def count(self) -> int:
        """Number of features."""
        return self.shapes.count


@dataclass(frozen=True, slots=True)
class Source:
    """How to open a vector file.

    Parameters
    ----------
    path : Path
        What GDAL opens, which may be a repaired copy.
    named : Path
        What the person chose.
    format_name : str
        What sentences call it.
    codec : str
        Python codec of its text; empty if the driver knows.
    one_pass : bool
        Whether counting the features would parse the whole file.
    recoded : str
        Python codec that its text was in before this copy in UTF-8 was made.
    """

    path: Path
    named: Path
    format_name: str
    codec: str = ""
    one_pass: bool = False
    recoded: str = ""


def choose_layer(source: Source, wanted: str, issues: list[ImportIssue]) -> str:
    """Return the layer to read: the wanted one, else the first with polygons, else the first.

    Parameters
    ----------
    source : Source
        What to open.
    wanted : str
        Its name, empty for whichever fits.
    issues : list of ImportIssue
        Is told of the layers that were not chosen.

    Raises
    ------
    UnreadableFile
        If the file cannot be opened or has no layer.
    InvalidRequest
        If the wanted one is not there.
    """
    with reading(source.named, source.format_name):
        import pyogrio

        layers = [(str(name), str(kind)) for name, kind in pyogrio.list_layers(source.path)]
    names = [name for name, _ in layers]
    if not names:
        raise UnreadableFile(
            msg("{file} holds no layer.", file=source.named.name), msg("Export it again from its source.")
        )
    if wanted:
        if wanted not in names:
            raise InvalidRequest(
                msg("{file} has no layer “{layer}”.", file=source.named.name, layer=wanted),
                msg("It has: {layers}.", layers=", ".join(names)),
            )
        return wanted
    chosen = next((name for name, kind in layers if any(word in kind for word in _AREAL)), names[0])
    if len(names) > 1:
        others = ", ".join(name for name in names if name != chosen)
        said = msg(
            "Of several layers “{layer}” was read; there are also: {others}.", layer=chosen, others=others
        )
        issues.append(ImportIssue("note", said))
    return chosen


def layer_info(source: Source, layer: str) -> dict[str, Any]:
    """Return pyogrio's account of a layer, with ``features`` and ``crs``."""
    with reading(source.named, source.format_name):
        import pyogrio

        info: dict[str, Any] = pyogrio.read_info(source.path, layer=layer, encoding=_raw(source))
    return info


def read_table(
    source: Source,
    layer: str,
    feedback: Feedback,
    issues: list[ImportIssue],
    most: int | None = None,
) -> Table:
    """Read a layer, or its first rows.

    Parameters
    ----------
    source : Source
        What to open.
    layer : str
        Which layer.
    feedback : Feedback
        Progress and cancel.
    issues : list of ImportIssue
        Is told what the library warned of, and of text that was cut.
    most : int, optional
        Read no more features than this.

    Raises
    ------
    UnreadableFile
        If it is broken or holds no feature.
    """
    declared = -1 if source.one_pass and most is None else int(layer_info(source, layer)["features"])
    with reading(source.named, source.format_name, issues):
        crs, shapes, rows = _batches(source, layer, declared, feedback, most)
    feedback.check()
    count = sum(part.count for part in shapes)
    if not count:
        raise UnreadableFile(
            msg("{file} holds no feature.", file=source.named.name),
            msg("Check that the right layer was exported, with its rows."),
        )
    if most is None and declared >= 0 and count != declared:
        raise broken(
            source.named, "says it holds {told} features but {found} can be read",
            told=declared, found=count,
        )  # fmt: skip
    with reading(source.named, source.format_name, issues):
        columns = columns_of(rows, source.codec, issues)
        del rows
        _release()
    return Table(layer, crs, joined(shapes), columns, declared, source.codec or source.recoded)


def _batches(
    source: Source, layer: str, declared: int, feedback: Feedback, most: int | None
) -> tuple[str, list[Shapes], Any]:
    """Return the system, the geometries batch by batch, and the other columns as one Arrow table."""
    import pyarrow as pa
    from pyogrio.raw import open_arrow

    shapes, rows, done = [], [], 0
    with open_arrow(
        source.path, layer=layer, encoding=_raw(source), batch_size=min(most or _AT_ONCE, _AT_ONCE),
        datetime_as_string=True, use_pyarrow=True,
    ) as (meta, reader):  # fmt: skip
        place = reader.schema.get_field_index(meta["geometry_name"] or "wkb_geometry")
        bare = reader.schema.remove(place) if place >= 0 else reader.schema
        for batch in reader:
            feedback.check()
            geometry = pa.nulls(len(batch), pa.binary()) if place < 0 else batch.column(place)
            try:
                shapes.append(shapes_of(geometry))
            except NotImplementedError:  # arcs, which shapely does not know
                shapes.append(_straightened(source, layer, done, len(batch)))
            rows.append(batch.select(bare.names))
            done += len(batch)
            feedback.progress(done / max(declared, done, 1))
            if most is not None and done >= most:
                break
    return str(meta["crs"] or ""), shapes, pa.Table.from_batches(rows, bare)


def _release() -> None:
    """Give back what Arrow keeps for later: the layer is arrays of numpy from here on."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()


def _straightened(source: Source, layer: str, first: int, count: int) -> Shapes:
    """Return some geometries with their arcs as short lines."""
    from pyogrio.raw import read

    return of_wkb(read(source.path, layer=layer, columns=[], skip_features=first, max_features=count)[2])


def _raw(source: Source) -> str | None:
    """Return the encoding to read in: bytes carried as letters where this program decodes by itself."""
    return BYTES if source.codec else None
