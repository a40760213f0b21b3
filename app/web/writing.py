"""Write a page's folder: marks and scripts as they lie in ``assets/web``, and beside them what a review says.

Browsers let a page from the file system fetch nothing, so scenes come as scripts that hold them packed. The
window's own shaders go along, so that the page has the window's light. It knows no project.
"""

import base64
import gzip
import json
import shutil
import tempfile
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Final

import numpy as np

from app.web.city_glb import write_city
from app.web.content import PageContent
from app.web.nearness import Nearness
from app.web.page_data import page_document, picture_name
from app.web.shared import Parted, bodies, parted, seen
from app.web.words import WORDS
from app.wording import in_language
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.messages import msg
from scene.payloads import Buildings, GroundPicture, PointCloud, StreamedPoints
from scene.season import BARE

ASSETS: Final = Path(__file__).resolve().parents[2] / "assets"
#: Shaders of the window that the page draws with.
SHADERS: Final = ("common", "light", "materials", "leaves", "waters", "solid", "foliage", "water", "sky")
#: Bytes that a page may weigh, and of that what is neither city nor pictures.
HEAVIEST: Final = 30_000_000
FRAME: Final = 1_000_000
#: How near things are shown whole, tried one after the other until the page is light enough.
SHARES: Final = (1.0, 0.6, 0.3)
#: What a page is, apart from what it says.
START: Final = "index.html"


def write_page(content: PageContent, folder: Path, feedback: Feedback) -> tuple[Path, ...]:
    """Write the page, and return its files, the one to open first.

    Parameters
    ----------
    content : PageContent
        What it says; a stop at least.
    folder : Path
        Made if it is not there; it may hold an older page, and nothing else.
    feedback : Feedback
        Progress and cancel; a cancelled page leaves the folder as it was.

    Raises
    ------
    InvalidRequest
        If there is no stop, or the folder holds other files or cannot be written.
    Cancelled
        If the person asked to stop.
    """
    if not content.stops:
        raise InvalidRequest(
            msg("A page needs a place to look from, and this project has none."),
            msg("Store a view, or add a stop to the agenda."),
        )
    _check(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        place = Path(made) / "page"
        _write(content, place, feedback)
        feedback.check()
        if folder.exists():
            shutil.rmtree(folder)
        place.rename(folder)
    feedback.progress(1.0)
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != START)
    return (folder / START, *files)


def _check(folder: Path) -> None:
    """Refuse a folder that holds something else than an older page."""
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / "data" / "review.js").is_file()):
        raise InvalidRequest(
            msg("{folder} holds other files.", folder=folder.name), msg("Choose a new or an empty folder.")
        )


def _write(content: PageContent, place: Path, feedback: Feedback) -> None:
    shutil.copytree(ASSETS / "web", place, ignore=shutil.ignore_patterns("*.md"))
    data, pictures = place / "data", place / "pictures"
    data.mkdir()
    pictures.mkdir()
    _say_what_is_missing(content, feedback)
    files = _write_scenes(content, data, PartOf(feedback, 0.0, 0.95))
    for number, stop in enumerate(content.stops):
        for scheme, picture in enumerate(stop.pictures.values()):
            (pictures / picture_name(number, scheme)).write_bytes(picture)
    shaders = {name: (ASSETS / "shaders" / f"{name}.glsl").read_text("utf-8") for name in SHADERS}
    _write_script(data / "shaders.js", "SHADERS", shaders)
    _write_script(data / "review.js", "REVIEW", page_document(content, files, _ground_of(content)))
    start = place / START
    start.write_text(_start_page(start.read_text("utf-8"), content), "utf-8")


def _write_scenes(content: PageContent, data: Path, feedback: Feedback) -> dict[str, str]:
    """Write the city as finely as the page may weigh; return the files' names by scheme."""
    layers = parted([scheme.scene for scheme in content.schemes])
    pictures = sum(len(picture) for stop in content.stops for picture in stop.pictures.values())
    files: dict[str, str] = {}
    for attempt, share in enumerate(SHARES):
        nearness = Nearness((stop.pose for stop in content.stops), share)
        files = _write_city(content, layers, nearness, data, PartOf(feedback, 0.4 * attempt, 1.0))
        weight = pictures + sum((data / f"{name}.js").stat().st_size for name in files.values())
        if weight < HEAVIEST - FRAME:
            return files
    feedback.warn(
        msg("The page weighs {size:.0f} MB, more than the {most:.0f} MB that portals take.",
            size=(weight + FRAME) / 1e6, most=HEAVIEST / 1e6)
    )  # fmt: skip
    return files


def _write_city(
    content: PageContent, layers: Parted, nearness: Nearness, data: Path, feedback: Feedback
) -> dict[str, str]:
    """Write what the schemes share and what each has besides; return the files' names by scheme."""
    asked = [("*", "city", layers.common, 0.0, 0.85)]
    each = 0.15 / len(content.schemes)
    for number, (scheme, own) in enumerate(zip(content.schemes, layers.own, strict=True)):
        start = 0.85 + number * each
        asked.append((scheme.key, f"scheme-{number}", own, start, start + each))
    bare = any(stop.season == BARE for stop in content.stops)
    files: dict[str, str] = {}
    model = data / "model.glb"
    for key, name, nodes, start, stop in asked:
        if write_city(model, nodes, nearness, PartOf(feedback, start, stop), bare=bare):
            packed = base64.b64encode(gzip.compress(model.read_bytes(), 9, mtime=0)).decode("ascii")
            (data / f"{name}.js").write_text(f'SCENES["{name}"] = "{packed}";\n', "ascii")
            files[key] = name
        feedback.check()
    model.unlink(missing_ok=True)
    return files


def _say_what_is_missing(content: PageContent, feedback: Feedback) -> None:
    """Name the layers that are seen in the project and that a page cannot show."""
    lost = {
        node.id: node.name
        for scheme in content.schemes
        for node in seen(scheme.scene)
        if isinstance(node.payload, GroundPicture | PointCloud | StreamedPoints)
    }
    for name in lost.values():
        feedback.warn(
            msg("{layer} is not on the page: it shows neither pictures of the ground nor points.", layer=name)
        )


def _write_script(path: Path, name: str, value: Mapping[str, object]) -> None:
    """Write a value as a script that a page from the file system may load."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    path.write_text(f"const {name} = {text};\n", "utf-8")


def _start_page(template: str, content: PageContent) -> str:
    """Return the marks with the title and what is said where scripts are switched off."""
    title = f"{in_language(content.title, 'zh')} · {in_language(content.title, 'en')}"
    word = WORDS["no_script"]
    without = f"{in_language(word, 'zh')} {in_language(word, 'en')}"
    return template.replace("{{title}}", escape(title)).replace("{{no_script}}", escape(without))


def _ground_of(content: PageContent) -> float:
    """Return the height about which buildings stand, in steps of a hundred metres, as the window has it."""
    feet = [
        float(np.median(node.payload.bottom))
        for node in bodies(content.schemes[0].scene)
        if isinstance(node.payload, Buildings) and node.payload.count
    ]
    return round(float(np.median(feet)) / 100.0) * 100.0 if feet else 0.0
