"""What holds for the repository as a whole."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

LAYERS = ("dagspec", "pipeline_tasks", "monitor", "embedded", "benchmarks")
ROOT = Path(__file__).parents[1]
PACKAGES = sorted(path.parent for layer in LAYERS for path in (ROOT / layer).rglob("__init__.py"))


def list_tracked(project):
    if not (project / ".git").exists():
        pytest.skip("a copy without git does not know which files belong to it")
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=project, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    return [project / name for name in names if name and (project / name).is_file()]


def list_modules(package):
    """The modules and packages directly within a package."""
    files = {path.stem for path in package.glob("*.py") if not path.stem.startswith("__")}
    return files | {path.parent.name for path in package.glob("*/__init__.py")}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_names_its_modules_and_no_other(package):
    tree = ast.parse((package / "__init__.py").read_text())
    named = set(re.findall(r"`(\w+)`", ast.get_docstring(tree)))
    name = ".".join(package.relative_to(ROOT).parts)
    registered = {
        alias.name if found.module == name else found.module.removeprefix(f"{name}.")
        for found in ast.walk(tree)
        if isinstance(found, ast.ImportFrom) and f"{found.module}.".startswith(f"{name}.")
        for alias in found.names
    }
    modules = list_modules(package)
    assert modules - named - registered == set(), "not named in the docstring"
    assert named - modules == set(), "named, but not there"


def test_every_decision_is_in_the_index(project):
    folder = project / "docs" / "decisions"
    titles = {path: path.read_text().split("\n")[0].removeprefix("# ") for path in folder.glob("0*.md")}
    lines = [f"- [{title}]({path.name})" for path, title in sorted(titles.items())]
    assert [line for line in (folder / "README.md").read_text().split("\n") if line.startswith("- ")] == lines


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
