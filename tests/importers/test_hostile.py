"""Every gathered hostile file ends in an import or in one sentence: never in a crash, never in a wait."""

import time
from pathlib import Path

import pytest

from importers.base import ImportTarget
from importers.registry import for_file
from scene.errors import WeiyangError
from scene.feedback import SilentFeedback
from tests.importers.samples import shared

SUFFIXES = (".las", ".laz", ".obj", ".ply", ".stl", ".gltf", ".glb", ".geojson", ".json", ".tif")
SECONDS = 10.0


def refusal(path: Path) -> WeiyangError | None:
    """Return the sentence with which a file is refused, None if it opens."""
    try:
        worker = for_file(path).load()
        is_model = "longitude" in worker.params_type.model_fields
        answers = {"longitude": 119.4, "latitude": 32.4} if is_model else {}
        worker.read(path, worker.params_type(crs="EPSG:4549", **answers), ImportTarget(), SilentFeedback())
    except WeiyangError as sentence:
        return sentence
    return None


@pytest.mark.parametrize(
    "folder",
    [
        "assimp",
        "geojsonhint",
        "gltf_validator",
        "laszip",
        "pdal",
        "raster",
        "tinygltf",
        "tinyobj",
        "val3dity",
    ],
)
def test_hostile_files_hurt_nobody(folder: str, capfd: pytest.CaptureFixture[str]) -> None:
    paths = [path for path in sorted(shared("hostile", folder).rglob("*")) if path.suffix in SUFFIXES]
    assert paths
    for path in paths:
        started = time.monotonic()
        sentence = refusal(path)
        assert sentence is None or sentence.hint is not None, path
        assert "\n" not in str(sentence), path
        assert time.monotonic() - started < SECONDS, path
    assert capfd.readouterr().err == ""
