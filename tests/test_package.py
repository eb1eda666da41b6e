"""What a pre-commit hook installs elsewhere: the checker, and nothing that needs the repository around it."""

import os
import shutil
import subprocess
import sys
import zipfile

import pytest

BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def installed(project, tmp_path_factory):
    """The content of the wheel, in a folder of its own."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(project / name, source)
    for name in ("dagspec", "pipeline_tasks", "monitor", "embedded"):
        shutil.copytree(project / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-c", BUILD, str(source / "dist")]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (wheel,) = (source / "dist").glob("*.whl")
    folder = tmp_path_factory.mktemp("installed")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def test_the_wheel_holds_the_checker_alone(installed):
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"dagspec"}


def test_the_checker_of_the_wheel_works_in_another_repository(project, installed, tmp_path):
    specs = tmp_path / "dags" / "configs"
    specs.mkdir(parents=True)
    shutil.copy(project / "tests" / "specs" / "ok" / "list_form.yaml", specs)
    check = [sys.executable, "-m", "dagspec", "check"]
    environment = os.environ | {"PYTHONPATH": str(installed), "DAGSPEC_CACHE": str(tmp_path)}
    done = subprocess.run(check, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split(",")[0]) == (0, "1 file checked"), done.stdout + done.stderr
