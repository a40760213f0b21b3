"""LAZ: points to the millimetre with class, intensity and colour, and the system they are in.

It does not thin or classify.
"""

from collections.abc import Sequence
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
from scene.payloads import PointCloud

#: Points encoded between two looks at the cancel button.
_AT_ONCE: Final = 500_000
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
        """Write the points that are held in memory."""
        import laspy

        answers = params if isinstance(params, LazParams) else LazParams(**params.model_dump())
        node = nodes[0]
        cloud = node.payload
        assert isinstance(cloud, PointCloud)
        if not len(cloud.positions):
            raise InvalidRequest(
                msg("{layer} holds no point.", layer=node.name), msg("Choose another layer.")
            )
        placing = Placing.of(frame, params)
        compressed = (
            path.suffix.lower() != ".las" if answers.compression == "auto" else answers.compression == "laz"
        )
        with replacing(path, "LAZ", feedback) as place:
            header = laspy.LasHeader(
                point_format=_WITHOUT_COLOUR if cloud.colour is None else _WITH_COLOUR, version="1.4"
            )
            header.generating_software = "Weiyang"
            header.add_crs(placing.compound())
            corners = placing.world(
                _metres(cloud, node, slice(None, None, max(1, len(cloud.positions) // 1000)))
            )
            step = _DEGREES if placing.in_degrees else _METRES
            header.scales = np.array([step, step, _METRES])
            header.offsets = np.append(np.floor(corners[:, :2].min(axis=0)), 0.0)
            with (
                place.path.open("wb") as stream,
                laspy.open(stream, "w", header=header, do_compress=compressed, closefd=False) as file,
            ):
                _write(file, header, cloud, node, placing, feedback)
        feedback.progress(1.0)
        summary = msg("{count:,} points", count=len(cloud.positions))
        return ExportReport(tuple(place.files), summary, _notes(node, cloud))


def _write(
    file: object, header: object, cloud: PointCloud, node: Node, placing: Placing, feedback: Feedback
) -> None:
    import laspy

    total = len(cloud.positions)
    for first in range(0, total, _AT_ONCE):
        feedback.check()
        rows = slice(first, min(first + _AT_ONCE, total))
        world = placing.world(_metres(cloud, node, rows))
        record = laspy.ScaleAwarePointRecord.zeros(len(world), header=header)
        record.x, record.y, record.z = world.T
        if cloud.classification is not None:
            record.classification = cloud.classification[rows]
        if cloud.intensity is not None:
            record.intensity = cloud.intensity[rows]
        if cloud.colour is not None:
            colour = cloud.colour[rows].astype(np.uint16) * _TWO_BYTES
            record.red, record.green, record.blue = colour.T
        file.write_points(record)  # type: ignore[attr-defined]
        feedback.progress(rows.stop / total)


def _metres(cloud: PointCloud, node: Node, rows: slice) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return placed(cloud.positions[rows].astype(np.float64), node.transform)


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
