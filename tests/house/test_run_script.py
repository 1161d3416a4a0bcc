"""`run` before there is an environment: which Python it takes, and what it says when something is missing.

Each test gives it a small PATH, so that nothing is installed and nothing is asked of a network.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ["bash", "cat", "dirname", "env", "grep", "id", "readlink", "rm", "sed", "tail", "uname"]
SYSTEMS = {
    "debian": ("ID=debian", "apt install -y python{0}-venv"),
    "mint": ('ID=linuxmint\nID_LIKE="ubuntu debian"', "apt install -y python{0}-venv"),
    "rocky": ('ID="rocky"\nID_LIKE="rhel centos fedora"', "dnf install -y python{0}"),
    "opensuse": ('ID="opensuse-leap"\nID_LIKE="suse opensuse"', "zypper install -y python{1}"),
    "manjaro": ("ID=manjaro\nID_LIKE=arch", "pacman -S --needed python"),
    "alpine": ("ID=alpine", "apk add python3"),
    "unknown": ("ID=altlinux", "средствами вашей системы"),
}


class House:
    """A copy of what `run` reads, in a folder with a space and Cyrillic, and a PATH with the plainest tools."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "Моя первичка"
        self.bin = folder / "bin"
        self.root.mkdir()
        self.bin.mkdir()
        for name in ["run", "pyproject.toml", "requirements.lock", "requirements-dev.lock"]:
            shutil.copy(ROOT / name, self.root / name)
        for name in TOOLS:
            (self.bin / name).symlink_to(str(shutil.which(name)))

    def tool(self, name: str, script: str, folder: Path | None = None) -> None:
        path = (folder or self.bin) / name
        path.write_text(f"#!{shutil.which('bash')}\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def python(self, name: str, version: str, modules: str = "venv ensurepip") -> None:
        """A false interpreter: it has a version and modules, and its venv module makes another false one."""
        major, minor = version.split(".")
        made = f'mkdir -p "$4/bin"; cp "$0" "$4/bin/python"; echo "venv $0" >>"{self.root}/calls"'
        self.tool(
            name,
            f"""case "$*" in
                *'version_info <'*) [ {major} -gt 3 ] || [ {minor} -ge 11 ] ;;
                *'import ensurepip'*) [ '{modules}' = 'venv ensurepip' ] ;;
                *'version_info['*) echo {version} ;;
                '-m venv '*) {made} ;;
                *'pip install'*) echo "pip $*" >>"{self.root}/calls"; cat "{self.root}/pip-says" 2>/dev/null
                    [ ! -e "{self.root}/pip-says" ] || exit 1 ;;
                *fcntl.flock*) exec '{sys.executable}' "$@" ;;
                '-m pytest'*) echo "pytest in $PWD with $*" ;;
            esac""",
        )
        for tool in ["cp", "mkdir"]:
            if not (self.bin / tool).exists():
                (self.bin / tool).symlink_to(str(shutil.which(tool)))

    def calls(self) -> list[str]:
        path = self.root / "calls"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def run(self, *arguments: str, script: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(script or self.root / "run"), *arguments],
            cwd=self.bin,
            env={"PATH": str(self.bin), "LC_ALL": "C.UTF-8", **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_help_is_russian_and_needs_nothing(house: House) -> None:
    done = house.run()
    assert done.returncode == 0
    assert "./run demo" in done.stdout
    assert "собрать комплект" in done.stdout


def test_an_unknown_command_is_one_line(house: House) -> None:
    done = house.run("destroy")
    assert done.returncode == 1
    assert done.stderr.startswith("Неизвестная команда «destroy»")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_missing_venv_module_is_told_with_its_command(house: House, tmp_path: Path, system: str) -> None:
    release, command = SYSTEMS[system]
    (tmp_path / "os-release").write_text(release + "\n", encoding="utf-8")
    house.python("python3", "3.12", modules="")
    done = house.run("demo", OS_RELEASE=str(tmp_path / "os-release"))
    assert done.returncode == 1
    assert done.stderr.startswith("Не найден модуль venv для Python 3.12. Установите: ")
    assert done.stderr.rstrip().endswith(command.format("3.12", "312"))
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_missing_python_is_told_with_its_command(house: House, tmp_path: Path, system: str) -> None:
    release, command = SYSTEMS[system]
    (tmp_path / "os-release").write_text(release + "\n", encoding="utf-8")
    house.python("python3", "3.9")
    house.tool("apt-cache", '[ "$2" = python3.13-venv ]')
    done = house.run("demo", OS_RELEASE=str(tmp_path / "os-release"))
    assert done.returncode == 1
    assert done.stderr.startswith("Не найден Python 3.11 или новее. Установите: ")
    newest = {"rocky": "3.12", "opensuse": "3.11"}.get(system, "3.13")
    assert done.stderr.rstrip().endswith(command.format(newest, newest.replace(".", "")))
    assert done.stderr.count("\n") == 1


def test_the_newest_python_that_works_is_taken(house: House) -> None:
    house.tool("python3.14", "exit 127")
    house.python("python3.13", "3.13")
    house.python("python3", "3.11")
    assert house.run("test").returncode == 0
    assert house.calls()[0].endswith("/python3.13")


def test_the_variable_PYTHON_wins(house: House) -> None:  # noqa: N802  (the name of the variable)
    house.python("python3.13", "3.13")
    house.python("mine", "3.11")
    assert house.run("test").returncode == 0
    assert house.run("test", PYTHON="mine").returncode == 0
    assert [call.rpartition("/")[2] for call in house.calls() if call.startswith("venv")] == ["python3.13", "mine"]


def test_a_python_that_was_named_and_is_too_old_is_refused(house: House) -> None:
    house.python("python3.13", "3.13")
    house.python("mine", "3.10")
    done = house.run("test", PYTHON="mine")
    assert done.returncode == 1
    assert done.stderr.startswith("PYTHON=mine не запускается или старше 3.11")


def test_a_second_run_installs_nothing_and_the_tests_run_at_the_root(house: House) -> None:
    house.python("python3.13", "3.13")
    assert house.run("test").returncode == 0
    before = house.calls()
    done = house.run("test", "tests/house", "-q")
    assert done.stdout == f"pytest in {house.root} with -m pytest tests/house -q\n"
    assert done.stderr == ""
    assert house.calls() == before


def test_a_link_to_the_script_finds_the_checkout(house: House, tmp_path: Path) -> None:
    house.python("python3.13", "3.13")
    (house.bin / "first").symlink_to(house.root / "run")
    (tmp_path / "second").symlink_to("bin/first")
    done = house.run("test", script=tmp_path / "second")
    assert f"pytest in {house.root} " in done.stdout


@pytest.mark.parametrize("name", ["requirements-dev.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed_anew(house: House, name: str) -> None:
    house.python("python3.13", "3.13")
    house.run("test")
    before = house.calls()
    with (house.root / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    house.run("test")
    assert len(house.calls()) == 2 * len(before)


def test_a_checkout_that_moved_makes_its_environment_anew(house: House, tmp_path: Path) -> None:
    house.python("python3.13", "3.13")
    house.run("test")
    house.root.rename(tmp_path / "moved")
    house.root = tmp_path / "moved"
    house.python("python3.13", "3.13")
    before = len(house.calls())
    assert house.run("test").returncode == 0
    assert len(house.calls()) > before


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("WARNING: Retrying after NewConnectionError: [Errno -2] Name or service not known", "Нет связи с хранилищем"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "Не хватило места на диске"),
        ("ERROR: No matching distribution found for plutoprint==0.23.0", "для этой системы: plutoprint==0.23.0."),
        ("ERROR: something else", "Не удалось поставить библиотеки"),
    ],
)
def test_a_failed_installation_is_one_line_that_says_what_to_do(house: House, said: str, told: str) -> None:
    house.python("python3.13", "3.13")
    (house.root / "pip-says").write_text(said + "\n", encoding="utf-8")
    done = house.run("test")
    assert done.returncode == 1
    announcement, reason = done.stderr.splitlines()
    assert announcement.startswith("Готовлю окружение")
    assert told in reason
    (house.root / "pip-says").unlink()
    assert house.run("test").returncode == 0, "the next run must mend it"


def test_libraries_are_installed_by_hash_and_the_program_without_a_network(house: House) -> None:
    house.python("python3.13", "3.13")
    house.run("test")
    libraries, program = house.calls()[1:]
    assert "--require-hashes" in libraries
    assert "requirements-dev.lock" in libraries
    assert "--no-index" in program


def test_a_foreign_python_path_is_not_handed_on(house: House) -> None:
    house.python("python3.13", "3.13")
    house.run("test")
    (house.root / ".venv/bin/python").write_text(
        f'#!{shutil.which("bash")}\necho "path=${{PYTHONPATH-none}} home=${{PYTHONHOME-none}}"\n', encoding="utf-8"
    )
    assert house.run("test", PYTHONPATH="/foreign", PYTHONHOME="/foreign").stdout == "path=none home=none\n"


def test_an_unknown_benchmark_names_the_known_ones(house: House) -> None:
    bench = house.root / "tests" / "bench"
    bench.mkdir(parents=True)
    (bench / "kit.py").touch()
    (bench / "__init__.py").touch()
    done = house.run("bench", "cat")
    assert (done.returncode, done.stderr) == (1, "Нет такого замера: «cat». Есть: kit\n")


def test_two_runs_at_once_make_one_environment(house: House) -> None:
    house.python("python3.13", "3.13")
    command = [str(house.root / "run"), "test"]
    environment = {"PATH": str(house.bin), "LC_ALL": "C.UTF-8"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    runs = [subprocess.Popen(command, env=environment, **quiet) for _ in range(4)]
    assert [one.wait(60) for one in runs] == [0, 0, 0, 0]
    assert len([call for call in house.calls() if call.startswith("venv")]) == 1
