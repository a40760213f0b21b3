"""Compare a layer of a project with a newer file: ``update PROJECT --layer NAME FILE``.

With ``--accept`` the newer layer takes the place of the older.
"""

import argparse
from pathlib import Path
from typing import Final

from app.answers import params_from
from app.cli.bring import answers_of
from app.cli.console import ConsoleFeedback, spoken
from app.importing import carried_out, order_for
from app.projects import open_project, save_project
from app.record import Recorder
from app.session import Session
from app.update_words import changes
from app.updating import compared, recipe_for
from app.wording import in_language
from importers.registry import for_file
from scene.errors import InvalidRequest
from scene.feedback import PartOf
from scene.messages import msg
from scene.node import Node

#: So many rows that differ are printed; ``--all`` prints every one.
PRINTED: Final = 40
SIGNS: Final = {"added": "+", "removed": "-", "changed": "~"}


def update_layer(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Print what a newer file changes in a layer; save the project if it shall be accepted.

    Raises
    ------
    WeiyangError
        Whatever opening, reading, comparing or saving says.
    """
    project, path = Path(asked.project), Path(asked.file)
    session = open_project(project, PartOf(feedback, 0.0, 0.1))
    node = layer_named(session, asked.layer)
    spec = for_file(path)
    recipe = recipe_for(node, path)
    known = recipe.answers if recipe is not None and recipe.importer == spec.id else {}
    answers = known | answers_of(asked.set) | ({"crs": asked.crs} if asked.crs else {})
    params = params_from(spec.load().params_type, answers, msg("`list importers` names the parameters."))
    order = order_for(session, spec, path, params)
    update = compared(node, carried_out(order, PartOf(feedback, 0.1, 0.8)))
    feedback.close()
    update = update.keeping_edits(not asked.drop_edits)
    for line in update.summary:
        print(in_language(line, spoken()))
    rows = changes(update)
    for change in rows if asked.all else rows[:PRINTED]:
        told = [
            in_language(text, spoken()) for text in (change.height, change.moved, change.attributes) if text
        ]
        print("  ".join([SIGNS[change.kind], change.id, change.name, *told]).rstrip())
    if len(rows) > PRINTED and not asked.all:
        print(
            in_language(msg("… and {count:,} more; --all prints them.", count=len(rows) - PRINTED), spoken())
        )
    for issue in update.imported.result.issues:
        print(f"  {issue.severity}: {in_language(issue.message, spoken())}")
    if asked.accept:
        recorder = Recorder(session)
        session.run(update.command(session.scene))
        save_project(session, session.scene.snapshot(), project, PartOf(feedback, 0.8, 1.0))
        recorder.close()
        feedback.close()
    return 0


def layer_named(session: Session, name: str) -> Node:
    """Return the layer of a name in either language, or of an id.

    Raises
    ------
    InvalidRequest
        If there is none, or several.
    """
    found = [
        node
        for node in session.scene.walk()
        if node.payload is not None and name in (node.id, node.name.zh, node.name.en)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(node.id for node in found)
        raise InvalidRequest(
            msg("Several layers are called {name}.", name=name), msg("Name one by its id: {ids}.", ids=ids)
        )
    layers = [node for node in session.scene.walk() if node.payload is not None]
    names = ", ".join(in_language(node.name, spoken()) for node in layers)
    raise InvalidRequest(
        msg("There is no layer {name}.", name=name), msg("The layers are: {names}.", names=names)
    )
