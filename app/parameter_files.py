"""Files among the parameters of an analysis, as a series of rain: which they are, and what they hold."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from analysis.base import AnalysisSpec


def files_among(spec: AnalysisSpec, parameters: Mapping[str, object]) -> dict[str, Path]:
    """Return the files that are named, by their parameters."""
    found = {}
    for name, info in spec.params_type().model_fields.items():
        extra, value = info.json_schema_extra, parameters.get(name)
        if isinstance(extra, dict) and extra.get("file") and value:
            found[name] = Path(str(value))
    return found


def hashes_among(spec: AnalysisSpec, parameters: Mapping[str, object]) -> dict[str, dict[str, str]]:
    """Return name and sha256 of each file that is there, by its parameter."""
    return {
        name: {"file": path.name, "sha256": hash_of(path)}
        for name, path in files_among(spec, parameters).items()
        if path.is_file()
    }


def hash_of(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
