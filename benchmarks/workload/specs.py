"""Writes folders of many specs: the shipped one again and again, always alike and never equal."""

import re
import time
from pathlib import Path
from random import Random

from benchmarks.measurement import PROJECT
from benchmarks.workload.order import reorder

SHIPPED = PROJECT / "dags" / "configs" / "ml_pipeline_advertising.yaml"
DAG_ID = "ml_pipeline_advertising"
DESCRIPTION = re.compile(r"description: .*")
REFERENCE = re.compile(r"\$\{\w+:-([^}]*)\}")
LOADERS = {
    "dagspec": PROJECT / "dags" / "factory.py",
    "dagfactory": Path(__file__).with_name("loader_dagfactory.py"),
    "python": Path(__file__).with_name("loader_python.py"),
}


def name_pipeline(number: int) -> str:
    """The id of one of the DAGs."""
    return f"pipeline_{number:04}"


def make_text(number: int) -> str:
    """The shipped spec under another id, with what differs from pipeline to pipeline where specs are many.

    So no cache by content finds a copy of a whole spec. `loader_python` says the same in Python.
    """
    text = SHIPPED.read_text("utf-8").replace(DAG_ID, name_pipeline(number))
    for name, value in vary(number).items():
        text, count = re.subn(rf"\$\{{{name}:-[^}}]*\}}", f"${{{name}:-{value}}}", text)
        if count != 1:
            raise ValueError(f"expected {name} once in {SHIPPED}, got {count}")
    return text


def vary(number: int) -> dict[str, str]:
    """The values of one pipeline: its time, its data, its seed, its gate, its people."""
    return {
        "PIPELINE_SCHEDULE": f"{number % 60} {number // 60 % 24} * * *",
        "PIPELINE_DATA": f"/opt/airflow/data/advertising_{number}.csv",
        "PIPELINE_SEED": f"{42 + number}",
        "PIPELINE_MIN_ACCURACY": f"{(80 - number % 20) / 100}",
        "PIPELINE_MIN_ROC_AUC": f"{(85 - number % 20) / 100}",
        "PIPELINE_EMAIL_TO": f"team-{number % 40}@example.com",
    }


def make_plain_text(number: int) -> str:
    """The same in the dialect of dag-factory, which knows neither defaults in `${}` nor `5m`."""
    text = REFERENCE.sub(r"\1", make_text(number))
    for long, plain in (
        ("retry_delay: 5m", "retry_delay: {__type__: datetime.timedelta, minutes: 5}"),
        ("execution_timeout: 45m", "execution_timeout: {__type__: datetime.timedelta, minutes: 45}"),
        ("dagrun_timeout: 2h", "dagrun_timeout: {__type__: datetime.timedelta, hours: 2}"),
    ):
        if long not in text:
            raise ValueError(f"expected {long!r} in {SHIPPED}; the plain dialect needs another word for it")
        text = text.replace(long, plain)
    return text


def write_folder(folder: Path, count: int, *, way: str, are_alike: bool = True) -> Path:
    """A DAG folder with so many pipelines and the loader of that way; the path of the loader.

    Specs that are alike have the same lines, as a template makes them, but for their values. Of others each
    has its keys and tasks in an order of its own.
    """
    configs = folder / "configs"
    configs.mkdir(parents=True)
    (folder / "templates").symlink_to(PROJECT / "dags" / "templates")
    make = make_plain_text if way == "dagfactory" else make_text
    for number in range(count):
        text = make(number) if are_alike else reorder(make(number), Random(number))  # noqa: S311  no secret
        (configs / f"{name_pipeline(number)}.yaml").write_text(text, "utf-8")
    loader = folder / "factory.py"
    loader.write_text(LOADERS[way].read_text("utf-8").replace("COUNT = 1", f"COUNT = {count}"), "utf-8")
    return loader


def change_spec(path: Path) -> None:
    """Changes what a spec says, each time to something new."""
    text = path.read_text("utf-8")
    line = DESCRIPTION.search(text)
    if line is None:
        raise ValueError(f"expected a description in {path}")
    path.write_text(DESCRIPTION.sub(f"description: changed at {time.time_ns()}", text, count=1), "utf-8")
