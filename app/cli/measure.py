"""Give buildings of a project the heights that its point clouds or surfaces show: ``heights PROJECT``."""

import argparse
from pathlib import Path
from typing import Literal

from app.cli.console import ConsoleFeedback, spoken
from app.exporting import layers_named
from app.measuring.clouds import clouds_of, measure
from app.measuring.layers import layers_of
from app.measuring.surfaces import measure_in, surfaces_of
from app.projects import open_project, save_project
from app.record import Recorder
from app.wording import in_language
from scene.commands import Replace
from scene.errors import InvalidRequest
from scene.feedback import PartOf
from scene.messages import msg
from scene.node import Role


def measure_heights(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Measure every named layer of buildings, or all of them, then save once.

    Raises
    ------
    WeiyangError
        Whatever opening, measuring or saving says.
    """
    path = Path(asked.project)
    session = open_project(path, PartOf(feedback, 0.0, 0.1))
    recorder = Recorder(session)
    scene = session.scene.snapshot()
    clouds, surfaces, layers = clouds_of(scene), surfaces_of(scene), layers_of(scene)
    if asked.layer:
        named = {node.id for node in layers_named(scene, asked.layer)}
        layers = tuple(node for node in layers if node.id in named)
    if asked.points:
        named = {node.id for node in layers_named(scene, asked.points)}
        clouds = tuple(node for node in clouds if node.id in named)
    if asked.surface:
        named = {node.id for node in layers_named(scene, asked.surface)}
        surfaces = tuple(node for node in surfaces if node.id in named)
    in_surface = bool(asked.surface) or not clouds
    if not layers or not (surfaces if in_surface else clouds):
        raise InvalidRequest(
            msg("{file} needs a layer of buildings, and a point cloud or a surface model.", file=path.name),
            msg("Import both into it first."),
        )
    for number, layer in enumerate(layers):
        start, stop = (0.1 + 0.7 * k / len(layers) for k in (number, number + 1))
        which: Literal["assumed", "all"] = "all" if asked.all else "assumed"
        part = PartOf(feedback, start, stop)
        if in_surface:
            found = measure_in(layer, surfaces, scene.of_role(Role.TERRAIN), which, part)
        else:
            found = measure(layer, clouds, which, part)
        label = msg("Measured heights of {name}", name=layer.name)
        session.run(Replace(session.scene, [found.node], label))
        feedback.close()
        print(in_language(found.told, spoken()))
    save_project(session, session.scene.snapshot(), path, PartOf(feedback, 0.8, 1.0))
    recorder.close()
    feedback.close()
    return 0
