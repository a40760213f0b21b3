"""The look at the system libraries: a machine that cannot draw is told so and survives."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROBE = Path(__file__).resolve().parent.parent / "tools" / "probe.py"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the look is at Linux libraries")


@pytest.fixture(scope="module")
def probe() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_probe", PROBE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def display(**environment: str) -> int:
    command = [sys.executable, "-S", PROBE, "display"]
    return subprocess.run(command, env=environment, timeout=60, check=False).returncode


def test_a_machine_that_draws_names_its_libraries(probe: ModuleType) -> None:
    libraries = probe.run_check("OpenGL")

    assert any("libEGL" in library for library in libraries)
    assert all(Path(library).exists() for library in libraries)
    assert not any("site-packages" in library for library in libraries)


def test_a_machine_without_a_driver_is_no_crash(
    probe: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("__EGL_VENDOR_LIBRARY_DIRS", str(tmp_path))

    assert probe.run_check("OpenGL") is None


def test_a_machine_without_a_chinese_font_is_noticed(
    probe: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    font = "中文字体 (a Chinese font)"
    no_fonts = tmp_path / "fonts.conf"
    no_fonts.write_text("<fontconfig></fontconfig>", encoding="utf-8")

    assert any("/fonts/" in file for file in probe.run_check(font))

    monkeypatch.setenv("FONTCONFIG_FILE", str(no_fonts))

    assert probe.run_check(font) is None


def test_what_is_missing_is_printed_and_nothing_written_down(
    probe: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(probe, "run_check", lambda name: None if name == "libgomp" else [])

    assert probe.look(tmp_path / "record") == 1
    assert capsys.readouterr().out == "libgomp\n"
    assert not (tmp_path / "record").exists()


def test_a_display_that_nobody_serves_is_none() -> None:
    assert display() == 1
    assert display(DISPLAY=":64999") == 1


def test_a_wayland_display_is_one() -> None:
    assert display(WAYLAND_DISPLAY="wayland-0") == 0
