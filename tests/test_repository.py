"""What holds for the repository as a whole."""

import re
import subprocess

import pytest

LAYERS = {"dags", "dagspec", "pipeline_tasks", "monitor", "embedded"}
PACKAGES = LAYERS - {"dags"}


def list_tracked(project):
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=project, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    return [project / name for name in names if name and (project / name).is_file()]


def test_every_package_says_what_is_in_it(project):
    for package in PACKAGES:
        init = (project / package / "__init__.py").read_text()
        modules = {path.stem for path in (project / package).glob("*.py")} - {"__init__", "__main__"}
        missing = {name for name in modules if f"`{name}`" not in init}
        assert not missing, f"{package}/__init__.py does not name {sorted(missing)}"


def test_airflow_sees_one_python_file(project):
    assert [path.name for path in (project / "dags").rglob("*.py")] == ["factory.py"]


def test_lock_files_name_versions_and_hashes_only(project):
    locks = sorted((project / "requirements").glob("*.lock"))
    assert locks
    for lock in locks:
        for line in lock.read_text().splitlines():
            assert re.match(
                r"[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\S+|    --hash=sha256:[0-9a-f]{64}|$", line
            ), line


@pytest.mark.parametrize(
    "pattern", [r"/(root|home/\w+|work)/\w", r"--(extra-)?index-url", r"\bFIXME\b|\bTODO\b"]
)
def test_no_file_holds_what_belongs_to_one_machine_or_to_later(project, pattern):
    allowed = {project / "tests" / "test_repository.py"}
    found = [
        f"{path.relative_to(project)}: {match.group()}"
        for path in list_tracked(project)
        if path not in allowed and path.suffix not in {".png", ".pdf", ".ico", ".csv"}
        for match in [re.search(pattern, path.read_text("utf-8", errors="replace"))]
        if match and "/home/airflow" not in match.string[match.start() : match.start() + 14]
    ]
    assert not found


def test_the_image_requirements_agree_with_the_tested_ones(project):
    def pins(name):
        text = (project / "requirements" / name).read_text()
        return set(re.findall(r"^([a-z0-9._-]+==\S+)", text, flags=re.MULTILINE))

    assert pins("airflow.lock") <= pins("dev.lock")
    assert pins("monitor.lock") <= pins("dev.lock")
