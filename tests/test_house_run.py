"""`./run` against stand-ins for Python, apt-get, Xvfb and the rest, so that no test installs anything."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = "cat cksum cmp cp dirname find grep mkdir mkfifo mktemp rm sh sleep sort uname xargs"
PACKAGES = (
    "python3 python3-venv libglib2.0-0 libgl1 libegl1 libfontconfig1 libdbus-1-3 libxkbcommon-x11-0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libgomp1 fonts-wqy-microhei"
)
STAND_IN_X_SERVER = """
trap 'echo "Xvfb stopped" >>"{log}"; exit 0' TERM
echo 77 >&3
exec 3>&-
while :; do sleep 0.02; done
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="run is a POSIX shell script")


class House:
    """A copy of `run` on a machine that has nothing but what the test puts there."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "维 扬"
        self.bin = folder / "bin"
        self.log = folder / "log"
        for made in (self.root / "tools", self.bin):
            made.mkdir(parents=True)
        # The machine that runs this test has a Python there; the machine that is played has not.
        text = (ROOT / "run").read_text(encoding="utf-8").replace(" /usr/bin/python3;", ";")
        self.write(self.root / "run", text)
        for name in ("requirements.txt", "requirements-dev.txt"):
            (self.root / name).write_text(f"# pins of {name}\n", encoding="utf-8")
        for tool in TOOLS.split():
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)
        self.write(self.bin / "readlink", '#!/bin/sh\necho "$2"\n')
        self.user(1000)

    @staticmethod
    def write(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def user(self, number: int) -> None:
        self.write(self.bin / "id", f"#!/bin/sh\necho {number}\n")

    def command(self, name: str, body: str = "") -> None:
        """Give the machine a command that writes its words to the log and then does `body`."""
        self.write(self.bin / name, f'#!/bin/sh\necho "{name} $*" >>"{self.log}"\n{body}\n')

    def venv(self, body: str = "") -> None:
        """Set up .venv as a finished start leaves it, with a stand-in for its Python."""
        python = self.root / ".venv/bin/python"
        self.write(python, f'#!/bin/sh\necho "python $*" >>"{self.log}"\n{body}\n')
        ready = self.root / ".venv/.ready"
        ready.mkdir()
        (ready / "python").write_text(f"{python}\n", encoding="utf-8")
        (ready / "libraries").write_text(f"{python}\n", encoding="utf-8")
        for name in ("requirements.txt", "requirements-dev.txt"):
            shutil.copy(self.root / name, ready)

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.root / "run", *words],
            env={"PATH": str(self.bin), "TMPDIR": str(self.bin.parent), **environment},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    def calls(self) -> list[str]:
        """What the stand-ins were asked for, with this machine's folder left out."""
        if not self.log.exists():
            return []
        return self.log.read_text(encoding="utf-8").replace(f"{self.root}/", "").splitlines()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.mark.parametrize(
    ("shell", "script"),
    [("sh", "run"), ("sh", "tools/pin"), ("sh", "tools/prove_debian"), ("bash", ".ci/run")],
)
def test_the_script_parses_and_can_be_started(shell: str, script: str) -> None:
    path = ROOT / script

    assert subprocess.run([shell, "-n", path], check=False).returncode == 0
    assert os.access(path, os.X_OK)


def test_a_user_without_python_is_told_one_line_for_the_administrator(house: House) -> None:
    house.command("apt-get")

    result = house.run("list")

    assert result.returncode == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.endswith(f"ask your administrator to run: apt-get install --no-install-recommends {PACKAGES}")
    assert house.calls() == []


def test_root_without_python_installs_the_exact_list_once(house: House) -> None:
    house.user(0)
    house.command("apt-get")

    result = house.run("list")

    assert house.calls() == [
        "apt-get update -q",
        f"apt-get install -q -y --no-install-recommends {PACKAGES}",
    ]
    assert result.returncode == 1
    assert "install one of these" in result.stderr


def test_an_installation_that_fails_is_a_sentence(house: House) -> None:
    house.user(0)
    house.command("apt-get", "exit 100")

    result = house.run()

    assert result.returncode == 1
    assert "apt-get could not install" in result.stderr


def test_an_old_python_is_a_sentence_and_nothing_is_installed(house: House) -> None:
    house.user(0)
    house.command("apt-get")
    house.write(house.bin / "python3", "#!/bin/sh\ncase $2 in *exit*) exit 1 ;; esac\necho 3.9\n")

    result = house.run()

    assert result.returncode == 1
    assert "needs Python 3.11 to 3.14 and found only Python 3.9" in result.stderr
    assert house.calls() == []


def test_words_reach_main_unchanged(house: House) -> None:
    house.venv('case $1 in *main.py) for word; do echo "[$word]"; done ;; esac; exit 7')

    result = house.run("import", "屋 顶.shp", "--crs", "EPSG:4549")

    assert result.stdout.splitlines()[1:] == ["[import]", "[屋 顶.shp]", "[--crs]", "[EPSG:4549]"]
    assert result.returncode == 7
    assert result.stderr == ""


def test_a_start_that_is_ready_installs_and_probes_nothing(house: House) -> None:
    house.venv()

    assert house.run("list").returncode == 0
    assert house.calls() == ["python main.py list"]


def test_without_a_display_the_window_becomes_a_review(house: House) -> None:
    house.venv('case "$*" in *"probe.py display") exit 1 ;; esac')

    result = house.run()

    assert "There is no display" in result.stderr
    assert house.calls()[-1] == "python main.py review --out out/"


def test_with_a_display_the_window_opens(house: House) -> None:
    house.venv()

    assert house.run().stderr == ""
    assert house.calls()[-1] == "python main.py"


def test_changed_pins_are_installed_with_hashes(house: House) -> None:
    house.venv()
    (house.root / "requirements.txt").write_text("# other pins\n", encoding="utf-8")

    house.run("list")

    (pip,) = [call for call in house.calls() if "pip install" in call]
    assert "--require-hashes -r requirements.txt" in pip
    house.log.unlink()
    house.run("list")
    assert not [call for call in house.calls() if "pip install" in call]


def test_a_failed_installation_is_tried_again(house: House) -> None:
    house.venv('case "$*" in *"pip install"*) exit 1 ;; esac')
    (house.root / "requirements.txt").write_text("# other pins\n", encoding="utf-8")

    for _ in range(2):
        house.log.unlink(missing_ok=True)
        result = house.run("list")

        assert result.returncode == 1
        assert "could not be installed" in result.stderr
        assert not [call for call in house.calls() if "main.py" in call]


def test_a_venv_whose_interpreter_is_gone_is_made_again(house: House) -> None:
    house.venv()
    python = house.root / ".venv/bin/python"
    python.unlink()
    python.symlink_to(house.root / "gone")
    house.command("python3")

    house.run("list")

    assert [call for call in house.calls() if call.startswith("python3 -m venv")]


def test_a_library_that_went_away_is_noticed_and_named(house: House) -> None:
    house.venv('case "$*" in *"probe.py libraries"*) echo OpenGL; exit 1 ;; esac')
    (house.root / ".venv/.ready/libraries").write_text("/gone/libEGL.so.1\n", encoding="utf-8")

    result = house.run("list")

    assert result.returncode == 1
    last = result.stderr.splitlines()[-1]
    assert last.startswith("Missing: OpenGL.")
    assert last.endswith(f"apt-get install --no-install-recommends {PACKAGES}")
    assert not [call for call in house.calls() if "main.py" in call]


def test_a_library_that_apt_cannot_bring_is_named_to_root(house: House) -> None:
    house.user(0)
    house.command("apt-get")
    house.venv('case "$*" in *"probe.py libraries"*) echo OpenGL; exit 1 ;; esac')
    (house.root / ".venv/.ready/libraries").unlink()

    result = house.run("list")

    assert result.returncode == 1
    assert "Still missing after the installation: OpenGL." in result.stderr
    assert len([call for call in house.calls() if call.startswith("apt-get install")]) == 1


def test_paths_left_by_other_programs_are_not_inherited(house: House) -> None:
    house.venv('echo "${PROJ_LIB-}${PROJ_DATA-}${GDAL_DATA-}${GDAL_DRIVER_PATH-}${PYTHONPATH-}"')
    names = ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH", "PYTHONPATH")

    assert house.run("list", **dict.fromkeys(names, "/usr/share/qgis")).stdout == "\n"


def test_kernels_that_changed_get_a_cache_of_their_own(house: House) -> None:
    house.venv('echo "$NUMBA_CACHE_DIR"')
    kernel = house.root / "scene/kernel.py"
    kernel.parent.mkdir()
    caches = []
    for text in ("import numba\n", "import numba\nx = 1\n", "import numba\n"):
        kernel.write_text(text, encoding="utf-8")
        caches.append(house.run("list").stdout)

    assert caches[0] == caches[2] != caches[1]


def test_tests_run_under_an_x_server_that_is_stopped_again(house: House) -> None:
    house.command("Xvfb", STAND_IN_X_SERVER.format(log=house.log))
    house.venv('echo "$DISPLAY $QT_QPA_PLATFORM"; exit 5')

    result = house.run("test", "-k", "a b")

    assert house.calls()[-2:] == ["python -m pytest -k a b", "Xvfb stopped"]
    assert result.stdout == ":77 xcb\n"
    assert result.returncode == 5


def test_an_x_server_that_cannot_start_is_a_sentence(house: House) -> None:
    house.command("Xvfb", "echo no screen >&2; exit 1")
    house.venv()

    result = house.run("test")

    assert result.returncode == 1
    assert "Xvfb did not start: no screen" in result.stderr


def test_without_xvfb_a_user_is_told_so_before_anything_is_installed(house: House) -> None:
    result = house.run("test")

    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.endswith(f"{PACKAGES} xvfb")


def test_root_installs_python_and_xvfb_for_the_tests_in_one_go(house: House) -> None:
    house.user(0)
    house.venv()
    house.command("apt-get", f'cp "{house.bin}/spare" "{house.bin}/Xvfb"')
    house.command("spare", STAND_IN_X_SERVER.format(log=house.log))

    assert house.run("test").returncode == 0
    assert house.calls()[:2] == [
        "apt-get update -q",
        f"apt-get install -q -y --no-install-recommends {PACKAGES} xvfb",
    ]


def test_root_gets_a_browser_for_the_tests_and_goes_on_without_one(house: House) -> None:
    house.user(0)
    house.command("Xvfb", STAND_IN_X_SERVER.format(log=house.log))
    house.venv()
    house.command("apt-get", "exit 100")

    result = house.run("test")

    assert "apt-get update -q" in house.calls()
    assert "these tests will be skipped" in result.stderr
    assert result.returncode == 0


def test_a_browser_that_is_there_or_named_is_not_installed_again(house: House) -> None:
    house.user(0)
    house.command("Xvfb", STAND_IN_X_SERVER.format(log=house.log))
    house.venv()
    house.command("apt-get")
    house.run("test", WEIYANG_CHROMIUM="/somewhere/chrome")
    house.command("chromium")
    house.run("test")

    assert not [call for call in house.calls() if call.startswith("apt-get")]


@pytest.mark.parametrize("verb", ["validate", "bench"])
def test_a_verb_whose_folder_is_absent_says_so(house: House, verb: str) -> None:
    result = house.run(verb)

    assert result.returncode == 1
    assert "nothing to run" in result.stderr


def test_one_check_that_fails_fails_all_and_hides_none(house: House) -> None:
    house.venv('case "$*" in *mypy) exit 1 ;; esac')

    assert house.run("check").returncode == 1
    assert house.calls() == [
        "python -m ruff check",
        "python -m ruff format --check",
        "python -m mypy",
        "python .venv/bin/lint-imports",
    ]
