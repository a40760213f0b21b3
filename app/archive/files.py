"""The plain parts of an archive: project, figures, pictures and films, each as it is kept everywhere."""

import shutil
from pathlib import Path

from app.archive.manifest import INPUTS, PROJECT
from app.archive.matter import Matter
from app.chart_files import offscreen_application
from app.parameter_files import files_among, hash_of
from app.projects import wkt_of
from app.results import finding_json, write_results
from importers.export.base import ExportParams
from importers.export.bcf import BcfExporter
from scene.feedback import Feedback
from scene.project.store import ProjectStore
from scene.review.opinion import nodes_of


def write_project(matter: Matter, folder: Path, feedback: Feedback) -> None:
    """Write the project as it is sealed, with its log."""
    crs = wkt_of(matter.scene.frame.crs)
    store = ProjectStore(folder / PROJECT)
    store.save(matter.scene, crs, dict(matter.meta), feedback, matter.entries)


def write_figures(matter: Matter, folder: Path, feedback: Feedback) -> None:
    """Write ``results.json``, tables, charts and rasters of every result that stands."""
    application = offscreen_application()  # charts are drawn where there is one
    for result in matter.results:
        feedback.check()
        finding = result.finding
        into = folder / matter.folder_of(result)
        write_results(into, finding_json(finding), finding.result, finding.scene.frame)
    del application


def write_inputs(matter: Matter, folder: Path, feedback: Feedback) -> None:
    """Copy the files that parameters of results name, as series of rain."""
    for result in matter.results:
        spec, parameters = result.finding.spec, result.finding.params.model_dump(mode="json")
        for path in files_among(spec, parameters).values():
            feedback.check()
            if path.is_file():
                (folder / INPUTS).mkdir(exist_ok=True)
                shutil.copyfile(path, folder / INPUTS / f"{hash_of(path)[:12]}-{path.name}")


def write_pictures(matter: Matter, folder: Path, feedback: Feedback) -> None:
    """Write the views that were painted, and what was seen when an opinion was given."""
    seen = {view.file: matter.pictures[view.key] for view in matter.views if view.key in matter.pictures}
    seen |= {f"pictures/opinion-{one.number:02d}.png": one.picture for one in matter.opinions if one.picture}
    for name, png in seen.items():
        feedback.check()
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(png)


def write_bcf(matter: Matter, folder: Path, feedback: Feedback) -> None:
    """Write what was said at a place for other programs."""
    nodes = nodes_of(matter.scene)
    if nodes:
        BcfExporter().write(nodes, matter.scene.frame, folder / "opinions.bcf", ExportParams(), feedback)


def write_films(matter: Matter, folder: Path, feedback: Feedback) -> None:
    """Copy the films that were chosen."""
    for film in matter.films:
        feedback.check()
        (folder / "films").mkdir(exist_ok=True)
        copy = shutil.copytree if film.is_dir() else shutil.copyfile
        copy(film, folder / "films" / film.name)
