import json
import os
import subprocess
import sys

import pytest

from dagspec.catalogue.operators import homes, read_decorator, read_operator, task_decorators

STANDARD = "airflow.providers.standard"

# Asks the real classes what the catalogue reads from their text.
ORACLE = """
import inspect, json, pkgutil, sys, warnings
from importlib import import_module
warnings.simplefilter("ignore")
from airflow.sdk import BaseOperator
SUPPLIED = {"self", "task_id", "dag", "task_group", "default_args"}
def modules():
    for provider in ("common.sql", "http", "smtp", "standard"):
        for part in ("operators", "sensors"):
            try:
                package = import_module(f"airflow.providers.{provider}.{part}")
            except ImportError:
                continue
            yield from (f"{package.__name__}.{info.name}" for info in pkgutil.iter_modules(package.__path__))
def parameters(cls):
    for one in cls.__mro__[: cls.__mro__.index(BaseOperator) + 1]:
        if "__init__" in vars(one):
            for parameter in inspect.signature(one.__init__).parameters.values():
                if not parameter.kind.name.startswith("VAR"):
                    yield parameter.name
found = {}
for name in modules():
    try:
        module = import_module(name)
    except ImportError:
        continue
    for cls in vars(module).values():
        if inspect.isclass(cls) and issubclass(cls, BaseOperator) and cls.__module__ == name:
            found[f"{name}.{cls.__name__}"] = {
                "parameters": sorted(set(parameters(cls)) - SUPPLIED),
                "fields": sorted(cls.template_fields),
                "extensions": sorted(cls.template_ext),
            }
json.dump(found, sys.stdout)
"""


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """The operators of the installed providers, as Airflow itself sees them."""
    home = tmp_path_factory.mktemp("airflow")
    environment = {**os.environ, "AIRFLOW_HOME": str(home), "_AIRFLOW__AS_LIBRARY": "1"}
    done = subprocess.run(
        [sys.executable, "-c", ORACLE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    return json.loads(done.stdout[done.stdout.index("{") :])


@pytest.mark.airflow
def test_every_installed_operator_is_read_as_airflow_sees_it(library, real):
    assert len(real) > 25
    wrong = {}
    for path, expected in real.items():
        operator = read_operator(library, library.resolve(path))
        seen = {
            # What a class sets by itself is in its signature all the same.
            "parameters": sorted(
                {*operator.arguments, *operator.constructor.fixed} & {*expected["parameters"]}
            ),
            "unknown": sorted(operator.arguments.keys() - {*expected["parameters"]}),
            "fields": sorted(operator.fields or ()),
            "extensions": sorted(operator.extensions or ()),
        }
        expected["unknown"] = []
        if seen != expected:
            wrong[path] = (seen, expected)
    assert wrong == {}


def test_required_parameters_are_those_without_default(library):
    operator = read_operator(library, library.resolve(f"{STANDARD}.operators.python.ExternalPythonOperator"))
    assert set(operator.required) == {"python", "python_callable"}


def test_sensors_know_their_modes(library):
    sensor = read_operator(library, library.resolve(f"{STANDARD}.sensors.python.PythonSensor"))
    assert sensor.is_sensor
    assert sensor.calls_python
    assert sensor.modes == ("poke", "reschedule")


def test_a_plain_class_is_no_operator(library, write):
    write("shop.py", "class Price: ...\ndef load(): ...\n")
    assert not read_operator(library, library.resolve("shop.Price")).is_operator
    assert read_operator(library, library.resolve("shop.load")) is None


def test_a_deprecated_class_names_its_successor(library, write):
    write("shop.py", "@deprecated(use_instead='shop.New', planned_removal_date='May')\nclass Old: ...\n")
    operator = read_operator(library, library.resolve("shop.Old"))
    assert (operator.deprecated_for, operator.is_deprecated) == ("shop.New", True)


def test_the_providers_announce_their_decorators(library):
    found = task_decorators(library)
    assert found["python"] == f"{STANDARD}.decorators.python.python_task"
    assert {"bash", "branch", "virtualenv", "sensor", "short_circuit", "sql"} <= found.keys()


def test_every_announced_decorator_is_read(library):
    for path in task_decorators(library).values():
        decorator = read_decorator(library, library.resolve(path))
        assert decorator.operator.is_operator, path
        assert not {"op_args", "op_kwargs", "python_callable"} & decorator.arguments.keys()


@pytest.mark.parametrize("path", ["airflow.sdk.task", "airflow.decorators.task"])
def test_task_stands_for_the_python_decorator(library, path):
    decorator = read_decorator(library, library.resolve(path))
    assert decorator.operator.calls_python
    assert decorator.required == ()
    assert "multiple_outputs" in decorator.arguments


def test_a_decorator_requires_what_its_operator_requires(library):
    path = f"{STANDARD}.decorators.external_python.external_python_task"
    assert read_decorator(library, library.resolve(path)).required == ("python",)


@pytest.mark.parametrize(
    "path", ["airflow.sdk.task_group", "airflow.sdk.setup", f"{STANDARD}.operators.bash.BashOperator"]
)
def test_other_things_are_no_task_decorators(library, path):
    assert read_decorator(library, library.resolve(path)) is None


def test_the_home_of_a_class_is_found(library):
    assert homes(library)["BashOperator"] == (f"{STANDARD}.operators.bash.BashOperator",)
    assert "NoSuchOperator" not in homes(library)
