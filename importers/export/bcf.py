"""BCF 3.0, the BIM Collaboration Format of buildingSMART: opinions as topics that other programs place.

Cameras are eastings, northings and heights of the file's system. It does not know XML.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.bcf_documents import Topic, extensions, markup, project, version, viewpoint
from importers.export.placing import Placing
from importers.opinions import own
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.messages import msg
from scene.node import Node
from scene.payloads.arrays import F64
from scene.review.opinion import Opinion, Point, opinion_of

#: The same opinions give the same bytes: entries bear no clock's time.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


class BcfExporter:
    """Opinions into BCF 3.0."""

    params_type: type[ExportParams] = ExportParams

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write a topic for each opinion."""
        placing = Placing.of(frame, params)
        if placing.crs != frame.crs and placing.in_degrees:
            raise InvalidRequest(
                msg("BCF holds metres, not degrees."), msg("Choose a projected coordinate system.")
            )
        opinions = sorted(map(opinion_of, nodes), key=lambda one: one.number)
        topics = [_topic(one, placing) for one in opinions]
        with replacing(path, "BCF", feedback) as place, zipfile.ZipFile(place.path, "w") as archive:
            _put(archive, "bcf.version", version())
            _put(archive, "project.bcfp", project(frame.crs))
            _put(archive, "extensions.xml", extensions(opinions))
            for done, topic in enumerate(topics):
                feedback.check()
                feedback.progress(done / len(topics))
                _put_topic(archive, topic, placing)
        feedback.progress(1.0)
        pictures = sum(bool(one.picture) for one in opinions)
        summary = msg("{count} opinions, {pictures} pictures", count=len(opinions), pictures=pictures)
        return ExportReport(tuple(place.files), summary)


def _topic(opinion: Opinion, placing: Placing) -> Topic:
    place, eye, target = placing.world([opinion.place, opinion.eye, opinion.target])
    return Topic(opinion, _point(place), _point(eye), _point(target))


def _point(values: F64) -> Point:
    x, y, z = values.tolist()
    return (x, y, z)


def _put_topic(archive: zipfile.ZipFile, topic: Topic, placing: Placing) -> None:
    opinion, folder = topic.opinion, topic.guid
    _put(archive, f"{folder}/markup.bcf", markup(topic))
    _put(archive, f"{folder}/viewpoint.bcfv", viewpoint(topic))
    held = own.written(opinion, topic.place, topic.target, placing.crs, placing.frame.vertical)
    _put(archive, f"{folder}/{own.FILE}", held)
    if opinion.picture:
        _put(archive, f"{folder}/snapshot.png", opinion.picture, zipfile.ZIP_STORED)


def _put(archive: zipfile.ZipFile, name: str, content: bytes, kind: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = kind
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)
