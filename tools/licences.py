"""Write assets/licences/THIRD_PARTY.md: every package that Weiyang runs on, its licence and its home.

The names come from requirements.txt, the rest from the metadata of the packages installed beside this
interpreter; run it after the pins have changed: `.venv/bin/python tools/licences.py`.
"""

import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "assets" / "licences" / "THIRD_PARTY.md"

# What the metadata leaves out, or tells only as a page of text; the bundled libraries are in the wheels.
STATED = {
    "imageio-ffmpeg": "BSD-2-Clause; brings the program ffmpeg (GPL-3.0-or-later), which is run apart",
    "embreex": "BSD-2-Clause; bundles Embree and oneTBB (both Apache-2.0)",
    "kiwisolver": "BSD-3-Clause",
    "matplotlib": "Matplotlib licence (of the Python Software Foundation's kind)",
    "numba": "BSD-2-Clause",
    "pyobjc-core": "MIT",
    "pyobjc-framework-cocoa": "MIT",
    "pyogrio": "MIT; bundles GDAL (MIT), GEOS (LGPL-2.1), PROJ (MIT)",
    "pyproj": "MIT; bundles PROJ (MIT)",
    "rasterio": "BSD-3-Clause; bundles GDAL (MIT), GEOS (LGPL-2.1), PROJ (MIT)",
    "scipy": "BSD-3-Clause; bundles OpenBLAS (BSD-3-Clause), libgfortran (GPL-3.0 with runtime exception)",
    "shapely": "BSD-3-Clause; bundles GEOS (LGPL-2.1)",
    "vtk": "BSD-3-Clause",
}
HOMES = {
    "attrs": "https://github.com/python-attrs/attrs",
    "charset-normalizer": "https://github.com/jawah/charset_normalizer",
    "lazrs": "https://github.com/laz-rs/laz-rs-python",
    "urllib3": "https://github.com/urllib3/urllib3",
    "pyobjc-core": "https://github.com/ronaldoussoren/pyobjc",
    "pyobjc-framework-cocoa": "https://github.com/ronaldoussoren/pyobjc",
}

HEAD = """\
# Third-party packages

Weiyang runs on these packages. `./run` installs them, unmodified, into `.venv`; none of them is part of this
repository. The full text of each licence is in the package's own folder there. The table is written by
`tools/licences.py`. Qt (PySide6, shiboken6) is described in [QT.md](QT.md).

| package | licence | home |
|---|---|---|
"""


def runtime_packages(requirements: str) -> list[str]:
    """Return the names pinned in a requirements file, each once, sorted."""
    return sorted(set(re.findall(r"^([a-z0-9-]+)==", requirements, flags=re.MULTILINE)))


def licence(name: str, about: metadata.PackageMetadata) -> str:
    """Return a package's licence in a few words: what is stated here, its expression, classifier or text."""
    classifiers = [c.split(" :: ")[-1] for c in about.get_all("Classifier") or () if c.startswith("License")]
    said = (about["License-Expression"], *classifiers, about["License"])
    return STATED.get(name) or next(text.splitlines()[0] for text in said if text)


def home(name: str, about: metadata.PackageMetadata) -> str:
    """Return the address of a package's source or home page."""
    links = [link.split(", ", 1) for link in about.get_all("Project-URL") or ()]
    by_label = {label.lower(): address for label, address in links}
    wanted = ("source", "source code", "repository", "homepage", "home")
    return next(
        (by_label[label] for label in wanted if label in by_label), about["Home-page"] or HOMES.get(name, "")
    )


def main() -> None:
    """Write the table."""
    rows = []
    for name in runtime_packages((ROOT / "requirements.txt").read_text(encoding="utf-8")):
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:  # pinned for another system
            rows.append(f"| {name} | {STATED[name]} | {HOMES[name]} |\n")
            continue
        rows.append(f"| {name} | {licence(name, about)} | {home(name, about)} |\n")
    TABLE.write_text(HEAD + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
