import subprocess
from pathlib import Path

import pytest

from dagspec.compare.sides import side
from dagspec.usage import WrongUsageError

SPECS = Path("dags/configs")


@pytest.fixture
def repository(tmp_path, monkeypatch, require_program) -> Path:
    """A git repository with two commits, and a change that is not committed."""
    monkeypatch.chdir(tmp_path)
    git = require_program("git")

    def run(*arguments: str) -> None:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run([git, *who, *arguments], check=True, capture_output=True)

    run("init", "--initial-branch=main")
    (tmp_path / "README").write_text("no specs yet\n", encoding="utf-8")
    run("add", ".")
    run("commit", "-m", "first")
    SPECS.mkdir(parents=True)
    (SPECS / "defaults.yml").write_text("catchup: true\n", encoding="utf-8")
    (SPECS / "a.yaml").write_text("a: {tasks: {x: {operator: b.C}}}\n", encoding="utf-8")
    run("add", ".")
    run("commit", "-m", "second")
    (SPECS / "a.yaml").write_text("a: {tasks: {}}\n", encoding="utf-8")
    return tmp_path


def test_a_revision_is_read_from_git_and_named_as_in_the_folder(repository):
    with side("main", SPECS) as found:
        assert [task.task_id for task in found.dags["a"].tasks] == ["x"]
        assert found.files[found.dags["a"].place.file] == "dags/configs/a.yaml"


def test_a_single_file_of_a_revision_has_its_defaults(repository):
    with side("HEAD", SPECS / "a.yaml") as found:
        assert "catchup" in found.dags["a"].settings


def test_what_was_not_there_yet_is_empty(repository):
    with side("main~1", SPECS) as found:
        assert found.dags == {}


def test_a_path_within_a_revision_can_be_named(repository):
    with side("main:dags", Path("elsewhere")) as found:
        assert list(found.dags) == ["a"]


def test_a_folder_is_read_as_it_is_now(repository):
    with side(str(SPECS), SPECS) as found:
        assert found.dags["a"].tasks == ()


@pytest.mark.parametrize("name", ["nonsense", "--help", "main~7"])
def test_what_is_neither_a_path_nor_a_revision_is_refused(repository, name):
    with (
        pytest.raises(WrongUsageError, match="neither a file, nor a folder, nor a git revision"),
        side(name, SPECS),
    ):
        pass


def test_nothing_comes_from_the_environment(repository, monkeypatch):
    monkeypatch.setenv("SECRET_SCHEDULE", "from the environment")
    (SPECS / "a.yaml").write_text("a: {schedule: '${SECRET_SCHEDULE}', tasks: {}}\n", encoding="utf-8")
    with side(str(SPECS), SPECS) as found:
        assert found.dags["a"].settings.text("schedule") == "${SECRET_SCHEDULE}"
