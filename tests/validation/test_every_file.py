"""Every gathered file, opened or refused: none may do anything else, and what opens holds what is told of it.

A file that leaves a question open gets the answer that a person would give; hostile files may end either
way, in a sentence or in a layer. It does not look into the layers: the tables of each family do that.
"""

import time
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from importers import registry
from importers.base import ImporterSpec, ImportResult, ImportTarget
from scene.errors import AnswerNeeded, WeiyangError
from scene.feedback import SilentFeedback
from scene.payloads import Buildings, PointCloud, Polylines, Raster, TriangleMesh
from tests.validation.table import SHARED
from tests.validation.told import Told, account

#: Seconds within which a file is opened or refused.
LONGEST: Final = 30.0
#: Questions that a person is ready to answer for one file.
QUESTIONS: Final = 5

#: Files of known formats that cannot become a layer, and why.
REFUSED: Final = {
    "no-points.las": "holds no point",
    "TestCaseOfInvalidFileNameGml.gml": "is not GML",
    "all-nodata.tif": "holds no height",
    "minimal.json": "holds no object",
    "pdrf6-1.4.laz": "spreads over 4 million kilometres",
    "pdrf8-1.4.laz": "spreads over 4 million kilometres",
    "hnap0279.tif": "is the texture of a city model and lies nowhere",
    "hnap0878.tif": "is the texture of a city model and lies nowhere",
    "pdrf10-1.4.las": "spreads over 4 million kilometres",
}

#: Files in longitude and latitude that do not say so.
DEGREES: Final = ("blockgroups.shp",)

#: Where files lie whose header tells another place than their points.
MISTOLD: Final = {"simple1_3.las": (-235_200.0, 5_800_900.0)}

#: Models whose parts stand in several places: told without the repetition, drawn with it.
REPEATED: Final = {"cathedral.glb": 5484, "greek-temple.glb": 968, "CesiumMilkTruck.glb": 3624}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Parameters
    ----------
    state : str
        ``opened``, ``refused`` or ``wrong``.
    said : str
        How many things it holds, or the sentence.
    seconds : float
        Until then.
    """

    state: str
    said: str
    seconds: float


def answer(problem: AnswerNeeded, told: Told, file: str, asked: Container[str]) -> dict[str, object]:
    """Return what a person would answer."""
    x, y = MISTOLD.get(file, told.middle)
    plane = f"+proj=tmerc +lat_0=32.3936 +lon_0=119.4231 +x_0={x} +y_0={y} +ellps=GRS80 +units=m +type=crs"
    here = told.system or ("EPSG:4326" if file in DEGREES else plane)
    match problem.parameter:
        case "crs":
            return {"crs": here}
        case "easting" | "longitude" | "latitude" | "northing":
            if "longitude" in asked:
                return {"longitude": 119.4231, "latitude": 32.3936}
            return {"easting": 446_204.0, "northing": 3_585_950.0, "crs": "EPSG:4549"}
        case "georeferenced":
            return {"georeferenced": True, "crs": here}
        case "height_field" | "default_height":
            return {"default_height": 9.0}
        case _:
            raise problem


def read(spec: ImporterSpec, path: Path, told: Told) -> ImportResult:
    """Read a file, answering what it asks."""
    importer = spec.load()
    answers: dict[str, object] = {}
    for _ in range(QUESTIONS):
        try:
            return importer.read(path, importer.params_type(**answers), ImportTarget(), SilentFeedback())
        except AnswerNeeded as problem:
            given = answer(problem, told, path.name, importer.params_type.model_fields)
            if given.items() <= answers.items():
                raise
            answers |= given
    raise AssertionError(f"{path.name} asks again and again")


def held(result: ImportResult, what: str) -> int | None:
    """Return how many things of a kind a result holds, None if that cannot be said of it."""
    payloads: list[Any] = [node.payload for node in result.nodes if node.payload is not None]
    match what:
        case "cells":
            return sum(payload.values.size for payload in payloads if isinstance(payload, Raster))
        case "points":
            clouds = [payload for payload in payloads if isinstance(payload, PointCloud)]
            return sum(max(cloud.total, len(cloud.positions)) for cloud in clouds)
        case "faces":
            return sum(len(payload.faces) for payload in payloads if isinstance(payload, TriangleMesh))
    return None


def is_finite(result: ImportResult) -> bool:
    """Return whether every coordinate of a result is a number."""
    for node in result.nodes:
        payload = node.payload
        for name in ("rings", "vertices", "positions", "top", "bottom"):
            values = getattr(payload, name, None)
            if isinstance(values, np.ndarray) and not np.isfinite(values).all():
                return False
    return True


def tried(path: Path, told: Told) -> Outcome:
    """Open a file, or have it refused."""
    started = time.monotonic()

    def outcome(state: str, said: str) -> Outcome:
        return Outcome(state, said, time.monotonic() - started)

    try:
        spec = registry.for_file(path)
        result = read(spec, path, told)
    except WeiyangError as sentence:
        complete = "\n" not in str(sentence) and sentence.hint is not None
        return outcome("refused" if complete else "wrong", str(sentence))
    except Exception as problem:
        return outcome("wrong", f"{type(problem).__name__}: {problem}")
    if told.what == "features":
        listed = spec.load().inspect(path, spec.load().params_type()).count
        if listed != told.count:
            return outcome("wrong", f"{listed} features listed, told {told.count}")
    if not result.nodes or not is_finite(result):
        return outcome("wrong", "a layer without sound coordinates")
    found, wanted = held(result, told.what), REPEATED.get(path.name, told.count)
    kinds = {type(node.payload) for node in result.nodes}
    laid_anew = told.what == "cells"  # a grid in degrees gets other cells in metres
    if wanted and found and not laid_anew and kinds <= {PointCloud, TriangleMesh} and found != wanted:
        return outcome("wrong", f"{found} {told.what}, told {wanted}")
    rows = sum(node.payload.count for node in result.nodes if isinstance(node.payload, Buildings | Polylines))
    return outcome("opened", f"{found or rows} {told.what or 'things'}")


def expected(path: Path, told: Told | None) -> str:
    """Return ``opened``, ``refused`` or ``either``."""
    if "hostile" in path.parts:
        return "either"
    if path.name in REFUSED:
        return "refused"
    if told is None or told.what == "":
        return "either"
    return "opened" if told.count else "refused"


@pytest.mark.skipif(not (SHARED / "README.md").is_file(), reason="the gathered files are absent")
def test_every_file_opens_or_is_refused() -> None:
    told = account(SHARED)
    files = sorted(path for path in SHARED.rglob("*") if path.is_file() and path != SHARED / "README.md")
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for path in files:
        want, outcome = expected(path, told.get(path)), tried(path, told.get(path, Told()))
        right = outcome.state != "wrong" and want in (outcome.state, "either") and outcome.seconds < LONGEST
        counts[f"{outcome.state} as expected" if right else "wrong"] += 1
        if not right:
            name = path.relative_to(SHARED)
            wrong.append(
                f"{name}: {want} expected, {outcome.state} in {outcome.seconds:.1f} s: {outcome.said}"
            )
    print(f"\n{'every gathered file':<40} {len(files):>6}")
    for state in ("opened as expected", "refused as expected", "wrong"):
        print(f"{state:<40} {counts[state]:>6}")
    for line in wrong:
        print(f"  {line}")
    assert not wrong
