"""What the files of the repository promise together: pins, licences, links, and nothing of one machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)", flags=re.MULTILINE)

# Put together from pieces, so that this file does not hold what it looks for.
OF_ONE_MACHINE = [f"/{folder}/" for folder in ("work", "root")] + ["C:" + "\\Users"]
OF_A_REGISTRY = [
    "pypi" + ".org",
    "python" + "hosted",
    "--index" + "-url",
    "find" + "-links",
    "npm" + "js.org",
]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall(text(name)))


def is_ours(file: Path) -> bool:
    """Tell whether a file is part of the program, not something that a tool or a start left behind."""
    folders = file.relative_to(ROOT).parts[:-1]
    return file.is_file() and not any(
        f in ("out", "__pycache__") or (f[0] == "." and f != ".ci") for f in folders
    )


def committed_files() -> list[Path]:
    """List the files that git knows; in a copy without git, those that look like ours."""
    try:
        listed = subprocess.run(
            ["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, encoding="utf-8", check=True
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        return [file for file in ROOT.rglob("*") if is_ours(file)]
    return [file for name in listed.stdout.split("\0") if name and (file := ROOT / name).is_file()]


def unsatisfied(declared: list[str], file: str) -> list[str]:
    """The declared requirements that no pin of a file satisfies."""
    found = pins(file)
    return [
        line
        for line in declared
        if not any(
            canonicalize_name((wanted := Requirement(line)).name) == name and version in wanted.specifier
            for name, version in found
        )
    ]


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    found = []
    for file in committed_files():
        content = file.read_bytes().decode("utf-8", errors="replace")
        found += [(file.name, word) for word in OF_ONE_MACHINE + OF_A_REGISTRY if word in content]

    assert found == []


def test_what_is_declared_is_pinned() -> None:
    runtime, dev = PROJECT["project"]["dependencies"], PROJECT["dependency-groups"]["dev"]

    assert unsatisfied(runtime, "requirements.txt") == []
    assert unsatisfied(runtime + dev, "requirements-dev.txt") == []


def test_building_uses_the_very_pins_of_running() -> None:
    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", text(name).strip())
    without = [block for block in blocks if not block.startswith("#") and "--hash=sha256:" not in block]

    assert without == []


def test_the_qt_that_ends_python_311_is_kept_out() -> None:
    versions = [version for name, version in pins("requirements.txt") if name == "pyside6-essentials"]

    assert versions
    assert all(not version.startswith("6.12") for version in versions)


def test_every_package_that_is_installed_has_its_licence_listed() -> None:
    table = set(
        re.findall(
            r"^\| ([a-z0-9-]+) \| \S.* \| https?://\S+ \|$", text("assets/licences/THIRD_PARTY.md"), re.M
        )
    )

    assert table == {name for name, _ in pins("requirements.txt")}


@pytest.mark.parametrize(
    "page", ["README.md", "CHANGELOG.md", "assets/licences/QT.md", "assets/licences/THIRD_PARTY.md"]
)
def test_links_lead_to_files(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", text(page))
    lost = [link for link in links if "://" not in link and not (ROOT / page).parent.joinpath(link).is_file()]

    assert lost == []


def test_the_licences_are_complete() -> None:
    for name, words in {
        "LICENSE": "END OF TERMS AND CONDITIONS",
        "assets/licences/LGPL-3.0.txt": "GNU LESSER GENERAL PUBLIC LICENSE",
        "assets/licences/GPL-3.0.txt": "END OF TERMS AND CONDITIONS",
        "NOTICE": "© OpenStreetMap contributors",
    }.items():
        assert words in text(name), name
