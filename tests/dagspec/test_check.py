"""All files in one run, and nothing twice."""

from datetime import date

import pytest

from dagspec.check import check_paths, check_project
from dagspec.examine import Examiner
from dagspec.project import load, spec_files

TODAY = date(2026, 6, 1)
TASKS = """\
  tasks:
    - task_id: only
      operator: airflow.providers.standard.operators.empty.EmptyOperator
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.yaml").write_text(f"good:\n  schedule: null\n{TASKS}")
    (tmp_path / "typo.yaml").write_text(f"typo:\n  schedul: null\n{TASKS}")
    (tmp_path / "broken.yml").write_text("broken: [\n")
    return tmp_path


def test_one_bad_file_does_not_hide_the_faults_of_another(folder):
    report = check_paths([folder], {}, TODAY)
    assert [found.code for found in report.diagnostics] == ["DS005", "DS101"]
    assert (report.files, report.errors, report.warnings) == (3, 2, 0)


def test_what_memory_gives_is_what_a_project_gives(folder):
    project = load([folder], {}, TODAY)
    for _ in range(2):
        assert check_paths([folder], {}, TODAY) == check_project(project)


def test_a_missing_path_is_a_file_that_cannot_be_read(folder):
    assert [found.code for found in check_paths([folder / "nowhere.yaml"], {}, TODAY).diagnostics] == [
        "DS001"
    ]


def test_a_fault_of_a_defaults_file_is_told_once(folder):
    (folder / "defaults.yml").write_text("default_args:\n  retries: many\n")
    report = check_paths([folder], {}, TODAY)
    assert [found.code for found in report.diagnostics].count("DS102") == 1


def test_the_defaults_of_a_single_file_are_those_of_its_folder(folder):
    (folder / "defaults.yml").write_text("catchup: true\nschedule: '@daily'\n")
    (folder / "good.yaml").write_text(f"good:\n  description: x\n{TASKS}")
    (found,) = check_paths([folder / "good.yaml"], {}, TODAY).diagnostics
    assert (found.code, found.file) == ("DS206", (folder / "defaults.yml").as_posix())


def test_a_folder_named_configs_is_where_defaults_end(tmp_path):
    inner = tmp_path / "configs" / "team"
    inner.mkdir(parents=True)
    (tmp_path / "defaults.yml").write_text("nonsense: 1\n")
    (tmp_path / "configs" / "defaults.yml").write_text("description: from above\n")
    (inner / "shop.yaml").write_text(f"shop:\n{TASKS}")
    project = load([inner / "shop.yaml"], {}, TODAY)
    assert project.specs[0].dags[0].settings.text("description") == "from above"
    assert project.context.dags_folder == tmp_path
    assert check_project(project).diagnostics == ()


def test_hidden_folders_and_other_files_are_left_out(folder):
    (folder / ".git").mkdir()
    (folder / ".git" / "x.yaml").write_text("x: 1")
    (folder / "notes.txt").write_text("no spec")
    assert [path.name for path in spec_files(folder)] == ["broken.yml", "good.yaml", "typo.yaml"]


def test_an_error_silenced_with_a_reason_is_gone(folder):
    path = folder / "typo.yaml"
    path.write_text(
        path.read_text().replace("null", "null  # dagspec: ignore[DS101] kept for another tool", 1)
    )
    assert check_paths([path], {}, TODAY).diagnostics == ()


@pytest.mark.parametrize("look", ["check_paths", "check_project"])
def test_a_fault_of_our_own_at_one_file_hides_no_other(folder, monkeypatch, look):
    def rule(spec, context):
        if spec.source.path.stem == "good":
            raise RecursionError("too deep")
        yield from ()

    monkeypatch.setattr("dagspec.examine.RULES", (rule,))
    report = (
        check_paths([folder], {}, TODAY)
        if look == "check_paths"
        else check_project(load([folder], {}, TODAY))
    )
    assert report.is_faulty
    fault = next(found for found in report.diagnostics if found.code == "DS018")
    assert (fault.file, fault.message) == (
        (folder / "good.yaml").as_posix(),
        "a fault of dagspec itself: RecursionError: too deep",
    )
    assert [found.code for found in report.diagnostics] == ["DS005", "DS018", "DS101"]


def test_a_fault_is_not_remembered(folder, monkeypatch):
    monkeypatch.setattr("dagspec.examine.RULES", (lambda spec, context: iter([1 // 0]),))
    assert check_paths([folder / "good.yaml"], {}, TODAY).is_faulty
    monkeypatch.setattr("dagspec.examine.RULES", ())
    assert check_paths([folder / "good.yaml"], {}, TODAY).diagnostics == ()


def test_a_file_that_cannot_be_examined_hides_no_other(folder, monkeypatch):
    really = Examiner.examine

    def examine(self, file, root):
        if file.stem == "good":
            raise MemoryError
        return really(self, file, root)

    monkeypatch.setattr(Examiner, "examine", examine)
    assert [found.code for found in check_paths([folder], {}, TODAY).diagnostics] == [
        "DS005",
        "DS018",
        "DS101",
    ]
