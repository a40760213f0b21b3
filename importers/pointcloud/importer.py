"""What the importers of all point formats share: held whole if small, else a sample and a link to the file.

It does not know any format.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.common.provenance import layer_name, provenance_of
from importers.coordinates.crs import choose, metres_per_height, resolve, written
from importers.coordinates.framing import Way, frame_for
from importers.coordinates.plausibility import checked
from importers.coordinates.vertical import levelled
from importers.pointcloud.params import PointCloudParams
from importers.pointcloud.sample import EvenSample, hashed
from importers.pointcloud.source import Batch, PointSource
from importers.pointcloud.transfer import Transfer, cloud_of, colour_shift, placed
from scene.errors import AnswerNeeded, InvalidRequest, UnreadableFile
from scene.feedback import Feedback, PartOf
from scene.frame import REACH_METRES, YANGZHOU_FRAME
from scene.messages import Message, msg
from scene.node import Node, Role
from scene.payloads import PointCloud, StreamedPoints
from scene.payloads.arrays import F64, Column
from scene.payloads.streamed import LinkedFile

if TYPE_CHECKING:
    from pyproj import CRS

#: Points decoded at once.
CHUNK: Final = 2_000_000
#: Points of the first picture of a cloud that is too large to be held.
SAMPLE: Final = 500_000
#: Coordinates this near zero, metres, and without a system, are the file's own.
_OWN: Final = 10_000.0
_UNITS: Final = {"metre": 1.0, "foot": 0.3048, "us-foot": 1200.0 / 3937.0}


class PointImporter(ABC):
    """A point cloud from a file. Formats say how it is opened."""

    id = ""
    params_type: type[ImportParams] = PointCloudParams

    @abstractmethod
    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file looks like this format."""

    @abstractmethod
    def opened(self, path: Path, params: ImportParams) -> AbstractContextManager[PointSource]:
        """Open a file, checked.

        Raises
        ------
        UnreadableFile
            If it is broken.
        """

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        """Look at the header."""
        with self.opened(path, params) as source:
            stated, extent = source.stated_crs, source.extent
            count = source.count if source.counted else -1
            dimensions = source.dimensions
        notes: tuple[Message, ...] = ()
        if extent is not None:
            (west, south, low), (east, north, high) = extent
            notes = (
                msg(
                    "x {west:.2f} to {east:.2f}, y {south:.2f} to {north:.2f}, z {low:.2f} to {high:.2f}",
                    west=west, east=east, south=south, north=north, low=low, high=high,
                ),
            )  # fmt: skip
        crs = ""
        if stated:
            try:
                crs = written(resolve(stated))
            except InvalidRequest:
                crs = ""
        return FieldGuess("points", count, crs, dimensions, notes=notes)

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        """Read the points, or of a large cloud a sample."""
        answers = params if isinstance(params, PointCloudParams) else PointCloudParams(**params.model_dump())
        issues: list[ImportIssue] = []
        feedback.check()
        payload: PointCloud | StreamedPoints
        with self.opened(path, answers) as source:
            crs = _crs(path, source, answers, target)
            if answers.larger == "stream" and source.count > answers.most_points:
                payload, transfer = self._linked(path, source, crs, answers, target, feedback, issues)
                count = source.count
            else:
                payload, transfer, count = _held(
                    path, source, crs, answers, target, PartOf(feedback, 0.0, 0.9), issues
                )
        provenance = provenance_of(self.id, path, answers, feedback)
        if isinstance(payload, StreamedPoints):
            payload = replace(payload, link=replace(payload.link, sha256=provenance.sha256))
            shown = msg(
                "{total} points stay in the file and are read while you look; keep it beside the project.",
                total=count,
            )
            issues.append(ImportIssue("note", shown))
        _tell(transfer, issues)
        node = Node(
            layer_name(path, answers), Role.POINTS, payload, provenance=provenance,
            attributes={"points_in_file": count},
        )  # fmt: skip
        feedback.progress(1.0)
        return ImportResult((node,), transfer.way.frame, tuple(issues))

    def _linked(
        self, path: Path, source: PointSource, crs: "CRS", answers: PointCloudParams, target: ImportTarget,
        feedback: Feedback, issues: list[ImportIssue],
    ) -> tuple[StreamedPoints, Transfer]:  # fmt: skip
        """Return a sample from all over the file, with the recipe to read the rest."""
        batches: list[Batch] = []
        held = 0
        for batch in source.spread(SAMPLE):
            feedback.check()
            batches.append(batch.where(placed(batch)))
            held += len(batch)
            feedback.progress(0.9 * min(held / SAMPLE, 1.0))
        whole = _joined(batches)
        if not len(whole):
            raise _no_points(path, answers)
        transfer = replace(
            _transfer(path, crs, whole.xyz, answers, target, issues), colour_shift=colour_shift(whole.colour)
        )
        everything = transfer.local(whole.xyz)
        low, high = _box(everything, source.extent, transfer)
        recipe: dict[str, object] = {
            "importer": self.id, "parameters": answers.model_dump(mode="json"), **transfer.recipe(),
        }  # fmt: skip
        link = LinkedFile(path.resolve(), path.stat().st_size, "")
        sample = replace(transfer.cloud(whole), total=source.count)
        return StreamedPoints(sample, source.count, low, high, link, recipe, transfer.way.frame), transfer


def _joined(batches: list[Batch]) -> Batch:
    def all_of(name: str) -> Column | None:
        values = [getattr(batch, name) for batch in batches]
        return None if not values or values[0] is None else np.concatenate(values)

    xyz = all_of("xyz")
    return Batch(
        np.zeros((0, 3)) if xyz is None else xyz,
        all_of("colour"), all_of("classification"), all_of("intensity"),
    )  # fmt: skip


def _box(
    sample: Column, extent: F64 | None, transfer: Transfer
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return the box about a cloud: its header's, where that is within reach, and the sample's."""
    low, high = sample.min(axis=0).astype(np.float64), sample.max(axis=0).astype(np.float64)
    if extent is not None and np.isfinite(extent).all():
        corners = np.array([[extent[i, 0], extent[j, 1], extent[k, 2]]
                            for i in (0, 1) for j in (0, 1) for k in (0, 1)])  # fmt: skip
        told = transfer.unchecked(corners)
        if np.isfinite(told).all() and float(np.abs(told).max()) <= REACH_METRES:
            low, high = np.minimum(low, told.min(axis=0)), np.maximum(high, told.max(axis=0))
    x, y, z = (float(value) for value in low)
    east, north, top = (float(value) for value in high)
    return (x, y, z), (east, north, top)


def _held(
    path: Path, source: PointSource, crs: "CRS", answers: PointCloudParams, target: ImportTarget,
    feedback: Feedback, issues: list[ImportIssue],
) -> tuple[PointCloud, Transfer, int]:  # fmt: skip
    """Return all points, or an even sample if there are too many; with the number in the file."""
    sample = EvenSample(answers.most_points)
    transfer: Transfer | None = None
    brightest = first = matching = lost = 0
    for batch in source.batches(CHUNK):
        feedback.check()
        if transfer is None and len(batch):
            finite = batch.xyz[placed(batch)]
            if len(finite):
                transfer = _transfer(path, crs, finite, answers, target, issues)
        if transfer is not None:
            keep = transfer.wanted(batch)
            lost += int((~placed(batch)).sum())
            matching += int(keep.sum())
            keep &= sample.wanted(first, len(batch))
            if keep.any():
                chosen = batch.where(keep)
                columns = transfer.columns(replace(chosen, colour=None))
                if chosen.colour is not None:
                    columns["colour"] = chosen.colour  # of two bytes until all are seen
                    brightest = max(brightest, int(chosen.colour.max()))
                sample.add(hashed(first, len(batch))[keep], columns)
        first += len(batch)
        feedback.progress(min(first / max(source.count, 1), 1.0))
    kept = sample.result()
    if transfer is None or not len(kept.get("positions", ())):
        raise _no_points(path, answers)
    if "colour" in kept:
        if brightest:
            kept["colour"] = (kept["colour"] >> (8 if brightest > 255 else 0)).astype(np.uint8)
        else:
            del kept["colour"]  # black throughout: nobody measured any
    if lost:
        issues.append(
            ImportIssue("dropped", msg("{count} points without a place were left out.", count=lost))
        )
    if matching > len(kept["positions"]):
        said = msg(
            "{count} of {total} points were kept, an even sample.",
            count=len(kept["positions"]), total=matching,
        )  # fmt: skip
        issues.append(ImportIssue("note", said))
    total = matching if matching > len(kept["positions"]) else 0
    return cloud_of(kept, total), transfer, first


def _transfer(
    path: Path, crs: "CRS", xyz: F64, answers: PointCloudParams, target: ImportTarget,
    issues: list[ImportIssue],
) -> Transfer:  # fmt: skip
    """Return the way into the frame, after holding the first coordinates against the stated system."""
    if answers.easting is None or answers.northing is None:
        unit, zero = _UNITS.get(answers.vertical_unit) or metres_per_height(crs), (0.0, 0.0, 0.0)
    else:
        unit, zero = (
            _UNITS.get(answers.vertical_unit, 1.0),
            (answers.easting, answers.northing, answers.height),
        )
    way = Way(written(crs), target.frame or YANGZHOU_FRAME, answers.datum_shift)
    transfer = Transfer(way, unit, 0, answers.class_numbers(), zero, answers.up_axis == "y")
    plan = transfer.world(xyz)[:, :2]
    corners = np.vstack([plan.min(axis=0), plan.max(axis=0), np.median(plan, axis=0)])
    checked(crs, corners, path.name)
    joins = target.frame is not None
    frame, lift = levelled(crs, target.frame or frame_for(crs, corners), joins, issues)
    east, north, height = zero
    return replace(transfer, way=replace(way, frame=frame), zero=(east, north, height + lift))


def _crs(path: Path, source: PointSource, answers: PointCloudParams, target: ImportTarget) -> "CRS":
    """Return the system of the coordinates, or of the place that the file's zero is put at."""
    if answers.easting is not None:
        return choose(answers.crs, target.frame.crs if target.frame else None, path.name)
    extent = source.extent
    own = extent is not None and float(np.abs(extent[:, :2]).max()) < _OWN
    if own and not answers.crs and not source.stated_crs:
        raise AnswerNeeded(
            msg("{file} has coordinates of its own, not those of a map.", file=path.name),
            "easting",
            msg("Give the easting and northing of its zero, or the coordinate system if there is one."),
        )
    return choose(answers.crs, source.stated_crs, path.name)


def _tell(transfer: Transfer, issues: list[ImportIssue]) -> None:
    if transfer.metres_per_height != 1.0:
        factor = msg(
            "Heights were multiplied by {factor:.6f} to make metres.", factor=transfer.metres_per_height
        )
        issues.append(ImportIssue("note", factor))
    caution = transfer.way.caution()
    if caution is not None:
        issues.append(ImportIssue("note", caution))


def _no_points(path: Path, answers: PointCloudParams) -> UnreadableFile:
    if answers.classes:
        return UnreadableFile(
            msg("{file} holds no point of class {classes}.", file=path.name, classes=answers.classes),
            msg("Choose other classes, or none for all of them."),
        )
    return UnreadableFile(
        msg("{file} holds no point.", file=path.name), msg("Check that the right file was exported.")
    )


def columns_of(payload: StreamedPoints, source: PointSource, size: int) -> Iterator[dict[str, Column]]:
    """Yield what is kept of all points of a streamed cloud, read again by its recipe."""
    transfer = Transfer.of_recipe(payload.recipe, payload.frame)
    for batch in source.batches(size):
        keep = transfer.wanted(batch)
        yield transfer.columns(batch.where(keep))
