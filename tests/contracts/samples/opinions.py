"""Small files of opinions, one for each importer."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from importers.export.registry import by_id
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.review.opinion import node_of
from tests.scene.review.opinions import FULL, opinion

Make = Callable[[Path], Path]


def exported(exporter: str, suffix: str) -> Make:
    def make(folder: Path) -> Path:
        path, worker = folder / f"会审 意见{suffix}", by_id(exporter).load()
        nodes = [node_of(FULL), node_of(replace(opinion("另一条", key="2"), number=2))]
        worker.write(nodes, YANGZHOU_FRAME, path, worker.params_type(), SilentFeedback())
        return path

    return make


SAMPLES: dict[str, Make] = {
    "opinions.bcf": exported("bcf", ".bcf"),
    "opinions.csv": exported("opinions.csv", ".csv"),
}

#: Answers without which a sample leaves a question open.
ANSWERS: dict[str, dict[str, object]] = {}
