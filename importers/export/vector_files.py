"""What the vector formats share: features into a file through GDAL, in slices, so that a person can stop it.

It does not know what the features are.
"""

import logging
from collections.abc import Mapping
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
    from pyogrio.raw import write

    logging.getLogger("pyogrio").setLevel(logging.CRITICAL)
    names = list(layer.columns)
    for first in range(0, max(layer.count, 1), _AT_ONCE):
        feedback.check()
        rows = slice(first, first + _AT_ONCE)
        write(
            path,
            layer.geometry[rows],
            [_values(layer.columns[field][rows]) for field in names],
            names,
            field_mask=[layer.missing[field][rows] for field in names],
            crs=crs,
            driver=driver,
            geometry_type=layer.geometry_type,
            layer=name,
            append=first > 0,
            encoding=encoding,
            layer_options=dict(options or {}) if not first else None,
            layer_metadata=dict(said) if said and not first else None,
        )
        feedback.progress(min(1.0, (first + _AT_ONCE) / max(layer.count, 1)))
    feedback.check()


def _values(values: Column) -> Any:
    """Return values as the library takes them."""
    return values.astype(object) if values.dtype.kind == "U" else np.ascontiguousarray(values)
