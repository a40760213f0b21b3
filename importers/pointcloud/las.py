"""LAS and LAZ (COPC is LAZ): read in chunks, thinned while reading, moved into the frame.

It does not draw or classify.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.boundary import broken, existing, reading
from importers.common.crs import choose, metres_per_height, resolve, written
from importers.common.framing import Way, frame_for
from importers.common.plausibility import checked
from importers.common.provenance import layer_name, provenance_of
from importers.pointcloud.header import check_header
from importers.pointcloud.params import PointCloudParams
from importers.pointcloud.sample import EvenSample, hashed
from scene.errors import InvalidRequest, UnreadableFile
from scene.feedback import Feedback, PartOf
from scene.frame import SceneFrame
from scene.messages import msg
from scene.node import Node, Role
from scene.payloads import PointCloud
from scene.payloads.arrays import F64, Column

if TYPE_CHECKING:
    from pyproj import CRS

#: Points decoded at once.
CHUNK: Final = 2_000_000
_MAGIC: Final = b"LASF"
_UNITS: Final = {"metre": 1.0, "foot": 0.3048, "us-foot": 1200.0 / 3937.0}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the points go, known from the first chunk on."""

    way: Way
    metres_per_height: float


class LasImporter:
    """A point cloud from LAS or LAZ."""

    id = "points.las"
    params_type: type[ImportParams] = PointCloudParams

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as LAS."""
        return head.startswith(_MAGIC)

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Look at the header."""
        with _opened(path) as (_, header):
            stated = _stated_crs(header)
            dimensions = tuple(str(name) for name in header.point_format.dimension_names)
            low, high = header.mins, header.maxs
        extent = msg(
            "x {west:.2f} to {east:.2f}, y {south:.2f} to {north:.2f}, z {low:.2f} to {high:.2f}",
            west=low[0], east=high[0], south=low[1], north=high[1], low=low[2], high=high[2],
        )  # fmt: skip
        crs = ""
        if stated:
            try:
                crs = written(resolve(stated))
            except InvalidRequest:
                crs = ""
        return FieldGuess("points", int(header.point_count), crs, dimensions, notes=(extent,))

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read the points, thinned to the most that are wanted."""
        answers = params if isinstance(params, PointCloudParams) else PointCloudParams(**params.model_dump())
        issues: list[ImportIssue] = []
        feedback.check()
        with _opened(path) as (reader, header):
            crs = choose(answers.crs, _stated_crs(header), path.name)
            kept, place, matching = _read_points(
                reader, header, path, crs, answers, target, PartOf(feedback, 0.0, 0.9)
            )
        if place is None or not len(kept["positions"]):
            raise _no_points(path, answers)
        _tell(kept, matching, place, answers, issues)
        cloud = PointCloud(
            kept["positions"],
            _eight_bit(kept.get("colour")),
            kept["classification"],
            kept["intensity"],
            matching if matching > len(kept["positions"]) else 0,
        )
        node = Node(
            layer_name(path, answers),
            Role.POINTS,
            cloud,
            provenance=provenance_of(self.id, path, answers, feedback),
            attributes={"points_in_file": int(header.point_count)},
        )
        feedback.progress(1.0)
        return ImportResult((node,), place.way.frame, tuple(issues), place.way.vertical)


def _read_points(
    reader: Any,
    header: Any,
    path: Path,
    crs: "CRS",
    answers: PointCloudParams,
    target: ImportTarget,
    feedback: Feedback,
) -> tuple[dict[str, Column], _Place | None, int]:
    """Return columns of the kept points, where they went, and how many matched the class filter."""
    sample = EvenSample(answers.most_points)
    classes = np.array(answers.class_numbers(), dtype=np.uint8)
    place: _Place | None = None
    first = matching = 0
    for points in reader.chunk_iterator(CHUNK):
        feedback.check()
        numbers = hashed(first, len(points))
        keep = np.ones(len(points), dtype=bool)
        if len(classes):
            keep = np.isin(np.asarray(points.classification), classes)
            matching += int(keep.sum())
        else:
            matching += len(points)
        keep &= sample.wanted(first, len(points))
        xyz = np.column_stack([np.asarray(points.x), np.asarray(points.y), np.asarray(points.z)])[keep]
        if place is None and len(xyz):
            place = _place(path, crs, xyz, answers, target)
        if place is not None and len(xyz):
            sample.add(numbers[keep], _columns(points[keep], xyz, place))
        first += len(points)
        feedback.progress(first / max(int(header.point_count), 1))
    if first != int(header.point_count):
        raise broken(
            path, "says it holds {told} points but {found} can be read", told=header.point_count, found=first
        )
    return sample.result(), place, matching


def _place(path: Path, crs: "CRS", xyz: F64, answers: PointCloudParams, target: ImportTarget) -> _Place:
    """Return frame and unit, after holding the first coordinates against the stated system."""
    corners = np.vstack([xyz[:, :2].min(axis=0), xyz[:, :2].max(axis=0), np.median(xyz[:, :2], axis=0)])
    checked(crs, corners, path.name)
    frame: SceneFrame = target.frame or frame_for(crs, corners)
    unit = _UNITS.get(answers.vertical_unit) or metres_per_height(crs)
    return _Place(Way(written(crs), frame, answers.datum_shift), unit)


def _columns(points: Any, xyz: F64, place: _Place) -> dict[str, Column]:
    """Return what the payload keeps of some points."""
    plan = place.way.local(xyz[:, :2])
    heights = xyz[:, 2] * place.metres_per_height - place.way.frame.origin[2]
    columns: dict[str, Column] = {
        "positions": np.column_stack([plan, heights.astype(np.float32)]),
        "classification": np.asarray(points.classification).astype(np.uint8),
        "intensity": np.asarray(points.intensity).astype(np.uint16),
    }
    if "red" in points.point_format.dimension_names:
        channels = [np.asarray(points[name]) for name in ("red", "green", "blue")]
        columns["colour"] = np.column_stack(channels).astype(np.uint16)
    return columns


def _eight_bit(colour: Column | None) -> Column | None:
    """Return colours of one byte: the format asks for two, and half the writers use one."""
    if colour is None or not colour.any():
        return None
    return (colour >> 8 if colour.max() > 255 else colour).astype(np.uint8)


def _tell(
    kept: dict[str, Column],
    matching: int,
    place: _Place,
    answers: PointCloudParams,
    issues: list[ImportIssue],
) -> None:
    count = len(kept["positions"])
    if matching > count:
        said = msg("{count} of {total} points were kept, an even sample.", count=count, total=matching)
        issues.append(ImportIssue("note", said))
    if place.metres_per_height != 1.0:
        factor = msg(
            "Heights were multiplied by {factor:.6f} to make metres.", factor=place.metres_per_height
        )
        issues.append(ImportIssue("note", factor))
    caution = place.way.caution()
    if caution is not None:
        issues.append(ImportIssue("note", caution))
    if not np.isfinite(kept["positions"]).all():
        issues.append(ImportIssue("note", msg("Some heights are not finite numbers.")))


def _no_points(path: Path, answers: PointCloudParams) -> UnreadableFile:
    if answers.classes:
        return UnreadableFile(
            msg("{file} holds no point of class {classes}.", file=path.name, classes=answers.classes),
            msg("Choose other classes, or none for all of them."),
        )
    return UnreadableFile(
        msg("{file} holds no point.", file=path.name), msg("Check that the right file was exported.")
    )


def _stated_crs(header: Any) -> str | None:
    """Return the system that a file's records state, None if there is none or it cannot be understood."""
    try:
        crs = header.parse_crs()
    except Exception:  # a broken record is as good as none: the person is asked
        return None
    return None if crs is None else crs.to_wkt()


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, Any]]:
    """Open a LAS or LAZ file after holding its declared size against its real one."""
    check_header(existing(path))
    with reading(path, "LAS or LAZ"):
        import laspy

        with laspy.open(path) as reader:
            yield reader, reader.header
