"""The files of a result beside its ``results.json``: CSV, SVG, PNG, GeoTIFF with its colours, GeoPackage.

It does not know windows, analyses or reports.
"""

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from analysis.base import AnalysisResult, Chart, Column, Table
from app.legends import legend_of
from app.wording import in_language
from scene.frame import SceneFrame
from scene.legend import LEGEND, Legend
from scene.messages import BilingualText, Message
from scene.node import Node
from scene.payloads import Raster
from scene.payloads.arrays import F32

#: What a cell of a raster of classes says where nothing is known; classes above are no colour table's.
UNKNOWN = 255


def file_of(nodes: Sequence[Node], node: Node) -> str:
    """Return the name of the file that holds a node of a result."""
    if not isinstance(node.payload, Raster):
        return "results.gpkg"
    stems: list[str] = []
    for one in nodes:
        if isinstance(one.payload, Raster):
            stem = _stem(one)
            stems.append(stem if stem not in stems else f"{stem}_{len(stems) + 1}")
            if one is node:
                break
    return f"{stems[-1]}.tif"


def write_beside(folder: Path, result: AnalysisResult, frame: SceneFrame) -> list[Path]:
    """Write tables, charts, pictures, rasters and vectors of a result and return the files.

    Charts are drawn only where there is a Qt GUI application; their figures are always written.
    """
    written = []
    for table in result.tables:
        written.append(folder / f"{table.key}.csv")
        write_table(written[-1], table)
    for chart in result.charts:
        written.append(folder / f"{chart.key}.csv")
        write_chart(written[-1], chart)
        written += _draw(folder, chart)
    for picture in result.pictures:
        from PIL import Image

        written.append(folder / f"{picture.key}.png")
        Image.fromarray(picture.pixels).save(written[-1], "PNG")
    for node in result.nodes:
        if isinstance(node.payload, Raster):
            written += write_raster(folder / file_of(result.nodes, node), node, frame)
    vectors = [node for node in result.nodes if not isinstance(node.payload, Raster)]
    if vectors:
        written.append(folder / "results.gpkg")
        write_vectors(written[-1], vectors, frame)
    return written


# -- tables and charts ---------------------------------------------------------------------------------------


def write_table(path: Path, table: Table) -> None:
    """Write a table as CSV with a byte order mark, so that a Chinese Excel opens it as UTF-8."""
    _write_rows(path, [_head(column) for column in table.columns], table.rows)


def write_chart(path: Path, chart: Chart) -> None:
    """Write the figures of a chart: one row a point, the series named in the first column."""
    x, y = (Column(quantity.key, quantity.title, quantity) for quantity in (chart.x, chart.y))
    base = Column("filled_to", BilingualText("填充至", "Filled to"), chart.y)
    heads = ["曲线 Series", *(_head(column) for column in (x, y, base))]
    rows = (
        (series.title, *point)
        for series in chart.series
        for point in zip(
            series.x.tolist(),
            series.y.tolist(),
            [""] * len(series.x) if series.filled_to is None else series.filled_to.tolist(),
            strict=True,
        )
    )
    _write_rows(path, heads, rows)


def _draw(folder: Path, chart: Chart) -> list[Path]:
    from app.chart_files import can_draw, write_svg

    return write_svg(folder, chart) if can_draw() else []


def _write_rows(path: Path, heads: list[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for row in rows:
            writer.writerow([_cell(value) for value in row])


def _head(column: Column) -> str:
    title = f"{column.title.zh} {column.title.en}"
    unit = column.quantity.unit if column.quantity else ""
    return f"{title} [{unit}]" if unit else title


def _cell(value: object) -> object:
    if isinstance(value, BilingualText | Message):
        zh, en = in_language(value, "zh"), in_language(value, "en")
        return zh if zh == en else f"{zh} {en}"
    if isinstance(value, float) and math.isnan(value):
        return ""
    return value


# -- rasters -------------------------------------------------------------------------------------------------


def write_raster(path: Path, node: Node, frame: SceneFrame) -> list[Path]:
    """Write a raster as a compressed GeoTIFF in the CRS of the frame, with its colours.

    Classes go into bytes with a colour table; a style beside the file gives QGIS colours and names.
    """
    import rasterio
    from affine import Affine

    raster = node.payload
    assert isinstance(raster, Raster)
    legend = legend_of(node) if LEGEND in node.attributes else None
    west, north = frame.to_world(np.array([[raster.west, raster.north]]))[0]
    rows, cols = raster.shape
    coded = None if legend is None else classes_as_bytes(raster.values, legend)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=rows,
        width=cols,
        count=1,
        dtype="float32" if coded is None else "uint8",
        crs=frame.crs,
        transform=Affine(raster.cell, 0.0, west, 0.0, -raster.cell, north),
        nodata=float("nan") if coded is None else UNKNOWN,
        compress="deflate",
        predictor=3 if coded is None else 1,
    ) as file:
        file.write(raster.values if coded is None else coded, 1)
        file.set_band_unit(1, raster.quantity.unit)
        file.set_band_description(1, f"{node.name.zh} {node.name.en}".strip())
        file.update_tags(1, quantity=raster.quantity.key)
        if coded is not None and legend is not None:
            file.write_colormap(1, {int(entry.value): (*entry.colour, 255) for entry in legend.entries})
    if legend is None:
        return [path]
    style = path.with_suffix(".qml")
    style.write_text(_style(legend), encoding="utf-8")
    return [path, style]


def classes_as_bytes(values: F32, legend: Legend) -> np.ndarray | None:
    """Return a raster of classes as bytes, None if its classes are no small whole numbers."""
    small = all(entry.value == int(entry.value) and 0 <= entry.value < UNKNOWN for entry in legend.entries)
    if not legend.is_classes or not small:
        return None
    known = np.isfinite(values)
    fits = bool(((values[known] == np.floor(values[known])) & (values[known] >= 0)).all())
    if not fits or bool((values[known] >= UNKNOWN).any()):
        return None
    return np.where(known, values, UNKNOWN).astype(np.uint8)


def _style(legend: Legend) -> str:
    """Return a QGIS layer style that colours as the legend does."""
    lines = []
    tag = "paletteEntry" if legend.is_classes else "item"
    for entry in legend.entries:
        name = f"{entry.title.zh} {entry.title.en}" if entry.title else f"{entry.value:g} {legend.unit}"
        colour = "#{:02x}{:02x}{:02x}".format(*entry.colour)
        label = quoteattr(name.strip())
        lines.append(f'<{tag} value="{entry.value:g}" label={label} color="{colour}" alpha="255"/>')
    body = "\n".join(lines)
    if legend.is_classes:
        drawn = (
            f'<rasterrenderer type="paletted" band="1" opacity="1"><colorPalette>\n{body}\n</colorPalette>'
        )
    else:
        low, high = legend.entries[0].value, legend.entries[-1].value
        drawn = (
            f'<rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" '
            f'classificationMin="{low:g}" classificationMax="{high:g}"><rastershader>'
            f'<colorrampshader colorRampType="INTERPOLATED" clip="0" minimumValue="{low:g}" '
            f'maximumValue="{high:g}">\n{body}\n</colorrampshader></rastershader>'
        )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis version="3.22"><pipe>{drawn}</rasterrenderer></pipe></qgis>\n'
    )


def write_vectors(path: Path, nodes: Sequence[Node], frame: SceneFrame) -> None:
    """Write vector layers as a GeoPackage."""
    from app.projects import wkt_of
    from scene.graph import Snapshot
    from scene.project.store import ProjectStore

    snapshot = Snapshot(frame, tuple(nodes), {node.id: None for node in nodes})
    ProjectStore(path).save(snapshot, wkt_of(frame.crs))


def _stem(node: Node) -> str:
    return (
        "".join(c if c.isascii() and c.isalnum() else "_" for c in node.name.en.lower()).strip("_")
        or "raster"
    )
