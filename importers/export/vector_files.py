"""What the vector formats share: features into a file through GDAL, in slices, so that a person can stop it.

It does not know what the features are.
"""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from importers.export.vector_layers import FeatureLayer
from scene.feedback import Feedback
from scene.payloads.arrays import Column

#: Features written between two looks at the cancel button.
_AT_ONCE: Final = 10_000


def write_features(
    path: Path,
    layer: FeatureLayer,
    driver: str,
    crs: str | None,
    feedback: Feedback,
    *,
    name: str | None = None,
    encoding: str | None = None,
    options: Mapping[str, str] | None = None,
    said: Mapping[str, str] | None = None,
) -> None:
    """Write a layer of features.

    Parameters
    ----------
    path : Path
        The file.
    layer : FeatureLayer
        What to write.
    driver : str
        What GDAL calls the format.
    crs : str, optional
        System of the coordinates; None: the file says nothing of it.
    feedback : Feedback
        Progress and cancel.
    name : str, optional
        Of the layer, where a file can hold several.
    encoding : str, optional
        Of text, where the format leaves a choice.
    options : Mapping, optional
        Of GDAL's driver, for the layer.
    said : Mapping, optional
        Words that the file keeps with the layer.
    """
    for first, stop in slices(layer):
        feedback.check()
        write_slice(
            path, layer, first, stop, driver, crs, append=first > 0, name=name, encoding=encoding,
            options=options, said=said,
        )  # fmt: skip
        feedback.progress(stop / max(layer.count, 1))
    feedback.check()


def slices(layer: FeatureLayer) -> Iterator[tuple[int, int]]:
    """Yield first row and end of each slice of a layer; one of nothing for an empty one."""
    for first in range(0, max(layer.count, 1), _AT_ONCE):
        yield first, min(first + _AT_ONCE, layer.count)


def write_slice(
    path: Path,
    layer: FeatureLayer,
    first: int,
    stop: int,
    driver: str,
    crs: str | None,
    *,
    append: bool = False,
    name: str | None = None,
    encoding: str | None = None,
    options: Mapping[str, str] | None = None,
    said: Mapping[str, str] | None = None,
) -> None:
    """Write some rows, into a new file or behind those that are there; the rest as in `write_features`."""
    from pyogrio.raw import write

    logging.getLogger("pyogrio").setLevel(logging.CRITICAL)
    names, rows = list(layer.columns), slice(first, stop)
    write(
        path,
        layer.geometry(first, stop),
        [_values(layer.columns[field][rows]) for field in names],
        names,
        field_mask=[layer.missing[field][rows] for field in names],
        crs=crs,
        driver=driver,
        geometry_type=layer.geometry_type,
        layer=name,
        append=append,
        encoding=encoding,
        layer_options=None if append else dict(options or {}),
        layer_metadata=dict(said) if said and not append else None,
    )


def _values(values: Column) -> Any:
    """Return values as the library takes them."""
    return values.astype(object) if values.dtype.kind == "U" else np.ascontiguousarray(values)
