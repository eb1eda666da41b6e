import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from dagspec.catalogue.catalogue import catalogue


@pytest.fixture
def schema(dagspec) -> dict:
    return json.loads(dagspec("schema").out)


@pytest.fixture
def faults(schema):
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)

    def find(old: str = "", new: str = "") -> list[str]:
        text = Path("dags/configs/spec.yaml").read_text(encoding="utf-8")
        assert old in text
        data = json.loads(json.dumps(yaml.safe_load(text.replace(old, new, 1)), default=str))
        return [error.message for error in validator.iter_errors(data)]

    return find


def test_the_spec_it_was_made_for_is_valid(faults):
    assert faults() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("bash_command", "bash_comand"),
        ("bash_command: echo hello", "doc: x"),
        ("shop.sums.add", "shop.sums.ad"),
        ("left: &number 1", "lft: &number 1"),
        ("left: &number 1", "left: &number one"),
        (', api_token: "{{ var.value.token }}"', ""),
        ("retries: 2", "retries: two"),
    ],
)
def test_a_fault_of_this_project_is_found(faults, old, new):
    assert faults(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("retries: 2", "retries: ${RETRIES:-2}"),
        ("left: &number 1", "left: &number '{{ params.left }}'"),
        ("shop.sums.add", "somebody.elses.function"),
        ("op_kwargs: {left: &number 1, right: *number, api_token: ", "op_args: [1, 2] # {"),
        ("operators.bash.BashOperator", "operators.unknown.ElseOperator"),
    ],
)
def test_what_may_be_right_is_not_called_wrong(faults, old, new):
    assert faults(old, new) == []


def test_a_parameter_that_default_args_give_is_not_required(folder, dagspec):
    spec = Path("dags/configs/spec.yaml")
    text = spec.read_text(encoding="utf-8").replace("      bash_command: echo hello\n", "")
    spec.write_text(
        text.replace("    retries: 2\n", "    retries: 2\n    bash_command: echo\n"), encoding="utf-8"
    )
    validator = jsonschema.Draft7Validator(json.loads(dagspec("schema").out))
    data = json.loads(json.dumps(yaml.safe_load(spec.read_text(encoding="utf-8")), default=str))
    assert list(validator.iter_errors(data)) == []


def test_functions_are_offered_with_their_docstrings(schema):
    offered = schema["definitions"]["task"]["properties"]["python_callable"]["anyOf"][0]
    assert offered == {
        "const": "shop.sums.add",
        "description": "add(left, right, api_token, scale)\n\nAdd two numbers.",
    }


def test_a_package_can_be_offered_before_a_spec_uses_it(dagspec, folder):
    (folder / "other.py").write_text('def run() -> None:\n    """Run."""\n', encoding="utf-8")
    schema = json.loads(dagspec("schema", "--package", "other").out)
    offered = schema["definitions"]["task"]["properties"]["python_callable"]["anyOf"]
    assert "other.run" in [option.get("const") for option in offered]


def test_the_file_is_written_and_found_up_to_date(dagspec, folder):
    assert dagspec("schema", "--out", "made/x.json").out == "wrote made/x.json\n"
    assert dagspec("schema", "--check", "made/x.json").code == 0
    (folder / "shop" / "sums.py").write_text("def add(left, right, api_token): ...\n", encoding="utf-8")
    catalogue.cache_clear()  # a new process would read the file anew
    done = dagspec("schema", "--check", "made/x.json")
    assert done.code == 1
    assert "dagspec schema --out made/x.json" in done.err


def test_a_file_that_cannot_be_written_is_wrong_usage(dagspec, folder):
    assert dagspec("schema", "--out", "shop/sums.py/x.json").code == 2
