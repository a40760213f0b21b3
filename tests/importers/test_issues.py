"""An issue knows every feature it is about, and where it is."""

import json
from pathlib import Path

import numpy as np

from importers.base import ImportIssue, ImportTarget
from importers.issues import locate, tell
from importers.registry import for_file
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME


def box(west: float, south: float, size: float = 1e-4) -> list[tuple[float, float]]:
    east, north = west + size, south + size
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def layer(folder: Path) -> Path:
    """Twenty houses: eight are bow-ties, one has a height of zero, one encloses nothing."""
    features = []
    for row in range(20):
        ring = box(119.434 + row * 4e-4, 32.3935)
        if row < 8:
            ring[1], ring[2] = ring[2], ring[1]
        if row == 9:
            ring = [ring[0]] * 5
        height = 0 if row == 12 else 6
        features.append(
            {
                "type": "Feature",
                "properties": {"HEIGHT": height, "编号": f"B{row:03}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    path = folder / "民居.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_every_feature_is_marked_with_id_and_place(tmp_path: Path) -> None:
    path = layer(tmp_path)
    worker = for_file(path).load()
    params = worker.params_type(id_field="编号")
    issues = worker.read(path, params, ImportTarget(YANGZHOU_FRAME), SilentFeedback()).issues
    repaired = next(issue for issue in issues if issue.severity == "repaired")
    assert tuple(f"B{row:03}" for row in range(8)) == repaired.marks.named()
    assert np.isfinite(repaired.marks.placed()).all()
    assert np.ptp(repaired.marks.placed()[:, 0]) > 100.0
    assert "…" in str(repaired.message)
    about_heights = [issue for issue in issues if "HEIGHT" in str(issue.message)]
    assert [("B012",)] == [issue.marks.named() for issue in about_heights]
    assumed = next(issue for issue in issues if "without a height" in str(issue.message))
    assert ("B012",) == assumed.marks.named()


def test_a_feature_without_rows_is_called_by_its_id() -> None:
    issues: list[ImportIssue] = []
    tell(issues, "dropped", "Gone: {count} (rows {rows}).", [-1, -1], ids=["way/1", "way/2"])
    locate(issues, lambda rows: ["never"] * len(rows), lambda rows: np.zeros((len(rows), 2)))
    assert "Gone: 2 (rows way/1, way/2)." == str(issues[0].message)
    assert ("way/1", "way/2") == issues[0].marks.named()
    assert np.isnan(issues[0].marks.placed()).all()


def test_rows_count_from_one_while_no_id_is_known() -> None:
    issues: list[ImportIssue] = []
    tell(issues, "note", "Seen: {count} (rows {rows}).", np.arange(7))
    assert "Seen: 7 (rows 1, 2, 3, 4, 5 …)." == str(issues[0].message)
    assert 7 == len(issues[0].marks.named())
    tell(issues, "note", "Seen: {count}.", [])
    assert 1 == len(issues)
