"""The command line keeps its promises: exit status, one line an error, nothing heavy for a list."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def weiyang(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    env = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=env | environment,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(("language", "word"), [("zh_CN.UTF-8", "红气球"), ("en_GB.UTF-8", "balloon")])
def test_list_names_importers_and_analyses_in_the_language_of_the_terminal(language: str, word: str) -> None:
    listed = weiyang("list", LC_ALL=language)

    assert 0 == listed.returncode, listed.stderr
    assert "footprints.shapefile" in listed.stdout
    assert "sightline.balloon" in listed.stdout
    assert word in listed.stdout


def test_list_loads_neither_window_nor_graphics_nor_compiler() -> None:
    code = (
        "import sys; from app.cli.command_line import main; main(['list']);"
        "heavy = {'PySide6', 'vtkmodules', 'pyvista', 'numba', 'shapely', 'geopandas', 'scipy', 'pandas'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert 0 == ran.returncode, ran.stderr


def test_the_window_is_made_without_what_its_first_frame_does_not_need() -> None:
    code = (
        "import sys, app.window.main_window, app.viewport.widget, app.panels.balloon, app.tools.toolbox;"
        "heavy = {'numba', 'scipy', 'shapely', 'pyproj', 'pandas', 'lxml', 'pyarrow', 'laspy', 'trimesh'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert 0 == ran.returncode, ran.stderr


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("review",), 2),
        (("dance",), 2),
        (("import", "no.shp", "--into", "x.gpkg"), 1),
        (("run", "no.toml", "--out", "x"), 1),
        (("window",), 1),
        ((), 1),
    ],
)
def test_wrong_usage_is_2_and_a_named_error_is_1(
    arguments: tuple[str, ...], status: int, tmp_path: Path
) -> None:
    ran = weiyang(
        *(str(tmp_path / part) if part.endswith((".shp", ".toml", ".gpkg")) else part for part in arguments)
    )

    assert status == ran.returncode
    assert "Traceback" not in ran.stderr
    if status == 1:
        assert 1 == len(ran.stderr.strip().splitlines())


def test_without_a_display_the_window_names_the_next_line() -> None:
    ran = weiyang(LC_ALL="en_GB.UTF-8")

    assert "no display" in ran.stderr
    assert "main.py review --out" in ran.stderr


def test_a_job_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    job = tmp_path / "作业.toml"
    job.write_text('analysis = "sightline.balloon"\nparamters = {}\n', "utf-8")

    ran = weiyang("run", str(job), "--out", str(tmp_path / "out"), LC_ALL="en_GB.UTF-8")

    assert 1 == ran.returncode
    assert "unknown keys: paramters" in ran.stderr
    assert not (tmp_path / "out").exists()


def test_export_writes_layers_of_the_built_in_city(tmp_path: Path) -> None:
    file = tmp_path / "视点.geojson"
    done = weiyang("export", "--layer", "保护视点", "--to", str(file))
    assert 0 == done.returncode, done.stderr
    assert "11 features" in done.stdout
    assert file.stat().st_size > 1000
    refused = weiyang("export", "--layer", "nothing like it", "--to", str(file))
    assert 1 == refused.returncode
    assert "There is no layer called" in refused.stderr
    assert 1 == len(refused.stderr.strip().splitlines())


def test_list_names_exporters_with_what_they_hold() -> None:
    listed = weiyang("list", "exporters", LC_ALL="en_GB.UTF-8")
    assert 0 == listed.returncode, listed.stderr
    assert "tiles3d" in listed.stdout
    assert "(*.laz, *.las: points)" in listed.stdout
    assert "footprints" not in listed.stdout
