import pytest

from dagspec.scaffold import TEMPLATES


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_passes_the_strict_check(dagspec, project, monkeypatch, tmp_path, template):
    monkeypatch.chdir(project)  # the ml template calls this project's functions
    target = tmp_path / "configs"
    assert dagspec("new", "fresh", "--template", template, "--folder", str(target)).code == 0
    done = dagspec("check", "--strict", str(target))
    assert done.out == "1 file checked, no findings\n"


def test_the_file_says_what_comes_next(dagspec, folder):
    done = dagspec("new", "fresh")
    assert "dagspec check dags/configs/fresh.yaml" in done.out
    assert (folder / "dags" / "configs" / "fresh.yaml").exists()


@pytest.mark.parametrize("name", ["pipeline.schema.json", "project.schema.json"])
def test_the_first_line_names_the_schema_for_the_editor(dagspec, folder, name):
    (folder / "schemas").mkdir()
    (folder / "schemas" / name).write_text("{}", encoding="utf-8")
    dagspec("new", "fresh")
    first = (folder / "dags" / "configs" / "fresh.yaml").read_text(encoding="utf-8").split("\n")[0]
    assert first == f"# yaml-language-server: $schema=../../schemas/{name}"


def test_a_file_that_is_there_is_not_written_over(dagspec, folder):
    before = (folder / "dags" / "configs" / "spec.yaml").read_bytes()
    done = dagspec("new", "spec")
    assert (done.code, done.err) == (2, "dagspec: dags/configs/spec.yaml exists, nothing was written\n")
    assert (folder / "dags" / "configs" / "spec.yaml").read_bytes() == before


def test_an_id_that_another_file_has_is_refused(dagspec, folder):
    (folder / "dags" / "configs" / "other.yaml").write_text("taken: {}\n", encoding="utf-8")
    assert dagspec("new", "taken").err == "dagspec: DAG 'taken' exists in dags/configs/other.yaml:1\n"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("default", "the key has a meaning of its own"),
        ("on", "YAML does not read it as text"),
        ("null", "YAML does not read it as text"),
        *((name, "use up to 200 letters, digits") for name in ("a b", "../x", "1x", "ü", "", "x" * 201)),
    ],
)
def test_a_name_that_yaml_or_airflow_would_not_take_is_refused_with_the_reason(dagspec, name, why):
    done = dagspec("new", name)
    assert done.code == 2
    assert f"'{name}' cannot name a new DAG: {why}" in done.err


def test_a_folder_that_cannot_be_made_is_told(dagspec, folder):
    (folder / "file").write_text("", encoding="utf-8")
    done = dagspec("new", "fresh", "--folder", "file/configs")
    assert done.code == 2
    assert "cannot be written" in done.err
