"""From arguments to an exit status: 0 done, 1 a named error, 2 wrong usage, 130 interrupted.

Nothing heavy is imported before it is known what is asked.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from app.cli.arguments import parsed
from app.cli.console import ConsoleFeedback, complain, prefer_utf8
from app.kernel_cache import keep_kernels_apart
from scene.errors import Cancelled, WeiyangError
from scene.plugins import loaded

#: What needs no window, loaded once it is asked for.
WORK: Final = {
    "review": "app.cli.review:run_review",
    "import": "app.cli.bring:import_files",
    "update": "app.cli.update:update_layer",
    "heights": "app.cli.measure:measure_heights",
    "export": "app.cli.send:export_project",
    "run": "app.cli.job:run_job",
    "compare": "app.cli.compare:compare_project",
    "page": "app.cli.page:publish_project",
    "film": "app.cli.film:film_project",
    "record": "app.cli.record:keep_record",
    "key": "app.cli.key:keep_key",
    "seal": "app.cli.seal:seal_project",
    "verify": "app.cli.verify:verify_project",
}


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit status."""
    prefer_utf8()
    for name in ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH"):
        os.environ.pop(name, None)  # left by a GIS, they send our libraries to other people's files
    asked = parsed(arguments)
    feedback = ConsoleFeedback()
    try:
        return _do(asked, feedback)
    except WeiyangError as problem:
        feedback.close()
        complain(problem)
        return 1
    except BrokenPipeError:  # the reader of a pipe, as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Cancelled, KeyboardInterrupt):
        feedback.close()
        print("Stopped.", file=sys.stderr)
        return 130


def _do(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    if asked.verb != "list":
        keep_kernels_apart()
    match asked.verb:
        case None | "window":
            from app.cli.window import open_window

            return open_window(getattr(asked, "project", None), kiosk=getattr(asked, "kiosk", False))
        case verb if verb in WORK:
            return _work(asked, feedback)
        case "read-apart":
            from importers.apart.child import main as serve

            serve(asked.folder)
            return 0
        case "prepare":
            from app.rehearsal import prepare

            prepare(feedback)
            feedback.close()
            return 0
        case _:
            from app.cli.listing import list_parts

            return list_parts(asked.what)


def _work(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Do what needs no window."""
    work: Callable[[argparse.Namespace, ConsoleFeedback], int] = loaded(WORK[asked.verb])
    return work(asked, feedback)
