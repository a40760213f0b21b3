"""LAZ: points to the millimetre with class, intensity and colour, and the system they are in.

It does not thin or classify.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np
from pydantic import Field

from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.placing import Placing
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.geometry.placed import placed
from scene.messages import Message, msg
from scene.node import Node
from scene.payloads import PointCloud, StreamedPoints
from scene.payloads.arrays import F32, F64, Column

#: Points encoded between two looks at the cancel button.
_AT_ONCE: Final = 200_000
#: Units of a stored coordinate: a millimetre, or a ten-millionth of a degree, a centimetre on the ground.
_METRES: Final = 0.001
_DEGREES: Final = 1e-9
#: Of two bytes of colour one is ours; 257 makes white white.
_TWO_BYTES: Final = 257
_WITHOUT_COLOUR, _WITH_COLOUR = 6, 7


class LazParams(ExportParams):
    """How to write points."""

    compression: Literal["auto", "laz", "las"] = Field(
        "auto", title="Compression", description="auto: as the file's ending says."
    )


class LazExporter:
    """A point cloud into LAZ or LAS 1.4."""

    params_type: type[ExportParams] = LazParams

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write all points: those in memory, or those of the file that a large cloud stands for."""
        import laspy

        answers = params if isinstance(params, LazParams) else LazParams(**params.model_dump())
        node = nodes[0]
        cloud = node.payload
        assert isinstance(cloud, PointCloud | StreamedPoints)
        sample = cloud if isinstance(cloud, PointCloud) else cloud.sample
        if not len(sample.positions):
            raise InvalidRequest(
                msg("{layer} holds no point.", layer=node.name), msg("Choose another layer.")
            )
        placing = Placing.of(frame, params)
        compressed = (
            path.suffix.lower() != ".las" if answers.compression == "auto" else answers.compression == "laz"
        )
        feedback.check()
        with replacing(path, "LAZ", feedback) as place:
            header = laspy.LasHeader(
                point_format=_WITHOUT_COLOUR if sample.colour is None else _WITH_COLOUR, version="1.4"
            )
            header.generating_software = "Weiyang"
            header.add_crs(placing.compound())
            corners = placing.world(_metres(sample.positions, node))
            step = _DEGREES if placing.in_degrees else _METRES
            header.scales = np.array([step, step, _METRES])
            header.offsets = np.append(np.floor(corners[:, :2].min(axis=0)), 0.0)
            with (
                place.path.open("wb") as stream,
                laspy.open(stream, "w", header=header, do_compress=compressed, closefd=False) as file,
            ):
                count = _write(file, header, cloud, node, placing, feedback)
        feedback.progress(1.0)
        return ExportReport(tuple(place.files), msg("{count:,} points", count=count), _notes(node, sample))


def _write(
    file: object,
    header: object,
    cloud: PointCloud | StreamedPoints,
    node: Node,
    placing: Placing,
    feedback: Feedback,
) -> int:
    """Write all points, batch by batch, and return how many there are."""
    import laspy

    written = 0
    total = len(cloud.positions) if isinstance(cloud, PointCloud) else cloud.total
    for batch in _held(cloud) if isinstance(cloud, PointCloud) else _streamed(cloud, feedback):
        feedback.check()
        world = placing.world(_metres(batch["positions"], node))
        record = laspy.ScaleAwarePointRecord.zeros(len(world), header=header)
        record.x, record.y, record.z = world.T
        for name in ("classification", "intensity"):
            if name in batch:
                setattr(record, name, batch[name])
        if "colour" in batch:
            record.red, record.green, record.blue = (batch["colour"].astype(np.uint16) * _TWO_BYTES).T
        file.write_points(record)  # type: ignore[attr-defined]
        written += len(world)
        feedback.progress(min(1.0, written / max(total, 1)))
    return written


def _held(cloud: PointCloud) -> Iterator[dict[str, Column]]:
    """Yield a cloud that is in memory in batches."""
    columns: dict[str, Column | None] = {
        "positions": cloud.positions,
        "colour": cloud.colour,
        "classification": cloud.classification,
        "intensity": cloud.intensity,
    }
    for first in range(0, len(cloud.positions), _AT_ONCE):
        yield {
            name: values[first : first + _AT_ONCE] for name, values in columns.items() if values is not None
        }


def _streamed(cloud: StreamedPoints, feedback: Feedback) -> Iterator[dict[str, Column]]:
    """Yield all points of the file that a large cloud stands for."""
    from importers.pointcloud.importer import columns_of
    from importers.pointcloud.streams import whole

    with whole(cloud, feedback) as source:
        yield from columns_of(cloud, source, _AT_ONCE)


def _metres(positions: F32, node: Node) -> F64:
    return placed(positions.astype(np.float64), node.transform)


def _notes(node: Node, cloud: PointCloud) -> tuple[Message, ...]:
    notes: list[Message] = []
    if cloud.total > len(cloud.positions):
        notes.append(
            msg("{layer} is a sample of {total:,} points; the sample was written.",
                layer=node.name, total=cloud.total)
        )  # fmt: skip
    if node.provenance is not None and node.provenance.synthetic:
        notes.append(msg("{layer} is illustrative, and the file has no place to say so.", layer=node.name))
    return tuple(notes)
