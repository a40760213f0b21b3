"""Importers that misbehave in every way a library may, for the process that reads apart."""

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

from importers.base import FieldGuess, ImportIssue, ImportParams, ImportResult, ImportTarget
from importers.issues import Marks
from scene.errors import AnswerNeeded
from scene.feedback import Feedback
from scene.frame import YANGZHOU_FRAME
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Polylines


class Troubled:
    """Does what the file says: one word."""

    params_type: type[ImportParams] = ImportParams

    def accepts(self, path: Path, head: bytes) -> bool:
        return False

    def inspect(self, path: Path, params: ImportParams) -> FieldGuess:
        return FieldGuess("lines", int(path.read_text("utf-8").split()[1]))

    def read(
        self, path: Path, params: ImportParams, target: ImportTarget, feedback: Feedback
    ) -> ImportResult:
        feedback.progress(0.25, msg("Reading {file}", file=path.name))
        verb, *rest = path.read_text("utf-8").split()
        match verb:
            case "crash":
                print("on its way out", file=sys.stderr)
                os.kill(os.getpid(), signal.SIGSEGV)
            case "hang":
                time.sleep(60.0)
            case "patient":
                for _ in range(600):
                    feedback.check()
                    time.sleep(0.1)
            case "greedy":
                held = [np.ones(25_000_000) for _ in range(int(rest[0]))]
                time.sleep(10.0)
                held.clear()
            case "fault":
                raise ZeroDivisionError
            case "litter":
                import tempfile

                Path(tempfile.mkdtemp()).joinpath("half done").write_bytes(bytes(1000))
                os.kill(os.getpid(), signal.SIGKILL)
            case "ask":
                raise AnswerNeeded(msg("Which?"), "crs", msg("Say it."))
            case "ground":
                nodes = target.scene.of_role(Role.TERRAIN) if target.scene else ()
                return ImportResult(nodes, YANGZHOU_FRAME)
        feedback.warn(msg("Mind the step."))
        return ImportResult((lines(int(rest[0])),), YANGZHOU_FRAME, (issue(int(rest[0])),))


def lines(count: int) -> Node:
    vertices = np.arange(3.0 * count, dtype=np.float32).reshape(-1, 3)
    ids = tuple(f"第{row}条" for row in range(count))
    names = np.array([f"名{row}" for row in range(count)])
    payload = Polylines(vertices, np.arange(count + 1, dtype=np.int32), ids, {"name_zh": names})
    return Node(BilingualText.same("线"), Role.PLACES, payload, attributes={"a": [1, "二"]})


def issue(count: int) -> ImportIssue:
    marks = Marks(np.arange(count), tuple(f"B{row}" for row in range(count)), np.ones((count, 2)))
    return ImportIssue("note", msg("{count} seen.", count=np.int64(count)), marks=marks)
